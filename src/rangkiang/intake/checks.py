"""From the bytes of a file to every finding about it and the rows that may be accepted. Reads only, changes nothing.

The readers say where the rows are; here the cells get their meaning and every fault its code, place and words. A row
is accepted when no error was found in it and none in the file as a whole.

What callers build on:

``lists_in(raw, filename)`` (``readers.archives``) gives the lists of a file: itself, or every list of a zip with its
name, and the members that are none, each with its reason. Every list is checked and kept by itself.

``check(raw, filename, profile, on=…, columns=…)`` reads one list. ``columns`` is a mapping chosen by a person, from the
``key`` of a column (its header text as in the file) to a field of ``readers.fields.FIELDS``, ``""`` to leave it out.
Columns that it does not name are recognised by the dictionary as ever; a field that it gives is taken nowhere else.

``CheckResult.headers`` lists every column as ``SeenColumn``: sheet, row, position and letter, key, text, the field it
was read as or ``None``, three sample values. It is there too when ``fault`` says that a column is missing or that no
header was found: then a person can map what is there and ask again.

``CheckResult.findings`` places each finding: ``sheet``, ``row`` (from 1; 0 is the whole sheet or file) and ``letter``
of the column (empty when it is about the whole row), so that an annotated copy can mark the cell. A csv has the one
sheet ``""``. ``frame`` has a row per person, with the same ``sheet`` and ``row``; rows that are no persons are findings
whose code begins with ``row_``, and blank rows are neither.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date

import polars as pl

from rangkiang import law
from rangkiang.people import names, nik

from .readers import filewide, values
from .readers.archives import lists_in
from .readers.doubles import doubles
from .readers.faults import FileFault, file_fault
from .readers.fields import FIELDS
from .readers.found import FINDINGS, Found
from .readers.headers import Chosen, SeenColumn
from .readers.kinds import Limits
from .readers.places import Gazetteer, code_system, nagari_of_heading
from .readers.sheets import Book, read
from .readers.tables import Tables, find_tables

__all__ = ["FINDINGS", "FRAME", "STEPS", "CheckResult", "Tell", "check", "silent", "unreadable"]

FRAME: dict[str, type[pl.DataType]] = {
    "sheet": pl.String,
    "row": pl.Int64,
    "nik": pl.String,
    "kk": pl.String,
    "name": pl.String,
    "name_normalised": pl.String,
    "birth_place": pl.String,
    "birth_date": pl.Date,
    "sex": pl.String,
    "mother": pl.String,
    "address": pl.String,
    "jorong": pl.String,
    "village_code": pl.String,
    "occupation": pl.String,
    "phone": pl.String,
    "income": pl.Int64,
    "decile": pl.Int64,
    "kpj": pl.String,
    "month": pl.Date,
    "contribution": pl.Int64,
    "relation": pl.String,
    "source_id": pl.String,
    "status": pl.String,
    "remark": pl.String,
    "death_date": pl.Date,
    "ok": pl.Boolean,
}
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
AT_ONCE = 100_000  # rows whose cells are read together, so that memory does not grow with the file
# What is kept of a row beyond its own reading: the raw text that findings about several rows quote.
KEPT = [*(name for name in FRAME if name != "ok"), "village", "district", "head", "born_how", "nik_born"]
KEPT += [f"raw_{name}" for name in ("nik", "phone", "birth_date", "village", "village_code")]
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
STEPS = 7  # of a check, as told to whoever waits for it
Tell = Callable[[int, int], None]


@dataclass(frozen=True)
class CheckResult:
    """What a file holds: ``frame`` (a row per person), ``findings``, or the ``fault`` that makes it unreadable."""

    profile: str | None
    frame: pl.DataFrame
    findings: pl.DataFrame
    fault: FileFault | None = None
    headers: tuple[SeenColumn, ...] = ()

    @property
    def rows(self) -> int:
        return self.frame.height

    @property
    def accepted(self) -> int:
        return int(self.frame["ok"].sum())


def silent(_done: int, _total: int) -> None:
    """For a check that nobody watches."""


def check(
    raw: bytes,
    filename: str,
    profile: str | None = None,
    *,
    on: date,
    area: str | None = "13.03",
    age_min: int = 18,
    age_max: int | None = None,
    limits: Limits | None = None,
    tell: Tell = silent,
    columns: Chosen | None = None,
) -> CheckResult:
    """Everything that is right and wrong with one file, seen on a day, for the programme of one area.

    ``age_min`` is the youngest age accepted, ``age_max`` the first that is not (the law's
    limit when not given). The kind of file is told by content;
    ``filename`` is only named. A file that cannot be used gives one ``fault`` and no rows; nothing is raised.
    ``tell(done, total)`` hears of every step; ``columns`` is a mapping chosen by a person.
    """
    try:
        tell(0, STEPS)
        book = read(_lone(raw, filename, limits), limits)
        tell(1, STEPS)
        tables = find_tables(book, profile, columns)
        tell(2, STEPS)
    except FileFault as fault:
        return unreadable(fault, profile)
    found = Found()
    _notes(book, tables, found)
    del book
    frame = _cells(tables, found, on, tell)
    frame = _places(frame, found, tables, area)
    tell(5, STEPS)
    if tables.profile.check_age:
        _ages(frame, found, on, age_min, law.age_limit(on) if age_max is None else age_max)
    filewide.check(frame, found, tables)
    doubles(frame, found, tables.profile.unique)
    findings = found.table(_titles(tables))
    tell(6, STEPS)
    return CheckResult(tables.profile.name, _accept(frame, findings), findings, headers=tuple(tables.seen))


def _lone(raw: bytes, filename: str, limits: Limits | None) -> bytes:
    """The bytes of the one list that was sent, out of its zip if it came in one."""
    lists = lists_in(raw, filename, limits).lists
    if len(lists) > 1:
        raise file_fault("zip_several", count=len(lists))
    return lists[0].content


def unreadable(fault: FileFault, profile: str | None = None) -> CheckResult:
    """The result for a file that cannot be used: no rows and the one finding, at row 0."""
    finding = pl.DataFrame(
        [("", 0, "", "", "", fault.code, "error", fault.message_id, fault.message_en)], schema=FINDINGS, orient="row"
    )
    return CheckResult(profile, pl.DataFrame(schema=FRAME), finding, fault, fault.seen)


def _notes(book: Book, tables: Tables, found: Found) -> None:
    if book.encoding == "latin-1":
        found.say("", 0, "file_latin1")
    if book.macros:
        found.say("", 0, "file_macros")
    found.note(asdict(note) for note in tables.notes)


def _titles(tables: Tables) -> pl.DataFrame:
    """Header text by sheet and field; birth place and date may share one column."""
    titles = tables.titles
    together = titles.filter(pl.col("field") == "birth")
    shared = [
        together.with_columns(field=pl.lit(name)).join(titles, on=["sheet", "field"], how="anti")
        for name in ("birth_place", "birth_date")
    ]
    return pl.concat([titles, *shared])


def _cells(tables: Tables, found: Found, on: date, tell: Tell) -> pl.DataFrame:
    """Every row read for itself, some rows at a time; what later checks need of the raw text stays beside it."""
    rows, known = tables.rows, tables.profile
    tables.rows = rows.clear()
    absent = [pl.lit(None, pl.String).alias(name) for name in FIELDS if name not in rows.columns]
    parts = []
    for start in range(0, rows.height, AT_ONCE):
        part = rows.slice(start, AT_ONCE).with_columns(absent)
        part = part.with_columns(pl.col(name).alias(f"raw_{name}") for name in FIELDS)
        part = _formulas(part, found, tables.given)
        part = _meanings(part, found, known.fill, known.values)
        part = _person(part, found, on, tables.given)
        part = _numbers(part, found, on)
        _suspicions(part, found, known.purpose, on)
        parts.append(part.select(KEPT))
    tell(4, STEPS)
    return pl.concat(parts)


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


def _numbers(frame: pl.DataFrame, found: Found, on: date) -> pl.DataFrame:
    """NIK and KK: their checks, numbers in number cells, and the cleaned text in place of the raw."""
    frame = frame.pipe(nik.with_clean, "nik").pipe(nik.with_clean, "kk")
    for column, faults in (("nik", nik.nik_faults(frame, on)), ("kk", nik.kk_faults(frame, on))):
        rows = frame.with_row_index("index").join(faults, on="index", how="inner", maintain_order="left")
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


def _places(frame: pl.DataFrame, found: Found, tables: Tables, area: str | None) -> pl.DataFrame:
    """The village code of every row; each different combination of cells is looked up once."""
    keys = ["village", "village_code", "district"]
    title = nagari_of_heading(tables.heading, area) if tables.profile.needs_village or area else None
    combinations = frame.select(keys).unique(maintain_order=True)
    system = code_system(combinations.select("village", "village_code").rows())
    if system == "bps":
        found.say("", 0, "codes_bps")
    gazetteer = Gazetteer(area, tables.profile.needs_village, title, system=system)
    places = [gazetteer.place(*cells) for cells in combinations.rows()]
    looked_up = combinations.with_columns(pl.Series("found", [place.village for place in places], dtype=pl.String))
    frame = frame.join(looked_up, on=keys, how="left", nulls_equal=True, maintain_order="left")
    said = [
        (*cells, *finding)
        for cells, place in zip(combinations.rows(), places, strict=True)
        for finding in place.findings
    ]
    schema = dict.fromkeys((*keys, "code", "field", "detail"), pl.String)
    about = frame.join(
        pl.DataFrame(said, schema=schema, orient="row"), on=keys, how="inner", nulls_equal=True, maintain_order="left"
    )
    for name in ("village", "village_code"):
        found.take(about.filter(pl.col("field") == name), name, pl.col("code"), pl.col("detail"))
    unnamed = pl.col("village").is_null() & pl.col("found").is_not_null()
    if title and (first := frame.filter(unnamed & pl.col("village_code").is_null()).head(1)).height:
        found.say(first["sheet"][0], 0, "nagari_from_title", detail=title)
    return frame.with_columns(pl.col("found").alias("village_code"))


def _ages(frame: pl.DataFrame, found: Found, on: date, age_min: int, age_max: int) -> None:
    """Age on the day of the check, by the birth date column, or by the NIK when the column has none."""
    born = pl.coalesce("birth_date", pl.when(pl.col("born_how").is_in(["missing"])).then("nik_born"))
    aged = frame.with_columns(nik.age_expr(born, on).alias("_age"))
    found.where(aged, pl.col("_age") < age_min, "birth_date", "age_below", pl.col("_age"))
    found.where(aged, pl.col("_age") >= age_max, "birth_date", "age_above", pl.col("_age"))
    found.where(aged, pl.col("_age").is_null() & (pl.col("born_how") == "missing"), "birth_date", "age_unknown")


def _accept(frame: pl.DataFrame, findings: pl.DataFrame) -> pl.DataFrame:
    """The frame in its public form; ``ok`` where no error stands against the row or the file."""
    errors = findings.filter(pl.col("severity") == "error").select("sheet", "row").unique()
    whole = errors.filter(pl.col("row") == 0).height > 0
    bad = errors.with_columns(ok=pl.lit(False))
    judged = frame.drop("ok", strict=False).join(bad, on=["sheet", "row"], how="left", maintain_order="left")
    return judged.with_columns(pl.lit(False) if whole else pl.col("ok").fill_null(True)).select(
        pl.col(name).cast(kind) for name, kind in FRAME.items()
    )
