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

import io
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import BinaryIO

import polars as pl

from rangkiang import law
from rangkiang.people import nik

from .readers import cells
from .readers.archives import lone
from .readers.doubles import Ledger, doubles
from .readers.faults import FileFault
from .readers.filewide import Tally
from .readers.found import FINDINGS, PART, RULE_WORDS, Found, Late, worded
from .readers.headers import Chosen, SeenColumn
from .readers.kinds import Limits
from .readers.places import Gazetteer, code_system, nagari_of_heading
from .readers.sheets import Book, opened
from .readers.spill import Spill
from .readers.tables import Tables, find_tables

__all__ = ["FINDINGS", "FRAME", "STEPS", "CheckResult", "Naming", "Tell", "check", "silent", "unreadable"]

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
# What is kept of a row beyond its own reading: the raw text that findings about several rows quote.
KEPT = ["at", "place", *(name for name in FRAME if name != "ok"), "village", "district", "head", "born_how", "nik_born"]
KEPT += [f"raw_{name}" for name in ("nik", "phone", "birth_date", "village", "village_code")]
STEPS = 7  # of a check, as told to whoever waits for it
PLACE = ("village", "village_code", "district")
SHEET = 2**32  # a place in the file is one number: the sheet's, times this, and the row
Tell = Callable[[int, int], None]
Naming = Callable[[tuple[SeenColumn, ...]], Chosen]


@dataclass(frozen=True)
class CheckResult:
    """What a file holds, or the ``fault`` that makes it unreadable.

    ``frame`` has a row per person, ``findings`` one per finding; ``parts`` and ``told`` give both piece by piece, for
    files that are longer than memory: ``told`` with the ``village_code`` of the finding's row.
    """

    profile: str | None
    persons: Spill
    notes: Spill
    accepted: int = 0
    severities: Counter[str] = field(default_factory=Counter)
    fault: FileFault | None = None
    headers: tuple[SeenColumn, ...] = ()
    columns: Chosen = field(default_factory=dict)

    @property
    def rows(self) -> int:
        return self.persons.rows

    def parts(self) -> Iterator[pl.DataFrame]:
        return self.persons.tables()

    def picked(self, which: pl.Expr, *columns: pl.Expr | str) -> pl.DataFrame:
        """These columns of the persons that ``which`` names: of a long list only what is asked for is in memory."""
        return pl.concat([part.filter(which).select(*columns) for part in (pl.DataFrame(schema=FRAME), *self.parts())])

    def told(self) -> Iterator[pl.DataFrame]:
        return self.notes.tables()

    @cached_property
    def frame(self) -> pl.DataFrame:
        return pl.concat([pl.DataFrame(schema=FRAME), *self.parts()])

    @cached_property
    def findings(self) -> pl.DataFrame:
        return pl.concat([pl.DataFrame(schema=FINDINGS), *(part.select(list(FINDINGS)) for part in self.told())])


def silent(_done: int, _total: int) -> None:
    """For a check that nobody watches."""


def check(
    raw: bytes | Path | BinaryIO,
    filename: str,
    profile: str | None = None,
    *,
    on: date,
    area: str | None = "13.03",
    age_min: int = 18,
    age_max: int | None = None,
    limits: Limits | None = None,
    tell: Tell = silent,
    columns: Chosen | Naming | None = None,
) -> CheckResult:
    """Everything that is right and wrong with one file, seen on a day, for the programme of one area.

    ``raw``: the bytes, or the file or where it lies; then it need not fit in memory. ``age_min`` is the youngest age
    accepted, ``age_max`` the first that is not (the law's limit when not given). The kind of file is told by content;
    ``filename`` is only named. A file that cannot be used gives one ``fault`` and no rows; for its content nothing is
    raised. ``tell(done, total)`` hears of every step; ``columns`` is a mapping chosen by a person, or asked for it
    when the columns are known.
    """
    try:
        with _stream(raw) as stream:
            tell(0, STEPS)
            book = opened(lone(stream, filename, limits), limits)
            tell(1, STEPS)
            tables, chosen = _tables(book, profile, columns)
            tell(2, STEPS)
            known = _Known.of(tables, book)
            del book
            known.read(on)
    except FileFault as fault:
        return unreadable(fault, profile)
    tell(4, STEPS)
    known.compare(area)
    tell(5, STEPS)
    ages = (age_min, law.age_limit(on) if age_max is None else age_max) if tables.profile.check_age else None
    result = known.judged(on, ages, chosen)
    tell(6, STEPS)
    return result


def _stream(raw: bytes | Path | BinaryIO) -> AbstractContextManager[BinaryIO]:
    """The file to read; one that was opened by somebody else stays open."""
    if isinstance(raw, bytes):
        return io.BytesIO(raw)
    return raw.open("rb") if isinstance(raw, Path) else nullcontext(raw)


def _tables(book: Book, profile: str | None, columns: Chosen | Naming | None) -> tuple[Tables, Chosen]:
    """Where the persons are, with the columns as a person named them; asked for them, by what is seen."""
    if not callable(columns):
        return find_tables(book, profile, columns), columns or {}
    try:
        tables = find_tables(book, profile)
        chosen = columns(tuple(tables.seen))
    except FileFault as fault:
        if not (chosen := columns(fault.seen)):
            raise
    return (find_tables(book, profile, chosen) if chosen else tables), chosen


def unreadable(fault: FileFault, profile: str | None = None) -> CheckResult:
    """The result for a file that cannot be used: no rows and the one finding, at row 0."""
    said = ("", 0, "", "", "", fault.code, "error", fault.message_id, fault.message_en, None)
    notes = Spill()
    notes.add(pl.DataFrame([said], schema=FINDINGS | {"village_code": pl.String}, orient="row"))
    return CheckResult(profile, Spill(), notes, 0, Counter(error=1), fault, fault.seen)


@dataclass
class _Known:
    """What is known of a file while it is checked. Its rows are read once and set aside; when the whole has been seen,
    they are judged in the same order.
    """

    tables: Tables
    ranks: dict[str, int]
    tally: Tally
    ledger: Ledger
    titles: pl.DataFrame
    general: Found = field(default_factory=Found)  # about the file, its sheets and its titles
    rows: Spill = field(default_factory=Spill)
    found: Spill = field(default_factory=Spill)
    firsts: list[int] = field(default_factory=list)  # where each part begins
    places: pl.DataFrame = field(
        default_factory=lambda: pl.DataFrame(schema=dict.fromkeys((*PLACE, "sheet"), pl.String))
    )
    late: Late = field(default_factory=Late)
    villages: pl.Series = field(default_factory=lambda: pl.Series(dtype=pl.String))
    said: pl.DataFrame = field(default_factory=pl.DataFrame)

    @classmethod
    def of(cls, tables: Tables, book: Book) -> _Known:
        ranks = {"": 0}
        for sheet in book.sheets:
            ranks.setdefault(sheet.name, len(ranks))
        known = cls(tables, ranks, Tally(), Ledger(tables.profile.unique), _titles(tables))
        if book.encoding == "latin-1":
            known.general.say("", 0, "file_latin1")
        if book.macros:
            known.general.say("", 0, "file_macros")
        if book.veiled:
            known.general.say("", 0, "file_xlsb")
        known.general.note(asdict(note) for note in tables.notes)
        return known

    def at(self) -> pl.Expr:
        """The place of a row or finding in the file, as one number."""
        rank = pl.col("sheet").replace_strict(self.ranks, return_dtype=pl.UInt64)
        return (rank * SHEET + pl.col("row").cast(pl.UInt64)).alias("at")

    def read(self, on: date) -> None:
        """Every row read for itself, some rows at a time. Raises ``FileFault`` when the file breaks off or is empty."""
        for rows, notes in self.tables.parts():
            found = Found() if rows.height else self.general
            found.note(asdict(note) for note in notes)
            if not rows.height:
                continue
            part = cells.read(rows, found, self.tables.profile, self.tables.given, on)
            part = self._placed(part.with_columns(self.at()))
            self.tally.add(part)
            self.ledger.add(part)
            said = found.all().with_columns(self.at())
            self.firsts.append(min(part["at"][0], said["at"].min() if said.height else part["at"][0]))
            self.rows.add(part.select(KEPT))
            self.found.add(said)

    def _placed(self, part: pl.DataFrame) -> pl.DataFrame:
        """The rows with the number of their ``place``: each different combination of cells is one."""
        here = part.select(*PLACE, "sheet").unique(PLACE, keep="first", maintain_order=True)
        self.places = pl.concat([self.places, here]).unique(PLACE, keep="first", maintain_order=True)
        numbered = self.places.select(*PLACE, place=pl.int_range(pl.len(), dtype=pl.UInt32))
        return part.join(numbered, on=PLACE, how="left", nulls_equal=True, maintain_order="left")

    def compare(self, area: str | None) -> None:
        """What only the whole shows: what the places mean, counts, and rows that are alike."""
        self._look_up(area)
        self.tally.tell(self.general, self.late, self.tables)
        doubles(self.ledger, self.villages, self.late)

    def _look_up(self, area: str | None) -> None:
        """The village code of every place, with what is to be said of its rows."""
        needed = self.tables.profile.needs_village
        title = nagari_of_heading(self.tables.heading, area) if needed or area else None
        system = code_system(self.places.select("village", "village_code").rows())
        if system == "bps":
            self.general.say("", 0, "codes_bps")
        gazetteer = Gazetteer(area, needed, title, system=system)
        found = [gazetteer.place(*names) for names in self.places.select(PLACE).rows()]
        self.villages = pl.Series([place.village for place in found], dtype=pl.String)
        said = [(number, *finding) for number, place in enumerate(found) for finding in place.findings]
        schema = {"place": pl.UInt32, "code": pl.String, "field": pl.String, "detail": pl.String}
        self.said = pl.DataFrame(said, schema=schema, orient="row")
        unnamed = self.places.with_columns(found=self.villages).filter(
            pl.col("village").is_null() & pl.col("village_code").is_null() & pl.col("found").is_not_null()
        )
        if title and unnamed.height:
            self.general.say(unnamed["sheet"][0], 0, "nagari_from_title", detail=title)

    def judged(self, on: date, ages: tuple[int, int] | None, chosen: Chosen) -> CheckResult:
        """Every row with all that is found about it, and whether it is accepted."""
        general = self.general.all().with_columns(self.at())
        bad = RULE_WORDS.filter(pl.col("severity") == "error")["code"]
        whole = general.filter(pl.col("row") == 0)["code"].is_in(bad.implode()).any()
        late = self.late.table()
        result = CheckResult(
            self.tables.profile.name, Spill(), Spill(), headers=tuple(self.tables.seen), columns=chosen
        )
        accepted = 0
        for index, (frame, found) in enumerate(zip(self.rows.tables(), self.found.tables(), strict=True)):
            here = self._range(index)
            part = frame.with_columns(village_code=self.villages.gather(frame["place"]))
            more = Found()
            self._say_places(part, more)
            if ages:
                _ages(part, more, on, *ages)
            more.parts.append(self._placed_late(part, late.filter(here)))
            said = pl.concat([general.filter(here), found, more.all().with_columns(self.at())])
            said = self.tables.moves.relettered(worded(said.sort("at", maintain_order=True), self.titles))
            part = _accept(part, said, whole)
            villages = part.select("at", "village_code")
            said = said.join(villages, on="at", how="left", maintain_order="left")
            result.notes.add(said.select(*FINDINGS, "village_code"))
            result.severities.update(said["severity"].to_list())
            part = part.select(pl.col(name).cast(kind) for name, kind in FRAME.items())
            accepted += int(part["ok"].sum())
            result.persons.add(part)
        return replace(result, accepted=accepted)

    def _range(self, index: int) -> pl.Expr:
        """Whether a finding belongs to a part: behind its beginning and before that of the next one."""
        after = pl.lit(True) if index == 0 else pl.col("at") >= self.firsts[index]
        return after & (pl.col("at") < self.firsts[index + 1]) if index + 1 < len(self.firsts) else after

    def _say_places(self, part: pl.DataFrame, found: Found) -> None:
        about = part.join(self.said, on="place", how="inner", maintain_order="left")
        for name in ("village", "village_code"):
            found.take(about.filter(pl.col("field") == name), name, pl.col("code"), pl.col("detail"))

    def _placed_late(self, part: pl.DataFrame, late: pl.DataFrame) -> pl.DataFrame:
        """Findings about several rows as findings of one, with its cell and the other's place in words."""
        names = {rank: name for name, rank in self.ranks.items()}
        rank = (pl.col("other") // SHEET).cast(pl.UInt32)
        sheet = rank.replace_strict(names, default="", return_dtype=pl.String)
        row = (pl.col("other") % SHEET).cast(pl.String)
        other = pl.when(sheet != "").then(pl.format("{} ({})", row, sheet)).otherwise(row)
        cell = pl.when(pl.col("field") == "phone").then("raw_phone").otherwise("raw_nik")
        about = late.join(part.select("at", "sheet", "row", "raw_phone", "raw_nik"), on="at", maintain_order="left")
        none = pl.lit(None, pl.String)
        return about.with_columns(
            value=cell, detail=pl.coalesce("detail", other).fill_null(""), column=none, letter=none
        ).select(list(PART))


def _titles(tables: Tables) -> pl.DataFrame:
    """Header text by sheet and field; birth place and date may share one column."""
    titles = tables.titles
    together = titles.filter(pl.col("field") == "birth")
    shared = [
        together.with_columns(field=pl.lit(name)).join(titles, on=["sheet", "field"], how="anti")
        for name in ("birth_place", "birth_date")
    ]
    return pl.concat([titles, *shared])


def _ages(frame: pl.DataFrame, found: Found, on: date, age_min: int, age_max: int) -> None:
    """Age on the day of the check, by the birth date column, or by the NIK when the column has none."""
    born = pl.coalesce("birth_date", pl.when(pl.col("born_how").is_in(["missing"])).then("nik_born"))
    aged = frame.with_columns(nik.age_expr(born, on).alias("_age"))
    found.where(aged, pl.col("_age") < age_min, "birth_date", "age_below", pl.col("_age"))
    found.where(aged, pl.col("_age") >= age_max, "birth_date", "age_above", pl.col("_age"))
    found.where(aged, pl.col("_age").is_null() & (pl.col("born_how") == "missing"), "birth_date", "age_unknown")


def _accept(frame: pl.DataFrame, said: pl.DataFrame, whole: bool) -> pl.DataFrame:
    """The rows with ``ok`` where no error stands against the row, and none against the file (``whole``)."""
    bad = said.filter(pl.col("severity") == "error")["at"].unique()
    return frame.with_columns(ok=pl.lit(False) if whole else ~pl.col("at").is_in(bad.implode()))
