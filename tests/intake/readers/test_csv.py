"""A csv is read by columns at once where that is safe, and row by row where it is not; both give the same cells."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rangkiang.intake.checks import check
from rangkiang.intake.readers import sheets
from rangkiang.intake.readers.faults import FileFault
from rangkiang.intake.readers.kinds import Limits
from rangkiang.intake.readers.sheets import read

from .lists import HEADER, ON, csv_file, people, person

texts = st.lists(st.sampled_from(['"', ";", ",", "\n", "a", "b c", " ", "é", "'", '""', "\t", "1"]), max_size=40)


@given(texts.map("".join), st.sampled_from(";,|\t"))
@settings(max_examples=300, deadline=None)
@example('a;"b;c";"d""e"\n;;\n1', ";")
@example('a;b\n"c\nd";e', ";")
@example("a\nb;c\nd;e;f", ";")
def test_both_ways_to_read_give_the_same_cells(text: str, separator: str) -> None:
    fast = sheets._columns_at_once(text.encode(), separator)
    if fast is None:
        return
    try:
        slow = sheets._columns_row_by_row(text, separator, Limits())
    except FileFault:
        pytest.fail("read at once what cannot be read row by row")
    width, height = len(slow), slow[0].len() if slow else 0
    cells = [[cell or None for cell in column.to_list()] for column in fast]
    assert [column[:height] for column in cells[:width]] == [[c or None for c in one.to_list()] for one in slow]
    assert not any(any(column) for column in cells[width:])
    assert not any(any(column[height:]) for column in cells)


@pytest.mark.parametrize("way", ["at once", "row by row"])
def test_lists_of_every_separator_are_read_in_the_intended_way(way: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object) -> None:
        raise AssertionError(way)

    if way == "at once":
        monkeypatch.setattr(sheets, "_columns_row_by_row", never)
        rows = [HEADER, *people(3), person(4, Jorong='"Koto, dekat; surau"')]
    else:
        monkeypatch.setattr(sheets, "_parsed", lambda *_: None)
        rows = [HEADER, *people(3), person(4, Jorong='"Koto\ndekat surau"')]
    for separator in ";\t|,":
        frame = check(csv_file(rows, separator), "a.csv", on=ON).frame
        assert frame["row"].to_list() == [2, 3, 4, 5]
        assert frame["jorong"][3].startswith("Koto")


def test_rows_longer_than_the_header_lose_nothing() -> None:
    rows = [HEADER, *people(3), [*person(4), "lebih", "", "lagi"]]
    result = check(csv_file(rows), "a.csv", on=ON)
    assert result.rows == 4
    assert [seen.samples for seen in result.headers[-2:]] == [("lebih",), ("lagi",)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings(encoding: str) -> None:
    book = read(csv_file([HEADER, person(1, Pekerjaan="penjual kué")], ";", encoding))
    assert book.sheets[0].columns[HEADER.index("Pekerjaan")][1] == "penjual kué"
    assert book.encoding == {"utf-16": "utf-16", "cp1252": "latin-1"}.get(encoding, "utf-8")
