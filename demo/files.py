"""The candidate files themselves, as bytes: nagari lists in Excel and a poverty-register extract in CSV.

They look as such files do: title rows, one or two header rows, sex and nagari spelled in several ways, NIK
with marks between the digits, a total and a signature below; and the faults that the plan gives to some rows.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from datetime import date
from io import BytesIO, StringIO
from typing import Any

import numpy as np
import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from demo.plan import Plan
from demo.rows import Wave
from rangkiang.regions import codes

SEX = {
    "L": ["L", "Lk", "Laki-laki", "LAKI-LAKI", "laki2"],
    "P": ["P", "Pr", "Perempuan", "PEREMPUAN", "pr"],
}
SPELLINGS = {"Lubuak": "Lubuk", "Aie ": "Air ", "Muaro ": "Muara ", "Batuang": "Batung", "Limo ": "Lima "}
TITLES = ["H. {}", "{}, S.Ag", "{} als Pak Mus", "{}  "]
COLUMNS = {  # header: width
    "No": 5,
    "NIK": 19,
    "No KK": 19,
    "Nama": 28,
    "Tempat Lahir": 16,
    "Tanggal Lahir": 14,
    "JK": 11,
    "Nama Ibu Kandung": 22,
    "Alamat": 24,
    "Jorong": 14,
    "Nagari": 22,
    "Kecamatan": 16,
    "Pekerjaan": 20,
    "Penghasilan": 13,
    "No HP": 15,
}
GROUP, GROUPED = "Tempat / Tanggal Lahir", {"Tempat Lahir": "Tempat", "Tanggal Lahir": "Tanggal"}
DATE_STYLES = ["%d-%m-%Y", "%d/%m/%Y", ""]  # "": a real date of the spreadsheet
REGISTER = {  # header: column of the people
    "no_kk": "kk",
    "nik": "nik",
    "nama": "name",
    "hubungan_keluarga": "relation",
    "jenis_kelamin": "sex",
    "tempat_lahir": "birth_place",
    "tanggal_lahir": "birth_date",
    "nama_ibu_kandung": "mother",
    "kode_desa": "village_code",
    "alamat": "address",
    "jorong": "jorong",
    "pekerjaan": "occupation",
    "desil": "decile",
}


def candidate_file(plan: Plan, wave: Wave) -> tuple[str, bytes]:
    """Name and content of the wave's file; the same plan gives the same cells."""
    rows = rows_of(plan, wave)
    stem = f"usulan-{wave.plan.received:%Y-%m}-{wave.plan.area.replace('.', '')}"
    if wave.plan.kind == "register_csv":
        return f"{stem}-desil-1.csv", register_csv(rows)
    return f"{stem}.xlsx", nagari_xlsx(rows, wave)


def rows_of(plan: Plan, wave: Wave) -> list[dict[str, Any]]:
    """One mapping per row with the values as they will be typed, faults included."""
    rates, rng = plan.world.assumptions["files"], np.random.default_rng([plan.seed, 500, wave.plan.number])
    people = plan.people.drop("children")[[uid for uid, _ in wave.rows]].to_dicts()
    chance = {name: rng.random(len(people)) < rates[name] for name in rates if name.endswith("_share")}
    pick = rng.integers(0, 1000, len(people)).tolist()
    for i, ((_, fault), person) in enumerate(zip(wave.rows, people, strict=True)):
        person["sex"] = SEX[person["sex"]][pick[i] % 5 if chance["sex_variant_share"][i] else 0]
        person["decile"] = plan.world.assumptions["cohorts"][wave.plan.cohort]["decile"]
        if chance["village_variant_share"][i]:
            person["village"] = _spelled_otherwise(person["village"])
        if fault:
            FAULTS[fault](person)
            continue
        if chance["name_variant_share"][i]:
            person["name"] = TITLES[pick[i] % 4].format(person["name"])
        if chance["nik_marks_share"][i]:
            person["nik"] = _with_marks(person["nik"], pick[i])
    return people


def _spelled_otherwise(village: str) -> str:
    for ours, theirs in SPELLINGS.items():
        if village.startswith(ours):
            return village.replace(ours, theirs, 1)
    return village


def _with_marks(nik: str, pick: int) -> str:
    """The same digits as a typist leaves them."""
    parts = nik[:6], nik[6:12], nik[12:]
    return [f"'{nik}", " ".join(parts), ".".join(parts), f" {nik} "][pick % 4]


FAULTS: dict[str, Callable[[dict[str, Any]], None]] = {
    "nik_length": lambda person: person.update(nik=person["nik"][:12] + person["nik"][13:]),
    "nik_date": lambda person: person.update(nik=person["nik"][:8] + "13" + person["nik"][10:]),
    "nik_number": lambda person: person.update(nik=int(person["nik"][:15] + "0")),
    "impossible_date": lambda person: person.update(birth_date=f"31/02/{person['birth_date'].year}"),
    "too_old": lambda person: None,  # the person is
    "twice_in_file": lambda person: person.update(name=person["name"].upper()),
    "already_covered": lambda person: None,
}


# ---------------------------------------------------------------- the nagari list


def nagari_xlsx(rows: list[Mapping[str, Any]], wave: Wave) -> bytes:
    """A workbook as an office types it: what stands above and below the list is not a person."""
    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet("Usulan")
    day, bold = book.add_format({"num_format": "dd/mm/yyyy"}), book.add_format({"bold": True, "border": 1})
    place = "Kabupaten Sijunjung" if wave.plan.area != wave.plan.stream else rows[0]["village"]
    sheet.write(0, 0, "DAFTAR USULAN PEKERJA RENTAN PENERIMA BANTUAN IURAN JKK DAN JKM")
    sheet.write(1, 0, f"{place} tahun {wave.plan.effective.year}".upper())
    top = _header(sheet, bold, two_rows=wave.plan.number % 2 == 1)
    style = DATE_STYLES[wave.plan.number % len(DATE_STYLES)]
    district = _districts({person["village_code"][:8] for person in rows})
    for number, person in enumerate(rows, start=1):
        cells = _cells(number, person, style, district)
        for column, value in enumerate(cells):
            if isinstance(value, date):
                sheet.write_datetime(top + number, column, value, day)
            elif isinstance(value, int):
                sheet.write_number(top + number, column, value)
            elif value:
                sheet.write_string(top + number, column, value)
    _footer(sheet, top + len(rows) + 1, len(rows), wave.plan.received)
    book.close()
    return out.getvalue()


def _districts(wanted: set[str]) -> dict[str, str]:
    found = {code: codes.region(code) for code in wanted}
    return {code: region.name for code, region in found.items() if region}


def _header(sheet: Worksheet, bold: Any, two_rows: bool) -> int:
    """Write one or two header rows below the title; the row number of the last of them."""
    for column, (name, width) in enumerate(COLUMNS.items()):
        sheet.set_column(column, column, width)
        if two_rows and name not in GROUPED:
            sheet.merge_range(3, column, 4, column, name, bold)
        elif two_rows:
            sheet.write(4, column, GROUPED[name], bold)
        else:
            sheet.write(3, column, name, bold)
    if not two_rows:
        return 3
    first = list(COLUMNS).index("Tempat Lahir")
    sheet.merge_range(3, first, 3, first + len(GROUPED) - 1, GROUP, bold)
    return 4


def _cells(number: int, person: Mapping[str, Any], style: str, district: Mapping[str, str]) -> list[Any]:
    """One row in the order of ``COLUMNS``."""
    born = person["birth_date"]
    return [
        number,
        person["nik"],
        person["kk"],
        person["name"],
        person["birth_place"],
        born.strftime(style) if style and isinstance(born, date) else born,
        person["sex"],
        person["mother"],
        person["address"],
        person["jorong"],
        person["village"],
        district[person["village_code"][:8]],
        person["occupation"],
        person["income"],
        person["phone"],
    ]


def _footer(sheet: Worksheet, at: int, persons: int, day: date) -> None:
    sheet.write(at, 0, "JUMLAH")
    sheet.write_number(at, 3, persons)
    sheet.write(at + 2, 10, f"Muaro Sijunjung, {day:%d-%m-%Y}")
    sheet.write(at + 3, 10, "Mengetahui,")
    sheet.write(at + 7, 10, "( ........................ )")


# ---------------------------------------------------------------- the register extract


def register_csv(rows: list[Mapping[str, Any]]) -> bytes:
    """Semicolons, ISO dates, village codes without dots; a spreadsheet has shown some NIK as 1,30306E+15."""
    out = StringIO()
    writer = csv.DictWriter(out, list(REGISTER), delimiter=";", lineterminator="\r\n")
    writer.writeheader()
    for person in rows:
        cells = {header: person[column] for header, column in REGISTER.items()}
        if isinstance(cells["nik"], int):
            cells["nik"] = f"{cells['nik']:.5E}".replace(".", ",")
        cells["kode_desa"] = cells["kode_desa"].replace(".", "")
        writer.writerow(cells)
    return out.getvalue().encode("utf-8")
