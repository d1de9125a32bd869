"""What the law would give for deaths that have no claim yet: so that a family nobody heard from has its rupiah too."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from rangkiang import law
from rangkiang.people.models import IdentityLink, Person
from rangkiang.platform.bulk import run
from rangkiang.platform.scope import whole_register

from .cases import told_of_child
from .models import Child

SQL = Path(__file__).parent / "sql"


@dataclass(frozen=True)
class Estimate:
    """Rupiah that are certain by what is known today; ``review``: the law, or the day, leaves a question."""

    amount: int
    review: bool


@lru_cache(maxsize=8192)  # a death's case does not change from one page to the next
def given(case: str) -> Estimate:
    try:
        answer = law.jkm(json.loads(case))
    except law.InvalidCase:  # a fact that contradicts another: the claim's own page says which
        return Estimate(0, True)
    return Estimate(answer.total, answer.decision == "review")


def estimates(deaths: Mapping[int, date]) -> dict[int, Estimate]:
    """Person → estimate, of persons and their days of death. Seven statements, whatever their number.

    Their months are read in the whole register, since the fund that paid belongs to an area above the reader's.
    """
    if not deaths:
        return {}
    persons = list(deaths)
    paid: dict[int, list[dict[str, str]]] = {}
    payers: dict[int, set[str]] = {}
    with whole_register():
        months = run(SQL / "silent_paid.sql", {"persons": persons})
    for person, month, on, payer in months:
        if month == deaths[person].replace(day=1):
            payers.setdefault(person, set()).add(payer)
        told = f"{month:%Y-%m}"
        paid.setdefault(person, []).append({"from": told, "to": told, "paid_on": on.isoformat()})
    born = dict(Person.objects.filter(pk__in=persons).values_list("pk", "birth_date"))
    whose = dict(IdentityLink.objects.filter(canonical__in=persons, undone_at=None).values_list("record", "canonical"))
    children = _children(persons, whose)
    found = {}
    for person, died in deaths.items():
        case: dict[str, Any] = {
            "death": died.isoformat(), "segment": "BPU", "memberships": len(payers.get(person, ())) or 1,
            "paid": paid.get(person, []), "children": children.get(person, []),
        }  # fmt: skip
        if day := born.get(person):
            case["born"] = day.isoformat()
        found[person] = given(json.dumps(case, sort_keys=True))
    return found


def _children(persons: Iterable[int], whose: Mapping[int, int]) -> dict[int, list[dict[str, Any]]]:
    found: dict[int, dict[tuple[str, date], dict[str, Any]]] = {}
    for child in Child.objects.filter(parent__in=[*persons, *whose], died_on=None).order_by("born", "pk"):
        of = found.setdefault(whose.get(child.parent_id, child.parent_id), {})
        of.setdefault((child.name.casefold(), child.born), told_of_child(child))
    return {person: list(of.values()) for person, of in found.items()}
