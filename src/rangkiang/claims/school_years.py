"""What the law says of school years: when one begins, the classes in their order, the papers of the yearly claim."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

from rangkiang import law
from rangkiang.law.parameters import amount
from rangkiang.law.scholarship import COUNTED_ON, LEVELS, position

PAPERS = tuple(paper.name for paper in law.documents("scholarship"))


def begins(year: int) -> date:
    """The day on which a school year begins, as the law's parameters assume it."""
    month_day = amount("awal_tahun_ajaran", date(year, 12, 31))
    return date(year, month_day // 100, month_day % 100)


def _ladder(on: date) -> Iterator[dict[str, Any]]:
    """Every class with its place from the first of TK."""
    for level in LEVELS:
        for grade in range(1, amount(f"beasiswa_{level.lower()}_tahun", on) + 1):
            yield {"level": level, "grade": grade, "place": position(level, grade, on)}


def _classes(on: date) -> Iterator[dict[str, Any]]:
    """The same, with the names that count on from SD: class 7 is SMP 1."""
    for row in _ladder(on):
        yield row
        if row["level"] in COUNTED_ON:
            before = LEVELS[1 : LEVELS.index(row["level"])]
            past = sum(amount(f"beasiswa_{one.lower()}_tahun", on) for one in before)
            yield row | {"grade": row["grade"] + past}


def law_facts(year: int) -> dict[str, Any]:
    """What the statements need of the law for a school year."""
    starts = begins(year)
    return {
        "year": year,
        "starts": starts,
        "begins": amount("awal_tahun_ajaran", starts),
        "age": amount("beasiswa_umur", starts),
        "school_age": amount("usia_masuk_tk", starts),
        "ladder": json.dumps(list(_ladder(starts))),
        "classes": json.dumps(list(_classes(starts))),
    }
