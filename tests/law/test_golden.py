"""Every golden case holds, and together they are worth something: a wrong law fails them, every figure matters."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from rangkiang import law
from rangkiang.law import calendar, parameters
from rangkiang.law.contribution import RELIEF
from rangkiang.law.parameters import READINGS, Parameter
from tests.law import golden

eligibility, jkk = (import_module(f"rangkiang.law.{name}") for name in ("eligibility", "jkk"))

GOLDENS = list(golden.load())


@pytest.mark.parametrize("one", GOLDENS, ids=[one.id for one in GOLDENS])
def test_the_law_answers_as_expected(one: golden.Golden) -> None:
    assert golden.wrong(one) == []


def test_every_case_has_its_own_name_and_names_its_source() -> None:
    assert len({one.id for one in GOLDENS}) == len(GOLDENS)
    assert [one.id for one in GOLDENS if not one.source] == []


def test_a_case_that_expects_something_else_fails(tmp_path: Path) -> None:
    path = tmp_path / "wrong.yaml"
    path.write_text(
        "ask: jkm\nsource: test\ncases:\n"
        "  - name: wrong\n    case: {death: 2024-05-20, paid: [{from: 2024-05, to: 2024-05}]}\n    expect: {total: 1}\n"
        "  - name: no error\n    case: {death: 2024-05-20}\n    expect: {error: death}\n"
    )
    assert [line.partition(":")[0] for line in golden.failures([path])] == ["wrong", "wrong"]
    assert len(golden.failures([path], stop=True)) == 1


def test_another_amount_tells_which_cases_it_changes() -> None:
    changed = {one.id for one in golden.changed("jkm_pemakaman", 11_000_000, GOLDENS)}
    assert "jkm: Empat puluh dua juta untuk keluarga peserta aktif" in changed
    assert not any(name.startswith("contribution") for name in changed)
    with pytest.raises(law.InvalidLaw):
        next(golden.changed("no_such_parameter", 1, GOLDENS))


# --- every figure of the law matters --------------------------------------------------------------------------------
OF_FORM = ("rule", "folder", "file", "calendar", "span", "spans", "rests", "catalogue", "impact")
BY_HAND = range(2024, 2027)  # the years whose free days the golden cases name one by one
ANSWERING = [one for one in GOLDENS if one.ask not in OF_FORM]


def names(text: str) -> frozenset[str]:
    return frozenset(text.split())


# what a case says by itself, and what is law although no article of it was found
INPUTS = names(
    """akibat anak_lahir bekerja bekerja_anak bulan bulan_rawat_rumah bulan_stmb dasar_upah desil fungsi_persen
    harga_protesa hari_stmb jkk jumlah_anak jumlah_cacat keluarga_terlindungi kematian_ditanyakan kepesertaan
    kerja_dikecualikan kuitansi_darat kuitansi_dengar kuitansi_gigi kuitansi_kacamata kuitansi_laut kuitansi_rumah
    kuitansi_udara manfaat_terlambat menikah nik_dikenal orang_bulan pekerjaan_cocok penerima_upah rehabilitasi
    sektor_transport tahun_pt tahun_sd tahun_sma tahun_smp tahun_tk tanggal_kejadian tanpa_kelas terlindungi_lain
    upah_daftar wilayah_cocok"""
)
NOT_FOUND = names(
    """anak_ditanyakan awal_tahun_ajaran belum_periksa_nik bulan_setelah bulan_setelah_kecelakaan
    bulan_setelah_kematian desil_tertinggi lindung_umur lowest_age nik_tidak_dikenal ragu_umur ragu_umur_terendah
    school_entry_age tahun_ajaran terlalu_muda turning_65 umur umur_bawah_ragu umur_daftar umur_maks umur_memenuhi
    umur_tidak_memenuhi usia_masuk_sd usia_masuk_tk"""
)
CLOCKED = (
    *law.clock([], date(2025, 1, 1)).facts(), "cuti_bersama_menentukan", "bayar_hari_itu", "tiga_bulan_hari_itu",
    "tiga_tahun_hari_itu", "bayar_di_muka",
)  # fmt: skip

OF_A_LIMIT = {
    "tiga_bulan_hari_itu": (date(2025, 2, 24), "Permenaker 1/2025 Pasal 97A"),
    "tiga_tahun_hari_itu": (date(2019, 12, 2), "PP 82/2019 Pasal 34"),
}


def asking(*asks: str) -> list[golden.Golden]:
    """The cases that ask this, or of the files of this name."""
    return [one for one in ANSWERING if one.ask in asks or one.file in asks]


def others(parameter: Parameter, at: int) -> Iterator[Parameter]:
    """The parameter with another amount, or reading, in the place of one of its values."""
    held = parameter.values[at]
    amounts = [one for one in READINGS.values() if one != held.amount] if parameter.reading else [held.amount + 1]
    for amount in amounts:
        values = (*parameter.values[:at], replace(held, amount=amount), *parameter.values[at + 1 :])
        yield replace(parameter, values=values)


def test_every_value_of_every_parameter_decides_a_golden_case() -> None:
    reads = golden.reads(ANSWERING)
    for name, parameter in parameters.parameters().items():
        for at, value in enumerate(parameter.values):
            found = (one for other in others(parameter, at) for one in golden.changed(name, other, reads.get(name, [])))
            assert next(found, None), f"no golden case depends on {name} since {value.since}"


def test_every_step_of_every_explanation_has_its_article_or_is_told_by_the_case() -> None:
    """ "-" by law says that no article was found; with a first day, so it cannot pass for what a case tells."""
    told = {(step.rule, step.as_json()["kind"], step.article) for answer in explained() for step in answer.steps}
    assert {rule for rule, kind, _ in told if kind == "case"} <= INPUTS
    assert {rule for rule, kind, article in told if kind == "law" and article in ("", "-")} <= NOT_FOUND
    assert not [name for name in INPUTS & parameters.facts().keys() if parameters.facts()[name].valid_from]


@pytest.mark.parametrize("name", [*CLOCKED, "umur", "umur_daftar"])
def test_what_the_clock_finds_is_no_input_and_says_how_sure_it_is(name: str) -> None:
    fact = parameters.facts()[name]
    since, article = OF_A_LIMIT.get(name, (date(2015, 7, 1), "-" if name in NOT_FOUND else "PP 44/2015"))
    assert (fact.valid_from, fact.article, fact.confidence in "OS") == (since, article, True)


def explained() -> Iterator[law.Answer]:
    """The answers of all golden cases that have one."""
    for one in golden.load():
        on = date.fromisoformat(one.on) if one.on else None
        with contextlib.suppress(*golden.ERRORS), law.revised(golden._changes(one.under)):
            if isinstance(told := golden.ASKS[one.ask](one.case, on), law.Answer):
                yield told


def differs(goldens: list[golden.Golden]) -> bool:
    return any(golden.wrong(one) for one in goldens)


@pytest.mark.parametrize(
    ("table", "asks", "columns"),
    [
        ("bands", ("bands", "price"), {"from": 1, "base": 1}),
        ("disability", ("jkk_partial",), {"percent": 1, "permille": 1, "per_unit": None}),
        ("documents", ("documents",), {"when": "never", "claim": "jht", "statutory": None, "confidence": "X"}),
        ("heirs", ("heirs",), {"gets": "none", "relations": [], "proof": [], "confidence_jkk": "X", "id": "x"}),
    ],
)
def test_every_row_of_a_table_decides_a_golden_case(
    table: str, asks: tuple[str, ...], columns: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A number is one more, a word another; None: the opposite. Rows marked M wait for a doctor: their percent is no
    figure of an answer, only their question is.
    """
    idle = set()
    for row in parameters.table(table)["row"]:
        for column, change in columns.items():
            if not row.get(column):
                continue
            other = row[column] + change if isinstance(change, int) else change
            with monkeypatch.context() as changing:
                changing.setitem(row, column, other)
                if not differs(asking(*asks)):
                    idle.add((column, row.get("confidence"), row.get("part", row.get("class"))))
    waits = {("percent", "M"), ("permille", "M")}
    waits_too = {("percent", "S", "scalp")}  # 10 to 30 percent
    assert {one for one in idle if one[:2] not in waits} <= waits_too


def test_every_fund_decides_a_golden_case(monkeypatch: pytest.MonkeyPatch) -> None:
    for row in parameters.table("funds")["row"]:
        other = RELIEF[(RELIEF.index(row["relief"]) + 1) % 3]
        with monkeypatch.context() as changing:
            changing.setitem(row, "relief", other)
            assert differs(asking("contribution")), row["fund"]


def test_every_free_day_of_the_years_read_by_hand_decides_a_golden_case(monkeypatch: pytest.MonkeyPatch) -> None:
    days = calendar._calendar().days
    for day in [day for day in days if day.year in BY_HAND]:
        with monkeypatch.context() as changing:
            changing.delitem(days, day)
            assert differs(asking("free_days")), day


@pytest.mark.parametrize(
    "name", ["bulan_stmb", "dasar_upah", *jkk.TRANSPORT.values(), *jkk.CARE.values(), *eligibility.TERMS]
)
def test_the_bound_of_a_fact_that_is_asked_for_decides_a_golden_case(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    fact = parameters.facts()[name]
    monkeypatch.setitem(parameters.facts(), name, replace(fact, most=fact.most + 1))
    assert differs(asking("care", "refused", "eligibility", "jkk_incapacity"))
