"""Who saw a person's record, newest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from .models import View


@dataclass(frozen=True)
class Look:
    """One look: who, when, at what, and whether the whole NIK was shown."""

    at: datetime
    viewer: str
    what: str
    unmasked: bool


def looks(person: int, limit: int = 30) -> list[Look]:
    """The newest ``limit`` looks at this person. One statement."""
    rows = View.objects.filter(person=person).select_related("viewer").order_by("-pk")[:limit]
    return [Look(row.recorded_at, row.viewer.title, row.what, row.unmasked) for row in rows]
