"""After the bill, in the browser: a latecomer's supplement, and a payment order that shall not count."""

from __future__ import annotations

import pytest

from tests.browser.conftest import Arrive, by_every_reader

pytestmark = pytest.mark.browser
MAY, JUNE = "/money/2025-05/?fund=CSR:13.03", "/money/2025-06/?fund=CSR:13.03"


@by_every_reader
def test_a_latecomer_becomes_a_supplement_that_another_person_approves(arrive: Arrive) -> None:
    operator, head, treasurer = arrive("operator"), arrive("head"), arrive("treasurer")
    operator.go(MAY)
    operator.press("Susun tagihan susulan dan koreksi")
    operator.reads("Tagihan susulan sudah disusun. Orang lain yang menyetujuinya.", "Susulan 1", "Rp16.800")
    assert not operator.offered("Setujui Rp16.800")
    head.go(MAY)
    head.page.get_by_label(head.said("Kode iuran")).fill("000000000805")
    head.press("Setujui Rp16.800")
    head.reads("000000000805", "Rp50.400")
    treasurer.go("/money/owed/?fund=CSR:13.03")
    treasurer.reads("Mei 2025", "Susulan 1", "Rp16.800")
    operator.go(MAY)
    operator.press("Susun tagihan susulan dan koreksi")
    operator.reads("Tagihan cocok dengan daftar peserta: tidak ada yang perlu dikoreksi.")


@by_every_reader
def test_an_order_is_reversed_by_two_persons_and_its_bill_is_owed_again(arrive: Arrive) -> None:
    operator, treasurer = arrive("operator", scripts=False), arrive("treasurer")
    operator.go(JUNE)
    operator.fill(spp="SPP-CSR-6", spm="SPM-CSR-6")
    operator.press("Susun perintah bayar")
    operator.fill(reason="Salah rekening tujuan")
    operator.press("Minta pembatalan")
    operator.reads("meminta perintah bayar ini dibatalkan", "Salah rekening tujuan")
    assert not operator.offered("Setujui pembatalan")
    treasurer.go(JUNE)
    treasurer.press("Setujui pembatalan")
    treasurer.reads(
        "Perintah bayar tidak berlaku lagi; tagihannya kembali terutang.", "Dibatalkan pada", "15 Juli 2025"
    )
    treasurer.go("/money/owed/?fund=CSR:13.03")
    treasurer.reads("Juni 2025")
