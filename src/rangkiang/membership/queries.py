"""The clock's material: which months of a person are paid, by whom, since when."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import UUID

from django.db.models import Exists, OuterRef, Sum

from rangkiang import law
from rangkiang.platform.bulk import run
from rangkiang.programme.models import Fund

from .models import Enrolment, PersonMonth, Roll, Tally

SQL = Path(__file__).parent / "sql"


@dataclass(frozen=True)
class MonthOfCover:
    """One month of one person: ``paid_on`` is None while unpaid; ``payer`` is a fund's code or who else pays."""

    month: date
    payer: str
    paid_on: date | None
    jkk: int
    jkm: int
    ours: bool


def timeline(person: int) -> list[MonthOfCover]:
    """Every month that anybody paid or owes for this person, oldest first; reversed charges are left out."""
    return [MonthOfCover(*row) for row in run(SQL / "timeline.sql", {"person": person})]


def law_paid(months: Iterable[MonthOfCover]) -> list[dict[str, str]]:
    """The paid months in the form of a law case: ``{"from", "to", "paid_on"}``."""
    return [
        {"from": f"{m.month:%Y-%m}", "to": f"{m.month:%Y-%m}", "paid_on": m.paid_on.isoformat()}
        for m in months
        if m.paid_on
    ]


def memberships(months: Iterable[MonthOfCover], on: date) -> int:
    """How many paid covers ran in the month of a day, as the law's case counts them: ours one, each other payer one."""
    return covers((("" if m.ours else m.payer, m.month) for m in months if m.paid_on), on)


def covers(paid: Iterable[tuple[str, date]], on: date) -> int:
    """The same of (payer, empty for us; paid month)."""
    return len({payer for payer, month in paid if month == on.replace(day=1)}) or 1


def paid_months(person: int) -> list[law.PaidMonth]:
    """The clock's material: every paid month with its day of payment."""
    return [law.PaidMonth(m.month, m.paid_on) for m in timeline(person) if m.paid_on]


def charged_until(enrolment: Enrolment) -> date | None:
    """The newest month charged for this cover, reversed or not; None before any."""
    newest = PersonMonth.objects.filter(enrolment=enrolment, person=enrolment.person_id).order_by("-month")
    return newest.values_list("month", flat=True).first()


def billed(fund: Fund) -> list[tuple[date, int]]:
    """(month, persons) of every month in which somebody stands on the fund's rolls, oldest first. One statement.

    A correction counts from its approval; a month whose draft was withdrawn is none.
    """
    entered = Roll.objects.filter(Exists(Tally.objects.filter(roll=OuterRef("pk"))), fund=fund)
    months = entered.values_list("month").annotate(persons=Sum("persons")).filter(persons__gt=0)
    return [(month, int(persons)) for month, persons in months.order_by("month")]


def persons_by_roll(rolls: Collection[UUID], area: str) -> dict[UUID, int]:
    """roll → persons that stand on it in one area, as far as the reader sees it. One statement."""
    counted = Tally.objects.filter(roll__in=rolls, area__startswith=area).values_list("roll")
    return {roll: int(persons) for roll, persons in counted.annotate(total=Sum("persons"))}
