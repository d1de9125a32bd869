"""From the bytes of an xlsx to its findings: 16,590 rows."""

from __future__ import annotations

from datetime import date
from typing import Any

from bench.arena import Peak


def _import_16590() -> list[dict[str, Any]]:
    from demo.bench_file import nagari_file

    from rangkiang.intake import checks

    rows = 16_590
    content = nagari_file(rows)
    with Peak() as peak:
        result = checks.check(content, "usulan.xlsx", on=date(2025, 7, 1))
    assert result.rows == rows, result.rows
    return [
        {
            "name": "import_xlsx_16590",
            "n": rows,
            "seconds": peak.seconds,
            "per_second": round(rows / peak.seconds),
            "peak_mb": peak.peak_mb,
            "findings": result.findings.height,
        }
    ]


BENCHES = {"import_xlsx_16590": _import_16590}
