"""What the cells of some rows mean, each row read for itself, with every fault that it shows alone."""

from __future__ import annotations

from datetime import date

import polars as pl

from rangkiang.people import names, nik

from . import values
from .fields import FIELDS
from .found import Found
from .profiles import Profile

LENGTHS = {
    "name": 120,
    "birth_place": 60,
    "mother": 120,
    "address": 200,
    "jorong": 80,
    "occupation": 80,
    "phone": 30,
    "kpj": 30,
    "relation": 40,
    "source_id": 40,
    "status": 60,
    "remark": 200,
}
EXACT = 2**53  # beyond this a spreadsheet's number cannot hold every integer
FORMULA_FAULTS = ["#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!"]
FORMULA = r"^[=@]|^[+-][^0-9]*[A-Za-z(|]"
DEAD = r"(?i)\b(?:mati|meninggal|wafat|alm|almh|almarhum|almarhumah)\b"
GONE = r"(?i)\b(?:pindah|hilang|pergi|tidak valid|non ?-?aktif|tidak aktif)\b"
INACTIVE = r"(?i)\b(?:non ?-?aktif|tidak aktif|keluar|berhenti|inactive|lapse)\b"
NO_WORK = (
    r"(?i)^\W*(?:irt|ibu rumah tangga|mengurus rumah tangga|rumah tangga|pelajar|mahasiswa|siswa|sekolah"
    r"|(?:belum|tidak|blm|tdk)\W*(?:/\W*tidak\W*)?(?:be)?kerja|pengangguran|tidak ada)\b"
)
SALARIED = (
    r"(?i)\b(?:pns|asn|pppk|p3k|tni|polri|polisi|pegawai negeri|aparatur sipil|karyawan|bumn|bumd|pensiunan|honorer)\b"
)


def read(rows: pl.DataFrame, found: Found, known: Profile, given: frozenset[str], on: date) -> pl.DataFrame:
    """The rows with every field as what it means, and the raw text of each beside it as ``raw_…``.

    ``given``: the fields that have a column somewhere in the file; ``on``: the day of the check.
    """
    part = rows.with_columns(pl.lit(None, pl.String).alias(name) for name in FIELDS if name not in rows.columns)
    part = part.with_columns(pl.col(name).alias(f"raw_{name}") for name in FIELDS)
    if rows["beyond"].null_count() < rows.height:
        found.outside(rows.filter(pl.col("beyond").is_not_null()), "beyond", "cell_untitled")
    part = _formulas(part, found, given)
    part = _meanings(part, found, known.fill, known.values)
    part = _person(part, found, on, given)
    part = _numbers(part, found, known, on)
    _suspicions(part, found, known.purpose, on)
    return part


def _formulas(frame: pl.DataFrame, found: Found, given: frozenset[str]) -> pl.DataFrame:
    """Cells whose formula failed are blank; those that only look like a formula are text."""
    for name in FIELDS:
        if name in given:
            found.where(frame, pl.col(name).is_in(FORMULA_FAULTS), name, "cell_formula_fault")
            found.where(frame, pl.col(name).str.contains(FORMULA), name, "cell_formula")
    return frame.with_columns(pl.when(~pl.col(name).is_in(FORMULA_FAULTS)).then(name).alias(name) for name in given)


def _meanings(
    frame: pl.DataFrame, found: Found, fill: dict[str, str], meanings: dict[str, dict[str, str]]
) -> pl.DataFrame:
    """Codes as their meaning, corrected cells in place of the first ones, and what the kind of list itself says."""
    for name in ("nik", "name"):
        corrected = pl.col(f"{name}_corrected")
        found.where(frame, corrected.is_not_null() & (corrected != pl.col(name)), f"{name}_corrected", "cell_corrected")
        frame = frame.with_columns(pl.coalesce(corrected, name).alias(name))
    coded = [
        pl.col(name).replace_strict(codes, default=pl.col(name), return_dtype=pl.String)
        for name, codes in meanings.items()
    ]
    filled = [pl.col(name).fill_null(value) for name, value in fill.items()]
    return frame.with_columns(coded).with_columns(filled)


def _person(frame: pl.DataFrame, found: Found, on: date, given: frozenset[str]) -> pl.DataFrame:
    """Name, birth, sex, money and the rest of the row, with what could not be read."""
    frame = values.split_birth(frame).with_columns(
        raw_birth_date=pl.coalesce("raw_birth_date", "raw_birth"),
        raw_birth_place=pl.coalesce("raw_birth_place", "raw_birth"),
    )
    for column, parse in values.parsers(on).items():
        frame = values.by_value(frame, column, parse)
    frame = frame.with_columns(name_normalised=names.normalise_expr("name"), birth_date="born")
    longest = frame.select(pl.col(name).str.len_chars().max() for name in LENGTHS).row(0, named=True)
    for name, length in LENGTHS.items():
        if (longest[name] or 0) <= length:
            continue
        found.where(frame, pl.col(name).str.len_chars() > length, name, "text_shortened", pl.lit(length))
    frame = frame.with_columns(
        pl.col(name).str.slice(0, length) for name, length in (LENGTHS | {"name_normalised": 120}).items()
    )
    found.where(frame, pl.col("name").is_null() | (pl.col("name_normalised") == ""), "name", "name_missing")
    found.where(frame, pl.col("name").str.contains("[0-9]"), "name", "name_has_digits")
    found.where(frame, names.death_marked_expr("name"), "name", "name_death_mark")
    for how in ("missing", "impossible", "year_only", "us_order", "serial"):
        if how != "missing" or given & {"birth", "birth_date"}:
            day = pl.col("born").dt.strftime("%d-%m-%Y")
            found.where(frame, pl.col("born_how") == how, "birth_date", f"birth_date_{how}", day)
    for name in ("sex", "income", "decile", "month", "contribution", "death_date"):
        found.where(frame, pl.col(f"{name}_unclear"), name, f"{name}_unclear")
    return frame


def _suspicions(frame: pl.DataFrame, found: Found, purpose: str, on: date) -> None:
    """What a whole row says: its cells slipped, its numbers changed places, its person is dead or works elsewhere."""
    found.where(frame, pl.col("shifted"), "nik", "cells_shifted")
    differ = frame.filter(pl.col("birth_date").is_not_null() & pl.col("birth_date").ne_missing(pl.col("nik_born")))
    found.where(differ, nik.birth_expr("kk", on) == pl.col("birth_date"), "nik", "nik_kk_swapped")
    status, work = pl.col("status"), pl.col("occupation")
    if purpose == "people":
        found.where(frame, status.str.contains(DEAD), "status", "status_dead")
        found.where(frame, status.str.contains(GONE), "status", "status_gone")
        found.where(frame, work.str.contains(NO_WORK), "occupation", "occupation_none")
        found.where(frame, work.str.contains(SALARIED), "occupation", "occupation_salaried")
        member = pl.col("relation").is_not_null() & ~pl.col("relation").str.contains("(?i)kepala|^ *1 *$")
        found.where(frame, member & _same_text("name", "head"), "name", "name_of_head")
    elif purpose == "cover":
        found.where(frame, status.str.contains(INACTIVE), "status", "status_inactive")
    elif purpose == "deaths":
        missing = pl.col("death_date").is_null() & ~pl.col("death_date_unclear")
        found.where(frame, missing, "death_date", "death_date_missing")
        found.where(frame, pl.col("death_date") < pl.col("birth_date"), "death_date", "death_before_birth")


def _same_text(one: str, other: str) -> pl.Expr:
    return pl.col(one).str.to_lowercase() == pl.col(other).str.to_lowercase()


def _numbers(frame: pl.DataFrame, found: Found, known: Profile, on: date) -> pl.DataFrame:
    """NIK and KK: their checks, numbers in number cells, and the cleaned text in place of the raw."""
    frame = frame.pipe(nik.with_clean, "nik").pipe(nik.with_clean, "kk")
    faults = {"kk": nik.kk_faults(frame, on)}
    if known.names_nik:
        faults = {"nik": nik.nik_faults(frame, on), **faults}
    for column, about in faults.items():
        rows = frame.with_row_index("index").join(about, on="index", how="inner", maintain_order="left")
        found.take(rows, column, pl.col("code"))
    frame = frame.with_columns(pl.col(f"{column}_text").replace("", None).alias(column) for column in ("nik", "kk"))
    sixteen = {column: pl.col(column).str.contains(nik.SIXTEEN.pattern).fill_null(False) for column in ("nik", "kk")}
    lost = {
        column: pl.col(f"{column}_number")
        & sixteen[column]
        & (pl.col(column).str.ends_with("0") | (pl.col(column).cast(pl.Int64, strict=False) > EXACT))
        for column in ("nik", "kk")
    }
    found.where(frame, pl.col("nik_number") & sixteen["nik"] & ~lost["nik"], "nik", "nik_number_cell")
    found.where(frame, lost["nik"], "nik", "nik_digit_lost")
    found.where(frame, lost["kk"], "kk", "kk_digit_lost")
    usable = sixteen["kk"] & ~lost["kk"].fill_null(False)
    six = pl.when(sixteen["nik"]).then(pl.lit("000000") + pl.col("nik").str.slice(6, 6) + pl.lit("0000"))
    frame = frame.with_columns(pl.when(usable).then("kk").alias("kk"), six.alias("nik_born"))
    # Lazily, because only then Polars computes a shared part once.
    born = nik.birth_expr("nik_born", on)
    return values.by_value(frame, "nik_born", lambda some: some.lazy().with_columns(nik_born=born).collect())
