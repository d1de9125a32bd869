"""What rests on candidates: a room that builds on them says so here, and they are not moved under it.

Each is part of the deed of that room, in its transaction and with its audit entry.
"""

from __future__ import annotations

from django.db.models import QuerySet

from .models import Candidate


def hold(candidates: QuerySet, holder: str) -> None:
    """``holder`` (its number, for whoever asks why) rests on these candidates from now on. One statement."""
    Candidate.objects.filter(pk__in=candidates).update(held=holder)


def release(candidates: QuerySet) -> None:
    """Nothing rests on these candidates any more. One statement."""
    Candidate.objects.filter(pk__in=candidates).update(held="")


def settle(candidates: QuerySet) -> None:
    """What rests on these candidates is final. One statement."""
    Candidate.objects.filter(pk__in=candidates).update(state=Candidate.State.DECREED)
