"""What a month costs: JKK by income band, JKM flat, relief by fund, sector and month."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from .answer import Answer, Draft
from .case import number, only
from .errors import InvalidCase
from .months import first_day, parse
from .parameters import parameters, table
from .rules import Evaluation, rule

FUNDS = {row["fund"]: row["relief"] for row in table("funds")["row"]}  # excluded, open or entitled
FIELDS = ("month", "fund", "sector", "income", "persons", "months")
MOST_MONTHS = 600
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
def bulan_keringanan__pp50(  # noqa: PLR0917 -- arguments are the edges of the graph
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
def iuran_jkm_dibayar(iuran_jkm: int, bagian_dibayar: int, bagian_jkm_pandemi: int) -> int:
    return iuran_jkm * min(bagian_dibayar, bagian_jkm_pandemi) // 100


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


def _evaluate(month: date, fund: str, sector: str, band: int) -> Draft:
    """One person-month; the first day of the month decides which law prices it."""
    if fund not in FUNDS:
        raise InvalidCase("fund", f"{fund!r} is unknown; use one of {' '.join(FUNDS)}")
    if sector not in SECTORS:
        raise InvalidCase("sector", f"{sector!r} is unknown; use one of {' '.join(SECTORS)}")
    row = _band(band)
    facts = {
        "bulan": month.year * 100 + month.month,
        "sektor_transport": int(sector == "transport"),
        "dana_berhak_keringanan": int(FUNDS[fund] == "entitled"),
        "dasar_penghasilan": int(row["base"]),
    }
    draft = Draft(Evaluation(facts, month, marks={"dasar_penghasilan": row["confidence"]}), {})
    draft.note(
        "dasar_penghasilan",
        f"Dasar penghasilan, golongan {band}",
        f"Income base, band {band}",
        int(row["base"]),
        ANNEX,
        row["confidence"],
    )
    if FUNDS[fund] == "open" and draft.evaluation.value("bulan_keringanan") and draft.favours("relief_local_money"):
        draft.evaluation.facts = {**facts, "dana_berhak_keringanan": 1}
    return draft


def price(month: date, fund: str, sector: str, band: int) -> Price:
    """What one person-month of a fund, sector and band costs: the same rules as ``contribution``."""
    if month < SINCE:
        raise InvalidCase("month", "before PP 44/2015 (July 2015) there is no price here")
    value = _evaluate(month, fund, sector, band).evaluation.value
    return Price(value("iuran_jkk_dibayar"), value("iuran_jkm_dibayar"))


def contribution(case: Mapping[str, Any]) -> Answer:
    """The contribution of ``persons`` for ``months`` from ``month`` on; every month at its own price."""
    only(case, FIELDS)
    start = parse(case.get("month"), "month")
    income = number(case, "income", 1000000)
    persons, months = number(case, "persons", 1), number(case, "months", 1, 1)
    if first_day(start) < SINCE:
        raise InvalidCase("month", "before PP 44/2015 (July 2015) there is no price here")
    if months > MOST_MONTHS:
        raise InvalidCase("months", f"more than {MOST_MONTHS} months")
    total = Draft(Evaluation({}, first_day(start)), {"jkk": 0, "jkm": 0})
    for month in (first_day(n) for n in range(start, start + months)):
        one = _evaluate(month, str(case.get("fund")), case.get("sector", "non_transport"), band_of(income, month))
        for part, rule_name in (("jkk", "iuran_jkk_dibayar"), ("jkm", "iuran_jkm_dibayar")):
            total.parts[part] += persons * one.evaluation.value(rule_name)
            total.given[part] = rule_name
        total.evaluation.steps += [step for step in one.evaluation.steps if step not in total.evaluation.steps]
        total.asked += [question for question in one.asked if question not in total.asked]
    total.note(
        "orang_bulan",
        f"{persons} orang selama {months} bulan",
        f"{persons} persons for {months} months",
        persons * months,
    )
    if any(
        FUNDS[str(case["fund"])] == "open" and step.rule == "bulan_keringanan" and step.value
        for step in total.evaluation.steps
    ):
        _tell_reading(total)
    return total.answer()


def _tell_reading(total: Draft) -> None:
    """The mark on a price that hangs on an open reading of PP 50/2025."""
    reading = parameters()["relief_local_money"].on(total.evaluation.day)
    assert reading
    if not any(step.rule == "relief_local_money" for step in total.evaluation.steps):
        total.note(
            "relief_local_money",
            "Dihitung tanpa keringanan PP 50/2025; teksnya terbuka bagi dana ini",
            "Priced without the relief of PP 50/2025; the text is open for this fund",
            reading.amount,
            reading.article,
            reading.confidence,
        )
