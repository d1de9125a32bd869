"""Months as running numbers, days, the day a contribution is due."""

from __future__ import annotations

import re
from datetime import date

from .calendar import next_working_day
from .errors import InvalidCase
from .parameters import limit

FIRST_YEAR, LAST_YEAR = 1900, 2200
MONTHS = (
    ("Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November",
     "Desember"),
    ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
     "December"),
)  # fmt: skip


def index(day: date) -> int:
    return day.year * 12 + day.month - 1


def first_day(month: int) -> date:
    return date(month // 12, month % 12 + 1, 1)


def in_words(day: date) -> tuple[str, str]:
    """``20 Januari 2025`` and ``20 January 2025``."""
    said_id, said_en = (f"{day.day} {names[day.month - 1]} {day.year}" for names in MONTHS)
    return said_id, said_en


def age(born: date, on: date) -> int:
    """Completed years; below zero before birth."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def whole_months(since: date, on: date) -> int:
    """Completed calendar months from one day to another."""
    return index(on) - index(since) - (on.day < since.day)


def parse(text: object, field: str) -> int:
    """``YYYY-MM`` to a month index. Raises InvalidCase."""
    found = re.fullmatch(r"(\d{4})-(\d{2})", text, re.ASCII) if isinstance(text, str) else None
    if not found or not 1 <= int(found[2]) <= 12 or not FIRST_YEAR <= int(found[1]) <= LAST_YEAR:
        raise InvalidCase(field, f"{text!r} is not a month from {FIRST_YEAR} to {LAST_YEAR}; write YYYY-MM")
    return int(found[1]) * 12 + int(found[2]) - 1


def parse_day(text: object, field: str) -> date:
    """``YYYY-MM-DD`` or a date. Raises InvalidCase."""
    if isinstance(text, date):
        return date(text.year, text.month, text.day)
    try:
        if not isinstance(text, str) or not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
            raise ValueError
        day = date.fromisoformat(text)
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise ValueError
    except ValueError:
        raise InvalidCase(field, f"{text!r} is not a date from {FIRST_YEAR} to {LAST_YEAR}; write YYYY-MM-DD") from None
    return day


def earliest_due(month: date) -> date:
    """The 15th of the month itself, from which the due day moves only later."""
    return month.replace(day=limit("hari_jatuh_tempo", month))


def due_date(month: date) -> date:
    """The day by which a BPU month is paid: the 15th of that month itself, or the next working day.

    It moves past weekends, national holidays and joint leave (a reading, see calendar.py). Source: PP 44/2015, S28.
    """
    return next_working_day(earliest_due(month))
