"""What a sheet hides is read and told: rows, columns, rows that a filter took away."""

from __future__ import annotations

from typing import Any

from rangkiang.intake.checks import CheckResult, check

from .lists import HEADER, ON, ods_file, people, replaced, xlsx_file

ROWS = [HEADER, *people(8)]


def told(result: CheckResult) -> list[tuple[int, str, str, str]]:
    return result.findings.select("row", "letter", "code", "message_en").rows()


def test_hidden_rows_and_columns_of_an_xlsx() -> None:
    def more(_book: Any, page: Any) -> None:
        for row in (3, 4, 6, 40):
            page.set_row(row, None, None, {"hidden": True})
        page.set_column("C:D", None, None, {"hidden": True})
        page.set_column("X:Z", None, None, {"hidden": True})

    result = check(xlsx_file(ROWS, more=more), "a.xlsx", on=ON)
    assert result.accepted == 8
    assert [(row, letter, code) for row, letter, code, _ in told(result)] == [
        (1, "C", "column_hidden"),
        (1, "D", "column_hidden"),
        (4, "", "hidden_rows"),
        (7, "", "hidden_rows"),
    ]
    assert "Rows 4–5 are hidden" in told(result)[2][3]


def test_rows_that_a_filter_hides() -> None:
    def more(_book: Any, page: Any) -> None:
        page.autofilter(0, 0, 8, 12)
        page.filter_column(0, "x > 5")
        for row in range(1, 6):
            page.set_row(row, options={"hidden": True})

    result = check(xlsx_file(ROWS, more=more), "a.xlsx", on=ON)
    assert [(row, code) for row, _, code, _ in told(result)] == [(2, "hidden_rows")]


def test_rows_without_a_number_are_counted() -> None:
    raw = replaced(
        xlsx_file(ROWS),
        "xl/worksheets/sheet1.xml",
        lambda sheet: sheet.replace(b'<row r="3"', b'<row hidden="true"').replace(b'<row r="4"', b"<row"),
    )
    assert [(row, code) for row, _, code, _ in told(check(raw, "a.xlsx", on=ON))] == [(3, "hidden_rows")]


def test_hidden_rows_and_columns_of_an_ods() -> None:
    raw = replaced(
        ods_file(ROWS),
        "content.xml",
        lambda content: content.replace(
            b'<table:table table:name="Data">',
            b'<table:table table:name="Data"><table:table-column table:number-columns-repeated="2"/>'
            b'<table:table-column table:visibility="collapse"/>',
        ).replace(b"<table:table-row >", b'<table:table-row table:visibility="filter">', 3),
    )
    result = check(raw, "a.ods", on=ON)
    assert [(row, letter, code) for row, letter, code, _ in told(result)] == [
        (1, "C", "column_hidden"),
        (1, "", "hidden_rows"),
    ]
    assert "Rows 1–3" in told(result)[1][3]
