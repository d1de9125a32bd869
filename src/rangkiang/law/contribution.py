"""What a month costs: JKK by income band, JKM flat, relief by fund, sector and month."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from .answer import Answer, Draft
from .errors import InvalidCase
from .months import first_day, parse
from .parameters import table
from .rules import Evaluation, rule

FUNDS = ("APBD_KAB", "APBD_PROV", "APBN", "APB_NAGARI", "DBH_SAWIT", "DBHCHT", "CSR", "BAZNAS", "MANDIRI")
EXCLUDED = ("APBD_KAB", "APBD_PROV", "APBN")  # by name, PP 50/2025 Pasal 3
SECTORS = ("transport", "non_transport")
SINCE, PP50 = date(2015, 7, 1), date(2025, 12, 22)
ANNEX = "PP 44/2015 Lampiran II"


@rule(article=ANNEX, label=("Iuran JKK per bulan", "JKK contribution per month"), valid_from=SINCE, decided_by="month")
def jkk_penuh(dasar_penghasilan: int, tarif_jkk_persen: int) -> int:
    return dasar_penghasilan * tarif_jkk_persen // 100


@rule(
    article="PP 50/2025",
    label=("Bulan dan sektor mendapat keringanan", "Month and sector have relief"),
    valid_from=SINCE,
    valid_to=date(2025, 12, 21),
    decided_by="month",
)
def bulan_keringanan__before() -> int:
    return 0


@rule(
    article="PP 50/2025",
    label=("Bulan dan sektor mendapat keringanan", "Month and sector have relief"),
    valid_from=PP50,
    decided_by="month",
    confidence="O",
)
def bulan_keringanan__pp50(
    bulan: int,
    sektor_transport: int,
    relaksasi_pp50_transport_dari: int,
    relaksasi_pp50_transport_sampai: int,
    relaksasi_pp50_lain_dari: int,
    relaksasi_pp50_lain_sampai: int,
) -> int:
    if sektor_transport:
        return 1 if relaksasi_pp50_transport_dari <= bulan <= relaksasi_pp50_transport_sampai else 0
    return 1 if relaksasi_pp50_lain_dari <= bulan <= relaksasi_pp50_lain_sampai else 0


@rule(
    article=ANNEX,
    label=("Bagian iuran yang dibayar, persen", "Share of the contribution paid, percent"),
    valid_from=SINCE,
    valid_to=date(2025, 12, 21),
    decided_by="month",
)
def bagian_dibayar__before() -> int:
    return 100


@rule(
    article="PP 50/2025 Pasal 3, 4",
    label=("Bagian iuran yang dibayar, persen", "Share of the contribution paid, percent"),
    valid_from=PP50,
    decided_by="month",
    confidence="O",
)
def bagian_dibayar__pp50(bulan_keringanan: int, dana_berhak_keringanan: int, relaksasi_pp50_persen: int) -> int:
    return relaksasi_pp50_persen if bulan_keringanan and dana_berhak_keringanan else 100


@rule(article=ANNEX, label=("Iuran JKK", "JKK contribution"), valid_from=SINCE, decided_by="month")
def iuran_jkk_dibayar(jkk_penuh: int, bagian_dibayar: int) -> int:
    return jkk_penuh * bagian_dibayar // 100


@rule(article=ANNEX, label=("Iuran JKM", "JKM contribution"), valid_from=SINCE, decided_by="month")
def iuran_jkm_dibayar(iuran_jkm: int, bagian_dibayar: int) -> int:
    return iuran_jkm * bagian_dibayar // 100


@dataclass(frozen=True, slots=True)
class Price:
    """One person-month in rupiah."""

    jkk: int
    jkm: int

    @property
    def total(self) -> int:
        return self.jkk + self.jkm


def band_of(income: int, on: date) -> int:
    """The number of the band that an income in rupiah falls into. Source: PP 44/2015 Lampiran II."""
    return max(row["band"] for row in table("bands")["row"] if row["from"] <= income)


def _band(number: int) -> Mapping[str, Any]:
    for row in table("bands")["row"]:
        if row["band"] == number:
            return row
    raise InvalidCase("band", f"there is no band {number}")


def base_of(band: int, on: date) -> int:
    """The income base of a band, in rupiah."""
    return int(_band(band)["base"])


def _evaluate(month: date, fund: str, sector: str, band: int) -> Evaluation:
    """The mid-month day decides which law prices a month; relief runs by contribution month in any case."""
    row = _band(band)
    facts = {
        "bulan": month.year * 100 + month.month,
        "sektor_transport": int(sector == "transport"),
        "dana_berhak_keringanan": int(fund == "MANDIRI"),
        "dasar_penghasilan": int(row["base"]),
    }
    evaluation = Evaluation(facts, month)
    draft = Draft(evaluation, {})
    draft.note(
        "dasar_penghasilan",
        f"Dasar penghasilan, golongan {band}",
        f"Income base, band {band}",
        int(row["base"]),
        ANNEX,
        row["confidence"],
    )
    return evaluation


def price(month: date, fund: str, sector: str, band: int) -> Price:
    """What one person-month of a fund, sector and band costs: the same rules as ``contribution``."""
    evaluation = _evaluate(month, fund, sector, band)
    return Price(evaluation.value("iuran_jkk_dibayar"), evaluation.value("iuran_jkm_dibayar"))


def _whole(case: Mapping[str, Any], name: str, default: int, least: int) -> int:
    value = case.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int) or value < least:
        raise InvalidCase(name, f"{value!r} is not a whole number of {least} or more")
    return value


def contribution(case: Mapping[str, Any]) -> Answer:
    """The contribution of ``persons`` for ``months`` from ``month`` on; every month at its own price."""
    start = parse(case.get("month"), "month")
    fund, sector = case.get("fund"), case.get("sector", "non_transport")
    if fund not in FUNDS:
        raise InvalidCase("fund", f"{fund!r} is unknown; use one of {' '.join(FUNDS)}")
    if sector not in SECTORS:
        raise InvalidCase("sector", f"{sector!r} is unknown; use one of {' '.join(SECTORS)}")
    income = _whole(case, "income", 1000000, 0)
    persons, months = _whole(case, "persons", 1, 0), _whole(case, "months", 1, 1)
    if months > 600:
        raise InvalidCase("months", "more than 600 months")
    if first_day(start) < SINCE:
        raise InvalidCase("month", "before PP 44/2015 (July 2015) there is no price here")
    jkk = jkm = 0
    steps: list[Any] = []
    open_question = False
    for number in range(start, start + months):
        evaluation = _evaluate(first_day(number), fund, sector, band_of(income, first_day(number)))
        jkk += persons * evaluation.value("iuran_jkk_dibayar")
        jkm += persons * evaluation.value("iuran_jkm_dibayar")
        relief = evaluation.value("bulan_keringanan")
        open_question = open_question or bool(relief and fund not in (*EXCLUDED, "MANDIRI"))
        steps += [step for step in evaluation.steps if step not in steps]
    draft = Draft(Evaluation({}, first_day(start), steps), {"jkk": jkk, "jkm": jkm})
    if open_question:
        draft.ask("relief_local_money")
    return draft.answer()
