"""Working days in Indonesia: Monday to Friday without national holidays and, by a reading, without joint leave.

The free days are in holidays.toml, decreed year by year. After ``declared_until`` joint leave is not yet known, and a
day that follows the moon is where it is expected, so a due date in those years may still move.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from .columns import words
from .errors import InvalidCase, InvalidLaw
from .parameters import CONFIDENCES, FOLDER, READINGS, parameters, parsed

KINDS = words("holidays", "kind")
SATURDAY = 5
NEXT = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Holiday:
    """A free day. ``kind``: national, joint_leave (cuti bersama), or estimated (where it falls is still foreseen)."""

    day: date
    name: str
    kind: str
    confidence: str
    source: str


@dataclass(frozen=True, slots=True)
class Calendar:
    days: dict[date, Holiday]
    declared_until: date


def read(text: str) -> Calendar:
    """The calendar of one file. Raises InvalidLaw for a day given twice, an unknown kind or a missing source."""
    found = parsed(text, "holidays.toml")
    days: dict[date, Holiday] = {}
    for row in found["row"]:
        one = Holiday(row["day"], row["name"], row["kind"], row["confidence"], row["source"])
        if one.kind not in KINDS or one.confidence not in tuple(CONFIDENCES) or not one.source:
            raise InvalidLaw(f"holidays.toml: {one.day} lacks a known kind, a confidence or its source")
        if one.day in days:
            raise InvalidLaw(f"holidays.toml: {one.day} is there twice")
        days[one.day] = one
    return Calendar(days, found["declared_until"])


@cache
def _calendar() -> Calendar:
    return read((FOLDER / "holidays.toml").read_text())


@cache
def joint_leave_months() -> frozenset[int]:
    """The months, as running numbers, in which there is joint leave."""
    days = _calendar().days.values()
    return frozenset(one.day.year * 12 + one.day.month - 1 for one in days if one.kind == "joint_leave")


def holiday(day: date) -> Holiday | None:
    """The free day that this is, on whatever day of the week. Source: the row's (SKB 3 Menteri of the year)."""
    return _calendar().days.get(day)


def declared_until() -> date:
    """The last day whose free days are decreed; later ones are foreseen, and without joint leave."""
    return _calendar().declared_until


def is_working_day(day: date) -> bool:
    """Monday to Friday and no holiday. Joint leave is free unless the reading ``joint_leave_free`` refuses it."""
    if day.weekday() >= SATURDAY:
        return False
    free = holiday(day)
    if free is None:
        return True
    return free.kind == "joint_leave" and _refused(day)


def _refused(day: date) -> bool:
    reading = parameters()["joint_leave_free"].on(day)
    return reading is not None and reading.amount == READINGS["refuse"]


def next_working_day(day: date) -> date:
    """The day itself when it is a working day, or the first one after it."""
    while not is_working_day(day):
        day += NEXT
    return day


def add_working_days(day: date, n: int) -> date:
    """The ``n``-th working day after ``day``, which is itself not counted; for 0 the day, moved to a working day."""
    if n < 0:
        raise InvalidCase("n", f"{n} working days; count forward, from 0")
    found = next_working_day(day) if n == 0 else day
    for _ in range(n):
        found = next_working_day(found + NEXT)
    return found
