"""What the law would give where there is no claim yet, so that a family nobody heard from has its rupiah too."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any
from uuid import UUID

from rangkiang import law
from rangkiang.membership.models import Enrolment
from rangkiang.membership.queries import covers
from rangkiang.people.models import IdentityLink, Person
from rangkiang.platform.bulk import run, whole_lists
from rangkiang.platform.scope import whole_register

from .cases import COVERING, LOWEST_BAND, accident_told, noted, told_of_child
from .models import Child, Event
from .soundness import RATED

SQL = Path(__file__).parent / "sql"


@dataclass(frozen=True)
class Estimate:
    """Rupiah that are certain by what is known today; ``review``: the law, or the day, leaves a question."""

    amount: int
    review: bool


@lru_cache(maxsize=8192)  # a case does not change from one page to the next
def given(case: str, *, accident: bool = False) -> Estimate:
    try:
        answer = (law.jkk if accident else law.jkm)(json.loads(case))
    except law.InvalidCase:  # a fact that is missing or contradicts another: the claim's own page says which
        return Estimate(0, True)
    return Estimate(answer.total, answer.decision == "review")


@dataclass(frozen=True)
class _Known:
    """Of persons, whatever record it lies on: their other records, what was paid for them, born, children."""

    whose: dict[int, int]
    paid: dict[int, list[tuple[str, date, date]]]
    born: dict[int, date | None]
    children: dict[int, list[dict[str, Any]]]

    def case(self, person: int) -> dict[str, Any]:
        """What the law is told of anybody."""
        months = [(f"{month:%Y-%m}", on.isoformat()) for _payer, month, on in self.paid.get(person, ())]
        case: dict[str, Any] = {
            "segment": "BPU",
            "paid": [{"from": month, "to": month, "paid_on": on} for month, on in months],
            "children": self.children.get(person, []),
        }
        return case | ({"born": day.isoformat()} if (day := self.born.get(person)) else {})


def _known(persons: list[int]) -> _Known:
    """Their months are read in the whole register, since the fund that paid belongs to an area above the reader's."""
    with whole_register(), whole_lists():
        months = run(SQL / "silent_paid.sql", {"persons": persons})
    paid: dict[int, list[tuple[str, date, date]]] = {}
    for person, month, on, payer in months:
        paid.setdefault(person, []).append((payer, month, on))
    born = dict(Person.objects.filter(pk__in=persons).values_list("pk", "birth_date"))
    whose = dict(IdentityLink.objects.filter(canonical__in=persons, undone_at=None).values_list("record", "canonical"))
    return _Known(whose, paid, born, _children(persons, whose))


def estimates(deaths: Mapping[int, date]) -> dict[int, Estimate]:
    """Person → estimate, of persons and their days of death. Seven statements, whatever their number."""
    if not deaths:
        return {}
    known, found = _known(list(deaths)), {}
    for person, died in deaths.items():
        of_month = ((payer, month) for payer, month, _on in known.paid.get(person, ()))
        case = known.case(person) | {"death": died.isoformat(), "memberships": covers(of_month, died)}
        found[person] = given(json.dumps(case, sort_keys=True))
    return found


def of_accidents(events: Mapping[Event, int]) -> dict[UUID, Estimate]:
    """Event → estimate, of accidents and the persons hurt. Eleven statements, whatever their number.

    How it ends is a question until somebody says it: until then what was noted of transport, and of the time unable to
    work, is certain, and nothing else. A disability is a question until a doctor rated it.
    """
    if not events:
        return {}
    known, around, found = _known(list(events.values())), noted(events), {}
    bands: dict[int, list[tuple[date, int]]] = {}
    persons = [*events.values(), *known.whose]
    for who, first, band in Enrolment.objects.filter(COVERING, person__in=persons).values_list(
        "person", "first_month", "band"
    ):
        bands.setdefault(known.whose.get(who, who), []).append((first, band))
    for event, person in events.items():
        held = around[event.pk]
        begun = [one for one in bands.get(person, ()) if one[0] <= event.happened_on]
        case = known.case(person) | accident_told(event, held, max(begun)[1] if begun else LOWEST_BAND)
        case["outcome"] = event.outcome or "recovered"
        told = given(json.dumps(case, sort_keys=True), accident=True)
        open_ = not event.outcome or (event.outcome in RATED and held.rating is None)
        found[event.pk] = Estimate(told.amount, told.review or open_)
    return found


def _children(persons: Iterable[int], whose: Mapping[int, int]) -> dict[int, list[dict[str, Any]]]:
    found: dict[int, dict[tuple[str, date], dict[str, Any]]] = {}
    for child in Child.objects.filter(parent__in=[*persons, *whose], died_on=None).order_by("born", "pk"):
        of = found.setdefault(whose.get(child.parent_id, child.parent_id), {})
        of.setdefault((child.name.casefold(), child.born), told_of_child(child))
    return {person: list(of.values()) for person, of in found.items()}
