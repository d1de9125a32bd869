"""The candidate files of the story: how many people each brings, from where, how many of its rows are bad.

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

# Faults whose row names a person of its own, and the role of that person; the others name someone again.
OWN_PERSON = {
    "nik_length": "faulty",
    "nik_date": "faulty",
    "nik_number": "faulty",
    "impossible_date": "faulty",
    "too_old": "too_old",
}


@dataclass(frozen=True, slots=True)
class WavePlan:
    """One file before it has names. ``places``: good rows per kecamatan or village, in waiting order."""

    number: int
    stream: str
    fund: str
    area: str
    received: date
    decreed: date
    effective: Month
    cohort: str
    kind: str
    places: tuple[Mapping[str, int], ...]
    faults: Mapping[str, int]

    def groups(self) -> list[Group]:
        """The groups of persons it needs, waiting order first."""
        weight: dict[str, int] = {}
        for places in self.places:
            weight |= {place: weight.get(place, 0) + n for place, n in places.items()}
        own = dict.fromkeys(OWN_PERSON.values(), 0)
        for fault, role in OWN_PERSON.items():
            own[role] += self.faults[fault]
        roles = [(places, "good") for places in self.places]
        roles += [(share(n, weight), role) for role, n in own.items()]
        return [Group(self.number, self.cohort, self.decreed, places, role) for places, role in roles]


def share(total: int, weight: Mapping[str, int]) -> dict[str, int]:
    """``total`` divided by weight into whole persons (largest remainders)."""
    everything = sum(weight.values())
    parts = {place: total * w // everything for place, w in weight.items()}
    rest = sorted(weight, key=lambda place: (-(total * weight[place] % everything), place))
    for place in rest[: total - sum(parts.values())]:
        parts[place] += 1
    return parts


def plan_waves(assumptions: Assumptions) -> list[WavePlan]:
    """All files in the order in which they come, numbered so."""
    regency, nagari = assumptions["regency"], assumptions["nagari"]
    drafts = [{**wave, "fund": regency["fund"], "area": regency["area"]} for wave in assumptions["waves"]]
    for number, draft in enumerate(drafts):
        draft["places"] = _places(assumptions, draft, is_first=number == 0)
    for fund in nagari["funds"]:
        village, good = fund["village"], ceil(fund["persons"] * (1 + assumptions["files"]["reserve_nagari"]))
        own = {
            "stream": village,
            "fund": f"APB_NAGARI:{village}",
            "area": village,
            "effective": nagari["first"],
        }
        drafts.append({**nagari["wave"], **own, "places": ({village: good},)})
    drafts.sort(key=lambda draft: draft["received"])
    return [
        WavePlan(
            **{**draft, "effective": Month.parse(draft["effective"])},
            number=number,
            faults=_faults(assumptions, draft, number),
        )
        for number, draft in enumerate(drafts)
    ]


def _places(assumptions: Assumptions, wave: Mapping, is_first: bool) -> tuple[Mapping[str, int], ...]:
    """Good rows per kecamatan; those of the first month come first, split as published."""
    kecamatan, good = assumptions["kecamatan"], _needed(assumptions, wave)
    population = {k["code"]: k["population"] for k in kecamatan}
    if not is_first:
        return (share(good, population),)
    split = {k["code"]: k["first"] for k in kecamatan}
    return split, share(good - sum(split.values()), population)


def _faults(assumptions: Assumptions, wave: Mapping, number: int) -> dict[str, int]:
    """Bad rows by fault, in all the assumed share of the rows; before the first file nobody is covered."""
    good = sum(sum(places.values()) for places in wave["places"])
    percent = round(assumptions["files"]["fault_share"] * 100)
    weights = {fault: round(w * 1000) for fault, w in assumptions["files"]["faults"].items()}
    faults = share(good * percent // (100 - percent), weights)
    if number == 0:
        faults["already_covered"] = 0
    elif wave["area"] == wave["stream"]:
        faults["already_covered"] = assumptions["nagari"]["both_lists"]
    return faults


def _needed(assumptions: Assumptions, wave: Mapping) -> int:
    """Good rows of a regency file: the growth until the next one and a reserve for those who leave."""
    months, target = period(assumptions), targets(assumptions, wave["stream"])
    starts = [w["effective"] for w in assumptions["waves"] if w["stream"] == wave["stream"]]
    here = months.index(Month.parse(wave["effective"]))
    later = [at for at in (months.index(Month.parse(start)) for start in starts) if at > here]
    window = target[here : min(later, default=len(months))]
    growth = max(0, max(window) - max(target[:here], default=0))
    if len(starts) == 1:
        return growth + ceil(assumptions["files"]["reserve_register"] * growth)
    return growth + ceil(assumptions["files"]["reserve"] * sum(window))
