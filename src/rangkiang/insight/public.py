"""What everybody may know of the programme: its sums, and how many are protected in each nagari. Never a person.

A nagari with fewer than ``FEW`` protected persons tells no number: in a small place a small number names people. Since
the sum of all is told, a number that could be found by taking the others away from it keeps another one company.
"""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from rangkiang.platform.month import Month
from rangkiang.platform.scope import EVERYWHERE, whole_register
from rangkiang.regions.models import Region

from .charts import Chart, columns
from .coverage import by_nagari, growth, standpoint
from .queries import Figures, figures

FEW = 5
LICENCE = "CC-BY-4.0"
COLUMNS = ("kode", "kecamatan", "nagari", "bulan", "terlindungi")
KECAMATAN = 8  # characters of a district's code


@dataclass(frozen=True)
class PublicNagari:
    """``covered`` is None when it is not told, see ``untold``."""

    code: str
    kecamatan: str
    name: str
    covered: int | None
    share: int


@dataclass(frozen=True)
class Open:
    """One programme for the public, of the last paid month: sums in rupiah, persons by nagari."""

    regency: str
    office: str
    month: Month
    covered: int
    figures: Figures
    nagari: list[PublicNagari]
    growth: list[tuple[date, int]]
    growth_chart: Chart | None

    @property
    def beside(self) -> int:
        """Of ``covered``, whom other funds than the regency's pay; 0 also when fewer than FEW."""
        others = self.covered - dict(self.growth).get(self.month.first, 0)
        return others if others >= FEW else 0

    def as_json(self) -> dict[str, Any]:
        """Every figure of the page; ``covered`` null is not told."""
        told = self.figures.as_json()
        kept = ("person_months_paid", "contributions", "benefits", "benefits_disbursed", "cases", "cases_by_kind")
        return {
            "regency": self.regency, "month": str(self.month), "covered": self.covered, "licence": LICENCE,
            **{name: told[name] for name in kept},
            "nagari": [{"code": one.code, "name": one.name, "covered": one.covered} for one in self.nagari],
            "growth": {f"{month:%Y-%m}": persons for month, persons in self.growth},
        }  # fmt: skip


def open_figures(on: date, language: str) -> Open | None:
    """The programme as known at the end of ``on``; None before a month is paid. Constant number of statements."""
    with whole_register():
        seen = standpoint(EVERYWHERE, on)
        if seen is None or seen.last_paid is None:
            return None
        month = Month.of(min(seen.last_paid, Month.of(on).first))
        rows = {row.area: row.covered for row in by_nagari(seen, month, seen.fund.area)}
        grown = [(m, n) for m, n in growth(seen) if m <= month.first]
        told = figures(seen.fund, min(on, month.last))
        names = dict(Region.objects.filter(code__startswith=seen.fund.area).values_list("code", "name"))
    counts = {code: rows.get(code, 0) for code in sorted(names) if len(code) > KECAMATAN}
    quiet, fullest = untold(counts), max(counts.values(), default=0) or 1
    return Open(
        regency=names.get(seen.fund.area, seen.fund.area),
        office=seen.fund.programme.owner_office,
        month=month,
        covered=sum(rows.values()),
        figures=told,
        nagari=[
            PublicNagari(code, names.get(code[:KECAMATAN], ""), names[code], None, 0)
            if code in quiet
            else PublicNagari(code, names.get(code[:KECAMATAN], ""), names[code], n, 100 * n // fullest)
            for code, n in counts.items()
        ],
        growth=grown,
        growth_chart=columns(grown, mark="," if language == "id" else "."),
    )


def untold(counts: dict[str, int]) -> set[str]:
    """The nagari whose number is not told: the small ones, and one more where their sum would give them away.

    It would when there is one, or when all are one or all ``FEW`` - 1; the next smallest joins them, or an empty one.
    """
    small = {code for code, n in counts.items() if 0 < n < FEW}
    together = sum(counts[code] for code in small)
    if len(small) == 1 or (small and together in (len(small), len(small) * (FEW - 1))):
        rest = sorted(counts.keys() - small, key=lambda code: (not counts[code], counts[code], code))
        small.update(rest[:1])
    return small


def as_csv(told: Open) -> str:
    """A line per nagari; an empty last cell is not told."""
    made = io.StringIO()
    lines = csv.writer(made, lineterminator="\n")
    lines.writerow(COLUMNS)
    for one in told.nagari:
        covered = "" if one.covered is None else one.covered
        lines.writerow((one.code, one.kecamatan, one.name, str(told.month), covered))
    return made.getvalue()


def as_text(told: Open) -> str:
    return json.dumps(told.as_json(), ensure_ascii=False, indent=1) + "\n"
