"""Scholarships of the children: school years still ahead, the amount of each level, the two children worth most."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from .answer import Draft
from .errors import InvalidCase
from .months import parse_day
from .parameters import parameters

LEVELS = ("TK", "SD", "SMP", "SMA", "PT")
TK_AGE, SD_AGE = 5, 7  # assumed for a child not yet at school; the law names no age
BORN_AFTER_DEATH = 300  # days


def _amount(name: str, on: date) -> int:
    value = parameters()[name].on(on)
    return value.amount if value else 0


def scholarship_amount(level: str, on: date) -> int:
    """Rupiah per school year of a level on a day (0 before PP 82/2019)."""
    return _amount(f"beasiswa_{level.lower()}", on)


def _most(level: str, on: date) -> int:
    return _amount(f"beasiswa_{level.lower()}_tahun", on)


def _age(born: date, on: date) -> int:
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def scholarship_years(born: date, level: str | None, grade: int | None, on: date) -> dict[str, int]:
    """School years still ahead by level, the running one included, for a child below 23.

    School years begin in July. A child not yet at school is assumed to enter TK at 5 and SD at 7; one past that age and
    at no school has none. Each year counts while the child is below 23 when it begins.
    """
    start = on.year if on.month >= 7 else on.year - 1
    limit = _amount("beasiswa_umur", max(on, date(2019, 12, 2)))
    day = max(on, date(2019, 12, 2))
    if level:
        place, done = LEVELS.index(level), max(1, grade or 1) - 1
    else:
        age = _age(born, date(start, 7, 1))
        if age >= SD_AGE:
            return {}
        place, done = (0, max(0, age - TK_AGE)) if age < SD_AGE else (1, 0)
        start += max(0, TK_AGE - age)
    found: dict[str, int] = {}
    for name in LEVELS[place:]:
        for _ in range(_most(name, day) - done):
            begins = max(on, date(start, 7, 1))
            if _age(born, begins) >= limit:
                return found
            found[name] = found.get(name, 0) + 1
            start += 1
        done = 0
    return found


def years_of(child: Mapping[str, Any], field: str, on: date) -> dict[str, int]:
    """The school years of a case's child, in either form. Raises InvalidCase."""
    if "born" in child:
        born = parse_day(child["born"], f"{field}.born")
        if (born - on).days > BORN_AFTER_DEATH:
            raise InvalidCase(f"{field}.born", "born more than 300 days after the event")
        level = child.get("level") or None
        if level is not None and level not in LEVELS:
            raise InvalidCase(f"{field}.level", f"{level!r} is unknown; use one of {' '.join(LEVELS)}")
        return scholarship_years(born, level, child.get("class"), on)
    for level, years in child.items():
        if level not in LEVELS or isinstance(years, bool) or not isinstance(years, int) or years < 0:
            raise InvalidCase(f"{field}.{level}", f"levels are {' '.join(LEVELS)} with whole years of 0 or more")
    return dict(child)


def family(children: Sequence[Mapping[str, Any]], draft: Draft, on: date) -> int:
    """What the children may receive in all; more than two: the two worth most, with a note. Adds its steps."""
    worth = []
    for number, child in enumerate(children):
        years = years_of(child, f"children[{number}]", on)
        worth.append(sum(min(n, _most(level, on)) * scholarship_amount(level, on) for level, n in years.items()))
    most = _amount("beasiswa_anak", on)
    counted = sorted(worth, reverse=True)[:most]
    if len(worth) > most:
        draft.note(
            "beasiswa_anak",
            f"{len(worth)} anak; dihitung {most} anak dengan nilai terbesar, ahli waris boleh memilih",
            f"{len(worth)} children; the {most} worth most are counted, the heirs may choose",
            most,
            "Permenaker 5/2021",
            "O",
        )
    for number, amount in enumerate(counted, 1):
        draft.note(
            "beasiswa_per_anak",
            f"Beasiswa anak ke-{number}, sampai umur 23",
            f"Scholarship of child {number}, to age 23",
            amount,
            "PP 82/2019 Lampiran III",
            "S",
        )
    return sum(counted)
