"""BPJS's bill as it came: its head, and its lines with identifiers cleaned and amounts in whole rupiah.

What cannot be read without guessing refuses the whole file and names its row, so that no rupiah is left out silently.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

import polars as pl
from django.utils.translation import gettext as _

from rangkiang.intake.readers import values
from rangkiang.people import nik
from rangkiang.platform.errors import BadInput
from rangkiang.platform.month import Month

from .statements_table import Table, read_table

KIND = "bpjs_bill"
DAYS_UNTIL = date(2100, 12, 31)  # a day in a money file may lie ahead, unlike a birth
LINE = ("sheet", "row", "month", "nik", "kpj", "jkk", "jkm", "total")


@dataclass(frozen=True)
class ToldBill:
    """``lines``: the columns of ``LINE``; amounts in rupiah, ``jkk`` and ``jkm`` null where only the total is told."""

    profile: str
    lines: pl.DataFrame
    npp: str
    billing_code: str
    month: Month | None
    persons: int | None
    total: int | None
    due_on: date | None
    skipped: list[tuple[str, str]]


def read_bill(content: bytes, filename: str, month: Month) -> ToldBill:
    """The bill of a month. Raises BadInput, one line with its place, for a file or a cell that cannot be read."""
    table = read_table(content, filename, (KIND,))
    return ToldBill(table.form.name, typed(table, month, filename), *_head(table, filename), table.skipped)


def typed(table: Table, month: Month, filename: str) -> pl.DataFrame:
    """Identifiers as text, amounts as integers, the month of each line (the bill's where the line has none)."""
    frame = table.rows.pipe(nik.with_clean, "nik")
    where: dict[str, Any] = {"raw": table.rows, "filename": filename}
    for column in ("jkk", "jkm", "total"):
        frame = values.by_value(frame, column, partial(values.parse_rupiah, column=column))
        no_amount = _("'%s' is no amount in whole rupiah.")
        refuse_first(frame, f"{column}_unclear", column=column, what=no_amount, **where)
    frame = values.by_value(frame, "month", values.parse_month)
    refuse_first(frame, "month_unclear", column="month", what=_("'%s' is no month."), **where)
    frame = frame.with_columns(
        pl.coalesce("total", pl.col("jkk") + pl.col("jkm")).alias("total"),
        pl.col("month").fill_null(month.first),
        pl.col("nik_text").str.slice(0, 20).alias("nik"),
        pl.col("kpj").fill_null("").str.replace_all("[^0-9A-Za-z]", "").str.slice(0, 20).alias("kpj"),
    )
    frame = frame.with_columns(pl.col("total").is_null().alias("unknown"))
    refuse_first(frame, "unknown", column="total", what=_("The amount is missing%s."), **where)
    return frame.select(LINE)


def refuse_first(frame: pl.DataFrame, marked: str, *, raw: pl.DataFrame, column: str, filename: str, what: str) -> None:
    """Raises BadInput for the first row that is marked, with what stands in its cell of that column."""
    rows = frame.filter(pl.col(marked)).select("sheet", "row").head(1).rows()
    if not rows:
        return
    sheet, row = rows[0]
    cell = raw.filter((pl.col("sheet") == sheet) & (pl.col("row") == row))[column].item()
    place = _("%(file)s, row %(row)s") % {"file": f"{filename} {sheet}".strip(), "row": row}
    raise BadInput(what % (cell or ""), where=place, todo=_("Correct that cell and send the file again."))


def _head(table: Table, filename: str) -> tuple[str, str, Month | None, int | None, int | None, date | None]:
    told = table.head
    cells = {name: told.get(name) for name in ("month", "due_on", "total", "persons")}
    cells["total"] = cells["total"] or table.sums.get("total")
    frame = pl.DataFrame({"month": [cells["month"]], "total": [cells["total"]], "birth_date": [cells["due_on"]]})
    frame = frame.cast(pl.String)
    frame = values.parse_rupiah(values.parse_month(values.parse_birth_date(frame, DAYS_UNTIL)), "total")
    read = frame.row(0, named=True)
    for name, unclear in (("month", read["month_unclear"]), ("total", read["total_unclear"])):
        if unclear:
            label = {"month": _("Period"), "total": _("Total")}[name]
            raise BadInput(_("'%s' cannot be read.") % cells[name], where=f"{filename}, {label}")
    persons = re.match(r"[0-9.]+", cells["persons"] or "")
    return (
        re.sub("[^0-9A-Za-z]", "", told.get("npp", ""))[:12],
        re.sub("[^0-9]", "", told.get("billing_code", ""))[:12],
        Month.of(read["month"]) if read["month"] else None,
        int(persons[0].replace(".", "")) if persons else None,
        read["total"],
        read["born"],
    )
