"""A member's children as they are entered for the scholarship, and corrected before anything rests on them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from rangkiang import law
from rangkiang.access.action import action, record
from rangkiang.access.models import User
from rangkiang.access.rights import require
from rangkiang.people.models import Person
from rangkiang.platform.errors import BadInput, Refused

from .cases import records_of, told_of_child
from .models import Child, Claim, Event
from .unlawful import in_words


@action("claims.report")
def add_child(
    *, person: Person, name: str, born: date, level: str = "", grade: int = 0, working: bool = False,
    works_excepted: bool | None = None, on: date | None = None, by: User,
) -> Child:  # fmt: skip
    """A member's child, for the scholarship; the same child again is the same row. ``on``: its class is of this day.

    Raises BadInput for a birth or class that the law could not answer for on that day.
    """
    told = {"level": level, "grade": grade, "working": working, "works_excepted": works_excepted}
    if on:
        _answerable(Child(name=name, born=born, **told), on)
    child, new = Child.objects.get_or_create(
        parent=person, name=name, born=born, defaults={"area": person.area, **told}
    )
    if new:
        record(by=by, verb="claims.add_child", subject=f"person:{person.pk}")
    return child


@action("claims.report")
def correct_child(
    *, child: Child, event: Event, name: str, born: date, level: str = "", grade: int = 0, working: bool = False,
    works_excepted: bool | None = None, by: User,
) -> Child:  # fmt: skip
    """What was entered wrongly of a child; what stood before is in the audit chain. Not once something rests on it."""
    require(by, "claims.report", event.area)
    held = Child.objects.select_for_update().get(pk=child.pk)
    told: dict[str, Any] = {
        "name": name, "born": born, "level": level, "grade": grade, "working": working,
        "works_excepted": works_excepted,
    }  # fmt: skip
    was = {fact: getattr(held, fact) for fact in told}
    if was == told:
        return held
    sent = Claim.objects.filter(person__in=records_of(event.person_id), submitted_on__isnull=False)
    if event.state == Event.State.CLOSED or sent.exists() or held.school_years.exclude(applied_on=None).exists():
        raise Refused(_("A child is corrected before the claim goes to BPJS."))
    for fact, value in told.items():
        setattr(held, fact, value)
    _answerable(held, event.happened_on)
    if Child.objects.filter(parent=held.parent_id, name=held.name, born=held.born).exclude(pk=held.pk).exists():
        raise Refused(_("This child is noted already."))
    held.save(update_fields=list(told))
    changed = {fact: str(value) for fact, value in was.items() if value != told[fact] and fact != "name"}
    record(by=by, verb="claims.correct_child", subject=f"person:{held.parent_id}", child=held.pk, was=changed)
    return held


def _answerable(child: Child, on: date) -> None:
    """Whether the law can answer for this child in an event of this day. Raises BadInput."""
    try:
        law.jkm({"death": on.isoformat(), "children": [told_of_child(child)]})
    except law.InvalidCase as error:
        raise BadInput(
            in_words(error), where=_("Child"), todo=_("Look at the birth certificate and the school's letter.")
        ) from error
