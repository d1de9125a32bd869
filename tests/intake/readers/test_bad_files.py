"""Files that cannot be used: each gives exactly one fault, in both languages, and never a crash."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rangkiang.intake.checks import check
from rangkiang.intake.readers.faults import FAULTS
from rangkiang.intake.readers.kinds import Limits

from .lists import HEADER, ON, csv_file, ods_file, packed, people, person, replaced, xlsx_file

GOOD = xlsx_file([HEADER, *people(3)])
SHEET = "xl/worksheets/sheet1.xml"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def lying(workbook: bytes) -> bytes:
    """The directory of the zip declares its first member far smaller than it is."""
    place = workbook.index(b"PK\x01\x02")
    return workbook[: place + 24] + struct.pack("<I", 10) + workbook[place + 28 :]


FILES: dict[str, tuple[str, bytes]] = {
    "nothing": ("file_empty", b""),
    "only blanks": ("file_empty", b"\xef\xbb\xbf \r\n\t\n"),
    "zeros": ("file_empty", bytes(2000)),
    "xlsx cut off": ("file_corrupt", GOOD[: len(GOOD) // 2]),
    "xlsx cut short at its end": ("file_corrupt", GOOD[:-30]),
    "xlsx with a broken sheet": ("file_corrupt", replaced(GOOD, SHEET, lambda sheet: sheet[: len(sheet) // 2])),
    "xlsx with damaged bytes": ("file_corrupt", GOOD[:200] + b"\x00" * 400 + GOOD[600:]),
    "xlsx that lies about its size": ("file_corrupt", lying(GOOD)),
    "encrypted xlsx": ("file_password", OLE + "EncryptedPackage".encode("utf-16-le") + bytes(200)),
    "xls cut off": ("file_corrupt", OLE + "Workbook".encode("utf-16-le") + bytes(200)),
    "OLE of something else": ("file_corrupt", OLE),
    "doc": ("file_wrong_type", OLE + "WordDocument".encode("utf-16-le") + bytes(200)),
    "pdf": ("file_wrong_type", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj"),
    "png": ("file_wrong_type", b"\x89PNG\r\n\x1a\n" + bytes(50)),
    "jpeg": ("file_wrong_type", b"\xff\xd8\xff\xe0" + bytes(50)),
    "bitmap": ("file_wrong_type", b"BM" + bytes(50)),
    "docx": ("file_wrong_type", packed({"word/document.xml": b"<w/>", "[Content_Types].xml": b"<t/>"})),
    "zip of something": ("zip_no_list", packed({"daftar.pdf": b"%PDF-1.7"})),
    "empty zip": ("zip_no_list", b"PK\x05\x06" + bytes(18)),
    "zip of two lists": ("zip_several", packed({"a.csv": csv_file([HEADER]), "b.xlsx": GOOD})),
    "zip in a zip": ("zip_no_list", packed({"a.zip": packed({"a.csv": csv_file([HEADER])})})),
    "web page called xls": ("file_wrong_type", b"<html><table><tr><td>NIK</td></tr></table></html>"),
    "old XML workbook": ("file_wrong_type", b'<?xml version="1.0"?><Workbook/>'),
    "program": ("file_wrong_type", b"MZ\x90\x00\x03" + bytes(60)),
    "random bytes": ("file_wrong_type", bytes(range(1, 256)) * 4),
    "no header": ("no_header", csv_file(people(3))),
    "letter": ("no_header", b"Dengan hormat,\nbersama ini kami kirim daftar.\n"),
    "empty workbook": ("no_header", xlsx_file([])),
    "no NIK column": ("column_missing", csv_file([("Nama", "Alamat"), ("Rusli", "Koto")])),
    "header only": ("no_rows", csv_file([HEADER])),
    "header and total": ("no_rows", csv_file([HEADER, ("JUMLAH", "0")])),
    "quote closed three rows late": (
        "file_open_quote",
        csv_file(
            [HEADER, person(1), person(2, Jorong='"Koto'), *people(2, 3), person(5, Jorong='Koto"'), *people(3, 6)]
        ),
    ),
    "open quote at the end": ("file_open_quote", csv_file([HEADER, *people(3), person(4, Jorong='"Koto'), person(5)])),
    "open quote": ("file_open_quote", csv_file([HEADER, *people(2), ('"Rusli',), *people(40, 3)])),
    "entity laughter": (
        "file_hostile",
        replaced(
            GOOD, SHEET, lambda sheet: sheet.replace(b"<worksheet", b'<!DOCTYPE a [<!ENTITY b "ha">]><worksheet', 1)
        ),
    ),
    "far cell": (
        "file_bomb",
        replaced(
            GOOD,
            SHEET,
            lambda sheet: sheet.replace(
                b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
            ),
        ),
    ),
    "far row of cells without a place": (
        "file_bomb",
        replaced(
            GOOD,
            SHEET,
            lambda sheet: sheet.replace(
                b"</sheetData>", b'<row r="1048576">' + b"<c><v>1</v></c>" * 300 + b"</row></sheetData>"
            ),
        ),
    ),
    "repeated ods rows": ("file_bomb", ods_file([HEADER], 'table:number-rows-repeated="1048576"')),
}


@pytest.mark.parametrize("name", FILES)
def test_a_bad_file_gives_exactly_one_fault(name: str) -> None:
    code, raw = FILES[name]
    result = check(raw, "daftar.xlsx", on=ON)
    assert result.fault is not None
    assert result.fault.code == code
    assert (result.rows, result.accepted, result.findings.height) == (0, 0, 1)
    finding = result.findings.row(0, named=True)
    assert (finding["code"], finding["severity"], finding["row"]) == (code, "error", 0)
    assert finding["message_id"] != finding["message_en"]
    assert "{" not in finding["message_id"] + finding["message_en"]


def test_the_good_file_that_the_bad_ones_are_made_of_is_good() -> None:
    result = check(GOOD, "daftar.xlsx", on=ON)
    assert (result.fault, result.rows, result.accepted) == (None, 3, 3)


def test_a_zip_bomb_is_not_unpacked() -> None:
    bomb = replaced(GOOD, SHEET, lambda sheet: sheet + b" " * 12_000_000)
    assert len(bomb) < 50_000
    assert check(bomb, "a.xlsx", on=ON).fault.code == "file_bomb"
    assert check(GOOD, "a.xlsx", on=ON, limits=Limits(unpacked=1000)).fault.code == "file_bomb"


def test_a_file_over_the_limit_is_refused_with_both_sizes() -> None:
    result = check(b"x" * 2_500_001, "a.csv", on=ON, limits=Limits(size=2_000_000))
    assert result.fault.code == "file_too_large"
    assert "3 MB" in result.fault.message_id
    assert "2 MB" in result.fault.message_id


def test_an_unknown_profile_names_the_known_ones() -> None:
    result = check(GOOD, "a.xlsx", "nagari", on=ON)
    assert result.fault.code == "profile_unknown"
    assert "candidates_xlsx" in result.fault.message_en


def test_every_fault_has_words_in_both_languages() -> None:
    assert all(indonesian and english and indonesian != english for indonesian, english in FAULTS.values())


@given(st.integers(0, len(GOOD) - 1), st.binary(max_size=40), st.integers(0, 60))
@settings(max_examples=60, deadline=None)
def test_any_damage_gives_a_fault_or_the_same_rows_or_findings(place: int, put: bytes, cut: int) -> None:
    result = check(GOOD[:place] + put + GOOD[place + cut :], "a.xlsx", on=ON)
    if result.fault is None:
        assert result.rows == result.accepted + result.frame.filter(~result.frame["ok"]).height
    else:
        assert result.rows == 0


@given(st.binary(max_size=300))
@settings(max_examples=60, deadline=None)
def test_any_bytes_at_all_give_a_result(raw: bytes) -> None:
    result = check(raw, "a.csv", on=ON)
    assert result.fault is not None or result.rows > 0
