"""Work of the claims room in the background: a list of deaths just noted is held against the members."""

from __future__ import annotations

from uuid import UUID

from django.urls import reverse

from rangkiang.access.jobs import job
from rangkiang.access.models import User
from rangkiang.intake.actions import DEATHS_NOTED
from rangkiang.platform.jobs import Progress
from rangkiang.platform.models import today


@job(DEATHS_NOTED)
def watch(*, evidence: str, by: User, progress: Progress) -> str:
    """Signed by who brought the list. The address of what the watch holds."""
    from .watch import watch as compare  # the engine, which the queue does not need to start

    progress(0, 1)
    compare(on=today(), evidence=UUID(evidence), by=by)
    return reverse("claims:watch")
