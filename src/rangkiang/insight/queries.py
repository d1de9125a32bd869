"""The programme's figures on a day, as known on a day: all derived from paid person-months, orders and claims."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from rangkiang import law
from rangkiang.membership import queries as membership
from rangkiang.money import queries as money
from rangkiang.people.models import Person
from rangkiang.platform.bulk import run
from rangkiang.platform.models import OFFICE
from rangkiang.platform.month import Month
from rangkiang.programme.models import Fund

SQL = Path(__file__).parent / "sql"


@dataclass(frozen=True)
class Figures:
    """One fund's state; amounts in rupiah. ``loss_percent`` is benefits by contributions, None before any."""

    on: date
    members_covered: int
    members_by_fund: dict[str, int]
    person_months_paid: int
    contributions: int
    benefits: int
    benefits_disbursed: int
    cases: int
    cases_by_kind: dict[str, int]
    loss_percent: int | None
    budget: money.Runway
    open_findings: list[dict[str, Any]]

    def as_json(self) -> dict[str, Any]:
        """The document of ``rangkiang figures --json``."""
        return {
            "on": self.on.isoformat(),
            "members_covered": self.members_covered,
            "members_by_fund": self.members_by_fund,
            "person_months_paid": self.person_months_paid,
            "contributions": self.contributions,
            "benefits": self.benefits,
            "benefits_disbursed": self.benefits_disbursed,
            "cases": self.cases,
            "cases_by_kind": self.cases_by_kind,
            "loss_ratio": None if self.loss_percent is None else self.loss_percent / 100,
            "budget": {
                "year": self.budget.year,
                "ceiling": self.budget.ceiling,
                "person_months": self.budget.person_months,
                "paid": self.budget.paid,
                "runs_out": self.budget.runs_out and f"{self.budget.runs_out:%Y-%m}",
            },
            "open_findings": self.open_findings,
        }


def after(day: date | None) -> datetime | None:
    """The first moment after a day in the office's time zone."""
    return datetime.combine(day + timedelta(days=1), time.min, tzinfo=OFFICE) if day else None


def figures(fund: Fund, on: date, known_on: date | None = None) -> Figures:
    """``known_on`` leaves out whatever was recorded after the end of that day (Jakarta time)."""
    month = Month.of(on)
    row = run(SQL / "figures.sql", {"fund": fund.pk, "on": on, "month": month.first, "known": known_on})[0]
    covered, months, contributions, benefits, disbursed, jkk, jkm, by_fund, findings = row
    price = law.price(month.first, fund.kind, "non_transport", 1)
    percent = int((200 * benefits + contributions) // (2 * contributions)) if contributions else None
    return Figures(
        on=on,
        members_covered=covered,
        members_by_fund=json.loads(by_fund or "{}"),
        person_months_paid=months,
        contributions=int(contributions),
        benefits=int(benefits),
        benefits_disbursed=int(disbursed),
        cases=jkk + jkm,
        cases_by_kind={"jkk": jkk, "jkm": jkm},
        loss_percent=percent,
        budget=money.runway(fund, on, price.jkk + price.jkm, after(known_on)),
        open_findings=json.loads(findings or "[]"),
    )


def coverage(nik: str, on: date) -> dict[str, Any]:
    """The protection clock of a NIK on a day; an unknown NIK is simply not covered. Holds no name."""
    person = Person.objects.filter(nik=nik).first()
    paid = membership.paid_months(person.pk) if person else []
    clock = law.clock(paid, on)
    return {
        "on": on.isoformat(),
        "known": person is not None,
        "covered": clock.covered,
        "status": clock.status,
        "since": clock.since and clock.since.isoformat(),
        "months_of_membership": clock.months,
        "paid_months": clock.paid_months,
        "arrears": clock.arrears,
        "full_jkm_from": clock.full_jkm_from and clock.full_jkm_from.isoformat(),
    }
