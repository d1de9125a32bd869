"""A file read for the programme that it came to: by its terms, its sender's columns, and the desk that brought it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import polars as pl
from django.utils.translation import gettext as _

from rangkiang.access.models import User
from rangkiang.access.rights import areas_of
from rangkiang.platform.bulk import copy, run
from rangkiang.platform.errors import Refused
from rangkiang.programme import queries as programme
from rangkiang.programme.models import Fund
from rangkiang.regions.models import Region

from . import checks, queries, vault
from .models import Batch, Finding
from .purposes import PEOPLE, purpose
from .readers.headers import SeenColumn

SQL = Path(__file__).parent / "sql"
NAMED = ("letter", "column", "value", "code", "severity", "message_id", "message_en")


def check_file(
    *,
    fund: Fund,
    area: str,
    content: bytes,
    filename: str,
    profile: str | None,
    on: date,
    tell: checks.Tell = checks.silent,
    columns: Mapping[str, str] | None = None,
) -> checks.CheckResult:
    terms = programme.rules(fund.programme, on)
    return checks.check(
        content,
        filename,
        profile=profile,
        on=on,
        area=area,
        age_min=terms.age_min,
        age_max=terms.age_below,
        tell=tell,
        columns=columns,
    )


def again(held: Batch) -> checks.CheckResult:
    """The kept file read as it was read before."""
    return check_file(
        fund=held.fund,
        area=held.area,
        content=vault.read(held),
        filename=held.filename,
        profile=held.profile or None,
        on=held.checked_on,
        columns=held.columns,
    )


def desk(fund: Fund, by: User) -> str:
    """Where the file may name people: the fund's area, or the part of it that its bringer answers for."""
    areas = areas_of(by, "intake.receive")
    if any(fund.area.startswith(area) for area in areas):
        return fund.area
    for area in areas:
        if area.startswith(fund.area):
            return area
    raise Refused(_("This fund is outside your areas."))


def sender_of(told: str, fund: Fund, area: str) -> str:
    """Who sent the file: as told, else the nagari that brings it, else the office itself."""
    if told.strip():
        return " ".join(told.split())[:80]
    if area != fund.area:
        return str(Region.objects.filter(code=area).values_list("name", flat=True).first() or area)
    return str(fund.programme.owner_office)[:80]


def keep_findings(batch: Batch, result: checks.CheckResult) -> None:
    """Every finding with the area of its row, so that a nagari sees its own."""
    rows = result.frame.select("sheet", "row", "village_code").rows()
    places = {(s, r): v for s, r, v in rows if v and v.startswith(batch.area)}
    told = result.findings.select("sheet", "row", *NAMED).rows()
    copy(
        Finding,
        ("batch_id", "area", "sheet", "row", *NAMED),
        ([batch.pk, places.get(row[:2], batch.area), *("" if cell is None else cell for cell in row)] for row in told),
    )


def counted(result: checks.CheckResult) -> dict[str, object]:
    """What a batch remembers of its reading."""
    severities = dict(result.findings.group_by("severity").len().rows())
    return {
        "profile": result.profile or "",
        "state": Batch.State.FAULTY if result.fault else Batch.State.CHECKED,
        "rows": result.rows,
        "accepted": result.accepted,
        "errors": severities.get("error", 0),
        "warnings": severities.get("warning", 0),
    }


def remembered(sender: str, headers: Sequence[SeenColumn]) -> dict[str, str]:
    """What this sender's columns were said to mean, for those that are in this file; the newest word counts."""
    keys = {column.key for column in headers}
    chosen: dict[str, str] = {}
    for header, field in queries.choices(sender):
        if header in keys and header not in chosen and (not field or field not in chosen.values()):
            chosen[header] = field
    return chosen


def corrected(fund: Fund, area: str, sender: str, result: checks.CheckResult) -> Batch | None:
    """The committed list of the same sender that this one looks like a correction of: half of its NIK are the same."""
    if purpose(result.profile or "") != PEOPLE or not result.accepted:
        return None
    niks = result.frame.filter(pl.col("ok"))["nik"].to_list()
    rows = run(
        SQL / "corrected.sql",
        {"fund": fund.pk, "sender": sender, "area": area, "niks": niks, "least": (len(niks) + 1) // 2},
    )
    return Batch.objects.get(pk=rows[0][0]) if rows else None
