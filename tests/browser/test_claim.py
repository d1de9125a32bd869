"""A claim from the report to the page that says why this amount, step by step, and the letter that says it too."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Arrive, by_every_reader
from tests.browser.visitor import Visitor

pytestmark = pytest.mark.browser


def open_the_claim(operator: Visitor) -> None:
    """The claim of the one death, opened by whichever of these tests comes first."""
    operator.go("/claims/")
    operator.follow("Orang Contoh 0")
    if operator.offered("Hitung dan buka klaim"):
        operator.press("Hitung dan buka klaim")


@by_every_reader
def test_the_claim_page_says_why_this_amount(arrive: Arrive) -> None:
    operator, verifier = arrive("operator"), arrive("verifier")
    open_the_claim(operator)
    operator.reads("Yang diterima keluarga", "Mengapa jumlah ini", "Pasal 34", "Rp42.000.000")
    operator.reads("Batas waktu")
    if operator.language == "id":  # the law's own names, which no dictionary pairs
        operator.reads("Dihitung sejak berkas lengkap di BPJS", "Surat keterangan ahli waris")
    assert not operator.offered("Setujui hitungan")
    verifier.go(operator.page.url.removeprefix(verifier.address))
    verifier.press("Setujui hitungan")
    verifier.reads("Disetujui: boleh dikirim ke BPJS.", "Mengapa jumlah ini")


@by_every_reader
def test_a_step_opens_to_its_reasons_without_javascript(arrive: Arrive) -> None:
    operator = arrive("operator", scripts=False)
    open_the_claim(operator)
    operator.page.reload()  # the look has opened every fold
    reason = operator.page.get_by_text(operator.said("Berhak JKM penuh")).first
    expect(reason).not_to_be_visible()
    operator.page.locator("summary", has_text=operator.said("Santunan kematian")).first.click()
    expect(reason).to_be_visible()


@by_every_reader
def test_the_letter_comes_as_a_file(arrive: Arrive) -> None:
    operator = arrive("operator")
    open_the_claim(operator)
    with operator.page.expect_download() as taken:
        operator.page.get_by_role("link", name=operator.said("Surat untuk keluarga (PDF)")).click()
    assert taken.value.suggested_filename.startswith("mengapa-")
    assert taken.value.path().read_bytes().startswith(b"%PDF-")
