"""A list as a file: CSV or Excel, in which no cell is ever taken for a formula.

A name that begins with ``=`` would be run by a spreadsheet. In CSV such a cell gets an apostrophe before it; in Excel
every cell is written as text or as a date.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date

import xlsxwriter

from rangkiang.access.listing import Cell

RISKY = ("=", "+", "-", "@", "\t", "\r", "\n")


def harmless(text: str) -> str:
    """The text as a spreadsheet shows it and never runs it."""
    return f"'{text}" if text.startswith(RISKY) else text


def as_csv(head: Sequence[object], rows: Iterable[Sequence[Cell]]) -> bytes:
    """UTF-8 with its mark, so that Excel reads the letters right; dates as YYYY-MM-DD."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([str(title) for title in head])
    for row in rows:
        cells = ("" if cell is None else cell for cell in row)
        writer.writerow([cell if isinstance(cell, int) else harmless(str(cell)) for cell in cells])
    return out.getvalue().encode("utf-8-sig")


def as_xlsx(head: Sequence[object], rows: Iterable[Sequence[Cell]]) -> bytes:
    """One sheet, its head bold and fixed."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
        sheet = book.add_worksheet()
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(head) - 1, 24)
        for column, title in enumerate(head):
            sheet.write_string(0, column, str(title), bold)
        for at, row in enumerate(rows, 1):
            for column, cell in enumerate(row):
                if isinstance(cell, date):
                    sheet.write_datetime(at, column, cell, day)
                elif isinstance(cell, int):
                    sheet.write_number(at, column, cell)
                elif cell:
                    sheet.write_string(at, column, str(cell))
    return out.getvalue()


FORMS = {
    "csv": (as_csv, "text/csv; charset=utf-8"),
    "xlsx": (as_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}
