"""The kernel says of every row what the explanation says of that case: every part, the total and the decision."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rangkiang.engine.kernel import DECISIONS, Kernel, Records, compile_scheme
from rangkiang.engine.loop import EPOCH
from rangkiang.law import InvalidCase, revised
from rangkiang.law.case import Told
from rangkiang.law.parameters import facts, parameters
from rangkiang.law.rules import REGISTRY
from rangkiang.law.scheme import SCHEMES, answer

MEMBERSHIP = (
    "pernah_bayar", "penerima_upah", "selisih_bulan", "sebelum_jatuh_tempo", "bulan_kepesertaan", "masa_iur",
    "hari_kepesertaan", "bulan_berturut", "pernah_berhenti", "bulan_kalender", "bulan_kosong", "hari_sejak_bayar",
    "bulan_sejak_bayar",
    "cuti_bersama_menentukan", "bayar_hari_itu", "tiga_bulan_hari_itu", "tiga_tahun_hari_itu", "bayar_di_muka",
    "bulan_setelah", "umur",
)  # fmt: skip
YEARS = ("tahun_tk", "tahun_sd", "tahun_smp", "tahun_sma", "tahun_pt")
STATE = ("menikah", "bekerja_anak", "kerja_dikecualikan")
BORN = ("anak_lahir", "anak_posisi", "tanpa_kelas", *STATE)
ACCIDENT = (
    "akibat", "dasar_upah", "dasar_upah_ragu", "bulan_stmb", "kuitansi_darat", "kuitansi_laut", "kuitansi_udara",
    "kuitansi_rumah", "bulan_rawat_rumah", "harga_protesa", "kuitansi_gigi", "kuitansi_dengar", "kuitansi_kacamata",
    "rehabilitasi", "hari_stmb", "kematian_ditanyakan", "anak_ditanyakan",
)  # fmt: skip
LOSS = ("cacat_permil", "fungsi_persen", "persentase_ragu")
ELIGIBLE = (
    "umur_daftar", "bekerja", "upah_daftar", "nik_dikenal", "terlindungi_lain", "desil", "wilayah_cocok",
    "pekerjaan_cocok", "keluarga_terlindungi", "umur_min", "umur_batas_lokal", "desil_maks", "terlindungi_boleh",
    "keluarga_maks",
)  # fmt: skip
SETS: dict[str, tuple[str, tuple[str, ...], dict[str, tuple[str, ...]]]] = {
    "jkm by years": ("jkm", (*MEMBERSHIP, "kepesertaan"), {"children": (*YEARS, *STATE)}),
    "jkm by birth": ("jkm", (*MEMBERSHIP, "kepesertaan"), {"children": BORN}),
    "jkk": ("jkk", (*MEMBERSHIP, *ACCIDENT), {"children": BORN, "losses": LOSS}),
    "contribution": ("contribution", ("sektor_transport", "keringanan_dana", "dasar_penghasilan"), {}),
    "eligibility": ("eligibility", ELIGIBLE, {}),
}
# what makes a case turn: small numbers around the limits, and now and then anything within bounds
NEAR: Mapping[str, tuple[int, int]] = {
    "selisih_bulan": (0, 5), "bulan_kepesertaan": (0, 40), "masa_iur": (0, 40), "hari_kepesertaan": (80, 100),
    "bulan_berturut": (0, 5), "bulan_kalender": (30, 40), "bulan_sejak_bayar": (0, 40),
    "hari_sejak_bayar": (80, 100), "umur": (63, 66), "kepesertaan": (1, 3),
    "anak_lahir": (19900101, 20251231), "anak_posisi": (-1, 19), "dasar_upah": (1, 3_000_001),
    "bulan_stmb": (0, 15), "hari_stmb": (0, 31), "bulan_kosong": (0, 4), "anak_ditanyakan": (0, 1),
    "cacat_permil": (0, 900), "fungsi_persen": (0, 100), "harga_protesa": (0, 10_000_001),
    "umur_daftar": (15, 66),
}  # fmt: skip
TURNS = (date(2015, 7, 1), date(2019, 12, 2), date(2025, 2, 24), date(2025, 12, 22), date(2026, 4, 1), date(2027, 1, 1))
DAYS = st.one_of(
    st.dates(date(2015, 7, 1), date(2028, 12, 31)),
    st.sampled_from(TURNS).flatmap(
        lambda day: st.integers(-2, 2).map(lambda n: max(TURNS[0], day + timedelta(days=n)))
    ),
)
KERNELS: dict[str, Kernel] = {}


def kernel(name: str) -> Kernel:
    if name not in KERNELS:
        scheme, columns, records = SETS[name]
        every = tuple(SCHEMES[scheme].parts)
        KERNELS[name] = compile_scheme(scheme, columns, records, every)
    return KERNELS[name]


def one(name: str) -> st.SearchStrategy[int]:
    declared = facts()[name]
    wide = st.integers(declared.least, declared.most)
    return st.one_of(st.integers(*NEAR[name]), wide) if name in NEAR else wide


def rows(name: str) -> st.SearchStrategy[list[dict[str, Any]]]:
    _, columns, records = SETS[name]
    row: dict[str, st.SearchStrategy[Any]] = {column: one(column) for column in columns}
    for group, some in records.items():
        row[group] = st.lists(st.fixed_dictionaries({column: one(column) for column in some}), max_size=4)
    return st.lists(st.fixed_dictionaries({**row, "day": DAYS}), min_size=1, max_size=20)


def explained(name: str, row: Mapping[str, Any]) -> dict[str, int]:
    scheme, columns, records = SETS[name]
    day = row["day"]
    case = {column: row[column] for column in columns}
    case |= {"tanggal_kejadian": day.year * 10000 + day.month * 100 + day.day, "bulan": day.year * 100 + day.month}
    case |= {fact: len(row[group]) for group, fact in (("children", "jumlah_anak"), ("losses", "jumlah_cacat"))
             if group in records}  # fmt: skip
    held = {group: [_told(record) for record in row[group]] for group in records}
    found = answer(SCHEMES[scheme], case, day, held, tuple(SCHEMES[scheme].parts))
    return {**found.parts, "decision": DECISIONS.index(found.decision)}


def _told(record: Mapping[str, int]) -> dict[str, int]:
    """A loss names its row of the table."""
    words = ("satu mata", "one eye", "PP 82/2019 Lampiran III", "S")
    return {name: Told.make(value, *words) if name == "cacat_permil" else value for name, value in record.items()}


def computed(name: str, batch: list[dict[str, Any]]) -> dict[str, np.ndarray]:
    scheme, columns, records = SETS[name]
    table = {column: np.array([row[column] for row in batch], np.int64) for column in columns}
    table[SCHEMES[scheme].day] = np.array([row["day"] for row in batch], "datetime64[D]")
    held = {}
    for group, some in records.items():
        flat = [record for row in batch for record in row[group]]
        offsets = np.cumsum([0, *(len(row[group]) for row in batch)])
        held[group] = Records(offsets, {column: np.array([r[column] for r in flat], np.int64) for column in some})
    return kernel(name)(table, held)


@pytest.mark.parametrize("name", SETS)
def test_the_kernel_agrees_with_the_explanation_of_every_row(name: str) -> None:
    @settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(rows(name))
    def agrees(batch: list[dict[str, Any]]) -> None:
        found = computed(name, batch)
        for at, row in enumerate(batch):
            assert {column: int(found[column][at]) for column in found if column != "total"} == explained(name, row)

    agrees()


@pytest.mark.parametrize("name", ["jkm by years", "jkk", "contribution"])
def test_a_total_is_the_sum_of_its_parts(name: str) -> None:
    @settings(max_examples=20, deadline=None)
    @given(rows(name))
    def adds_up(batch: list[dict[str, Any]]) -> None:
        found = computed(name, batch)
        parts = sum(column for part, column in found.items() if part not in ("total", "decision"))
        assert (found["total"] == parts).all()
        assert min(column.min() for column in found.values()) >= 0

    adds_up()


def test_every_rule_that_is_an_amount_is_compiled_somewhere() -> None:
    """Each amount and each open doubt of a scheme leaves its trace in a kernel, or is folded into one."""
    below: set[str] = set()
    todo = [rule for scheme in SCHEMES.values() for rule in (*scheme.parts.values(), scheme.cover) if rule]
    while todo:
        name = todo.pop()
        if name not in below:
            below.add(name)
            todo += [need for entry in REGISTRY.get(name, ()) for need in entry.needs]
    amounts = {name for name, entries in REGISTRY.items() if entries[0].kind == "amount"}
    told_by_sentences = {"belum_bersekolah", "golongan_ahli_waris", "tambahan_belum_bulat", "tambahan_denda"}
    assert amounts - below == told_by_sentences


def test_a_changed_number_is_another_kernel() -> None:
    columns = {name: np.array([1 if facts()[name].default is None else facts()[name].default]) for name in MEMBERSHIP}
    columns |= {"selisih_bulan": np.array([0]), "death": np.array(["2024-05-01"], "datetime64[D]")}
    with revised({"jkm_santunan": 25_000_000}):
        assert compile_scheme("jkm", MEMBERSHIP)(columns)["santunan"][0] == 25_000_000
    assert compile_scheme("jkm", MEMBERSHIP)(columns)["santunan"][0] == 20_000_000


def test_an_answered_reading_is_another_kernel() -> None:
    columns = {name: np.array([3]) for name in ("bulan_kepesertaan", "masa_iur", "bulan_berturut")}
    columns |= {"selisih_bulan": np.array([0]), "sebelum_jatuh_tempo": np.array([1])}
    columns |= {"hari_kepesertaan": np.array([91]), "death": np.array(["2025-06-20"], "datetime64[D]")}
    names = [name for name in columns if name != "death"]
    asked = compile_scheme("jkm", names)(columns)
    with revised({"three_month_boundary": "favour"}):
        settled = compile_scheme("jkm", names)(columns)
    assert (asked["decision"][0], asked["total"][0]) == (2, 10_000_000)
    assert (settled["decision"][0], settled["total"][0]) == (1, 42_000_000)


def contribution(**changed: Any) -> dict[str, np.ndarray]:
    columns = {
        "month": np.array(["2026-05-01", "2026-06-01"], "datetime64[D]"),
        "dasar_penghasilan": [1_000_000, 1_200_000],
    }
    table = {**columns, **changed}
    return compile_scheme("contribution", [name for name in table if name != "month"])(table)


def test_a_fact_that_is_left_out_has_its_default() -> None:
    assert contribution()["total"].tolist() == [16_800, 18_800]
    assert contribution(keringanan_dana=[1, 1])["total"].tolist() == [8_400, 9_400]


@pytest.mark.parametrize(
    ("changed", "field", "words"),
    [
        ({"dasar_penghasilan": [1_000_000, 0]}, "dasar_penghasilan", "row 2"),
        ({"dasar_penghasilan": [10**11, 1]}, "dasar_penghasilan", "row 1"),
        ({"dasar_penghasilan": [1_000_000, None]}, "dasar_penghasilan", "whole numbers"),
        ({"dasar_penghasilan": [1.5, 2.5]}, "dasar_penghasilan", "whole numbers"),
        ({"dasar_penghasilan": [1_000_000]}, "dasar_penghasilan", "1 rows"),
        ({"month": np.array(["2015-06-01", "2026-06-01"], "datetime64[D]")}, "day", "2015-06-01 in row 1"),
        ({"upah": [1, 1]}, "upah", "no fact"),
        ({"dasar_penghasilan": np.array([1, 2**64 - 1], np.uint64)}, "dasar_penghasilan", "too large"),
        ({"dasar_penghasilan": np.array(["2014-03-01"] * 2, "datetime64[D]")}, "dasar_penghasilan", "whole numbers"),
        ({"month": np.array(["2026-05-01", "NaT"], "datetime64[D]")}, "day", "NaT in row 2"),
        ({"month": np.array(["2201-01-01", "2026-05-01"], "datetime64[D]")}, "day", "2201-01-01 in row 1"),
    ],
)
def test_a_bad_column_is_named_with_its_row(changed: dict[str, Any], field: str, words: str) -> None:
    with pytest.raises(InvalidCase, match=words) as told:
        contribution(**changed)
    assert told.value.field == field


def test_a_missing_column_is_named() -> None:
    with pytest.raises(InvalidCase, match="bulan_berturut: is missing"):
        compile_scheme("jkm", ["masa_iur"])
    with pytest.raises(InvalidCase, match="unknown"):
        compile_scheme("jht", [])


def test_records_that_do_not_fit_the_rows_are_refused() -> None:
    table = {name: np.array([40 if name == "masa_iur" else 1]) for name in MEMBERSHIP}
    table["death"] = np.array(["2024-05-01"], "datetime64[D]")
    ask = compile_scheme("jkm", MEMBERSHIP, {"children": YEARS})
    years = {name: np.array([1, 2]) for name in YEARS}
    with pytest.raises(InvalidCase, match="offsets"):
        ask(table, {"children": Records(np.array([0, 1]), years)})
    for offsets in ([0, 3, 2], [0, -1], [1, 2]):
        with pytest.raises(InvalidCase, match="offsets"):
            ask(
                {name: column.repeat(len(offsets) - 1) for name, column in table.items()},
                {"children": Records(np.array(offsets), years)},
            )
    many = {name: np.ones(101, np.int64) for name in YEARS}
    with pytest.raises(InvalidCase, match="101 in row 1 is outside 0 to 100") as told:
        ask(table, {"children": Records(np.array([0, 101]), many)})
    assert told.value.field == "jumlah_anak"
    with pytest.raises(InvalidCase, match="is missing"):
        ask(table)
    with pytest.raises(InvalidCase, match="death: is missing"):
        ask({name: table[name] for name in MEMBERSHIP}, {"children": Records(np.array([0, 2]), years)})
    with pytest.raises(InvalidCase, match="no part"):
        compile_scheme("jkm", MEMBERSHIP, parts=["zz"])
    with pytest.raises(InvalidCase, match="record 2"):
        ask(table, {"children": Records(np.array([0, 2]), {**years, "tahun_pt": np.array([1, 101])})})


def test_days_as_numbers_and_as_dates_are_the_same() -> None:
    day = (date(2026, 5, 1) - EPOCH).days
    assert contribution(month=np.array([day, day]))["total"].tolist() == [16_800, 18_800]


def test_the_parts_of_a_kernel_rest_on_confirmed_numbers() -> None:
    """An unconfirmed amount is asked about in the kernel as in the explanation: medical rehabilitation is M."""
    assert parameters()["rehabilitasi_medik"].values[0].confidence == "M"
    table = {name: np.array([facts()[name].default or 0]) for name in (*MEMBERSHIP, *ACCIDENT)}
    table |= {"dasar_upah": np.array([1_000_000]), "rehabilitasi": np.array([1]), "pernah_bayar": np.array([1])}
    table["accident"] = np.array(["2024-05-01"], "datetime64[D]")
    found = compile_scheme("jkk", (*MEMBERSHIP, *ACCIDENT), parts=("rehabilitasi",))(table)
    assert (found["rehabilitasi"][0], found["decision"][0]) == (0, 2)
