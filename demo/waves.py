"""The candidate files of the story: how many people each brings, from where, and how many of its rows are bad.

A wave is one file received, verified and waiting; monthly decrees take people from it in order.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from math import ceil

from demo.assumptions import Assumptions, period, targets
from demo.people import Group
from rangkiang.platform.month import Month

# What is wrong with a row, and the role of the person whom it names: an own person, or one named elsewhere.
OWN_PERSON = {"nik_length": "faulty", "nik_date": "faulty", "nik_number": "faulty", "impossible_date": "faulty",
              "too_old": "too_old"}


@dataclass(frozen=True, slots=True)
class WavePlan:
    """One file before it has names: ``first`` is the part of ``good`` that must keep the published split."""

    number: int
    stream: str
    fund: str
    area: str
    received: date
    decreed: date
    effective: Month
    cohort: str
    kind: str
    first: Mapping[str, int]
    good: Mapping[str, int]
    faults: Mapping[str, int]

    def groups(self) -> list[Group]:
        """The groups of persons it needs, waiting order first."""
        own: dict[str, int] = {}
        for fault, rows in self.faults.items():
            if fault in OWN_PERSON:
                own[OWN_PERSON[fault]] = own.get(OWN_PERSON[fault], 0) + rows
        weight = {place: self.first.get(place, 0) + self.good.get(place, 0) for place in {**self.first, **self.good}}
        parts = [(self.first, "good"), (self.good, "good"), *((share(n, weight), role) for role, n in own.items())]
        return [Group(self.number, self.cohort, self.decreed, places, role) for places, role in parts if places]


def share(total: int, weight: Mapping[str, int]) -> dict[str, int]:
    """``total`` divided by weight into whole persons (largest remainders)."""
    everything = sum(weight.values())
    parts = {place: total * w // everything for place, w in weight.items()}
    rest = sorted(weight, key=lambda place: (-(total * weight[place] % everything), place))
    for place in rest[: total - sum(parts.values())]:
        parts[place] += 1
    return parts


def plan_waves(assumptions: Assumptions) -> list[WavePlan]:
    """All files in the order in which they come."""
    regency, nagari = assumptions["regency"], assumptions["nagari"]
    population = {k["code"]: k["population"] for k in assumptions["kecamatan"]}
    plans = []
    for wave in assumptions["waves"]:
        good = _needed(assumptions, wave)
        first = {}
        if not plans:
            first = {k["code"]: k["first"] for k in assumptions["kecamatan"]}
        rest = share(good - sum(first.values()), population)
        plans.append((wave, wave["stream"], regency["fund"], regency["area"], first, rest))
    for fund in nagari["funds"]:
        wave = {**nagari["wave"], "effective": nagari["first"]}
        village, good = fund["village"], ceil(fund["persons"] * (1 + assumptions["files"]["reserve_nagari"]))
        plans.append((wave, village, f"APB_NAGARI:{village}", village, {}, {village: good}))
    plans.sort(key=lambda plan: plan[0]["received"])
    return [_wave(number, *plan, assumptions) for number, plan in enumerate(plans)]


def _wave(number: int, wave: Mapping, stream: str, fund: str, area: str, first: Mapping[str, int],
          rest: Mapping[str, int], assumptions: Assumptions) -> WavePlan:
    good = sum(first.values()) + sum(rest.values())
    percent = round(assumptions["files"]["fault_share"] * 100)
    weights = {fault: round(w * 1000) for fault, w in assumptions["files"]["faults"].items()}
    faults = share(good * percent // (100 - percent), weights)
    if number == 0:
        faults["already_covered"] = 0
    elif stream not in {"list", "register"}:
        faults["already_covered"] = assumptions["nagari"]["both_lists"]
    return WavePlan(number, stream, fund, area, wave["received"], wave["decreed"], Month.parse(wave["effective"]),
                    wave["cohort"], wave["kind"], first, rest, faults)


def _needed(assumptions: Assumptions, wave: Mapping) -> int:
    """Good rows of a regency file: the growth until the next one and a reserve for those who leave."""
    months, target = period(assumptions), targets(assumptions, wave["stream"])
    begins = sorted(Month.parse(w["effective"]) for w in assumptions["waves"] if w["stream"] == wave["stream"])
    here = months.index(Month.parse(wave["effective"]))
    later = [months.index(month) for month in begins if months.index(month) > here]
    window = target[here: later[0] if later else len(months)]
    growth = max(window) - max(target[:here], default=0)
    reserve = assumptions["files"]["reserve"] * sum(window)
    if len(begins) == 1:
        reserve = assumptions["files"]["reserve_register"] * max(window)
    return max(0, growth) + ceil(reserve)

