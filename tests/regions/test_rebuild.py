"""Rebuilding the list from source files: the same bytes for the same source, and no region without its parent."""

from __future__ import annotations

import csv
import gzip
from pathlib import Path

import pytest

from rangkiang.regions import codes, rebuild

DEPTH = {"provinces": 0, "regencies": 1, "districts": 2, "villages": 3}


def write_source(folder: Path, places: list[codes.Region]) -> Path:
    for level, depth in DEPTH.items():
        with (folder / f"{level}.csv").open("w", newline="", encoding="utf-8") as lines:
            writer = csv.writer(lines)
            writer.writerow(("code", "name"))
            writer.writerows((p.code, p.name) for p in reversed(places) if p.code.count(".") == depth)
    return folder


@pytest.fixture
def sijunjung() -> list[codes.Region]:
    return [codes.Region("13", "Sumatera Barat"), *codes.below("13.03")]


def test_the_rows_come_out_sorted_and_the_bytes_repeat(tmp_path: Path, sijunjung: list[codes.Region]) -> None:
    source = write_source(tmp_path, sijunjung)
    assert rebuild.rebuild(source, tmp_path / "one.gz") == len(sijunjung)
    rebuild.rebuild(source, tmp_path / "two.gz")
    assert (tmp_path / "one.gz").read_bytes() == (tmp_path / "two.gz").read_bytes()
    lines = gzip.decompress((tmp_path / "one.gz").read_bytes()).decode().splitlines()
    assert lines[:3] == ["code,name", "13,Sumatera Barat", "13.03,Kabupaten Sijunjung"]


def test_a_region_without_parent_is_refused(tmp_path: Path, sijunjung: list[codes.Region]) -> None:
    source = write_source(tmp_path, [place for place in sijunjung if place.code != "13.03.04"])
    with pytest.raises(ValueError, match=r"13\.03\.04"):
        rebuild.rebuild(source, tmp_path / "out.gz")
    assert not (tmp_path / "out.gz").exists()


def test_a_missing_folder_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert rebuild.main([str(tmp_path)]) == 2
    assert "provinces.csv" in capsys.readouterr().err
