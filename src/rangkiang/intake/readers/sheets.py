"""The cells of a file as text: every sheet, hidden ones too, with a note of which cells were numbers.

An identifier that a spreadsheet kept as a number may have lost its last digit, so that note must survive until the
identifier is judged.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import islice
from typing import Any, BinaryIO

import polars as pl
from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from . import csvs
from .biff import hidden_of_xls
from .csvs import texts
from .faults import file_fault
from .hidden import Hidden, hidden_of
from .kinds import HEAD, Kind, Limits, is_packed, kind_of, kind_of_text, refuse_size

AT_ONCE = 50_000  # rows of a sheet that are looked at together, so that memory does not grow with the file
Merge = tuple[int, int, int, int]


@dataclass(frozen=True)
class Part:
    """Some rows of a sheet that follow each other, from row ``start`` (from 0) on."""

    start: int
    columns: list[pl.Series]
    numbers: dict[int, pl.Series] = field(default_factory=dict)

    def marks(self, place: int) -> pl.Series:
        """Which cells of a column were numbers."""
        none = pl.Series([False], dtype=pl.Boolean).new_from_index(0, self.columns[0].len())
        return self.numbers.get(place, none)


@dataclass(frozen=True)
class Sheet:
    """One sheet from its first row on; ``columns`` hold text (null when empty), ``numbers`` mark number cells.

    Of a file that is read piece by piece they hold the first rows, and ``later`` gives all of them.
    """

    name: str
    columns: list[pl.Series]
    hidden: bool = False
    numbers: dict[int, pl.Series] = field(default_factory=dict)
    merges: list[Merge] = field(default_factory=list)  # top, left, bottom, right, all from 0
    away: Hidden = field(default_factory=Hidden)
    later: Callable[[], Iterator[list[pl.Series]]] | None = None

    @property
    def height(self) -> int:
        return self.columns[0].len() if self.columns else 0

    def row(self, index: int) -> list[str | None]:
        return [column[index] for column in self.columns]

    def parts(self) -> Iterator[Part]:
        """All its rows, some at a time."""
        if self.later is None:
            for start in range(0, self.height, AT_ONCE):
                columns = [column.slice(start, AT_ONCE) for column in self.columns]
                yield Part(start, columns, {at: one.slice(start, AT_ONCE) for at, one in self.numbers.items()})
            return
        start = 0
        for columns in self.later():
            yield Part(start, columns)
            start += columns[0].len()


@dataclass(frozen=True)
class Book:
    """A file that could be read; ``encoding`` is that of a csv, empty for workbooks; ``macros`` are never run.

    ``veiled``: the file may hide rows and columns in a way that is not read here.
    """

    kind: Kind
    sheets: list[Sheet]
    encoding: str = ""
    macros: bool = False
    veiled: bool = False


def read(raw: bytes, limits: Limits | None = None) -> Book:
    """All sheets of an xlsx, xls, ods, csv or parquet, told apart by content. Raises ``FileFault``."""
    book = opened(io.BytesIO(raw), limits)
    return replace(book, sheets=[_whole(sheet) for sheet in book.sheets])


def _whole(sheet: Sheet) -> Sheet:
    if sheet.later is None:
        return sheet
    return replace(sheet, later=None, columns=[pl.concat(column) for column in zip(*sheet.later(), strict=True)])


def opened(stream: BinaryIO, limits: Limits | None = None) -> Book:
    """The same for a file that need not fit in memory: a csv is read piece by piece, as long as the stream is open.

    The other kinds are read whole, because their readers do so: a compressed workbook shows its cells in no other way.
    """
    limits = limits or Limits()
    size = stream.seek(0, io.SEEK_END)
    refuse_size(size, limits)
    stream.seek(0)
    head = stream.read(HEAD)
    if not is_packed(head):
        kind_of_text(head, stream)
        return _read_csv(stream, limits)
    stream.seek(0)
    raw = stream.read()
    kind = kind_of(raw, limits)
    if kind == "csv":
        return _read_csv(stream, limits)
    if kind == "parquet":
        return _read_parquet(raw, limits)
    inside = raw if kind == "xlsx" else b""
    macros, veiled = b"xl/vbaProject.bin" in inside, b"xl/workbook.bin" in inside
    return Book(kind, _read_workbook(raw, kind, limits), macros=macros, veiled=veiled)


def _read_workbook(raw: bytes, kind: Kind, limits: Limits) -> list[Sheet]:
    try:
        hidden = hidden_of_xls(raw) if kind == "xls" else hidden_of(raw, kind)
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
    left = sheet.start[1] if sheet.start else 0  # rows come from the first one on, columns from the first filled one
    rows, parts = sheet.iter_rows(), []
    while some := list(islice(rows, AT_ONCE)):
        parts.append(_part(some, left))
    columns = [pl.concat(column) for column in zip(*(part.columns for part in parts), strict=True)]
    marked = sorted({place for part in parts for place in part.numbers})
    numbers = {place: pl.concat(part.marks(place) for part in parts) for place in marked}
    merges = [(top, left, bottom, right) for (top, left), (bottom, right) in sheet.merged_cell_ranges or []]
    return Sheet(sheet.name[:60], columns, hidden, numbers, merges, away.get(sheet.name, Hidden()))


def _part(rows: list[list[Any]], left: int) -> Part:
    """Rows as columns of text, after ``left`` blank ones, with the marks of number cells."""
    blank = pl.Series([None] * len(rows), dtype=pl.String)
    columns, numbers = [blank] * left, {}
    for index, values in enumerate(zip(*rows, strict=True), left):
        kinds = set(map(type, values))
        columns.append(texts(values if kinds <= {str} else [_text(value) for value in values]))
        if kinds & {int, float}:
            numbers[index] = pl.Series([type(value) in (int, float) for value in values], dtype=pl.Boolean)
    return Part(0, columns, numbers)


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


def _read_csv(stream: BinaryIO, limits: Limits) -> Book:
    text = csvs.opened(stream, limits)
    first = next(text.parts(), [])
    sheet = Sheet("", first, later=text.parts) if text.rows else Sheet("", first)
    return Book("csv", [sheet], text.encoding)


def _read_parquet(raw: bytes, limits: Limits) -> Book:
    """A table whose column names become its first row. Whole numbers are exact there, fractions may not be."""
    try:
        schema = pl.read_parquet_schema(io.BytesIO(raw))
        height = pl.scan_parquet(io.BytesIO(raw)).select(pl.len()).collect().item()
        if len(schema) > limits.columns or len(schema) * height > limits.cells:
            raise file_fault("file_bomb")
        if odd := [name for name, kind in schema.items() if kind.is_nested() or kind in (pl.Binary, pl.Object)]:
            raise file_fault("column_not_cells", columns=", ".join(odd)[:80])
        frame = pl.read_parquet(io.BytesIO(raw))
    except (pl.exceptions.PolarsError, OSError, ValueError) as broken:
        raise file_fault("file_corrupt") from broken
    except BaseException as broken:  # a panic of the Rust reader is no Exception
        if type(broken).__name__ != "PanicException":
            raise
        raise file_fault("file_corrupt") from broken
    columns, numbers = [], {}
    for place, column in enumerate(frame.iter_columns()):
        if column.dtype.is_float():
            numbers[place] = pl.concat([pl.Series([False]), column.is_not_null()])
        columns.append(texts(pl.concat([pl.Series([column.name], dtype=pl.String), _as_text(column)])))
    return Book("parquet", [Sheet("", columns, numbers=numbers)])


def _as_text(column: pl.Series) -> pl.Series:
    """A typed column as text: whole numbers without a decimal point, dates in ISO form."""
    if column.dtype.is_float():
        whole = column.is_finite() & (column == column.round()) & (column.abs() < 1e18)
        as_whole = column.set((~whole).fill_null(True), None).cast(pl.Int64).cast(pl.String)
        return as_whole.zip_with(whole.fill_null(True), column.cast(pl.String))
    if isinstance(column.dtype, pl.Datetime):
        return column.dt.strftime("%Y-%m-%d %H:%M:%S").str.replace(" 00:00:00$", "")
    return column.cast(pl.String)
