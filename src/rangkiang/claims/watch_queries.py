"""What the death watch holds: deaths under way with owner and next step, faults, and questions to a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import UUID

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from rangkiang.people.models import DeathMatch
from rangkiang.platform.bulk import run

from .models import Claim, Event

SQL = Path(__file__).parent / "sql"
APPROVED = "approved"
STEPS: dict[str, Promise | str] = {
    Event.State.REPORTED: _("visit the family and open the claim"),
    Claim.State.REVIEW: _("answer the open questions of the claim"),
    Claim.State.OPEN: _("gather the papers; a second person approves"),
    APPROVED: _("send the claim to BPJS"),
    Claim.State.SUBMITTED: _("ask BPJS for its decision"),
    Claim.State.OBJECTED: _("ask BPJS for its answer to the objection"),
    Claim.State.GRANTED: _("see that the heir is paid"),
}


@dataclass(frozen=True)
class Case:
    """A death under way. ``owner``: the office of the programme that covered, empty when none of ours did."""

    event: UUID
    claim: UUID | None
    name: str
    area: str
    died_on: date
    from_list: bool
    stage: str
    owner: str
    days: int
    step: Promise | str


def cases(on: date, area: str = "") -> list[Case]:
    """Every death that is neither paid, refused nor closed, longest ago first. One statement."""
    found = []
    for event, claim, name, place, died, source, stage, approved, owner in run(SQL / "watch_cases.sql", {"area": area}):
        step = STEPS[APPROVED if approved and stage == Claim.State.OPEN else stage]
        found.append(Case(event, claim, name, place, died, source == "list", stage, owner, (on - died).days, step))
    return found


@dataclass(frozen=True)
class Fault:
    """Somebody dead who was registered all the same, or whose months after death still stand: how many, and rupiah."""

    person: int
    name: str
    area: str
    died_on: date
    before_cover: bool
    months: int
    amount: int
    first: date | None


def faults(on: date, area: str = "") -> list[Fault]:
    """Longest ago first. One statement."""
    return [Fault(*row) for row in run(SQL / "watch_faults.sql", {"on": on, "area": area})]


def undated() -> QuerySet[DeathMatch]:
    """Members whom a list tells dead without the day, which no claim can do without; who has one since is left out."""
    found = DeathMatch.objects.filter(state="same", death__died_on=None, death__withdrawn_at=None, person__died_on=None)
    return found.select_related("death", "person").order_by("pk")
