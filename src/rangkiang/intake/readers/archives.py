"""A zip of lists: each member is a list of its own; what is none is named with its reason. Bounded like any file."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from .faults import FileFault, file_fault
from .kinds import DAMAGE, ZIP, ZIP_EMPTY, Limits, kind_of, refuse_bomb, refuse_size

JUNK = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")


@dataclass(frozen=True, slots=True)
class ListFile:
    """One list as it was sent: its name (inside the zip, when it came in one) and its bytes."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Opened:
    """The lists of a file, and the members that are none, each with the fault that says why."""

    lists: tuple[ListFile, ...]
    skipped: tuple[tuple[str, FileFault], ...] = ()


def lists_in(raw: bytes, filename: str, limits: Limits | None = None) -> Opened:
    """The one list that the bytes are, or every list of a zip, to be checked one by one.

    Raises ``FileFault`` when the zip is damaged, locked, too much, or holds no list. Whether a lone list can be used
    is left to its check.
    """
    limits = limits or Limits()
    try:
        packed = kind_of(raw, limits) == "zip"
    except FileFault:
        packed = False
    if not packed:
        return Opened((ListFile(filename, raw),))
    lists, skipped = [], []
    for name, content in _members(raw, limits):
        try:
            if kind_of(content, limits) == "zip":
                raise file_fault("file_wrong_type", found="zip")
            lists.append(ListFile(name, content))
        except FileFault as fault:
            skipped.append((name, fault))
    if not lists:
        raise file_fault("zip_no_list")
    return Opened(tuple(lists), tuple(skipped))


def lone(stream: BinaryIO, filename: str, limits: Limits | None = None) -> BinaryIO:
    """The one list that was sent, out of its zip if it came in one. Raises ``FileFault`` when there are several."""
    stream.seek(0)
    if not stream.read(4).startswith((ZIP, ZIP_EMPTY)):
        return stream
    refuse_size(stream.seek(0, io.SEEK_END), limits or Limits())
    stream.seek(0)
    lists = lists_in(stream.read(), filename, limits).lists
    if len(lists) > 1:
        raise file_fault("zip_several", count=len(lists))
    return io.BytesIO(lists[0].content)


def _members(raw: bytes, limits: Limits) -> Iterator[tuple[str, bytes]]:
    """Name and content of every real member, in order of name."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            members = [
                member
                for member in archive.infolist()
                if not member.is_dir() and not member.filename.startswith(JUNK) and _base(member) not in JUNK
            ]
            if any(member.flag_bits & 1 for member in members):
                raise file_fault("file_password")
            if len(members) > limits.members:
                raise file_fault("zip_too_many", count=len(members), limit=limits.members)
            refuse_bomb(members, limits)
            for member in sorted(members, key=lambda one: one.filename):
                yield member.filename, archive.read(member)
    except DAMAGE as broken:
        raise file_fault("file_corrupt") from broken


def _base(member: zipfile.ZipInfo) -> str:
    return member.filename.rpartition("/")[2]
