"""The planner's page in a real browser: two scenarios side by side, kept, and read by somebody else."""

from __future__ import annotations

import pytest

from tests.browser.conftest import Arrive, Reader, by_both_readers

pytestmark = pytest.mark.browser


@by_both_readers
def test_scenarios_side_by_side_are_kept_and_read_by_another(arrive: Arrive, reader: Reader) -> None:
    planner, treasurer = arrive("planner", **reader), arrive("treasurer", **reader)
    title = f"Dua pilihan 2025 {reader['language']}"
    planner.go("/programme/")
    planner.follow("APBD Sijunjung")
    planner.follow("Rencana anggaran")
    planner.fill(**{"s-0-start": "2025-01", "s-0-persons": "15145"})
    planner.press("Hitung")
    planner.reads("181.744", "Desember 2025", "1 Mar 2026")
    planner.press("Tambah skenario")
    planner.fill(**{"s-1-ahead": "3", "s-1-persons": "10000"})
    planner.press("Hitung")
    planner.reads("Maret 2026")
    planner.fill(title=title)
    planner.press("Simpan rencana")
    planner.reads(title, "181.744", "Maret 2026")
    treasurer.go("/money/plan/")
    treasurer.follow(title)
    treasurer.reads("15.145", "10.000", "Orang-bulan yang terbeli oleh pagu")
