"""The smallest binary xlsb workbook that holds a list of text cells; its second row is hidden."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence
from typing import Any

from .lists import packed

RELATIONS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Target="worksheets/sheet1.bin"'
    ' Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"/></Relationships>'
)


def xlsb_file(rows: Iterable[Sequence[Any]]) -> bytes:
    table = [list(row) for row in rows]
    book = _record(0x83) + _record(0x8F) + _record(0x9C, struct.pack("<II", 0, 1) + _wide("rId1") + _wide("Data"))
    book += _record(0x90) + _record(0x9D, bytes(26)) + _record(0x84)
    size = struct.pack("<IIII", 0, len(table) - 1, 0, len(table[0]) - 1)
    sheet = _record(0x81) + _record(0x94, size) + _record(0x91)
    for at, row in enumerate(table):
        sheet += _record(0x00, struct.pack("<IIHBBBI", at, 0, 300, 0, 0x10 if at == 1 else 0, 0, 0))
        for column, value in enumerate(row):
            sheet += _record(0x06, struct.pack("<II", column, 0) + _wide(str(value)))
    sheet += _record(0x92) + _record(0x82)
    return packed(
        {"xl/workbook.bin": book, "xl/_rels/workbook.bin.rels": RELATIONS.encode(), "xl/worksheets/sheet1.bin": sheet}
    )


def _wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def _record(kind: int, content: bytes = b"") -> bytes:
    head = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
    length, left = b"", len(content)
    while left >= 0x80:
        length, left = length + bytes([left & 0x7F | 0x80]), left >> 7
    return head + length + bytes([left]) + content
