"""Who must act this month, and the claims under way by nagari."""

from __future__ import annotations

from collections import Counter

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from rangkiang.access.listing import places_of
from rangkiang.access.pages import needs
from rangkiang.access.rights import may
from rangkiang.platform.models import today

from . import lists, queries
from .calendar import KINDS
from .views import me

ROWS = 50


@needs("see.claims")
def calendar(request: HttpRequest) -> HttpResponse:
    """Everything that waits, past due first; one's own, or everybody's."""
    day, user = today(), me(request)
    area, kind = request.GET.get("area", ""), request.GET.get("kind", "")
    offered, names = places_of(user)
    every, found = lists.waiting(user, request.GET, day)
    counted = Counter(one.kind for one in every)
    page = Paginator(found, ROWS).get_page(request.GET.get("page"))
    request.shown_all = ({one.person for one in page.object_list}, "calendar")  # type: ignore[attr-defined]
    return render(
        request,
        "claims/calendar.html",
        {
            "page": page,
            "rows": [
                (one, names.get(one.area, one.area), one.days(day), one.late(day), one.soon(day))
                for one in page.object_list
            ],
            "late": sum(one.late(day) for one in found),
            "mine": request.GET.get("who") != "all",
            "kind": kind,
            "kinds": [(code, held.label, counted[code]) for code, held in KINDS.items() if counted[code]],
            "area": area,
            "places": offered,
            "may_see_children": may(user, "see.children"),
        },
    )


@needs("see.claims")
def by_nagari(request: HttpRequest) -> HttpResponse:
    """Where families wait: by nagari, the longest first."""
    day = today()
    names = places_of(me(request))[1]
    found = queries.by_nagari(day)
    return render(
        request,
        "claims/by_nagari.html",
        {
            "rows": [(one, names.get(one.area, one.area), (day - one.oldest).days) for one in found],
            "waiting": sum(one.under_way + one.silent for one in found),
            "rupiah": sum(one.rupiah for one in found),
            "unsure": sum(one.unsure for one in found),
            "oldest": max(((day - one.oldest).days for one in found), default=0),
        },
    )
