"""What the death watch holds: deaths under way with owner and next step, faults, and questions to a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from rangkiang.access.rights import answerable, titled
from rangkiang.platform.bulk import run

from .calendar import law_days
from .cases import records_of
from .models import Claim, Event
from .queries import DAYS_TO_ACT

SQL = Path(__file__).parent / "sql"
NIGHT = "deaths.night"  # the job that holds all lists against all members each night
APPROVED, LATER = "approved", "died_later"
STEPS: dict[str, tuple[Promise | str, str]] = {  # what is next, and the right of who sees to it
    Event.State.REPORTED: (_("visit the family and open the claim"), "claims.open"),
    Claim.State.REVIEW: (_("answer the open questions of the claim"), "claims.approve"),
    Claim.State.OPEN: (_("gather the papers; a second person approves"), "claims.approve"),
    APPROVED: (_("send the claim to BPJS"), "claims.submit"),
    Claim.State.SUBMITTED: (_("ask BPJS for its decision"), "claims.submit"),
    Claim.State.OBJECTED: (_("ask BPJS for its answer to the objection"), "claims.object"),
    Claim.State.GRANTED: (_("see that the heir is paid"), "claims.hand_over"),
    LATER: (_("tell BPJS that he died of it: record the objection that asks for the difference"), "claims.object"),
}
WAITS: dict[str, tuple[Promise | str, str]] = {
    "standing": (_("take the months off: open the month again, or withdraw its draft"), "money.supplement"),
    "draft": (_("approve the correction"), "money.approve_bill"),
    "credit": (_("ask BPJS for the money by letter, or use it for a bill"), "money.ask_refund"),
    "asked": (_("see that BPJS pays it back"), "money.settle_refund"),
}


@dataclass(frozen=True)
class Case:
    """A death under way. ``owner``: who answers for the next step, by name; empty where nobody holds the role.

    ``office``: of the programme that covered, empty when none of ours did. ``due``: the law's last day, else ours.
    """

    event: UUID
    claim: UUID | None
    name: str
    area: str
    died_on: date
    from_list: bool
    stage: str
    office: str
    days: int
    step: Promise | str
    owner: str
    due: date

    @property
    def label(self) -> str:
        """The stage in words."""
        if self.stage == LATER:
            return str(_("died after BPJS decided"))
        return str(Claim.State(self.stage).label if self.claim else _("reported, no claim yet"))


def cases(on: date, area: str = "") -> list[Case]:
    """Every death that is neither paid, refused nor closed, longest ago first. Two statements."""
    found, who, law_due = [], answerable(*(verb for _step, verb in STEPS.values())), law_days()
    for (
        event, claim, name, place, died, source, stage, approved, office, scheme, sent, since,
    ) in run(SQL / "watch_cases.sql", {"area": area}):  # fmt: skip
        step, verb = STEPS[APPROVED if approved and stage == Claim.State.OPEN else stage]
        due = law_due("decide", scheme, sent) if sent and stage not in (Claim.State.OBJECTED, LATER) else None
        owner, days = titled(who(verb, place)), (on - died).days
        case = Case(event, claim, name, place, died, source == "list", stage, office, days, step, owner,
                    due or since + DAYS_TO_ACT)  # fmt: skip
        found.append(case)
    return found


@dataclass(frozen=True)
class Refund:
    """What was billed for months after a death: how many, rupiah, what it waits for, who answers for it, until when.

    ``fund`` is the fund's code.
    """

    person: int
    name: str
    area: str
    fund: str
    waits: str
    months: int
    amount: int
    first: date
    step: Promise | str
    owner: str
    due: date


def refunds(on: date, area: str = "") -> list[Refund]:
    """Until the money is back or used, the earliest month first. Two statements."""
    found, who = [], answerable(*(verb for _step, verb in WAITS.values()))
    rows = run(SQL / "refunds.sql", {"on": on, "area": area})
    for person, name, place, fund, payer, waits, months, amount, first, since in rows:
        step, verb = WAITS[waits]
        due = since + DAYS_TO_ACT if since else on
        owner = titled(who(verb, payer))
        found.append(Refund(person, name, place, fund, waits, months, amount, first, step, owner, due))
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


def taken_back(person: int) -> list[Event]:
    """Deaths of this person that were reported once and taken back, the newest first. Two statements."""
    found = Event.objects.filter(person__in=records_of(person), outcome="death", state=Event.State.CLOSED)
    return list(found.order_by("-recorded_at"))
