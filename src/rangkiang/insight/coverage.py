"""Who is protected, in the reader's areas: persons whose month is paid, and the poor who still wait.

A nagari officer does not see the regency's rolls. Which rolls are paid, and when, is no secret and names nobody: it is
read beyond one's area. The persons are then counted under row-level security, so a count never leaves the area.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import UUID

from rangkiang.membership import queries as membership
from rangkiang.platform.bulk import run, whole_lists
from rangkiang.platform.month import Month
from rangkiang.platform.scope import whole_register
from rangkiang.programme.models import Fund

SQL = Path(__file__).parent / "sql"


@dataclass(frozen=True)
class PaidRoll:
    """One paid list of a fund for a month; ``amount`` in rupiah."""

    id: UUID
    fund: int
    kind: str
    area: str
    fund_name: str
    month: date
    seq: int
    persons: int
    amount: int
    paid_on: date


@dataclass(frozen=True)
class Standpoint:
    """From where a reader looks: the programme's main fund, its paid rolls by a day, and the reader's areas.

    ``whole`` says whether the reader answers for the whole of the fund's area.
    """

    fund: Fund
    areas: tuple[str, ...]
    rolls: tuple[PaidRoll, ...]

    @property
    def whole(self) -> bool:
        return any(self.fund.area.startswith(area) for area in self.areas)

    @property
    def last_paid(self) -> date | None:
        return max((roll.month for roll in self.rolls if roll.fund == self.fund.pk), default=None)


def main_fund(areas: Sequence[str]) -> Fund | None:
    """The regency's own fund where these areas lie (or that lies in them); None before any was founded."""
    funds = Fund.objects.select_related("programme").filter(kind="APBD_KAB").order_by("area")
    return next((f for f in funds for a in areas if a.startswith(f.area) or f.area.startswith(a)), None)


def standpoint(areas: Sequence[str], on: date) -> Standpoint | None:
    """What is paid by the end of ``on``, as this reader may know it. Statements: two, and four for the scope."""
    with whole_register():
        fund = main_fund(areas)
        rows = run(SQL / "paid_rolls.sql", {"programme": fund.programme_id, "on": on}) if fund else []
    return Standpoint(fund, tuple(areas), tuple(PaidRoll(*row) for row in rows)) if fund else None


@dataclass(frozen=True)
class Nagari:
    """One nagari in one month: persons. ``main`` and ``others`` say which fund paid; ``unpaid`` are enrolled without
    pay, ``verified`` wait for a decree, ``undecided`` for a decision; ``register`` of these two have a poverty decile.
    """

    area: str
    main: int
    others: int
    unpaid: int
    verified: int
    undecided: int
    register: int

    @property
    def covered(self) -> int:
        return self.main + self.others

    @property
    def uncovered(self) -> int:
        return self.unpaid + self.verified + self.undecided

    @classmethod
    def sum(cls, area: str, parts: Iterable[Nagari]) -> Nagari:
        held = list(parts)
        names = ("main", "others", "unpaid", "verified", "undecided", "register")
        return cls(area, *(sum(getattr(part, name) for part in held) for name in names))


def by_nagari(seen: Standpoint, month: Month, area: str = "") -> list[Nagari]:
    """Every nagari (of one area) with anybody covered or waiting in the month, in order of code. One statement, and two
    for the way to join.
    """
    rolls = [roll for roll in seen.rolls if roll.month == month.first]
    facts = {
        "month": month.first,
        "area": area,
        "rolls": [roll.id for roll in rolls],
        "main": [roll.id for roll in rolls if roll.fund == seen.fund.pk],
        "funds": [*{roll.fund for roll in seen.rolls} | {seen.fund.pk}],
    }
    with whole_lists():
        rows = run(SQL / "by_nagari.sql", facts)
    return [Nagari(*row) for row in rows]


def growth(seen: Standpoint, area: str = "") -> list[tuple[date, int]]:
    """(month, paid persons), oldest first, without gaps: of the main fund, or of every fund in one area.

    Who sees the whole fund reads the frozen rolls; for one area their tallies are.
    """
    found: dict[date, int] = defaultdict(int)
    if seen.whole and not area:
        for roll in seen.rolls:
            if roll.fund == seen.fund.pk:
                found[roll.month] += roll.persons
    else:
        months_of = {roll.id: roll.month for roll in seen.rolls}
        for place in [area] if area else seen.areas:
            for key, persons in membership.persons_by_roll(months_of, place).items():
                found[months_of[key]] += persons
    if not found:
        return []
    months = Month.of(min(found)).until(Month.of(max(found)))
    return [(month.first, found.get(month.first, 0)) for month in months]
