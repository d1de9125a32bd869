"""``rangkiang intake check``: the JSON other programs rely on, the exit codes, and the one line of a refusal."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from rangkiang.intake.commands import intake_group
from rangkiang.platform.errors import BadInput

from .readers.lists import HEADER, people, person, xlsx_file


def run(*arguments: object) -> Result:
    return CliRunner().invoke(intake_group, ["check", *map(str, arguments), "--on", "2025-07-01"])


@pytest.fixture
def listing(tmp_path: Path) -> Path:
    path = tmp_path / "muaro.xlsx"
    path.write_bytes(xlsx_file([HEADER, *people(3), person(4, **{"Tgl Lahir": "31/02/70"})]))
    return path


def test_the_json_has_counts_and_findings(listing: Path) -> None:
    result = run(listing, "--json")
    document = json.loads(result.stdout)
    assert result.exit_code == 0
    assert (document["rows"], document["accepted"], document["profile"]) == (4, 3, "candidates_xlsx")
    assert document["findings"] == [
        {
            "sheet": "Data",
            "row": 5,
            "column": "Tgl Lahir",
            "value": "31/02/70",
            "code": "birth_date_impossible",
            "severity": "error",
            "message": "Tanggal lahir tidak mungkin. Tulis HH-BB-TTTT sesuai KTP.",
        }
    ]


def test_messages_in_english(listing: Path) -> None:
    [finding] = json.loads(run(listing, "--json", "--language", "en").stdout)["findings"]
    assert finding["message"] == "The birth date is impossible. Write DD-MM-YYYY from the card."


def test_for_people_it_prints_counts_and_the_worst(listing: Path) -> None:
    result = run(listing)
    assert result.exit_code == 0
    assert "candidates_xlsx: 4 rows, 3 accepted" in result.stdout
    assert "Data 5: Tgl Lahir '31/02/70'" in result.stdout


@pytest.mark.parametrize("as_json", [True, False])
def test_a_file_that_cannot_be_read_is_one_line_and_exit_2(tmp_path: Path, as_json: bool) -> None:
    path = tmp_path / "surat.xlsx"
    path.write_bytes(b"%PDF-1.7")
    result = run(path, *(["--json"] if as_json else []))
    assert result.exit_code == 2
    assert len(result.stderr.splitlines()) == 1
    assert "PDF" in result.stderr
    if as_json:
        document = json.loads(result.stdout)
        assert (document["rows"], document["accepted"], len(document["findings"])) == (0, 0, 1)
        assert document["findings"][0]["code"] == "file_wrong_type"
    else:
        assert result.stdout == ""


def test_200_megabytes_are_refused_before_they_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "besar.csv"
    with path.open("wb") as sparse:
        sparse.truncate(200_000_000)

    def unread(_self: Path) -> bytes:
        raise AssertionError("the file was read")

    monkeypatch.setattr(Path, "read_bytes", unread)
    result = run(path, "--json")
    assert result.exit_code == 2
    assert json.loads(result.stdout)["findings"][0]["code"] == "file_too_large"


def test_a_missing_file_and_a_wrong_day_are_bad_input(tmp_path: Path, listing: Path) -> None:
    with pytest.raises(BadInput, match="cannot be read"):
        CliRunner().invoke(intake_group, ["check", str(tmp_path / "tidak-ada.xlsx")], catch_exceptions=False)
    with pytest.raises(BadInput, match="not a date"):
        CliRunner().invoke(intake_group, ["check", str(listing), "--on", "kemarin"], catch_exceptions=False)


def test_an_unknown_profile_names_the_known(listing: Path) -> None:
    result = run(listing, "--profile", "nagari")
    assert result.exit_code == 2
    assert all(name in result.stderr for name in ("bpjs_active", "candidates_xlsx", "register_csv"))
