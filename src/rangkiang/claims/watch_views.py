"""The death watch as a page: questions to a person, deaths under way with owner and next step, and what went wrong."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from rangkiang.access.deeds import Refusal, attempt, status_of
from rangkiang.access.listing import Asked, places_of
from rangkiang.access.models import User
from rangkiang.access.pages import needs
from rangkiang.access.rights import may
from rangkiang.access.schedule import latest
from rangkiang.intake import signs
from rangkiang.people.models import DeathMatch, KnownDeath
from rangkiang.platform.models import today
from rangkiang.regions.models import Region

from . import watch
from . import watch_queries as queries
from .forms import Notice
from .queries import VISIT
from .watch_lists import lists, only

SHOWN = 50


def _me(request: HttpRequest) -> User:
    return cast(User, request.user)


@dataclass(frozen=True)
class Section:
    """One list of the page: so many in all, those shown, and whether the others are behind a link of their own.

    ``rows``: those shown, each with the name of its place.
    """

    name: str
    page: Page[Any]
    rows: list[tuple[Any, str]]

    @property
    def count(self) -> int:
        return self.page.paginator.count

    @property
    def more(self) -> bool:
        return self.page.has_other_pages()


def _sections(asked: Asked, number: str | None, names: dict[str, str]) -> dict[str, Section]:
    """Every list, its first rows; of the one asked for, or else of the deaths under way, the page asked for."""
    turned, found = only(asked) or "cases", {}
    for name, rows in lists(asked, today()).items():
        page = Paginator(rows, SHOWN).get_page(number if name == turned else 1)
        found[name] = Section(name, page, [(one, names.get(one.area, one.area)) for one in page])
    return found


@needs("see.claims")
def page(request: HttpRequest) -> HttpResponse:
    """What the watch holds, by area; the longest ago first. Of a list too long for the page: the whole of it alone."""
    offered, names = places_of(_me(request))
    found, night = _sections(request.GET, request.GET.get("page"), names), latest(queries.NIGHT)
    faults, refunds = (
        found[name].page.paginator.object_list if name in found else [] for name in ("faults", "refunds")
    )
    return render(
        request,
        "claims/watch.html",
        {
            "area": request.GET.get("area", ""),
            "places": offered,
            "found": found,
            "alone": bool(only(request.GET)),
            "today": today(),
            "fault_amount": sum(one.amount for one in faults),
            "refund_amount": sum(one.amount for one in refunds),
            "night": night,
            "night_day": night and date.fromisoformat(night.arguments["due"]),  # the office's day, not the machine's
        },
    )


@dataclass(frozen=True)
class Dead:
    """A row of a list of deaths, as the comparison of two records shows one; what such lists do not tell is empty."""

    name: str
    nik: str | None
    kk: str | None
    birth_date: date | None
    sex: str | None
    mother: str
    area: str
    birth_place: str = ""
    address: str = ""
    jorong: str = ""
    occupation: str = ""

    @classmethod
    def of(cls, death: KnownDeath) -> Dead:
        return cls(death.name, death.nik, death.kk, death.birth_date, death.sex, death.mother, death.area)


def _pair(request: HttpRequest, match: DeathMatch, error: Refusal | None = None) -> HttpResponse:
    me, areas = _me(request), {match.death.area, match.person.area}
    names = dict(Region.objects.filter(code__in=areas).values_list("code", "name"))
    dead: Any = Dead.of(match.death)
    request.shown = (match.person, "review")  # type: ignore[attr-defined]  # the frame keeps the look on record
    told = [line for line in signs.lines(dead, match.person, names) if any(text for text, _differs in line.left)]
    by = User.objects.filter(pk=match.decided_by).first() if match.decided_by else None
    return render(
        request,
        "claims/watch_pair.html",
        {
            "match": match,
            "place": names.get(match.person.area, match.person.area),
            "lines": told,
            "evidence": [] if (said := match.signs.get("told")) is not None else signs.evidence(cast(Any, match)),
            "said": [(str(Notice.base_fields[name].label), value) for name, value in (said or {}).items()],
            "taken_back": queries.taken_back(match.person_id),
            "decided_by": by,
            "own": match.made_by == me.pk,
            "ask_day": match.state == DeathMatch.State.SAME
            and not (match.death.died_on or match.death.withdrawn_at or match.person.died_on)
            and may(me, VISIT, match.person.area),
            "may_answer": may(me, "people.link", match.area) and match.made_by != me.pk,
            "error": error,
        },
        status=status_of(error),
    )


def _found(key: int) -> DeathMatch:
    return get_object_or_404(DeathMatch.objects.select_related("death", "person"), pk=key)


@needs("see.claims")
def pair(request: HttpRequest, key: int) -> HttpResponse:
    """The row of the list beside the member, with what the comparison found."""
    return _pair(request, _found(key))


@require_POST
@needs("people.link")
def answer(request: HttpRequest, key: int) -> HttpResponse:
    """He is the dead, or another is."""
    match, same = _found(key), request.POST.get("answer") == "same"

    def deed() -> None:
        watch.answer(match=match, same=same, why=request.POST.get("why", ""), on=today(), by=_me(request))

    if error := attempt(deed):
        return _pair(request, match, error)
    messages.success(request, _("%s: noted.") % match.person.name)
    return redirect("claims:watch")
