"""The lists of the death watch, each by its name, and all of them as one file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from rangkiang.access.listing import MOST_ROWS, Asked, Cell, Listing, Sheet, places_of
from rangkiang.access.models import User
from rangkiang.access.rights import titled
from rangkiang.people import queries as people
from rangkiang.platform.models import today

from . import watch_queries as queries
from .changes_queries import waiting
from .models import Event
from .queries import undated, visited
from .retold import contradictions

LISTS = {
    "asked": _("Is this the dead member?"),
    "contradictions": _("Told with different days"),
    "changes": _("Changes that wait for a second person"),
    "undated": _("Dead, the day not known"),
    "cases": _("Deaths under way"),
    "refunds": _("Billed after death, to come back"),
    "faults": _("Dead, yet registered or billed"),
}


def only(asked: Asked) -> str:
    """The one list that is asked for; empty for all."""
    return name if (name := asked.get("list", "")) in LISTS else ""


def lists(asked: Asked, day: date) -> dict[str, Any]:
    """The rows of every list that is asked for, of one place."""
    area = asked.get("area", "")
    found: dict[str, Callable[[], Any]] = {
        "asked": lambda: people.deaths_asked().filter(area__startswith=area),
        "contradictions": lambda: contradictions().filter(event__area__startswith=area),
        "changes": lambda: waiting().filter(event__area__startswith=area),
        "undated": lambda: visited(undated(area)),
        "cases": lambda: queries.cases(day, area),
        "refunds": lambda: queries.refunds(day, area),
        "faults": lambda: queries.faults(day, area),
    }
    return {name: rows() for name, rows in found.items() if only(asked) in ("", name)}


# Person, day, rupiah, what is told or to be done, who answers, until when; the area of the row goes before them.
CELLS: dict[str, Callable[[Any], tuple[Cell, ...]]] = {
    "asked": lambda one: (
        one.person.name, one.death.died_on, None,
        " · ".join(filter(None, (one.death.name, one.death.source))), "", None,
    ),
    "contradictions": lambda one: (
        one.event.person.name, one.event.happened_on, None, date_format(one.happened_on, "j F Y"),
        titled(one.reported_by), None,
    ),
    "changes": lambda one: (
        one.event.person.name, one.event.happened_on, None, f"{one.get_kind_display()}: {one.why}",
        titled(one.asked_by), None,
    ),
    "undated": lambda one: (one.name, None, None, one.source, one.owner, one.due),
    "cases": lambda one: (one.name, one.died_on, None, one.step, one.owner, one.due),
    "refunds": lambda one: (one.name, one.first, one.amount, one.step, one.owner, one.due),
    "faults": lambda one: (one.name, one.died_on, one.amount, "", "", None),
}  # fmt: skip


def _person(name: str, one: Any) -> int:
    if name in ("contradictions", "changes"):
        return int(one.event.person_id)
    return int(one.person_id if name == "asked" else one.person)


def _watch(user: User, asked: Asked) -> Sheet:
    names = places_of(user)[1]
    found = {name: list(rows[: MOST_ROWS + 1]) for name, rows in lists(asked, today()).items()}
    events = [one.event for one in found.get("cases", [])]  # deaths under way know their report only
    persons = {_person(name, one) for name, rows in found.items() if name != "cases" for one in rows}
    persons |= set(Event.objects.filter(pk__in=events).values_list("person", flat=True))
    rows = [
        (LISTS[name], names.get(one.area, one.area), *CELLS[name](one))
        for name, of_list in found.items()
        for one in of_list
    ]
    head = (_("List"), _("Nagari"), _("Person"), _("Date"), _("Amount"), _("What"), _("Who"), _("Last day"))
    return Sheet(head, rows, persons)


WATCH = Listing("claims:watch", "see.claims", "pemantauan-kematian", ("area", "list"), _watch)
