"""The cells of a file as text: every sheet, hidden ones too, with a note of which cells were numbers.

A csv, an xlsx and a parquet are read some rows at a time. The other workbooks have to be read whole, so there is a
limit to what they may hold.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import BinaryIO

import polars as pl
from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from . import csvs
from .biff import hidden_of_xls
from .faults import file_fault
from .hidden import Hidden, Merge, hidden_of
from .kinds import DAMAGE, Kind, Limits, kind_of
from .parts import Part, joined, part_of
from .pieces import Pieces

AT_ONCE = 50_000  # rows of a sheet that are looked at together, so that memory does not grow with the file


@dataclass(frozen=True)
class Sheet:
    """One sheet from its first row on; ``columns`` hold text (null when empty), ``numbers`` mark number cells.

    Of a file that is read piece by piece they hold the first rows, and ``later`` gives all of them.
    """

    name: str
    columns: list[pl.Series]
    hidden: bool = False
    numbers: dict[int, pl.Series] = field(default_factory=dict)
    away: Hidden = field(default_factory=Hidden)
    later: Callable[[], Iterator[Part]] | None = None

    @property
    def height(self) -> int:
        return self.columns[0].len() if self.columns else 0

    def row(self, index: int) -> list[str | None]:
        return [column[index] for column in self.columns]

    def parts(self) -> Iterator[Part]:
        """All its rows, some at a time, the first from row 0 on."""
        if self.later is not None:
            yield from self.later()
            return
        for start in range(0, self.height, AT_ONCE):
            columns = [column.slice(start, AT_ONCE) for column in self.columns]
            yield Part(start, columns, {at: one.slice(start, AT_ONCE) for at, one in self.numbers.items()})


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
    part = joined(list(sheet.later()))
    return replace(sheet, later=None, columns=part.columns, numbers=part.numbers)


def opened(stream: BinaryIO, limits: Limits | None = None) -> Book:
    """The same for a file that need not fit in memory, and is read as long as the stream is open."""
    limits = limits or Limits()
    kind = kind_of(stream, limits)
    if kind == "csv":
        return _read_csv(stream, limits)
    if kind == "parquet":
        from . import parquets  # and its library of 30 MB, which only who reads such a file pays

        table = parquets.opened(stream, limits)
        return Book(kind, [_later("", lambda: parquets.parts(table))])
    if kind == "xlsx":
        return _read_xlsx(stream)
    return Book(kind, _read_workbook(stream, kind, limits), veiled=kind == "xlsb")


def _later(name: str, parts: Callable[[], Iterator[Part]], **about: object) -> Sheet:
    """A sheet of which the first rows are read. Nothing is kept when there are none."""
    first = next(parts(), None)
    if first is None:
        return Sheet(name, [], **about)  # type: ignore[arg-type]
    return Sheet(name, first.columns, numbers=first.numbers, later=parts, **about)  # type: ignore[arg-type]


def _read_csv(stream: BinaryIO, limits: Limits) -> Book:
    text = csvs.opened(stream, limits)

    def parts() -> Iterator[Part]:
        start = 0
        for columns in text.parts():
            yield Part(start, columns)
            start += columns[0].len()

    return Book("csv", [_later("", parts)], text.encoding)


@contextmanager
def _damage() -> Iterator[None]:
    """What the reader of workbooks raises over a damaged or locked file, as a fault of the file."""
    try:
        yield
    except PasswordError as locked:
        raise file_fault("file_password") from locked
    except (CalamineError, *DAMAGE) as broken:
        raise file_fault("file_corrupt") from broken
    except BaseException as broken:  # a panic of the Rust reader is no Exception
        if type(broken).__name__ != "PanicException":
            raise
        raise file_fault("file_corrupt") from broken


def _read_xlsx(stream: BinaryIO) -> Book:
    with _damage():
        away, pieces = hidden_of(stream, "xlsx"), Pieces(stream)

        def parts(name: str) -> Iterator[Part]:
            with _damage():
                yield from pieces.parts(name)

        with pieces.book() as book:
            sheets = [
                _later(
                    about.name[:60],
                    lambda name=about.name: parts(name),  # type: ignore[misc]
                    hidden=about.visible != SheetVisibleEnum.Visible,
                    away=away.get(about.name, Hidden()),
                )
                for about in book.sheets_metadata
                if about.typ == SheetTypeEnum.WorkSheet
            ]
    return Book("xlsx", sheets, macros="xl/vbaproject.bin" in pieces.names)


def _read_workbook(stream: BinaryIO, kind: Kind, limits: Limits) -> list[Sheet]:
    """The sheets of a workbook that has to be read whole."""
    with _damage():
        stream.seek(0)
        away = hidden_of_xls(stream.read()) if kind == "xls" else hidden_of(stream, kind) if kind == "ods" else {}
        stream.seek(0)
        sheets, cells = [], 0
        with CalamineWorkbook.from_filelike(stream) as book:
            for place, about in enumerate(book.sheets_metadata):
                if about.typ != SheetTypeEnum.WorkSheet:
                    continue
                sheet = book.get_sheet_by_index(place)
                if sheet.total_width > limits.columns or sheet.total_width * sheet.total_height > limits.cells:
                    raise file_fault("file_bomb")
                cells += sheet.width * sheet.height
                if cells > limits.whole_cells:
                    raise file_fault("file_whole_too_large")
                hidden = about.visible != SheetVisibleEnum.Visible
                sheets.append(_sheet(sheet, hidden, away.get(sheet.name, Hidden())))
    return sheets


def _sheet(sheet: CalamineSheet, hidden: bool, away: Hidden) -> Sheet:
    left = sheet.start[1] if sheet.start else 0  # rows come from the first one on, columns from the first filled one
    rows, parts, start = sheet.iter_rows(), list[Part](), 0
    while some := list(islice(rows, AT_ONCE)):
        parts.append(part_of(some, start, left))
        start += len(some)
    whole = joined(parts)
    merges: list[Merge] = [(*first, *last) for first, last in sheet.merged_cell_ranges or []]
    return Sheet(sheet.name[:60], whole.columns, hidden, whole.numbers, replace(away, merges=merges))
