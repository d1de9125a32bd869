"""The rows and columns that an old xls workbook hides, read from its records. What cannot be read is not told.

Whether the file is sound is judged by the reader of cells; here every step stays inside the bytes and ends.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from .hidden import Hidden

NAMES = ("Workbook", "Book")
FREE = 0xFFFFFFFA  # this and above are marks, not sectors
SHIFTS = (9, 12)  # sectors of 512 or 4,096 bytes; there are no others
MINI = 4096  # a shorter stream lies in sectors of SMALL bytes within the root's stream, chained in a table of its own
SMALL = 64
BOF, EOF, BOUND_SHEET, ROW, COLUMN = 0x809, 0x0A, 0x85, 0x208, 0x7D


def hidden_of_xls(raw: bytes) -> dict[str, Hidden]:
    """What each sheet hides, by its name; sheets that hide nothing are absent."""
    try:
        stream = _stream(raw)
        found = {name: _sheet(stream, start) for name, start in _sheets(stream)}
    except (struct.error, IndexError, UnicodeDecodeError):
        return {}
    return {name: what for name, what in found.items() if what.rows or what.columns}


def _stream(raw: bytes) -> bytes:
    """The workbook's records out of the compound file."""
    shift = struct.unpack_from("<H", raw, 30)[0]
    if shift not in SHIFTS:
        return b""
    size = 1 << shift
    many = size // 4
    first, more = struct.unpack_from("<I16xI", raw, 48)
    places = list(struct.unpack_from("<109I", raw, 76))
    for sector in _chain_of_tables(raw, more, size):
        places += struct.unpack_from(f"<{many - 1}I", raw, (sector + 1) * size)
    fat: list[int] = []
    for sector in places:
        if sector < FREE:
            table = raw[(sector + 1) * size : (sector + 2) * size].ljust(size, b"\xff")
            fat += struct.unpack(f"<{many}I", table)
    directory = _chain(raw, first, fat, size)
    for at in range(0, len(directory) - 127, 128):
        length = struct.unpack_from("<H", directory, at + 64)[0]
        name = directory[at : at + max(min(length, 64) - 2, 0)].decode("utf-16-le")
        start, much = struct.unpack_from("<II", directory, at + 116)
        if name in NAMES:
            if much >= MINI:
                return _chain(raw, start, fat, size)[:much]
            return _small(raw, directory, start, fat, size)[:much]
    return b""


def _small(raw: bytes, directory: bytes, start: int, fat: list[int], size: int) -> bytes:
    """A stream that is too short for sectors of its own."""
    root = _chain(raw, struct.unpack_from("<I", directory, 116)[0], fat, size)
    table = _chain(raw, struct.unpack_from("<I", raw, 60)[0], fat, size)
    chain = list(struct.unpack(f"<{len(table) // 4}I", table))
    return _chain(bytes(SMALL) + root, start, chain, SMALL)  # as if the root's stream had a header too


def _chain_of_tables(raw: bytes, sector: int, size: int) -> Iterator[int]:
    for _ in range(len(raw) // size):
        if sector >= FREE:
            return
        yield sector
        sector = struct.unpack_from("<I", raw, (sector + 2) * size - 4)[0]


def _chain(raw: bytes, sector: int, fat: list[int], size: int) -> bytes:
    pieces: list[bytes] = []
    while sector < FREE and len(pieces) <= len(raw) // size:
        pieces.append(raw[(sector + 1) * size : (sector + 2) * size])
        sector = fat[sector]
    return b"".join(pieces)


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """The records from here to the end of this part of the workbook; charts within it are stepped over."""
    depth = 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        depth += (kind == BOF) - (kind == EOF)
        if depth <= 1:
            yield kind, stream[at + 4 : at + 4 + length]
        if depth <= 0:
            return
        at += 4 + length


def _sheets(stream: bytes) -> Iterator[tuple[str, int]]:
    for kind, content in _records(stream, 0):
        if kind == BOUND_SHEET:
            start, length, wide = struct.unpack_from("<IxxBB", content, 0)
            text = content[8 : 8 + length * (2 if wide & 1 else 1)]
            yield text.decode("utf-16-le" if wide & 1 else "latin-1"), start


def _sheet(stream: bytes, start: int) -> Hidden:
    hidden = Hidden()
    for kind, content in _records(stream, start):
        if kind == ROW and struct.unpack_from("<H", content, 12)[0] & 0x20:
            hidden.rows.append(struct.unpack_from("<H", content, 0)[0])
        elif kind == COLUMN and struct.unpack_from("<H", content, 8)[0] & 1:
            first, last = struct.unpack_from("<HH", content, 0)
            hidden.columns += range(first, min(last, 255) + 1)
    return hidden
