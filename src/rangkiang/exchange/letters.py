"""The letter "Mengapa Rp42.000.000?": what the law gives, why, what it does not give, and when BPJS must pay, as a PDF.

The words and the looks are in letters/why.typ. Values go in as data, so nothing a person typed is ever read as markup.
The fonts are inside typst: no network, no system packages.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path
from typing import Any

import typst
from babel.dates import format_date

from rangkiang.claims.why import Given, Line, Why, why
from rangkiang.law import Answer, deadlines
from rangkiang.law.deadlines import NOTES
from rangkiang.law.explain import Explanation, rupiah
from rangkiang.law.parameters import parameters

TEMPLATE = Path(__file__).parent / "letters" / "why.typ"
PAYMENT = {"jkm": ("bayar_jkm", "applied"), "jkk": ("bayar_jkk", "requirements_met")}  # the deadline and its beginning


@dataclass(frozen=True)
class Letter:
    """What the letter tells beside the answer. Empty texts and None are left out; ``nik`` is masked.

    ``applied``: when BPJS had the complete papers. ``decided``, ``granted``: BPJS's decision, in rupiah; decided and
    not granted is refused. ``paid``: when it paid.
    """

    answer: Answer
    dated: date
    name: str = ""
    nik: str = ""
    heir: str = ""
    residence: str = ""
    regency: str = ""
    office: str = ""
    applied: date | None = None
    decided: date | None = None
    granted: int | None = None
    paid: date | None = None
    died: bool = True


def why_letter(letter: Letter, language: str = "id") -> bytes:
    """The letter as a PDF in ``language`` (id or en)."""
    told = json.dumps(_told(letter, language), ensure_ascii=False)
    compiler = typst.Compiler(_template(), ignore_system_fonts=True, sys_inputs={"told": told})
    moment = datetime.combine(letter.dated, time.min, tzinfo=UTC)
    made = compiler.compile(format="pdf", pdf_standards=["ua-1"], timestamp=moment)
    assert isinstance(made, bytes)
    return made


@cache
def _template() -> bytes:
    return TEMPLATE.read_bytes()


def _told(letter: Letter, language: str) -> dict[str, Any]:
    """Everything the template shows, already in words."""
    answer = letter.answer
    told = why(answer, language)
    return {
        "language": language,
        "scheme": answer.scheme,
        "decision": answer.decision,
        "died": letter.died,
        "dated": _day(letter.dated, language),
        "happened": answer.day and _day(answer.day, language),
        **{key: getattr(letter, key) for key in ("name", "nik", "heir", "residence", "regency", "office")},
        "seat": letter.regency.split(" ", 1)[-1],
        "total": rupiah(answer.total, language),
        "none": not answer.total,
        "scholarship": any(one.code == "beasiswa" for one in told.given),
        "parts": [_part(one, language) for one in told.given],
        "withheld": [one.text for one in told.withheld],
        "asked": told.asked,
        "notes": Explanation(answer).notes(language),
        "decided": letter.decided and _day(letter.decided, language),
        "granted": None if letter.granted is None else rupiah(letter.granted, language),
        "same": letter.granted == answer.total,
        "payment": _payment(letter, language),
        "steps": list(_steps(told, language)),
    }


def _part(one: Given, language: str) -> dict[str, str]:
    line = one.line
    return {
        "label": one.label, "amount": rupiah(one.amount, language), "article": line.article if line else "",
        "mark": line.confidence if line else "",
    }  # fmt: skip


def _steps(told: Why, language: str) -> Iterator[dict[str, Any]]:
    """The whole tree as lines with their depth."""
    for line in told.lines:
        for depth, one in line.walk():
            yield {"depth": depth, **_line(one, language)}


def _line(one: Line, language: str) -> dict[str, Any]:
    since = f"{one.since.day}/{one.since.month}/{one.since.year}" if one.since else ""
    mark = one.confidence if one.article else ""
    return {"label": one.label, "value": one.value, "article": one.article, "since": since, "mark": mark,
            "again": one.again}  # fmt: skip


def _payment(letter: Letter, language: str) -> dict[str, Any] | None:
    """When BPJS must pay, or did: the day, or how many working days after the complete papers.

    None when nothing is to be paid: the law gives nothing, or BPJS refused.
    """
    scheme = letter.answer.scheme
    name, starts = PAYMENT[scheme]
    value = parameters()[name].on(letter.applied or letter.dated)
    refused = letter.decided and letter.granted is None
    if value is None or refused or not letter.answer.total:
        return None
    facts = {starts: letter.applied} if letter.applied else {}
    due = next((one.due for one in deadlines(scheme, facts) if one.name == name), None)
    return {
        "applied": letter.applied and _day(letter.applied, language), "due": due and _day(due, language),
        "past": bool(due and due < letter.dated), "days": value.amount,
        "paid": letter.paid and _day(letter.paid, language),
        "article": value.article, "note": NOTES.get(name, ("", ""))[language == "en"],
    }  # fmt: skip


def _day(day: date, language: str) -> str:
    """17 Oktober 2024."""
    return format_date(day, "d MMMM y", locale=language)
