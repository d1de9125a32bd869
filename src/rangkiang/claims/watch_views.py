"""The death watch as a page: questions to a person, deaths under way with owner and next step, and what went wrong."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from rangkiang.access.deeds import Refusal, attempt, status_of
from rangkiang.access.models import User
from rangkiang.access.pages import needs
from rangkiang.access.rights import areas_of, may
from rangkiang.intake import signs
from rangkiang.people import queries as people
from rangkiang.people.models import DeathMatch, KnownDeath
from rangkiang.platform.models import today
from rangkiang.regions.models import Region
from rangkiang.regions.queries import places

from . import watch
from . import watch_queries as queries
from .models import Claim

SHOWN = 50


def _me(request: HttpRequest) -> User:
    return cast(User, request.user)


@needs("see.claims")
def page(request: HttpRequest) -> HttpResponse:
    """What the watch holds, by area; the longest ago first."""
    area, day = request.GET.get("area", ""), today()
    offered = places(areas_of(_me(request)))
    names = {place.code: place.name for place in offered}
    labels = {"reported": _("reported, no claim yet"), **dict(Claim.State.choices)}
    asked, undated = (found.filter(area__startswith=area) for found in (people.deaths_asked(), queries.undated()))
    cases, faults = Paginator(queries.cases(day, area), SHOWN), queries.faults(day, area)
    page = cases.get_page(request.GET.get("page"))
    return render(
        request,
        "claims/watch.html",
        {
            "area": area,
            "places": offered,
            "names": names,
            "asked": [(one, names.get(one.area, one.area)) for one in asked[:SHOWN]],
            "asked_count": asked.count(),
            "undated": [(one, names.get(one.area, one.area)) for one in undated[:SHOWN]],
            "cases": [(one, names.get(one.area, one.area), labels[one.stage]) for one in page],
            "page": page,
            "case_count": cases.count,
            "faults": [(one, names.get(one.area, one.area)) for one in faults[:SHOWN]],
            "fault_count": len(faults),
            "fault_amount": sum(one.amount for one in faults),
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
            "evidence": signs.evidence(cast(Any, match)),
            "decided_by": by,
            "own": match.made_by == me.pk,
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
