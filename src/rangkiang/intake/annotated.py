"""The list given back to its sender: the same sheets, rows and columns, faulty cells coloured, each fault in words.

Cells are written as text with a quote before them, so that what a stranger typed never runs as a formula, neither here
nor after somebody saves the file as csv. Rows keep their numbers; the last column says what is wrong and what to do.
"""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO

import xlsxwriter

from .readers.sheets import Sheet, opened

TITLE, LISTED = "Yang perlu diperbaiki", "Temuan"
COLOURS = {"error": "#F8C9C4", "warning": "#FCE8B2", "info": "#DDEBF7"}
WORDS = {"error": "kesalahan", "warning": "peringatan", "info": "catatan"}
RANK = {"error": 0, "warning": 1, "info": 2}
HELD = 1_048_576  # rows of a worksheet; a longer list goes on in a further one
SHOWN = 20_000  # comments in one workbook; beyond it the last column alone says what is wrong
WIDEST = 400  # characters of the last column shown without opening the cell
UNSAFE = "[]:*?/\\'"


@dataclass(frozen=True)
class Fault:
    """One finding: ``row`` from 1 (0 is the sheet or file), ``letter`` of the column or empty, words in Indonesian."""

    sheet: str
    row: int
    letter: str
    column: str
    value: str
    severity: str
    message: str


def annotate(content: bytes | BinaryIO, faults: Iterable[Fault]) -> bytes:
    """The workbook for the sender. ``content``: the file as it came. Raises FileFault when they cannot be read."""
    found = list(faults)
    by_row: dict[tuple[str, int], list[Fault]] = defaultdict(list)
    for one in found:
        by_row[one.sheet, one.row].append(one)
    book = opened(io.BytesIO(content) if isinstance(content, bytes) else content)
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"constant_memory": True}) as out:
        looks = _looks(out)
        names = _names(book.sheets)
        left = SHOWN
        for sheet in book.sheets:
            left = _write(out, names[sheet.name], sheet, by_row=by_row, looks=looks, comments=left)
        _list(out, names[""] if "" not in {s.name for s in book.sheets} else LISTED, found, looks)
    return made.getvalue()


def _looks(out: xlsxwriter.Workbook) -> dict[str, Any]:
    text = {"num_format": "@", "quote_prefix": True}
    looks = {severity: out.add_format(text | {"bg_color": colour}) for severity, colour in COLOURS.items()}
    looks["plain"] = out.add_format(text)
    looks["told"] = out.add_format(text | {"text_wrap": True, "valign": "top", "font_color": "#7A1F16"})
    looks["bold"] = out.add_format({"bold": True, "bottom": 1})
    return looks


def _names(sheets: list[Sheet]) -> dict[str, str]:
    """Names that a workbook accepts, each once; the list of findings has its own."""
    given: dict[str, str] = {}
    taken: set[str] = set()
    for name in [*(sheet.name for sheet in sheets), ""]:
        fallback = LISTED if not name and name not in {s.name for s in sheets} else "Daftar"
        base = "".join("-" if sign in UNSAFE else sign for sign in name).strip()[:28] or fallback
        fit, number = base, 2
        while fit.lower() in taken or (name and fit == LISTED):
            fit, number = f"{base[:25]} {number}", number + 1
        taken.add(fit.lower())
        given.setdefault(name, fit)
    return given


def _place(letter: str) -> int | None:
    """A column's letter as its place from 0."""
    number = 0
    for sign in letter:
        number = number * 26 + ord(sign) - 64
    return number - 1 if letter else None


def _write(
    out: xlsxwriter.Workbook,
    name: str,
    sheet: Sheet,
    *,
    by_row: Mapping[tuple[str, int], list[Fault]],
    looks: dict[str, Any],
    comments: int,
) -> int:
    """One sheet with its marks. Returns how many comments may still be written."""
    width = max((len(part.columns) for part in sheet.parts()), default=0)
    page = _page(out, name, width)
    page.write_string(0, width, TITLE, looks["bold"])
    for part in sheet.parts():
        columns = [column.to_list() for column in part.columns]
        for at in range(part.height):
            row = part.start + at
            if row and row % HELD == 0:
                page = _page(out, f"{name[:14]} baris {row + 1}", width)
            here = by_row.get((sheet.name, row + 1), ())
            cells = [column[at] for column in columns]
            comments = _row(page, row % HELD, width=width, cells=cells, here=here, looks=looks, comments=comments)
    return comments


def _page(out: xlsxwriter.Workbook, name: str, width: int) -> Any:
    page = out.add_worksheet(name)
    page.set_column(0, max(width - 1, 0), 16)
    page.set_column(width, width, 70)
    return page


def _row(
    page: Any,
    row: int,
    *,
    width: int,
    cells: list[str | None],
    here: Iterable[Fault],
    looks: dict[str, Any],
    comments: int,
) -> int:
    """One row (from 0) with its marks, and behind its ``width`` columns what is wrong with it."""
    found = sorted(here, key=lambda one: RANK[one.severity])
    marks: dict[int, list[Fault]] = defaultdict(list)
    for one in found:
        if (place := _place(one.letter)) is not None and place < width:
            marks[place].append(one)
    for place, value in enumerate(cells):
        marked = marks.get(place)
        if marked:
            page.write_string(row, place, value or "", looks[marked[0].severity])
            if comments > 0:
                words = "\n".join(one.message for one in marked)
                page.write_comment(row, place, words, {"x_scale": 2.2, "y_scale": 1.2, "author": "Rangkiang"})
                comments -= 1
        elif value:
            page.write_string(row, place, value, looks["plain"])
    if found:
        told = " · ".join(dict.fromkeys(f"{one.column}: {one.message}" if one.column else one.message for one in found))
        page.write_string(row, width, told[:32_000], looks["told"])
    return comments


def _list(out: xlsxwriter.Workbook, name: str, found: list[Fault], looks: dict[str, Any]) -> None:
    """Every finding in one list, those of the whole file first."""
    found = sorted(found, key=lambda one: (one.row > 0, one.sheet, one.row))
    for number, start in enumerate(range(0, max(len(found), 1), HELD - 1), 1):
        page, here = out.add_worksheet(name if number == 1 else f"{name} {number}"), found[start : start + HELD - 1]
        page.set_column(0, 3, 14)
        page.set_column(4, 4, 22)
        page.set_column(5, 5, 100)
        for at, title in enumerate(("Lembar", "Baris", "Kolom", "Tingkat", "Isi sel", TITLE)):
            page.write_string(0, at, title, looks["bold"])
        for row, one in enumerate(here, 1):
            cells = (one.sheet, str(one.row or ""), one.column, WORDS[one.severity], one.value, one.message)
            for at, cell in enumerate(cells):
                page.write_string(row, at, cell, looks[one.severity if at == 3 else "plain"])
        page.freeze_panes(1, 0)
        page.autofilter(0, 0, max(len(here), 1), 5)
