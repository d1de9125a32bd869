"""Choosing a language: whoever is signed in keeps it with the account, a stranger with the browser."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.i18n import set_language

from rangkiang.access.models import User


def choose(request: HttpRequest) -> HttpResponse:
    """Back to the page that asked. The account's language also is that of its work in the background."""
    answer = set_language(request)
    wanted = request.POST.get("language")
    if request.method == "POST" and request.user.is_authenticated and wanted in dict(settings.LANGUAGES):
        User.objects.filter(pk=request.user.pk).update(language=wanted)
        answer.delete_cookie(settings.LANGUAGE_COOKIE_NAME)
    return answer
