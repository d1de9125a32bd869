"""What was said against a report, for its pages: told otherwise, asked to be changed, changed."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import QuerySet

from .cases import records_of
from .changes_models import Change, Retold
from .models import Event


def said_against(event: Event) -> dict[str, Any]:
    """``retold``: the other reports, oldest first; ``changes``: (change, the day that stood before, the day it asks
    for), newest first; ``others``: what else was reported of this person. Four statements."""
    told = Retold.objects.filter(event=event).select_related("reported_by", "settled_by", "death").order_by("pk")
    asked = Change.objects.filter(event=event).select_related("asked_by", "decided_by").order_by("-pk")
    found = (
        Event.objects.filter(person__in=records_of(event.person_id)).exclude(pk=event.pk).order_by("happened_on", "pk")
    )
    return {
        "others": found,
        "retold": told,
        "changes": [(one, _day(one.was, one.told), _day(one.told, one.told)) for one in asked],
    }


def _day(facts: dict[str, str], asked: dict[str, str]) -> date | None:
    told = facts.get("died_on" if "died_on" in asked else "happened_on")
    return date.fromisoformat(told) if told else None


def waiting() -> QuerySet[Change]:
    """Changes that wait for a second person, oldest first."""
    found = Change.objects.filter(state=Change.State.OPEN)
    return found.select_related("event__person", "asked_by").order_by("pk")
