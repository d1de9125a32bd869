"""What the reader of cells does not tell of a sheet: hidden rows and columns, failed formulas. From the XML, by tags.

No tree is built and no entity is expanded; a file that defines any has been refused before. Binary xlsb workbooks do
not say it in XML and are not asked; that is told.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from typing import BinaryIO

from .kinds import PIECE, Kind, column_number

ATTRIBUTE = re.compile(rb"([\w:.-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
CELL = re.compile("([A-Z]{1,3})([0-9]{1,7})")
MOST = 1_048_576  # rows of a sheet; a repeat beyond it says nothing
Attributes = dict[str, str]
Merge = tuple[int, int, int, int]


@dataclass
class Hidden:
    """Rows and columns that are not shown, (row, column) of cells whose formula failed, and merged cells (top, left,
    bottom, right); all counted from 0. Only of an xlsx the merged ones.
    """

    rows: list[int] = field(default_factory=list)
    columns: list[int] = field(default_factory=list)
    failed: list[tuple[int, int]] = field(default_factory=list)
    merges: list[Merge] = field(default_factory=list)


def hidden_of(stream: BinaryIO, kind: Kind) -> dict[str, Hidden]:
    """What each sheet of an xlsx or ods hides, by its name. An ods keeps the text of its errors."""
    with zipfile.ZipFile(stream) as archive:
        return _xlsx(archive) if kind == "xlsx" else _ods(archive)


def _tags(archive: zipfile.ZipFile, member: str, names: bytes) -> Iterator[tuple[str, Attributes]]:
    """Local name and attributes of the opening tags of these names."""
    wanted = re.compile(rb"<(?:\w+:)?(" + names + rb")(\s[^<>]*)?>")
    for piece in _pieces(archive, member):
        for name, attributes in wanted.findall(piece):
            found = {
                key.rpartition(b":")[2].decode(): unescape((one or other).decode("utf-8", "replace"))
                for key, one, other in ATTRIBUTE.findall(attributes)
            }
            yield name.decode(), found


def _pieces(archive: zipfile.ZipFile, member: str) -> Iterator[bytes]:
    """The member in pieces that end with a tag."""
    tail = b""
    with archive.open(member) as stream:
        while piece := stream.read(PIECE):
            whole = tail + piece
            cut = whole.rfind(b">") + 1
            tail = whole[cut:]
            yield whole[:cut]


def sheet_members(archive: zipfile.ZipFile) -> dict[str, str]:
    """The member of every sheet of an xlsx, by the sheet's name."""
    if not {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= set(archive.namelist()):
        return {}
    relations = {
        one.get("Id"): one.get("Target", "") for _, one in _tags(archive, "xl/_rels/workbook.xml.rels", b"Relationship")
    }
    found = {}
    for _, sheet in _tags(archive, "xl/workbook.xml", b"sheet"):
        target = relations.get(sheet.get("id"), "")
        found[sheet.get("name", "")] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return found


def _xlsx(archive: zipfile.ZipFile) -> dict[str, Hidden]:
    """Sheet by sheet; an autofilter hides rows in the same way as a hand does."""
    names = set(archive.namelist())
    return {name: _xlsx_sheet(archive, one) for name, one in sheet_members(archive).items() if one in names}


def _xlsx_sheet(archive: zipfile.ZipFile, member: str) -> Hidden:
    """Most sheets have none of it, which is quickly seen; only for what is there the tags are looked at."""
    hidden, row = Hidden(), 0
    words = (b"hidden=", b't="e"', b"mergeCell")
    there = {word for piece in _pieces(archive, member) for word in words if word in piece}
    for name, found in _tags(archive, member, b"row|col") if words[0] in there else ():
        if name == "row":
            row = _number(found.get("r"), row + 1)
        if found.get("hidden") not in ("1", "true"):
            continue
        if name == "row":
            hidden.rows.append(row - 1)
        elif name == "col":
            first = _number(found.get("min"), 1)
            hidden.columns += range(first - 1, min(_number(found.get("max"), first), first + 1000))
    for _, found in _tags(archive, member, b"c") if words[1] in there else ():
        if found.get("t") == "e" and (place := _place(found.get("r", ""))):
            hidden.failed.append(place)
    for _, found in _tags(archive, member, b"mergeCell") if words[2] in there else ():
        begin, _, end = found.get("ref", "").partition(":")
        if (one := _place(begin)) and (other := _place(end)):
            hidden.merges.append((*one, *other))
    return hidden


def _place(reference: str) -> tuple[int, int] | None:
    """The row and column of a cell as a sheet names it: B3 is (2, 1)."""
    found = CELL.fullmatch(reference)
    return (int(found[2]) - 1, column_number(found[1].encode()) - 1) if found else None


def _ods(archive: zipfile.ZipFile) -> dict[str, Hidden]:
    found: dict[str, Hidden] = {}
    row = column = 0
    hidden = Hidden()
    if not any(b"visibility=" in piece for piece in _pieces(archive, "content.xml")):
        return found
    for name, tag in _tags(archive, "content.xml", b"table|table-row|table-column"):
        away = tag.get("visibility") in ("collapse", "filter")
        if name == "table":
            row = column = 0
            hidden = found.setdefault(tag.get("name", ""), Hidden())
        elif name == "table-row":
            times = _number(tag.get("number-rows-repeated"), 1)
            hidden.rows += range(row, row + times) if away and row + times < MOST else ()
            row += times
        elif name == "table-column":
            times = _number(tag.get("number-columns-repeated"), 1)
            hidden.columns += range(column, column + min(times, 1000)) if away else ()
            column += times
    return found


def _number(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 10 else otherwise
