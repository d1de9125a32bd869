"""One rupiah walked both ways in the browser, and the money pages that nobody's month passes through."""

from __future__ import annotations

import pytest

from tests.browser.conftest import Arrive, by_every_reader

pytestmark = pytest.mark.browser
FUND = "?fund=BAZNAS:13.03"


@by_every_reader
def test_an_auditor_walks_from_the_budget_to_the_ledger_and_back(arrive: Arrive) -> None:
    auditor = arrive("auditor")
    auditor.go(f"/money/{FUND}")
    auditor.reads("Terutang kepada BPJS", "Sisa anggaran", "Cukup sampai")
    auditor.go(f"/money/2025-03/{FUND}")
    auditor.follow("Telusuri rupiahnya")
    auditor.reads("Mata anggaran", "Baznas Sijunjung", "SK-Baznas-1", "SP2D-2025-03", "Buku besar", "payable")
    auditor.follow("SPM SPM-2025-03")
    auditor.reads("202503000000001", "Buku besar", "cash")
    auditor.follow("Maret 2025")
    auditor.follow("SK-Baznas-1")
    auditor.reads("SK-Baznas-1")
    auditor.follow("Februari 2025")
    auditor.reads("Rp117.600")
    auditor.go("/programme/")
    auditor.follow("Baznas Sijunjung")
    auditor.reads("Melampaui pagu", "Pagu")


@by_every_reader
def test_the_treasurer_looks_at_what_is_owed_and_what_differs(arrive: Arrive) -> None:
    treasurer = arrive("treasurer")
    treasurer.go(f"/money/owed/{FUND}")
    treasurer.reads("Tidak ada yang terutang.", "BPJS")
    for show in ("mine", "overdue", "open", "unsigned"):
        treasurer.go(f"/money/differences/?show={show}")
        treasurer.reads("Selisih")
