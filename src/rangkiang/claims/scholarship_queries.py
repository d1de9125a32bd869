"""Scholarships as the office sees them: each child's class and papers of a school year, and the money still ahead."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from rangkiang import law
from rangkiang.platform.bulk import run

from .models import Child
from .school_years import PAPERS, begins, law_facts

SQL = Path(__file__).parent / "sql"


@dataclass(frozen=True)
class Ahead:
    """School years of one level still ahead, at the law's sum for each, in rupiah."""

    level: str
    years: int
    amount: int


def ahead(born: date, level: str, grade: int, on: date, *, paid: bool = False) -> list[Ahead]:
    """The scholarship still to come up to the age limit, by level, from a child's class on a day.

    ``paid``: the running school year is paid already and does not count. Source: PP 82/2019 Lampiran III.
    """
    years = law.scholarship_years(born, level or None, grade or None, on)
    if paid and level in years:
        years[level] -= 1
    return [Ahead(one, n, n * law.scholarship_amount(one, on)) for one, n in years.items() if n]


@dataclass(frozen=True)
class Scholar:
    """A child with a granted scholarship in one school year. ``question``: its class must be asked of the family."""

    child: int
    name: str
    born: date
    area: str
    chosen: bool | None
    ended_on: date | None
    end_reason: str
    claim: UUID
    parent: int
    parent_name: str
    level: str
    grade: int
    confirmed: bool
    papers: tuple[str, ...]
    applied_on: date | None
    year: int | None
    paid: int
    paid_on: date | None
    resting_since: date | None
    siblings: int
    ahead: tuple[Ahead, ...]

    @property
    def question(self) -> bool:
        return self.year is not None and not self.level

    @property
    def missing(self) -> list[str]:
        """The names of the papers not yet received."""
        return [paper for paper in PAPERS if paper not in self.papers]

    @property
    def total(self) -> int:
        return sum(one.amount for one in self.ahead)

    @property
    def ended(self) -> str:
        return str(Child.Ended(self.end_reason).label) if self.end_reason else ""


def scholars(
    year: int, on: date, *, area: str = "", claim: UUID | None = None, limit: int = 50, offset: int = 0
) -> tuple[list[Scholar], int]:
    """(the children with a granted scholarship, how many there are in all) in one school year. One statement."""
    told = law_facts(year)
    rows = run(
        SQL / "scholars.sql",
        {"year": year, "begins": told["begins"], "area": area, "claim": claim, "limit": limit, "offset": offset},
    )
    return [_scholar(row, year, on) for row in rows], rows[0][-1] if rows else 0


def _scholar(row: tuple[Any, ...], year: int, on: date) -> Scholar:
    (
        child, name, born, area, chosen, ended_on, end_reason, claim, parent, parent_name, level, grade, confirmed,
        papers, applied_on, key, paid, paid_on, resting, first_level, first_grade, first_year, siblings, _count,
    ) = row  # fmt: skip
    if not level and first_year == year and key is None:  # as it was noted with the event
        level, grade = first_level, first_grade
    day = max(begins(year), min(on, begins(year + 1)))
    goes_on = level and ended_on is None and chosen is not False
    still = ahead(born, level, grade, day, paid=bool(paid)) if goes_on else []
    here = tuple(one for one in PAPERS if one in json.loads(papers))
    return Scholar(
        child, name, born, area, chosen, ended_on, end_reason, claim, parent, parent_name, level or "", grade or 0,
        bool(confirmed), here, applied_on, key, paid or 0, paid_on, resting, siblings, tuple(still),
    )  # fmt: skip


def paper_labels(language: str) -> dict[str, str]:
    """The papers of the yearly claim: name → what it is called."""
    return {one.name: one.label_en if language == "en" else one.label_id for one in law.documents("scholarship")}
