"""One person's life in the programme, derived from the paid months: the grid of years, the clock, cover and claims."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from uuid import UUID

from rangkiang import law
from rangkiang.claims.models import Claim, Event
from rangkiang.intake.models import Candidate
from rangkiang.law.parameters import parameters
from rangkiang.membership import queries as membership
from rangkiang.membership.models import ExitReason
from rangkiang.membership.queries import MonthOfCover
from rangkiang.people.models import Person
from rangkiang.platform.bulk import run
from rangkiang.platform.scope import whole_register
from rangkiang.programme.models import Fund

SQL = Path(__file__).parent / "sql"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True)
class Cell:
    """One month of the grid. ``state``: paid, late, foreign, unpaid, gap, or empty; ``mark`` is the payer's letter."""

    month: date
    state: str
    mark: str = ""
    payer: str = ""
    paid_on: date | None = None


@dataclass(frozen=True)
class Year:
    number: int
    cells: list[Cell]


@dataclass(frozen=True)
class Cover:
    """One enrolment with the decree it rests on."""

    id: int
    fund: str
    first_month: date
    last_month: date | None
    exit_reason: str
    exit_on: date | None
    kpj: str | None
    decree: UUID
    number: str
    dated: date
    line: int

    @property
    def why_ended(self) -> str:
        return str(ExitReason(self.exit_reason).label) if self.exit_reason else ""

    @property
    def began(self) -> bool:
        return self.last_month is None or self.last_month >= self.first_month


@dataclass(frozen=True)
class Biography:
    """Everything the page of one person shows. ``today_jkm`` is what a death today would give, children left out."""

    months: list[MonthOfCover]
    years: list[Year]
    names: dict[str, str]
    payers: list[tuple[str, str]]
    clock: law.Clock
    needed_for_scholarship: int
    today_jkm: law.Answer | None
    covers: list[Cover]
    candidacies: list[Candidate]
    events: list[Event]
    claims: list[Claim]

    @property
    def lines(self) -> list[tuple[MonthOfCover, str]]:
        """The months, each with its payer's name."""
        return [(line, self.names[line.payer]) for line in self.months]

    @property
    def death_reported(self) -> bool:
        return any(event.outcome == "death" for event in self.events)

    def sentence(self, language: str) -> str:
        """What a death today would give, and by which articles, in one sentence."""
        return law.Explanation(self.today_jkm).sentence(language) if self.today_jkm else ""

    @property
    def full_now(self) -> bool:
        """Whether a death today would give the whole benefit, beyond doubt."""
        return self.today_jkm is not None and self.today_jkm.parts["santunan"] > 0


def _cell(month: date, found: Sequence[MonthOfCover], letters: dict[str, str], expected: bool) -> Cell:
    for line in sorted(found, key=lambda m: (m.paid_on is None, not m.ours)):
        if line.paid_on is None:
            return Cell(month, "unpaid", "!", line.payer)
        state = "foreign" if not line.ours else "late" if line.paid_on > law.due_date(month) else "paid"
        return Cell(month, state, letters[line.payer], line.payer, line.paid_on)
    return Cell(month, "gap", "–") if expected else Cell(month, "")


def grid(months: Sequence[MonthOfCover], letters: dict[str, str], covers: Sequence[Cover], until: date) -> list[Year]:
    """Years of twelve cells, from the first month known to ``until``; an enrolled month without a line is a gap."""
    by_month: dict[date, list[MonthOfCover]] = {}
    for line in months:
        by_month.setdefault(line.month, []).append(line)
    starts = [line.month for line in months] + [cover.first_month for cover in covers]
    if not starts:
        return []

    def expected(month: date) -> bool:
        return month <= until and any(
            c.first_month <= month and (c.last_month is None or month <= c.last_month) for c in covers
        )

    return [
        Year(
            year,
            [
                _cell(day, by_month.get(day, ()), letters, expected(day))
                for day in (date(year, number, 1) for number in range(1, 13))
            ],
        )
        for year in range(min(starts).year, max(until.year, max(starts).year) + 1)
    ]


def _payers(months: Sequence[MonthOfCover]) -> dict[str, str]:
    """A letter for each payer, in order of appearance."""
    seen = list(dict.fromkeys(line.payer for line in months))
    return {payer: LETTERS[at % len(LETTERS)] for at, payer in enumerate(seen)}


def _names(payers: Iterable[str]) -> dict[str, str]:
    """Payer → name: a fund's own name where the payer is one of ours."""
    named = {fund.code: fund.name for fund in Fund.objects.all()}
    return {payer: named.get(payer, payer) for payer in payers}


def _named(years: Sequence[Year], names: dict[str, str]) -> list[Year]:
    return [
        replace(year, cells=[replace(cell, payer=names.get(cell.payer, "")) for cell in year.cells]) for year in years
    ]


def _if_death(months: Sequence[MonthOfCover], on: date) -> law.Answer:
    return law.jkm({
        "death": on.isoformat(), "segment": "BPU", "memberships": membership.memberships(months, on),
        "paid": membership.law_paid(months), "children": [],
    })  # fmt: skip


def _needed(on: date) -> int:
    value = parameters()["beasiswa_bulan_minimum"].on(on)
    return value.amount if value else 0


def biography(person: Person, today: date) -> Biography:
    """All of it, for a person already found in the reader's areas. Constant number of statements.

    The person's own months, purses and decrees are read whole, since a fund belongs to an area above the reader's.
    """
    with whole_register():
        months = membership.timeline(person.pk)
        payers = _payers(months)
        names = _names(payers)
        covers = [Cover(*row) for row in run(SQL / "enrolments.sql", {"person": person.pk})]
        candidacies = list(Candidate.objects.filter(person=person.pk).select_related("fund", "batch").order_by("-pk"))
        events = list(Event.objects.filter(person=person.pk).order_by("-happened_on"))
        claims = list(Claim.objects.filter(person=person.pk).select_related("event").order_by("-event__happened_on"))
    on = person.died_on or today
    paid = [law.PaidMonth(m.month, m.paid_on) for m in months if m.paid_on]
    return Biography(
        months=months[::-1],
        years=_named(grid(months, payers, covers, on)[::-1], names),
        names=names,
        payers=[(letter, names[payer]) for payer, letter in payers.items()],
        clock=law.clock(paid, on),
        needed_for_scholarship=_needed(on),
        today_jkm=None if person.died_on else _if_death(months, on),
        covers=covers,
        candidacies=candidacies,
        events=events,
        claims=claims,
    )
