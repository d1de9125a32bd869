"""An accident from the report with a photo to the rating, ; then who must act, and where families wait."""

from __future__ import annotations

import pytest

from tests.browser.conftest import Arrive, by_every_reader
from tests.claims.scans import photo

pytestmark = pytest.mark.browser


@by_every_reader
def test_an_accident_and_its_care(arrive: Arrive) -> None:
    officer = arrive("nagari_officer")
    officer.go("/claims/report/?q=contoh+2")
    officer.follow("Orang Contoh 2")
    officer.check("Kecelakaan kerja, masih dirawat")
    officer.page.locator("[name=photo]").set_input_files({"name": "f.jpg", "mimeType": "image/jpeg", "buffer": photo()})
    officer.fill(happened_on="2025-07-14", place="jalan ke sawah", phone="0812")
    officer.press("Laporkan")
    officer.reads(
        "Terlapor. Disnaker langsung melihatnya", "jalan ke sawah", "Laporan kecelakaan kerja tahap I", "16 Juli 2025"
    )
    operator = arrive("operator")
    operator.go(officer.page.url.removeprefix(officer.address))
    operator.follow("Laporan pertama, surat jaminan")
    operator.fill(number="SJ-1", facility="RSUD Contoh", issued_on="2025-07-14")
    operator.page.locator("form[action$='guarantee/'] button").click()
    operator.reads("SJ-1, RSUD Contoh")
    operator.look()


@by_every_reader
def test_who_must_act_and_where_families_wait(arrive: Arrive) -> None:
    operator = arrive("operator")
    operator.go("/claims/calendar/?who=all")
    operator.reads("Siapa harus bertindak")
    operator.go("/claims/nagari/")
    operator.reads("Palaluar")
    operator.go("/claims/school/")
    operator.reads("Beasiswa")
