"""Pages of finding: one box for everything, and the people's list with its filters."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from rangkiang.access.deeds import status_of
from rangkiang.access.listing import page_asked
from rangkiang.access.pages import needs
from rangkiang.access.rights import areas_of, may
from rangkiang.platform.errors import BadInput
from rangkiang.privacy.actions import log_views
from rangkiang.regions.queries import places

from .finding import STATES, everything, search, shown
from .lists import PEOPLE, state_of


@login_required
def everything_found(request: HttpRequest) -> HttpResponse:
    """The box in the header. Every person whose name is shown was looked at, and it is on record."""
    text = request.GET.get("q", "").strip()[:80]
    error, found = None, None
    if len(text) > 1:
        try:
            found = everything(text, request.user)
        except BadInput as refused:
            error = refused
    if found:
        log_views(persons=shown(found), what="search", by=request.user)
    answer = {"sought": text, "found": found, "error": error}
    return render(request, "insight/everything.html", answer, status=status_of(error))


@needs("see.register")
def find(request: HttpRequest) -> HttpResponse:
    """The people's page: nothing asked shows the filters and one's own views."""
    asked, user = PEOPLE.asked(request), request.user
    error, page = None, None
    if asked:
        try:
            page = search(
                asked.get("q", ""), asked.get("area", ""), page_asked(request.GET),
                by_part=may(user, "see.nik"), state=state_of(asked),
            )  # fmt: skip
            log_views(persons=[one.id for one in page], what="search", by=user)
        except BadInput as refused:
            error = refused
    told = {"asked": asked, "page": page, "error": error, "states": STATES.items(),
            "places": places(areas_of(user, "see.register"))}  # fmt: skip
    return render(request, "insight/search.html", told, status=status_of(error))
