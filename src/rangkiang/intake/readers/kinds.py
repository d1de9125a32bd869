"""What kind of file the bytes are, whatever the name says, and whether they are safe to open.

A workbook is unpacked here once, piece by piece and with a limit, before any reader sees it: the declared sizes, the
true sizes, the extent of its sheets and its XML definitions are judged first.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Literal

from .faults import file_fault

Kind = Literal["xlsx", "xlsb", "xls", "ods", "csv", "parquet", "zip"]
MEGABYTE = 1_000_000
PIECE = 4 * MEGABYTE  # bytes looked at together

OLE, ZIP, ZIP_EMPTY = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK\x03\x04", b"PK\x05\x06"
PARQUET = b"PAR1"
# What the standard library raises over a damaged archive; NotImplementedError: a compression that it lacks.
DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, KeyError, OSError)
FOREIGN = (
    (b"%PDF", "PDF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"Rar!\x1a", "RAR"),
    (b"7z\xbc\xaf", "7z"),
    (b"\x1f\x8b", "gzip"),
    (b"\x7fELF", "program"),
    (b"{\\rtf", "RTF"),
    (b"SQLite format 3", "SQLite"),
)
# These begin as a word may begin, so they count only when the rest is not text.
FOREIGN_WORDS = (
    (b"GIF8", "GIF"),
    (b"BM", "BMP"),
    (b"MZ", "program"),
    (b"RIFF", "WebP"),
    (b"II*", "TIFF"),
    (b"MM", "TIFF"),
)
MARKUP = re.compile(rb"^(?:\xef\xbb\xbf)?\s*<(?:!doctype|html|head|body|table|\?xml|meta|style)", re.IGNORECASE)
BLANK = b"\x00 \t\r\n\xef\xbb\xbf"
HEAD = 65_536  # bytes that tell what a file is
UTF16 = (b"\xff\xfe", b"\xfe\xff")
CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1f]")

# A reader keeps a sheet as a full rectangle, so one stray cell can ask for more memory than there is. These find the
# filled cells beyond column Z or row 99,999, the rows beyond it, and cells that do not say where they stand.
FAR_CELL = re.compile(rb"<(?:\w+:)?c\b[^>]*?\br=[\"']([A-Za-z]{2,3}[0-9]+|[A-Za-z][0-9]{6,})[\"'](?:[^>]*[^/])?>")
FAR_ROW = re.compile(rb"<(?:\w+:)?row\b[^>]*?\br=[\"']([0-9]{6,})[\"']")
PLACELESS = re.compile(rb"<(?:\w+:)?c(?:>|\s(?![^>]*\br=))")
DEFINITION = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
ODS_FILLED = re.compile(
    rb"<table:table-row\b[^>]*number-rows-repeated=[\"'][0-9]{4,}[\"'][^>]*>(?:(?!</table:table-row>).)*?office:value-type"
    rb"|<table:table-cell\b(?=[^>]*office:value-type)[^>]*number-columns-repeated=[\"'][0-9]{4,}",
    re.DOTALL,
)
OVERLAP = 400  # bytes carried from one piece to the next, longer than any pattern above needs


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a file is opened: bytes as sent, bytes unpacked, unpacked to packed, cells and columns of a sheet,
    lists in a zip; and of a kind of file that can only be read whole, the bytes unpacked and the cells of all sheets.
    """

    size: int = 150 * MEGABYTE
    unpacked: int = 600 * MEGABYTE
    ratio: int = 250
    cells: int = 50_000_000
    columns: int = 1000
    members: int = 200
    whole: int = 250 * MEGABYTE
    whole_cells: int = 2_500_000


def refuse_size(size: int, limits: Limits) -> None:
    """Raise when a file is over the limit; can be asked before it is read."""
    if size > limits.size:
        raise file_fault("file_too_large", size=-(-size // MEGABYTE), limit=limits.size // MEGABYTE)


def is_packed(head: bytes) -> bool:
    """Whether a file that begins so may be a workbook, a table of columns or a zip: what cannot be read as text."""
    return head.startswith((OLE, ZIP, ZIP_EMPTY, PARQUET))


def kind_of(stream: BinaryIO, limits: Limits) -> Kind:
    """The kind of list these bytes are. Raises ``FileFault`` for anything else and for anything unsafe."""
    size = stream.seek(0, io.SEEK_END)
    refuse_size(size, limits)
    stream.seek(0)
    head = stream.read(HEAD)
    if head.startswith(OLE):
        refuse_whole(size, limits)
        stream.seek(0)
        return _ole(stream.read())
    if head.startswith((ZIP, ZIP_EMPTY)):
        return _packed(stream, limits)
    if head.startswith(PARQUET):
        stream.seek(-len(PARQUET), io.SEEK_END)
        if stream.read() == PARQUET:
            return "parquet"
    kind_of_text(head, stream)
    return "csv"


def refuse_whole(size: int, limits: Limits) -> None:
    """Raise when a file that can only be read whole unpacks to more than memory should hold."""
    if size > limits.whole:
        raise file_fault("file_whole_too_large")


def kind_of_text(head: bytes, stream: BinaryIO) -> None:
    """Raise unless a file that begins with ``head`` is text with something in it."""
    if not any(piece.strip(BLANK) for piece in _streamed(stream)):
        raise file_fault("file_empty")
    text = head.startswith(UTF16) or CONTROL.search(head) is None
    for magic, name in FOREIGN if text else FOREIGN + FOREIGN_WORDS:
        if head.startswith(magic):
            raise file_fault("file_wrong_type", found=name)
    if MARKUP.match(head):
        raise file_fault("file_wrong_type", found="HTML/XML")
    if not text:
        raise file_fault("file_wrong_type", found="biner")


def _streamed(stream: BinaryIO) -> Iterator[bytes]:
    stream.seek(0)
    while piece := stream.read(PIECE):
        yield piece


def _ole(raw: bytes) -> Kind:
    def holds(stream: str) -> bool:
        return stream.encode("utf-16-le") in raw

    if holds("EncryptedPackage") or holds("EncryptionInfo"):
        raise file_fault("file_password")
    if holds("Workbook") or holds("Book"):
        return "xls"
    if holds("WordDocument") or holds("PowerPoint Document"):
        raise file_fault("file_wrong_type", found="Word/PowerPoint")
    raise file_fault("file_corrupt")


def _packed(stream: BinaryIO, limits: Limits) -> Kind:
    try:
        with zipfile.ZipFile(stream) as archive:
            members = archive.infolist()
            kind = _workbook_kind(archive, {member.filename for member in members})
            if kind == "zip":
                return kind
            refuse_bomb(members, limits)
            if kind != "xlsx":
                refuse_whole(sum(member.file_size for member in members), limits)
            if any(member.flag_bits & 1 for member in members):
                raise file_fault("file_password")
            for member in members:
                if member.filename.endswith((".xml", ".rels", ".bin")):
                    _inspect(archive, member, limits)
    except DAMAGE as broken:
        raise file_fault("file_corrupt") from broken
    return kind


def _workbook_kind(archive: zipfile.ZipFile, names: set[str]) -> Kind:
    if names & {"xl/workbook.xml", "xl/workbook.bin"}:
        return "xlsx" if "xl/workbook.xml" in names else "xlsb"
    if "mimetype" in names and archive.getinfo("mimetype").file_size < 200:
        media = archive.read("mimetype")
        if b"opendocument.spreadsheet" in media:
            return "ods"
        if b"opendocument" in media:
            raise file_fault("file_wrong_type", found="OpenDocument")
    if any(name.startswith(("word/", "ppt/")) for name in names):
        raise file_fault("file_wrong_type", found="Word/PowerPoint")
    return "zip"


def refuse_bomb(members: list[zipfile.ZipInfo], limits: Limits) -> None:
    """By what the file declares: no member may lie, since reading stops at the declared size and fails its checksum."""
    unpacked = sum(member.file_size for member in members)
    steep = any(
        member.file_size > 10 * MEGABYTE and member.file_size > limits.ratio * max(member.compress_size, 1)
        for member in members
    )
    if unpacked > limits.unpacked or steep or len(members) > 10_000:
        raise file_fault("file_bomb")


def _pieces(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    tail = b""
    with archive.open(member) as stream:
        while piece := stream.read(PIECE):
            yield tail + piece
            tail = piece[-OVERLAP:]


def _inspect(archive: zipfile.ZipFile, member: zipfile.ZipInfo, limits: Limits) -> None:
    sheet = member.filename.startswith("xl/worksheets/")
    right, down = 26, 99_999
    for piece in _pieces(archive, member):
        if DEFINITION.search(piece):
            raise file_fault("file_hostile")
        if sheet:
            right, down = _extent(piece, right, down)
        elif member.filename == "content.xml" and ODS_FILLED.search(piece):
            raise file_fault("file_bomb")
    if right * down > limits.cells or right > limits.columns:
        raise file_fault("file_bomb")


def _extent(piece: bytes, right: int, down: int) -> tuple[int, int]:
    """How far to the right and down this piece of a sheet reaches, if farther than before."""
    for cell in FAR_CELL.findall(piece):
        letters = cell.rstrip(b"0123456789")
        right, down = max(right, column_number(letters.upper())), max(down, int(cell[len(letters) :]))
    for row in FAR_ROW.findall(piece):
        down = max(down, int(row))
    if PLACELESS.search(piece):
        right = max(right, *(row.count(b"<c") for row in piece.split(b"</row")))
    return right, down


def column_number(letters: bytes) -> int:
    """The number of a spreadsheet's column, counted from 1: A is 1, AA is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
