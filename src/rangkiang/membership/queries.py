"""The clock's material: which months of a person are paid, by whom, since when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from rangkiang import law
from rangkiang.platform.bulk import run

from .models import Enrolment, PersonMonth

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


def law_paid(person: int) -> list[dict[str, str]]:
    """The paid months in the form of a law case: ``{"from", "to", "paid_on"}``."""
    return [
        {"from": f"{m.month:%Y-%m}", "to": f"{m.month:%Y-%m}", "paid_on": m.paid_on.isoformat()}
        for m in timeline(person)
        if m.paid_on
    ]


def paid_months(person: int) -> list[law.PaidMonth]:
    """The clock's material: every paid month with its day of payment."""
    return [law.PaidMonth(m.month, m.paid_on) for m in timeline(person) if m.paid_on]


def charged_until(enrolment: Enrolment) -> date | None:
    """The newest month charged for this cover, reversed or not; None before any."""
    newest = PersonMonth.objects.filter(enrolment=enrolment, person=enrolment.person_id).order_by("-month")
    return newest.values_list("month", flat=True).first()
