"""The roster of one stream of one fund, month by month: who enters, who leaves and why, who dies or is hurt.

A stream is a list with published monthly numbers (the regency's list, its register list, a nagari's list). Each month
the dead and the leavers go first, then the list is filled from the waiting list, in order, to exactly its number; when
it must shrink, the surplus is found in other lists by matching.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from importlib.resources import files

import numpy as np

from demo.assumptions import Assumptions
from rangkiang.platform.month import Month

NEVER = 10_000  # a month or day that does not come


class StoryFails(Exception):
    """This seed cannot meet the published numbers; another one may."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days of one month: when its list is fixed and when it is paid (None: it is not)."""

    month: Month
    billed_on: date
    paid_on: date | None


@dataclass(frozen=True, slots=True)
class Hurt:
    """What befell a person: ``kind`` death or accident; ``outcome`` of an accident death, total, partial, recovered."""

    uid: int
    kind: str
    on: date
    outcome: str = ""
    incapacity_months: int = 0


@dataclass
class Roster:
    """Parallel arrays over the stream's people: first and last month (index in the period), why and when they left."""

    uid: np.ndarray
    first: np.ndarray
    last: np.ndarray
    reason: np.ndarray
    left_on: np.ndarray
    hurt: list[Hurt] = field(default_factory=list)

    @classmethod
    def empty(cls, uid: np.ndarray) -> Roster:
        n = len(uid)
        return cls(uid, np.full(n, NEVER), np.full(n, NEVER), np.full(n, "", dtype=object), np.full(n, None, dtype=object))

    def leave(self, who: np.ndarray, last: np.ndarray | int, reason: str | np.ndarray, on: np.ndarray | date) -> None:
        self.last[who], self.reason[who], self.left_on[who] = last, reason, on


@cache
def mortality(table: str) -> np.ndarray:
    """qx by [age][sex: 0 men, 1 women] of the table in this folder."""
    text = (files("demo") / table).read_text(encoding="utf-8")
    return np.array([[float(row["laki"]), float(row["perempuan"])] for row in csv.DictReader(text.splitlines())])


@dataclass(frozen=True, slots=True)
class Stream:
    """What a simulation needs: the people in waiting order, from which month each may enter, and the numbers."""

    uid: np.ndarray
    birth: np.ndarray      # ordinal days
    woman: np.ndarray      # bool
    available: np.ndarray  # index of the first month in which the person may enter
    target: list[int]
    calendar: list[Calendar]
    start: int             # index of the stream's first month


def simulate(rng: np.random.Generator, stream: Stream, assumptions: Assumptions) -> Roster:
    """Run the stream over the period. Raises ``StoryFails`` when the waiting list runs dry."""
    roster = Roster.empty(stream.uid)
    retire = np.full(len(stream.uid), NEVER)  # month after which a totally disabled worker no longer works
    for now in range(stream.start, len(stream.calendar)):
        days = stream.calendar[now]
        inside = np.flatnonzero((roster.first < now) & (roster.last == NEVER))
        _turn_65(roster, stream, inside, now, assumptions)
        inside = inside[roster.last[inside] == NEVER]
        _stop_working(roster, inside, retire, now, days)
        inside = inside[roster.last[inside] == NEVER]
        _die_or_leave(rng, roster, stream, inside, now, assumptions)
        _be_hurt(rng, roster, inside, retire, now, days, assumptions)
        if days.paid_on:
            _fill(rng, roster, stream, now, assumptions)
    return roster


def _turn_65(roster: Roster, stream: Stream, inside: np.ndarray, now: int, assumptions: Assumptions) -> None:
    """A month is paid while the member is below the age limit on its first day."""
    birthday = _birthday(stream.birth[inside], assumptions["people"]["age_below"])
    due = birthday <= stream.calendar[now].month.first.toordinal()
    roster.leave(inside[due], now - 1, "age_65", _to_dates(birthday[due]))


def _birthday(birth: np.ndarray, age: int) -> np.ndarray:
    """Ordinal of the day on which persons born on these ordinals reach the age (29 February counts as 1 March)."""
    born = (birth - date(1970, 1, 1).toordinal()).astype("datetime64[D]")
    month = born.astype("datetime64[M]")
    day = (born - month).astype(int)
    then = (month + 12 * age).astype("datetime64[D]") + day
    return then.astype(int) + date(1970, 1, 1).toordinal()


def _to_dates(ordinals: np.ndarray) -> np.ndarray:
    return np.array([date.fromordinal(int(day)) for day in ordinals], dtype=object)


def _stop_working(roster: Roster, inside: np.ndarray, retire: np.ndarray, now: int, days: Calendar) -> None:
    roster.leave(inside[retire[inside] == now], now - 1, "not_working", days.month.first)


def _die_or_leave(rng: np.random.Generator, roster: Roster, stream: Stream, inside: np.ndarray, now: int,
                  assumptions: Assumptions) -> None:
    """Deaths by the mortality table and other exits, each on a day of the month; after the list is fixed, still paid."""
    days, rates = stream.calendar[now], assumptions["mortality"]
    age = (days.month.first.toordinal() - stream.birth[inside]) * 4 // 1461
    q = mortality(rates["table"])[age, stream.woman[inside].astype(int)] * rates["multiplier"]
    causes = ["died", *assumptions["exits"]["rates"]]
    others = [np.full(len(inside), rate / 12) for rate in assumptions["exits"]["rates"].values()]
    monthly = [1 - (1 - q) ** (1 / 12), *others]
    drawn, edge = rng.random(len(inside)), np.cumsum(monthly, axis=0)
    day = rng.integers(1, days.month.last.day + 1, len(inside))
    for number, cause in enumerate(causes):
        below = edge[number - 1] if number else np.zeros(len(inside))
        gone = np.flatnonzero((drawn >= below) & (drawn < edge[number]))
        on = days.month.first.toordinal() - 1 + day[gone]
        last = np.where(on < days.billed_on.toordinal(), now - 1, now)
        roster.leave(inside[gone], last, cause, _to_dates(on))
        if cause == "died":
            roster.hurt += [Hurt(int(roster.uid[inside[i]]), "death", date.fromordinal(int(d)))
                            for i, d in zip(gone, on, strict=True)]


OUTCOMES = ["death", "total", "partial", "recovered"]


def _be_hurt(rng: np.random.Generator, roster: Roster, inside: np.ndarray, retire: np.ndarray, now: int, days: Calendar,
             assumptions: Assumptions) -> None:
    """Reported accidents among those who stay; a fatal one ends cover, a total disability ends it once it is stated."""
    rates = assumptions["accidents"]
    shares = np.cumsum([rates["fatal"], rates["total"], rates["partial"]])
    hit = inside[(rng.random(len(inside)) < rates["rate"] / 12) & (roster.last[inside] == NEVER)]
    for who in hit[retire[hit] == NEVER]:
        outcome = OUTCOMES[int(np.searchsorted(shares, rng.random()))]
        on = days.month.first + timedelta(days=int(rng.integers(0, days.month.last.day)))
        months = int(rng.integers(1, rates["incapacity_max"].get(outcome, 0) + 1)) if outcome != "death" else 0
        roster.hurt.append(Hurt(int(roster.uid[who]), "accident", on, outcome, months))
        if outcome == "death":
            roster.leave(np.array([who]), now - 1 if on < days.billed_on else now, "died", on)
        elif outcome == "total":
            retire[who] = now + months + 1


def _fill(rng: np.random.Generator, roster: Roster, stream: Stream, now: int, assumptions: Assumptions) -> None:
    """Bring the month's list to exactly its number: from the waiting list in order, or by matching with other lists."""
    days = stream.calendar[now]
    listed = np.flatnonzero((roster.first <= now) & (roster.last >= now))
    missing = stream.target[now] - len(listed)
    if missing < 0:
        shares = assumptions["matching"]["shares"]
        staying = listed[roster.last[listed] == NEVER]
        found = rng.choice(staying, -missing, replace=False)
        reasons = rng.choice(np.array(list(shares), dtype=object), -missing, p=list(shares.values()))
        roster.leave(found, now - 1, reasons, days.billed_on - timedelta(days=1))
        return
    limit = _birthday(stream.birth, assumptions["people"]["age_below"])
    ready = (roster.first == NEVER) & (stream.available <= now) & (limit > days.paid_on.toordinal())
    chosen = np.flatnonzero(ready)[:missing]
    if len(chosen) < missing:
        raise StoryFails(f"{days.month}: the waiting list is {missing - len(chosen)} short")
    roster.first[chosen] = now
