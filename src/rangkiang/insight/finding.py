"""Finding things: persons by name or number, decrees, bills and payments, claims; each by its own right and area.

A name may be a slip or two away from what was typed: the words of all names are asked which of them look alike, and
the names are then read under row-level security for those words. What was typed exactly comes first.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from babel.dates import get_month_names
from django.core.paginator import Page, Paginator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rangkiang.access.models import User
from rangkiang.access.rights import areas_of, may
from rangkiang.claims.models import Claim, Event
from rangkiang.decree.models import Decree
from rangkiang.membership.models import ExitReason
from rangkiang.people.nik import masked
from rangkiang.platform.bulk import run
from rangkiang.platform.errors import BadInput
from rangkiang.platform.month import Month
from rangkiang.platform.scope import set_scope

SQL = Path(__file__).parent / "sql"
PAGE, DIGITS, WORDS, FEW = 30, 4, 4, 6
STATES = {
    "": gettext_lazy("Everybody"),
    "enrolled": gettext_lazy("Enrolled now"),
    "nocard": gettext_lazy("Enrolled, card number (KPJ) missing"),
    "ended": gettext_lazy("Cover ended"),
    "never": gettext_lazy("Never enrolled"),
    "died": gettext_lazy("Died"),
}
MONTHS = {
    name.lower(): number
    for language in ("id", "en")
    for width in ("abbreviated", "wide")
    for number, name in get_month_names(width, locale=language).items()
}


@dataclass(frozen=True)
class Found:
    """One person found, with the newest cover: ``last_month`` None while it runs, ``first_month`` None before any.

    ``as_typed``: the name holds every typed word; otherwise it is one that looks alike.
    """

    id: int
    name: str
    nik: str | None
    birth_date: date | None
    died_on: date | None
    occupation: str
    area: str
    place: str | None
    kpj: str | None
    first_month: date | None
    last_month: date | None
    exit_reason: str | None
    as_typed: bool
    total: int

    @property
    def masked(self) -> str:
        return masked(self.nik)

    @property
    def why_ended(self) -> str:
        return str(ExitReason(self.exit_reason).label) if self.exit_reason else ""


@dataclass(frozen=True)
class FoundDecree:
    id: UUID
    number: str
    dated: date
    state: str
    persons: int
    fund: str
    total: int

    @property
    def state_label(self) -> str:
        return str(Decree.State(self.state).label)


@dataclass(frozen=True)
class FoundMoney:
    """A bill, a payment order or a receipt; ``fund`` is the code that the page of its month takes."""

    kind: str
    number: str
    month: date
    fund: str
    amount: int
    day: date | None
    total: int


@dataclass(frozen=True)
class FoundClaim:
    """A report, and its claim once there is one."""

    event: UUID
    claim: UUID | None
    person: int
    name: str
    kind: str
    happened_on: date
    state: str
    total: int

    @property
    def kind_label(self) -> str:
        return str(Event.Kind(self.kind).label)

    @property
    def state_label(self) -> str:
        return str((Claim.State if self.claim else Event.State)(self.state).label)


@dataclass(frozen=True)
class Everything:
    """What one box found, a few of each; None for a kind that the reader has no right to."""

    persons: Page[Found] | None = None
    decrees: list[FoundDecree] | None = None
    money: list[FoundMoney] | None = None
    claims: list[FoundClaim] | None = None

    @property
    def nothing(self) -> bool:
        persons = self.persons.object_list if self.persons else []
        return not (persons or self.decrees or self.money or self.claims)


def _like(word: str) -> str:
    return "%" + re.sub(r"([%_\\])", r"\\\1", word) + "%"


def digits_of(text: str) -> str:
    """The digits, when the text holds no letter; else none."""
    return "" if re.search(r"[^\W\d_]", text) else "".join(re.findall(r"\d", text))


def _asked(text: str, by_part: bool) -> dict[str, object]:
    """What the statements need of what was typed. Raises BadInput for too few digits. At most one statement.

    The first four words of a name narrow the search. ``by_part``: a part of a NIK is enough; who may not see a NIK must
    know all of it, or could guess it digit by digit.
    """
    digits = digits_of(text)
    if digits and len(digits) < DIGITS:
        raise BadInput(_("Type at least four digits of the NIK or card number."), where=_("Search"))
    words = [] if digits else text.upper().split()[:WORDS]
    exact = [_like(word) for word in words]
    slips = [row[0] for row in run(SQL / "search_words.sql", {"words": words})] if words else []
    alike = [[one, *(f"% {_like(word)[1:-1]} %" for word in more)] for one, more in zip(exact, slips, strict=True)]
    each = dict(zip(("w1", "w2", "w3", "w4"), [*alike, *[["%"]] * WORDS], strict=False))
    return {"exact": exact, "digits": digits, "by_part": by_part, **each}


def search(text: str, area: str, page: int, *, by_part: bool, state: str = "", size: int = PAGE) -> Page[Found]:
    """One page of persons in the reader's areas. Two statements at most."""
    asked = _asked(text, by_part)
    rows = run(SQL / "search.sql", {**asked, "area": area, "state": state, "limit": size, "offset": (page - 1) * size})
    found = [Found(*row) for row in rows]
    counted = Paginator(range(found[0].total if found else 0), size)  # the database cut the page; this one only counts
    return Page(found, page if found else 1, counted)  # type: ignore[arg-type]


def _month(text: str) -> date | None:
    """Written as 2025-07, or in words of either language: Juli 2025, jul 2025, July 2025."""
    name, _space, year = text.lower().rpartition(" ")
    try:
        return Month.parse(f"{year}-{MONTHS[name]:02}" if name in MONTHS else text).first
    except BadInput:
        return None


def everything(text: str, user: User) -> Everything:
    """A few of each kind that the reader may see, each kind in the areas of its own right."""
    found: dict[str, Any] = {}
    limit, like = {"limit": FEW}, {"like": _like(text)}
    by_part = may(user, "see.nik")
    if may(user, "see.register"):
        set_scope(areas_of(user, "see.register"))
        found["persons"] = search(text, "", 1, by_part=by_part, size=FEW)
    if may(user, "see.decrees"):
        set_scope(areas_of(user, "see.decrees"))
        found["decrees"] = [FoundDecree(*row) for row in run(SQL / "search_decrees.sql", limit | like)]
    if may(user, "see.money"):
        set_scope(areas_of(user, "see.money"))
        kind, _colon, rest = text.partition(":")  # bill:…:jkk, as the journal writes it
        booked = {"kind": kind, "reference": rest.partition(":")[0]}
        rows = run(SQL / "search_money.sql", {**limit, **like, **booked, "month": _month(text)})
        found["money"] = [FoundMoney(*row) for row in rows]
    if may(user, "see.claims"):
        set_scope(areas_of(user, "see.claims"))
        rows = run(SQL / "search_claims.sql", {**limit, **_asked(text, by_part)})
        found["claims"] = [FoundClaim(*row) for row in rows]
    return Everything(**found)


def shown(found: Everything) -> Sequence[int]:
    """The persons whose names a result page shows: their records were looked at."""
    persons = [one.id for one in found.persons] if found.persons else []
    return [*dict.fromkeys([*persons, *(one.person for one in found.claims or [])])]
