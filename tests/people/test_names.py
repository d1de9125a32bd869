"""Names in one form: what goes, what stays, and the same answer for one name and for a column."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rangkiang.people import names


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Suparno", "SUPARNO"),
        ("  nur   aini ", "NUR AINI"),
        ("Nur'aini", "NURAINI"),
        ("René Müller", "RENE MULLER"),
        ("H. Ahmad Yani", "AHMAD YANI"),
        ("Hj. Siti Aisyah", "SITI AISYAH"),
        ("Hasan", "HASAN"),  # an H that begins a name is no title
        ("Drs. H. Rusli, M.Pd.", "RUSLI"),
        ("Yusuf, S.Pd", "YUSUF"),
        ("Yusuf S.Pd.I", "YUSUF"),
        ("Dewi, A.Md.Keb", "DEWI"),
        ("Zulkifli, ST", "ZULKIFLI"),
        ("St. Marajo Ali", "ALI"),
        ("M. Nur", "MUHAMMAD NUR"),
        ("Moh Ridwan", "MUHAMMAD RIDWAN"),
        ("Mhd. Ridwan", "MUHAMMAD RIDWAN"),
        ("Mohamad Ridwan", "MUHAMMAD RIDWAN"),
        ("Achmad Fauzi", "AHMAD FAUZI"),
        ("Abd. Rahman", "ABDUL RAHMAN"),
        ("Sti Aisyah", "SITI AISYAH"),
        ("Syafril Dt. Rajo Basa", "SYAFRIL BASA"),
        ("Rajo", "RAJO"),  # a gala that is the whole name stays
        ("Sutan Malin", "SUTAN MALIN"),
        ("Alm. Bustami", "BUSTAMI"),
        ("Bustami (alm)", "BUSTAMI"),
        ("Almizan", "ALMIZAN"),
        ("Ramli als Pak Cik", "RAMLI"),
        ("Ramli bin Saleh", "RAMLI"),
        ("", ""),
        (None, ""),
        ("...", ""),
    ],
)
def test_a_name_in_one_form(written: str | None, expected: str) -> None:
    assert names.normalise(written) == expected


@pytest.mark.parametrize(
    ("written", "marked"),
    [("Alm. Bustami", True), ("BUSTAMI (ALM)", True), ("almh rosna", True), ("Almizan", False), ("Halma", False)],
)
def test_a_death_mark_is_seen(written: str, marked: bool) -> None:
    assert names.death_marked(written) is marked
    assert pl.DataFrame({"n": [written]}).select(names.death_marked_expr("n")).item() is marked


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Soekarno", "Sukarno"),
        ("Djamil", "Jamil"),
        ("Jusuf", "Yusuf"),
        ("Tjut Nja", "Cut Nya"),
        ("Sjafroeddin", "Syafrudin"),
        ("Safri", "Syafri"),
        ("Zulkifli", "Sulkipli"),
        ("Febri", "Pebri"),
        ("Khairul", "Chairul"),
        ("Nurraini", "Nuraini"),
        ("H. Moh. Yoenoes", "Muhammad Yunus"),
    ],
)
def test_what_sounds_alike_is_one(one: str, other: str) -> None:
    assert names.sound(one) == names.sound(other) != ""


@pytest.mark.parametrize(("one", "other"), [("Rina", "Rini"), ("Hasan", "Husin"), ("Nur Aini", "Nuraini")])
def test_other_names_stay_other(one: str, other: str) -> None:
    assert names.sound(one) != names.sound(other)


pieces = st.sampled_from(
    [
        "H.",
        "hj ",
        "M. ",
        "Moh",
        "Dt. ",
        "RAJO",
        " bin ",
        "als",
        ", S.Pd",
        "S.H.",
        "St.",
        "Alm.",
        "Nur",
        "é",
        "'",
        " ",
        "ali",
        "(",
        "A.Md",
        "ß",
        "İ",
        "\u00a0",
        "oe",
        "dj",
        "Sj",
        "OOE",
        "Khh",
        "zz",
    ]
)
written_names = st.lists(pieces | st.text(max_size=4), max_size=6).map("".join)


@given(st.lists(written_names | st.none(), min_size=1, max_size=60))
@settings(max_examples=30, deadline=None)
def test_a_column_gives_what_each_name_gives(written: list[str | None]) -> None:
    frame = pl.DataFrame({"n": written}, schema={"n": pl.String})
    assert frame.select(names.normalise_expr("n")).to_series().to_list() == [names.normalise(n) for n in written]
    assert names.sound_column(frame["n"]).to_list() == [names.sound(n) for n in written]


@given(written_names)
@settings(max_examples=60, deadline=None)
def test_the_form_is_plain(written: str) -> None:
    form = names.normalise(written)
    assert form == " ".join(form.split())
    assert not set(form) - set("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 ")
