"""Whatever is done to a good file, every row stays accounted for, nothing changes silently and nothing crashes."""

from __future__ import annotations

import re
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from rangkiang.intake.checks import CheckResult, check
from tests.intake.readers.lists import HEADER, ON, csv_file, ods_file, packed, people, replaced, xlsx_file

ROWS = people(12)
GOOD = check(csv_file([HEADER, *ROWS], ";"), "a.csv", on=ON)
FREE = {"Nama Lengkap": "name", "Tempat Lahir": "birth_place", "Nama Ibu Kandung": "mother", "Jorong": "jorong",
        "Pekerjaan": "occupation"}  # fmt: skip
TRICKS = [
    "", "-", "0", "JUMLAH", "NIK", "Mengetahui", "1.3E+15", "31/02/70", "1-1-1", "Muaro", "L", "P", "=1+1", "#N/A",
    "1303040207709001", "13O3040207709001", "'1303040207709001", "02-07-1970", "25751", "7/25/70", "1 Juli 1970",
]  # fmt: skip
letters = st.characters(exclude_characters='\r\n;"\x00', exclude_categories=["Cs"])
cells = st.text(letters, max_size=18) | st.sampled_from(TRICKS)


def told(result: CheckResult, row: int) -> set[str]:
    return set(result.findings.filter(result.findings["row"].is_in([0, row]))["code"])


def accounted(result: CheckResult, filled: set[int]) -> None:
    """Rows in = rows accepted + rows with errors + rows declared not data."""
    declared = set(result.findings.filter(result.findings["code"].str.starts_with("row_"))["row"])
    persons = result.frame["row"].to_list()
    assert len(persons) == len(set(persons))
    assert not declared & set(persons)
    assert declared | set(persons) == filled
    errors = set(result.findings.filter(result.findings["severity"] == "error")["row"])
    refused = set(result.frame.filter(~result.frame["ok"])["row"])
    assert refused == (set(persons) if 0 in errors else errors & set(persons))
    assert result.accepted + len(refused) == result.rows


@given(st.integers(0, 11), st.sampled_from(HEADER), cells)
@settings(max_examples=150, deadline=None)
@example(3, "NIK", "1303040407709093")
@example(3, "Tgl Lahir", "4-7-70")
@example(3, "Nagari", "Muara")
@example(3, "L/P", "?")
def test_a_changed_cell_gives_a_finding_or_the_same_or_what_it_says(place: int, column: str, text: str) -> None:
    rows = [list(row) for row in ROWS]
    rows[place][HEADER.index(column)] = text
    result = check(csv_file([HEADER, *rows], ";"), "a.csv", on=ON)
    if result.fault:
        assert re.search("[\x00-\x1f]", text)
        return
    accounted(result, set(range(2, 14)))
    others = result.frame["row"] != place + 2
    assert result.frame.filter(others).drop("ok").equals(GOOD.frame.filter(GOOD.frame["row"] != place + 2).drop("ok"))
    mine = result.frame.filter(~others)
    if told(result, place + 2) or mine.equals(GOOD.frame.filter(GOOD.frame["row"] == place + 2)):
        return
    said = mine.row(0, named=True)
    if column == "NIK":
        assert said["nik"] == re.sub(r"\D", "", text)
    elif column == "Tgl Lahir":
        numbers = {int(number) for number in re.findall("[0-9]+", text)}
        assert {said["birth_date"].day, said["birth_date"].year % 100} <= {number % 100 for number in numbers}
    elif column in FREE:
        assert "".join((said[FREE[column]] or "").split()) == "".join(re.sub(BLANKS, "", text).split())


BLANKS = "[\x00-\x20\x7f\u00a0\u200b-\u200f\ufeff]"
changes = st.lists(st.tuples(st.integers(0, 11), st.sampled_from(HEADER), cells), max_size=30)


@given(changes, st.lists(st.integers(0, 12), max_size=4), st.lists(st.integers(0, 11), max_size=4), st.integers(0, 3))
@settings(max_examples=60, deadline=None)
def test_every_row_is_accounted_for(changed: list[Any], blank: list[int], again: list[int], kind: int) -> None:
    rows: list[list[Any]] = [list(row) for row in ROWS]
    for place, column, text in changed:
        rows[place][HEADER.index(column)] = text if kind == 0 else re.sub("[^0-9A-Za-z/' -]", "", text)
    rows += [list(rows[place]) for place in again]
    for place in blank:
        rows.insert(place, [""] * len(HEADER))
    table = [HEADER, *rows]
    raw = (csv_file(table, ";"), csv_file(table, "\t", "utf-16"), xlsx_file(table), packed({"a.csv": csv_file(table)}))
    result = check(raw[kind], "a", on=ON)
    if result.fault is None:
        filled = {at for at, row in enumerate(rows, 2) if any(re.sub(BLANKS, "", str(cell)) for cell in row)}
        accounted(result, filled)


def turned(row: Any) -> list[Any]:
    """The row with the name and the mother's name in each other's place."""
    cells = list(row)
    name, mother = HEADER.index("Nama Lengkap"), HEADER.index("Nama Ibu Kandung")
    cells[name], cells[mother] = cells[mother], cells[name]
    return cells


@given(
    above=st.integers(0, 3),
    titles=st.integers(0, 3),
    beyond=st.sets(st.integers(0, 11), max_size=3),
    second=st.integers(1, 12),
    order=st.sampled_from(["none", "same", "other"]),
    left=st.integers(0, 2),
    kind=st.integers(0, 3),
)
@settings(max_examples=60, deadline=None)
def test_a_table_moved_split_or_overflowing_loses_nobody(
    *, above: int, titles: int, beyond: set[int], second: int, order: str, left: int, kind: int
) -> None:
    """Rows above the header, cells beyond it, a second header and blank columns at the left."""
    body = [[*row, "", "JANGAN"] if at in beyond else list(row) for at, row in enumerate(ROWS)]
    lower = body[second:]
    if order == "other":
        lower = [turned(HEADER), *map(turned, lower)]
    elif order == "same":
        lower = [list(HEADER), *lower]
    table = [["Daftar"]] * titles + people(above, 20) + [list(HEADER), *body[:second], *lower]
    table = [[""] * left + list(row) for row in table]
    raw = (csv_file(table, ";"), csv_file(table, "\t", "utf-16"), xlsx_file(table), csv_file(table, "~"))[kind]
    result = check(raw, "a", on=ON)
    assert result.fault is None
    declared = result.findings.filter(result.findings["code"].str.starts_with("row_"))
    persons = result.frame.filter("ok").select("name", "mother").rows()
    right = {(row[HEADER.index("Nama Lengkap")], row[HEADER.index("Nama Ibu Kandung")]) for row in ROWS}
    assert right.issuperset(persons)
    assert declared["row"].n_unique() == declared.height
    assert result.rows + declared.height == above + len(ROWS) + (order != "none")
    assert (declared["code"] == "row_above_header").sum() == above
    assert result.accepted == len(set(range(12)) - beyond)


@given(
    order=st.permutations(range(len(HEADER))),
    second=st.integers(1, 11),
    third=st.integers(1, 11),
    bad=st.sets(st.integers(0, 11), max_size=3),
    kind=st.integers(0, 1),
)
@settings(max_examples=40, deadline=None)
def test_further_tables_in_any_order_are_read_as_the_first(
    *, order: list[int], second: int, third: int, bad: set[int], kind: int
) -> None:
    """Rows under a header in any order, then under the first again: the same persons, each fault at its own cell."""

    def put(row: Any) -> list[Any]:
        return [row[at] for at in order]

    second, third = sorted((second, third))
    nik = HEADER.index("NIK")
    body = [[*row[:nik], "130304", *row[nik + 1 :]] if at in bad else list(row) for at, row in enumerate(ROWS)]
    table = [list(HEADER), *body[:second], put(HEADER), *map(put, body[second:third]), list(HEADER), *body[third:]]
    raw = (csv_file(table, ";"), xlsx_file(table))[kind]
    result = check(raw, "a", on=ON)
    accounted(result, set(range(2, len(table) + 1)))
    assert (result.rows, result.accepted) == (12, 12 - len(bad))
    plain = check(csv_file([HEADER, *body]), "a", on=ON).frame.drop("sheet", "row")
    assert result.frame.drop("sheet", "row").equals(plain)
    wrong = result.findings.filter(result.findings["code"] == "nik_not_16_digits").select("row", "letter").rows()
    assert [(row, ord(letter) - ord("A")) for row, letter in wrong] == [
        (2 + at + (at >= second) + (at >= third), order.index(nik) if second <= at < third else nik)
        for at in sorted(bad)
    ]


@given(st.integers(0, 3), st.floats(0, 1))
@settings(max_examples=60, deadline=None)
def test_a_file_cut_off_anywhere_never_crashes(kind: int, share: float) -> None:
    table = [HEADER, *ROWS]
    raw = (csv_file(table), xlsx_file(table), ods_file(table), packed({"a.csv": csv_file(table)}))[kind]
    result = check(raw[: int(len(raw) * share)], "a", on=ON)
    assert result.fault is not None or result.rows <= len(ROWS)


XLSX, ODS = xlsx_file([HEADER, *ROWS]), ods_file([HEADER, *ROWS])
SCRAPS = [
    b' hidden="1"', b"<row", b'<row r="99999999999" hidden="1"/>', b'<c t="e" r="ZZZZ1"/>', b'<c r="B2" t="e"/>',
    b'<col min="9" max="1" hidden="1"/>', b'table:visibility="collapse"', b'table:number-rows-repeated="-1"', b"&lol;",
    b"]]>", b"<!--",
]  # fmt: skip
scraps = st.binary(max_size=12) | st.sampled_from(SCRAPS)


@given(st.booleans(), st.floats(0, 1), scraps, st.integers(0, 30))
@settings(max_examples=80, deadline=None)
def test_a_workbook_with_hostile_xml_inside_never_crashes(is_ods: bool, share: float, put: bytes, cut: int) -> None:
    def change(xml: bytes) -> bytes:
        place = int(len(xml) * share)
        return xml[:place] + put + xml[place + cut :]

    raw = replaced(ODS, "content.xml", change) if is_ods else replaced(XLSX, "xl/worksheets/sheet1.xml", change)
    result = check(raw, "a", on=ON)
    assert result.fault is not None or result.findings.height >= 0
