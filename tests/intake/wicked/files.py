"""Wicked files, each built in memory with the findings that it must give: (row, code), infos included."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tests.intake.readers.lists import HEADER, csv_file, ods_file, packed, people, person, replaced, xlsx_file
from tests.intake.readers.xls import xls_file
from tests.intake.readers.xlsb import xlsb_file

Findings = list[tuple[int, str]]
SHEET = "xl/worksheets/sheet1.xml"


@dataclass(frozen=True)
class Wicked:
    """A file, its findings in order of place, and how many rows are persons and how many of them are accepted."""

    raw: bytes
    findings: Findings
    rows: int
    accepted: int
    profile: str = "candidates_xlsx"
    settings: dict[str, Any] = field(default_factory=dict)


def listed(*rows: Any) -> bytes:
    return csv_file([HEADER, *rows], ";")


def listed_under(header: Any, *rows: Any) -> bytes:
    return csv_file([header, *rows], ";")


def moved(row: list[Any], step: int) -> list[Any]:
    """The row with every cell one column further to the right or left, as a stray cell pushes them."""
    return ["", *row[:-1]] if step > 0 else [*row[1:], ""]


def formulas(_book: Any, page: Any) -> None:
    page.write_formula("E2", '="Mua"&"ro"', None, "Muaro")
    page.write_formula("K3", "=HYPERLINK(1)", None, "tani")
    page.write_formula("I4", "=VLOOKUP(A1,B:C,2)", None, "#N/A")


def macros(raw: bytes) -> bytes:
    import io
    import zipfile

    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    return packed(members | {"xl/vbaProject.bin": b"\x00macro"})


def merged_title(_book: Any, page: Any) -> None:
    page.merge_range("A1:F1", "DAFTAR PEKERJA RENTAN NAGARI SILOKEK")
    page.merge_range("D3:E3", "LAHIR")


def hidden_rows(_book: Any, page: Any) -> None:
    page.set_row(2, None, None, {"hidden": True})
    page.set_row(3, None, None, {"hidden": True})
    page.set_column("L:L", None, None, {"hidden": True})


LONG_TITLES = [
    ["x"],
    [],
    ["NO", "NIK", "NAMA", "", "", "JK"],
    ["", "", "", "TEMPAT", "TGL", ""],
    ["1", "1303040107709001", "Rusli", "Muaro", "01-07-1970", "Lk"],
    ["2", "1303044207709002", "Erni", "Muaro", "02/07/70", "Pr"],
    ["JUMLAH", "2"],
    ["", "", "", "Mengetahui,"],
    ["", "", "", "Wali Nagari Silokek"],
    ["", "", "", "Datuak Anu"],
]
SERIALS = [person(serial, **{"Tgl Lahir": 25_750 + serial}) for serial in range(1, 7)]
FIRST_OF_JULY = [
    person(serial, NIK=f"130304010{7}{60 + serial}{9000 + serial}", **{"Tgl Lahir": f"01-07-19{60 + serial}"})
    for serial in range(1, 9)
]

MEN = ("Lk", "laki2", "Laki-Laki", "1", "pria")
HEADS = {
    "Amin": "Kepala Keluarga",
    "Basri": "Istri",
    "Caniago": "Anak",
    "Dahlan": "Kepala keluarga",
    "Efendi": "KEPALA",
}
FAMILIES = [
    (f"13030402077090{serial:02d}", f"Rusli {name}", "02-07-1970", "Muaro", f"RUSLI {name.upper()}", HEADS[name])
    for serial, name in enumerate(HEADS, 1)
]


def turned(row: Any) -> list[Any]:
    """The row with the name and the mother's name in each other's place."""
    cells = list(row)
    name, mother = HEADER.index("Nama Lengkap"), HEADER.index("Nama Ibu Kandung")
    cells[name], cells[mother] = cells[mother], cells[name]
    return cells


def second_sheet(book: Any, _page: Any) -> None:
    page = book.add_worksheet("Lanjutan")
    for index, row in enumerate(people(2, 8)):
        page.write_row(index, 0, row)


def signing(_book: Any, page: Any) -> None:
    page.merge_range("N1:O1", "TANDA TANGAN")


def third_row_hidden(xml: bytes) -> bytes:
    """The content of an ods with its fourth row taken out of sight."""
    parts = xml.split(b"<table:table-row ")
    parts[4] = b'table:visibility="collapse" ' + parts[4]
    return b"<table:table-row ".join(parts)


FILES: dict[str, Callable[[], Wicked]] = {
    "every NIK ends in 0": lambda: Wicked(
        listed(*(person(serial, NIK=f"130304{1 + serial:02d}0770{900 + serial}0") for serial in range(1, 7))),
        [(0, "nik_all_damaged")],
        6,
        0,
    ),
    "every NIK as E+15": lambda: Wicked(
        listed(*(person(serial, NIK="1,30304E+15") for serial in range(1, 7))),
        [(0, "nik_all_damaged"), *((row, "nik_scientific") for row in range(2, 8))],
        6,
        0,
    ),
    "every date a serial number": lambda: Wicked(
        xlsx_file([HEADER, *SERIALS]),
        [(0, "birth_dates_serial"), *((row, "birth_date_serial") for row in range(2, 8))],
        6,
        6,
    ),
    "birth dates made up": lambda: Wicked(listed(*FIRST_OF_JULY), [(0, "birth_dates_default")], 8, 8),
    "one row slipped to the right": lambda: Wicked(
        listed(*people(2), moved(person(3), 1), *people(2, 4)),
        [
            (4, "sex_unclear"), (4, "birth_date_impossible"), (4, "nik_not_16_digits"), (4, "name_has_digits"),
            (4, "nagari_unknown"), (4, "cells_shifted"),
        ],
        5,
        4,
    ),
    "one row slipped to the left": lambda: Wicked(
        listed(*people(2), moved(person(3), -1), *people(2, 4)),
        [
            (4, "sex_unclear"), (4, "birth_date_impossible"), (4, "kk_not_16_digits"), (4, "kk_spacing_removed"),
            (4, "nagari_unknown"), (4, "cells_shifted"),
        ],
        5,
        4,
    ),
    "NIK and KK changed places": lambda: Wicked(
        listed(person(1), person(2, NIK="1303040101119002", **{"No. KK": "1303040307709002"})),
        [(3, "nik_birth_date_differs"), (3, "nik_kk_swapped")],
        2,
        1,
    ),
    "one digit and two swapped": lambda: Wicked(
        listed(
            person(1),
            person(1, NIK="1303040207709091"),
            person(2),
            person(2, NIK="1303040307790002", **{"Tgl Lahir": "03-07-1979"}),
            person(3, NIK="1303040407709093"),
        ),
        [(3, "nik_one_digit"), (5, "nik_digits_swapped")],
        5,
        5,
    ),
    "one person in two nagari": lambda: Wicked(
        listed(person(1), person(1, Nagari="Silokek")), [(3, "nik_two_villages")], 2, 1
    ),
    "RT for jorong": lambda: Wicked(
        listed(person(1, Jorong="RT 02/RW 01"), person(2, Jorong="003"), person(3)), [(0, "jorong_rt")], 3, 3
    ),
    "who does not work or has a wage": lambda: Wicked(
        listed(
            person(1, Pekerjaan="IRT"),
            person(2, Pekerjaan="PNS"),
            person(3, Pekerjaan="Belum/tidak bekerja"),
            person(4, Pekerjaan="buruh harian lepas"),
            person(5, Pekerjaan="Petani/pekebun"),
        ),
        [(2, "occupation_none"), (3, "occupation_salaried"), (4, "occupation_none")],
        5,
        5,
    ),
    "title, two header rows, total and signature": lambda: Wicked(
        xlsx_file(LONG_TITLES, more=merged_title),
        [(0, "nagari_from_title"), (7, "row_total"), (8, "row_footer"), (9, "row_footer"), (10, "row_not_person")],
        2,
        2,
    ),
    "hidden rows and a hidden column": lambda: Wicked(
        xlsx_file([HEADER, *people(4)], more=hidden_rows), [(1, "column_hidden"), (3, "hidden_rows")], 4, 4
    ),
    "people above the header": lambda: Wicked(
        xlsx_file([["DAFTAR"], *people(2, 20), HEADER, *people(3)]),
        [(2, "row_above_header"), (3, "row_above_header")],
        3,
        3,
    ),
    "a remark right of the header": lambda: Wicked(
        listed(*people(2), [*person(3), "JANGAN DIBAYAR - MENINGGAL"], [*person(4), "", "x"]),
        [(4, "cell_untitled"), (5, "cell_untitled")],
        4,
        2,
    ),
    "a comma inside a number": lambda: Wicked(
        csv_file([HEADER, person(1, Penghasilan="1,000,000"), person(2)]), [(2, "cell_untitled")], 2, 1
    ),
    "a column without a title among the others": lambda: Wicked(
        xlsx_file([("", *HEADER[1:3], "", *HEADER[3:]), *([*row[:3], "dr.", *row[3:]] for row in people(3))]),
        [(1, "column_untitled")],
        3,
        3,
    ),
    "a remark in a column without a title among the others": lambda: Wicked(
        listed_under((*HEADER[:3], "", *HEADER[3:]), *(
            [*row[:3], "meninggal" if at == 1 else "", *row[3:]] for at, row in enumerate(people(4))
        )),
        [(3, "cell_untitled")],
        4,
        3,
    ),
    "places to sign under one merged title": lambda: Wicked(
        xlsx_file([HEADER, *([*row, "", f"{row[0]}..."] for row in people(3))], more=signing),
        [(1, "column_not_needed"), (1, "column_untitled")],
        3,
        3,
    ),
    "a second table with its columns in another order": lambda: Wicked(
        listed(*people(3), [], turned(HEADER), *map(turned, people(2, 8)), HEADER, person(12)),
        [(6, "row_repeated_header"), (9, "row_repeated_header")],
        6,
        6,
    ),
    "a second table with a column that the first has not": lambda: Wicked(
        listed(*people(3), [], turned((*HEADER[:-1], "Ukuran Sepatu")), *map(turned, people(2, 8)), HEADER, person(12)),
        [(6, "row_other_header"), (7, "row_under_other_header"), (8, "row_under_other_header"),
         (9, "row_repeated_header")],
        4,
        4,
    ),
    "two tables side by side": lambda: Wicked(
        xlsx_file([(*HEADER, "", *HEADER), *([*left, "", *right] for left, right in zip(
            people(3), people(3, 10), strict=True
        ))]),
        [(0, "nik_columns_several"), *[(1, "column_unknown")] * 13],
        3,
        0,
    ),
    "a second sheet that goes on without a header": lambda: Wicked(
        xlsx_file([HEADER, *people(3)], more=second_sheet), [(0, "sheet_without_table"), (1, "people_not_read")], 3, 3
    ),
    "formulas": lambda: Wicked(
        xlsx_file([HEADER, *people(4)], more=formulas), [(4, "cell_formula_fault"), (4, "nagari_missing")], 4, 3
    ),
    "macros": lambda: Wicked(macros(xlsx_file([HEADER, *people(2)])), [(0, "file_macros")], 2, 2),
    "NIK kept as text by a formula": lambda: Wicked(
        listed(person(1, NIK='="1303040207709001"'), person(2, NIK="'1303040307709002")),
        [(3, "nik_spacing_removed")],
        2,
        2,
    ),
    "cells that would run in a spreadsheet": lambda: Wicked(
        listed(person(1, Pekerjaan="=cmd|' /C calc'!A0"), person(2, **{"Nama Ibu Kandung": "@SUM(1)"})),
        [(2, "cell_formula"), (3, "cell_formula")],
        2,
        2,
    ),
    "Latin-1 and a long name": lambda: Wicked(
        csv_file([HEADER, person(1, Pekerjaan="penjual kué"), person(2, **{"Nama Lengkap": "A" * 130})], ",", "cp1252"),
        [(0, "file_latin1"), (3, "text_shortened")],
        2,
        2,
    ),
    "every way to write a sex": lambda: Wicked(
        listed(
            *(person(serial, **{"L/P": word}) for serial, word in enumerate(MEN, 1)),
            person(6, **{"L/P": "Pr"}),
            person(7, **{"L/P": "tak tahu"}),
        ),
        [(7, "nik_sex_differs"), (8, "sex_unclear")],
        7,
        7,
    ),
    "every wrong date": lambda: Wicked(
        listed(
            *(
                person(serial, **{"Tgl Lahir": text})
                for serial, text in enumerate(("31/02/70", "1970", "32-01-1970", "01-07-2090", "kemarin", "-"), 1)
            ),
        ),
        [
            (2, "birth_date_impossible"), (3, "birth_date_year_only"), (4, "birth_date_impossible"),
            (5, "birth_date_impossible"), (6, "birth_date_impossible"), (7, "birth_date_missing"),
        ],
        6,
        1,
    ),
    "an ods with a hidden row": lambda: Wicked(
        replaced(ods_file([HEADER, *people(3)]), "content.xml", third_row_hidden), [(4, "hidden_rows")], 3, 3
    ),
    "an xlsb with a hidden row, which is not seen": lambda: Wicked(
        xlsb_file([HEADER, *people(3)]), [(0, "file_xlsb")], 3, 3
    ),
    "a short xls with a hidden row": lambda: Wicked(
        xls_file([HEADER, *people(2)], hidden_rows=(2,), small=True), [(3, "hidden_rows")], 2, 2
    ),
    "the dead, the moved and the well in one export": lambda: Wicked(
        csv_file(
            [
                ("alamat", "dusun", "nama", "no_kk", "nik", "sex", "tempatlahir", "tanggallahir", "agama_id",
                 "pekerjaan_id", "kk_level", "nama_ayah", "nama_ibu", "status_dasar", "desa_id"),
                ("x", "Koto", "Rusli", "1303040101109001", "1303040207709001", "1", "Muaro", "1970-07-02", "1", "9",
                 "1", "a", "b", "1", "13.03.04.2001"),
                ("x", "Koto", "Ramli", "1303040101109001", "1303040307709002", "1", "Muaro", "1970-07-03", "1", "5",
                 "4", "a", "b", "2", "13.03.04.2001"),
                ("x", "Koto", "Ernawati", "1303040101109001", "1303044407709003", "2", "Muaro", "1970-07-04", "1", "2",
                 "3", "a", "b", "3", "13.03.04.2001"),
            ],
        ),
        [
            (1, "column_not_needed"), (1, "column_not_needed"),
            (3, "status_dead"), (3, "occupation_salaried"), (4, "status_gone"), (4, "occupation_none"),
        ],
        3,
        2,
        "opensid_population",
    ),
    "deaths": lambda: Wicked(
        csv_file(
            [
                ("NIK", "Nama Almarhum", "Tgl Lahir", "Tanggal Meninggal", "Sebab Kematian"),
                ("1303040207709001", "Rusli", "02-07-1970", "05-03-2025", "sakit"),
                ("1303040307709002", "Ramli", "03-07-1970", "", "sakit"),
                ("1303040407709003", "Rasyid", "04-07-1970", "31-02-2025", "sakit"),
                ("1303040507709004", "Rahman", "05-07-1970", "05-07-1960", "sakit"),
                ("1303040607709005", "Ridwan", "06-07-1970", "06-07-2090", "sakit"),
            ]
        ),
        [
            (1, "column_not_needed"), (3, "death_date_missing"), (4, "death_date_unclear"), (5, "death_before_birth"),
            (6, "death_date_unclear"),
        ],
        5,
        1,
        "death_list",
    ),
    "a DTKS sheet with corrections": lambda: Wicked(
        csv_file(
            [
                ("No", "Status", "ID DTKS", "ID ART", "Nama KRT", "Alamat", "NIK ART", "Nama ART", "Perbaikan NIK",
                 "Perbaikan Nama", "Kelurahan"),
                ("1", "Valid", "D1", "A1", "Rusli", "Koto", "1303040207709001", "Rusli", "", "", "Muaro"),
                ("2", "Mohon perbaikan", "D1", "A2", "Rusli", "Koto", "130304030770900", "Ramly", "1303040307709002",
                 "Ramli", "Muaro"),
            ]
        ),
        [(0, "birth_column_missing"), (1, "column_unknown"), (3, "cell_corrected"), (3, "cell_corrected")],
        2,
        2,
        "dtks_sheet",
    ),
    "heads of families instead of workers": lambda: Wicked(
        csv_file(
            [
                ("NIK", "Nama", "Tgl Lahir", "Nagari", "Nama Kepala Keluarga", "Hubungan Keluarga"),
                *FAMILIES,
            ]
        ),
        [(0, "all_heads"), (3, "name_of_head"), (4, "name_of_head")],
        5,
        5,
    ),
}  # fmt: skip
ON = date(2025, 7, 1)
