"""One transaction per page, which sees the signed-in user's areas and no others, in the reader's language.

A refusal of the house (``BadInput``, ``Refused``) that no view caught becomes a page in words, and every page tells
the browser to load and run nothing but what comes from this host.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation

from rangkiang.access.rights import areas_of
from rangkiang.platform.errors import BadInput, Refused
from rangkiang.platform.scope import set_scope
from rangkiang.privacy.actions import log_view, log_views

POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'self'; form-action 'self'; "
    "frame-ancestors 'none'"
)


def _speak(request: HttpRequest) -> None:
    """The user's own language; a stranger's is what this browser chose, else Indonesian; never the browser's guess."""
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
    strangers = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    language = request.user.language if request.user.is_authenticated else strangers
    translation.activate(language)
    request.LANGUAGE_CODE = language


def _explain(request: HttpRequest, error: Exception) -> HttpResponse | None:
    if isinstance(error, BadInput | Refused):
        return render(request, "web/refused.html", {"error": error}, status=400 if isinstance(error, BadInput) else 409)
    return None


def scoped(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    def page(request: HttpRequest) -> HttpResponse:
        with transaction.atomic():
            set_scope(areas_of(request.user) if request.user.is_authenticated else ())
            _speak(request)
            signed_in = request.user.is_authenticated
            response = get_response(request)
            if (
                signed_in and settings.LANGUAGE_COOKIE_NAME in request.COOKIES
            ):  # who signs out leaves no language behind
                response.delete_cookie(settings.LANGUAGE_COOKIE_NAME)
            response.headers.setdefault("Content-Security-Policy", POLICY)
            if shown := getattr(request, "shown", None):  # a room below privacy showed one person's record
                log_view(person=shown[0], what=shown[1], by=request.user)
            if listed := getattr(request, "shown_all", None):  # a list: one look at each
                log_views(persons=listed[0], what=listed[1], by=request.user)
            if response.status_code >= 500:
                transaction.set_rollback(True)
            return response

    page.process_exception = _explain  # type: ignore[attr-defined]
    return page
