"""A month is closed when nothing is left to explain, and opened again for a reason: four hands, each its browser."""

from __future__ import annotations

import pytest

from tests.browser.conftest import Arrive, Reader, by_both_readers
from tests.browser.visitor import Visitor

pytestmark = pytest.mark.browser
MONTHS = {"id": "/money/2025-02/?fund=BAZNAS:13.03", "en": "/money/2025-04/?fund=BAZNAS:13.03"}


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


@by_both_readers
def test_a_month_is_closed_and_opened_again(arrive: Arrive, reader: Reader) -> None:
    operator, treasurer, head = (arrive(name, **reader) for name in ("operator", "treasurer", "head"))
    month = MONTHS[reader["language"]]
    head.go(month)
    head.press("Tutup bulan", 409)
    head.reads("Orang lain harus mencocokkan keempat daftar lebih dahulu.")
    operator.go(month)
    operator.press("Bandingkan empat daftar")
    operator.reads("Empat daftar sudah dibandingkan.")
    assert not operator.offered("Tutup bulan")
    head.press("Tutup bulan", 409)
    head.reads("masih terbuka" if reader["language"] == "id" else "still open")
    told = explain_all(operator)
    assert told
    operator.reads("menunggu orang kedua")
    head.press("Tutup bulan", 409)
    treasurer.go(month)
    treasurer.press(f"Setujui {told} penjelasan orang lain")
    treasurer.reads("Penjelasannya disetujui.")
    head.go(month)
    head.press("Tutup bulan")
    head.reads("Bulan ini sudah ditutup.")
    operator.go(month)
    assert not operator.offered("Susun tagihan susulan dan koreksi")
    head.fill(reason="Satu tanda terima datang terlambat")
    head.press("Buka kembali bulan ini")
    head.reads("Bulan ini dibuka kembali.", "Satu tanda terima datang terlambat")
    operator.go(month)
    operator.reads("Satu tanda terima datang terlambat")
    assert operator.offered("Susun tagihan susulan dan koreksi")
