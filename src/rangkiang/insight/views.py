"""The pages that look across the rooms: home, and one place."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language

from rangkiang.access.pages import needs
from rangkiang.access.rights import may
from rangkiang.platform.models import today
from rangkiang.platform.month import Month

from . import home as front
from . import nagari as local
from .gallery import gallery


def _asked(request: HttpRequest) -> Month | None:
    """The month in the address bar. Raises BadInput when it is none."""
    return Month.parse(request.GET["month"]) if request.GET.get("month") else None


@login_required
def home(request: HttpRequest) -> HttpResponse:
    """The first page of everyone who is signed in; it shows what each may see."""
    if not may(request.user, "see.coverage"):
        if not may(request.user, "see.users"):
            return redirect("sign-in")
        asks = front.bare(request.user, today(), get_language() or "id")
        return render(request, "insight/home_bare.html", {"asks": asks})
    answer = front.home(request.user, today(), _asked(request), get_language() or "id")
    return render(request, "insight/home.html", {"home": answer})


@needs("see.coverage")
def pictures(request: HttpRequest) -> HttpResponse:
    """The programme in pictures, each with its table."""
    shown = gallery(request.user, today(), _asked(request), get_language() or "id")
    return render(request, "insight/gallery.html", {"shown": shown})


@needs("see.coverage")
def nagari(request: HttpRequest, code: str) -> HttpResponse:
    """A nagari or a kecamatan of the reader's areas."""
    found = local.place(request.user, code)
    if found is None:
        raise Http404(code)
    answer = local.page(request.user, found, today(), _asked(request), get_language() or "id")
    if answer is None:
        raise Http404(code)
    return render(request, "insight/nagari.html", {"page": answer})
