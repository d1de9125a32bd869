"""Two records side by side: field by field, what differs, and the evidence in words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from rangkiang.people.models import KnownCover, KnownDeath, Person

from .models import Candidate, Likeness

PLACE = 6  # digits of a NIK or KK that name the place and may be shown
Part = tuple[str, bool]  # a piece of text, and whether it differs from the other side


@dataclass(frozen=True)
class Line:
    """One field on both sides. ``state``: same, differs or missing."""

    label: str
    left: list[Part]
    right: list[Part]
    state: str


def _digits(mine: str | None, other: str | None) -> list[Part]:
    """A number masked but for its place, with the digits that differ marked: where they differ, not what they are."""
    if not mine:
        return [("", False)]
    theirs = (other or "").ljust(len(mine))
    signs = [(digit if at < PLACE else "*", bool(other) and digit != theirs[at]) for at, digit in enumerate(mine)]
    return [("".join(sign for sign, _differs in run), differs) for differs, run in groupby(signs, key=itemgetter(1))]


def _number(label: str, left: str | None, right: str | None) -> Line:
    state = "missing" if not left or not right else "same" if left == right else "differs"
    return Line(label, _digits(left, right), _digits(right, left), state)


def _day(value: Any) -> str:
    return date_format(value, "j M Y") if value else ""


def _plain(text: str) -> str:
    return " ".join(re.sub("[^0-9a-z]+", " ", text.lower()).split())


def _words(mine: str, other: str) -> list[Part]:
    """Word by word: which words of mine the other side does not have."""
    theirs = set(_plain(other).split())
    return [(f"{word} ", not set(_plain(word).split()) <= theirs) for word in mine.split()]


def _line(label: str, left: str, right: str) -> Line:
    if not left or not right:
        return Line(label, [(left, False)], [(right, False)], "missing")
    if _plain(left) == _plain(right):
        return Line(label, [(left, False)], [(right, False)], "same")
    return Line(label, _words(left, right), _words(right, left), "differs")


def lines(
    candidate: Candidate, other: Person | Candidate | KnownDeath | KnownCover, places: Mapping[str, str]
) -> list[Line]:
    """Every field of the two, NIK and KK masked; of a row of a list what the list has."""
    place, theirs = (places.get(one.area, one.area) for one in (candidate, other))

    def text(name: str) -> str:
        return getattr(other, name, "")

    found = [
        _line(_("Name"), candidate.name, other.name),
        _number("NIK", candidate.nik, other.nik),
        _number("KK", candidate.kk, text("kk")),
        _line(_("Born"), _day(candidate.birth_date), _day(other.birth_date)),
        _line(_("Place of birth"), candidate.birth_place, text("birth_place")),
        _line(_("Sex"), _sex(candidate.sex), _sex(other.sex)),
        _line(_("Mother"), candidate.mother, text("mother")),
        _line(_("Nagari"), place, theirs),
        _line(_("Address"), " ".join(filter(None, (candidate.address, candidate.jorong))),
              " ".join(filter(None, (text("address"), text("jorong"))))),
        _line(_("Work"), candidate.occupation, text("occupation")),
    ]  # fmt: skip
    whole = isinstance(other, Person | Candidate)
    return [one for one in found if whole or any(part for part, _differs in one.right)]


def _sex(letter: str | None) -> str:
    return {"L": _("male"), "P": _("female")}.get(letter or "", "")


def evidence(one: Likeness) -> list[str]:
    """What the comparison found, in words: "name similar 0.93; same date of birth"."""
    from rangkiang.engine.match import reason  # heavy to import, and only these pages need it

    return reason(one.signs, "en" if get_language() == "en" else "id").split("; ")
