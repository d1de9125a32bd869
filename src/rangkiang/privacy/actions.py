"""Looks at a person's record: appended as they happen, with what was shown and whether the NIK was seen in full.

A look changes nothing of the programme, so it is no deed: it leaves a row here, not an audit entry.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from rangkiang.access.models import User
from rangkiang.access.rights import require
from rangkiang.people.models import Person
from rangkiang.platform.bulk import run

from .models import View

SQL = Path(__file__).parent / "sql"


def log_view(*, person: Person, what: str, by: User, unmasked: bool = False) -> View:
    """One look, for the list "who saw this"; ``what`` names the page."""
    return View.objects.create(viewer=by, person=person, area=person.area, what=what, unmasked=unmasked)


def log_views(*, persons: Collection[int], what: str, by: User) -> None:
    """One look at each of these persons, as a list shows them. One statement, whatever the number; none for nobody."""
    if persons:
        run(SQL / "looks.sql", {"viewer": by.pk, "persons": list(persons), "what": what})


def reveal(*, person: Person, what: str, by: User) -> str | None:
    """The whole NIK, to those with the right in the person's area; the look is on record before it is shown.

    Raises Refused without the right.
    """
    require(by, "see.nik", person.area)
    log_view(person=person, what=what, by=by, unmasked=True)
    return person.nik
