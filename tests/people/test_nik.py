"""NIK and KK: what each check finds, and that the table form finds exactly what the rule for one person finds."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rangkiang.people import nik as niks

ON = date(2025, 7, 1)
GOOD = "1303040107709001"
SCHEMA = {"nik": pl.String, "birth_date": pl.Date, "sex": pl.String, "kk": pl.String}


def codes_of(nik: str | None, birth: date | None = None, sex: str | None = None, kk: str | None = None) -> list[str]:
    return [fault.code for fault in niks.check_nik(nik, birth, sex, kk, ON)]


def test_a_good_nik_with_agreeing_columns_has_no_fault() -> None:
    assert codes_of(GOOD, date(1970, 7, 1), "L", "1303040101109001") == []
    assert codes_of("1303044107709001", date(1970, 7, 1), "P") == []


@pytest.mark.parametrize(
    ("nik", "expected"),
    [
        (None, ["nik_missing"]),
        ("   ", ["nik_missing"]),
        ("1303.0401.0770.9001", ["nik_spacing_removed"]),
        ("'1303040107709001", ["nik_spacing_removed"]),
        ("1303040107709001.0", ["nik_spacing_removed"]),
        ("13O3O4OlO77O9OOI", ["nik_letters_replaced"]),
        ("130304010770900", ["nik_not_16_digits"]),
        ("13030401077090011", ["nik_not_16_digits"]),
        ("1303O401077090A1", ["nik_letters_replaced", "nik_not_16_digits"]),
        ("1303040107709００１", ["nik_not_16_digits"]),  # full-width digits are not digits of a NIK
        ("1.30304E+15", ["nik_scientific"]),
        ("1,30304E+15", ["nik_scientific"]),
        ("1111111111111111", ["nik_test_pattern"]),
        ("1234567890123456", ["nik_test_pattern"]),
        ("1003040107709001", ["nik_province_unknown"]),
        ("9703040107709001", ["nik_province_unknown"]),
        ("1399040107709001", ["nik_regency_not_current"]),
        ("1303010107709001", ["nik_district_not_current"]),  # real: the district left with Dharmasraya in 2003
        ("1303043107709001", []),
        ("1303043207709001", ["nik_birth_date_impossible"]),
        ("1303044007709001", ["nik_birth_date_impossible"]),
        ("1303047207709001", ["nik_birth_date_impossible"]),
        ("1303040007709001", ["nik_birth_date_impossible"]),
        ("1303043102709001", ["nik_birth_date_impossible"]),
        ("1303042902699001", ["nik_birth_date_impossible"]),
        ("1303040113709001", ["nik_birth_date_impossible"]),
        ("1303040107700000", ["nik_serial_zero"]),
    ],
)
def test_each_fault_of_the_digits(nik: str | None, expected: list[str]) -> None:
    assert codes_of(nik) == expected


def test_the_columns_are_compared() -> None:
    assert codes_of(GOOD, sex="P") == ["nik_sex_differs"]
    assert codes_of(GOOD, date(1970, 7, 2)) == ["nik_birth_date_differs"]
    assert codes_of(GOOD, date(1870, 7, 1)) == []  # the century is not in the NIK
    assert codes_of(GOOD, kk="1303 0401 0770 9001") == ["nik_equals_kk"]


def test_severities_are_those_of_the_field_notes() -> None:
    severity = {code: rule.severity for code, rule in niks.RULES.items()}
    assert severity["nik_not_16_digits"] == severity["nik_birth_date_impossible"] == "error"
    assert severity["nik_province_unknown"] == severity["nik_equals_kk"] == severity["nik_serial_zero"] == "error"
    assert severity["nik_district_not_current"] == severity["nik_regency_not_current"] == "info"
    assert severity["nik_sex_differs"] == severity["nik_birth_date_differs"] == "warning"


@pytest.mark.parametrize(
    ("digits", "born"),
    [
        ("010770", date(1970, 7, 1)),
        ("410770", date(1970, 7, 1)),
        ("010705", date(2005, 7, 1)),
        ("010715", date(2015, 7, 1)),  # ten or a hundred and ten: both possible; the younger
        ("010712", date(2012, 7, 1)),
        ("020725", date(1925, 7, 2)),
        ("010725", date(2025, 7, 1)),
        ("290200", date(2000, 2, 29)),
        ("290201", None),
    ],
)
def test_the_century_gives_a_plausible_age(digits: str, born: date | None) -> None:
    assert niks.birth_of(f"130304{digits}9001", ON) == born


@pytest.mark.parametrize(
    ("kk", "expected"),
    [
        (None, []),
        ("1303040107109001", []),
        ("1303044107109001", ["kk_issue_date_impossible"]),
        ("9903040107109001", ["kk_province_unknown"]),
        ("1303040107100000", ["kk_serial_zero"]),
        ("13030401071", ["kk_not_16_digits"]),
        ("1303 0401 0710 9001", ["kk_spacing_removed"]),
        ("1.3E+15", ["kk_scientific"]),
        ("2222222222222222", ["kk_test_pattern"]),
    ],
)
def test_each_fault_of_a_kk(kk: str | None, expected: list[str]) -> None:
    assert [fault.code for fault in niks.check_kk(kk, ON)] == expected


def digits(low: int, high: int, width: int = 2) -> st.SearchStrategy[str]:
    return st.integers(low, high).map(lambda n: f"{n:0{width}d}")


plausible = st.tuples(
    st.sampled_from(["130304", "130301", "139904", "320101", "973201", "100304"]),
    digits(0, 75),
    digits(0, 14),
    digits(0, 99),
    digits(0, 3, 4) | digits(9000, 9999, 4),
).map("".join)
spoiled = st.tuples(
    plausible,
    st.integers(0, 15),
    st.sampled_from(["", " ", "O", "l", "I", "'", ".", "-", "x", "\u00a0", "\x1c", "\x85", "0", "E+15", "\n", "１"]),
).map(lambda t: t[0][: t[1]] + t[2] + t[0][t[1] + len(t[2]) % 2 :])
numbers = (
    st.none()
    | plausible
    | spoiled
    | st.text(max_size=20)
    | st.sampled_from(
        ["1.30304E+15", "1303040107709001.0", "1234567890123456", "0" * 16, "9" * 16, "1e15", "1303040107709001\n"]
    )
)
people = st.lists(
    st.tuples(numbers, st.none() | st.dates(date(1900, 1, 1), ON), st.sampled_from(["L", "P", None, "?"]), numbers),
    min_size=1,
    max_size=40,
)


def by_row(found: pl.DataFrame, height: int) -> list[list[str]]:
    rows: list[list[str]] = [[] for _ in range(height)]
    for index, code in found.rows():
        rows[index].append(code)
    return [sorted(codes) for codes in rows]


@given(people, st.dates(date(2020, 1, 1), date(2035, 12, 31)))
@settings(max_examples=25, deadline=None)
def test_the_table_form_finds_what_the_rule_for_one_finds(rows: list[tuple], on: date) -> None:
    rows = [*rows, (rows[0][0], None, None, rows[0][0])]
    frame = pl.DataFrame(rows, schema=SCHEMA, orient="row")
    assert by_row(niks.nik_faults(frame, on), len(rows)) == [
        sorted(fault.code for fault in niks.check_nik(*row, on)) for row in rows
    ]
    assert by_row(niks.kk_faults(frame, on), len(rows)) == [
        sorted(fault.code for fault in niks.check_kk(row[3], on)) for row in rows
    ]


@given(plausible)
@settings(max_examples=50, deadline=None)
def test_cleaning_twice_changes_nothing_more(nik: str) -> None:
    once = niks.clean(f" {nik[:6]} {nik[6:]}'")
    assert once.text == nik
    assert niks.clean(once.text) == niks.Cleaned(nik, False, False)


@given(st.lists(plausible | st.text(max_size=16), min_size=1), st.dates(date(2020, 1, 1), date(2035, 12, 31)))
@settings(max_examples=25, deadline=None)
def test_birth_dates_of_a_table(texts: list[str], on: date) -> None:
    got = pl.DataFrame({"nik": texts}, schema={"nik": pl.String}).select(niks.birth_expr("nik", on)).to_series()
    assert got.to_list() == [niks.birth_of(t, on) if niks.SIXTEEN.fullmatch(t) else None for t in texts]
