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

from .readers import values
from .readers.archives import lists_in
from .readers.faults import FileFault, file_fault
from .readers.headers import Chosen, SeenColumn
from .readers.kinds import Limits
from .readers.places import Gazetteer, code_system, nagari_of_heading
from .readers.rules import RULES
from .readers.sheets import Book, read
from .readers.tables import Tables, find_tables

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
    "ok": pl.Boolean,
}
FINDINGS: dict[str, type[pl.DataType]] = {
    "sheet": pl.String,
    "row": pl.Int64,
    "letter": pl.String,
    "column": pl.String,
    "value": pl.String,
    "code": pl.String,
    "severity": pl.String,
    "message_id": pl.String,
    "message_en": pl.String,
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
}
EXACT = 2**53  # beyond this a spreadsheet's number cannot hold every integer
FEW = 5  # NIK below which "all end in 0" may be chance
SHARED_BY = 5  # persons with one telephone number
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


class _Found:
    """Findings as they are met: place, field, code and detail, as small tables."""

    def __init__(self) -> None:
        self.parts: list[pl.DataFrame] = []

    def where(self, frame: pl.DataFrame, mask: pl.Expr, field: str, code: str, detail: pl.Expr | None = None) -> None:
        """A finding for every row of ``frame`` for which ``mask`` is true."""
        self.take(frame.filter(mask.fill_null(False)), field, pl.lit(code), detail)

    def take(self, rows: pl.DataFrame, field: str, code: pl.Expr, detail: pl.Expr | None = None) -> None:
        value = pl.col(f"raw_{field}") if f"raw_{field}" in rows.columns else pl.lit(None, pl.String)
        text = pl.lit("") if detail is None else detail.cast(pl.String).fill_null("")
        self.parts.append(
            rows.select(
                "sheet",
                "row",
                field=pl.lit(field),
                value=value,
                code=code,
                detail=text,
                column=pl.lit(None, pl.String),
                letter=pl.lit(None, pl.String),
            )
        )

    def say(
        self, sheet: str, row: int, code: str, *, value: str = "", column: str = "", detail: str = "", letter: str = ""
    ) -> None:
        self.parts.append(
            pl.DataFrame(
                [(sheet, row, "", value, code, detail, column, letter)],
                orient="row",
                schema={
                    "sheet": pl.String,
                    "row": pl.Int64,
                    "field": pl.String,
                    "value": pl.String,
                    "code": pl.String,
                    "detail": pl.String,
                    "column": pl.String,
                    "letter": pl.String,
                },
            )
        )

    def table(self, titles: pl.DataFrame) -> pl.DataFrame:
        """All findings with severity, words and the header of their column, in order of place."""
        rules = pl.DataFrame(
            [(code, rule.severity, rule.id, rule.en) for code, rule in RULES.items()],
            orient="row",
            schema=["code", "severity", "message_id", "message_en"],
        )
        if not self.parts:
            return pl.DataFrame(schema=FINDINGS)
        found = pl.concat(self.parts).join(rules, on="code", how="left", maintain_order="left")
        titles = titles.rename({"column": "title", "letter": "at"})
        found = found.join(titles, on=["sheet", "field"], how="left", maintain_order="left")
        worded = [
            pl.col(name).str.replace("{detail}", pl.col("detail"), literal=True)
            for name in ("message_id", "message_en")
        ]
        return (
            found.with_columns(
                *worded,
                column=pl.coalesce("column", "title").fill_null("").str.slice(0, 60),
                letter=pl.coalesce("letter", "at").fill_null(""),
                value=pl.col("value").fill_null("").str.slice(0, 200),
            )
            .sort("sheet", "row", maintain_order=True)
            .select(list(FINDINGS))
        )


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
    found = _Found()
    _notes(book, tables, found)
    frame = tables.rows.with_columns(
        pl.col(name).alias(f"raw_{name}")
        for name in tables.rows.columns
        if name not in ("sheet", "row", "nik_number", "kk_number")
    )
    frame = _person(frame, found, on)
    tell(3, STEPS)
    frame = _numbers(frame, found, on)
    tell(4, STEPS)
    frame = _places(frame, found, tables, area)
    tell(5, STEPS)
    if tables.profile.check_age:
        _ages(frame, found, on, age_min, law.age_limit(on) if age_max is None else age_max)
    _doubles(frame, found, tables.profile.unique)
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


def _notes(book: Book, tables: Tables, found: _Found) -> None:
    if book.encoding == "latin-1":
        found.say("", 0, "file_latin1")
    for note in tables.notes:
        found.say(**asdict(note))


def _titles(tables: Tables) -> pl.DataFrame:
    """Header text by sheet and field; birth place and date may share one column."""
    titles = tables.titles
    together = titles.filter(pl.col("field") == "birth")
    shared = [
        together.with_columns(field=pl.lit(name)).join(titles, on=["sheet", "field"], how="anti")
        for name in ("birth_place", "birth_date")
    ]
    return pl.concat([titles, *shared])


def _person(frame: pl.DataFrame, found: _Found, on: date) -> pl.DataFrame:
    """Name, birth, sex, money and the rest of the row, with what could not be read."""
    frame = values.split_birth(frame).with_columns(
        raw_birth_date=pl.coalesce("raw_birth_date", "raw_birth"),
        raw_birth_place=pl.coalesce("raw_birth_place", "raw_birth"),
    )
    frame = frame.pipe(values.parse_birth_date, on).pipe(values.parse_sex).pipe(values.parse_decile)
    frame = frame.pipe(values.parse_rupiah, "income").pipe(values.parse_rupiah, "contribution")
    frame = frame.pipe(values.parse_month).pipe(values.parse_phone)
    frame = frame.with_columns(name_normalised=names.normalise_expr("name"), birth_date="born")
    for name, length in LENGTHS.items():
        found.where(frame, pl.col(name).str.len_chars() > length, name, "text_shortened", pl.lit(length))
    frame = frame.with_columns(
        pl.col(name).str.slice(0, length) for name, length in (LENGTHS | {"name_normalised": 120}).items()
    )
    found.where(frame, pl.col("name").is_null() | (pl.col("name_normalised") == ""), "name", "name_missing")
    found.where(frame, pl.col("name").str.contains("[0-9]"), "name", "name_has_digits")
    found.where(frame, names.death_marked_expr("name"), "name", "name_death_mark")
    for how in ("missing", "impossible", "year_only", "us_order", "serial"):
        found.where(
            frame, pl.col("born_how") == how, "birth_date", f"birth_date_{how}", pl.col("born").dt.strftime("%d-%m-%Y")
        )
    for name in ("sex", "income", "decile", "month", "contribution"):
        found.where(frame, pl.col(f"{name}_unclear"), name, f"{name}_unclear")
    shared = frame.filter(pl.col("phone").is_not_null()).with_columns(pl.len().over("phone").alias("_times"))
    first = pl.int_range(pl.len()).over("phone") == 0
    found.where(shared, (pl.col("_times") >= SHARED_BY) & first, "phone", "phone_shared", pl.col("_times"))
    return frame


def _numbers(frame: pl.DataFrame, found: _Found, on: date) -> pl.DataFrame:
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
    _all_damaged(frame, found)
    usable = sixteen["kk"] & ~lost["kk"].fill_null(False)
    return (
        frame.lazy()
        .with_columns(pl.when(usable).then("kk").alias("kk"), nik.birth_expr("nik", on).alias("nik_born"))
        .collect()
    )


def _all_damaged(frame: pl.DataFrame, found: _Found) -> None:
    """When every NIK of a file ends in 0, looks like E+15 or has 15 digits, the file as a whole cannot be trusted."""
    given = frame.filter(pl.col("nik").is_not_null())["nik"]
    damaged = given.str.contains(f"^[0-9]{{15}}0?$|{nik.EXPONENT.pattern}")
    if given.len() >= FEW and damaged.all():
        found.say("", 0, "nik_all_damaged", detail=str(given.len()), column="NIK")


def _places(frame: pl.DataFrame, found: _Found, tables: Tables, area: str | None) -> pl.DataFrame:
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


def _ages(frame: pl.DataFrame, found: _Found, on: date, age_min: int, age_max: int) -> None:
    """Age on the day of the check, by the birth date column, or by the NIK when the column has none."""
    born = pl.coalesce("birth_date", pl.when(pl.col("born_how").is_in(["missing"])).then("nik_born"))
    aged = frame.with_columns(nik.age_expr(born, on).alias("_age"))
    found.where(aged, pl.col("_age") < age_min, "birth_date", "age_below", pl.col("_age"))
    found.where(aged, pl.col("_age") >= age_max, "birth_date", "age_above", pl.col("_age"))
    found.where(aged, pl.col("_age").is_null() & (pl.col("born_how") == "missing"), "birth_date", "age_unknown")


def _doubles(frame: pl.DataFrame, found: _Found, unique: tuple[str, ...]) -> None:
    """The same NIK twice (one person repeated, or two persons), and one person under two NIK."""
    row = pl.col("row").cast(pl.String)
    where = pl.when(pl.col("sheet") != "").then(pl.format("{} ({})", row, "sheet")).otherwise(row)
    placed = frame.with_columns(where.alias("_where")).filter(
        pl.col("nik").str.contains(nik.SIXTEEN.pattern).fill_null(False)
    )
    key = list(unique)
    same = placed.with_columns(
        pl.len().over(key).alias("_times"),
        *_order(key),
        (
            (pl.col("name_normalised").n_unique().over(key) > 1)
            | (pl.col("birth_date").drop_nulls().n_unique().over(key) > 1)
        ).alias("_differ"),
    ).filter(pl.col("_times") > 1)
    other = pl.when(pl.col("_place") == 0).then("_second").otherwise("_first")
    found.where(same, ~pl.col("_differ") & (pl.col("_place") > 0), "nik", "nik_repeated", pl.col("_first"))
    found.where(same, pl.col("_differ"), "nik", "nik_shared", other)
    person = ["name_normalised", "birth_date"]
    twins = placed.filter(pl.col("birth_date").is_not_null() & (pl.col("name_normalised") != "")).with_columns(
        pl.col("nik").n_unique().over(person).alias("_niks"), *_order(person)
    )
    found.where(twins, pl.col("_niks") > 1, "nik", "same_person_other_nik", other)


def _order(key: list[str]) -> list[pl.Expr]:
    """The place of a row among those with the same key, and where the first two of them stand."""
    where = pl.col("_where")
    return [
        pl.int_range(pl.len()).over(key).alias("_place"),
        where.first().over(key).alias("_first"),
        where.get(1, null_on_oob=True).over(key).alias("_second"),
    ]


def _accept(frame: pl.DataFrame, findings: pl.DataFrame) -> pl.DataFrame:
    """The frame in its public form; ``ok`` where no error stands against the row or the file."""
    errors = findings.filter(pl.col("severity") == "error").select("sheet", "row").unique()
    whole = errors.filter(pl.col("row") == 0).height > 0
    bad = errors.with_columns(ok=pl.lit(False))
    judged = frame.drop("ok", strict=False).join(bad, on=["sheet", "row"], how="left", maintain_order="left")
    return judged.with_columns(pl.lit(False) if whole else pl.col("ok").fill_null(True)).select(
        pl.col(name).cast(kind) for name, kind in FRAME.items()
    )
