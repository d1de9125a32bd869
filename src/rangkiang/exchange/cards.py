"""The notice that each family keeps: who is covered and since when, and what to do when something happens, with a QR.

Two to a sheet of A4, to be cut. The QR leads to the page that answers whether one is covered; it names nobody, so it is
the same on every card. The words and the looks are in letters/card.typ.
"""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path

import segno
import typst
from babel.dates import format_date

from rangkiang import law
from rangkiang.claims.papers import papers
from rangkiang.law.explain import rupiah
from rangkiang.law.parameters import amount
from rangkiang.platform.bulk import run
from rangkiang.platform.month import Month

SQL = Path(__file__).parent / "sql"
TEMPLATE = Path(__file__).parent / "letters" / "card.typ"
MANY_MONTHS = 48  # a member for as long as any waiting rule asks: what the law gives at most


@dataclass(frozen=True)
class Card:
    """One family's card. ``nik`` is masked: a card gets lost."""

    name: str
    nik: str
    kpj: str
    jorong: str
    nagari: str
    kecamatan: str
    fund: str
    since: date
    office: str


def cards_of(area: str, month: Month, since: date, person: int | None = None) -> list[Card]:
    """The living with open cover in ``month``, enrolled from ``since`` on, in the reader's areas. One statement."""
    rows = run(SQL / "cards.sql", {"area": area, "month": month.first, "since": since, "person": person})
    return [
        Card(name, _masked(nik), kpj or "", jorong, nagari or "", kecamatan or "", fund, first, office)
        for name, nik, kpj, jorong, nagari, kecamatan, fund, first, office in rows
    ]


def _masked(nik: str | None) -> str:
    return f"{nik[:6]}{'*' * 10}" if nik else ""


def print_cards(cards: Sequence[Card], address: str, on: date) -> bytes:
    """The cards as a PDF, dated ``on``; ``address`` is where the QR leads."""
    square = io.BytesIO()
    segno.make(address, error="m", micro=False).save(square, kind="svg", border=0, xmldecl=False, dark="#1d1613")
    told = {
        "cards": [_words(card) for card in cards],
        "dated": _day(on),
        "address": address.removeprefix("https://").removeprefix("http://"),
        "square": square.getvalue().decode(),
        "papers": [paper.label for paper in papers("jkm", "id", on) if not paper.sometimes],
        **_given(on),
    }
    inputs = {"told": json.dumps(told, ensure_ascii=False)}
    moment = datetime.combine(on, time.min, tzinfo=UTC)
    compiler = typst.Compiler(TEMPLATE.read_bytes(), ignore_system_fonts=True, sys_inputs=inputs)
    # one card may be read on a screen; a stack is for paper, where the tags would be four fifths of the file
    made = compiler.compile(format="pdf", timestamp=moment, pdf_tags=len(cards) == 1)
    assert isinstance(made, bytes)
    return made


def _words(card: Card) -> dict[str, str]:
    return {
        "name": card.name,
        "nik": card.nik,
        "kpj": card.kpj,
        "place": " · ".join(part for part in (card.jorong, card.nagari, card.kecamatan) if part),
        "fund": card.fund,
        "since": format_date(card.since, "MMMM y", locale="id"),
        "office": card.office,
    }


def _given(on: date) -> dict[str, str | int]:
    """What the law gives today after a death that work did not cause: at most, at first, and after how many months."""
    first = Month.of(on)
    longest = law.jkm(_case(on, first + (1 - MANY_MONTHS), first))
    newest = law.jkm(_case(on, first, first))
    return {
        "full": rupiah(longest.total),
        "first": rupiah(newest.total),
        "full_after": amount("jkm_bulan_minimum", on),
        "school_after": amount("beasiswa_bulan_minimum", on),
        "children": amount("beasiswa_anak", on),
        "lapse_after": amount("tunggakan_maks", on),
    }


def _case(on: date, first: Month, last: Month) -> dict[str, object]:
    paid = [{"from": str(first), "to": str(last)}]
    return {"death": on.isoformat(), "segment": "BPU", "memberships": 1, "paid": paid, "children": []}


def _day(day: date) -> str:
    return format_date(day, "d MMMM y", locale="id")
