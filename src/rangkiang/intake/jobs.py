"""Large files in the background: kept at once, read by whichever worker comes to it; large lists committed so too."""

from __future__ import annotations

from datetime import date
from typing import BinaryIO

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from rangkiang.access.jobs import job
from rangkiang.access.models import User
from rangkiang.platform.errors import Refused
from rangkiang.platform.jobs import Progress, start
from rangkiang.platform.models import Job
from rangkiang.platform.month import Month
from rangkiang.programme.models import Fund

from .models import Batch, WaitingFile

NAME, COMMIT = "intake.receive", "intake.commit"
PREVIEWED = 50_000  # rows; a larger list is committed without a preview, and can be undone
COMMITTED_AT_ONCE = 10_000  # rows, some seconds; more are committed in the background
AT_ONCE = 2**18  # bytes, about 4,000 rows and a second; a larger file is received in the background


def hand_in(
    *, fund: Fund, filename: str, content: bytes | BinaryIO, sender: str = "", first_month: Month, on: date, by: User
) -> Job:
    """Keep the bytes and start to receive them: both or neither."""
    from . import actions  # brings the readers along, which the queue does not need to start

    with transaction.atomic():
        kept = actions.keep(fund=fund, filename=filename, content=content, sender=sender, by=by)
        return start(NAME, by=by, waiting=kept.pk, first_month=str(first_month), on=on.isoformat())


def address(batch: Batch, first_month: Month | str) -> str:
    """The batch's page, which remembers the month that the people are meant for."""
    return f"{reverse('intake:batch', args=[batch.pk])}?first={first_month}"


@job(NAME)
def receive(*, waiting: int, first_month: str, on: str, by: User, progress: Progress) -> str:
    """The address of the batch that the file became."""
    from . import actions

    held = WaitingFile.objects.select_related("fund__programme").filter(pk=waiting).first()
    if held is None:
        raise Refused(_("The file lies outside your present areas, or waited too long. Hand it in again."))
    batch = actions.receive_kept(waiting=held, on=date.fromisoformat(on), by=by, tell=progress)
    return address(batch, first_month)


def commit_later(*, batch: Batch, first_month: Month, replaces: Batch | None = None, by: User) -> Job:
    """Commit a large list in the background: all of it or nothing."""
    corrects = str(replaces.pk) if replaces else ""
    return start(COMMIT, by=by, batch=str(batch.pk), first_month=str(first_month), replaces=corrects)


@job(COMMIT)
def commit(*, batch: str, first_month: str, replaces: str, by: User, progress: Progress) -> str:
    """The address of the batch, committed."""
    from . import actions

    held = Batch.objects.filter(pk=batch).first()
    earlier = Batch.objects.filter(pk=replaces).first() if replaces else None
    if held is None or (replaces and earlier is None):
        raise Refused(_("The list lies outside your present areas."))
    progress(0, 1)
    actions.commit(batch=held, first_month=Month.parse(first_month), replaces=earlier, by=by)
    return reverse("intake:batch", args=[held.pk])
