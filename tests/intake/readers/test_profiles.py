"""Profiles are data: headers as people write them, recognition of the kind of list, a new profile without code."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

from rangkiang.intake.checks import check
from rangkiang.intake.readers import profiles
from rangkiang.intake.readers.tables import FIELDS

from .lists import ON, csv_file


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("NIK", "nik"),
        ("N.I.K.", "nik"),
        ("No. KTP / NIK", "nik"),
        ("NIK (16 digit)", "nik"),
        ("NIK KTP", "nik"),
        ("No. KK", "kk"),
        ("NAMA LENGKAP SESUAI KTP", "name"),
        ("Nama Calon Penerima", "name"),
        ("Nama Ibu Kandung", "mother"),
        ("Tempat, Tgl. Lahir", "birth"),
        ("TANGGAL LAHIR (DD-MM-YYYY)", "birth_date"),
        ("Jenis Kelamin (L/P)", "sex"),
        ("Nagari/Desa", "village"),
        ("No. HP/WA", "phone"),
        ("No. Peserta", None),
        ("Nama Kepala Keluarga", "head"),
        ("", None),
        (None, None),
    ],
)
def test_a_header_names_its_field(header: str | None, field: str | None) -> None:
    assert profiles.profile("candidates_xlsx").field_of(header) == field


def test_every_profile_uses_known_fields_and_no_spelling_twice() -> None:
    for profile in profiles.profiles().values():
        assert set(profile.headers.values()) <= set(FIELDS)
        assert set(profile.required) | set(profile.unique) <= set(FIELDS)
        assert all(profiles.plain(header) == header for header in profile.headers)


@pytest.mark.parametrize(
    ("header", "name"),
    [
        (("NIK", "Nama", "Nagari"), "candidates_xlsx"),
        (("NIK", "Nama", "Desil"), "register_csv"),
        (("NIK", "No KPJ", "Nama", "Bulan", "Iuran"), "bpjs_active"),
    ],
)
def test_the_profile_is_recognised_by_its_columns(header: tuple[str, ...], name: str) -> None:
    row = ["1303040107709001", "25001234567", "Rusli", "2025-06", "16800"][: len(header)]
    assert check(csv_file([header, row]), "a.csv", on=ON).profile == name


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    for entry in profiles.FOLDER.iterdir():
        (tmp_path / entry.name).write_bytes(entry.read_bytes())
    monkeypatch.setattr(profiles, "FOLDER", tmp_path)
    profiles.profiles.cache_clear()
    yield tmp_path
    profiles.profiles.cache_clear()


def test_a_new_profile_needs_no_code(folder: Path) -> None:
    (folder / "fishers.toml").write_text(
        """
        title_id = "Daftar nelayan"
        title_en = "Fishers"
        required = ["nik", "name"]
        fields = ["nik", "name", "birth_date"]
        unique = ["nik"]
        check_age = false
        needs_village = false
        [headers]
        name = ["nama nelayan"]
    """,
        encoding="utf-8",
    )
    rows = [("NIK", "Nama Nelayan", "Tgl Lahir"), ("1303040107409001", "Rusli", "01-07-1940")]
    result = check(csv_file(rows), "a.csv", "fishers", on=ON)
    assert (result.profile, result.accepted, result.findings.height) == ("fishers", 1, 0)


LISTS = {
    "candidates_xlsx": ("No", "NIK", "Nama Lengkap", "Tgl Lahir", "Nagari", "Jorong", "Pekerjaan"),
    "register_csv": ("id_dtsen", "nik", "no_kk", "nama", "tgl_lahir", "kode_desa", "desil"),
    "farmers": ("FARMER NIK", "FARMER NAME", "POKTAN", "KECAMATAN", "DESA", "PLANTING AREA", "KOMODITAS"),
    "fishers": ("NIK", "Nama Nelayan", "No. KUSUKA", "Desa", "Alat Tangkap"),
    "traders": ("NIK", "Nama Pedagang", "Nama Pasar", "Jenis Dagangan", "Nagari"),
    "bpjs_active": ("NIK", "No KPJ", "Nama", "Periode", "Iuran"),
    "bpjs_active_names": ("No KPJ", "Nama", "Tgl Lahir", "Status Kepesertaan"),
    "bpjs_rejects": ("NIK", "Nama Tenaga Kerja", "Tgl Lahir", "Keterangan Gagal"),
    "death_list": ("No", "NIK", "Nama", "Tgl Meninggal", "Nagari"),
    "death_list_names": ("No", "Nama Almarhum", "Tgl Lahir", "Tgl Meninggal", "Jorong"),
    "dtks_sheet": ("No", "Status", "ID DTKS", "ID ART", "Nama KRT", "Alamat", "NIK ART", "Nama ART", "Perbaikan NIK"),
    "opensid_population": ("Alamat", "Dusun", "RW", "RT", "Nama", "Nomor KK", "Nomor NIK", "Jenis Kelamin",
                           "Tempat Lahir", "Tanggal Lahir", "Agama", "Pekerjaan", "Kawin", "Hub. Keluarga", "Nama Ayah",
                           "Nama Ibu"),
}  # fmt: skip


def test_there_is_an_example_of_every_profile() -> None:
    assert LISTS.keys() == profiles.profiles().keys()


@pytest.mark.parametrize("name", LISTS)
def test_every_kind_of_list_is_recognised_by_its_header(name: str) -> None:
    known = profiles.profile(name)
    fields = [known.field_of(header) for header in LISTS[name]]
    values = {"nik": "1303040107709001", "name": "Rusli", "death_date": "01-02-2025", "decile": "2"}
    result = check(csv_file([LISTS[name], [values.get(field or "", "1") for field in fields]]), "a.csv", on=ON)
    assert (result.fault, result.profile) == (None, name)
    unknown = result.findings.filter(result.findings["code"] == "column_unknown")["column"].to_list()
    assert unknown in ([], ["ID ART"])


def test_a_kind_of_list_without_nik_is_not_asked_for_it() -> None:
    rows = [("No KPJ", "Nama", "Tgl Lahir"), ("12345678901", "Rusli", "01-07-1970")]
    result = check(csv_file(rows), "a.csv", on=ON)
    assert (result.profile, result.accepted, result.findings.height) == ("bpjs_active_names", 1, 0)
    with_nik = check(csv_file([("NIK", *rows[0]), ("", *rows[1])]), "a.csv", on=ON)
    assert (with_nik.profile, with_nik.findings["code"].to_list()) == ("bpjs_active", ["nik_missing"])


def test_what_the_kind_of_list_says_of_itself_fills_blank_cells() -> None:
    rows = [("NIK", "Nama Petani", "Poktan", "Pekerjaan", "Desa"), ("1303040107709001", "Rusli", "Maju", "", "Muaro")]
    assert check(csv_file(rows), "a.csv", on=ON).frame["occupation"][0] == "petani"


def test_codes_are_read_as_their_meaning_and_anything_else_as_it_is() -> None:
    header = ("nik", "no_kk", "nama", "kk_level", "nama_ibu", "pekerjaan_id", "status_dasar")
    rows = [
        header,
        ("1303040107709001", "1303040101109001", "Rusli", "1", "Ani", "9", "1"),
        ("1303040107709002", "1303040101109001", "Ramli", "anak", "Ani", "tani", "6"),
    ]
    frame = check(csv_file(rows), "a.csv", on=ON).frame
    assert frame.select("relation", "occupation", "status").rows() == [
        ("KEPALA KELUARGA", "PETANI/PEKEBUN", "HIDUP"),
        ("anak", "tani", "PERGI"),
    ]


GOOD_PROFILE = """
title_id = "Daftar"
title_en = "List"
required = ["nik"]
fields = ["nik", "name"]
unique = ["nik"]
check_age = false
needs_village = false
[headers]
"""


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (GOOD_PROFILE.replace("title_en", "title"), "unknown keys: title"),
        (GOOD_PROFILE.replace('title_id = "Daftar"\n', ""), "title_id missing"),
        (GOOD_PROFILE.replace("false", '"no"', 1), "check_age is no bool"),
        (GOOD_PROFILE.replace('"name"]', '"nama"]'), "unknown fields: nama"),
        (GOOD_PROFILE.replace('required = ["nik"]', 'required = ["kk"]'), "unknown fields in required: kk"),
        (GOOD_PROFILE.replace('unique = ["nik"]', "unique = []"), "unique names no field"),
        (GOOD_PROFILE + 'sex = ["jk"]', "unknown fields in headers: sex"),
        (GOOD_PROFILE + 'nik = ["nomor"]\nname = ["Nomor"]', "'nomor' is given for nik and name"),
        (GOOD_PROFILE.replace("[headers]", 'purpose = "fun"\n[headers]'), "purpose is not one of"),
        (GOOD_PROFILE + "nik = [", "Mend the TOML"),
    ],
)
def test_a_profile_that_breaks_the_rules_is_refused_when_loaded(folder: Path, text: str, what: str) -> None:
    (folder / "odd.toml").write_text(text, encoding="utf-8")
    with pytest.raises(profiles.ProfileError, match=what) as refused:
        profiles.profiles()
    assert str(refused.value).startswith("odd.toml: ")


def test_a_list_of_cards_with_remarks_asks_whether_it_is_of_the_refused() -> None:
    header, row = ("No", "NIK", "Nama", "KPJ", "Keterangan"), ("1", "1303040107709001", "Rusli", "25001234567", "aktif")
    unsure = check(csv_file([header, row]), "a.csv", on=ON)
    told = unsure.findings.filter(pl.col("code") == "kind_unsure")
    assert unsure.profile == "bpjs_active"
    assert profiles.profile("bpjs_rejects").title_id in told["message_id"].item()
    sure = check(csv_file([(*header, "Bulan"), (*row, "2025-06")]), "a.csv", on=ON)
    assert "kind_unsure" not in sure.findings["code"].to_list()
    chosen = check(csv_file([header, row]), "a.csv", on=ON, profile="bpjs_active")
    assert "kind_unsure" not in chosen.findings["code"].to_list()
