"""The pages without a key, and the families' page: what a stranger asks and reads, what the office prints and tells."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Arrive, by_every_reader

pytestmark = pytest.mark.browser


@by_every_reader
@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "plain"])
def test_a_stranger_asks_whether_a_worker_is_covered(arrive: Arrive, scripts: bool) -> None:
    stranger = arrive(scripts=scripts)
    stranger.follow("Apakah saya dilindungi?")
    stranger.fill(nik="1303080101809002", born="1980-01-01")
    stranger.press("Lihat")
    stranger.reads("Ya, dilindungi", "Kecelakaan saat bekerja, berangkat, atau pulang kerja", "Bila terjadi sesuatu")
    for secret in ("Orang Contoh", "1303080101809002"):
        expect(stranger.page.get_by_role("main")).not_to_contain_text(secret)
    stranger.follow("Tanyakan untuk orang lain")
    if scripts:  # one place may ask only so often
        stranger.fill(nik="1303080101809003", born="1981-01-01")
        stranger.press("Lihat")
        stranger.reads("Perlindungan tidak ditemukan")
    stranger.go("/check/")
    stranger.fill(nik="13030801", born="1980-01-01")
    stranger.press("Lihat", status=400)
    stranger.reads("16 angka" if stranger.language == "id" else "16 digits")


@by_every_reader
def test_a_stranger_reads_what_the_programme_is(arrive: Arrive) -> None:
    stranger = arrive()
    stranger.follow("Tentang program ini")
    stranger.reads("Perlindungan pekerja rentan", "Cara kerjanya")
    expect(stranger.page.get_by_role("main")).not_to_contain_text("Orang Contoh")


@by_every_reader
def test_cards_are_printed_and_messages_told_once(arrive: Arrive) -> None:
    officer = arrive("nagari_officer", scripts=False)
    officer.go("/claims/report/?q=contoh+31")
    officer.follow("Orang Contoh 31")
    officer.check("Meninggal, bukan karena kerja")
    officer.fill(phone="0812")
    officer.press("Laporkan")
    operator = arrive("operator", scripts=False)
    operator.go("/exchange/families/")
    operator.choose("Nagari", "Palaluar")
    operator.fill(since="2025-02")
    with operator.page.expect_download() as taken:
        operator.page.get_by_role("button", name=operator.said("Cetak kartu (PDF)")).click()
    assert taken.value.path().read_bytes().startswith(b"%PDF-")
    operator.press("Kabarkan yang baru")
    operator.reads("Mengabari keluarga", "Selesai.")
    operator.follow("Lihat hasilnya")
    operator.reads("laporan diterima: berkas yang dibawa", "Kabar ke telepon mereka")
    arrive("treasurer").go("/exchange/families/", status=403)
