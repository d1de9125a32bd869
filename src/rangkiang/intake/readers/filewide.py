"""What only the whole file shows: every NIK damaged, made-up birth dates, one telephone for a jorong."""

from __future__ import annotations

import polars as pl

from rangkiang.people import nik

from .found import Found
from .tables import Tables

FEW = 5  # below this, "all" may be chance
SHARED_BY = 5  # persons with one telephone number
DEFAULTS = {"01-01": 0.1, "01-07": 0.1, "31-12": 0.1}  # days that stand for "not known", and the share that is too much
RT = r"(?i)^\W*(?:rt|rw)\b|^[0-9]{1,3}(?:\s*/\s*[0-9]{1,3})?$"


def check(frame: pl.DataFrame, found: Found, tables: Tables) -> None:
    """Findings about the file, at row 0, and about the telephone that many share, at its first row."""
    _damaged(frame, found)
    _births(frame, found, tables)
    _phones(frame, found)
    rt = frame["jorong"].str.contains(RT).sum()
    if rt:
        found.say("", 0, "jorong_rt", detail=str(rt))
    heads = (
        frame.select(pl.col("name").str.to_lowercase() == pl.col("head").str.to_lowercase()).to_series().drop_nulls()
    )
    if len(heads) >= FEW and heads.all():
        found.say("", 0, "all_heads")


def _damaged(frame: pl.DataFrame, found: Found) -> None:
    """When every NIK ends in 0, looks like E+15 or has 15 digits, the file cannot be trusted."""
    given = frame["nik"].drop_nulls()
    damaged = given.str.contains(f"^[0-9]{{15}}0?$|{nik.EXPONENT.pattern}")
    if given.len() >= FEW and damaged.all():
        found.say("", 0, "nik_all_damaged", detail=str(given.len()), column="NIK")


def _births(frame: pl.DataFrame, found: Found, tables: Tables) -> None:
    if not tables.given & {"birth", "birth_date"}:
        if tables.profile.check_age:
            found.say("", 0, "birth_column_missing")
        return
    born = frame.filter(pl.col("birth_date").is_not_null())
    if born.height >= FEW and (born["born_how"] == "serial").fill_null(False).all():
        found.say("", 0, "birth_dates_serial", detail=str(born.height))
    days = born["birth_date"].dt.strftime("%d-%m")
    for day, share in DEFAULTS.items():
        times = int((days == day).sum())
        if times >= FEW and times > share * born.height:
            found.say("", 0, "birth_dates_default", detail=f"{times} ({day})")


def _phones(frame: pl.DataFrame, found: Found) -> None:
    shared = (
        frame.select("sheet", "row", "phone", "raw_phone")
        .filter(pl.col("phone").is_not_null() & pl.col("phone").is_duplicated())
        .with_columns(pl.len().over("phone").alias("_times"))
    )
    first = pl.int_range(pl.len()).over("phone") == 0
    found.where(shared, (pl.col("_times") >= SHARED_BY) & first, "phone", "phone_shared", pl.col("_times"))
