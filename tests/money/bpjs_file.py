"""BPJS's bill as a file, for tests: made from our own members' lines, to be changed before it is written."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, replace

import xlsxwriter

from rangkiang.people.models import Person

HEADER = ["No", "NIK", "KPJ", "Nama Peserta", "JKK", "JKM", "Total Iuran", "Bulan"]


@dataclass(frozen=True)
class Line:
    nik: str
    kpj: str
    jkk: int = 10_000
    jkm: int = 6_800
    month: str = "06-2025"

    @property
    def total(self) -> int:
        return self.jkk + self.jkm

    def but(self, **changed: object) -> Line:
        return replace(self, **changed)  # type: ignore[arg-type]


def lines_of(people: Sequence[Person]) -> list[Line]:
    """Each member as the world billed him in June: Rp16,800, with his card number."""
    return [Line(str(one.nik), f"99{one.pk:09d}") for one in people]


def _rows(lines: Sequence[Line], head: dict[str, str]) -> list[list[str]]:
    facts = {
        "NPP": "12345678",
        "Kode Iuran": "632309048826",
        "Periode": "Juni 2025",
        "Jatuh Tempo": "15-07-2025",
    } | head
    rows = [
        ["TAGIHAN IURAN BPJS KETENAGAKERJAAN"],
        *([label, value] for label, value in facts.items() if value),
        [],
        HEADER,
    ]
    for number, line in enumerate(lines, 1):
        rows.append(
            [
                str(number),
                line.nik,
                line.kpj,
                f"Orang {number}",
                str(line.jkk),
                str(line.jkm),
                str(line.total),
                line.month,
            ]
        )
    return rows


def csv_bill(lines: Sequence[Line], **head: str) -> bytes:
    """``Jumlah_Peserta="3"`` adds or changes a cell of the head; an empty one takes it out."""
    rows = _rows(lines, {name.replace("_", " "): value for name, value in head.items()})
    return "\n".join(";".join(row) for row in rows).encode()


def xlsx_bill(lines: Sequence[Line], **head: str) -> bytes:
    """The same as a workbook: identifiers as text, amounts as numbers, a totals row and a signature below."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Tagihan")
        rows = _rows(lines, {name.replace("_", " "): value for name, value in head.items()})
        for at, row in enumerate(rows):
            for place, cell in enumerate(row):
                if at > rows.index(HEADER) and place in (0, 4, 5, 6):
                    sheet.write_number(at, place, int(cell))
                else:
                    sheet.write_string(at, place, cell)
        sheet.write_string(len(rows), 0, "Jumlah")
        sheet.write_number(len(rows), 6, sum(line.total for line in lines))
        sheet.write_string(len(rows) + 2, 5, "Kepala Kantor Cabang")
    return content.getvalue()
