"""The crosswalk of the two code systems: paired by name, level by level, and never guessed."""

from __future__ import annotations

from pathlib import Path

import pytest

from rangkiang.regions import codes, crosswalk

COUNTRY = {"": {"13": "SUMATERA BARAT"}, "13": {"1304": "KABUPATEN SIJUNJUNG"}, "1304": {"1304100": "KOTO TUJUH"}}


def test_a_region_is_paired_when_its_parent_is_and_it_alone_has_its_name() -> None:
    villages = {"1304100001": "PADANG LUAS", "1304100002": "PADANG LUAS SELATAN", "1304100003": "GUGUK"}
    paired = crosswalk.pair(COUNTRY | {"1304100": villages})
    assert paired["1304100001"] == "13.03.08.2004"
    assert paired["1304100002"] == "13.03.08.2007"
    assert paired["1304100003"] == "13.03.08.2003"


def test_nothing_is_guessed() -> None:
    twice = {"1304100001": "GUGUK", "1304100002": "GUGUAK", "1304100003": "SILOKEK", "1304100004": "PALALUAR UTARA"}
    assert set(crosswalk.pair(COUNTRY | {"1304100": twice})) == {"13", "1304", "1304100"}
    assert set(crosswalk.pair({"": {"13": "PULAU LAIN"}, "13": {"1304": "SIJUNJUNG"}})) == set()


def test_left_over_names_are_paired_when_each_is_alike_to_the_other_alone() -> None:
    assert crosswalk.pair(COUNTRY | {"1304100": {"1304100009": "PALALUER"}})["1304100009"] == "13.03.08.2002"


def test_rebuilding_gives_the_same_bytes_each_time(tmp_path: Path) -> None:
    for level, line in zip(
        crosswalk.LEVELS,
        ("13,SUMATERA BARAT", "1304,13,SIJUNJUNG", "1304050,1304,KAMANG BARU", "1304050004,1304050,KAMANG"),
        strict=True,
    ):
        (tmp_path / f"{level}.csv").write_text(line + "\n", encoding="utf-8")
    assert crosswalk.rebuild(tmp_path, tmp_path / "a.gz") == (4, 4)
    crosswalk.rebuild(tmp_path, tmp_path / "b.gz")
    assert (tmp_path / "a.gz").read_bytes() == (tmp_path / "b.gz").read_bytes()


def test_a_folder_without_lists_is_refused_in_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert crosswalk.main([str(tmp_path)]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_no_two_bps_codes_mean_one_region() -> None:
    pairs = codes._crosswalk()
    assert len(set(pairs.values())) == len(pairs) > 78_000
    assert all(codes.region(code) for code in pairs.values())
