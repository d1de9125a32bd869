"""From the bytes of an xlsx to its findings: 16,590 rows of synthetic people, as a nagari list is typed."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import xlsxwriter

from bench.arena import Peak

ROWS = 16_590
HEAD = ("No", "NIK", "No KK", "Nama", "Tempat Lahir", "Tanggal Lahir", "JK", "Nama Ibu Kandung", "Alamat", "Nagari",
        "Pekerjaan", "Penghasilan")  # fmt: skip


def _workbook() -> bytes:
    from demo.world import make_world

    people = make_world().people.head(ROWS)
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Usulan")
        sheet.write(0, 0, "DAFTAR USULAN PEKERJA RENTAN")
        sheet.write_row(2, 0, HEAD)
        columns = ["nik", "kk", "name", "birth_place", "birth_date", "sex", "mother", "address", "village"]
        columns += ["occupation", "income"]
        for at, row in enumerate(people.select(columns).iter_rows(), 1):
            cells = [value.strftime("%d-%m-%Y") if isinstance(value, date) else value for value in row]
            sheet.write_row(2 + at, 0, [at, *cells])
    return content.getvalue()


def _import_16590() -> list[dict[str, Any]]:
    from rangkiang.intake import checks

    content = _workbook()
    checks.check(content[:2000], "warm.xlsx", on=date(2025, 7, 1))  # the code lists are read once per process
    with Peak() as peak:
        result = checks.check(content, "usulan.xlsx", on=date(2025, 7, 1))
    assert result.rows == ROWS, (result.rows, result.fault)
    return [
        {
            "name": "import_xlsx_16590",
            "n": ROWS,
            "seconds": peak.seconds,
            "per_second": round(ROWS / peak.seconds),
            "peak_mb": peak.peak_mb,
            "findings": result.findings.height,
        }
    ]


BENCHES = {"import_xlsx_16590": _import_16590}
