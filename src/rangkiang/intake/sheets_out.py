"""Workbooks that leave the intake desk: the list to be held against a register, and the results of all checks.

Every cell is text written as text, so nothing a person typed is ever taken for a formula.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import xlsxwriter

from .reasons import indonesian
from .results import RESULTS

ASKED = (
    "id_usulan", "nik", "no_kk", "nama", "tempat_lahir", "tgl_lahir", "jenis_kelamin", "nama_ibu_kandung", "alamat",
    "jorong", "nagari", "kecamatan",
)  # fmt: skip
TOLD = (
    "id_usulan", "nik", "nama", "sumber", "tgl_lahir", "usia", "cek_nik_format", "cek_nik_wilayah", "cek_nik_tgl",
    "cek_nik_jk", "administrasi", "padan_dukcapil", "padan_bpjs", "status_lapangan", "petugas", "tgl", "foto_bukti",
    "keputusan", "alasan", "keterangan",
)  # fmt: skip
# The findings of each check of a NIK and what it then says. A row whose NIK is wrong never becomes a candidate.
NIK_CHECKS = (
    {"nik_letters_replaced": "huruf diganti angka", "nik_number_cell": "tersimpan sebagai bilangan"},
    {"nik_regency_not_current": "kabupaten lama", "nik_district_not_current": "kecamatan lama"},
    {"nik_birth_date_differs": "beda"},
    {"nik_sex_differs": "beda"},
)
AGREES, UNTOLD = "sesuai", "tidak ada pembanding"
DECIDED = {
    "proposed": "usulan",
    "review": "perlu keputusan",
    "verified": "lolos, menunggu SK",
    "refused": "ditolak",
    "decreed": "ditetapkan SK",
    "withdrawn": "ditarik",
}
GUIDE = (
    "Isi kolom kuning dengan salah satu kata di bawah. Jangan ubah id_usulan dan nik.",
    "Baris yang belum diperiksa dibiarkan kosong. Kembalikan berkas ini sebagai xlsx atau csv.",
)


def text(value: Any) -> str:
    if value is None:
        return ""
    return value.strftime("%d-%m-%Y") if isinstance(value, date) else str(value)


class _Sheet:
    """One sheet of text cells under a bold header."""

    def __init__(self, book: xlsxwriter.Workbook, name: str, titles: Sequence[str]) -> None:
        self.plain = book.add_format({"num_format": "@", "quote_prefix": True, "text_wrap": False})
        bold = book.add_format({"bold": True, "bottom": 1})
        self.page = book.add_worksheet(name)
        for at, title in enumerate(titles):
            self.page.set_column(at, at, max(12, len(title) + 2))
            self.page.write_string(0, at, title, bold)
        self.page.freeze_panes(1, 0)

    def rows(self, rows: Iterable[Sequence[Any]]) -> int:
        number = 0
        for number, row in enumerate(rows, 1):
            for at, value in enumerate(row):
                self.page.write_string(number, at, text(value), self.plain)
        return number


def enquiry(kind: str, rows: Sequence[Sequence[Any]]) -> bytes:
    """The list to be answered: ``rows`` as sql/enquiry.sql gives them; an empty column for the answer."""
    words = [one.word for one in RESULTS[kind].values()]
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        sheet = _Sheet(book, "Padanan", (*ASKED, f"padan_{kind}", "keterangan"))
        last, place = sheet.rows(rows), len(ASKED)
        empty = book.add_format({"num_format": "@", "bg_color": "#FFF6D6", "border": 1, "border_color": "#D9C27A"})
        for row in range(1, last + 1):
            sheet.page.write_blank(row, place, None, empty)
            sheet.page.write_blank(row, place + 1, None, empty)
        sheet.page.data_validation(1, place, last, place, {"validate": "list", "source": words})
        sheet.page.set_column(place, place, 22)
        sheet.page.set_column(place + 1, place + 1, 30)
        guide = book.add_worksheet("Petunjuk")
        guide.set_column(0, 0, 80)
        for row, line in enumerate((*GUIDE, "", *words)):
            guide.write_string(row, 0, line)
    return content.getvalue()


def _word(kind: str, code: str | None) -> str:
    return RESULTS[kind][code].word if code in RESULTS[kind] else ""


def _nik_checks(codes: Sequence[str], born: date | None, sex: str | None) -> list[str]:
    """What the format, region, birth date and sex in a NIK say, held against the rest of the row."""
    said = [", ".join(word for code, word in check.items() if code in codes) or AGREES for check in NIK_CHECKS]
    return [*said[:2], said[2] if born else UNTOLD, said[3] if sex else UNTOLD]


def results(rows: Sequence[Sequence[Any]]) -> bytes:
    """What every check said of everybody: ``rows`` as sql/results.sql gives them."""

    def told(row: Sequence[Any]) -> list[Any]:
        (key, nik, name, source, born, admin, dukcapil, bpjs, field, officer, on, proof, state, reason, note, day,
         codes, sex) = row  # fmt: skip
        age = day.year - born.year - ((day.month, day.day) < (born.month, born.day)) if born else None
        return [
            key, nik, name, source, born, age, *_nik_checks(codes or (), born, sex), _word("admin", admin),
            _word("dukcapil", dukcapil), _word("bpjs", bpjs), _word("field", field), officer, on,
            {None: "", True: "ada", False: "tidak ada"}[proof], DECIDED.get(state, state), indonesian(reason), note,
        ]  # fmt: skip

    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        _Sheet(book, "Hasil verifikasi", TOLD).rows(map(told, rows))
    return content.getvalue()
