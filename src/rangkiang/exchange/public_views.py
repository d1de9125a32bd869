"""The door without a key: am I covered? Nothing typed here stays in an address, a log or a cache."""

from __future__ import annotations

import time

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from rangkiang.access.deeds import Refusal, attempt, given, status_of
from rangkiang.platform.errors import BadInput
from rangkiang.platform.models import today

from . import cover_check
from .forms import WhoAsks

SAME_TIME = 0.4  # seconds that every answer takes, so that its speed tells nothing
TOO_MANY = 429


def place_of(request: HttpRequest) -> str:
    """The asker's address; behind the server in front, the one that it saw."""
    seen = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip() if settings.HTTPS else ""
    return seen or str(request.META["REMOTE_ADDR"])


@never_cache
def check(request: HttpRequest) -> HttpResponse:
    """NIK and birth date in; whether cover stands, how far, and which papers, out."""
    begun = time.monotonic()
    form = WhoAsks(request.POST or None)
    told: cover_check.Told | None = None
    allowed = True
    error: Refusal | None = None
    if request.method == "POST":

        def deed() -> None:
            nonlocal told, allowed
            facts = given(form)
            if facts["born"] > today():
                raise BadInput(_("This birth date is still to come."), where=_("Birth date"), todo=_("Check the year."))
            allowed = cover_check.may_ask(place_of(request), facts["nik"])
            if allowed:
                told = cover_check.ask(facts["nik"], facts["born"], today())

        error = attempt(deed)
        time.sleep(max(0.0, SAME_TIME - (time.monotonic() - begun)))
    return render(
        request,
        "exchange/check.html",
        {
            "form": WhoAsks() if told else form,  # what was typed is not shown beside the answer
            "told": told,
            "error": error,
            "too_many": not allowed,
            "wanted": cover_check.wanted(request.LANGUAGE_CODE, today()) if told else None,
        },
        status=status_of(error) if allowed else TOO_MANY,
    )
