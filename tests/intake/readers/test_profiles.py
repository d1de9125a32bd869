"""Profiles are data: headers as people write them, recognition of the kind of list, a new profile without code."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

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
