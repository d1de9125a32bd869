"""A csv as text columns, some rows at a time: any separator, quotes or none, UTF-8, UTF-16 or Windows Latin.

The file is gone through twice, first for what only the whole of it shows (its encoding, its width, whether its quotes
close), then for its cells; neither time is it all in memory.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, BinaryIO

import polars as pl

from .faults import file_fault
from .kinds import Limits

CONTROLS = bytes({*range(32), 127} - {10})
SEPARATORS = ";\t|,"
RARE = "~^#*:"  # tried only where none of those splits most lines
PIECE = 2**22  # bytes read at once
BLOCK = 2**23  # bytes of whole lines that become columns together
ROWS = 50_000  # rows that become columns together where quotes need a patient reader
LINE = b"\x01"  # stands in no text, so that a whole line is one cell
TOP = 20_000  # characters in which the separator is looked for


@dataclass
class Text:
    """A csv and what a first look through it found. ``quoted``: ``no``, ``plain`` (no cell breaks a line), ``odd``."""

    stream: BinaryIO
    encoding: str
    separator: str = ";"
    width: int = 0
    rows: int = 0
    quoted: str = "no"
    tidy: bool = True
    told_as_text: bool = False  # ="0123", as a csv tells a spreadsheet that digits are text

    def parts(self) -> Iterator[list[pl.Series]]:
        """The columns of some rows after the other; blank cells are null."""
        made = _row_by_row(self.blocks(), self.separator, self.width) if self.quoted == "odd" else self._at_once()
        for columns in made:
            if self.told_as_text:
                columns = [column.str.replace('^="([^"]*)"$', "${1}") for column in columns]  # noqa: PLW2901
            yield [texts(column, tidy=self.tidy) for column in columns]

    def _at_once(self) -> Iterator[list[pl.Series]]:
        for block in self.blocks():
            quote = '"' if self.quoted == "plain" else None
            yield columns_of(block, self.separator, quote, self.width)

    def blocks(self) -> Iterator[bytes]:
        """The text as UTF-8, its lines ended by a line feed alone, in blocks of whole lines."""
        self.stream.seek(0)
        rest = b""
        for piece in _even(_utf8(self.stream, self.encoding)):
            whole = rest + piece
            cut = whole.rfind(b"\n") + 1 if len(whole) >= BLOCK else 0
            rest = whole[cut:]
            if cut:
                yield whole[:cut]
        if rest:
            yield rest


def opened(stream: BinaryIO, limits: Limits) -> Text:
    """A csv looked through once. Raises ``FileFault`` for a quote that never closes and for too many cells."""
    text = Text(stream, _encoding(stream))
    first = next(text.blocks(), b"")
    text.separator = separator_of(first[:TOP].decode(errors="replace"))
    _look_through(text)
    if text.quoted == "odd":
        text.tidy = False
        _measure_patiently(text, limits)
    if text.width > limits.columns or text.width * text.rows > limits.cells:
        raise file_fault("file_bomb")
    return text


def _encoding(stream: BinaryIO) -> str:
    """UTF-16 by its mark, else UTF-8 if it is, else Windows Latin."""
    stream.seek(0)
    if stream.read(2) in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return "utf-16"
    stream.seek(0)
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while piece := stream.read(PIECE):
            decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "latin-1"
    return "utf-8"


def _utf8(stream: BinaryIO, encoding: str) -> Iterator[bytes]:
    if encoding == "utf-8":
        first = stream.read(PIECE)
        yield first.removeprefix(codecs.BOM_UTF8)
        while piece := stream.read(PIECE):
            yield piece
        return
    decoder = codecs.getincrementaldecoder("cp1252" if encoding == "latin-1" else encoding)(errors="replace")
    while piece := stream.read(PIECE):
        yield decoder.decode(piece).encode()
    yield decoder.decode(b"", final=True).encode()


def _even(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Lines ended as Windows or an old Macintosh does end by a line feed; zero bytes are no text."""
    held = b""
    for piece in pieces:
        whole = held + piece
        held = b"\r" if whole.endswith(b"\r") else b""
        whole = whole.removesuffix(b"\r")
        yield whole.replace(b"\r\n", b"\n").replace(b"\r", b"\n").replace(b"\x00", b"")
    yield b"\n" if held else b""


def _look_through(text: Text) -> None:
    for block in text.blocks():
        text.rows += block.count(b"\n") + (not block.endswith(b"\n"))
        marked = b"\xe2\x80" in block or b"\xef\xbb\xbf" in block
        text.tidy &= not marked and len(block.translate(None, CONTROLS)) == len(block)
        text.told_as_text |= b'="' in block
        if text.quoted == "odd":
            continue
        lines = _lines(block)
        if b'"' in block:
            text.quoted = "plain" if _closed(lines, text.separator) else "odd"
            lines = lines.str.replace_all('"[^"]*"', "")
        signs = lines.str.count_matches(text.separator, literal=True)
        text.width = max(text.width, 1 + signs.to_frame().max().item())


def _lines(block: bytes) -> pl.Series:
    if LINE in block:
        return pl.Series(block.decode().removesuffix("\n").split("\n"), dtype=pl.String)
    return columns_of(block, LINE.decode(), None, 1)[0].fill_null("")


def _closed(lines: pl.Series, separator: str) -> bool:
    """Whether every quote closes on its line."""
    sign = re.escape(separator)
    cell = f'(?:"(?:[^"]|"")*"|[^"{sign}]*)'
    return lines.str.contains(f"^{cell}(?:{sign}{cell})*$").all()


def columns_of(block: bytes, separator: str, quote: str | None, width: int) -> list[pl.Series]:
    """The cells of whole lines, none wider than ``width``. A first line of that width shows the reader how wide."""
    schema = {f"c{place}": pl.String for place in range(width)}
    wide = separator.encode() * (width - 1) + b"\n"
    frame = pl.read_csv(wide + block, has_header=False, schema=schema, separator=separator, quote_char=quote)
    return frame[1:].get_columns()


def _rows(blocks: Iterable[bytes], separator: str) -> Iterator[list[str]]:
    """Row by row with every rule of quoting. Raises ``FileFault`` where a quote has swallowed too much."""
    lines = (line for block in blocks for line in io.StringIO(block.decode()))
    reader, row = csv.reader(lines, delimiter=separator), 0
    try:
        for row, cells in enumerate(reader, 1):  # noqa: B007  counted for the fault
            yield cells
    except csv.Error as swallowed:
        raise file_fault("file_open_quote", row=row + 1) from swallowed


def _row_by_row(blocks: Iterable[bytes], separator: str, width: int) -> Iterator[list[pl.Series]]:
    """The columns of some rows after the other, short rows filled up to ``width``."""
    rows = _rows(blocks, separator)
    while some := list(islice(rows, ROWS)):
        filled = [row + [""] * (width - len(row)) for row in some]
        yield [pl.Series(column, dtype=pl.String) for column in zip(*filled, strict=True)]


def _measure_patiently(text: Text, limits: Limits) -> None:
    text.width = max((len(row) for row in _rows(text.blocks(), text.separator)), default=0)
    text.rows = 0
    if text.width > limits.columns:
        raise file_fault("file_bomb")
    for columns in _row_by_row(text.blocks(), text.separator, text.width):
        _refuse_open_quote(columns, text.separator, text.rows)
        text.rows += columns[0].len()


def _refuse_open_quote(columns: list[pl.Series], separator: str, before: int) -> None:
    """A quote that is closed too late or never swallows whole rows into one cell: line breaks and all separators."""
    for column in columns:
        breaks = column.str.count_matches("\n", literal=True)
        inside = column.str.count_matches(separator, literal=True)
        swallowed = ((breaks > 0) & (inside >= breaks * (len(columns) - 1))).arg_true()
        if len(swallowed):
            raise file_fault("file_open_quote", row=before + swallowed[0] + 1)


def texts(values: Any, *, tidy: bool = False) -> pl.Series:
    """Text without control characters (``tidy``: known to have none) and outer blanks; empty cells are null."""
    series = pl.Series(values, dtype=pl.String)
    if not tidy:
        series = series.str.replace_all("[\x00-\x1f\x7f\u200b-\u200f\ufeff]+", " ")
    series = series.str.strip_chars(" \u00a0")
    return series.set(series == "", None)


def separator_of(text: str) -> str:
    """The separator that splits most of the first lines into the same number of cells."""
    if text[:4].lower() == "sep=" and text[4:5] in SEPARATORS + RARE:
        return text[4]
    lines = [line for line in text.split("\n")[:40] if line.strip()]

    def strength(separator: str) -> tuple[int, int]:
        counts = Counter(line.count(separator) for line in lines if separator in line)
        cells, times = max(counts.items(), key=lambda pair: (pair[1] * pair[0], pair[0]), default=(0, 0))
        return times * min(cells, 3), cells

    usual, rare = max(SEPARATORS, key=strength), max(RARE, key=strength)
    return rare if strength(rare)[0] > max(len(lines), 2 * strength(usual)[0]) else usual
