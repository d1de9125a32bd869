"""Find a person by name, by four or more digits of a NIK or card number, or by walking through a nagari's list."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from rangkiang.access.deeds import Refusal, status_of
from rangkiang.access.pages import needs
from rangkiang.access.rights import areas_of, may
from rangkiang.membership.models import ExitReason
from rangkiang.platform.bulk import run
from rangkiang.platform.errors import BadInput
from rangkiang.platform.models import today
from rangkiang.regions.queries import places

SQL = Path(__file__).parent / "sql"
PAGE, DIGITS = 30, 4


@dataclass(frozen=True)
class Found:
    """One person found, with the newest cover: ``last_month`` None while it runs, ``first_month`` None before any."""

    id: int
    name: str
    nik: str | None
    birth_date: date | None
    died_on: date | None
    occupation: str
    area: str
    place: str | None
    kpj: str | None
    first_month: date | None
    last_month: date | None
    exit_reason: str | None
    total: int

    @property
    def why_ended(self) -> str:
        return str(ExitReason(self.exit_reason).label) if self.exit_reason else ""


def _asked(text: str) -> tuple[list[str], str]:
    """(name patterns, digits) of what was typed. Raises BadInput for too few digits to look for."""
    digits = "".join(re.findall(r"\d", text)) if not re.search(r"[^\W\d_]", text) else ""
    if digits and len(digits) < DIGITS:
        raise BadInput(_("Type at least four digits of the NIK or card number."), where=_("Search"))
    words = [] if digits else text.split()
    return ["%" + re.sub(r"([%_\\])", r"\\\1", word) + "%" for word in words], digits


def search(text: str, area: str, page: int, *, by_part: bool) -> Page[Found]:
    """One page of persons in the reader's areas. One statement.

    ``by_part``: a part of a NIK is enough; who may not see a NIK must know all of it, or could guess it digit by digit.
    """
    words, digits = _asked(text)
    rows = run(
        SQL / "search.sql",
        {
            "area": area,
            "words": words,
            "digits": digits,
            "by_part": by_part,
            "limit": PAGE,
            "offset": (page - 1) * PAGE,
        },
    )
    found = [Found(*row) for row in rows]
    counted = Paginator(range(found[0].total if found else 0), PAGE)  # the database cut the page; this one only counts
    return Page(found, page if found else 1, counted)


@needs("see.register")
def find(request: HttpRequest) -> HttpResponse:
    """The search page: nothing asked shows the box and the areas."""
    text, area = request.GET.get("q", "").strip(), request.GET.get("area", "")
    number = request.GET.get("page", "1")
    error: Refusal | None = None
    page = None
    if text or area:
        try:
            at = int(number) if number.isdigit() and int(number) else 1
            page = search(text, area, at, by_part=may(request.user, "see.nik"))
        except BadInput as refused:
            error = refused
    return render(
        request,
        "insight/search.html",
        {
            "text": text,
            "area": area,
            "page": page,
            "error": error,
            "day": today(),
            "month": today().replace(day=1),
            "places": places(areas_of(request.user)),
        },
        status=status_of(error),
    )
