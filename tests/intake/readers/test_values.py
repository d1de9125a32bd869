"""Cells as people write them: dates, sex, rupiah, telephone, decile, month; what cannot be read is marked."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rangkiang.intake.readers import values

from .lists import ON

DAY = date(1970, 7, 1)


def dates(texts: list[str | None], on: date = ON) -> list[tuple[date | None, str | None]]:
    frame = pl.DataFrame({"birth_date": texts}, schema={"birth_date": pl.String})
    return values.parse_birth_date(frame, on).select("born", "born_how").rows()


@pytest.mark.parametrize(
    ("written", "born", "how"),
    [
        ("01-07-1970", DAY, None),
        ("1/7/70", DAY, None),
        ("01.07.1970", DAY, None),
        ("01 07 1970", DAY, None),
        ("1970-07-01", DAY, None),
        ("1970-07-01 00:00:00", DAY, None),
        ("1970/7/1", DAY, None),
        ("'01-07-1970", DAY, None),
        ("1 Juli 1970", DAY, None),
        ("01-Jul-70", DAY, None),
        ("01071970", DAY, None),
        ("010770", DAY, None),
        ("19091974", date(1974, 9, 19), None),
        ("19700701", DAY, None),
        ("1 Nopember 1970", date(1970, 11, 1), None),
        ("1 Pebruari 65", date(1965, 2, 1), None),
        ("07/25/1970", date(1970, 7, 25), "us_order"),
        ("25750", DAY, "serial"),
        ("1970", None, "year_only"),
        ("31/02/70", None, "impossible"),
        ("31 Juni 1970", None, "impossible"),
        ("29/02/1970", None, "impossible"),
        ("1-1-1850", None, "impossible"),
        ("01-08-1914", date(1914, 8, 1), None),
        ("01-06-1914", None, "impossible"),
        ("02-07-2025", None, "impossible"),
        ("entah", None, "impossible"),
        ("99999", None, "impossible"),
        ("", None, "missing"),
        (None, None, "missing"),
        ("-", None, "missing"),
        ("01-07-15", date(2015, 7, 1), None),
        ("01-07-30", date(1930, 7, 1), None),
        ("29/02/00", date(2000, 2, 29), None),
    ],
)
def test_a_birth_date(written: str | None, born: date | None, how: str | None) -> None:
    assert dates([written]) == [(born, how)]


@given(st.dates(date(1916, 1, 1), ON), st.sampled_from(["%d-%m-%Y", "%d/%m/%Y", "%Y-%m-%d", "%d%m%Y"]))
@settings(max_examples=20, deadline=None)
def test_a_whole_date_is_read_as_it_was_written(born: date, form: str) -> None:
    assert dates([born.strftime(form)]) == [(born, None)]


@given(st.lists(st.text(max_size=14) | st.from_regex(r"[0-9]{1,2}[-/. ][0-9]{1,2}[-/. ][0-9]{1,4}", fullmatch=True)))
@settings(max_examples=20, deadline=None)
def test_no_text_crashes_and_every_text_is_read_or_marked(texts: list[str]) -> None:
    for born, how in dates(texts):
        assert (born is None) == (how in ("missing", "impossible", "year_only"))
        assert born is None or ON - timedelta(days=111 * 366) < born <= ON


def read(function: Any, column: str, text: str | None, *more: Any) -> tuple[Any, ...]:
    return function(pl.DataFrame({column: [text]}, schema={column: pl.String}), *more).row(0)


@pytest.mark.parametrize(
    ("written", "sex", "unclear"),
    [
        ("L", "L", False),
        ("Lk", "L", False),
        ("Laki-laki", "L", False),
        ("LAKI2", "L", False),
        ("Pria", "L", False),
        ("1", "L", False),
        ("P", "P", False),
        ("Pr.", "P", False),
        ("Perempuan", "P", False),
        ("2", "P", False),
        ("Wanita", "P", False),
        ("?", None, False),
        ("x", None, True),
        ("", None, False),
        (None, None, False),
    ],
)
def test_sex(written: str | None, sex: str | None, unclear: bool) -> None:
    assert read(values.parse_sex, "sex", written) == (sex, unclear)


@pytest.mark.parametrize(
    ("written", "rupiah", "unclear"),
    [
        ("900000", 900_000, False),
        ("Rp 1.000.000,00", 1_000_000, False),
        ("Rp. 1,250,000", 1_250_000, False),
        ("750.000,-", 750_000, False),
        ("1,5 jt", 1_500_000, False),
        ("1,25 juta", 1_250_000, False),
        ("500rb", 500_000, False),
        ("500 ribu", 500_000, False),
        ("0", 0, False),
        ("< 1 juta", None, True),
        ("1.2.3", None, True),
        ("-500000", None, True),
        ("99999999999999999999", None, True),
        ("", None, False),
        (None, None, False),
    ],
)
def test_rupiah(written: str | None, rupiah: int | None, unclear: bool) -> None:
    assert read(values.parse_rupiah, "income", written, "income") == (rupiah, unclear)


@pytest.mark.parametrize(
    ("written", "phone"),
    [
        ("081234567890", "081234567890"),
        ("81234567890", "081234567890"),
        ("+62 812-3456-7890", "081234567890"),
        ("62812345678", "0812345678"),
        ("081234567890 / 0813", "081234567890"),
        ("tidak ada", "tidak ada"),
        (None, None),
    ],
)
def test_phone(written: str | None, phone: str | None) -> None:
    assert read(values.parse_phone, "phone", written) == (phone,)


@pytest.mark.parametrize(
    ("written", "decile", "unclear"),
    [
        ("1", 1, False),
        ("Desil 2", 2, False),
        ("desil_10", 10, False),
        ("D3", 3, False),
        ("1.0", 1, False),
        ("11", None, True),
        ("0", None, True),
        ("satu", None, True),
        (None, None, False),
    ],
)
def test_decile(written: str | None, decile: int | None, unclear: bool) -> None:
    assert read(values.parse_decile, "decile", written) == (decile, unclear)


@pytest.mark.parametrize(
    ("written", "month", "unclear"),
    [
        ("2025-07", date(2025, 7, 1), False),
        ("07/2025", date(2025, 7, 1), False),
        ("Juli 2025", date(2025, 7, 1), False),
        ("202507", date(2025, 7, 1), False),
        ("2025-07-01", date(2025, 7, 1), False),
        ("13/2025", None, True),
        ("x", None, True),
        (None, None, False),
    ],
)
def test_month(written: str | None, month: date | None, unclear: bool) -> None:
    assert read(values.parse_month, "month", written) == (month, unclear)


@pytest.mark.parametrize(
    ("written", "place", "day"),
    [
        ("Muaro, 01-07-1970", "Muaro", "01-07-1970"),
        ("Muaro/1 Juli 1970", "Muaro", "1 Juli 1970"),
        ("Koto VII 2/2/80", "Koto VII", "2/2/80"),
        ("01-07-1970", None, "01-07-1970"),
        ("Muaro", "Muaro", None),
    ],
)
def test_place_and_date_in_one_cell(written: str, place: str | None, day: str | None) -> None:
    frame = pl.DataFrame(
        [(written, None, None)], orient="row", schema=dict.fromkeys(("birth", "birth_place", "birth_date"), pl.String)
    )
    assert values.split_birth(frame).row(0)[1:] == (place, day)
