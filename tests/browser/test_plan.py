"""The planner's page in a real browser: two scenarios side by side, kept, and read by somebody else."""

from __future__ import annotations

import pytest

from tests.browser.conftest import Arrive, by_every_reader

pytestmark = pytest.mark.browser


@by_every_reader
def test_scenarios_side_by_side_are_kept_and_read_by_another(arrive: Arrive) -> None:
    planner, treasurer = arrive("planner"), arrive("treasurer")
    title = "Dua pilihan 2025"
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
