"""A month is closed when nothing is left to explain, and opened again for a reason: four hands, each its browser."""

from __future__ import annotations

import pytest

from tests.browser.conftest import Arrive, by_every_reader
from tests.browser.visitor import Visitor

pytestmark = pytest.mark.browser
MONTH = "/money/2025-02/?fund=BAZNAS:13.03"


def explain_all(operator: Visitor) -> int:
    """One explanation for each difference that is open; returns how many there were."""
    form, told = operator.page.locator("form:has([name=explanation])"), 0
    while form.count():
        form.first.locator("[name=explanation]").fill("BPJS belum mengirim daftarnya")
        with operator.page.expect_navigation():
            form.first.get_by_role("button").click()
        operator.look()
        told += 1
    return told


@by_every_reader
def test_a_month_is_closed_and_opened_again(arrive: Arrive) -> None:
    operator, treasurer, head = (arrive(name) for name in ("operator", "treasurer", "head"))
    head.go(MONTH)
    head.press("Tutup bulan", 409)
    head.reads("Orang lain harus mencocokkan keempat daftar lebih dahulu.")
    operator.go(MONTH)
    operator.press("Bandingkan empat daftar")
    operator.reads("Empat daftar sudah dibandingkan.")
    assert not operator.offered("Tutup bulan")
    head.press("Tutup bulan", 409)
    head.reads("masih terbuka" if head.language == "id" else "still open")
    told = explain_all(operator)
    assert told
    operator.reads("menunggu orang kedua")
    head.press("Tutup bulan", 409)
    treasurer.go(MONTH)
    treasurer.press(f"Setujui {told} penjelasan orang lain")
    treasurer.reads("Penjelasannya disetujui.")
    head.go(MONTH)
    head.press("Tutup bulan")
    head.reads("Bulan ini sudah ditutup.")
    operator.go(MONTH)
    assert not operator.offered("Susun tagihan susulan dan koreksi")
    head.fill(reason="Satu tanda terima datang terlambat")
    head.press("Buka kembali bulan ini")
    head.reads("Bulan ini dibuka kembali.", "Satu tanda terima datang terlambat")
    operator.go(MONTH)
    operator.reads("Satu tanda terima datang terlambat")
    assert operator.offered("Susun tagihan susulan dan koreksi")
