"""Work of the claims room in the background: lists against the members, the dead taken off bills, and the nights."""

from __future__ import annotations

from uuid import UUID

from django.urls import reverse

from rangkiang.access.jobs import job
from rangkiang.access.models import User
from rangkiang.access.schedule import nightly, recurring, yearly
from rangkiang.intake.actions import DEATHS_NOTED
from rangkiang.platform.jobs import Progress
from rangkiang.platform.models import today

from .billed import BILLED, take_off
from .watch_queries import NIGHT


@job(DEATHS_NOTED)
def watch(*, evidence: str, by: User, progress: Progress) -> str:
    """Signed by who brought the list. The address of what the watch holds."""
    from .watch import watch as compare  # the engine, which the queue does not need to start

    progress(0, 1)
    compare(on=today(), evidence=UUID(evidence), by=by)
    return reverse("claims:watch")


@job(BILLED)
def billed(*, by: User, progress: Progress) -> str:
    """Somebody dead stands on bills: the drafts that take him off."""
    progress(0, 1)
    take_off(by=by)
    return reverse("claims:watch") + "#refunds"


@recurring(NIGHT, "claims.watch", nightly)
def every_night(*, due: str, place: str, by: User, progress: Progress) -> str:
    """All lists against all members of an office: who became a member since, and whose records were joined."""
    from .watch import watch as compare

    progress(0, 1)
    compare(on=today(), by=by)
    return reverse("claims:watch")


@recurring("school.promote", "claims.school", yearly(7, 1))
def every_july(*, due: str, place: str, by: User, progress: Progress) -> str:
    """The classes of the school year that has begun are proposed; a person confirms each."""
    from .scholarships import promote

    progress(0, 1)
    promote(year=int(due[:4]), by=by)
    return reverse("claims:school")
