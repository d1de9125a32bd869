"""The month of the office, each hand its own browser: from the nagari's Excel file to the month that is paid."""

from __future__ import annotations

import pytest

from tests.browser.conftest import Arrive, by_every_reader
from tests.browser.visitor import PHONE, Visitor
from tests.intake.readers.lists import HEADER, people, person, xlsx_file

pytestmark = pytest.mark.browser
GOOD = 6
FUND, MONTH = "APBD Sijunjung", "/money/2025-07/?fund=APBD_KAB:13.03"


def village_list() -> bytes:
    """Six good rows, one NIK of fifteen digits, one row twice."""
    good = people(GOOD, 1)
    bad = person(1 + GOOD, NIK="130304020770900")
    return xlsx_file([["Daftar Pekerja Rentan Nagari Muaro"], HEADER, *good, bad, good[0]])


def hand_in(operator: Visitor, name: str, content: bytes) -> None:
    operator.go("/intake/")
    operator.follow("Serahkan daftar")
    operator.hand_in(name, content)
    operator.fill(fund=FUND, first_month="2025-07")
    operator.press("Periksa berkas ini")


def decreed(operator: Visitor, verifier: Visitor, head: Visitor) -> None:
    """From the file to the enrolled list; nobody can do the next one's part."""
    hand_in(operator, "muaro.xlsx", village_list())
    operator.reads("Temuan")
    operator.press("Lihat yang akan terjadi")
    operator.press("Masukkan baris yang diterima")
    operator.reads("Baris yang diterima kini menjadi calon.")
    assert not operator.offered(f"Verifikasi {GOOD} calon")

    verifier.go(operator.page.url.removeprefix(verifier.address))
    verifier.press(f"Verifikasi {GOOD} calon")
    verifier.reads("Calon tanpa pertanyaan sudah masuk daftar tunggu.")

    operator.go("/decrees/")
    operator.follow("Siapkan SK")
    operator.fill(fund=FUND, number="SK-7", first_month="2025-07")
    operator.press("Buat rancangan")
    operator.reads("SK-7", "Rp100.800")
    assert not operator.offered(f"Setujui {GOOD} orang")
    decree = operator.page.url.removeprefix(operator.address)

    head.go(decree)
    head.press(f"Setujui {GOOD} orang")
    head.reads("Disetujui. Daftar ini tidak dapat berubah lagi.")
    operator.go(decree)
    operator.press("Daftarkan isi SK ini")


def take_the_figures(stranger: Visitor) -> None:
    """What the public may read and take away once a month is paid: numbers by nagari, and nobody's name."""
    stranger.go("/public/")
    stranger.reads("Muaro", "Data terbuka", "Pekerja terlindungi per bulan")
    with stranger.page.expect_download() as taken:
        stranger.page.get_by_role("link", name="csv").click()
    figures = taken.value.path().read_text()
    assert "Muaro" in figures
    assert "Contoh" not in figures


@by_every_reader
def test_from_the_list_to_the_paid_month(arrive: Arrive) -> None:
    operator, verifier, head, treasurer = (arrive(name) for name in ("operator", "verifier", "head", "treasurer"))
    decreed(operator, verifier, head)

    operator.go(MONTH)
    operator.press("Susun tagihan")
    operator.reads("Tagihan sudah disusun. Orang lain yang menyetujuinya.", "Rp100.800")
    assert not operator.offered("Setujui Rp100.800")

    head.go(MONTH)
    head.fill(billing_code="000000000777")
    head.press("Setujui Rp100.800")
    head.reads("Tagihan disetujui dan dapat dibayar.", "000000000777")

    operator.go(MONTH)
    operator.fill(spp="SPP-7", spm="SPM-7")
    operator.press("Susun perintah bayar")
    operator.reads("Perintah bayar sudah disusun. Bendahara yang mencairkannya.")
    assert not operator.offered("Catat pembayaran Rp100.800")

    treasurer.go(MONTH)
    treasurer.fill(sp2d="SP2D-7", paid_on="2025-07-14")
    treasurer.press("Catat pembayaran Rp100.800")
    treasurer.reads("Pembayaran dicatat. Bulan itu melindungi sejak hari tersebut.", "SP2D-7", "14 Juli 2025")

    treasurer.fill(
        number="202507000000777",
        billing_code="000000000777",
        payment_reference="202507000777",
        amount="100800",
    )
    treasurer.press("Catat tanda terima")
    treasurer.reads("202507000000777")
    treasurer.reads_nowhere("belum diterima")

    operator.go(MONTH)
    operator.press("Bandingkan empat daftar")
    operator.reads("Empat daftar", "Selisih")
    operator.go("/")
    operator.reads("pekerja terlindungi hari ini", str(GOOD))
    assert operator.page.locator(".hero-main .hero-figure").inner_text() == str(GOOD)
    take_the_figures(arrive())


def test_a_wrong_file_is_one_clear_error(arrive: Arrive) -> None:
    operator = arrive("operator")
    hand_in(operator, "foto.xlsx", b"\xff\xd8\xff\xe0 a photograph, whatever its name says" * 40)
    alerts = operator.page.get_by_role("alert")
    assert alerts.count() == 1
    operator.reads("Berkas ini tidak dapat dipakai.", "Temuan")
    assert operator.page.locator("#findings tbody tr").count() == 1
    assert not operator.offered("Lihat yang akan terjadi")


def test_findings_stand_one_below_the_other_on_a_phone(arrive: Arrive) -> None:
    operator = arrive("operator", screen=PHONE)
    rows = [person(serial, NIK=f"13030402077{serial:04d}") for serial in range(500, 530)]
    hand_in(operator, "tiga-puluh.xlsx", xlsx_file([HEADER, *rows]))
    operator.reads("16 angka")
    lines = operator.page.locator("#findings tbody tr")
    assert lines.count() >= len(rows)
    heights = lines.evaluate_all("rows => rows.map(row => row.getBoundingClientRect().height)")
    assert max(heights) < 200, heights
    assert not operator.offered("Lihat yang akan terjadi")  # not one row is good
    text = operator.page.locator("#findings tbody tr td:last-child").first
    assert text.evaluate("cell => cell.getBoundingClientRect().width") > 280
