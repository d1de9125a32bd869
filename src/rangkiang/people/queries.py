"""Which records belong together, which joins wait for a second person, and what is known of cover and of deaths."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from .models import DeathMatch, IdentityLink, KnownCover, KnownDeath, LinkProposal, Person


def links(person: Person) -> QuerySet[IdentityLink]:
    """Every pointer from or to this record, the parted ones too, newest first; only those in the reader's areas."""
    found = IdentityLink.objects.filter(Q(record=person) | Q(canonical=person))
    return found.select_related("record", "canonical").order_by("-recorded_at", "-pk")


def joined() -> QuerySet[IdentityLink]:
    """Every pointer of the reader's areas, live and parted, newest first."""
    found = IdentityLink.objects.filter(record__area__gt="", canonical__area__gt="")  # both in sight
    return found.select_related("record", "canonical", "proposal").order_by("-recorded_at", "-pk")


def proposals() -> QuerySet[LinkProposal]:
    """Joins that wait for a second person, oldest first."""
    found = LinkProposal.objects.filter(state=LinkProposal.State.OPEN)
    return found.select_related("record", "canonical").order_by("recorded_at", "pk")


def foreign_cover(nik: str = "", payer: str = "") -> QuerySet[KnownCover]:
    """Cover paid by others, newest first; of one whole NIK, or of one payer, when named."""
    found = KnownCover.objects.filter(ours=False)
    if nik:
        found = found.filter(nik=nik)
    if payer:
        found = found.filter(payer=payer)
    return found.select_related("person").order_by("-recorded_at", "-pk")


def deaths(nik: str = "") -> QuerySet[KnownDeath]:
    """Deaths that lists told us of, newest first."""
    found = KnownDeath.objects.all()
    return (found.filter(nik=nik) if nik else found).order_by("-recorded_at", "-pk")


def deaths_asked() -> QuerySet[DeathMatch]:
    """Deaths of lists that may be this person's and wait for somebody's word, the surest first."""
    found = DeathMatch.objects.filter(state=DeathMatch.State.ASKED, death__withdrawn_at=None)
    return found.select_related("death", "person").order_by("-permille", "pk")
