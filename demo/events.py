"""Deaths and accidents of the story: when the family reports, when BPJS grants, and what the law gives.

The dates are drawn; the amounts come from ``rangkiang.law`` alone. What the law leaves to a person (a grey
zone) stays undecided, and what it does not cover is not granted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from math import log
from typing import Any

import numpy as np
import polars as pl

from demo.assumptions import Assumptions
from demo.families import schooling
from demo.roster import Hurt
from rangkiang import law
from rangkiang.platform.month import Month

DAYS_A_MONTH = 30


@dataclass(frozen=True, slots=True)
class Child:
    """A child with a right to a scholarship; ``level`` None while not yet at school."""

    name: str
    born: date
    level: str | None
    grade: int

    def as_case(self) -> dict[str, Any]:
        """The child as the law's case names it."""
        case: dict[str, Any] = {"born": self.born.isoformat()}
        return {**case, "level": self.level, "class": self.grade} if self.level else case


@dataclass(frozen=True, slots=True)
class Event:
    """One death or accident of a member. A date that the last day of the story has not reached is None.

    ``kind`` death or accident; ``outcome`` (accidents) death, total, partial, recovered; ``reported_on``
    None: no family has come, the death is known from the death list alone. ``case`` is what the law was
    asked, ``decision`` what it answered; ``amount`` and ``parts`` (rupiah, scholarships in full) what BPJS grants.
    """

    uid: int
    fund: str
    kind: str
    on: date
    outcome: str
    loss: tuple[Mapping[str, Any], ...]
    incapacity_months: int
    transport: Mapping[str, int]
    children: tuple[Child, ...]
    reported_on: date | None
    submitted_on: date | None
    granted_on: date | None
    paid_on: date | None
    case: Mapping[str, Any] | None = None
    decision: str = ""
    amount: int = 0
    parts: Mapping[str, int] = field(default_factory=dict)

    @property
    def scheme(self) -> str:
        return "jkm" if self.kind == "death" else "jkk"

    @property
    def died(self) -> bool:
        return self.kind == "death" or self.outcome == "death"


def draw(
    assumptions: Assumptions, people: pl.DataFrame, hurt: Iterable[tuple[str, Hurt]], seed: int
) -> Iterator[Event]:
    """Events (from fund and hurt) with their facts and dates, not yet priced.

    ``granted_on`` is the day if the law gives anything.
    """
    rng, as_of = np.random.default_rng([seed, 77]), assumptions["period"]["as_of"]
    families = people["children"]
    for fund, one in hurt:
        loss, transport = _facts(rng, one, assumptions["accidents"])
        dates = [day if day and day <= as_of else None for day in _dates(rng, one, assumptions["claims"])]
        children = tuple(_children(families[one.uid], one.on))
        facts = (one.kind, one.on, one.outcome, loss, one.incapacity_months, transport, children)
        yield Event(one.uid, fund, *facts, *dates)


def price(event: Event, paid: Sequence[tuple[Month, date]]) -> Event:
    """The event with the law's answer; without a computed amount above zero nothing is granted."""
    case: dict[str, Any] = {
        "paid": [{"from": str(month), "to": str(month), "paid_on": on.isoformat()} for month, on in paid],
        "children": [child.as_case() for child in event.children],
    }
    if event.scheme == "jkm":
        case |= {"death": event.on.isoformat(), "segment": "BPU", "memberships": 1}
        answer, settled = law.jkm(case), _settled("jkm", case)
    else:
        case |= {
            "accident": event.on.isoformat(),
            "outcome": event.outcome,
            "band": 1,
            "incapacity_months": event.incapacity_months,
            "loss": list(event.loss),
            "transport": dict(event.transport),
        }
        answer, settled = law.jkk(case), _settled("jkk", case)
    given = settled.decision == "computed" and settled.total > 0
    dates = {} if given else {"granted_on": None, "paid_on": None}
    return replace(event, case=case, decision=answer.decision, amount=settled.total, parts=settled.parts, **dates)


def _settled(scheme: str, case: Mapping[str, Any]) -> law.Answer:
    """What BPJS decides in the story: arrears of one or two months protect, as the branch head says (S29).

    The law leaves that open, so our own answer asks, and a second person approves the claim with the question open.
    """
    with law.revised({"covered_in_arrears": "favour"}):
        return law.ask(scheme, case)


def _facts(rng: np.random.Generator, one: Hurt, rates: Mapping) -> tuple[tuple[dict, ...], dict[str, int]]:
    """Loss and transport of an accident, as the law's case names them."""
    if one.kind == "death":
        return (), {}
    step, (low, high) = rates["transport_step"], rates["land_transport"]
    percent = int(rng.integers(rates["loss_percent"][0], rates["loss_percent"][1] + 1))
    land = int(rng.integers(low // step, high // step + 1)) * step
    return ({"percent": percent},) if one.outcome == "partial" else (), {"land": land, "sea": 0, "air": 0}


def _dates(rng: np.random.Generator, one: Hurt, rates: Mapping) -> tuple[date | None, ...]:
    """Reported, submitted, granted, paid out; all None when no family comes."""
    silent = rng.random() < rates["unreported"]
    median = rates["report_median"] if one.kind == "death" else rates["accident_report_median"]
    wait = max(1, round(rng.lognormal(log(median), rates["report_sigma"])))
    decide = max(rates["grant_min"], round(rng.lognormal(log(rates["grant_median"]), rates["grant_sigma"])))
    hand_over = int(rng.integers(1, rates["hand_over_max"] + 1))
    if one.kind == "death" and silent:
        return None, None, None, None
    reported = one.on + timedelta(days=wait)
    submitted = max(reported, one.on + timedelta(days=DAYS_A_MONTH * one.incapacity_months))
    granted = submitted + timedelta(days=decide)
    return reported, submitted, granted, granted + timedelta(days=hand_over)


def _children(family: Iterable[Mapping[str, Any]], on: date) -> Iterator[Child]:
    """Those born by that day who are at school or still too young for it."""
    for child in family:
        stands = schooling(child["born"], child["ends"], child["kindergarten"], on)
        if child["born"] <= on and stands:
            yield Child(child["name"], child["born"], stands.level, stands.grade)
