"""A bank statement or a register of SP2D as it came: the lines that move money, each with its day, way and rupiah.

Sen are left out. A line that stands twice in one file is two lines; in another file they are the same two.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

import polars as pl
from django.utils.translation import gettext as _

from rangkiang.intake.readers import values
from rangkiang.intake.readers.profiles import plain
from rangkiang.platform.errors import BadInput

from .bpjs_bill_reading import DAYS_UNTIL, refuse_first
from .statements_models import StatementKind
from .statements_table import Form, read_table

LINE = ("sheet", "row", "day", "amount", "direction", "description", "reference", "fingerprint")
SEN = r"[.,][0-9]{1,2}$"
BELOW = r"^\(.*\)$|^ *-|-$"


@dataclass(frozen=True)
class ToldStatement:
    """``lines``: the columns of ``LINE``, amounts above zero, direction ``out`` or ``in``."""

    profile: str
    kind: StatementKind
    first_day: date
    last_day: date
    lines: pl.DataFrame
    skipped: list[tuple[str, str]]


def read_statement(content: bytes, filename: str) -> ToldStatement:
    """The lines of a statement. Raises BadInput, one line with its place, for what cannot be read."""
    table = read_table(content, filename, tuple(StatementKind))
    where: dict[str, Any] = {"raw": table.rows, "filename": filename}
    frame = _amounts(_days(table.rows, where), table.form, where)
    moved = frame.filter(pl.col("amount") > 0)
    if moved.is_empty():
        raise BadInput(_("No line moves money."), where=filename, todo=_("Send the whole file."))
    kind = StatementKind(table.form.kind)
    told = _named(moved, kind)
    first, last = told.select(pl.col("day").min().alias("first"), pl.col("day").max().alias("last")).row(0)
    return ToldStatement(table.form.name, kind, first, last, told, table.skipped)


def _days(rows: pl.DataFrame, where: dict[str, Any]) -> pl.DataFrame:
    frame = rows.with_columns(pl.col("day").alias("birth_date"))
    frame = values.by_value(frame, "birth_date", lambda some: values.parse_birth_date(some, DAYS_UNTIL))
    odd = pl.col("born").is_null() | pl.col("born_how").is_in(["us_order"]).fill_null(False)
    frame = frame.with_columns(odd.alias("no_day"), pl.col("born").alias("day"))
    refuse_first(frame, "no_day", column="day", what=_("'%s' is no day written as day, month, year."), **where)
    return frame


def _amounts(frame: pl.DataFrame, form: Form, where: dict[str, Any]) -> pl.DataFrame:
    """One amount above zero and its way, from two columns, from a mark, or from a sign."""
    columns = [one for one in ("out", "in", "amount") if one in frame.columns]
    below = pl.lit(False)
    for column in columns:
        below = below | pl.col(column).str.contains(BELOW).fill_null(False)
        bare = pl.col(column).str.replace_all(r"[()\-+ ]|(?i)(?:db|cr|dr|kr)\.?$", "").str.replace(SEN, "")
        frame = frame.with_columns(bare.replace("", None).alias(f"_{column}"), below.alias("below"))
    for column in columns:
        read = values.by_value(frame, f"_{column}", partial(values.parse_rupiah, column=f"_{column}"))
        what = _("'%s' is no amount in whole rupiah.")
        refuse_first(read, f"_{column}_unclear", column=column, what=what, **where)
        frame = read
    if "out" in columns:
        out, into = pl.col("_out").fill_null(0), pl.col("_in").fill_null(0)
        frame = frame.with_columns(((out > 0) & (into > 0)).alias("both"))
        refuse_first(frame, "both", column="out", what=_("'%s' and an amount that came in stand on one line."), **where)
        return frame.with_columns(
            pl.max_horizontal(out, into).alias("amount"),
            pl.when(out > 0).then(pl.lit("out")).otherwise(pl.lit("in")).alias("direction"),
        )
    return _marked(frame, form, where)


def _marked(frame: pl.DataFrame, form: Form, where: dict[str, Any]) -> pl.DataFrame:
    """The way by its mark, else by the sign (what goes out is below zero); a register of SP2D only goes out."""
    frame = frame.with_columns(pl.col("_amount").fill_null(0).alias("amount"))
    if form.kind == StatementKind.SP2D:
        return frame.with_columns(pl.lit("out").alias("direction"))
    marks = dict.fromkeys(form.told.get("out_marks", ()), "out") | dict.fromkeys(form.told.get("in_marks", ()), "in")
    seen = frame["direction"].unique().to_list()
    known = {cell: marks.get(plain(cell)) for cell in seen if cell}
    meant = pl.col("direction").replace_strict(known, default=None, return_dtype=pl.String)
    frame = frame.with_columns((pl.col("direction").is_not_null() & meant.is_null()).alias("odd"))
    refuse_first(
        frame, "odd", column="direction", what=_("'%s' does not say whether money went out or came in."), **where
    )
    by_sign = pl.when(pl.col("below")).then(pl.lit("out")).otherwise(pl.lit("in"))
    return frame.with_columns(pl.coalesce(meant, by_sign).alias("direction"))


def _named(frame: pl.DataFrame, kind: StatementKind) -> pl.DataFrame:
    """Texts of bounded length, and a fingerprint: what the line says, and which of several equal ones it is."""
    tidy = {name: pl.col(name).fill_null("").str.replace_all(r"\s+", " ") for name in ("description", "reference")}
    frame = frame.with_columns(tidy["description"].str.slice(0, 500), tidy["reference"].str.slice(0, 60))
    says = ["day", "amount", "direction", "description", "reference"]
    frame = frame.with_columns(pl.int_range(pl.len()).over(says).alias("turn"))
    marks = [
        hashlib.sha256("\x1f".join(map(str, (kind.value, *row))).encode()).hexdigest()
        for row in frame.select(*says, "turn").iter_rows()
    ]
    return frame.with_columns(pl.Series("fingerprint", marks, dtype=pl.String)).select(LINE)
