"""Old xls workbooks: read like any other, what they hide is told, damage never crashes."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from rangkiang.intake.checks import check
from rangkiang.intake.readers.biff import hidden_of_xls

from .lists import HEADER, ON, csv_file, people, person
from .xls import xls_file

TABLE = [HEADER, *people(8)]
GOOD = xls_file(TABLE, hidden_rows=(2, 3, 6), hidden_columns=(3,))


def test_an_old_workbook_holds_the_same_people_as_a_csv() -> None:
    result = check(xls_file(TABLE), "a.xls", on=ON)
    assert result.findings.is_empty()
    assert result.frame.drop("sheet").equals(check(csv_file(TABLE), "a.csv", on=ON).frame.drop("sheet"))


def test_what_an_old_workbook_hides_is_told() -> None:
    result = check(GOOD, "a.xls", on=ON)
    assert result.accepted == 8
    assert result.findings.select("row", "letter", "code").rows() == [
        (1, "D", "column_hidden"),
        (3, "", "hidden_rows"),
        (7, "", "hidden_rows"),
    ]


def test_a_short_workbook_in_small_sectors_is_read_and_tells_what_it_hides() -> None:
    raw = xls_file([HEADER, *people(2)], hidden_rows=(2,), hidden_columns=(3,), small=True)
    result = check(raw, "a.xls", on=ON)
    assert result.accepted == 2
    assert result.findings.select("row", "letter", "code").rows() == [(1, "D", "column_hidden"), (3, "", "hidden_rows")]


def test_a_number_that_lost_its_last_digit() -> None:
    result = check(xls_file([HEADER, person(1, NIK=1303040207709000)]), "a.xls", on=ON)
    assert "nik_digit_lost" in result.findings["code"].to_list()


@given(st.integers(8, len(GOOD) - 1), st.binary(max_size=16), st.integers(0, 16))
@settings(max_examples=120, deadline=None)
def test_a_damaged_workbook_never_crashes(place: int, put: bytes, cut: int) -> None:
    damaged = GOOD[:place] + put + GOOD[place + cut :]
    hidden_of_xls(damaged)
    result = check(damaged, "a.xls", on=ON)
    assert result.fault is not None or result.rows >= 0
