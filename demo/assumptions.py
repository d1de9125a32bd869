"""The story's assumptions, read from ``assumptions.toml``: the only door between that file and the code."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from rangkiang.platform.month import Month

PATH = files("demo") / "assumptions.toml"
Assumptions = Mapping[str, Any]


@cache
def load() -> Assumptions:
    """The file as nested mappings, as written."""
    return tomllib.loads(PATH.read_text(encoding="utf-8"))


def period(assumptions: Assumptions) -> list[Month]:
    """Every month of the story, in order."""
    span = assumptions["period"]
    return list(Month.parse(span["first"]).until(Month.parse(span["last"])))


def targets(assumptions: Assumptions, stream: str) -> list[int]:
    """Persons to be paid for in each month of the period, 0 where nothing is billed."""
    months = period(assumptions)
    wanted = dict.fromkeys(months, 0)
    for block in assumptions["targets"]:
        if block["stream"] == stream:
            first = Month.parse(block["first"])
            wanted.update({first + step: persons for step, persons in enumerate(block["persons"])})
    return [wanted[month] for month in months]


def on_day(month: Month, day: int) -> date:
    """That day of the month; a Saturday or Sunday gives the Friday before."""
    found = month.first.replace(day=day)
    return found.replace(day=day - max(0, found.weekday() - 4))
