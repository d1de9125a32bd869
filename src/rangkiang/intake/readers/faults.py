"""Why a whole file cannot be used: one fault, in words that say what to do. Raised by the readers."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .headers import SeenColumn

FAULTS: dict[str, tuple[str, str]] = {
    "file_empty": ("Berkas kosong. Kirim ulang berkas yang berisi data.", "The file is empty. Send one that has data."),
    "file_too_large": (
        "Berkas {size} MB, batasnya {limit} MB. Pecah menjadi beberapa berkas.",
        "The file has {size} MB and the limit is {limit} MB. Split it.",
    ),
    "file_wrong_type": (
        "Berkas ini {found}, bukan daftar xlsx, xls, ods, csv atau parquet. Simpan ulang sebagai xlsx.",
        "This file is {found}, not an xlsx, xls, ods, csv or parquet list. Save it again as xlsx.",
    ),
    "file_corrupt": (
        "Berkas rusak atau terpotong. Minta pengirim mengirim ulang.",
        "The file is damaged or cut off. Ask for it to be sent again.",
    ),
    "file_password": (
        "Berkas dikunci dengan kata sandi. Simpan ulang tanpa kata sandi.",
        "The file is protected by a password. Save it again without one.",
    ),
    "file_bomb": (
        "Isi berkas jauh lebih besar daripada ukurannya dan tidak dibuka. Salin datanya ke berkas baru.",
        "The file unpacks to far more than its size and was not opened. Copy the data to a new file.",
    ),
    "file_whole_too_large": (
        "Berkas xls, xlsb atau ods sebesar ini tidak dapat dibaca. Simpan sebagai xlsx atau csv lalu kirim ulang.",
        "An xls, xlsb or ods file as large as this cannot be read. Save it as xlsx or csv and send it again.",
    ),
    "file_hostile": (
        "Berkas memuat definisi XML yang tidak wajar dan tidak dibuka. Salin datanya ke berkas baru.",
        "The file carries XML definitions and was not opened. Copy the data to a new file.",
    ),
    "file_open_quote": (
        "Tanda kutip pada baris {row} tidak ditutup dan menelan baris berikutnya. Perbaiki kutip itu.",
        "A quote on row {row} is never closed and swallows the rows after it. Mend it.",
    ),
    "zip_no_list": (
        "Zip ini tidak memuat satu daftar pun. Isi dengan berkas xlsx, xls, ods, csv atau parquet.",
        "The zip holds no list. Put xlsx, xls, ods, csv or parquet files in it.",
    ),
    "zip_too_many": (
        "Zip ini memuat {count} berkas, batasnya {limit}. Pecah menjadi beberapa zip.",
        "The zip holds {count} files and the limit is {limit}. Split it.",
    ),
    "zip_several": (
        "Zip ini memuat {count} daftar; tiap daftar diperiksa sendiri. Buka zip dan periksa satu per satu.",
        "The zip holds {count} lists and each is checked by itself. Unpack it and check them one by one.",
    ),
    "column_not_cells": (
        "Kolom {columns} tidak berisi teks, bilangan atau tanggal. Buang kolom itu lalu kirim ulang.",
        "The columns {columns} hold no text, numbers or dates. Take them out and send the file again.",
    ),
    "no_header": (
        "Baris judul kolom tidak ditemukan. Beri judul kolom, paling sedikit NIK dan Nama.",
        "No header row was found. Name the columns, at least NIK and Nama.",
    ),
    "column_missing": (
        "Kolom wajib tidak ditemukan: {columns}. Tambahkan atau beri judul yang lazim.",
        "Required columns were not found: {columns}. Add them or give them their usual names.",
    ),
    "no_rows": (
        "Judul kolom ada tetapi tidak ada satu orang pun di bawahnya. Isi datanya lalu kirim ulang.",
        "The header is there but nobody is listed below it. Fill in the data and send it again.",
    ),
    "mapping_unknown": (
        "Kolom dipetakan ke '{name}' yang tidak dikenal. Pilih isian dari daftar.",
        "A column is mapped to '{name}', which does not exist. Choose a field from the list.",
    ),
    "mapping_twice": (
        "Dua kolom dipetakan ke {name}. Pilih satu saja.",
        "Two columns are mapped to {name}. Choose one.",
    ),
    "profile_unknown": (
        "Profil {name} tidak dikenal. Pilih salah satu: {known}.",
        "The profile {name} is not known. Choose one of {known}.",
    ),
}


class FileFault(Exception):
    """The one thing that makes a file unusable: ``code`` and a message in Indonesian and in English.

    ``seen`` holds the columns that were found, when it was they that did not suffice.
    """

    seen: tuple[SeenColumn, ...] = ()

    def __init__(self, code: str, message_id: str, message_en: str) -> None:
        super().__init__(message_id)
        self.code, self.message_id, self.message_en = code, message_id, message_en


def file_fault(code: str, **values: object) -> FileFault:
    """The fault of this code with its blanks filled in; a pair of values is one for each language."""
    worded = [
        text.format(**{name: value[place] if isinstance(value, tuple) else value for name, value in values.items()})
        for place, text in enumerate(FAULTS[code])
    ]
    return FileFault(code, *worded)
