"""Messages go out in the background: a gateway is slow, and a page does not wait for it."""

from __future__ import annotations

from datetime import timedelta

from django.urls import reverse

from rangkiang.access.jobs import job
from rangkiang.access.models import User
from rangkiang.access.schedule import every_morning, recurring
from rangkiang.platform.jobs import Progress, start
from rangkiang.platform.models import Job, today

from . import messages
from .models import Message

NAME = "exchange.tell"
NEWS = timedelta(days=30)  # what is older than that when an office begins is no news any more; the button tells it
UNASKED = (Message.Kind.REPORTED, Message.Kind.PAID, Message.Kind.SCHOOL)


def tell_later(*, by: User) -> Job:
    return start(NAME, by=by)


@job(NAME)
def tell(*, by: User, progress: Progress) -> str:
    """Prepare and send; the address of the page that says what became of it."""
    messages.prepare(by=by)
    messages.send(by=by, tell=progress)
    return reverse("exchange:families")


@recurring("exchange.morning", NAME, every_morning)
def each_morning(*, due: str, place: str, by: User, progress: Progress) -> str:
    """Who reported, was paid or has a school year to apply for is told unasked; a beginning of cover, which may be
    thousands at once, waits for the button.
    """
    messages.prepare(by=by, kinds=UNASKED, since=today() - NEWS)
    messages.send(by=by, tell=progress, kinds=UNASKED)
    return reverse("exchange:families")
