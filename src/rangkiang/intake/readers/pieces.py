"""The sheets of an xlsx, some rows at a time, so that memory does not grow with the file.

The library that reads workbooks reads a sheet whole. So its XML is cut between two rows, and each stretch is given to
the library as a small workbook of its own; the texts that cells share are read in the same way and set aside on disk.
What a cell means is for the library to say.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import IO, Any, BinaryIO

import polars as pl
from python_calamine import CalamineWorkbook

from .csvs import texts
from .faults import file_fault
from .hidden import sheet_members
from .kinds import MEGABYTE
from .parts import Part, part_of
from .spill import Spill

PIECE = 2**20  # bytes read at once
ROWS, TEXTS = 2**22, 2**20  # bytes of whole rows that become columns together, and of shared texts
MOST = 64 * MEGABYTE  # one row, or what stands before the rows, or behind them
GAP = 1000  # rows that a stretch may reach beyond four times those that it has
TOGETHER = 50_000  # shared texts of one table
SHARED = "\ue000"  # before the number of a shared text
TABLE = re.compile(rb"<(\w+:)?(sheetData|sst)(?:\s[^>]*?)?(/)?>")
ROW = re.compile(rb"<(?:\w+:)?row(?=[\s/>])(?:[^>]*?\sr=[\"']([0-9]{1,9})[\"'])?")
SHARES = re.compile(rb"(\st=)[\"']s[\"']([^>]*>\s*<(?:\w+:)?v(?:\s[^>]*)?>)")
PLAIN = b't="s"><v>'  # the same, as most programs write it
ITEM = re.compile(rb"<(?:\w+:)?si(?:\s[^>]*?)?(/)?>|</(?:\w+:)?si\s*>")
SMALL = ("[content_types].xml", "_rels/.rels", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml")
STRINGS = "xl/sharedstrings.xml"


@dataclass(frozen=True)
class Frame:
    """What stands around the rows of a member: the tags before them, the prefix of every tag, what holds the rows."""

    head: bytes
    prefix: bytes
    table: bytes

    @property
    def close(self) -> bytes:
        return b"</" + self.prefix + self.table + b">"

    @property
    def end(self) -> bytes:
        return self.close if self.table == b"sst" else b"</" + self.prefix + b"worksheet>"


class Pieces:
    """An xlsx as long as its stream is open. Raises ``FileFault``, and what the library raises over damage."""

    def __init__(self, stream: BinaryIO) -> None:
        self._archive = zipfile.ZipFile(stream)
        self.names = {name.lower(): name for name in self._archive.namelist()}
        self._small = {self.names[name]: self._whole(name) for name in SMALL if name in self.names}
        self._members = sheet_members(self._archive)
        self._texts: Spill | None = None

    def _whole(self, name: str) -> bytes:
        if self._archive.getinfo(self.names[name]).file_size > MOST:
            raise file_fault("file_bomb")
        return self._archive.read(self.names[name])

    def book(self, more: Mapping[str, bytes] | None = None) -> CalamineWorkbook:
        """The workbook without its sheets, or with the members that are given."""
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            for name, content in (self._small | dict(more or {})).items():
                archive.writestr(name, content)
        packed.seek(0)
        return CalamineWorkbook.from_filelike(packed)

    def parts(self, sheet: str) -> Iterator[Part]:
        """The rows of a sheet, some at a time. The first part begins at row 0 and none is narrower."""
        member = self.names.get(self._members.get(sheet, "").lower())
        if member is None:
            raise file_fault("file_corrupt")
        below = width = 0
        with self._archive.open(member) as stream:
            for frame, block in whole_rows(stream, b"row", ROWS):
                for rows in _stretches(_marked(block)):
                    content = b"".join((frame.head, _numbered(rows, below), frame.close, frame.end))
                    start, cells = _cells(self.book({member: content}), sheet)
                    below += len(ROW.findall(rows))
                    if cells:
                        part = self._read(part_of(cells, *start).widened(width))
                        yield part if width else part.from_row(0)
                        below, width = part.start + part.height, width or len(part.columns)

    def _read(self, part: Part) -> Part:
        """The rows with the texts that their cells share."""
        cells = pl.DataFrame({str(place): column for place, column in enumerate(part.columns)})
        shared = pl.when(pl.all().str.starts_with(SHARED)).then(pl.all().str.strip_prefix(SHARED))
        places = cells.select(shared.cast(pl.UInt32, strict=False)).get_columns()
        found, columns = self._taken(pl.concat(places)), []
        for at, (column, place) in enumerate(zip(part.columns, places, strict=True)):
            columns.append(found.slice(at * part.height, part.height).zip_with(place.is_not_null(), column))
        return replace(part, columns=columns)

    def _taken(self, wanted: pl.Series) -> pl.Series:
        """The shared texts of these numbers; null where there is none."""
        if self._texts is None:
            self._texts = self._shared()
        asked = pl.DataFrame({"number": wanted}).with_row_index("at")
        found = []
        for table in (wanted.drop_nulls() // TOGETHER).unique().sort():
            if table < len(self._texts):
                some = asked.filter(pl.col("number") // TOGETHER == table)
                text = self._texts.table(table)["text"].gather(some["number"] % TOGETHER, null_on_oob=True)
                found.append(some.select("at", text=text))
        known = pl.concat([pl.DataFrame(schema={"at": pl.UInt32, "text": pl.String}), *found])
        return asked.join(known, on="at", how="left", maintain_order="left")["text"]

    def _shared(self) -> Spill:
        """Every text that cells share, in tables of ``TOGETHER``."""
        spill = Spill()
        if STRINGS not in self.names:
            return spill
        member, held = next(iter(self._members.values())), pl.Series(dtype=pl.String)
        with self._archive.open(self.names[STRINGS]) as stream:
            for _, block in whole_rows(stream, b"si", TEXTS):
                _, cells = _cells(self.book({self.names[member.lower()]: _as_rows(block)}), next(iter(self._members)))
                held = held.append(texts([row[1] if len(row) > 1 else None for row in cells]))
                while held.len() >= TOGETHER:
                    spill.add(held.head(TOGETHER).to_frame("text"))
                    held = held.slice(TOGETHER)
        spill.add(held.to_frame("text"))
        return spill


def whole_rows(stream: IO[bytes], row: bytes, least: int) -> Iterator[tuple[Frame, bytes]]:
    """The rows of a member, whole ones of ``least`` bytes at a time, with what stands around them."""
    frame, rest = None, b""
    while piece := stream.read(PIECE):
        rest += piece
        if frame is None and (found := TABLE.search(rest)):
            frame, rest = Frame(rest[: found.end()], found[1] or b"", found[2]), rest[found.end() :]
            last = b"</" + frame.prefix + row + b">"
            if found[3]:
                return
        if frame and len(rest) >= least and (at := rest.rfind(last)) >= 0:
            yield frame, rest[: at + len(last)]
            rest = rest[at + len(last) :]
        if len(rest) > MOST:
            raise file_fault("file_bomb")
    if frame is None or frame.close not in rest or not rest.rstrip().endswith(frame.end):
        raise file_fault("file_corrupt")
    yield frame, rest[: rest.index(frame.close)]


def _cells(book: CalamineWorkbook, sheet: str) -> tuple[tuple[int, int], list[Any]]:
    """Where the filled cells of a sheet begin, and its cells from there on."""
    with book:
        page = book.get_sheet_by_name(sheet)
        return page.start or (0, 0), page.to_python() if page.start else []


def _stretches(rows: bytes) -> Iterator[bytes]:
    """Rows cut where many are missing between two, because the library fills them in."""
    begin, first, many = 0, None, 0
    for tag in ROW.finditer(rows):
        number = int(tag[1]) if tag[1] else None
        if number is not None and first is not None and number - first > 4 * many + GAP:
            yield rows[begin : tag.start()]
            begin, first, many = tag.start(), None, 0
        first = number if first is None else first
        many += 1
    yield rows[begin:]


def _numbered(rows: bytes, below: int) -> bytes:
    """Rows of which the first says where it stands; ``below``: how many there were before."""
    first = ROW.search(rows)
    if first is None or first[1]:
        return rows
    return rows[: first.end()] + b' r="%d"' % (below + 1) + rows[first.end() :]


def _as_rows(items: bytes) -> bytes:
    """Shared texts as a sheet of two columns: a number, so that none is left out, and the text."""

    def row(tag: re.Match[bytes]) -> bytes:
        if tag[0].startswith(b"</"):
            return b"</is></c></row>"
        return b"<row><c><v>1</v></c></row>" if tag[1] else b'<row><c><v>1</v></c><c t="inlineStr"><is>'

    return b"<worksheet><sheetData>" + ITEM.sub(row, items) + b"</sheetData></worksheet>"


def _marked(rows: bytes) -> bytes:
    """Rows in which a cell holds the number of its shared text, with ``SHARED`` before it."""
    mark = SHARED.encode()
    rows = rows.replace(mark, b"") if mark in rows else rows
    plain = rows.replace(PLAIN, PLAIN.replace(b"s", b"str", 1) + mark)
    return SHARES.sub(rb'\1"str"\2' + mark, plain)
