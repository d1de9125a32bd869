"""Some rows of a sheet as columns of text, with a note of which cells were numbers.

An identifier that a spreadsheet kept as a number may have lost its last digit, so that note must survive until the
identifier is judged.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

import polars as pl

from .csvs import texts


@dataclass(frozen=True)
class Part:
    """Some rows of a sheet that follow each other, from row ``start`` (from 0) on."""

    start: int
    columns: list[pl.Series]
    numbers: dict[int, pl.Series] = field(default_factory=dict)

    @property
    def height(self) -> int:
        return self.columns[0].len() if self.columns else 0

    def marks(self, place: int) -> pl.Series:
        """Which cells of a column were numbers."""
        none = pl.Series([False], dtype=pl.Boolean).new_from_index(0, self.height)
        return self.numbers.get(place, none)

    def from_row(self, start: int) -> Part:
        """The same rows with blank ones before them, so that they begin at ``start``, which is not behind them."""
        above = self.start - start
        columns = [_blank(above).append(column) for column in self.columns]
        none = pl.Series([False], dtype=pl.Boolean).new_from_index(0, above)
        return Part(start, columns, {at: pl.concat([none, one]) for at, one in self.numbers.items()})

    def widened(self, width: int) -> Part:
        """The same rows with as many columns, at least."""
        return replace(self, columns=self.columns + [_blank(self.height)] * (width - len(self.columns)))


def _blank(height: int) -> pl.Series:
    return pl.Series([None], dtype=pl.String).new_from_index(0, height)


def part_of(rows: Sequence[Sequence[Any]], top: int, left: int) -> Part:
    """Rows of cells as a part from row ``top`` on, after ``left`` blank columns."""
    columns, numbers = [_blank(len(rows))] * left, {}
    for index, values in enumerate(zip(*rows, strict=True), left):
        kinds = set(map(type, values))
        columns.append(texts(values if kinds <= {str} else [_text(value) for value in values]))
        if kinds & {int, float}:
            numbers[index] = pl.Series([type(value) in (int, float) for value in values], dtype=pl.Boolean)
    return Part(top, columns, numbers)


def joined(parts: Sequence[Part]) -> Part:
    """Parts of one sheet as one from row 0 on; rows that stand in none are blank."""
    width, below, whole = max((len(part.columns) for part in parts), default=0), 0, list[Part]()
    for part in parts:
        whole.append(part.widened(width).from_row(below))
        below = part.start + part.height
    columns = [pl.concat(column) for column in zip(*(part.columns for part in whole), strict=True)]
    marked = sorted({place for part in whole for place in part.numbers})
    return Part(0, columns, {place: pl.concat(part.marks(place) for part in whole) for place in marked})


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
