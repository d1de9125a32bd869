"""The roster of one stream of one fund, month by month: who enters, who leaves and why, who dies or is hurt.

A stream is a list with monthly numbers (the regency's list, its register list, a nagari's list). Each month
the dead and the leavers go first, then the list is filled from the waiting list, in order, to exactly its
number; when it must shrink, the surplus is found in other lists by matching.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from importlib.resources import files

import numpy as np

from demo.assumptions import Assumptions
from rangkiang.platform.month import Month

EPOCH = date(1970, 1, 1).toordinal()
NEVER = 10_000  # a month that does not come
OUTCOMES = ["death", "total", "partial", "recovered"]


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
    """What befell a person: ``kind`` death or accident, with the outcome of an accident (``OUTCOMES``)."""

    uid: int
    kind: str
    on: date
    outcome: str = ""
    incapacity_months: int = 0


@dataclass(frozen=True, slots=True)
class Stream:
    """What a simulation needs: the people in waiting order, from which month each may enter, the numbers."""

    uid: np.ndarray
    birth: np.ndarray  # ordinal days
    limit: np.ndarray  # ordinal of the birthday at which the age limit is reached
    woman: np.ndarray  # bool
    available: np.ndarray  # index of the first month in which the person may enter
    target: list[int]
    calendar: list[Calendar]
    start: int  # index of the stream's first month


@dataclass
class Roster:
    """Arrays over the stream's people: first and last month (index in the period), why and when they left."""

    stream: Stream
    first: np.ndarray
    last: np.ndarray
    reason: np.ndarray
    left_on: np.ndarray
    retire: np.ndarray  # the month from which a totally disabled worker no longer works
    hurt: list[Hurt] = field(default_factory=list)

    @classmethod
    def empty(cls, stream: Stream) -> Roster:
        n = len(stream.uid)
        first, last, retire = (np.full(n, NEVER) for _ in range(3))
        return cls(stream, first, last, np.full(n, "", dtype=object), np.full(n, None, dtype=object), retire)

    def inside(self, now: int) -> np.ndarray:
        """Who entered before this month and has not left."""
        return np.flatnonzero((self.first < now) & (self.last == NEVER))

    def leave(self, who: np.ndarray, last: np.ndarray | int, reason: str | np.ndarray, on: object) -> None:
        """``last`` is the last month they are on the list; ``on`` a day or an array of days."""
        self.last[who], self.reason[who], self.left_on[who] = last, reason, on


def simulate(rng: np.random.Generator, stream: Stream, assumptions: Assumptions) -> Roster:
    """Run the stream over the period. Raises ``StoryFails`` when the waiting list runs dry."""
    roster = Roster.empty(stream)
    for now in range(stream.start, len(stream.calendar)):
        _turn_65(roster, now)
        _stop_working(roster, now)
        _die_or_leave(rng, roster, now, assumptions)
        _be_hurt(rng, roster, now, assumptions["accidents"])
        if stream.calendar[now].paid_on:
            _fill(rng, roster, now, assumptions["matching"]["shares"])
    return roster


def _turn_65(roster: Roster, now: int) -> None:
    """A month is paid while the member is below the age limit on its first day."""
    inside, stream = roster.inside(now), roster.stream
    gone = inside[stream.limit[inside] <= stream.calendar[now].month.first.toordinal()]
    roster.leave(gone, now - 1, "age_65", _to_dates(stream.limit[gone]))


def _stop_working(roster: Roster, now: int) -> None:
    inside = roster.inside(now)
    gone = inside[roster.retire[inside] == now]
    roster.leave(gone, now - 1, "not_working", roster.stream.calendar[now].month.first)


def _die_or_leave(rng: np.random.Generator, roster: Roster, now: int, assumptions: Assumptions) -> None:
    """Deaths by the table and other exits, each on a day of the month; still paid once the list is fixed."""
    stream, inside, days = roster.stream, roster.inside(now), roster.stream.calendar[now]
    table, exits = assumptions["mortality"], assumptions["exits"]["rates"]
    age = (days.month.first.toordinal() - stream.birth[inside]) * 4 // 1461
    q = mortality(table["table"])[age, stream.woman[inside].astype(int)] * table["multiplier"]
    edges = np.cumsum([1 - (1 - q) ** (1 / 12), *(np.full(len(q), r / 12) for r in exits.values())], axis=0)
    drawn, day = rng.random(len(q)), rng.integers(0, days.month.last.day, len(q))
    cause = (drawn >= edges).sum(axis=0)
    for number, reason in enumerate(["died", *exits]):
        gone = np.flatnonzero(cause == number)
        on = days.month.first.toordinal() + day[gone]
        last = np.where(on < days.billed_on.toordinal(), now - 1, now)
        roster.leave(inside[gone], last, reason, _to_dates(on))
        if reason == "died":
            uids = stream.uid[inside[gone]].tolist()
            roster.hurt += [Hurt(uid, "death", day) for uid, day in zip(uids, _to_dates(on), strict=True)]


def _be_hurt(rng: np.random.Generator, roster: Roster, now: int, rates: dict) -> None:
    """Reported accidents of those who stay; a fatal one ends cover, a total disability once it is stated."""
    days, inside = roster.stream.calendar[now], roster.inside(now)
    shares = np.cumsum([rates["fatal"], rates["total"], rates["partial"]])
    hit = inside[rng.random(len(inside)) < rates["rate"] / 12]
    for who in hit[roster.retire[hit] == NEVER]:
        outcome = OUTCOMES[int(np.searchsorted(shares, rng.random()))]
        on = days.month.first + timedelta(days=int(rng.integers(0, days.month.last.day)))
        longest = rates["incapacity_max"].get(outcome)
        months = int(rng.integers(1, longest + 1)) if longest else 0
        roster.hurt.append(Hurt(int(roster.stream.uid[who]), "accident", on, outcome, months))
        if outcome == "death":
            roster.leave(np.array([who]), now - 1 if on < days.billed_on else now, "died", on)
        elif outcome == "total":
            roster.retire[who] = now + months + 1


def _fill(rng: np.random.Generator, roster: Roster, now: int, matching: dict[str, float]) -> None:
    """Bring the month's list to exactly its number: from the waiting list in order, or by matching."""
    stream, days = roster.stream, roster.stream.calendar[now]
    listed = np.flatnonzero((roster.first <= now) & (roster.last >= now))
    missing = stream.target[now] - len(listed)
    if missing < 0:
        found = rng.choice(roster.inside(now), -missing, replace=False)
        reasons = rng.choice(np.array(list(matching), dtype=object), -missing, p=list(matching.values()))
        roster.leave(found, now - 1, reasons, days.billed_on - timedelta(days=1))
        return
    ready = (roster.first == NEVER) & (stream.available <= now) & (stream.limit > days.paid_on.toordinal())
    chosen = np.flatnonzero(ready)[:missing]
    if len(chosen) < missing:
        raise StoryFails(f"{days.month}: the waiting list is {missing - len(chosen)} short")
    roster.first[chosen] = now


@cache
def mortality(table: str) -> np.ndarray:
    """qx by [age][sex: 0 men, 1 women] of the table in this folder."""
    rows = csv.DictReader((files("demo") / table).read_text(encoding="utf-8").splitlines())
    return np.array([[float(row["laki"]), float(row["perempuan"])] for row in rows])


def birthday(birth: np.ndarray, age: int) -> np.ndarray:
    """Ordinals of the days on which persons born on these ordinals reach the age (29 February: 1 March)."""
    born = (birth - EPOCH).astype("datetime64[D]")
    month = born.astype("datetime64[M]")
    then = (month + 12 * age).astype("datetime64[D]") + (born - month.astype("datetime64[D]"))
    return then.astype(int) + EPOCH


def _to_dates(ordinals: np.ndarray) -> np.ndarray:
    return np.array([date.fromordinal(int(day)) for day in ordinals], dtype=object)
