"""What a page does not wait for: messages, since a gateway is slow, and the cards of a whole nagari."""

from __future__ import annotations

from datetime import date, timedelta

from django.urls import reverse

from rangkiang.access.jobs import job
from rangkiang.access.models import User
from rangkiang.access.schedule import every_morning, recurring
from rangkiang.platform.jobs import Progress, start
from rangkiang.platform.models import Job, today
from rangkiang.platform.month import Month

from . import actions, messages
from .models import Message

NAME, CARDS = "exchange.tell", "exchange.cards"
AT_ONCE = 20  # cards that are printed while one waits; a whole nagari takes ten seconds
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


def print_later(*, area: str, since: date, address: str, by: User) -> Job:
    return start(CARDS, by=by, area=area, since=since.isoformat(), address=address)


@job(CARDS)
def print_cards(*, area: str, since: str, address: str, by: User, progress: Progress) -> str:
    """The cards of one nagari; the address of the page from which the print is fetched."""
    progress(1, 3)
    day = today()
    told = {"area": area, "month": Month.of(day), "since": date.fromisoformat(since), "address": address, "on": day}
    made = actions.keep_cards(**told, by=by)  # type: ignore[arg-type]
    progress(3, 3)
    return reverse("exchange:print", args=[made.pk])
