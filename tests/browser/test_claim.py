"""A claim from the report to the page that says why this amount, step by step."""

from __future__ import annotations

import pytest

from tests.browser.conftest import Arrive

pytestmark = pytest.mark.browser


def test_the_claim_page_says_why_this_amount(arrive: Arrive) -> None:
    operator, verifier = arrive("operator"), arrive("verifier")
    operator.go("/claims/")
    operator.follow("Orang Contoh 0")
    operator.press("Hitung dan buka klaim")
    operator.reads("Yang diterima keluarga", "Mengapa jumlah ini", "Pasal", "berlaku sejak", "Rp42.000.000")
    assert not operator.offered("Setujui hitungan")
    verifier.go(operator.page.url.removeprefix(verifier.address))
    verifier.press("Setujui hitungan")
    verifier.reads("Disetujui: boleh dikirim ke BPJS.", "Mengapa jumlah ini")
