"""A workbook read some rows at a time says what it says as a whole, and needs no more memory for more rows."""

from __future__ import annotations

import gc
import io
import re
import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from unittest.mock import Mock

import polars as pl
import pytest
from python_calamine import CalamineWorkbook

from rangkiang.intake.checks import check
from rangkiang.intake.readers import hidden, kinds, parquets, pieces, sheets, spill, tables
from rangkiang.intake.readers.faults import FileFault
from rangkiang.intake.readers.kinds import Limits
from rangkiang.intake.readers.parts import Part, joined, part_of

from .lists import HEADER, ON, ods_file, people, replaced, xlsx_file

SHEET = "xl/worksheets/sheet1.xml"


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pieces of some rows, so that a short file has many."""
    for name, size in (("PIECE", 700), ("ROWS", 2000), ("TEXTS", 900), ("TOGETHER", 7)):
        monkeypatch.setattr(pieces, name, size)
    monkeypatch.setattr(parquets, "ROWS", 10)


def as_rows(part: Part) -> tuple[list[tuple[str | None, ...]], dict[int, list[bool]]]:
    rows = list(zip(*(column.to_list() for column in part.columns), strict=True))
    return rows, {place: marks.to_list() for place, marks in part.numbers.items() if marks.any()}


def by_parts(raw: bytes) -> list[Part]:
    return list(sheets.opened(io.BytesIO(raw)).sheets[0].parts())


def at_once(raw: bytes) -> Part:
    """The same sheet as the library reads it whole."""
    with CalamineWorkbook.from_filelike(io.BytesIO(raw)) as book:
        sheet = book.get_sheet_by_index(0)
        assert sheet.start
        return part_of(list(sheet.iter_rows()), 0, sheet.start[1])


def odd_cells(book: Any, page: Any) -> None:
    """Every kind of cell, beside the list and below it."""
    day, bold = book.add_format({"num_format": "dd/mm/yyyy"}), book.add_format({"bold": True})
    for at in range(3, 60, 4):
        page.write_datetime(at, 13, datetime(1970, 1, 1 + at % 28), day)  # noqa: DTZ001
        page.write_number(at, 14, 1303040207709001 + at)
        page.write_formula(at, 15, '="a"&"b"', None, f"teks {at} & <lain>")
        page.write_boolean(at, 16, at % 8 == 3)
        page.write_rich_string(at, 17, "tebal ", bold, f"sekali {at}")
        page.write_formula(at, 18, "=1/0", None, "#DIV/0!")
        page.write_string(at, 19, "  \ue0003 é \n baris")
    page.write_string(90, 2, "jauh di bawah")


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(
    "spoiled",
    [
        lambda sheet: sheet,
        lambda sheet: sheet.replace(b't="s"><v>', b"t='s' ><v >").replace(b"</v >", b"</v>"),
        lambda sheet: re.sub(rb'(<row) r="[0-9]+"', rb"\1", sheet),
        lambda sheet: re.sub(rb"(</?)(row|c|v|sheetData|worksheet)(?=[ >/])", rb"\1x:\2", sheet),
    ],
    ids=["as it is", "other signs", "rows without a number", "tags with a prefix"],
)
def test_a_workbook_in_pieces_says_the_same(spoiled: Callable[[bytes], bytes]) -> None:
    raw = replaced(xlsx_file([("DAFTAR",), (), HEADER, *people(60)], more=odd_cells), SHEET, spoiled)
    parts = by_parts(raw)
    assert len(parts) > 5
    whole, mine = as_rows(at_once(raw)), as_rows(joined(parts))
    assert mine[1] == whole[1]
    assert [[(cell or "").replace("\ue000", "") for cell in row] for row in mine[0]] == [
        [(cell or "").replace("\ue000", "") for cell in row] for row in whole[0]
    ]


@pytest.mark.usefixtures("small")
def test_rows_far_apart_are_not_filled_in_between() -> None:
    def more(_book: Any, page: Any) -> None:
        page.write_string(400_000, 1, "x")

    parts = by_parts(xlsx_file([HEADER, *people(3)], more=more))
    assert [(part.start, part.height) for part in parts] == [(0, 4), (400_000, 1)]


@pytest.mark.usefixtures("small")
def test_merged_and_hidden_cells_reach_over_the_pieces() -> None:
    def more(_book: Any, page: Any) -> None:
        page.merge_range(5, 8, 44, 8, "Silokek")
        for row in range(20, 41):
            page.set_row(row, None, None, {"hidden": True})

    result = check(xlsx_file([HEADER, *people(60)], more=more), "a.xlsx", on=ON)
    assert result.frame["village_code"][4:44].to_list() == ["13.03.04.2003"] * 40
    assert result.frame["village_code"][44] == "13.03.04.2001"
    told = result.findings.filter(pl.col("code") == "hidden_rows")["message_id"]
    hidden = [re.findall("[0-9]+", words) for words in told]
    rows = [row for first, *last in hidden for row in range(int(first), int((last or [first])[0]) + 1)]
    assert rows == list(range(21, 42))


def test_a_column_is_taken_up_once_however_many_of_its_cells_are_merged() -> None:
    def more(_book: Any, page: Any) -> None:
        for top in range(1, 31, 3):
            page.merge_range(top, 8, top + 1, 8, "Silokek")

    (sheet, header), *_ = tables.find_tables(
        sheets.opened(io.BytesIO(xlsx_file([HEADER, *people(30)], more=more)))
    ).sheets
    part = next(sheet.parts())
    columns = [Mock(wraps=column) for column in part.columns]
    filled, notes = tables._Merged(sheet, header).filled(replace(part, columns=columns))
    assert (len(notes), filled.columns[8][2]) == (10, "Silokek")
    assert [column.to_list.call_count for column in columns if column.to_list.called] == [1]


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("left", [300, 5000, 9000])
def test_a_sheet_that_breaks_off_is_damaged(left: int) -> None:
    raw = replaced(xlsx_file([HEADER, *people(60)]), SHEET, lambda sheet: sheet[:left])
    assert check(raw, "a.xlsx", on=ON).fault.code == "file_corrupt"


@pytest.mark.usefixtures("small")
def test_a_parquet_in_pieces_says_the_same() -> None:
    frame = pl.DataFrame({"a": range(35), "b": [1.5, None, 3.0, 4.0, 5.0] * 7, "c": [date(1970, 1, 2)] * 35})
    made = io.BytesIO()
    frame.write_parquet(made, row_group_size=20)
    parts = by_parts(made.getvalue())
    assert max(part.height for part in parts) == 10
    rows, numbers = as_rows(joined(parts))
    assert rows[:3] == [("a", "b", "c"), ("0", "1.5", "1970-01-02"), ("1", None, "1970-01-02")]
    assert (len(rows), numbers) == (36, {1: [False, *([True, False, True, True, True] * 7)]})


def peak(raw: bytes) -> int:
    """Bytes that reading every row of a list took at most."""
    gc.collect()
    tracemalloc.start()
    try:
        for _part in sheets.opened(io.BytesIO(raw)).sheets[0].parts():
            pass
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_a_table_in_another_order_stays_so_from_piece_to_piece(small: None) -> None:
    def turn(row: Any) -> list[Any]:
        return [row[0], *reversed(row[1:])]

    rows = [HEADER, *people(20), turn(HEADER), *map(turn, people(40, 30)), HEADER, *people(20, 80)]
    raw = xlsx_file(rows)
    assert len(by_parts(raw)) > 3
    result = check(raw, "a.xlsx", on=ON)
    assert (result.rows, result.accepted) == (80, 80)
    assert set(result.findings["code"]) == {"row_repeated_header"}


def test_twice_the_rows_take_no_more_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (kinds, hidden, pieces):
        monkeypatch.setattr(module, "PIECE", 2**13)
    for name, size in (("ROWS", 2**15), ("TEXTS", 2**13)):
        monkeypatch.setattr(pieces, name, size)
    monkeypatch.setattr(spill, "SMALL", 2**12)
    few, many = (peak(xlsx_file([HEADER, *people(rows)])) for rows in (1500, 3000))
    assert many < 1.3 * few


def test_what_can_only_be_read_whole_has_a_limit_that_says_what_to_do() -> None:
    raw = ods_file([HEADER, *people(20)])
    for limits in (Limits(whole_cells=200), Limits(whole=1000)):
        fault = check(raw, "a.ods", on=ON, limits=limits).fault
        assert fault
        assert fault.code == "file_whole_too_large"
        assert "xlsx atau csv" in fault.message_id
    with pytest.raises(FileFault):
        sheets.read(raw, Limits(whole_cells=200))
    assert (
        check(xlsx_file([HEADER, *people(20)]), "a.xlsx", on=ON, limits=Limits(whole_cells=200, whole=1000)).rows == 20
    )
