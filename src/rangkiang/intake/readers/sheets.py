"""The cells of a file as text: every sheet, hidden ones too, with a note of which cells were numbers.

An identifier that a spreadsheet kept as a number may have lost its last digit, so that note must survive until the
identifier is judged.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import polars as pl
from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from .faults import file_fault
from .hidden import Hidden, hidden_of
from .kinds import Kind, Limits, kind_of

SEPARATORS = ";\t|,"
Merge = tuple[int, int, int, int]


@dataclass(frozen=True)
class Sheet:
    """One sheet from its first row on; ``columns`` hold text (null when empty), ``numbers`` mark number cells."""

    name: str
    columns: list[pl.Series]
    hidden: bool = False
    numbers: dict[int, pl.Series] = field(default_factory=dict)
    merges: list[Merge] = field(default_factory=list)  # top, left, bottom, right, all from 0
    away: Hidden = field(default_factory=Hidden)

    @property
    def height(self) -> int:
        return self.columns[0].len() if self.columns else 0

    def row(self, index: int) -> list[str | None]:
        return [column[index] for column in self.columns]


@dataclass(frozen=True)
class Book:
    """A file that could be read; ``encoding`` is that of a csv, empty for workbooks."""

    kind: Kind
    sheets: list[Sheet]
    encoding: str = ""


def read(raw: bytes, limits: Limits | None = None) -> Book:
    """All sheets of an xlsx, xls, ods or csv, told apart by content. Raises ``FileFault``."""
    limits = limits or Limits()
    kind = kind_of(raw, limits)
    if kind == "csv":
        return _read_csv(raw, limits)
    return Book(kind, _read_workbook(raw, kind, limits))


def _read_workbook(raw: bytes, kind: Kind, limits: Limits) -> list[Sheet]:
    try:
        hidden = hidden_of(raw, kind)
        with CalamineWorkbook.from_filelike(io.BytesIO(raw)) as book:
            return [
                _sheet(book, place, about.visible != SheetVisibleEnum.Visible, hidden, limits)
                for place, about in enumerate(book.sheets_metadata)
                if about.typ == SheetTypeEnum.WorkSheet
            ]
    except PasswordError as locked:
        raise file_fault("file_password") from locked
    except (CalamineError, OSError, ValueError) as broken:
        raise file_fault("file_corrupt") from broken
    except BaseException as broken:  # a panic of the Rust reader is no Exception
        if type(broken).__name__ != "PanicException":
            raise
        raise file_fault("file_corrupt") from broken


def _sheet(book: CalamineWorkbook, place: int, hidden: bool, away: dict[str, Hidden], limits: Limits) -> Sheet:
    sheet = book.get_sheet_by_index(place)
    if sheet.total_width > limits.columns or sheet.total_width * sheet.total_height > limits.cells:
        raise file_fault("file_bomb")
    rows = sheet.to_python(skip_empty_area=False)
    columns, numbers = [], {}
    for index, values in enumerate(zip(*rows, strict=True)):
        kinds = set(map(type, values))
        columns.append(_texts(values if kinds <= {str} else [_text(value) for value in values]))
        if kinds & {int, float}:
            numbers[index] = pl.Series([type(value) in (int, float) for value in values], dtype=pl.Boolean)
    merges = [(top, left, bottom, right) for (top, left), (bottom, right) in sheet.merged_cell_ranges or []]
    return Sheet(sheet.name[:60], columns, hidden, numbers, merges, away.get(sheet.name, Hidden()))


def _text(value: Any) -> str:
    """A cell as text: whole numbers without a decimal point, dates in ISO form."""
    if isinstance(value, str):
        return value
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e18 else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == datetime.min.time() else value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def _texts(values: Any) -> pl.Series:
    """Text without control characters and outer blanks; empty cells are null."""
    series = pl.Series(values, dtype=pl.String).str.replace_all("[\x00-\x1f\x7f\u200b-\u200f\ufeff]+", " ")
    return series.str.strip_chars(" \u00a0").replace("", None)


def _read_csv(raw: bytes, limits: Limits) -> Book:
    text, encoding = _decode(raw)
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    separator = _separator(text)
    rows: list[list[str]] = []
    try:
        rows.extend(csv.reader(io.StringIO(text), delimiter=separator))
    except csv.Error as swallowed:
        raise file_fault("file_open_quote", row=len(rows) + 1) from swallowed
    width = max(map(len, rows), default=0)
    if width > limits.columns or width * len(rows) > limits.cells:
        raise file_fault("file_bomb")
    ragged = [row + [""] * (width - len(row)) if len(row) < width else row for row in rows]
    columns = [pl.Series(column, dtype=pl.String) for column in zip(*ragged, strict=True)]
    _refuse_open_quote(columns, separator)
    return Book("csv", [Sheet("", [_texts(column) for column in columns])], encoding)


def _refuse_open_quote(columns: list[pl.Series], separator: str) -> None:
    """A quote that is closed too late or never swallows whole rows into one cell: line breaks and all separators."""
    for column in columns:
        breaks = column.str.count_matches("\n", literal=True)
        inside = column.str.count_matches(separator, literal=True)
        swallowed = ((breaks > 0) & (inside >= breaks * (len(columns) - 1))).arg_true()
        if len(swallowed):
            raise file_fault("file_open_quote", row=swallowed[0] + 1)


def _decode(raw: bytes) -> tuple[str, str]:
    """The text and its encoding: UTF-16 or UTF-8 by mark, else UTF-8 if it is, else Windows Latin."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16", errors="replace"), "utf-16"
    try:
        return raw.decode("utf-8-sig"), "utf-8"
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace"), "latin-1"


def _separator(text: str) -> str:
    """The separator that splits most of the first lines into the same number of cells."""
    if text[:4].lower() == "sep=" and text[4:5] in SEPARATORS:
        return text[4]
    lines = [line for line in text[:20_000].split("\n")[:40] if line.strip()]

    def strength(separator: str) -> tuple[int, int]:
        counts = Counter(line.count(separator) for line in lines if separator in line)
        cells, times = max(counts.items(), key=lambda pair: (pair[1] * pair[0], pair[0]), default=(0, 0))
        return times * min(cells, 3), cells

    return max(SEPARATORS, key=strength)
