"""The lists of the claims room: the board, who must act, where families wait, scholarships."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils.html import strip_tags
from django.utils.translation import gettext_lazy as _

from rangkiang.access.listing import MOST_ROWS, Asked, Cell, Listing, Sheet, places_of
from rangkiang.access.models import User
from rangkiang.platform.models import today
from rangkiang.platform.typed import number

from . import queries
from .calendar import Entry, entries
from .cases import school_year_of
from .models import Claim, Event
from .scholarship_queries import scholars
from .watch_lists import WATCH

UNSURE, SILENT = _("not certain yet"), _("Died, family not heard from")


def stages() -> dict[str, str]:
    """Every stage of a report and its claim, in words."""
    return {queries.REPORTED: str(_("reported, no claim yet")), **dict(Claim.State.choices)}  # type: ignore[arg-type]


def board(asked: Asked) -> QuerySet[Event]:
    """Of one stage and place; all under way when no stage is asked for."""
    stage = asked.get("state", "")
    return queries.board(stage if stage in stages() else "", asked.get("area", ""))


def _amount(event: Event) -> Cell:
    claim = getattr(event, "claim", None)
    if claim is None:
        return None
    return claim.granted or claim.computed or (UNSURE if claim.state == Claim.State.REVIEW else 0)


def _board(user: User, asked: Asked) -> Sheet:
    """As the page: with no stage asked for, the deaths that nobody reported stand below."""
    names, day, labels = places_of(user)[1], today(), stages()
    found = list(board(asked)[: MOST_ROWS + 1])
    rows: list[tuple[Cell, ...]] = [
        (one.person.name, one.get_kind_display(), one.happened_on, names.get(one.area, one.area),
         (day - one.day).days, labels[one.stage], _amount(one))  # type: ignore[attr-defined]
        for one in found
    ]  # fmt: skip
    silent = queries.waiting_for(queries.unreported(day, asked.get("area", ""))) if not asked.get("state") else []
    death = Event.Kind.DEATH.label
    rows += [
        (one.name, death, one.died_on, names.get(one.area, one.area), one.days, SILENT,
         given.amount or (UNSURE if given.review else 0))
        for one, given in silent
    ]  # fmt: skip
    head = (_("Person"), _("Kind"), _("Date"), _("Nagari"), _("Days since"), _("State"), _("Amount"))
    return Sheet(head, rows, {one.person_id for one in found} | {one.person for one, _given in silent})


def waiting(user: User, asked: Asked, day: date) -> tuple[list[Entry], list[Entry]]:
    """(everything that waits in a place, what of it was asked for: one's own unless everybody's, of one kind)."""
    every, kind, mine = entries(user, day, asked.get("area", "")), asked.get("kind", ""), asked.get("who") != "all"
    return every, [one for one in every if (one.yours or not mine) and kind in ("", one.kind)]


def _calendar(user: User, asked: Asked) -> Sheet:
    names, found = places_of(user)[1], waiting(user, asked, today())[1]
    head = (_("What"), _("Person"), _("Nagari"), _("Since"), _("Last day"), _("Amount"), _("Who"))
    return Sheet(head, [
        (one.label, one.name, names.get(one.area, one.area), one.since, one.due, one.amount or None, one.who)
        for one in found
    ], {one.person for one in found})  # fmt: skip


def _by_nagari(user: User, asked: Asked) -> Sheet:
    names, day = places_of(user)[1], today()
    head = (_("Nagari"), _("Days"), _("Waiting"), _("Not reported"), _("No claim yet"), _("Papers"), _("At BPJS"),
            _("Granted"), _("Rupiah"), _("to be decided"))  # fmt: skip
    return Sheet(head, [
        (names.get(one.area, one.area), (day - one.oldest).days, one.under_way + one.silent, one.silent, one.reported,
         one.preparing, one.at_bpjs, one.granted, one.rupiah if one.rupiah or not one.unsure else UNSURE, one.unsure)
        for one in queries.by_nagari(day)
    ])  # fmt: skip


def year_asked(asked: Asked) -> int:
    """The school year in the address bar, else the one that runs."""
    year = number(asked.get("year", ""))
    return year if year and 2015 <= year <= 2100 else school_year_of(today())


def _school(user: User, asked: Asked) -> Sheet:
    names, day = places_of(user)[1], today()
    found = scholars(year_asked(asked), day, area=asked.get("area", ""), limit=MOST_ROWS + 1)[0]
    head = (_("Child"), _("Parent"), _("Born"), _("Nagari"), _("Class"), _("State"), _("Still ahead"))
    return Sheet(head, [
        (one.name, one.parent_name, one.born, names.get(one.area, one.area), f"{one.level} {one.grade or ''}".strip(),
         " ".join(strip_tags(render_to_string("claims/scholar_state.html", {"one": one})).split()), one.total)
        for one in found
    ], {one.parent for one in found})  # fmt: skip


LISTS = (
    Listing("claims:board", "see.claims", "klaim", ("state", "area"), _board),
    Listing("claims:calendar", "see.claims", "yang-harus-bertindak", ("who", "kind", "area"), _calendar),
    Listing("claims:by-nagari", "see.claims", "klaim-per-nagari", (), _by_nagari),
    Listing("claims:school", "see.children", "beasiswa", ("year", "area"), _school),
    WATCH,
)
