"""A table of cases in, a table of answers out: one row a person, children and losses as lists of records.

Columns are the facts of ``facts.toml`` and the scheme's day (``death``, ``accident``, ``month``, ``on``); a column
named ``children`` or ``losses`` holds a list of records with their own facts. A column ``paid`` holds a list of paid
months (``month``, ``paid_on``; the latter may be missing) and gives the facts of membership. Every other column is
passed through.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl

from rangkiang.law.errors import InvalidCase, InvalidLaw
from rangkiang.law.parameters import facts
from rangkiang.law.rules import RECORDS
from rangkiang.law.scheme import SCHEMES

from .kernel import DECISIONS, Records, compile_scheme
from .machine import WITHOUT_NUMBA


def answer_table(scheme: str, cases: pl.DataFrame) -> pl.DataFrame:
    """The columns that are no facts, then ``decision``, the parts and ``total`` in rupiah. Raises InvalidCase."""
    if scheme not in SCHEMES:
        raise InvalidCase("scheme", f"{scheme!r} is unknown; use one of {' '.join(SCHEMES)}")
    day = SCHEMES[scheme].day
    if day not in cases.columns or not isinstance(cases[day].dtype, pl.Date):
        raise InvalidCase(day, "the table needs this column, as dates")
    given = [name for name in cases.columns if name in facts() and not facts()[name].records]
    records = {group: _records(cases, group) for group in RECORDS if group in cases.columns}
    columns = {name: _whole(cases[name]) for name in given} | {day: _days(cases[day])}
    if "paid" in cases.columns:
        columns = {**_membership(cases, columns[day], columns.get("penerima_upah")), **columns}
    facts_given = [name for name in columns if name != day]
    kernel = compile_scheme(scheme, facts_given, {group: tuple(held.columns) for group, held in records.items()})
    found = kernel(columns, records)
    said = pl.Series("decision", np.array(DECISIONS)[found.pop("decision")])
    rest = [name for name in cases.columns if name not in (*given, *records, "paid")]
    if taken := [name for name in rest if name in found or name == "decision"]:
        raise InvalidCase(taken[0], "is a column of the answer; give yours another name")
    return cases.select(rest).with_columns(said, **{part: pl.Series(amounts) for part, amounts in found.items()})


def answer_file(scheme: str, source: Path, target: Path) -> dict[str, int]:
    """Answer a parquet file into another; how many rows and of which decision. Raises InvalidCase."""
    try:
        cases = pl.read_parquet(source)
    except (pl.exceptions.PolarsError, OSError) as error:
        raise InvalidCase(source.name, f"is no parquet file that can be read ({error})") from None
    answers = answer_table(scheme, cases)
    fresh = target.with_name(f".{target.name}.part")
    answers.write_parquet(fresh)
    fresh.replace(target)
    counts = dict(answers["decision"].value_counts().iter_rows())
    return {"rows": len(answers), **{name: counts.get(name, 0) for name in DECISIONS}}


def _membership(cases: pl.DataFrame, on: np.ndarray, wage: np.ndarray | None) -> dict[str, np.ndarray]:
    """The clock's facts from the paid months of each row."""
    try:
        from .clock import NEVER_KNOWN, clock_facts
    except ImportError:
        raise InvalidLaw(WITHOUT_NUMBA) from None

    offsets, flat = _flat(cases, "paid")
    if {"month", "paid_on"} - set(flat.columns) - {"paid_on"}:
        raise InvalidCase("paid", "each paid month has its month")
    late = flat["paid_on"] if "paid_on" in flat.columns else pl.Series([None] * len(flat), dtype=pl.Date)
    for column in (flat["month"], late):
        if not isinstance(column.dtype, pl.Date):
            raise InvalidCase(f"paid.{column.name}", f"holds {column.dtype}, not dates")
    months = _days(flat["month"].dt.month_start())
    known = late.to_physical().cast(pl.Int64).fill_null(NEVER_KNOWN).to_numpy()
    held = Records(offsets, {"month": months.astype(np.int64), "paid_on": known})
    return clock_facts(on.astype(np.int64), held, wage)


def _whole(column: pl.Series) -> np.ndarray:
    if missing := column.null_count():
        raise InvalidCase(column.name, f"{missing} rows are empty; leave the whole column out for its default")
    if isinstance(column.dtype, pl.Date) and facts()[column.name].unit == "day":  # YYYYMMDD
        year, month, day = (part.cast(pl.Int64) for part in (column.dt.year(), column.dt.month(), column.dt.day()))
        return (year * 10000 + month * 100 + day).to_numpy()
    if isinstance(column.dtype, pl.Boolean):
        return column.cast(pl.Int8).to_numpy()
    if not column.dtype.is_integer():
        raise InvalidCase(column.name, f"holds {column.dtype}, not whole numbers")
    return column.to_numpy()


def _days(column: pl.Series) -> np.ndarray:
    """Days since 1970."""
    if missing := column.null_count():
        raise InvalidCase(column.name, f"{missing} rows are empty")
    return column.to_physical().to_numpy()


def _records(cases: pl.DataFrame, group: str) -> Records:
    """A column of lists of records as offsets and flat columns."""
    offsets, flat = _flat(cases, group)
    known = [name for name in flat.columns if name in facts() and facts()[name].records == group]
    if unknown := sorted(set(flat.columns) - set(known)):
        raise InvalidCase(f"{group}.{unknown[0]}", "is no fact of such a record")
    return Records(offsets, {name: _whole(flat[name]) for name in known})


def _flat(cases: pl.DataFrame, group: str) -> tuple[np.ndarray, pl.DataFrame]:
    column = cases[group]
    if not isinstance(column.dtype, pl.List) or not isinstance(column.dtype.inner, pl.Struct):
        raise InvalidCase(group, "is a list of records with their facts")
    counts = column.list.len().fill_null(0)
    offsets = np.concatenate([np.zeros(1, np.int64), counts.cum_sum().to_numpy().astype(np.int64)])
    return offsets, column.filter(counts > 0).explode().struct.unnest()
