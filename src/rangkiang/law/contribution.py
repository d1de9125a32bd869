"""What a month costs: JKK by income band, JKM flat, relief by fund, sector and month."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from typing import Any

from .answer import Answer, Step
from .bands import band_of, base_fact
from .case import Told, number, only
from .clock import START
from .columns import words
from .errors import InvalidCase
from .evaluation import figure
from .months import LAST_YEAR, first_day, parse
from .parameters import rows_on, table
from .rules import doubt, rule
from .scheme import answer, scheme

RELIEF = words("funds", "relief")
FUNDS = tuple(dict.fromkeys(row["fund"] for row in table("funds")["row"]))
FIELDS = ("month", "fund", "sector", "income", "persons", "months")
MOST_MONTHS, MOST_PERSONS = 600, 300_000_000
SECTORS = ("transport", "non_transport")
PP50, LAST_FULL = date(2025, 12, 22), date(2025, 12, 21)
ANNEX = "PP 44/2015 Lampiran II"
SHARE = ("Bagian iuran yang dibayar", "Share of the contribution paid")
RELIEVED: dict[str, Any] = {"article": "PP 50/2025 Pasal 3", "valid_from": PP50, "decided_by": "month"}
IN_MONTH: dict[str, Any] = {"article": ANNEX, "valid_from": START, "decided_by": "month"}

CONTRIBUTION = scheme(
    name="contribution",
    day="month",
    parts={"jkk": "iuran_jkk_dibayar", "jkm": "iuran_jkm_dibayar"},
    benefit=False,
)


@rule(**IN_MONTH, label=("Iuran JKK per bulan", "JKK contribution per month"), unit="rupiah")
def jkk_penuh(dasar_penghasilan: int, tarif_jkk_persen: int) -> int:
    return dasar_penghasilan * tarif_jkk_persen // 100


@rule(
    **{**RELIEVED, "article": "PP 50/2025"},
    label=("Bulan dan sektor mendapat keringanan", "Month and sector have relief"),
    confidence="O",
    unit="yes",
)
def bulan_keringanan(  # noqa: PLR0917 -- arguments are the edges of the graph
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


@doubt(
    **RELIEVED,
    label=("Dana yang tidak disebut dalam PP 50/2025", "A fund that PP 50/2025 does not name"),
    schemes=("contribution",),
    reading="relief_local_money",
)
def ragu_keringanan(keringanan_dana: int, bulan_keringanan: int) -> int:
    return 1 if keringanan_dana == 2 and bulan_keringanan else 0


@rule(**RELIEVED, label=("Berhak atas keringanan", "Entitled to the relief"), confidence="O", unit="yes")
def berhak_keringanan(
    keringanan_dana: int, bulan_keringanan: int, ragu_keringanan: int, relief_local_money: int
) -> int:
    if keringanan_dana == 1:
        return bulan_keringanan
    return 1 if ragu_keringanan and relief_local_money == 1 else 0


@rule(article=ANNEX, label=SHARE, valid_from=START, valid_to=LAST_FULL, decided_by="month", unit="percent")
def bagian_dibayar__before() -> int:
    return 100


@rule(**{**RELIEVED, "article": "PP 50/2025 Pasal 3, 4"}, label=SHARE, confidence="O", unit="percent")
def bagian_dibayar__pp50(berhak_keringanan: int, relaksasi_pp50_persen: int) -> int:
    return relaksasi_pp50_persen if berhak_keringanan else 100


@rule(**IN_MONTH, label=("Iuran JKK", "JKK contribution"), unit="rupiah")
def iuran_jkk_dibayar(jkk_penuh: int, bagian_dibayar: int) -> int:
    return jkk_penuh * bagian_dibayar // 100


@rule(**IN_MONTH, label=("Iuran JKM", "JKM contribution"), unit="rupiah")
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


def _facts(month: date, fund: object, sector: object, band: int) -> dict[str, int]:
    """One person-month; the first day of the month decides which law prices it. Raises InvalidCase."""
    if not isinstance(fund, str) or fund not in FUNDS:
        raise InvalidCase("fund", f"{fund!r} is unknown; use one of {' '.join(FUNDS)}")
    if sector not in SECTORS:
        raise InvalidCase("sector", f"{sector!r} is unknown; use one of {' '.join(SECTORS)}")
    if month < START:
        raise InvalidCase("month", "before PP 44/2015 (July 2015) there is no price here; give 2015-07 or later")
    return {
        "bulan": month.year * 100 + month.month,
        "sektor_transport": int(sector == "transport"),
        "keringanan_dana": _relief(fund, month),
        "dasar_penghasilan": base_fact(band, month),
    }


def _relief(fund: str, month: date) -> Told:
    """What the table of funds says of this one in a month, with its mark."""
    row = next((row for row in rows_on("funds", month) if row["fund"] == fund), None)
    if row is None:
        raise InvalidCase("fund", f"{fund!r} is not in the table of funds in {month:%Y-%m}")
    label = (f"Keringanan PP 50/2025 bagi dana {fund}", f"Relief of PP 50/2025 for the fund {fund}")
    return Told.make(RELIEF.index(row["relief"]), *label, table("funds")["article"], row["confidence"])


def price(month: date, fund: str, sector: str, band: int) -> Price:
    """What one person-month of a fund, sector and band costs: the same rules as ``contribution``."""
    known = _facts(month, fund, sector, band)
    return Price(figure("iuran_jkk_dibayar", known, month), figure("iuran_jkm_dibayar", known, month))


def contribution(case: Mapping[str, Any], law_of: date | None = None) -> Answer:
    """The contribution of ``persons`` for ``months`` from ``month`` on; every month at its own price.

    ``law_of``: price every month by the law of this day (what if). Raises InvalidCase.
    """
    only(case, FIELDS)
    start = parse(case.get("month"), "month")
    income = number(case, "income", 0)
    persons = number(case, "persons", 1, most=MOST_PERSONS)
    months = number(case, "months", 1, 1, most=MOST_MONTHS)
    if (start + months - 1) // 12 > LAST_YEAR:
        raise InvalidCase("months", f"{months} months run beyond {LAST_YEAR}; ask for fewer")
    if law_of and law_of < START:
        raise InvalidCase("on", "before PP 44/2015 there is no price here; give a day from 2015-07-01 on")
    found = []
    for month in (first_day(n) for n in range(start, start + months)):
        facts = _facts(month, case.get("fund"), case.get("sector", "non_transport"), band_of(income, month))
        found.append(answer(CONTRIBUTION, facts, law_of or month))
    parts = {part: persons * sum(one.parts[part] for one in found) for part in CONTRIBUTION.parts}
    said_en = f"{persons} {'person' if persons == 1 else 'persons'} for {months} {'month' if months == 1 else 'months'}"
    told = (f"{persons} orang selama {months} bulan", said_en)
    steps = _merge(_by_price(start, found))
    steps.append(Step("orang_bulan", *told, persons * months, "-", None, None, "T", "person-months"))
    return replace(
        found[0],
        decision="review" if any(one.asked for one in found) else "computed",
        total=sum(parts.values()),
        parts=parts,
        steps=tuple(steps),
        asked=tuple(dict.fromkeys(question for one in found for question in one.asked)),
    )


def _by_price(start: int, found: Sequence[Answer]) -> Iterator[tuple[Step, ...]]:
    """The steps of each run of months that are priced alike; where there are several, each part says its months."""
    runs = [[at for at, _ in run] for _, run in groupby(enumerate(found), key=lambda one: one[1].steps)]
    for run in runs:
        steps = found[run[0]].steps
        if len(runs) == 1:
            yield steps
            continue
        first, last = (f"{first_day(start + at):%Y-%m}" for at in (run[0], run[-1]))
        said = f"{first}–{last}, {len(run)}×" if len(run) > 1 else first
        yield tuple(
            replace(step, label_id=f"{step.label_id} ({said})", label_en=f"{step.label_en} ({said})")
            if step.rule in CONTRIBUTION.parts.values()
            else step
            for step in steps
        )


def _merge(explanations: Iterable[tuple[Step, ...]]) -> list[Step]:
    """The steps of several months, each that is the same only once."""
    places: dict[Step, int] = {}
    for steps in explanations:
        at: list[int] = []
        for step in steps:
            moved = replace(step, needs=tuple(at[need] for need in step.needs))
            at.append(places.setdefault(moved, len(places)))
    return list(places)
