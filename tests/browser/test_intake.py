"""The intake desk before a real browser: columns named, a list looked at before it counts, doubts judged by keyboard,
a visit on a phone, files out and back; in Indonesian, with and without JavaScript."""

from __future__ import annotations

import base64
import io

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from tests.browser.conftest import Arrive, by_every_reader
from tests.browser.visitor import PHONE, Visitor

pytestmark = pytest.mark.browser
HEADER = ("NIK", "Warga Binaan", "No KK", "Tanggal Lahir", "Jenis Kelamin", "Nagari", "Pekerjaan")
KNOWN = ("NIK", "Nama", *HEADER[2:])
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def listed(header: tuple[str, ...], *people: tuple[int, str], born: str = "01-01-1980") -> bytes:
    """A list of the nagari: serial of the NIK, name."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Daftar")
        rows = [
            (f"130308{born[:2]}{born[3:5]}{born[8:]}{serial:04d}", name, f"130308010112{serial:04d}", born, "L",
             "Palaluar", "Petani")
            for serial, name in people
        ]  # fmt: skip
        for at, cells in enumerate((header, *rows)):
            for place, cell in enumerate(cells):
                sheet.write_string(at, place, cell)
    return content.getvalue()


def send(operator: Visitor, name: str, content: bytes, sender: str) -> None:
    operator.go("/intake/upload/")
    operator.hand_in(name, content)
    operator.fill(fund="APBD Sijunjung", sender=sender, first_month="2025-08")
    operator.press("Periksa berkas ini")


def commit(operator: Visitor) -> None:
    operator.press("Lihat yang akan terjadi")
    operator.press("Masukkan baris yang diterima")


@by_every_reader
@pytest.mark.parametrize("scripts", [True, False])
def test_columns_are_named_once_and_remembered(arrive: Arrive, scripts: bool) -> None:
    operator = arrive("operator", scripts=scripts)
    start, sender = (6100, "Nagari Palaluar") if scripts else (6200, "Dinas Pertanian")
    send(operator, f"warga-{scripts}.xlsx", listed(HEADER, (start + 1, "Ramli Koto")), sender)
    operator.follow("Tentukan arti kolom-kolomnya")
    operator.reads("Warga Binaan", "Ramli Koto")
    operator.choose("Warga Binaan", "Nama")
    operator.press("Pakai ini dan baca ulang berkasnya")
    operator.reads("Kolom sudah dinamai", "diperiksa")
    send(operator, f"lagi-{scripts}.xlsx", listed(HEADER, (start + 2, "Yusnimar Caniago")), sender)
    operator.reads("diperiksa")
    operator.follow("Kolom berkas ini")
    operator.reads(f"Yang diingat dari {sender}", "Warga Binaan", "Nama")


@by_every_reader
def test_a_list_is_looked_at_before_it_counts_and_goes_back_to_its_sender(arrive: Arrive) -> None:
    operator = arrive("operator")
    people = [(6301, "Sabri Tanjung"), (6302, "Nurlela Guci"), (6302, "Nurlela Guci")]
    send(operator, "tiga.xlsx", listed(KNOWN, *people), "Nagari Palaluar")
    with operator.page.expect_download() as coming:
        operator.page.get_by_role("button", name=operator.said("Daftar bertanda untuk pengirim")).click()
    with open(coming.value.path(), "rb") as file:
        book = CalamineWorkbook.from_filelike(io.BytesIO(file.read()))
    title, first, second, again = book.get_sheet_by_name("Daftar").to_python()
    assert (title[-1], first[-1], second[-1]) == ("Yang perlu diperbaiki", "", "")
    assert "NIK" in again[-1]
    operator.press("Lihat yang akan terjadi")
    operator.reads("Belum ada yang berubah", "tanpa pertanyaan")
    operator.follow("Kembali, tidak ada yang berubah")
    operator.reads("diperiksa")
    commit(operator)
    operator.reads("Administrasi", "berkas lengkap")


# By language: words that are not in the dictionary whole, and the keys that write and that doubt.
DOUBTS = {
    "id": ("nama sama", "tanggal lahir sama", "tercatat", "tr"),
    "en": ("same name", "same date of birth", "noted", "eu"),
}


@by_every_reader
def test_a_doubt_is_judged_by_keyboard(arrive: Arrive) -> None:
    operator, verifier, name = arrive("operator"), arrive("verifier"), "Orang Contoh 1"
    *alike, noted, (write, unsure) = DOUBTS[operator.language]
    send(operator, "kembar.xlsx", listed(KNOWN, (6401, name), (6402, "Buyung Contoh 2")), "Nagari Palaluar")
    commit(operator)
    verifier.go("/intake/review/")
    verifier.follow(name)
    verifier.reads("Dibandingkan dengan orang yang dikenal", *alike, "NIK")
    first = verifier.page.url
    verifier.page.keyboard.press(write)
    verifier.page.keyboard.type("Sudah bertemu keduanya")
    verifier.page.keyboard.press("Escape")
    with verifier.page.expect_navigation():
        verifier.page.keyboard.press(unsure)
    verifier.look()
    verifier.reads(f"{name}: {noted}.")
    verifier.go(first.removeprefix(verifier.address))
    verifier.reads("ragu", "Sudah bertemu keduanya")


@by_every_reader
def test_a_list_is_handed_over_and_who_brought_it_stays_named(arrive: Arrive) -> None:
    officer = arrive("nagari_officer", scripts=False)
    send(officer, "serah.xlsx", listed(KNOWN, (6701, "Mawardi Sikumbang")), "Nagari Palaluar")
    offered = officer.page.get_by_label(officer.said("Kepada siapa")).locator("option").all_inner_texts()
    assert len(offered) > 1
    assert not any("BPJS" in one for one in offered)  # who would see nothing of it
    officer.page.get_by_label(officer.said("Kepada siapa")).select_option(index=1)
    officer.fill(why="Cuti dua minggu")
    officer.press("Serahkan")
    officer.reads("Penanggung jawab", "Cuti dua minggu")
    address = officer.page.url.removeprefix(officer.address)
    operator = arrive("operator")
    operator.go(address)
    operator.reads("Diterima oleh", "Cuti dua minggu")


@by_every_reader
def test_a_visit_takes_one_thumb(arrive: Arrive) -> None:
    operator, officer = arrive("operator"), arrive("nagari_officer")
    send(operator, "lapangan.xlsx", listed(KNOWN, (6501, "Zulfikar Jambak"), (6502, "Rosmaniar Piliang")), "Palaluar")
    commit(operator)
    officer.go("/intake/visits/")
    officer.follow("Zulfikar Jambak")
    officer.check("bekerja dan sehat")
    officer.fill(work="Menyadap karet setiap hari")
    officer.press("Simpan kunjungan ini", status=400)
    officer.reads("harus disertai foto")
    officer.check("bekerja dan sehat")
    officer.page.get_by_label(officer.said("Foto saat bekerja")).set_input_files(
        {"name": "foto.png", "mimeType": "image/png", "buffer": PIXEL}
    )
    officer.press("Simpan kunjungan ini")
    officer.reads("Kunjungan tersimpan: ")
    officer.follow("Rosmaniar Piliang")
    officer.check("sakit dan tidak dapat bekerja")
    officer.press("Simpan kunjungan ini")
    officer.go("/intake/waiting/?state=refused")
    officer.reads("Rosmaniar Piliang", "Perlindungan tidak bisa dimulai saat sakit")


@by_every_reader
def test_a_register_is_asked_by_file_and_answers(arrive: Arrive) -> None:
    operator = arrive("operator")
    send(operator, "padan.xlsx", listed(KNOWN, (6601, "Basri Malayu"), (6602, "Erni Koto")), "Nagari Palaluar")
    commit(operator)
    with operator.page.expect_download() as coming:
        operator.page.get_by_role("button", name=operator.said("Daftar untuk Dukcapil")).click()
    with open(coming.value.path(), "rb") as file:
        rows = CalamineWorkbook.from_filelike(io.BytesIO(file.read())).get_sheet_by_name("Padanan").to_python()
    answers = ["cocok", "NIK tidak ditemukan"]
    told = [rows[0], *([*row[:-2], answers[at], ""] for at, row in enumerate(rows[1:]))]
    operator.go("/intake/answers/")
    operator.hand_in("jawaban.csv", "\n".join(";".join(map(str, row)) for row in told).encode())
    operator.press("Masukkan jawaban")
    operator.reads("2 jawaban baru dan tercatat.")
    operator.go("/intake/review/")
    operator.reads("NIK-nya tidak ditemukan di Dukcapil")


def test_the_plain_pages_of_the_desk(arrive: Arrive) -> None:
    verifier = arrive("verifier", dark=True)
    for path in ("/intake/", "/intake/joins/", "/intake/cover/", "/intake/visits/", "/intake/answers/"):
        verifier.go(path)
    nagari = arrive("nagari_officer", screen=PHONE)
    nagari.go("/intake/cover/")
    nagari.go("/intake/answers/", status=403)
