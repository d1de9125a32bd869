"""The month's pack for the office: one workbook and one JSON file, written to a folder; no personal data in either."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

from rangkiang.platform.bulk import run
from rangkiang.platform.month import Month
from rangkiang.programme.models import Fund

from .queries import SQL, figures

AREAS = ("Kode", "Kecamatan", "Nagari", "Orang", "Iuran (Rp)")
FINDINGS = ("Bulan", "Temuan", "Orang", "Nilai (Rp)", "Keadaan", "Penjelasan")


def write(fund: Fund, month: Month, folder: Path) -> list[Path]:
    """``laporan-YYYY-MM.xlsx`` and ``.json``. The same month again replaces both."""
    folder.mkdir(parents=True, exist_ok=True)
    told = figures(fund, month.last).as_json()
    by_area = run(SQL / "report_areas.sql", {"fund": fund.pk, "month": month.first})
    findings = run(SQL / "report_findings.sql", {"fund": fund.pk, "month": month.first})
    book, data = folder / f"laporan-{month}.xlsx", folder / f"laporan-{month}.json"
    data.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n")
    with xlsxwriter.Workbook(book) as workbook:
        _sheet(workbook, "Ringkasan", ("Angka", "Nilai"), _summary(told))
        _sheet(workbook, "Nagari", AREAS, by_area)
        _sheet(workbook, "Temuan", FINDINGS, findings)
    return [book, data]


def _summary(told: dict[str, Any]) -> Iterable[tuple[str, Any]]:
    names = {
        "on": "Per tanggal",
        "members_covered": "Peserta terlindungi",
        "person_months_paid": "Bulan-orang dibayar",
        "contributions": "Iuran (Rp)",
        "benefits": "Manfaat ditetapkan (Rp)",
        "benefits_disbursed": "Manfaat diserahkan (Rp)",
        "cases": "Kasus",
    }
    yield from ((label, told[name]) for name, label in names.items())
    yield "Rasio klaim", told["loss_ratio"]
    yield f"Pagu {told['budget']['year']} (Rp)", told["budget"]["ceiling"]
    yield f"Dibayar {told['budget']['year']} (Rp)", told["budget"]["paid"]
    yield "Anggaran habis bulan", told["budget"]["runs_out"] or "tidak habis tahun ini"


def _sheet(workbook: xlsxwriter.Workbook, name: str, head: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    bold, money = workbook.add_format({"bold": True}), workbook.add_format({"num_format": "#,##0"})
    sheet = workbook.add_worksheet(name)
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, len(head) - 1, 22)
    sheet.write_row(0, 0, head, bold)
    for at, row in enumerate(rows, 1):
        for column, value in enumerate(row):
            sheet.write(at, column, value, money if isinstance(value, int) else None)
