"""A parquet table is a list like any other: its column names are the header, its values become text."""

from __future__ import annotations

import io
from datetime import date, datetime
from typing import Any

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from rangkiang.intake.checks import check
from rangkiang.intake.readers.kinds import Limits

from .lists import ON


def table(**columns: Any) -> bytes:
    buffer = io.BytesIO()
    pl.DataFrame(
        {
            "NIK": ["1303040207709001", "1303040307709002"],
            "Nama": ["Rusli", "Ramli"],
            "Tgl Lahir": [date(1970, 7, 2), date(1970, 7, 3)],
            "Nagari": ["Muaro", None],
        }
        | columns
    ).write_parquet(buffer)
    return buffer.getvalue()


def test_a_table_is_read_with_its_types() -> None:
    result = check(table(Penghasilan=[900_000.0, 1_000_000.5], Nagari=["Muaro", "Silokek"]), "a.parquet", on=ON)
    assert result.frame.select("row", "birth_date", "income", "village_code").rows() == [
        (2, date(1970, 7, 2), 900_000, "13.03.04.2001"),
        (3, date(1970, 7, 3), None, "13.03.04.2003"),
    ]
    assert [seen.letter for seen in result.headers] == ["A", "B", "C", "D", "E"]


def test_whole_numbers_are_exact_and_fractions_are_not_trusted() -> None:
    whole = check(table(NIK=[1303040207709001, 1303040307709002]), "a.parquet", on=ON)
    assert "nik_number_cell" not in whole.findings["code"].to_list()
    broken = check(table(NIK=[1303040207709001.0, 9171040307709002.0]), "a.parquet", on=ON)
    assert {"nik_number_cell", "nik_digit_lost"} <= set(broken.findings["code"])


def test_a_moment_is_read_as_its_day() -> None:
    moments = [datetime(1970, 7, 2), datetime(1970, 7, 3, 0, 0)]  # noqa: DTZ001
    frame = check(table(**{"Tgl Lahir": moments}), "a.parquet", on=ON).frame
    assert frame["birth_date"].to_list() == [date(1970, 7, 2), date(1970, 7, 3)]


def test_what_is_no_table_of_cells_is_refused() -> None:
    assert check(table(Anak=[["a"], []]), "a.parquet", on=ON).fault.code == "column_not_cells"
    assert check(table(), "a.parquet", on=ON, limits=Limits(cells=5)).fault.code == "file_bomb"
    assert check(b"PAR1" + bytes(50) + b"PAR1", "a.parquet", on=ON).fault.code == "file_corrupt"


GOOD = table()


@given(st.integers(4, len(GOOD) - 5), st.binary(max_size=20), st.integers(0, 40))
@settings(max_examples=60, deadline=None)
def test_a_damaged_table_never_crashes(place: int, put: bytes, cut: int) -> None:
    result = check(GOOD[:place] + put + GOOD[min(place + cut, len(GOOD) - 4) :], "a.parquet", on=ON)
    assert result.fault is not None or result.rows <= 2
