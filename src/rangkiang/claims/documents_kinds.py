"""What a scan or photo is, by its content and never by its name; and a photo without what the camera wrote into it.

Only the structure is read: nothing that a stranger sent is decoded here. A photo keeps its picture and how it is
turned; place, time and maker of the camera go. A PDF stays byte for byte, since a signature in it would break.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from rangkiang.platform.errors import BadInput

LARGEST = 10 * 2**20  # bytes of one file
MOST_PIXELS = 100_000_000  # beyond, a small file could fill a reader's memory
JPEG, PNG, PDF = "image/jpeg", "image/png", "application/pdf"
SUFFIX = {JPEG: "jpg", PNG: "png", PDF: "pdf"}
PNG_SIGN = b"\x89PNG\r\n\x1a\n"
PNG_KEPT = {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT", b"pHYs"}
JPEG_LEFT = {
    0xE1,
    *range(0xE3, 0xEE),
    0xEF,
    0xFE,
}  # EXIF, makers' notes, IPTC, comments; not JFIF, colour profile, Adobe
JPEG_FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
ORIENTATION = 0x0112
HEIF_BRANDS = (b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"avif")


@dataclass(frozen=True)
class Kept:
    """What is kept of a file: its kind, its bytes, and whether it keeps the maker's data (a PDF does)."""

    media: str
    content: bytes
    metadata_kept: bool


def keep(content: bytes) -> Kept:
    """The file as it is kept. Raises BadInput for anything but a whole JPEG, PNG or PDF, with what to do instead."""
    if not content:
        raise _bad(_("The file is empty."))
    if len(content) > LARGEST:
        raise BadInput(
            _("The file is larger than %d MB.") % (LARGEST >> 20),
            where=_("File"),
            todo=_("Take the photo smaller, or scan in grey at 200 dpi."),
        )
    if content.startswith(b"\xff\xd8\xff"):
        return Kept(JPEG, _jpeg(content), False)
    if content.startswith(PNG_SIGN):
        return Kept(PNG, _png(content), False)
    if content.startswith(b"%PDF-"):
        return Kept(PDF, _pdf(content), True)
    raise _foreign(content)


def _bad(what: str) -> BadInput:
    return BadInput(what, where=_("File"), todo=_("Take the photo or scan again and send it as JPEG, PNG or PDF."))


def _foreign(content: bytes) -> BadInput:
    """What it is instead, where we know it, with the way out."""
    if content[4:8] == b"ftyp" and content[8:12] in HEIF_BRANDS:
        return BadInput(
            _("This is a HEIC photo, which many computers cannot open."),
            where=_("File"),
            todo=_("Set the camera to JPEG (iPhone: Settings, Camera, Formats, Most Compatible), or scan the sheet."),
        )
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        return BadInput(
            _("This is an office document or an archive."), where=_("File"), todo=_("Save it as PDF and send that.")
        )
    return _bad(_("This is no JPEG, PNG or PDF."))


# --- JPEG ------------------------------------------------------------------------------------------------------------
def _segments(content: bytes) -> Iterator[tuple[int, bytes]]:
    """(marker, body) up to the picture's data, which comes last as (0xDA, all that is left)."""
    at = 2
    while at + 4 <= len(content):
        if content[at] != 0xFF:
            break
        marker = content[at + 1]
        if marker == 0xFF:  # filler
            at += 1
            continue
        if marker == 0xDA:
            yield marker, content[at:]
            return
        length = int.from_bytes(content[at + 2 : at + 4], "big")
        if length < 2:
            break
        if at + 2 + length > len(content):
            break
        yield marker, content[at + 4 : at + 2 + length]
        at += 2 + length
    raise _bad(_("The photo is damaged."))


def _jpeg(content: bytes) -> bytes:
    kept, turned, picture, sized = [b"\xff\xd8"], 1, b"", False
    for marker, body in _segments(content):
        if marker == 0xDA:
            picture = body
        elif marker == 0xE1 and body.startswith(b"Exif\0\0"):
            turned = _turned(body[6:])
        elif marker == 0xE2 and not body.startswith(b"ICC_PROFILE\0"):
            continue  # further pictures in the same file; they are cut off with its end
        elif marker not in JPEG_LEFT:
            kept.append(struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body)
        if marker in JPEG_FRAMES:
            if len(body) < 6:
                raise _bad(_("The photo is damaged."))
            _small_enough(*struct.unpack(">HH", body[1:5]))
            sized = True
    end = picture.find(b"\xff\xd9")  # what hides behind the picture's end is not kept
    if end < 0 or not sized:
        raise _bad(_("The photo is damaged."))
    if turned != 1:
        kept.insert(1, _orientation(turned))
    return b"".join(kept) + picture[: end + 2]


def _turned(tiff: bytes) -> int:
    """How the camera was held, 1 to 8; 1 when the data does not say."""
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None or len(tiff) < 10:
        return 1
    (start,) = struct.unpack(order + "I", tiff[4:8])
    if start + 2 > len(tiff):
        return 1
    (count,) = struct.unpack(order + "H", tiff[start : start + 2])
    for entry in range(count):
        field = tiff[start + 2 + 12 * entry : start + 14 + 12 * entry]
        if len(field) < 12:
            return 1
        tag, kind, _count, value = struct.unpack(order + "HHIH", field[:10])
        if tag == ORIENTATION and kind == 3:
            return value if 1 <= value <= 8 else 1
    return 1


def _orientation(turned: int) -> bytes:
    """An EXIF segment that says this and nothing else: without it the photo would lie on its side."""
    tiff = b"MM\0\x2a" + struct.pack(">IHHHIHHI", 8, 1, ORIENTATION, 3, 1, turned, 0, 0)
    body = b"Exif\0\0" + tiff
    return struct.pack(">BBH", 0xFF, 0xE1, len(body) + 2) + body


# --- PNG -------------------------------------------------------------------------------------------------------------
def _png(content: bytes) -> bytes:
    names: list[bytes] = []
    kept, at = [PNG_SIGN], len(PNG_SIGN)
    while at + 12 <= len(content):
        length = int.from_bytes(content[at : at + 4], "big")
        whole = content[at : at + 12 + length]
        name, body = whole[4:8], whole[8 : 8 + length]
        if len(whole) < 12 + length or zlib.crc32(name + body) != int.from_bytes(whole[-4:], "big"):
            break
        if not names and (name != b"IHDR" or length != 13):
            break
        names.append(name)
        if name == b"IHDR":
            _small_enough(*struct.unpack(">II", body[:8]))
        if name in PNG_KEPT:
            kept.append(whole)
        if name == b"IEND":
            if b"IDAT" not in names:
                break
            return b"".join(kept)
        at += 12 + length
    raise _bad(_("The picture is damaged."))


def _small_enough(one: int, other: int) -> None:
    if not 0 < one * other <= MOST_PIXELS:
        raise _bad(_("The picture has no size, or more than 100 million points."))


# --- PDF -------------------------------------------------------------------------------------------------------------
def _pdf(content: bytes) -> bytes:
    if b"%%EOF" not in content[-2048:]:
        raise _bad(_("The PDF is damaged or was cut off."))
    if b"/Encrypt" in content[-4096:]:
        raise BadInput(
            _("The PDF is locked with a password."), where=_("File"), todo=_("Save it without one and send that.")
        )
    if any(sign in content for sign in (b"/JavaScript", b"/JS ", b"/JS(", b"/Launch", b"/EmbeddedFile")):
        raise BadInput(
            _("The PDF carries a program or another file inside."),
            where=_("File"),
            todo=_("Print it to a new PDF and send that."),
        )
    return content
