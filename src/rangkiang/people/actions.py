"""Two records found to be one person: joined by a pointer, parted again when that was wrong.

No foreign key is rewritten: what each record was proposed for, paid and given stays visible on it, and the protection
clock reads the months of all records of the person.
"""

from __future__ import annotations

from django.utils.translation import gettext as _

from rangkiang.access.action import action, record
from rangkiang.access.models import User
from rangkiang.access.rights import require
from rangkiang.platform.errors import BadInput, Refused
from rangkiang.platform.models import RecordedNow

from .models import IdentityLink, Person


@action("people.link")
def link(*, duplicate: Person, canonical: Person, why: str, by: User) -> IdentityLink:
    """``duplicate`` is another record of ``canonical``. The same pair again is the same link. Links make no chains."""
    if not why.strip():
        raise BadInput(_("A decision needs its reason."), where=_("Reason"), todo=_("Say what the evidence shows."))
    both = list(Person.objects.select_for_update().filter(pk__in=(duplicate.pk, canonical.pk)).order_by("pk"))
    if len(both) != 2:
        raise Refused(_("Both records must be in your areas, and two different ones."))
    first, second = both
    live = IdentityLink.objects.filter(undone_at=None)
    if existing := live.filter(record=duplicate).first():
        if existing.canonical_id != canonical.pk:
            raise Refused(_("This record is joined to another one already; part them first."))
        return existing
    if live.filter(record=canonical).exists():
        raise Refused(_("The other record is itself joined to a third; join to that one."))
    if live.filter(canonical=duplicate).exists():
        raise Refused(_("Other records are joined to this one; join the other record to this one instead."))
    if first.birth_date and second.birth_date and first.birth_date != second.birth_date and first.sex != second.sex:
        raise Refused(_("Birth date and sex both differ; these are two persons."))
    made = IdentityLink.objects.create(record=duplicate, canonical=canonical, why=why.strip(), made_by=by.pk)
    record(by=by, verb="people.link", subject=f"person:{duplicate.pk}", canonical=canonical.pk)
    return made


@action("people.link")
def part(*, link: IdentityLink, why: str, by: User) -> IdentityLink:
    """The records were two persons after all: both are whole again."""
    if not why.strip():
        raise BadInput(_("A decision needs its reason."), where=_("Reason"), todo=_("Say what the evidence shows."))
    held = Person.objects.filter(pk=link.record_id).first()
    if held is None:
        raise Refused(_("This record is not in your areas."))
    require(by, "people.link", held.area)
    changed = IdentityLink.objects.filter(pk=link.pk, undone_at=None).update(
        undone_at=RecordedNow(), undone_by=by.pk, undone_why=why.strip()
    )
    if changed:
        record(by=by, verb="people.part", subject=f"person:{link.record_id}", canonical=link.canonical_id)
    link.refresh_from_db()
    return link
