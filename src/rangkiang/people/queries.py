"""Which records belong together."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from .models import IdentityLink, Person


def links(person: Person) -> QuerySet[IdentityLink]:
    """Every pointer from or to this record, the parted ones too, newest first; only those in the reader's areas."""
    found = IdentityLink.objects.filter(Q(record=person) | Q(canonical=person))
    return found.select_related("record", "canonical").order_by("-recorded_at", "-pk")
