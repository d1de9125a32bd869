"""Small real files of every kind: photos with what a camera writes into them, scans, and what only pretends."""

from __future__ import annotations

import struct
import zlib

PLACE = b"GPS 0.68 LS 100.95 BT"


def exif(turned: int = 6, order: str = ">") -> bytes:
    """What a phone writes: how it was held, and where the photo was taken."""
    sign = b"MM" if order == ">" else b"II"
    entry = struct.pack(order + "HHIHH", 0x0112, 3, 1, turned, 0)
    tiff = sign + struct.pack(order + "HIH", 42, 8, 1) + entry + struct.pack(order + "I", 0)
    return b"Exif\0\0" + tiff + PLACE


def segment(marker: int, body: bytes) -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">H", len(body) + 2) + body


def jpeg(*extra: bytes, seed: bytes = b"", tail: bytes = b"", size: tuple[int, int] = (8, 8)) -> bytes:
    """A JPEG of the right structure; ``seed`` makes it another picture."""
    frame = segment(0xC0, b"\x08" + struct.pack(">HH", *size) + b"\x01\x01\x11\x00")
    jfif = segment(0xE0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0")
    table = segment(0xDB, b"\0" + bytes(range(1, 65)))
    picture = segment(0xDA, b"\x01\x01\x00\x00\x3f\x00") + b"\x7f\x00" + seed
    return b"\xff\xd8" + jfif + b"".join(extra) + table + frame + picture + b"\xff\xd9" + tail


def photo(seed: bytes = b"") -> bytes:
    """As a phone sends it: held upright, with place and a comment."""
    return jpeg(segment(0xE1, exif()), segment(0xFE, b"Galaxy A05 " + PLACE), seed=seed)


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png(*extra: bytes, size: tuple[int, int] = (1, 1), tail: bytes = b"") -> bytes:
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", *size, 8, 0, 0, 0, 0))
    body = chunk(b"IDAT", zlib.compress(b"\0\x80"))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(extra) + body + chunk(b"IEND", b"") + tail


def pdf(body: bytes = b"", tail: bytes = b"trailer<</Root 1 0 R>>\n%%EOF\n") -> bytes:
    return b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\n" + body + tail
