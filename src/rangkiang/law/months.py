"""Months inside the law: the number of months since year 0, so that a gap is a subtraction."""

from __future__ import annotations

import re
from datetime import date, timedelta

from .errors import InvalidCase
from .parameters import parameters


def index(day: date) -> int:
    return day.year * 12 + day.month - 1


def first_day(month: int) -> date:
    return date(month // 12, month % 12 + 1, 1)


def parse(text: object, field: str) -> int:
    """``YYYY-MM`` to a month index. Raises InvalidCase."""
    found = re.fullmatch(r"(\d{4})-(\d{2})", text) if isinstance(text, str) else None
    if not found or not 1 <= int(found[2]) <= 12 or int(found[1]) < 1900:
        raise InvalidCase(field, f"{text!r} is not a month; write YYYY-MM")
    return int(found[1]) * 12 + int(found[2]) - 1


def parse_day(text: object, field: str) -> date:
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        raise InvalidCase(field, f"{text!r} is not a date; write YYYY-MM-DD") from None


def due_date(month: date) -> date:
    """The day by which a BPU month is paid: the 15th of that month, or the next working day.

    National holidays are not in it yet: only weekends move it. Source: PP 44/2015, S28.
    """
    value = parameters()["hari_jatuh_tempo"].on(month.replace(day=15))
    day = month.replace(day=value.amount if value else 15)
    while day.weekday() >= 5:
        day += timedelta(days=1)
    return day
