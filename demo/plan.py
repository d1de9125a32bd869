"""The story as a plan: who is proposed when, decreed, enrolled, paid for, hurt, and what families are given.

``make_plan()`` is everything the story's builder needs; the builder carries it out by the actions that users
call. All of it follows from ``assumptions.toml``, its two seeds and ``rangkiang.law``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
import polars as pl

from demo.events import Event, draw, price
from demo.roster import NEVER, Hurt, Roster
from demo.rows import Wave, fill_files
from demo.world import World, make_world, run
from rangkiang import law
from rangkiang.platform.month import Month

ENROLMENT = {
    "uid": pl.Int32,
    "fund": pl.String,
    "wave": pl.Int16,
    "first": pl.Date,
    "last": pl.Date,
    "reason": pl.String,
    "left_on": pl.Date,
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One who enters, from the file numbered ``wave``."""

    uid: int
    wave: int


@dataclass(frozen=True, slots=True)
class Exit:
    """One who leaves: ``reason`` is an exit reason of the membership room, ``on`` the day it happened."""

    uid: int
    reason: str
    on: date


@dataclass(frozen=True, slots=True)
class MonthPlan:
    """One fund's month. ``entrants`` are on its list for the first time, ``exits`` are no longer on it.

    ``due``: persons billed and paid for. ``paid_on`` None: nothing is billed or paid, members stay enrolled.
    ``excess``: rupiah paid beyond the bill.
    """

    month: Month
    fund: str
    billed_on: date
    paid_on: date | None
    due: int
    entrants: tuple[Entry, ...]
    exits: tuple[Exit, ...]
    excess: int

    @property
    def paid(self) -> bool:
        return self.paid_on is not None


@dataclass(frozen=True, slots=True)
class Expected:
    """What the finished story shows for the regency's fund on the last day; money in rupiah."""

    person_months: int
    contributions: int
    cash_paid: int
    cases: int
    cases_by_kind: dict[str, int]
    benefits: int


@dataclass(frozen=True)
class Plan:
    """The whole story.

    ``enrolments``: uid, fund, wave, first and last month (null: still in), reason, left_on; in fact nobody
    enters twice. ``months`` by fund and then by month, ``events`` by day.
    """

    world: World
    seed: int
    enrolments: pl.DataFrame
    waves: tuple[Wave, ...]
    months: tuple[MonthPlan, ...]
    events: tuple[Event, ...]

    @property
    def people(self) -> pl.DataFrame:
        return self.world.people

    def roster(self, fund: str, month: Month) -> list[int]:
        """Uids on the fund's list of that month, paid or not."""
        here = pl.lit(month.first)
        standing = (pl.col("first") <= here) & (pl.col("last").is_null() | (pl.col("last") >= here))
        return self.enrolments.filter(standing & (pl.col("fund") == fund))["uid"].to_list()

    @cached_property
    def expected(self) -> Expected:
        fund = self.world.regency
        mine = [month for month in self.months if month.fund == fund]
        granted = [event for event in self.events if event.fund == fund and event.granted_on]
        owed = 0
        for month in mine:
            cost = law.price(month.month.first, fund.partition(":")[0], "non_transport", 1)
            owed += month.due * (cost.jkk + cost.jkm)
        return Expected(
            person_months=sum(month.due for month in mine),
            contributions=owed,
            cash_paid=owed + sum(month.excess for month in mine),
            cases=len(granted),
            cases_by_kind={s: sum(event.scheme == s for event in granted) for s in ("jkk", "jkm")},
            benefits=sum(event.amount for event in granted),
        )


def make_plan(world: World | None = None, seed: int | None = None) -> Plan:
    """The story of that seed (default: the one in the assumptions)."""
    world = world or make_world()
    seed = world.assumptions["seeds"]["story"] if seed is None else seed
    rosters = run(world, seed)
    enrolments, paid = _enrolments(world, rosters), _paid_months(world, rosters)
    drawn = draw(world.assumptions, world.people, hurt_of(world, rosters), seed)
    events = sorted((price(event, paid[event.uid]) for event in drawn), key=lambda e: (e.on, e.uid))
    waves, months = fill_files(world, rosters, seed), _months(world, enrolments)
    return Plan(world, seed, enrolments, tuple(waves), tuple(months), tuple(events))


def hurt_of(world: World, rosters: dict[str, Roster]) -> Iterator[tuple[str, Hurt]]:
    """Everyone who died or was hurt, with the fund that covered."""
    for stream, roster in rosters.items():
        yield from ((world.fund_of(stream), hurt) for hurt in roster.hurt)


def _enrolments(world: World, rosters: dict[str, Roster]) -> pl.DataFrame:
    month = {number: month.first for number, month in enumerate(world.months)} | {NEVER: None}
    parts, wave = [], world.people["wave"].to_numpy()
    for stream, roster in rosters.items():
        at = np.flatnonzero(roster.first != NEVER)
        uid = roster.stream.uid[at]
        columns = {
            "uid": uid.tolist(),
            "fund": [world.fund_of(stream)] * len(at),
            "wave": wave[uid].tolist(),
            "first": [month[i] for i in roster.first[at].tolist()],
            "last": [month[i] for i in roster.last[at].tolist()],
            "reason": roster.reason[at].tolist(),
            "left_on": roster.left_on[at].tolist(),
        }
        parts.append(pl.DataFrame(columns, schema=ENROLMENT))
    return pl.concat(parts)


def _paid_months(world: World, rosters: dict[str, Roster]) -> dict[int, list[tuple[Month, date]]]:
    """For those who were hurt: the months paid for them and the day of each payment."""
    paid = {}
    for stream, roster in rosters.items():
        row = {uid: i for i, uid in enumerate(roster.stream.uid.tolist())}
        for hurt in roster.hurt:
            span = slice(roster.first[row[hurt.uid]], roster.last[row[hurt.uid]] + 1)
            days = world.calendars[world.fund_of(stream)][span]
            paid[hurt.uid] = [(day.month, day.paid_on) for day in days if day.paid_on]
    return paid


def _months(world: World, enrolments: pl.DataFrame) -> Iterator[MonthPlan]:
    extra = {(world.regency, e["month"]): e["amount"] for e in world.assumptions["payments"]["excess"]}
    for fund, calendar in world.calendars.items():
        mine = enrolments.filter(pl.col("fund") == fund)
        entries, exits = mine.partition_by("first", as_dict=True), mine.partition_by("last", as_dict=True)
        standing = 0
        for days in calendar:
            come = entries.get((days.month.first,), mine.clear())
            go = exits.get(((days.month + -1).first,), mine.clear())
            standing += come.height - go.height
            if not (standing or come.height or go.height):
                continue
            yield MonthPlan(
                month=days.month,
                fund=fund,
                billed_on=days.billed_on,
                paid_on=days.paid_on,
                due=standing if days.paid_on else 0,
                entrants=tuple(map(Entry, come["uid"], come["wave"])),
                exits=tuple(map(Exit, go["uid"], go["reason"], go["left_on"])),
                excess=extra.get((fund, str(days.month)), 0),
            )
