"""Who saw a person's record, newest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Page, Paginator

from .models import View

PAGE = 30


@dataclass(frozen=True)
class Look:
    """One look: who, when, at what, and whether the whole NIK was shown."""

    at: datetime
    viewer: str
    what: str
    unmasked: bool


def looks(person: int, page: str | None = None) -> Page[Look]:
    """A page of the looks at this person, newest first. Two statements."""
    rows = View.objects.filter(person=person).select_related("viewer").order_by("-pk")
    shown = Paginator(rows, PAGE).get_page(page)
    found = [Look(row.recorded_at, row.viewer.title, row.what, row.unmasked) for row in shown]
    return Page(found, shown.number, shown.paginator)  # type: ignore[arg-type]
