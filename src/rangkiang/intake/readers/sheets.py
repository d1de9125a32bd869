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

from .biff import hidden_of_xls
from .faults import file_fault
from .hidden import Hidden, hidden_of
from .kinds import Kind, Limits, kind_of

CONTROLS = bytes({*range(32), 127} - {10})
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
    """A file that could be read; ``encoding`` is that of a csv, empty for workbooks; ``macros`` are never run."""

    kind: Kind
    sheets: list[Sheet]
    encoding: str = ""
    macros: bool = False


def read(raw: bytes, limits: Limits | None = None) -> Book:
    """All sheets of an xlsx, xls, ods, csv or parquet, told apart by content. Raises ``FileFault``."""
    limits = limits or Limits()
    kind = kind_of(raw, limits)
    if kind == "csv":
        return _read_csv(raw, limits)
    if kind == "parquet":
        return _read_parquet(raw, limits)
    return Book(kind, _read_workbook(raw, kind, limits), macros=kind == "xlsx" and b"xl/vbaProject.bin" in raw)


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


def _texts(values: Any, *, tidy: bool = False) -> pl.Series:
    """Text without control characters (``tidy``: known to have none) and outer blanks; empty cells are null."""
    series = pl.Series(values, dtype=pl.String)
    if not tidy:
        series = series.str.replace_all("[\x00-\x1f\x7f\u200b-\u200f\ufeff]+", " ")
    series = series.str.strip_chars(" \u00a0")
    return series.set(series == "", None)


def _read_csv(raw: bytes, limits: Limits) -> Book:
    content, encoding = _decode(raw)
    content = content.replace(b"\r\n", b"\n").replace(b"\r", b"\n").replace(b"\x00", b"")
    separator = _separator(content[:20_000].decode(errors="replace"))
    columns = _columns_at_once(content, separator)
    if columns is None:
        columns = _columns_row_by_row(content.decode(), separator, limits)
    if len(columns) > limits.columns or len(columns) * (columns[0].len() if columns else 0) > limits.cells:
        raise file_fault("file_bomb")
    _refuse_open_quote(columns, separator)
    if b'="' in content:  # how a csv tells a spreadsheet that digits are text
        columns = [column.str.replace('^="([^"]*)"$', "${1}") for column in columns]
    tidy = _is_tidy(content) and not any(column.str.contains("\n", literal=True).any() for column in columns)
    return Book("csv", [Sheet("", [_texts(column, tidy=tidy) for column in columns])], encoding)


def _is_tidy(content: bytes) -> bool:
    """Whether no control character, no mark of zero width and no byte order mark can be in it."""
    marked = b"\xe2\x80" in content or b"\xef\xbb\xbf" in content
    return not marked and len(content.translate(None, CONTROLS)) == len(content)


def _columns_at_once(content: bytes, separator: str) -> list[pl.Series] | None:
    """The cells by a reader of whole columns; ``None`` for a file whose quotes or rows need a more patient one."""
    if b'"' not in content:
        width = 1 + max(line.count(separator.encode()) for line in content[:200_000].split(b"\n"))
        return _parsed(content, separator, None, width)
    lines = _parsed(content, "\x01", None, 1)
    cell = f'(?:"(?:[^"]|"")*"|[^"{separator}]*)'
    if lines is None or not lines[0].fill_null("").str.contains(f"^{cell}(?:[{separator}]{cell})*$").all():
        return None
    cells = lines[0].str.replace_all('"[^"]*"', "").str.count_matches(separator, literal=True)
    return _parsed(content, separator, '"', 1 + cells.to_frame().max().item())


def _parsed(content: bytes, separator: str, quote: str | None, width: int) -> list[pl.Series] | None:
    schema = {f"c{place}": pl.String for place in range(width)}
    try:
        frame = pl.read_csv(content, has_header=False, schema=schema, separator=separator, quote_char=quote)
    except pl.exceptions.PolarsError:
        return None
    return frame.get_columns()


def _columns_row_by_row(text: str, separator: str, limits: Limits) -> list[pl.Series]:
    rows: list[list[str]] = []
    try:
        rows.extend(csv.reader(io.StringIO(text), delimiter=separator))
    except csv.Error as swallowed:
        raise file_fault("file_open_quote", row=len(rows) + 1) from swallowed
    width = max(map(len, rows), default=0)
    if width > limits.columns or width * len(rows) > limits.cells:
        raise file_fault("file_bomb")
    ragged = [row + [""] * (width - len(row)) if len(row) < width else row for row in rows]
    return [pl.Series(column, dtype=pl.String) for column in zip(*ragged, strict=True)]


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
        columns.append(_texts(pl.concat([pl.Series([column.name], dtype=pl.String), _as_text(column)])))
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


def _refuse_open_quote(columns: list[pl.Series], separator: str) -> None:
    """A quote that is closed too late or never swallows whole rows into one cell: line breaks and all separators."""
    for column in columns:
        breaks = column.str.count_matches("\n", literal=True)
        inside = column.str.count_matches(separator, literal=True)
        swallowed = ((breaks > 0) & (inside >= breaks * (len(columns) - 1))).arg_true()
        if len(swallowed):
            raise file_fault("file_open_quote", row=swallowed[0] + 1)


def _decode(raw: bytes) -> tuple[bytes, str]:
    """The text as UTF-8 and its encoding: UTF-16 or UTF-8 by mark, else UTF-8 if it is, else Windows Latin."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16", errors="replace").encode(), "utf-16"
    bare = raw.removeprefix(b"\xef\xbb\xbf")
    try:
        bare.decode()
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace").encode(), "latin-1"
    return bare, "utf-8"


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
