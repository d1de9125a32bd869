"""The faults of real lists: each is found, named and placed, and no row is lost on the way."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rangkiang.intake.checks import FINDINGS, FRAME, CheckResult, check
from rangkiang.intake.readers.rules import RULES

from .readers.lists import HEADER, ON, csv_file, ods_file, people, person, xlsx_file


def checked(rows: list[Any], **settings: Any) -> CheckResult:
    return check(csv_file(rows, ";"), "daftar.csv", **({"on": ON} | settings))


def found(result: CheckResult, *, infos: bool = False) -> list[tuple[int, str]]:
    """(row, code) of every finding that is more than an info, or of all."""
    rows = result.findings if infos else result.findings.filter(result.findings["severity"] != "info")
    return rows.select("row", "code").rows()


def one(**changes: Any) -> CheckResult:
    return checked([HEADER, person(1, **changes)])


@pytest.mark.parametrize(
    "raw",
    [
        xlsx_file([HEADER, *people(4)]),
        ods_file([HEADER, *people(4)]),
        csv_file([HEADER, *people(4)]),
        csv_file([HEADER, *people(4)], ";", "utf-8-sig"),
        csv_file([HEADER, *people(4)], "\t", "utf-16"),
        csv_file([HEADER, *people(4)], "|"),
        b"sep=;\n" + csv_file([HEADER, *people(4)], ";"),
    ],
    ids=["xlsx", "ods", "comma", "semicolon with mark", "tab utf-16", "bar", "sep line"],
)
def test_a_good_list_has_no_findings_whatever_its_kind(raw: bytes) -> None:
    result = check(raw, "salah-nama.pdf", on=ON)
    assert (result.fault, result.profile, result.rows, result.accepted) == (None, "candidates_xlsx", 4, 4)
    assert found(result, infos=True) == []
    assert dict(result.frame.schema) == FRAME
    assert dict(result.findings.schema) == FINDINGS


def test_the_values_of_a_good_row() -> None:
    row = checked([HEADER, person(1)]).frame.row(0, named=True)
    assert row == {
        "sheet": "",
        "row": 2,
        "nik": "1303040207709001",
        "kk": "1303040101109001",
        "name": "Nurhayati Bakar",
        "name_normalised": "NURHAYATI BAKAR",
        "birth_place": "Muaro",
        "birth_date": date(1970, 7, 2),
        "sex": "L",
        "mother": "Rosna",
        "address": None,
        "jorong": "Koto",
        "village_code": "13.03.04.2001",
        "occupation": "tani",
        "phone": "081200000001",
        "income": 900_000,
        "decile": None,
        "kpj": None,
        "month": None,
        "contribution": None,
        "relation": None,
        "source_id": None,
        "status": None,
        "remark": None,
        "death_date": None,
        "ok": True,
    }


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"NIK": ""}, ["nik_missing"]),
        ({"NIK": "130304020770900"}, ["nik_not_16_digits"]),
        ({"NIK": "1.30304E+15"}, ["nik_scientific"]),
        ({"NIK": "13O3O4O2O77O9OO1"}, ["nik_letters_replaced"]),
        ({"L/P": "P"}, ["nik_sex_differs"]),
        ({"L/P": "entah"}, ["sex_unclear"]),
        ({"Tgl Lahir": "03-07-1970"}, ["nik_birth_date_differs"]),
        ({"Tgl Lahir": "31/02/70"}, ["birth_date_impossible"]),
        ({"Tgl Lahir": "1970"}, ["birth_date_year_only"]),
        ({"Tgl Lahir": ""}, ["birth_date_missing"]),
        ({"Tgl Lahir": "7/25/1970", "NIK": "1303042507709001"}, ["birth_date_us_order"]),
        ({"Nama Lengkap": ""}, ["name_missing"]),
        ({"Nama Lengkap": "Rusli 2"}, ["name_has_digits"]),
        ({"Nama Lengkap": "Rusli (alm)"}, ["name_death_mark"]),
        ({"No. KK": "12"}, ["kk_not_16_digits"]),
        ({"No. KK": "1303040207709001"}, ["nik_equals_kk"]),
        ({"Nagari": "Muaroo Sijunjuang"}, ["nagari_unknown"]),
        ({"Nagari": "Pamatang Panjang"}, ["nagari_near"]),
        ({"Nagari": ""}, ["nagari_missing"]),
        ({"Nama Lengkap": "Rusli " + "a" * 130}, ["text_shortened"]),
    ],
)
def test_each_fault_of_a_row(changes: dict[str, str], codes: list[str]) -> None:
    result = one(**changes)
    assert found(result) == [(2, code) for code in codes]
    assert result.accepted == int(all(RULES[code].severity != "error" for code in codes))


@pytest.mark.parametrize(
    ("born", "codes"),
    [("01-07-2007", []), ("02-07-2007", ["age_below"]), ("02-07-1960", []), ("01-07-1960", ["age_above"])],
)
def test_the_limits_of_age_on_the_day(born: str, codes: list[str]) -> None:
    nik = f"130304{born[:2]}{born[3:5]}{born[8:]}9001"
    assert [code for _, code in found(one(NIK=nik, **{"Tgl Lahir": born}))] == codes
    assert [
        code for _, code in found(checked([HEADER, person(1, NIK=nik, **{"Tgl Lahir": born})], age_min=17, age_max=66))
    ] == []


def test_without_birth_date_the_nik_gives_the_age() -> None:
    result = one(NIK="1303040107559001", **{"Tgl Lahir": ""})
    assert found(result) == [(2, "birth_date_missing"), (2, "age_above")]
    assert result.findings["message_id"][1] == "Umur 70 tahun, melewati batas pendaftaran."


def test_number_cells_are_a_warning_and_a_lost_digit_an_error() -> None:
    rows = [
        HEADER,
        person(1, NIK=1303040207709001),
        person(2, NIK=1303040307709000),
        person(3, NIK=9171010407709003),
        person(4),
    ]
    result = check(xlsx_file(rows), "a.xlsx", on=ON)
    assert found(result) == [(2, "nik_number_cell"), (3, "nik_digit_lost"), (4, "nik_digit_lost")]
    assert result.frame["nik"][0] == "1303040207709001"
    assert result.accepted == 2


def test_a_file_in_which_every_nik_ends_in_0_is_refused_as_a_whole() -> None:
    rows = [person(serial, NIK=f"1303040{serial}07709{serial}00") for serial in range(1, 7)]
    result = checked([HEADER, *rows])
    assert (0, "nik_all_damaged") in found(result)
    assert result.accepted == 0
    assert checked([HEADER, *rows, person(7)]).accepted == 7
    assert checked([HEADER, *rows[:4]]).accepted == 4


def test_real_date_cells_and_numbers_in_other_columns() -> None:
    rows = [
        HEADER,
        person(1, **{"Tgl Lahir": date(1970, 7, 2), "Penghasilan": 950000, "No HP": 81234567890}),
        person(2, **{"Tgl Lahir": 25752}),
    ]
    result = check(xlsx_file(rows), "a.xlsx", on=ON)
    assert found(result) == [(3, "birth_date_serial")]
    assert result.frame.select("birth_date", "income", "phone").row(0) == (date(1970, 7, 2), 950_000, "081234567890")
    assert result.frame["birth_date"][1] == date(1970, 7, 3)


def test_title_rows_two_header_rows_numbers_totals_and_signatures() -> None:
    def merged(_book: Any, page: Any) -> None:
        page.merge_range("A1:F1", "DAFTAR CALON PESERTA NAGARI MUARO TAHUN 2025")
        page.merge_range("D3:E3", "LAHIR")
        for cell in ("A3:A4", "B3:B4", "C3:C4", "F3:F4"):
            page.merge_range(cell, {"A": "NO", "B": "NIK", "C": "NAMA", "F": "JK"}[cell[0]])

    rows = [
        ["x"],
        [],
        ["NO", "NIK", "NAMA", "LAHIR", "", "JK"],
        ["", "", "", "TEMPAT", "TANGGAL", ""],
        ["1", "2", "3", "4", "5", "6"],
        ["1", "1303040107709001", "Rusli", "Muaro", "01-07-1970", "Lk"],
        [],
        ["NO", "NIK", "NAMA", "TEMPAT", "TANGGAL", "JK"],
        ["2", "1303044207709002", "Erni", "Muaro", "02/07/70", "Pr"],
        ["3"],
        ["", "", "JORONG KOTO"],
        ["", "JUMLAH", "2"],
        [],
        ["", "", "", "Muaro, 12 Juli 2025"],
        ["", "", "", "Wali Nagari Muaro"],
        ["", "", "Datuak Anu"],
        ["", "", "NIP. 1970"],
    ]
    result = check(xlsx_file(rows, more=merged), "a.xlsx", on=ON)
    assert (result.rows, result.accepted) == (2, 2)
    assert result.frame.select("row", "sex", "birth_date", "village_code").rows() == [
        (6, "L", date(1970, 7, 1), "13.03.04.2001"),
        (9, "P", date(1970, 7, 2), "13.03.04.2001"),
    ]
    assert found(result, infos=True) == [
        (0, "nagari_from_title"),
        (5, "row_column_numbers"),
        (8, "row_repeated_header"),
        (10, "row_not_person"),
        (11, "row_not_person"),
        (12, "row_total"),
        (14, "row_footer"),
        (15, "row_footer"),
        (16, "row_footer"),
        (17, "row_footer"),
    ]


def test_merged_cells_of_a_column_hold_for_every_row() -> None:
    def merged(_book: Any, page: Any) -> None:
        page.merge_range("I2:I4", "Padang Luas")

    result = check(xlsx_file([HEADER, *people(3)], more=merged), "a.xlsx", on=ON)
    assert result.frame["village_code"].to_list() == ["13.03.08.2004"] * 3
    assert found(result, infos=True) == [(2, "merged_cells_filled")]


def test_sheets_hidden_and_sheets_without_a_list_are_told() -> None:
    def more(book: Any, _page: Any) -> None:
        hidden = book.add_worksheet("Lama")
        for index, row in enumerate([HEADER, person(9)]):
            hidden.write_row(index, 0, row)
        hidden.hide()
        book.add_worksheet("Catatan").write(0, 0, "jangan dihapus")

    result = check(xlsx_file([HEADER, *people(2)], more=more), "a.xlsx", on=ON)
    assert result.frame.select("sheet", "row").rows() == [("Data", 2), ("Data", 3), ("Lama", 2)]
    assert result.findings.select("sheet", "code").rows() == [
        ("Lama", "sheet_hidden"),
        ("Catatan", "sheet_without_table"),
    ]


def test_place_and_date_of_birth_in_one_column() -> None:
    header = ("NIK", "Nama", "Tempat/Tgl. Lahir", "Jenis Kelamin (L/P)", "Nagari/Desa")
    result = checked(
        [
            header,
            ("1303040107709001", "Rusli", "Koto VII, 01-07-1970", "Laki-laki", "Lima Koto"),
            ("1303040107709002", "Ramli", "Muaro 31-02-1970", "L", "Muara"),
        ]
    )
    assert result.frame.select("birth_place", "birth_date", "village_code").rows()[0] == (
        "Koto VII",
        date(1970, 7, 1),
        "13.03.08.2001",
    )
    assert found(result) == [(3, "birth_date_impossible")]
    assert result.findings["column"][0] == "Tempat/Tgl. Lahir"


def test_latin_1_is_read_and_told() -> None:
    result = check(csv_file([HEADER, person(1, Pekerjaan="penjual kué")], encoding="latin-1"), "a.csv", on=ON)
    assert result.frame["occupation"][0] == "penjual kué"
    assert found(result, infos=True) == [(0, "file_latin1")]


def test_an_unknown_column_is_told_and_not_used() -> None:
    result = checked([(*HEADER, "Warna Rumah"), [*person(1), "biru"]])
    assert result.findings.select("row", "column", "code").rows() == [(1, "Warna Rumah", "column_unknown")]


def test_the_first_of_two_columns_of_one_name_counts_and_the_other_is_told() -> None:
    result = checked([(*HEADER, "Jorong"), [*person(1), "Tanjuang"]])
    assert result.frame["jorong"][0] == "Koto"
    assert result.findings.select("row", "column", "code").rows() == [(1, "Jorong", "column_unknown")]


def test_two_columns_of_nik_stop_the_file_until_a_person_says_which() -> None:
    rows = [(*HEADER, "NIK"), [*person(1), "1303040207709099"]]
    result = checked(rows)
    assert (result.rows, result.accepted) == (1, 0)
    assert found(result) == [(0, "nik_columns_several")]
    told = check(csv_file(rows, ";"), "a.csv", on=ON, columns={"NIK [N]": ""})
    assert (told.accepted, told.frame["nik"][0], found(told)) == (1, "1303040207709001", [])


def test_a_cell_of_several_lines_is_one_cell() -> None:
    result = checked([HEADER, person(1, Jorong='"Koto\n(dekat; surau)"'), person(2)])
    assert (result.accepted, result.frame["jorong"][0]) == (2, "Koto (dekat; surau)")


@pytest.mark.parametrize(
    ("code", "village", "codes"),
    [
        ("13.03.06.2004", "13.03.06.2004", []),
        ("1303062004", "13.03.06.2004", []),
        ("13.04.01.2009", "13.04.01.2009", ["nagari_outside_area"]),
        ("1304050001", "13.03.06.2001", []),
        ("9999999999", None, ["nagari_unknown", "village_code_unknown"]),
    ],
)
def test_a_register_extract_places_people_by_code(code: str, village: str | None, codes: list[str]) -> None:
    header = ("NIK", "Nama", "Tanggal Lahir", "JK", "Kode Desa", "Desil")
    result = checked([header, ("1303060107709001", "Rusli", "01-07-1970", "1", code, "Desil 1")])
    assert (result.profile, result.frame["decile"][0], result.frame["village_code"][0]) == ("register_csv", 1, village)
    assert sorted(code for _, code in found(result)) == codes


def test_both_code_systems_are_understood_and_never_mixed() -> None:
    header = ("NIK", "Nama", "Tanggal Lahir", "Kode Desa", "Nama Desa", "Desil")

    def row(serial: int, code: str, village: str) -> tuple[str, ...]:
        return (f"130306010770900{serial}", f"Rusli {chr(64 + serial)}", "01-07-1970", code, village, "1")

    bps = [row(1, "1304050001", "SUNGAI LANSEK"), row(2, "1304050005", "AIR AMO"), row(3, "1304110002", "")]
    result = checked([header, *bps])
    assert found(result, infos=True) == [(0, "codes_bps")]
    assert result.frame["village_code"].to_list() == ["13.03.06.2001", "13.03.06.2004", "13.03.09.2004"]
    mixed = checked([header, *bps, row(4, "1303062003", "Muaro Takuang")])
    assert found(mixed) == [(5, "village_code_kemendagri")]
    ours = [row(1, "1303062001", "Sungai Lansek"), row(2, "1303062004", "Aie Amo"), row(3, "1304050001", "Sei Lansek")]
    result = checked([header, *ours])
    assert found(result, infos=True) == [(4, "village_code_bps")]
    assert result.frame["village_code"][2] == "13.03.06.2001"
    unpaired = checked([header, row(3, "1304110007", "Silantai"), *bps[:2]])
    assert found(unpaired) == [(2, "village_code_unknown")]
    assert unpaired.frame["village_code"][0] == "13.03.09.2001"


def test_a_name_that_contradicts_its_code_is_told() -> None:
    header = ("NIK", "Nama", "Tanggal Lahir", "Kode Desa", "Nama Desa", "Desil")
    row = ("1303060107709001", "Rusli", "01-07-1970", "13.03.06.2004", "Air Amo", "11")
    assert [code for _, code in found(checked([header, row]))] == ["decile_unclear"]
    other = (*row[:4], "Muaro", "2")
    assert [code for _, code in found(checked([header, other]))] == ["village_name_differs"]


def test_an_area_of_one_nagari_refuses_the_others_and_fills_the_blank() -> None:
    rows = [HEADER, person(1), person(2, Nagari=""), person(3, Nagari="Silokek")]
    result = checked(rows, area="13.03.04.2001")
    assert found(result) == [(4, "nagari_outside_area")]
    assert result.frame["village_code"].to_list()[:2] == ["13.03.04.2001"] * 2


def test_a_name_that_several_nagari_share_is_a_question() -> None:
    header = ("NIK", "Nama", "Tgl Lahir", "Nagari", "Kecamatan")
    row = ("1303060107709001", "Rusli", "01-07-1970", "Koto Baru")
    for area in ("13", None):
        assert found(checked([header, (*row, "")], area=area)) == [(2, "nagari_ambiguous")]
    settled = checked([header, (*row, "IV Nagari")], area="13")
    assert (found(settled), settled.frame["village_code"][0]) == ([], "13.03.05.2002")


def test_an_active_list_of_bpjs_has_no_age_or_nagari_rules() -> None:
    header = ("NIK", "KPJ", "Nama Peserta", "Tgl Lahir", "Bulan", "Iuran")
    row = ("1303040107409001", "25001234567", "Rusli", "01-07-1940", "2025-06", "16.800")
    result = checked([header, row, (*row[:4], "Juli 2025", "16800")])
    assert (result.profile, result.accepted, found(result)) == ("bpjs_active", 2, [])
    assert result.frame.select("kpj", "month", "contribution").rows() == [
        ("25001234567", date(2025, 6, 1), 16_800),
        ("25001234567", date(2025, 7, 1), 16_800),
    ]
    assert found(checked([header, row, row])) == [(3, "nik_repeated")]


def test_the_same_person_twice_two_persons_on_one_nik_and_one_person_on_two() -> None:
    result = checked(
        [
            HEADER,
            person(1),
            person(2),
            person(3),
            person(1),
            person(2, **{"Nama Lengkap": "Lain"}),
            person(3, NIK="1303040407709099"),
        ]
    )
    assert sorted(found(result)) == [
        (3, "nik_shared"),
        (4, "same_person_other_nik"),
        (5, "nik_repeated"),
        (6, "nik_shared"),
        (7, "same_person_other_nik"),
    ]
    assert result.frame["ok"].to_list() == [True, False, True, False, False, True]
    assert "baris 2" in result.findings.filter(result.findings["code"] == "nik_repeated")["message_id"][0]


def test_one_telephone_for_a_jorong_is_told_once() -> None:
    rows = [person(serial, **{"No HP": "081200000000"}) for serial in range(1, 7)]
    assert found(checked([HEADER, *rows]), infos=True) == [(2, "phone_shared")]


def test_a_finding_says_where_what_and_what_to_do() -> None:
    finding = one(**{"Tgl Lahir": "31/02/70"}).findings.row(0, named=True)
    assert finding == {
        "sheet": "",
        "row": 2,
        "letter": "F",
        "column": "Tgl Lahir",
        "value": "31/02/70",
        "code": "birth_date_impossible",
        "severity": "error",
        "message_id": "Tanggal lahir tidak mungkin. Tulis HH-BB-TTTT sesuai KTP.",
        "message_en": "The birth date is impossible. Write DD-MM-YYYY from the card.",
    }


cells = st.text(max_size=18) | st.sampled_from(
    ["", "JUMLAH", "NIK", "Wali Nagari", "1.3E+15", "31/02/70", "Muaro", "-"]
)
mutations = st.lists(st.tuples(st.integers(0, 39), st.integers(0, len(HEADER) - 1), cells), min_size=5, max_size=60)


@given(mutations)
@settings(max_examples=8, deadline=None)
def test_no_mutation_of_a_good_list_crashes_or_loses_a_row(changes: list[tuple[int, int, str]]) -> None:
    rows = people(40)
    for row, column, text in changes:
        rows[row][column] = text.replace("\r", " ").replace("\n", " ")
    result = check(xlsx_file([HEADER, *rows]), "a.xlsx", on=ON)
    told = result.findings.filter(result.findings["code"].str.starts_with("row_"))
    seen = set(result.frame["row"]) | set(told["row"])
    full = {index + 2 for index, row in enumerate(rows) if any(str(cell).strip() for cell in row)}
    assert result.fault is not None or full <= seen
    errors = set(result.findings.filter(result.findings["severity"] == "error")["row"])
    refused = set(result.frame.filter(~result.frame["ok"])["row"])
    assert 0 in errors or refused == errors
