"""Filled cells that no header speaks for: above it, right of it, under another one, or on a sheet without one.

Such cells are never dropped silently. Where a person may be lost the finding is an error; where a whole column has no
title it asks for one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import polars as pl

from .headers import Header, letter_of
from .profiles import Profile, plain
from .sheets import Sheet
from .shifts import SIXTEEN

NUMBERING = r"^[0-9]{1,6}\W*$"
DENSE = 0.5  # share of the rows from which on cells without a title are a column, and not remarks on some rows


def above(sheet: Sheet, header: Header) -> list[tuple[int, str]]:
    """The rows above a header that hold a NIK: where (from 1) and what."""
    rows = ((index, sheet.row(index)) for index in range(header.top))
    return [(index + 1, _text(cells)) for index, cells in rows if any(re.search(SIXTEEN, cell or "") for cell in cells)]


def unread(sheet: Sheet) -> tuple[int, int]:
    """Of a sheet that is not read: its first row with a NIK (from 1) and how many there are among its first rows."""
    if not sheet.height:
        return 0, 0
    cells = pl.DataFrame({str(place): column for place, column in enumerate(sheet.columns)})
    found = cells.select(pl.any_horizontal(pl.all().str.contains(SIXTEEN).fill_null(False))).to_series().arg_true()
    return (found[0] + 1, len(found)) if len(found) else (0, 0)


def nik_twice(header: Header, known: Profile) -> str:
    """The letters of all columns that say NIK, when there are several."""
    more = [place for place, text in header.unknown if known.field_of(text) == "nik"]
    return ", ".join(letter_of(place) for place in sorted([*more, header.columns["nik"]])) if more else ""


def untitled(sheet: Sheet, header: Header) -> tuple[list[int], list[int]]:
    """Columns without a title: those of which every filled cell is told with its row, and those told once.

    Told once are columns that most rows fill and that stand among titled ones, or under a title merged over them.
    """
    titled = {place for place, text in enumerate(header.texts) if text} | {*header.columns.values(), *header.ignored}
    merged = {
        place
        for top, left, bottom, right in sheet.away.merges
        if top <= header.bottom and bottom >= header.top and left in titled
        for place in range(left + 1, right + 1)
    }
    first, last = min(titled), max(titled)
    by_row, once = list[int](), list[int]()
    for place, column in enumerate(sheet.columns):
        below = column.slice(header.bottom + 1)
        filled = below.drop_nulls()
        if place in titled or (place < first and filled.len() and filled.str.contains(NUMBERING).all()):
            continue
        among = place < last and filled.len() >= DENSE * below.len()
        (once if filled.len() and (among or place in merged) else by_row).append(place)
    return by_row, once


def beyond(header: Header, places: Sequence[int]) -> list[pl.Expr]:
    """The first filled cell of a row under no title, and the letter of its column; numbering repeated there is none.

    Expects the columns ``cell_0`` … of the sheet.
    """
    number, nothing = header.columns.get("number"), pl.lit(None, pl.String)
    own = nothing if number is None else pl.col(f"cell_{number}")
    cell, letter = nothing, nothing
    for place in reversed(places):
        here = pl.col(f"cell_{place}")
        filled = here.is_not_null() & ~(here.str.strip_chars(". ()") == own).fill_null(False)
        cell, letter = (
            pl.when(filled).then(here).otherwise(cell),
            pl.when(filled).then(pl.lit(letter_of(place))).otherwise(letter),
        )
    return [cell.alias("beyond"), letter.alias("beyond_letter")]


def repeated_headers(odd: pl.DataFrame, width: int, sheet: Sheet, header: Header, known: Profile) -> dict[int, bool]:
    """The rows (places in ``odd``) that are a header again, and whether it names the columns as the first one does."""
    said = pl.sum_horizontal(
        pl.col(f"cell_{place}").str.to_lowercase().str.replace_all("[^0-9a-z]+", " ").str.strip_chars(" ")
        .is_in(list(known.headers)).fill_null(False)
        for place in range(width)
    )  # fmt: skip
    own = [[plain(cell) for cell in sheet.row(index)] for index in range(header.top, header.bottom + 1)]
    fields = {place: name for name, place in header.columns.items()}
    found = {}
    for at in odd.select(said >= 2).to_series().arg_true():
        cells = {place: cell for place, cell in enumerate(odd.select(pl.col("^cell_.*$")).row(at)) if cell}
        named = {place: known.field_of(cell) for place, cell in cells.items()}
        if len({*named.values()} - {None}) >= 2 and {"nik", "name"} & {*named.values()}:
            found[at] = all(
                named[place] == fields.get(place) or any(plain(cell) == row[place] for row in own if place < len(row))
                for place, cell in cells.items()
            )
    return found


def _text(cells: Sequence[str | None]) -> str:
    return " ".join(cell for cell in cells if cell)[:200]
