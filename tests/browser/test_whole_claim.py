"""One claim from the report to the hand-over, each hand its browser."""

from __future__ import annotations

import pytest

from tests.browser.conftest import Arrive, by_every_reader
from tests.browser.visitor import Visitor
from tests.claims.scans import photo
from tests.furnished import BEREAVED

pytestmark = pytest.mark.browser
PICTURE = {"name": "foto.jpg", "mimeType": "image/jpeg", "buffer": photo()}


def heir_with_an_account(operator: Visitor) -> None:
    operator.follow("Ahli waris dan serah terima")
    operator.fill(name="Siti Contoh", relation="janda atau duda")
    operator.press("Catat sebagai keluarga")
    operator.fill(bank="Bank Nagari", number="1234567890", holder="Siti Contoh")
    operator.press("Catat rekening")
    operator.reads("milik ahli waris sendiri")


@by_every_reader
def test_from_the_report_to_the_hand_over(arrive: Arrive) -> None:
    officer, operator, verifier, bpjs = (
        arrive(who) for who in ("nagari_officer", "operator", "verifier", "bpjs_officer")
    )
    officer.go(f"/claims/report/?q={BEREAVED.replace(' ', '+')}")
    officer.follow(BEREAVED)
    officer.check("Meninggal, bukan karena kerja")
    officer.fill(happened_on="2025-07-10")
    officer.press("Laporkan")
    officer.reads(BEREAVED)

    operator.go(officer.page.url.removeprefix(officer.address))
    operator.press("Hitung dan buka klaim")
    operator.reads("Rp42.000.000", "Menunggu orang kedua menyetujui hitungan.")
    claim = operator.page.url.removeprefix(operator.address)
    heir_with_an_account(operator)

    verifier.go(claim)
    verifier.press("Setujui hitungan")
    operator.go(claim)
    operator.press("Dikirim ke BPJS")
    operator.reads("Tercatat: klaim sudah di BPJS.")

    bpjs.go(claim)
    bpjs.press("Catat keputusan")
    bpjs.reads("Keputusan BPJS dicatat.")
    bpjs.press("Dibayar BPJS")

    operator.go(claim)
    operator.follow("Catat serah terima")
    form = operator.page.locator("form:has([name=signature])")
    form.locator("[name=photo]").set_input_files(PICTURE)
    form.locator("[name=signature]").set_input_files(PICTURE)
    operator.fill(witness="Wali Nagari Contoh", witness_role="wali nagari")
    operator.press("Catat serah terima")
    operator.reads("Siti Contoh", "Rp42.000.000", "Wali Nagari Contoh")
