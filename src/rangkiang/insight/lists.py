"""Every list of the house by its page, the people's among them: what keeps views and leaves as a file."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rangkiang.access.listing import MOST_ROWS, Asked, Cell, Listing, Sheet
from rangkiang.access.lists import LISTS as ACCESS
from rangkiang.access.models import User
from rangkiang.access.rights import may
from rangkiang.claims.lists import LISTS as CLAIMS
from rangkiang.decree.lists import LISTS as DECREE
from rangkiang.intake.lists import LISTS as INTAKE
from rangkiang.money.lists import LISTS as MONEY

from .finding import STATES, Found, search


def state_of(asked: Asked) -> str:
    return state if (state := asked.get("state", "")) in STATES else ""


def cover_words(one: Found) -> str:
    """The state of the cover as the list's badge says it."""
    if one.died_on:
        return _("died %(day)s") % {"day": date_format(one.died_on, "j M Y")}
    if not one.first_month:
        return _("not enrolled")
    if not one.last_month:
        return _("enrolled since %(month)s") % {"month": date_format(one.first_month, "M Y")}
    why = {"month": date_format(one.last_month, "M Y"), "why": one.why_ended}
    return _("ended after %(month)s: %(why)s") % why


def _rows(found: Iterable[Found]) -> Iterable[tuple[Cell, ...]]:
    for one in found:
        yield one.name, one.masked, one.birth_date, one.place or one.area, cover_words(one)


def _people(user: User, asked: Asked) -> Sheet:
    text, area = asked.get("q", ""), asked.get("area", "")
    by_part = may(user, "see.nik")
    found = list(search(text, area, 1, by_part=by_part, state=state_of(asked), size=MOST_ROWS + 1))
    head = (gettext_lazy("Name"), "NIK", gettext_lazy("Born"), gettext_lazy("Nagari"), gettext_lazy("Cover"))
    return Sheet(head, list(_rows(found)), [one.id for one in found])


PEOPLE = Listing("people:search", "see.register", "warga", ("q", "area", "state"), _people)
LISTS: dict[str, Listing] = {one.page: one for one in (PEOPLE, *INTAKE, *DECREE, *MONEY, *CLAIMS, *ACCESS)}
