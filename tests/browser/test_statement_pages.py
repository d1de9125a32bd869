"""BPJS's bill and the bank's statement by hand: handed in on the page, read on a phone, decided."""

from __future__ import annotations

from tests.browser.conftest import Arrive, by_every_reader

BILL = b"""Kode Iuran;632309048826
Periode;Juni 2025
Jumlah Peserta;3
Total Tagihan;Rp50.400
No;NIK;KPJ;Nama;JKK;JKM;Total;Bulan
1;1303080101809001;;Orang;10000;6800;16800;06-2025
2;1303080101809001;;Orang;10000;6800;16800;06-2025
3;1303080101809777;;Orang tak dikenal;10000;6800;16800;06-2025
"""
STATEMENT = b"""Tanggal;Uraian;No Referensi;Debet;Kredit
12/06/2025;Pencairan iuran BPJS;SP2D-2025-06-01;117.600,00;
30/06/2025;Biaya administrasi;;6.500;
"""


@by_every_reader
def test_a_bill_of_bpjs_is_compared_taken_and_set_aside(arrive: Arrive) -> None:
    treasurer = arrive("treasurer")
    treasurer.go("/money/?fund=BAZNAS:13.03")
    treasurer.follow("Tagihan dari BPJS")
    treasurer.hand_in("rusak.csv", b"NIK;Total\n1303080101809001;seratus\n")
    treasurer.fill(month="2025-06")
    treasurer.press("Bandingkan dengan tagihan kita", 400)
    treasurer.reads("'seratus' bukan jumlah rupiah bulat.")
    treasurer.hand_in("tagihan.csv", BILL)
    treasurer.fill(month="2025-06")
    treasurer.press("Bandingkan dengan tagihan kita")
    treasurer.reads(
        "Ini baru pratinjau", "satu orang dua kali", "orang yang tidak kita tagihkan", "Rp50.400", "Rp117.600"
    )
    treasurer.press("Hitung dalam bulan ini")
    treasurer.reads("Tagihan ini dihitung")
    treasurer.follow("Selesaikan atau jelaskan selisihnya di halaman bulan itu.")
    treasurer.reads("tagihan BPJS: satu orang dua kali")
    treasurer.go("/money/bpjs-bill/?fund=BAZNAS:13.03")
    treasurer.follow("Jun 2025")
    treasurer.look()  # with its folds open
    treasurer.fill(reason="Salah unduh")
    treasurer.press("Sisihkan")
    treasurer.reads("Salah unduh", "disisihkan")


@by_every_reader
def test_a_statement_is_decided_line_by_line_without_scripts(arrive: Arrive) -> None:
    treasurer = arrive("treasurer", scripts=False)
    treasurer.go("/money/statements/?fund=BAZNAS:13.03")
    treasurer.hand_in("rekening.csv", STATEMENT)
    treasurer.press("Lihat isi berkas")
    treasurer.look()
    treasurer.press("Simpan baris-barisnya")
    treasurer.reads("nomor SP2D sama", "jumlah sama dalam beberapa hari", "tidak ada pembayaran yang mirip")
    treasurer.press("Ini SP2D SP2D-2025-06-01")
    treasurer.reads("Baris ini disimpan sebagai bukti pembayaran.")
    treasurer.page.get_by_role("checkbox").first.check()
    treasurer.fill(reason="Biaya bank")
    treasurer.press("Sisihkan yang dicentang")
    treasurer.reads("1 baris disisihkan.")
    treasurer.follow("pembayaran kita")
    treasurer.reads("SP2D-2025-06-01", "diterima")


def test_the_pages_of_a_statement_are_clean_for_everybody(arrive: Arrive) -> None:
    """axe and the phone's width, on the page with open lines, with proposals and with folds."""
    treasurer = arrive("treasurer")
    treasurer.go("/money/statements/?fund=BAZNAS:13.03")
    treasurer.hand_in("rekening-mei.csv", STATEMENT.replace(b"/06/2025", b"/05/2025").replace(b"-06-", b"-05-"))
    treasurer.press("Lihat isi berkas")
    treasurer.look()
    treasurer.press("Simpan baris-barisnya")
    treasurer.reads("Ini SP2D SP2D-2025-05-01")
