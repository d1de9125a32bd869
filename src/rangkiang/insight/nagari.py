"""One place, a nagari or a kecamatan: who is protected there since when, who waits, who left, what families got."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from rangkiang.access.models import User
from rangkiang.access.rights import areas_of, may
from rangkiang.claims.models import Claim
from rangkiang.membership import queries as membership
from rangkiang.membership.models import ExitReason
from rangkiang.platform.bulk import run
from rangkiang.platform.month import Month
from rangkiang.regions.models import Region

from .charts import Chart, columns
from .coverage import Nagari, Standpoint, by_nagari, growth, standpoint
from .home import Place

SQL = Path(__file__).parent / "sql"


@dataclass(frozen=True)
class Exits:
    """How many left in the twelve months before, for one reason."""

    reason: str
    persons: int


@dataclass(frozen=True)
class Claims:
    """Claims of the place's members by state; ``amount`` is what was granted, or computed while undecided."""

    scheme: str
    state: str
    count: int
    amount: int


@dataclass(frozen=True)
class Page:
    """``above`` is the kecamatan of a nagari where the reader may go; ``nagari`` are the places below a kecamatan."""

    place: Region
    above: Region | None
    month: Month
    seen: Standpoint
    total: Nagari
    funds: list[tuple[str, int]]
    nagari: list[Place]
    growth: list[tuple[date, int]]
    chart: Chart | None
    exits: list[Exits]
    claims: list[Claims]


def place(user: User, code: str) -> Region | None:
    """The kecamatan or nagari, when it lies in the reader's areas."""
    found = Region.objects.select_related("parent").filter(pk=code, level__gte=Region.Level.DISTRICT).first()
    return found if found and _within(user, found) else None


def _within(user: User, region: Region) -> bool:
    return any(region.code.startswith(area) for area in areas_of(user))


def _funds(seen: Standpoint, month: Month, code: str) -> list[tuple[str, int]]:
    """Who pays for how many: (fund, persons)."""
    names = {roll.id: roll.fund_name for roll in seen.rolls if roll.month == month.first}
    paid = Counter[str]()
    for roll, persons in membership.persons_by_roll(names, code).items():
        paid[names[roll]] += persons
    return [(name, persons) for name, persons in paid.most_common() if persons]


def page(user: User, region: Region, today: date, asked: Month | None, language: str) -> Page | None:
    """Everything the page shows, in a constant number of statements."""
    seen = standpoint(areas_of(user), today)
    if seen is None:
        return None
    now, above = Month.of(today), region.parent
    month = asked or (Month.of(seen.last_paid) if seen.last_paid and seen.last_paid <= now.first else now)
    rows = by_nagari(seen, month, region.code)
    fullest = max((row.covered for row in rows), default=0) or 1
    names = dict(Region.objects.filter(parent=region).values_list("code", "name"))
    grown = [(m, n) for m, n in growth(seen, region.code) if m <= now.first]
    since, until = (month + -11).first, month.last
    exits = run(SQL / "exits.sql", {"area": region.code, "since": since, "until": until})
    claims = run(SQL / "claims_of_area.sql", {"area": region.code}) if may(user, "see.claims") else []
    return Page(
        place=region,
        above=above if above and region.level == Region.Level.VILLAGE and _within(user, above) else None,
        month=month,
        seen=seen,
        total=Nagari.sum(region.code, rows),
        funds=_funds(seen, month, region.code),
        nagari=[Place(names[row.area], row, 100 * row.covered // fullest) for row in rows if row.area in names],
        growth=grown,
        chart=columns(grown, mark="," if language == "id" else "."),
        exits=[Exits(str(ExitReason(reason).label), persons) for reason, persons in exits],
        claims=[
            Claims(str(Claim.Scheme(scheme).label), str(Claim.State(state).label), count, int(amount))
            for scheme, state, count, amount in claims
        ],
    )
