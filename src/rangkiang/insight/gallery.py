"""The programme in pictures: coverage by nagari, ages, growth, money, claims, loss ratio with its range, budget.

Every picture is drawn from figures that its table beside it shows too. A picture whose right the reader lacks is not
there; what is there counts the reader's own areas only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from pathlib import Path

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from rangkiang.access.models import User
from rangkiang.access.rights import areas_of, may
from rangkiang.money.queries import Runway
from rangkiang.platform.bulk import run
from rangkiang.platform.month import Month
from rangkiang.platform.rupiah import BILLION, MILLION
from rangkiang.regions.models import Region

from .charts import Chart, columns
from .coverage import Nagari, Standpoint, by_nagari, growth, standpoint
from .home import MoneyRow, money_chart, money_rows
from .pictures import BudgetMonth, Picture, Slice, band, funnel, grid, pyramid, runway
from .queries import Figures, figures
from .ratio import Ratio, loss_ratio

SQL = Path(__file__).parent / "sql"
KECAMATAN = 8  # characters of a district's code
AGES = ("15–24", "25–34", "35–44", "45–54", "55–64", "65+")


@dataclass(frozen=True)
class Tile:
    """One nagari: persons protected and not, and how many of a hundred are; ``group`` is its kecamatan."""

    area: str
    name: str
    group: str
    covered: int
    uncovered: int
    percent: int


@dataclass(frozen=True)
class Money:
    """What only those see who may see money, of the main fund."""

    figures: Figures
    rows: list[MoneyRow]
    chart: Chart | None
    billions: bool
    ratio: Ratio | None
    band: Picture | None
    year: list[BudgetMonth]
    runway: Picture | None
    runway_billions: bool


@dataclass(frozen=True)
class Gallery:
    """Everything on the page. ``unknown`` persons of the pyramid have no sex or birth date on record."""

    month: Month
    seen: Standpoint
    tiles: list[Tile]
    grid: Picture | None
    slices: list[Slice]
    pyramid: Picture | None
    unknown: int
    growth: list[tuple[date, int]]
    growth_chart: Chart | None
    stages: list[tuple[str, int]]
    funnel: Picture | None
    refused: int
    closed: int
    money: Money | None


def _tiles(rows: Sequence[Nagari], names: dict[str, str]) -> list[Tile]:
    """A nagari where nobody is on any list has no share, hence no tile."""
    found = []
    for row in rows:
        if everyone := row.covered + row.uncovered:
            group = names.get(row.area[:KECAMATAN], row.area[:KECAMATAN])
            name, share = names.get(row.area, row.area), 100 * row.covered // everyone
            found.append(Tile(row.area, name, group, row.covered, row.uncovered, share))
    return found


def _grouped(tiles: Sequence[Tile]) -> list[tuple[str, list[tuple[str, int]]]]:
    groups: dict[str, list[tuple[str, int]]] = {}
    for tile in tiles:
        groups.setdefault(tile.group, []).append((tile.name, tile.percent))
    return list(groups.items())


def _slices(seen: Standpoint, month: Month) -> tuple[list[Slice], int]:
    """(age groups, how many are left out of them for want of a sex or a birth date)."""
    rolls = [roll.id for roll in seen.rolls if roll.month == month.first]
    rows = run(SQL / "ages.sql", {"month": month.first, "rolls": rolls})
    known = {decade: (men, women) for decade, men, women, _sexless in rows if decade is not None}
    unknown = sum(sexless if decade is not None else m + w + sexless for decade, m, w, sexless in rows)
    return [Slice(ages, *known.get(at, (0, 0))) for at, ages in enumerate(AGES)] if known else [], unknown


def _stages(row: Sequence[int]) -> list[tuple[str, int]]:
    names = (
        _("reported"),
        _("claim opened"),
        _("sent to BPJS"),
        _("granted"),
        _("benefit paid"),
        _("handed over to the family"),
    )
    return list(zip(names, row[: len(names)], strict=True))


def _year(budget: Runway) -> list[BudgetMonth]:
    """January to December by the months billed, as the budget counts: issued, then what the newest bill expects."""
    totals = accumulate(one.amount for one in budget.months)
    return [
        BudgetMonth(date_format(one.month, "M"), one.amount, total, one.expected)
        for one, total in zip(budget.months, totals, strict=True)
    ]


def _money(seen: Standpoint, on: date, mark: str) -> Money:
    told = figures(seen.fund, on)
    rows = money_rows(seen.rolls, seen.fund.pk, on)
    granted = [int(amount) for (amount,) in run(SQL / "granted.sql", {"fund": seen.fund.pk, "on": on})]
    ratio = loss_ratio(granted, told.contributions)
    allowed = told.budget.allowed
    year = _year(told.budget) if told.budget.ceiling is not None else []
    large = bool(year) and max(allowed, year[-1].total) >= BILLION
    chart, billions = money_chart(rows, mark)
    return Money(
        figures=told,
        rows=rows,
        chart=chart,
        billions=billions,
        ratio=ratio,
        band=band(ratio.low, ratio.found, ratio.high, mark=100, decimal=mark) if ratio else None,
        year=year,
        runway=runway(year, allowed, unit=BILLION if large else MILLION, mark=mark),
        runway_billions=large,
    )


def gallery(user: User, today: date, asked: Month | None, language: str) -> Gallery | None:
    """A constant number of statements; None when no programme lies in the reader's areas."""
    seen = standpoint(areas_of(user, "see.coverage"), today)
    if seen is None:
        return None
    now, mark = Month.of(today), "," if language == "id" else "."
    month = asked or (Month.of(seen.last_paid) if seen.last_paid and seen.last_paid <= now.first else now)
    on = min(today, month.last)
    rows = by_nagari(seen, month)
    known = {row.area for row in rows} | {row.area[:KECAMATAN] for row in rows}  # the kecamatan of one's nagari too
    tiles = _tiles(rows, dict(Region.objects.filter(code__in=known).values_list("code", "name")))
    slices, unknown = _slices(seen, month)
    grown = [(m, n) for m, n in growth(seen) if m <= now.first]
    claims = run(SQL / "funnel.sql", {"on": on})[0] if may(user, "see.claims") else ()
    stages = _stages(claims) if claims else []
    return Gallery(
        month=month,
        seen=seen,
        tiles=tiles,
        grid=grid(_grouped(tiles)),
        slices=slices,
        pyramid=pyramid(slices, mark=mark),
        unknown=unknown,
        growth=grown,
        growth_chart=columns(grown, mark=mark),
        stages=stages,
        funnel=funnel(stages, mark=mark),
        refused=claims[6] if claims else 0,
        closed=claims[7] if claims else 0,
        money=_money(seen, on, mark) if may(user, "see.money") and seen.whole else None,
    )
