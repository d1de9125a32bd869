"""The public's pages: what the programme is and how far it reaches, to read and to take away."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control

from rangkiang.platform.models import today

from .public import FEW, Open, as_csv, as_text, open_figures

FRESH = 300  # seconds that a browser or a server in front may keep an answer
KINDS = {"csv": (as_csv, "text/csv; charset=utf-8"), "json": (as_text, "application/json")}


@cache_control(max_age=FRESH)
def programme(request: HttpRequest) -> HttpResponse:
    """Without figures while no month is paid."""
    return render(request, "insight/public.html", {"told": open_figures(today(), request.LANGUAGE_CODE), "few": FEW})


@cache_control(max_age=FRESH, public=True)
def download(request: HttpRequest, kind: str) -> HttpResponse:
    """The figures as ``csv`` by nagari, or all of them as ``json``."""
    told: Open | None = open_figures(today(), "id")
    if told is None:
        raise Http404
    write, content_type = KINDS[kind]
    name = f"perlindungan-{told.month}.{kind}"
    return HttpResponse(
        write(told), content_type=content_type, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
