"""What the reader of cells does not tell of a sheet: hidden rows and columns, failed formulas. From the XML, by tags.

No tree is built and no entity is expanded; a file that defines any has been refused before. Binary xlsb workbooks do
not say it in XML and are not asked; that is told.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape

from .kinds import MEGABYTE, Kind, column_number

ATTRIBUTE = re.compile(rb"([\w:.-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
CELL = re.compile("([A-Z]{1,3})([0-9]{1,7})")
MOST = 1_048_576  # rows of a sheet; a repeat beyond it says nothing
Attributes = dict[str, str]


@dataclass
class Hidden:
    """Rows and columns that are not shown, and (row, column) of cells whose formula failed; all counted from 0."""

    rows: list[int] = field(default_factory=list)
    columns: list[int] = field(default_factory=list)
    failed: list[tuple[int, int]] = field(default_factory=list)


def hidden_of(raw: bytes, kind: Kind) -> dict[str, Hidden]:
    """What each sheet hides, by its name; sheets that hide nothing are absent. An ods keeps the text of its errors."""
    if kind not in ("xlsx", "ods"):
        return {}
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        found = dict(_xlsx(archive)) if kind == "xlsx" else _ods(archive)
    return {name: what for name, what in found.items() if what.rows or what.columns or what.failed}


def _tags(archive: zipfile.ZipFile, member: str, word: bytes, names: bytes) -> Iterator[tuple[str, Attributes]]:
    """Local name and attributes of the opening tags of these names, when ``word`` occurs in the member at all."""
    if not any(word in piece for piece in _pieces(archive, member)):
        return
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
        while piece := stream.read(4 * MEGABYTE):
            whole = tail + piece
            cut = whole.rfind(b">") + 1
            tail = whole[cut:]
            yield whole[:cut]


def _xlsx(archive: zipfile.ZipFile) -> Iterator[tuple[str, Hidden]]:
    """Sheet by sheet; an autofilter hides rows in the same way as a hand does."""
    names = set(archive.namelist())
    if not {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= names:
        return
    relations = {
        one.get("Id"): one.get("Target", "")
        for _, one in _tags(archive, "xl/_rels/workbook.xml.rels", b"Relationship", b"Relationship")
    }
    for _, sheet in _tags(archive, "xl/workbook.xml", b"sheet", b"sheet"):
        target = relations.get(sheet.get("id"), "")
        member = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        if member in names:
            yield sheet.get("name", ""), _xlsx_sheet(archive, member)


def _xlsx_sheet(archive: zipfile.ZipFile, member: str) -> Hidden:
    hidden, row = Hidden(), 0
    for name, found in _tags(archive, member, b"hidden=", b"row|col"):
        if name == "row":
            row = _number(found.get("r"), row + 1)
        if found.get("hidden") not in ("1", "true"):
            continue
        if name == "row":
            hidden.rows.append(row - 1)
        elif name == "col":
            first = _number(found.get("min"), 1)
            hidden.columns += range(first - 1, min(_number(found.get("max"), first), first + 1000))
    for _, found in _tags(archive, member, b't="e"', b"c"):
        if found.get("t") == "e" and (place := CELL.fullmatch(found.get("r", ""))):
            hidden.failed.append((int(place[2]) - 1, column_number(place[1].encode()) - 1))
    return hidden


def _ods(archive: zipfile.ZipFile) -> dict[str, Hidden]:
    found: dict[str, Hidden] = {}
    row = column = 0
    hidden = Hidden()
    for name, tag in _tags(archive, "content.xml", b"visibility=", b"table|table-row|table-column"):
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
