"""The lists of the access room: who holds which role where, and the audit chain."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from rangkiang.platform.models import AuditEntry

from .listing import MOST_ROWS, Asked, Listing, Sheet
from .models import Assignment, Role, User


def held(asked: Asked) -> QuerySet[Assignment]:
    """Assignments, those that run first; of one role."""
    found = Assignment.objects.select_related("user", "place").order_by("until", "user__username", "role")
    return found.filter(role=role) if (role := asked.get("role", "")) in Role.values else found


def entries(asked: Asked) -> QuerySet[AuditEntry]:
    """Deeds, newest first; on one object."""
    found = AuditEntry.objects.order_by("-seq")
    return found.filter(subject=subject) if (subject := asked.get("subject", "").strip()) else found


def _held(user: User, asked: Asked) -> Sheet:
    head = (_("User"), _("Role"), _("Place"), _("Since"), _("Until"))
    return Sheet(head, [
        (one.user.title, one.get_role_display(), one.place.name, one.since, one.until)
        for one in held(asked)[: MOST_ROWS + 1]
    ])  # fmt: skip


def _entries(user: User, asked: Asked) -> Sheet:
    found = list(entries(asked)[: MOST_ROWS + 1])
    names = User.objects.in_bulk({one.actor for one in found if one.actor})
    head = (_("No."), _("When"), _("Who"), _("Deed"), _("About"), _("Facts"))
    return Sheet(head, [
        (one.seq, localtime(one.recorded_at).strftime("%Y-%m-%d %H:%M"),
         names[one.actor].title if one.actor in names else "", one.verb, one.subject, one.facts)
        for one in found
    ])  # fmt: skip


LISTS = (
    Listing("access:users", "see.users", "pengguna", ("role",), _held),
    Listing("access:audit", "see.audit", "jejak-audit", ("subject",), _entries),
)
