"""Enrol from a decree, number, end; note what others paid; and the person-months, charged and paid roll by roll.

``charge``, ``charge_late``, ``correct``, ``enter``, ``pay`` and ``unpay`` are called by money, which prices the rolls,
has them approved and knows when they were paid.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from rangkiang.access.action import action, record
from rangkiang.access.models import User
from rangkiang.decree.models import Decree
from rangkiang.platform.bulk import detail, loaded, run
from rangkiang.platform.errors import BadInput, Refused
from rangkiang.platform.models import RecordedNow
from rangkiang.platform.month import Month
from rangkiang.programme.models import Fund

from . import movements, stretches
from .models import Correction, Enrolment, ExitReason, ForeignMonth, Roll

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


def _charged(statement: str, fund: Fund, month: Month, prices: Sequence[BandPrice]) -> Roll | None:
    key = uuid.uuid4()
    run(SQL / "ready.sql", {"month": month.first})
    try:
        with transaction.atomic():
            run(SQL / statement, {"roll": key} | _asked(fund, month, prices))
    except IntegrityError as error:
        raise Refused(
            _("Somebody is already charged for %(month)s; nothing was charged.") % {"month": month}
            + f" ({detail(error)})"
        ) from error
    roll = Roll.objects.filter(pk=key).first()
    if roll:
        run(SQL / "fresh.sql", {"month": month.first, "added": roll.persons})
        movements.tell(fund=fund, month=month)
    return roll


def _asked(fund: Fund, month: Month, prices: Sequence[BandPrice]) -> dict[str, object]:
    return {
        "fund": fund.pk,
        "area": fund.area,
        "month": month.first,
        "sectors": [p.sector for p in prices],
        "bands": [p.band for p in prices],
        "jkk": [p.jkk for p in prices],
        "jkm": [p.jkm for p in prices],
    }


def charge(*, fund: Fund, month: Month, prices: Sequence[BandPrice]) -> Roll | None:
    """Open the month's roll: one line per enrolled, living person. One statement; nobody enrolled: no roll."""
    return _charged("charge.sql", fund, month, prices)


def charge_late(*, fund: Fund, month: Month, prices: Sequence[BandPrice]) -> Roll | None:
    """A supplement for whoever is enrolled, alive and not charged in a month that has its roll; nobody: no roll."""
    return _charged("late.sql", fund, month, prices)


def correct(*, fund: Fund, month: Month, prices: Sequence[BandPrice]) -> list[Roll]:
    """Corrections of a month, one for each roll with lines that should not stand or cost something else today.

    Their lines wait until ``enter``. One statement, and those that read the result.
    """
    keys = [key for (key,) in run(SQL / "correct.sql", _asked(fund, month, prices))]
    rolls = list(Roll.objects.filter(pk__in=keys).order_by("seq"))
    loaded(Correction, sum(abs(roll.persons) for roll in rolls))
    return rolls


def enter(*, roll: Roll) -> None:
    """The lines of an approved correction become person-months, paid since the roll that they correct was paid.

    Whatever is approved makes the next month ready, so that the long deed of charging it holds nobody up.
    """
    run(SQL / "ready.sql", {"month": (Month.of(roll.month) + 1).first})
    if roll.kind != Roll.Kind.CORRECTION:
        return
    try:
        with transaction.atomic():
            run(SQL / "enter.sql", {"roll": roll.pk})
            run(SQL / "follow.sql", {"roll": roll.pk})
            movements.tell(fund=roll.fund, month=Month.of(roll.month))
    except IntegrityError as error:
        raise Refused(
            _("The person-months of %(month)s have changed since the correction was drawn up.")
            % {"month": Month.of(roll.month)}
            + f" ({detail(error)})"
        ) from error


def pay(*, days: Mapping[uuid.UUID, date]) -> None:
    """From its day on each roll's person-months protect; a roll whose payment stands is left as it is."""
    if days:
        run(SQL / "pay.sql", {"rolls": list(days), "days": list(days.values())})


def unpay(*, rolls: Sequence[uuid.UUID], on: date) -> None:
    """The payment of these rolls counts no longer; it stays visible, voided on a day."""
    if rolls:
        run(SQL / "unpay.sql", {"rolls": list(rolls), "on": on})


@dataclass(frozen=True)
class PaidElsewhere:
    """One month of one person that somebody else paid, as a list or a paper tells it."""

    nik: str
    month: Month
    payer: str
    paid_on: date


@dataclass(frozen=True)
class Noted:
    """What became of a list of foreign months; ``twice`` are new ones that one of our funds charges as well."""

    new: int
    known: int
    strangers: int
    twice: int


@action("membership.note_foreign")
def note_foreign_months(*, rows: Sequence[PaidElsewhere], source: str, on: date, by: User) -> Noted:
    """Months that others paid: the protection clock sees them. One statement for any number; what stands stays.

    ``source`` says where it was read (a file's name, a receipt's number), ``on`` is today: no payment lies after it.
    """
    if not source.strip():
        raise BadInput(_("Say where this was read."), where=_("Source"), todo=_("A receipt number or a file name."))
    for number, row in enumerate(rows, 1):
        if not row.payer.strip() or len(row.payer) > 40:
            raise BadInput(_("A payer has 1 to 40 characters."), where=f"{_('Row')} {number}")
        if row.paid_on > on:
            what = _("%(day)s has not come yet.") % {"day": row.paid_on.isoformat()}
            raise BadInput(what, where=f"{_('Row')} {number}", todo=_("Enter the day on the receipt."))
    found = run(
        SQL / "note_foreign.sql",
        {
            "niks": [row.nik for row in rows],
            "months": [row.month.first for row in rows],
            "payers": [row.payer.strip() for row in rows],
            "days": [row.paid_on for row in rows],
            "source": source.strip(),
            "by": by.pk,
        },
    )
    noted = Noted(*found[0])
    if noted.new:
        loaded(ForeignMonth, noted.new)
        stretches.tell({row.nik for row in rows})
        record(by=by, verb="membership.note_foreign", subject="foreign_months", months=noted.new, twice=noted.twice)
    return noted


@action("membership.withdraw_foreign")
def withdraw_foreign_month(*, noted: ForeignMonth, reason: str, by: User) -> ForeignMonth:
    """A month noted by mistake moves the clock no longer. Another person than who noted it; it stays visible."""
    held = ForeignMonth.objects.select_for_update(of=("self",)).get(pk=noted.pk)
    if held.withdrawn_at:
        return held
    if held.noted_by_id == by.pk:
        raise Refused(_("Who noted a month may not withdraw it."))
    if not reason.strip():
        raise BadInput(_("A reason is needed."), where=_("Reason"), todo=_("Say what happened."))
    ForeignMonth.objects.filter(pk=held.pk).update(withdrawn_by=by, withdrawn_at=RecordedNow(), reason=reason.strip())
    if nik := held.person.nik:
        stretches.tell([nik])
    record(by=by, verb="membership.withdraw_foreign", subject=f"foreign_month:{held.pk}", month=f"{held.month:%Y-%m}")
    held.refresh_from_db()
    return held
