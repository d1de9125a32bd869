"""Enrol from a decree, number, end; and the person-months themselves, charged and paid roll by roll.

``charge`` and ``pay`` are called by money, which prices the roll and knows when it was paid.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from rangkiang.access.action import action, record
from rangkiang.access.models import User
from rangkiang.decree.models import Decree
from rangkiang.platform.bulk import detail, loaded, run
from rangkiang.platform.errors import BadInput, Refused
from rangkiang.platform.month import Month
from rangkiang.programme.models import Fund

from .models import Enrolment, ExitReason, PersonMonth, Roll, RollPayment

SQL = Path(__file__).parent / "sql"


@action("membership.enrol")
def enrol(*, decree: Decree, by: User) -> int:
    """Enrol every line of an approved decree from its first month; returns how many were new."""
    if Decree.objects.select_for_update().get(pk=decree.pk).state != Decree.State.APPROVED:
        raise Refused(_("Only an approved decree enrols."))
    try:
        with transaction.atomic():
            new = int(run(SQL / "enrol.sql", {"decree": decree.pk})[0][0])
    except IntegrityError as error:
        raise Refused(
            _("Somebody on the list is covered by another of our funds in these months; nobody was enrolled.")
            + f" ({detail(error)})"
        ) from error
    if new:
        loaded(Enrolment, new)
        record(by=by, verb="membership.enrol", subject=f"decree:{decree.pk}", persons=new)
    return new


@action("membership.number")
def number(*, fund: Fund, kpj: dict[str, str], by: User) -> int:
    """Write the card numbers that BPJS returned, by NIK; a number once given is not changed. Returns how many."""
    rows = run(SQL / "number.sql", {"fund": fund.pk, "niks": list(kpj), "numbers": list(kpj.values())})
    if rows:
        record(by=by, verb="membership.number", subject=f"fund:{fund.pk}", persons=len(rows))
    return len(rows)


@dataclass(frozen=True)
class Exit:
    """The last covered month of one person in a fund, and why it ends. ``on`` is the day it happened."""

    person: int
    last_month: Month
    reason: str
    on: date


@action("membership.end")
def end(*, fund: Fund, exits: Sequence[Exit], by: User) -> int:
    """End the open enrolments of these persons; those already ended stay as they are. Returns how many ended."""
    if unknown := {e.reason for e in exits} - set(ExitReason.values):
        raise BadInput(f"Unknown exit reasons: {sorted(unknown)}.", where="reason", todo=f"Use {ExitReason.values}.")
    rows = run(
        SQL / "end.sql",
        {
            "fund": fund.pk,
            "persons": [e.person for e in exits],
            "months": [e.last_month.first for e in exits],
            "reasons": [e.reason for e in exits],
            "days": [e.on for e in exits],
        },
    )
    if rows:
        record(by=by, verb="membership.end", subject=f"fund:{fund.pk}", persons=len(rows))
    return len(rows)


@dataclass(frozen=True)
class BandPrice:
    """What one person-month of a sector and band costs, from ``law``."""

    sector: str
    band: int
    jkk: int
    jkm: int


def bands(fund: Fund, month: Month) -> Iterable[tuple[str, int]]:
    """The (sector, band) pairs to be priced for the month."""
    return Enrolment.objects.filter(fund=fund, first_month__lte=month.first).values_list("sector", "band").distinct()


def charge(*, fund: Fund, month: Month, prices: Sequence[BandPrice]) -> Roll | None:
    """Open the month's roll: one line per enrolled, living person. One statement; nobody enrolled: no roll."""
    key = uuid.uuid4()
    try:
        with transaction.atomic():
            run(
                SQL / "charge.sql",
                {
                    "roll": key,
                    "fund": fund.pk,
                    "area": fund.area,
                    "month": month.first,
                    "sectors": [p.sector for p in prices],
                    "bands": [p.band for p in prices],
                    "jkk": [p.jkk for p in prices],
                    "jkm": [p.jkm for p in prices],
                },
            )
    except IntegrityError as error:
        raise Refused(
            _("Somebody is already charged for %(month)s; nothing was charged.") % {"month": month}
            + f" ({detail(error)})"
        ) from error
    roll = Roll.objects.filter(pk=key).first()
    loaded(PersonMonth, roll.persons if roll else 0)
    return roll


def pay(*, rolls: Sequence[uuid.UUID], paid_on: date) -> None:
    """From ``paid_on`` the person-months of these rolls protect."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO membership_rollpayment (roll_id, area, paid_on)
            SELECT id, area, %s FROM membership_roll WHERE id = ANY(%s)
            ON CONFLICT (roll_id) WHERE voids_id IS NULL DO NOTHING""",
            [paid_on, list(rolls)],
        )


def is_paid(roll: Roll) -> bool:
    return RollPayment.objects.filter(roll=roll, voids=None).exists()
