"""A csv is read by columns at once where that is safe, and row by row where it is not; both give the same cells."""

from __future__ import annotations

import io
from pathlib import Path

import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rangkiang.intake.checks import check
from rangkiang.intake.readers import csvs, doubles, filewide, tables
from rangkiang.intake.readers.faults import FileFault
from rangkiang.intake.readers.kinds import Limits
from rangkiang.intake.readers.sheets import read

from .lists import HEADER, ON, csv_file, people, person

texts = st.lists(st.sampled_from(['"', ";", ",", "\n", "a", "b c", " ", "é", "'", '""', "\t", "1"]), max_size=40)


@given(texts.map("".join), st.sampled_from(";,|\t"), st.integers(1, 6))
@settings(max_examples=300, deadline=None)
@example('a;"b;c";"d""e"\n;;\n1', ";", 6)
@example('a;b\n"c\nd";e', ";", 2)
@example("a\nb;c\nd;e;f", ";", 1)
@example("\n\na\n\n\n;b", ";", 1)
def test_both_ways_to_read_give_the_same_cells_whatever_the_pieces(text: str, separator: str, size: int) -> None:
    raw = text.encode()
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(csvs, "PIECE", size)
            patch.setattr(csvs, "BLOCK", 2 * size)
            found = csvs.opened(io.BytesIO(raw), Limits())
            found.separator = separator
            found.width, found.rows, found.quoted = 0, 0, "no"
            csvs._look_through(found)
            if found.quoted == "odd":
                return
            fast = [pl.concat(column).to_list() for column in zip(*found.parts(), strict=True)]
    except FileFault:
        return
    slow = list(csvs._rows([raw], separator))
    wide = max(map(len, slow), default=0)
    filled = zip(*(row + [""] * (wide - len(row)) for row in slow), strict=True)
    cells = [csvs.texts(column).to_list() for column in filled]
    assert [column[: len(slow)] for column in fast[:wide]] == cells
    assert not any(any(column[len(slow) :]) for column in fast)
    assert not any(any(column) for column in fast[wide:])


@pytest.mark.parametrize("way", ["at once", "row by row"])
def test_lists_of_every_separator_are_read_in_the_intended_way(way: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object) -> None:
        raise AssertionError(way)

    if way == "at once":
        monkeypatch.setattr(csvs, "_row_by_row", never)
        rows = [HEADER, *people(3), person(4, Jorong='"Koto, dekat; surau"')]
    else:
        monkeypatch.setattr(csvs.Text, "_at_once", never)
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


@pytest.mark.parametrize("kind", ["plain", "quoted", "cp1252", "utf-16"])
def test_a_file_read_in_many_small_pieces_gives_the_same_rows_and_findings(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [["DAFTAR USULAN"], HEADER, *people(120), *people(7), person(55, **{"Tgl Lahir": "31-02-1970"})]
    rows += [person(150 + at, **{"No HP": "081234567890", "Pekerjaan": "penjual kué"}) for at in range(8)]
    rows += [person(3, NIK="1303040407709093"), ["Mengetahui"], *[["", "", "", "Datuak Anu"]] * 90]
    if kind == "quoted":
        rows[9][9] = '"Koto\ndekat surau"'
    raw = csv_file(rows, ";", kind if kind in ("cp1252", "utf-16") else "utf-8")
    whole = check(raw, "a.csv", on=ON)
    for name, small in (("PIECE", 700), ("BLOCK", 1500), ("ROWS", 11)):
        monkeypatch.setattr(csvs, name, small)
    monkeypatch.setattr(tables, "AT_ONCE", 20)
    for module in (doubles, filewide):
        monkeypatch.setattr(module, "TOGETHER", 25)
    (tmp_path / "a.csv").write_bytes(raw)
    pieces = check(tmp_path / "a.csv", "a.csv", on=ON)
    assert len(list(pieces.parts())) > 3
    assert pieces.frame.equals(whole.frame)
    assert pieces.findings.equals(whole.findings)
    assert (pieces.rows, pieces.accepted, pieces.severities) == (whole.rows, whole.accepted, whole.severities)
    told = {"nik_repeated", "nik_one_digit", "phone_shared", "row_footer", "birth_date_impossible"}
    assert told <= set(pieces.findings["code"])


@pytest.mark.parametrize("separator", list("~^#*:"))
def test_a_separator_that_nobody_else_uses_is_recognised(separator: str) -> None:
    header = [text for text in HEADER if text != "Penghasilan"]
    rows = [person(serial)[:-1] for serial in (1, 2, 3)]
    rows[1][4] = "Muaro, Koto; Nagari"
    result = check(csv_file([header, *rows], separator), "a.csv", on=ON)
    assert result.fault is None
    assert (result.rows, result.frame["birth_place"][1]) == (3, "Muaro, Koto; Nagari")


def test_a_rare_sign_in_every_cell_is_no_separator() -> None:
    rows = [person(serial, Pekerjaan="tani: 07:00 * sawah") for serial in (1, 2, 3)]
    result = check(csv_file([HEADER, *rows], ";"), "a.csv", on=ON)
    assert result.frame["occupation"].to_list() == ["tani: 07:00 * sawah"] * 3


@pytest.mark.parametrize("depth", [59, 60, 80, 900])
def test_a_header_far_down_is_found(depth: int) -> None:
    titles = [[f"Judul {number}"] for number in range(depth)]
    result = check(csv_file([*titles, HEADER, person(1)], ";"), "a.csv", on=ON)
    assert result.fault is None
    assert (result.rows, result.frame["row"][0]) == (1, depth + 2)
