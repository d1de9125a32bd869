"""Lists as villages send them, made in memory: good ones to spoil, and every kind of broken file."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any

import xlsxwriter

ON = date(2025, 7, 1)
HEADER = (
    "No",
    "NIK",
    "No. KK",
    "Nama Lengkap",
    "Tempat Lahir",
    "Tgl Lahir",
    "L/P",
    "Nama Ibu Kandung",
    "Nagari",
    "Jorong",
    "Pekerjaan",
    "No HP",
    "Penghasilan",
)
NAMES = (
    "Suparno",
    "Nurhayati",
    "Rusli",
    "Erni Wati",
    "Zulkifli",
    "Desmaniar",
    "Gusmal",
    "Hendra",
    "Yulfitri",
    "Amrizal",
)
FAMILIES = ("Anwar", "Bakar", "Candra", "Darwis", "Efendi", "Firman", "Gazali", "Hamid", "Ilyas", "Kadir")


def person(serial: int = 1, **changes: Any) -> list[Any]:
    """A row under ``HEADER``; cells are replaced by header text."""
    row: dict[str, Any] = dict(
        zip(
            HEADER,
            (
                serial,
                f"130304{1 + serial % 28:02d}0770{9000 + serial}",
                f"1303040101{9 + serial % 10:02d}{9000 + serial}",
                f"{NAMES[serial % 10]} {FAMILIES[(serial + serial // 10) % 10]}",  # no two of a hundred alike
                "Muaro",
                f"{1 + serial % 28:02d}-07-1970",
                "L",
                "Rosna",
                "Muaro",
                "Koto",
                "tani",
                f"0812{serial:08d}",
                "900000",
            ),
            strict=True,
        )
    )
    return list((row | changes).values())


def people(count: int, start: int = 1) -> list[list[Any]]:
    return [person(serial) for serial in range(start, start + count)]


def csv_file(rows: Iterable[Sequence[Any]], separator: str = ",", encoding: str = "utf-8") -> bytes:
    return "\r\n".join(separator.join(str(cell) for cell in row) for row in rows).encode(encoding)


def xlsx_file(
    rows: Iterable[Sequence[Any]], sheet: str = "Data", more: Callable[[xlsxwriter.Workbook, Any], None] | None = None
) -> bytes:
    """A workbook of one sheet; numbers stay numbers, dates become date cells; ``more`` may add to it."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        page = book.add_worksheet(sheet)
        dates = book.add_format({"num_format": "dd/mm/yyyy"})
        for index, row in enumerate(rows):
            for column, cell in enumerate(row):
                if isinstance(cell, date):
                    page.write_datetime(index, column, cell, dates)
                elif isinstance(cell, str):
                    page.write_string(index, column, cell)
                else:
                    page.write(index, column, cell)
        if more:
            more(book, page)
    return buffer.getvalue()


def packed(members: dict[str, bytes], stored: Sequence[str] = ()) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content, zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def replaced(workbook: bytes, member: str, change: Callable[[bytes], bytes]) -> bytes:
    """The same workbook with one member changed."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    return packed(members | {member: change(members[member])})


def ods_file(rows: Iterable[Sequence[Any]], row_extra: str = "") -> bytes:
    spaces = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"' for short in ("office", "table", "text")
    )
    cells = "".join(
        f"<table:table-row {row_extra}>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>' for cell in row
        )
        + "</table:table-row>"
        for row in rows
    )
    content = (
        f'<?xml version="1.0"?><office:document-content {spaces}><office:body><office:spreadsheet>'
        f'<table:table table:name="Data">{cells}</table:table></office:spreadsheet></office:body>'
        f"</office:document-content>"
    )
    manifest = (
        '<?xml version="1.0"?><manifest:manifest '
        'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:file-entry '
        'manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>'
        "</manifest:manifest>"
    )
    return packed(
        {
            "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": content.encode(),
            "META-INF/manifest.xml": manifest.encode(),
        },
        stored=("mimetype",),
    )
