"""The smallest old xls workbook that holds a list: one stream of BIFF8 records in a compound file."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence
from typing import Any

SECTOR, END, FREE = 512, 0xFFFFFFFE, 0xFFFFFFFF


def xls_file(
    rows: Iterable[Sequence[Any]],
    hidden_rows: Sequence[int] = (),
    hidden_columns: Sequence[int] = (),
    *,
    small: bool = False,
) -> bytes:
    """Numbers as number cells, the rest as text; rows and columns (from 0) may be hidden.

    ``small``: the stream lies in small sectors, as that of a short list does.
    """
    table = [list(row) for row in rows]
    sheet = _record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 6))
    sheet += b"".join(_record(0x7D, struct.pack("<HHHHHH", at, at, 2340, 0, 1, 0)) for at in hidden_columns)
    for at in hidden_rows:
        sheet += _record(0x208, struct.pack("<HHHHHHI", at, 0, len(table[at]), 255, 0, 0, 0x120))
    for at, row in enumerate(table):
        sheet += b"".join(_cell(at, column, value) for column, value in enumerate(row) if value != "")
    sheet += _record(0x0A, b"")
    start = _record(0x809, struct.pack("<HHHHII", 0x600, 0x05, 0, 0, 0, 6))
    name = b"Data"
    globals_size = len(start) + 4 + 8 + len(name) + 4
    bound = struct.pack("<IBBBB", globals_size, 0, 0, len(name), 0) + name
    return (_compound_small if small else _compound)(start + _record(0x85, bound) + _record(0x0A, b"") + sheet)


def _record(kind: int, content: bytes) -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def _cell(row: int, column: int, value: Any) -> bytes:
    if isinstance(value, (int, float)):
        return _record(0x203, struct.pack("<HHHd", row, column, 0, value))
    text = str(value)
    return _record(0x204, struct.pack("<HHHHB", row, column, 0, len(text), 1) + text.encode("utf-16-le"))


def _compound(stream: bytes) -> bytes:
    size = max(len(stream), 4096)
    stream = stream.ljust(-(-size // SECTOR) * SECTOR, b"\0")
    count = len(stream) // SECTOR
    table = [0xFFFFFFFD, END, *(range(3, count + 2)), END]
    assert len(table) <= 128, "one sector of the allocation table is all there is"
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    head += struct.pack("<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, END, 0, END, 0)
    head += struct.pack("<I", 0) + struct.pack("<I", FREE) * 108
    fat = struct.pack(f"<{len(table)}I", *table).ljust(SECTOR, b"\xff")
    entries = _entry("Root Entry", 5, 1, END, 0) + _entry("Workbook", 2, FREE, 2, size)
    return head + fat + entries.ljust(SECTOR, b"\0") + stream


def _compound_small(stream: bytes) -> bytes:
    """Sector 0 the table, 1 the directory, 2 the table of small sectors, then the root's stream that holds them."""
    assert len(stream) < 4096
    small = -(-len(stream) // 64)
    root = stream.ljust(-(-len(stream) // SECTOR) * SECTOR, b"\0")
    count = len(root) // SECTOR
    table = [0xFFFFFFFD, END, END, *(range(4, count + 3)), END]
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    head += struct.pack("<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, 2, 1, END, 0)
    head += struct.pack("<I", 0) + struct.pack("<I", FREE) * 108
    fat = struct.pack(f"<{len(table)}I", *table).ljust(SECTOR, b"\xff")
    entries = _entry("Root Entry", 5, 1, 3, len(root)) + _entry("Workbook", 2, FREE, 0, len(stream))
    chain = struct.pack(f"<{small}I", *range(1, small), END).ljust(SECTOR, b"\xff")
    return head + fat + entries.ljust(SECTOR, b"\0") + chain + root


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    text = name.encode("utf-16-le")
    head = text.ljust(64, b"\0") + struct.pack("<HBBIII", len(text) + 2, kind, 1, FREE, FREE, child)
    return head + bytes(36) + struct.pack("<IQ", start, size)
