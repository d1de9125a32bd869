"""Who would lapse by a scenario of a plan, by name: the address holds the scenario whole, and the filters.

The names are worked out anew at each look, with the roster and the payments of the day; a plan keeps none.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from rangkiang.access.deeds import Refusal, given, status_of
from rangkiang.access.listing import MOST_ROWS, Sheet, page_asked
from rangkiang.access.pages import needs
from rangkiang.access.rights import areas_of
from rangkiang.money import planning_roster as roster
from rangkiang.money.planning import Lapse, Plan
from rangkiang.money.planning_forms import ScenarioForm
from rangkiang.people.nik import masked
from rangkiang.platform.bulk import run
from rangkiang.platform.errors import BadInput, Refused
from rangkiang.platform.scope import EVERYWHERE, set_scope
from rangkiang.privacy.actions import log_views
from rangkiang.programme import queries
from rangkiang.programme.models import Fund
from rangkiang.regions.queries import places

from .list_views import delivered

SQL = Path(__file__).parent / "sql"
PAGE = 30
KINDS = {
    "": gettext_lazy("Everybody who lapses"),
    "open": gettext_lazy("Had the months for the scholarship"),
    "begun": gettext_lazy("On the way to the scholarship"),
}


@dataclass(frozen=True)
class Named:
    """One person who lapses: ``months`` that the clock counts until then; ``reached``: enough for a scholarship."""

    id: int
    name: str
    nik: str | None
    birth_date: date | None
    area: str
    place: str | None
    months: int
    reached: bool
    total: int

    @property
    def masked(self) -> str:
        return masked(self.nik)

    @property
    def scholarship(self) -> str:
        return str(_("becomes an open question") if self.reached else _("begins anew"))


def persons_of(lapses: list[Lapse], area: str, kind: str, page: int, size: int) -> Page[Named]:
    """One page of those whom the reader's areas hold. One statement, whatever their number."""
    rows = [(who, one.group.area, one.months, one.reached) for one in lapses for who in one.group.who]
    columns = [list(column) for column in zip(*rows, strict=True)] or [[], [], [], []]
    asked = dict(zip(("persons", "areas", "months", "reached"), columns, strict=True))
    cut = {"area": area, "kind": kind, "limit": size, "offset": (page - 1) * size}
    found = [Named(*row) for row in run(SQL / "lapsing.sql", asked | cut)]
    counted = Paginator(range(found[0].total if found else 0), size)  # the database cut the page; this one only counts
    return Page(found, page if found else 1, counted)  # type: ignore[arg-type]


class Asked:
    """What stands in the address bar: a fund, one scenario, and which of its persons. Raises BadInput."""

    def __init__(self, request: HttpRequest) -> None:
        told = request.GET
        self.fund: Fund = queries.fund_or_first(told.get("fund", ""))
        self.typed = {name: told[name] for name in ScenarioForm.base_fields if told.get(name)}
        self.area, kind = told.get("area", ""), told.get("kind", "")
        self.kind = kind if kind in KINDS else ""
        self.told = given(ScenarioForm(told))
        self.areas = areas_of(request.user, "see.lapsing")  # type: ignore[arg-type]  # signed in: see needs()

    @cached_property
    def answer(self) -> tuple[Plan, list[Lapse]]:
        """Of the whole fund, also for who sees a part of it: the ceiling pays for all. Names where one may look."""
        set_scope(EVERYWHERE)
        try:
            return roster.lapsing_of(self.fund, roster.asked(self.fund, self.told))
        finally:
            set_scope(self.areas)

    def page(self, number: int, size: int = PAGE) -> Page[Named]:
        return persons_of(self.answer[1], self.area, self.kind, number, size)

    @property
    def kept(self) -> dict[str, str]:
        """The scenario, which the filters leave as it is."""
        return {"fund": self.fund.code, **self.typed}

    @property
    def query(self) -> str:
        cut = {"area": self.area, "kind": self.kind}
        return urlencode(self.kept | {name: value for name, value in cut.items() if value})

    @property
    def plan_query(self) -> str:
        """The same scenario at the page that plans."""
        form = {"fund": self.fund.code, "s-TOTAL_FORMS": "1", "s-INITIAL_FORMS": "0"}
        return urlencode(form | {f"s-0-{name}": value for name, value in self.typed.items()})


def _list(request: HttpRequest, error: Refusal | None = None) -> HttpResponse:
    facts: dict[str, Any] = {}
    if not error:
        try:
            asked = Asked(request)
            page = asked.page(page_asked(request.GET))
            log_views(persons=[one.id for one in page], what="plan", by=request.user)  # type: ignore[arg-type]
            facts = {"asked": asked, "page": page, "plan": asked.answer[0]}
        except (BadInput, Refused) as refused:
            error = refused
    areas = areas_of(request.user, "see.lapsing")  # type: ignore[arg-type]
    facts |= {"error": error, "kinds": KINDS.items(), "places": places(areas)}
    return render(request, "insight/lapsing.html", facts, status=status_of(error))


@needs("see.lapsing")
def lapsing(request: HttpRequest) -> HttpResponse:
    """The persons behind a plan's count of those who lapse. A look at each that is shown is on record."""
    if not request.GET:  # nothing is asked yet: a scenario is made at the plan
        return redirect("money:plan")
    return _list(request)


@require_POST
@needs("see.lapsing")
def export(request: HttpRequest, form: str) -> HttpResponse:
    """All that the list shows as a file, as of every other list."""
    try:
        page = Asked(request).page(1, MOST_ROWS + 1)
        head = (_("Name"), "NIK", _("Born"), _("Nagari"), _("Months paid"), _("JKM scholarship"))
        rows = [
            (one.name, one.masked, one.birth_date, one.place or one.area, one.months, one.scholarship) for one in page
        ]
        sheet = Sheet(head, rows, [one.id for one in page])
        return delivered(sheet, verb="see.lapsing", page="people:lapsing", file=f"gugur.{form}", by=request.user)  # type: ignore[arg-type]
    except (BadInput, Refused) as refused:
        return _list(request, refused)
