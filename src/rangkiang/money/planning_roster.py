"""The enrolled roster of a fund as a plan takes it: groups of persons alike, and the scenarios as they were typed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from rangkiang.law import PaidMonth
from rangkiang.platform.bulk import run
from rangkiang.platform.errors import BadInput
from rangkiang.platform.models import today
from rangkiang.platform.month import Month
from rangkiang.programme import queries as programme
from rangkiang.programme.models import Fund

from .planning import Group, Lapse, Plan, Scenario, lapsing, plan

SQL = Path(__file__).parent / "sql"


def enrolled(fund: Fund, start: Month, *, named: bool = False) -> list[Group]:
    """Whom the fund covers from a month on, by what is known today. One statement, whatever the number of persons.

    ``named``: each group with its persons, the first recorded first.
    """
    rows = run(SQL / "plan_roster.sql", {"fund": fund.pk, "start": start.first, "named": named})
    return [
        Group(
            count, area, decile, sector, band, Month.of(first), Month.of(last) if last else None,
            tuple(PaidMonth(month, day) for month, day in zip(months, days, strict=True)),
            tuple(sorted(who)),
        )
        for count, area, decile, sector, band, first, last, months, days, who in rows
    ]  # fmt: skip


def ceiling_of(fund: Fund, year: int) -> int:
    """The ceiling in force, of the year. Raises BadInput before any."""
    found = programme.ceiling(fund, year, today())
    if found is None:
        said = _("%(fund)s has no ceiling for %(year)s.") % {"fund": fund.name, "year": year}
        raise BadInput(said, where=_("Ceiling"), todo=_("Enter one."))
    return found


def asked(fund: Fund, typed: dict[str, Any]) -> Scenario:
    """A scenario of a fund; an empty ceiling is the fund's own of that year. Raises BadInput.

    ``typed``: name, start (Month), persons, ceiling, quota, decile_max, ahead, resumes and rate_from (Month), rate_jkk,
    rate_jkm; what is None was not said.
    """
    start, ceiling = typed["start"], typed["ceiling"]
    jkk, jkm = typed["rate_jkk"], typed["rate_jkm"]
    if (jkk is None) != (jkm is None):
        raise BadInput(_("A changed rate has a month, a JKK and a JKM."), where=_("Rate"))
    kept = {name: typed[name] for name in ("name", "persons", "quota", "decile_max", "resumes", "rate_from")}
    return Scenario(
        fund=fund.kind, start=start, ceiling=ceiling_of(fund, start.year) if ceiling is None else ceiling,
        ahead=typed["ahead"] or 0, rate=None if jkk is None else (jkk, jkm), **kept,
    )  # fmt: skip


def worked_out(fund: Fund, scenarios: list[Scenario]) -> list[Plan]:
    """Every scenario with the roster of its own first month; the roster of a month is read once."""
    starts = {one.start for one in scenarios if one.persons is None}
    rosters = {start: enrolled(fund, start) for start in starts}
    return [plan(one, rosters.get(one.start, ())) for one in scenarios]


def lapsing_of(fund: Fund, scenario: Scenario) -> tuple[Plan, list[Lapse]]:
    """A scenario of the enrolled roster worked out today, and the persons whom its gap counts. Raises BadInput."""
    if scenario.persons is not None:
        said = _("A scenario of a number of persons has no names.")
        raise BadInput(said, where=_("Roster"), todo=_("Leave the number of persons empty."))
    known = enrolled(fund, scenario.start, named=True)
    found = plan(scenario, known)
    return found, lapsing(found, known)
