"""The home page's answer: how many are protected, how many wait, what it cost and gave, what needs a person today."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from pathlib import Path

from rangkiang.access.models import User
from rangkiang.access.rights import areas_of, may
from rangkiang.platform.bulk import run
from rangkiang.platform.month import Month
from rangkiang.platform.rupiah import BILLION, MILLION
from rangkiang.regions.queries import places

from .charts import Chart, columns, curves
from .coverage import Nagari, PaidRoll, Standpoint, by_nagari, growth, standpoint
from .queries import Figures, figures
from .questions import Ask, View, asks, state
from .tasks import Item, Task, mine, tasks

SQL = Path(__file__).parent / "sql"
KECAMATAN = 8  # characters of a district's code


@dataclass(frozen=True)
class Place:
    """A row of the coverage table. ``share`` is covered persons in hundredths of the fullest row, for its bar."""

    name: str
    counts: Nagari
    share: int


@dataclass(frozen=True)
class MoneyRow:
    """One month of the fund, in rupiah: what it was and what all came to since the start."""

    month: date
    paid_in: int
    paid_out: int
    all_in: int
    all_out: int


@dataclass(frozen=True)
class Home:
    """``month`` is the one shown, ``current`` whether it is the month of today; money only for who may see it.

    ``paid``: the main fund paid the month (any fund, for who sees only a part). ``billions``: the money chart's unit.
    """

    month: Month
    current: bool
    paid: bool
    seen: Standpoint
    total: Nagari
    kecamatan: list[Place]
    nagari: list[Place]
    growth: list[tuple[date, int]]
    growth_chart: Chart | None
    figures: Figures | None
    money: list[MoneyRow]
    money_chart: Chart | None
    billions: bool
    asks: list[Ask]
    mine: list[Item]
    tasks: list[Task]

    @property
    def hero(self) -> bool:
        """The two large figures, where no question has asked for them already."""
        return not {ask.key for ask in self.asks} & {"protected", "missing"}

    @property
    def others(self) -> list[Task]:
        """What waits for somebody else."""
        return [task for task in self.tasks if not task.yours]

    @property
    def more(self) -> int:
        """How many of the reader's own things the list leaves out."""
        return sum(task.count for task in self.tasks if task.yours) - sum(item.n for item in self.mine)

    @property
    def headline(self) -> int:
        """The regency counts whom its own fund pays; a nagari counts everyone protected there."""
        return self.total.main if self.seen.whole else self.total.covered


def _table(rows: Sequence[Nagari], names: dict[str, str]) -> list[Place]:
    fullest = max((row.covered for row in rows), default=0) or 1
    return [Place(names.get(row.area, row.area), row, 100 * row.covered // fullest) for row in rows]


def by_kecamatan(rows: Sequence[Nagari]) -> list[Nagari]:
    groups: dict[str, list[Nagari]] = defaultdict(list)
    for row in rows:
        groups[row.area[:KECAMATAN]].append(row)
    return [Nagari.sum(code, group) for code, group in groups.items()]


def money_rows(rolls: Sequence[PaidRoll], fund: int, on: date) -> list[MoneyRow]:
    """Contributions by the month they were paid for, benefits by the month of the decision; gaps are zeros."""
    paid_in: dict[date, int] = defaultdict(int)
    for roll in rolls:
        if roll.fund == fund and roll.paid_on <= on:
            paid_in[roll.month] += roll.amount
    paid_out = {month: int(granted) for month, granted in run(SQL / "benefits_by_month.sql", {"fund": fund, "on": on})}
    if not paid_in:
        return []
    months = [m.first for m in Month.of(min(paid_in)).until(Month.of(max([*paid_in, *paid_out])))]
    ins, outs = [paid_in.get(m, 0) for m in months], [paid_out.get(m, 0) for m in months]
    return [MoneyRow(*row) for row in zip(months, ins, outs, accumulate(ins), accumulate(outs), strict=True)]


def money_chart(rows: Sequence[MoneyRow], mark: str) -> tuple[Chart | None, bool]:
    """The two curves, and whether they are counted in billions rather than millions."""
    if not rows:
        return None, False
    large = max(rows[-1].all_in, rows[-1].all_out) >= BILLION
    sums = [[row.all_in for row in rows], [row.all_out for row in rows]]
    return curves([row.month for row in rows], sums, unit=BILLION if large else MILLION, mark=mark), large


def home(user: User, today: date, asked: Month | None, language: str) -> Home | None:
    """Everything the page shows, in a constant number of statements; None when no programme lies in the areas."""
    seen = standpoint(areas_of(user), today)
    if seen is None:
        return None
    now = Month.of(today)
    month = asked or (Month.of(seen.last_paid) if seen.last_paid and seen.last_paid <= now.first else now)
    rows = by_nagari(seen, month)
    names = {place.code: place.name for place in places(seen.areas)}
    grown = [(m, n) for m, n in growth(seen) if m <= now.first]
    on = min(today, month.last)
    rich = may(user, "see.money") and seen.whole
    told = figures(seen.fund, on) if rich else None
    ledger = money_rows(seen.rolls, seen.fund.pk, on) if rich else []
    mark = "," if language == "id" else "."
    chart, billions = money_chart(ledger, mark)
    work, total = tasks(user, today), Nagari.sum("", rows)
    return Home(
        month=month,
        current=month == now,
        seen=seen,
        total=total,
        paid=any(roll.month == month.first for roll in seen.rolls if roll.fund == seen.fund.pk or not seen.whole),
        kecamatan=_table(by_kecamatan(rows), names) if any(len(a) < KECAMATAN for a in seen.areas) else [],
        nagari=_table(rows, names),
        growth=grown,
        growth_chart=columns(grown, mark=mark),
        figures=told,
        money=ledger,
        money_chart=chart,
        billions=billions,
        asks=asks(View(user, today, language, state(user, seen.fund.pk, today), work, seen, total, told)),
        mine=mine(work),
        tasks=work,
    )


def bare(user: User, today: date, language: str) -> list[Ask]:
    """The questions of who has no figures to see: an administrator's. Two statements."""
    return asks(View(user, today, language, state(user, 0, today), []))
