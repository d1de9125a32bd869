"""The answers of Dukcapil or BPJS read back from the list that went out: each row by its number and its NIK."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from rangkiang.platform.errors import BadInput
from rangkiang.platform.typed import number

from . import results
from .readers.faults import FileFault
from .readers.headers import letter_of
from .readers.sheets import Sheet
from .readers.sheets import read as read_book

NUMBER, NOTE = "id usulan", "keterangan"
SEARCHED = 30
Sent = Callable[[set[int]], Mapping[int, str]]
Fault = tuple[str, int, str, str, str, str, str, str, str]  # as a finding: place, letter, column, value, code, words
SAID = {
    "answer_unknown_row": (
        "Nomor usulan ini tidak ada pada daftar yang dikirim. Kembalikan nomor aslinya.",
        "This number is not on the list that was sent. Put the original number back.",
    ),
    "answer_other_nik": (
        "NIK tidak sama dengan yang dikirim untuk nomor ini; barisnya mungkin bergeser. Periksa urutan baris.",
        "The NIK is not the one that was sent for this number; rows may have shifted. Check their order.",
    ),
    "answer_unknown": (
        "Jawaban ini tidak dikenal. Pilih salah satu kata pada lembar Petunjuk.",
        "This answer is not known. Choose one of the words on the sheet Petunjuk.",
    ),
    "answer_twice": (
        "Nomor usulan ini dijawab dua kali dengan jawaban berbeda. Sisakan satu.",
        "This number is answered twice, differently. Leave one.",
    ),
}


@dataclass
class Read:
    """``good``: candidate → (code, note); ``faults``: rows that could not be used, as findings."""

    good: dict[int, tuple[str, str]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)


def read(kind: str, content: bytes, sent: Sent) -> Read:
    """The answers of a file. ``sent`` gives candidate → NIK for the numbers that stand in it. Empty is no answer.

    Raises BadInput when it is no such file.
    """
    try:
        book = read_book(content)
    except FileFault as fault:
        raise BadInput(fault.message_id, where=_("File")) from fault
    wanted = f"padan {kind}"
    for sheet in book.sheets:
        for top in range(min(SEARCHED, sheet.height)):
            titles = {results.plain(cell or ""): place for place, cell in reversed(list(enumerate(sheet.row(top))))}
            if {NUMBER, "nik", wanted} <= titles.keys():
                told = sheet.columns[titles[NUMBER]].slice(top + 1)
                return _rows(kind, sheet, top, titles, sent({key for cell in told if (key := _number(cell or ""))}))
    raise BadInput(
        _("The columns id_usulan, nik and padan_%s were not found.") % kind,
        where=_("File"),
        todo=_("Fill in the very list that was sent out."),
    )


def _number(cell: str) -> int:
    """The number of a candidate, or 0 where there is none that the table could hold."""
    return number(cell.strip().removesuffix(".0")) or 0


def _rows(kind: str, sheet: Sheet, top: int, titles: dict[str, int], sent: Mapping[int, str]) -> Read:
    read, torn = Read(), set[int]()  # torn: numbers with two answers, of which neither counts
    told = titles[f"padan {kind}"]

    def fault(row: int, place: int, code: str) -> None:
        cells = sheet.row(row)
        title, value = sheet.row(top)[place] or "", cells[place] or ""
        read.faults.append(
            (sheet.name[:60], row + 1, letter_of(place), title[:60], value[:200], code, "error", *SAID[code])
        )

    for row in range(top + 1, sheet.height):
        cells = [(cell or "").strip() for cell in sheet.row(row)]
        if not cells[told]:
            continue
        key = _number(cells[titles[NUMBER]])
        code = results.read(kind, cells[told])
        if key not in sent:
            fault(row, titles[NUMBER], "answer_unknown_row")
        elif cells[titles["nik"]] != sent[key]:
            fault(row, titles["nik"], "answer_other_nik")
        elif code is None:
            fault(row, told, "answer_unknown")
        elif key in torn or read.good.get(key, (code,))[0] != code:
            fault(row, told, "answer_twice")
            torn.add(key)
            read.good.pop(key, None)
        else:
            note = cells[titles[NOTE]] if NOTE in titles else ""
            read.good[key] = (code, note[:500])
    return read
