"""A further table on a sheet, with the columns of the first in another order: its rows are put into the first's order.

Only where every title of its header is one of the first header's, by field or by text; any other stays a finding. What
stands in a column without a title goes behind all others, so that it is told and not lost.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import polars as pl

from .headers import Header, letter_of
from .parts import Part
from .profiles import Profile, plain
from .sheets import Sheet

Order = dict[int, int]  # the column in which the first table has it → the column in which it stands


@dataclass
class Moves:
    """Where rows were put into another order: sheet, from which row on (from 1), letter read → letter in the file."""

    made: list[tuple[str, int, dict[str, str]]] = field(default_factory=list)

    def relettered(self, said: pl.DataFrame) -> pl.DataFrame:
        """Findings with the letter at which their cell stands in the file."""
        letter = pl.col("letter")
        for at, (sheet, first, letters) in enumerate(self.made):
            ends = [row for name, row, _ in self.made[at + 1 :] if name == sheet]
            here = (pl.col("sheet") == sheet) & (pl.col("row") >= first)
            here = here & (pl.col("row") < ends[0]) if ends else here
            letter = pl.when(here).then(pl.col("letter").replace(letters)).otherwise(letter)
        return said.with_columns(letter.alias("letter")) if self.made else said


class Turned:
    """The parts of a sheet one after the other, every row in the order of the first header's columns."""

    def __init__(self, sheet: Sheet, header: Header, known: Profile, moves: Moves) -> None:
        self.sheet, self.header, self.known, self.moves = sheet, header, known, moves
        self.width = len(sheet.columns)
        self.key = header.columns.get("nik", min(header.columns.values()))  # in every header some title stands there
        self.order: Order = {}

    def put(self, part: Part) -> Part:
        """The part with its rows in the first table's order; a header below the first may change that of its rows."""
        orders = {0: self.order}
        for at in self._headers(part):
            row = [column[at] for column in part.columns]
            if (order := self._order(row)) is not None and order != self.order:
                self.order = orders[at] = order
                letters = {letter_of(there): letter_of(here) for there, here in order.items()}
                self.moves.made.append((self.sheet.name, part.start + at + 1, letters))
        if not any(orders.values()):
            return part
        ends = [*list(orders)[1:], part.height]
        return _joined(
            [_turned(part, at, end - at, order) for (at, order), end in zip(orders.items(), ends, strict=True)]
        )

    def _headers(self, part: Part) -> list[int]:
        """The rows of a part, below the first header, that may be a header: with a known title where the NIK stands."""
        if self.key >= len(part.columns):
            return []
        cells = pl.DataFrame({"cell": part.columns[self.key]}).with_row_index("at")
        cells = cells.filter((pl.col("at") + part.start > self.header.bottom) & ~pl.col("cell").str.contains("[0-9]"))
        return [at for at, cell in cells.rows() if plain(cell) in self.known.headers]

    def _order(self, row: list[str | None]) -> Order | None:
        """The order that a row's titles say; empty where it is the first table's, ``None`` where the row is no header
        or one of them is not known.
        """
        texts = {plain(text): place for place, text in enumerate(self.header.texts) if text}
        found: Order = {}
        for place, cell in enumerate(row):
            if not cell:
                continue
            there = texts.get(plain(cell), self.header.columns.get(self.known.field_of(cell) or ""))
            if there is None or there in found:
                return None
            found[there] = place
        named = {name for name, place in self.header.columns.items() if place in found}
        if len(named) < 2 or not {*self.known.required} <= named:
            return None
        if all(there == place for there, place in found.items()):
            return {}
        untitled = [place for place, cell in enumerate(row) if not cell]
        return found | {self.width + at: place for at, place in enumerate(untitled)}


def _turned(part: Part, start: int, height: int, order: Order) -> Part:
    """Some rows of a part, each column where ``order`` has it; blank where it has none."""
    columns = [column.slice(start, height) for column in part.columns]
    numbers = {place: marks.slice(start, height) for place, marks in part.numbers.items()}
    here = Part(part.start + start, columns, numbers)
    if not order:
        return here
    blank = pl.Series([None], dtype=pl.String).new_from_index(0, height)
    width = max(len(columns), *(there + 1 for there in order))
    put = [columns[order[at]] if at in order else blank for at in range(width)]
    return replace(here, columns=put, numbers={at: here.marks(order[at]) for at in order if order[at] in numbers})


def _joined(parts: list[Part]) -> Part:
    """Parts that follow each other as one."""
    width = max(len(part.columns) for part in parts)
    wide = [part.widened(width) for part in parts]
    marked = sorted({place for part in parts for place in part.numbers})
    columns = [pl.concat(column) for column in zip(*(part.columns for part in wide), strict=True)]
    return Part(parts[0].start, columns, {at: pl.concat(part.marks(at) for part in wide) for at in marked})
