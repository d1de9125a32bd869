"""A zip of lists: each member is a list of its own; what is none is named with its reason. Bounded like any file."""

from __future__ import annotations

import io
import shutil
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, cast

from .faults import FileFault, file_fault
from .kinds import DAMAGE, ZIP, ZIP_EMPTY, Limits, kind_of, refuse_bomb
from .spill import Held

JUNK = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")


@dataclass(frozen=True, slots=True)
class ListFile:
    """One list as it was sent: its name (inside the zip, when it came in one) and its bytes, as a stream to seek in."""

    name: str
    stream: BinaryIO

    @property
    def content(self) -> bytes:
        """All of it, for a list that is known to be short."""
        self.stream.seek(0)
        return self.stream.read()


@dataclass(frozen=True, slots=True)
class Opened:
    """The lists of a file, and the members that are none, each with the fault that says why."""

    lists: tuple[ListFile, ...]
    skipped: tuple[tuple[str, FileFault], ...] = ()


def lists_in(file: bytes | BinaryIO, filename: str, limits: Limits | None = None) -> Opened:
    """The one list that the file is, or every list of a zip, to be checked one by one.

    Raises ``FileFault`` when the zip is damaged, locked, too much, or holds no list. Whether a lone list can be used
    is left to its check.
    """
    limits = limits or Limits()
    stream = io.BytesIO(file) if isinstance(file, bytes) else file
    if not _is_zip(stream, limits):
        return Opened((ListFile(filename, stream),))
    lists, skipped = [], []
    for name, member in _members(stream, limits):
        try:
            if kind_of(member, limits) == "zip":
                raise file_fault("file_wrong_type", found="zip")
            lists.append(ListFile(name, member))
        except FileFault as fault:
            skipped.append((name, fault))
    if not lists:
        raise file_fault("zip_no_list")
    return Opened(tuple(lists), tuple(skipped))


def _is_zip(stream: BinaryIO, limits: Limits) -> bool:
    stream.seek(0)
    if not stream.read(4).startswith((ZIP, ZIP_EMPTY)):
        return False
    try:
        return kind_of(stream, limits) == "zip"
    except FileFault:
        return False


def lone(stream: BinaryIO, filename: str, limits: Limits | None = None) -> BinaryIO:
    """The one list that was sent, out of its zip if it came in one. Raises ``FileFault`` when there are several."""
    lists = lists_in(stream, filename, limits).lists
    if len(lists) > 1:
        raise file_fault("zip_several", count=len(lists))
    return lists[0].stream


def _members(stream: BinaryIO, limits: Limits) -> Iterator[tuple[str, BinaryIO]]:
    """Name and content of every real member, in order of name; what is long lies on disk."""
    try:
        with zipfile.ZipFile(stream) as archive:
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
                unpacked = Held()
                with archive.open(member) as packed:
                    shutil.copyfileobj(packed, unpacked)
                yield member.filename, cast(BinaryIO, unpacked)
    except DAMAGE as broken:
        raise file_fault("file_corrupt") from broken


def _base(member: zipfile.ZipInfo) -> str:
    return member.filename.rpartition("/")[2]
