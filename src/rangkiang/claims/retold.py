"""The same told again: what a second report says otherwise is kept beside the first; and changes that are asked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from rangkiang.access.action import record
from rangkiang.access.models import User
from rangkiang.platform.errors import BadInput, Refused

from .changes_models import Change, Retold
from .models import Event, Notice


def words_of(notice: Mapping[str, Any] | None) -> dict[str, Any]:
    """What a notice says, as it is kept beside a report."""
    said = {name: value for name, value in (notice or {}).items() if value not in (None, "")}
    return {name: value.isoformat() if isinstance(value, time) else value for name, value in said.items()}


def told_again(
    event: Event, *, area: str, outcome: str, happened_on: date, reported_on: date, source: str,
    notice: Mapping[str, Any] | None, key: UUID | None, by: User,
    died_on: date | None = None,
) -> None:  # fmt: skip
    """Keep a report of what is reported already, when it says anything else; the very same again changes nothing."""
    if key and (event.key == key or Retold.objects.filter(key=key).exists()):
        return
    newest = Notice.objects.filter(event=event).order_by("pk").last()
    known = words_of({name: getattr(newest, name) for name in notice or {}}) if newest else {}
    said = words_of(notice)
    same_day = happened_on == event.happened_on and died_on in (None, event.death_day)
    if same_day and outcome in ("", event.outcome) and said.items() <= known.items():
        return
    told = {"outcome": outcome, "happened_on": happened_on, "notice": said, "died_on": died_on}
    if Retold.objects.filter(event=event, **told).exists():
        return
    Retold.objects.create(
        event=event, area=area, reported_on=reported_on, source=source, key=key, reported_by=by, **told
    )
    record(by=by, verb="claims.report_again", subject=f"event:{event.pk}", on=happened_on)


def contradictions() -> QuerySet[Retold]:
    """Reports that tell another day or outcome than the one that stands, and that nobody has settled; oldest first."""
    other = ~Q(happened_on=F("event__happened_on")) | (~Q(outcome="") & ~Q(outcome=F("event__outcome")))
    other |= Q(died_on__isnull=False) & ~Q(died_on=Coalesce("event__died_on", "event__happened_on"))
    found = Retold.objects.filter(other, settled_at=None).exclude(event__state=Event.State.CLOSED)
    return found.select_related("event__person", "event__reported_by", "reported_by", "death").order_by("pk")


def ask(event: Event, kind: str, why: str, by: User, told: Mapping[str, Any] | None = None, **facts: Any) -> Change:
    """Ask for a change of a report; the same asked again is the same. One change of a report waits at a time."""
    if not why.strip():
        raise BadInput(_("A report is changed with a reason."), where=_("Reason"), todo=_("Say why."))
    told = dict(told or {})
    if waiting := Change.objects.filter(event=event, state=Change.State.OPEN).first():
        if (waiting.kind, waiting.told) != (kind, told):
            raise Refused(_("Another change of this report waits for a second person; that is decided first."))
        return waiting
    was: dict[str, Any] = {"happened_on": event.happened_on.isoformat(), "outcome": event.outcome, "facts": event.facts}
    if event.death_day and event.kind == Event.Kind.ACCIDENT:
        was["died_on"] = event.death_day.isoformat()
    made = Change.objects.create(
        event=event, area=event.area, kind=kind, told=told, was=was, why=why.strip(), asked_by=by, **facts
    )
    record(by=by, verb="claims.ask_change", subject=f"event:{event.pk}", kind=kind)
    return made
