"""Looks at a person's record: appended as they happen, with what was shown and whether the NIK was seen in full.

A look changes nothing of the programme, so it is no deed: it leaves a row here, not an audit entry.
"""

from __future__ import annotations

from rangkiang.access.models import User
from rangkiang.access.rights import require
from rangkiang.people.models import Person

from .models import View


def log_view(*, person: Person, what: str, by: User, unmasked: bool = False) -> View:
    """One look, for the list "who saw this"; ``what`` names the page."""
    return View.objects.create(viewer=by, person=person, area=person.area, what=what, unmasked=unmasked)


def reveal(*, person: Person, what: str, by: User) -> str | None:
    """The whole NIK, to those with the right in the person's area; the look is on record before it is shown.

    Raises Refused without the right.
    """
    require(by, "see.nik", person.area)
    log_view(person=person, what=what, by=by, unmasked=True)
    return person.nik
