"""A family's papers, heirs and letters in a browser: sent from a phone, told by the law, verified by a stranger."""

from __future__ import annotations

import io
import re

import pypdf
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Arrive, by_every_reader
from tests.browser.test_claim import open_the_claim
from tests.claims.scans import photo

pytestmark = pytest.mark.browser
FIRST = {
    "id": (
        "Yang berhak atas seluruh manfaat: janda atau duda (1).",
        "Tidak berhak: saudara (1), karena didahului janda atau duda (1).",
    ),
    "en": (
        "Entitled to the whole benefit: widow or widower (1).",
        "Not entitled: siblings (1), since widow or widower (1) come first.",
    ),
}


@by_every_reader
def test_a_photo_from_the_phone_becomes_a_paper_without_javascript(arrive: Arrive) -> None:
    operator = arrive("operator", scripts=False)
    open_the_claim(operator)
    operator.follow("Tambah atau nilai berkas")
    operator.reads("masih kurang", "Di sini belum dipasang pemindai virus")
    operator.page.get_by_label(operator.said("Berkas yang mana")).select_option("family_card")
    operator.page.get_by_label(operator.said("Pindaian atau foto")).set_input_files(
        {"name": "kk.jpg", "mimeType": "image/jpeg", "buffer": photo()}
    )
    operator.press("Kirim berkas")
    operator.reads("Berkas sudah diterima dan disandikan. Terima kasih.", "diterima")


@by_every_reader
def test_what_is_no_scan_is_said_in_place(arrive: Arrive) -> None:
    operator = arrive("operator")
    open_the_claim(operator)
    operator.follow("Tambah atau nilai berkas")
    operator.page.get_by_label(operator.said("Pindaian atau foto")).set_input_files(
        {"name": "surat.docx", "mimeType": "application/zip", "buffer": b"PK\x03\x04"}
    )
    operator.press("Kirim berkas", status=400)
    operator.reads("Simpan sebagai PDF")


@by_every_reader
def test_the_law_tells_the_brother_who_comes_first(arrive: Arrive) -> None:
    operator = arrive("operator")
    open_the_claim(operator)
    operator.follow("Ahli waris dan serah terima")
    for name, relation in (("Siti Contoh", "janda atau duda"), ("Buyuang Contoh", "saudara kandung")):
        if not operator.page.get_by_text(name).count():
            operator.fill(name=name, relation=relation)
            operator.press("Catat sebagai keluarga")
    operator.reads("Gratis, tanpa perantara.", *FIRST[operator.language])


@by_every_reader
def test_a_stranger_verifies_the_letter_and_reads_no_name(arrive: Arrive) -> None:
    operator, stranger = arrive("operator"), arrive()
    open_the_claim(operator)
    operator.follow("Surat bernomor")
    operator.page.get_by_label(operator.said("Surat", whole=True)).select_option("missing")
    operator.press("Terbitkan surat")
    operator.reads("/KLAIM/")
    with operator.page.expect_download() as taken:
        operator.page.get_by_role("link", name="PDF").first.click()
    assert taken.value.suggested_filename.startswith("surat-missing-")
    code = _code_of(taken.value.path().read_bytes())
    stranger.go(f"/periksa/{code}/")
    stranger.reads("Surat ini asli.", "/KLAIM/")
    expect(stranger.page.get_by_role("main")).not_to_contain_text("Orang Contoh")
    stranger.go("/periksa/tidak-ada/", status=404)


def _code_of(content: bytes) -> str:
    text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)
    found = re.search(r"periksa/([a-z2-7\s]+)/", text)
    assert found
    return "".join(found[1].split())
