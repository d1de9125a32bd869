"""A person maps columns: what is shown of them, what is taken from the mapping, and what is refused."""

from __future__ import annotations

import pytest

from rangkiang.intake.checks import check
from rangkiang.intake.readers.headers import SeenColumn, letter_of

from .lists import ON, csv_file, xlsx_file

ROW = ("1303040107709001", "Rusli", "Muaro", "01-07-1970")


def test_every_column_is_shown_with_what_it_was_read_as() -> None:
    rows = [("Daftar",), ("NIK", "Sebutan", "Nagari", "", "NIK"), (*ROW[:3], "x", "y"), (*ROW[:3], "", "z")]
    result = check(csv_file([("NIK", "Nama", "Nagari"), *rows[2:]]), "a.csv", on=ON)
    assert [(seen.text, seen.field) for seen in result.headers][:3] == [
        ("NIK", "nik"),
        ("Nama", "name"),
        ("Nagari", "village"),
    ]
    result = check(csv_file(rows), "a.csv", on=ON)
    assert result.fault is not None
    assert result.fault.code == "column_missing"
    assert result.headers == (
        SeenColumn("", 2, 0, "A", "NIK [A]", "NIK", "nik", (ROW[0], ROW[0])),
        SeenColumn("", 2, 1, "B", "Sebutan", "Sebutan", None, ("Rusli", "Rusli")),
        SeenColumn("", 2, 2, "C", "Nagari", "Nagari", "village", ("Muaro", "Muaro")),
        SeenColumn("", 2, 3, "D", "[D]", "", None, ("x",)),
        SeenColumn("", 2, 4, "E", "NIK [E]", "NIK", None, ("y", "z")),
    )


def test_a_mapping_goes_before_the_dictionary() -> None:
    header = ("NIK", "Sebutan", "Nama", "Asal")
    rows = [header, (ROW[0], "Rusli", "Muaro", "Silokek")]
    columns = {"Sebutan": "name", "Nama": "village", "Asal": ""}
    result = check(csv_file(rows), "a.csv", on=ON, columns=columns)
    assert result.fault is None
    assert result.frame.select("name", "village_code").row(0) == ("Rusli", "13.03.04.2001")
    assert [seen.field for seen in result.headers] == ["nik", "name", "village", None]
    assert "column_unknown" not in result.findings["code"].to_list()


def test_a_mapping_finds_a_header_that_the_dictionary_does_not_know() -> None:
    rows = [("Daftar orang",), ("Anka", "Sebutan", "Asa\nl"), ROW[:3]]
    bare = check(xlsx_file(rows), "a.xlsx", on=ON)
    assert bare.fault is not None
    assert [(seen.key, seen.row) for seen in bare.headers] == [("Anka", 2), ("Sebutan", 2), ("Asa l", 2)]
    columns = dict(zip((seen.key for seen in bare.headers), ("nik", "name", "village"), strict=True))
    result = check(xlsx_file(rows), "a.xlsx", on=ON, columns=columns)
    assert (result.fault, result.rows, result.frame["village_code"][0]) == (None, 1, "13.03.04.2001")


@pytest.mark.parametrize(
    ("columns", "code"),
    [({"NIK": "nomor"}, "mapping_unknown"), ({"NIK": "nik", "Nama": "nik"}, "mapping_twice")],
)
def test_a_mapping_that_makes_no_sense_is_refused(columns: dict[str, str], code: str) -> None:
    result = check(csv_file([("NIK", "Nama", "Nagari"), ROW[:3]]), "a.csv", on=ON, columns=columns)
    assert result.fault is not None
    assert result.fault.code == code


def test_the_letters_of_columns() -> None:
    assert [letter_of(place) for place in (0, 25, 26, 51, 52, 701, 702)] == ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]


def test_a_finding_says_the_letter_of_its_column() -> None:
    rows = [("NIK", "Nama", "Nagari", "Tgl Lahir"), (*ROW[:3], "31/02/70")]
    findings = check(csv_file(rows), "a.csv", on=ON).findings
    assert findings.select("row", "letter", "code").rows() == [(2, "D", "birth_date_impossible")]
