"""A file read for the programme that it came to: by its terms, its sender's columns, and the desk that brought it."""

from __future__ import annotations

import hashlib
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO

import polars as pl
from django.db import connection
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from rangkiang.access.models import User
from rangkiang.access.rights import areas_of
from rangkiang.platform.bulk import copy, run
from rangkiang.platform.errors import BadInput, Refused
from rangkiang.platform.scope import whole_register
from rangkiang.programme import queries as programme
from rangkiang.programme.models import Fund
from rangkiang.regions.models import Region

from . import checks, queries, vault
from .models import Batch, Finding
from .purposes import PEOPLE, purpose
from .readers.fields import FIELDS
from .readers.headers import SeenColumn

SQL = Path(__file__).parent / "sql"
Content = bytes | BinaryIO  # a file: a short one in memory, a long one wherever it lies
NAMED = ("letter", "column", "value", "code", "severity", "message_id", "message_en")


def check_file(
    *,
    fund: Fund,
    area: str,
    content: Content,
    filename: str,
    profile: str | None,
    on: date,
    tell: checks.Tell = checks.silent,
    columns: Mapping[str, str] | checks.Naming | None = None,
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


def stream_of(content: Content) -> BinaryIO:
    """A file to read from its beginning."""
    stream = io.BytesIO(content) if isinstance(content, bytes) else content
    stream.seek(0)
    return stream


def brought(fund: Fund, content: Content, area: str) -> tuple[str, Batch | None]:
    """The hash of a file, and the batch of this fund that it is already. Refused when another office brought it."""
    sha256 = hashlib.file_digest(stream_of(content), "sha256").hexdigest()  # type: ignore[arg-type]  # has readinto
    with whole_register():
        existing = Batch.objects.filter(fund=fund, sha256=sha256).exclude(state=Batch.State.UNDONE).first()
    if existing and not existing.area.startswith(area):
        raise Refused(_("Another office handed in this very file already."))
    return sha256, existing


def kept(content: Content, filename: str, **facts: Any) -> Batch:
    """A new batch with its file, under the name of the file without its folders."""
    stream = stream_of(content)
    size = stream.seek(0, io.SEEK_END)
    batch = Batch.objects.create(filename=Path(filename).name[:200], size=size, **facts)
    vault.store(batch, stream)
    return batch


def again(held: Batch) -> checks.CheckResult:
    """The kept file read as it was read before."""
    return check_file(
        fund=held.fund,
        area=held.area,
        content=vault.opened(held),
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


def named_once(fields: Iterable[str]) -> None:
    """Raise BadInput when two columns are said to be the same field."""
    for field, times in Counter(field for field in fields if field).items():
        if times > 1:
            name = FIELDS[field][get_language() == "en"] if field in FIELDS else field
            raise BadInput(_("Two columns are named '%s'.") % name, where=_("Column"), todo=_("Leave one of them out."))


def keep_findings(batch: Batch, result: checks.CheckResult) -> None:
    """Every finding with the area of its row, so that a nagari sees its own. One COPY, however many there are."""

    def rows() -> Iterator[list[Any]]:
        for part in result.told():
            inside = pl.col("village_code").str.starts_with(batch.area)
            area = pl.when(inside).then("village_code").otherwise(pl.lit(batch.area))
            told = part.select(area, "sheet", "row", *(pl.col(name).fill_null("") for name in NAMED))
            yield from ([batch.pk, *row] for row in told.iter_rows())

    copy(Finding, ("batch_id", "area", "sheet", "row", *NAMED), rows())


def counted(result: checks.CheckResult) -> dict[str, object]:
    """What a batch remembers of its reading."""
    return {
        "profile": result.profile or "",
        "state": Batch.State.FAULTY if result.fault else Batch.State.CHECKED,
        "rows": result.rows,
        "accepted": result.accepted,
        "errors": result.severities["error"],
        "warnings": result.severities["warning"],
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
    earlier = Batch.objects.filter(fund=fund, area=area, sender__iexact=sender, state=Batch.State.COMMITTED)
    if not earlier.exists():
        return None
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE given (nik text)")
        with cursor.copy("COPY given (nik) FROM STDIN") as stream:
            for part in result.parts():
                for row in part.filter("ok").select("nik").iter_rows():
                    stream.write_row(row)
        cursor.execute("ANALYZE given")
        facts = {"fund": fund.pk, "sender": sender, "area": area, "least": (result.accepted + 1) // 2}
        rows = run(SQL / "corrected.sql", facts)
        cursor.execute("DROP TABLE given")
    return Batch.objects.get(pk=rows[0][0]) if rows else None
