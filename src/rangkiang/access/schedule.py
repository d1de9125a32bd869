"""What the house does by itself, each night or once a year: one table, looked at every minute by whoever works.

    @recurring("deaths.night", "claims.watch", nightly)
    def every_night(*, due: str, place: str, by: User, progress: Progress) -> str: ...

Each is a job of its own for every office, signed by who answers there for the deed ``verb``. What was started for a day
is not started again; a night or a July that nobody worked is made up for as soon as somebody does.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection, transaction

from rangkiang.platform.jobs import LOCK, each_minute, start
from rangkiang.platform.models import OFFICE, Job, today

from .jobs import Signed, job
from .models import User
from .rights import holders

NIGHT = 2  # o'clock: the lists of the day are in, and nobody waits for a page
MORNING = 8  # o'clock: no family's phone rings at night


@dataclass(frozen=True)
class Recurring:
    """``due``: the latest day, at a moment of the office's clock, for which it is to be done."""

    name: str
    verb: str
    due: Callable[[datetime], date]


TABLE: dict[str, Recurring] = {}


def nightly(now: datetime) -> date:
    return now.date() - timedelta(days=now.hour < NIGHT)


def every_morning(now: datetime) -> date:
    return now.date() - timedelta(days=now.hour < MORNING)


def yearly(month: int, day: int) -> Callable[[datetime], date]:
    def due(now: datetime) -> date:
        this = date(now.year, month, day)
        return this if this <= nightly(now) else this.replace(year=now.year - 1)

    return due


def recurring(name: str, verb: str, due: Callable[[datetime], date]) -> Callable[[Signed], Signed]:
    """The function is a job, and besides its ``by`` and ``progress`` gets ``due`` and ``place`` as text."""
    TABLE[name] = Recurring(name, verb, due)
    return job(name)


def signers(verb: str) -> dict[str, User]:
    """place → who signs there what nobody asked for: the holder of a right over the widest area."""
    found: dict[str, User] = {}
    for held in sorted(holders(verb), key=lambda one: (len(one.place_id), one.user_id)):
        if not any(held.place_id.startswith(place) for place in found):
            found[held.place_id] = held.user
    return found


def look() -> int:
    """Start what is due and was not started yet; returns how many jobs. Of several who look at once one starts them."""
    now, begun = datetime.combine(today(), datetime.now(OFFICE).time()), 0
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, 0)", [LOCK])
        if cursor.fetchone() != (True,):
            return 0
        for one in TABLE.values():
            due = one.due(now).isoformat()
            done = set(Job.objects.filter(name=one.name, arguments__due=due).values_list("arguments__place", flat=True))
            for place, user in signers(one.verb).items():
                if place not in done:
                    start(one.name, by=user, due=due, place=place)
                    begun += 1
    return begun


def latest(name: str) -> Job | None:
    """The newest time this was started, by anyone."""
    return Job.objects.filter(name=name).order_by("-started_at", "-pk").first()


each_minute(look)
