"""Prepare, approve and withdraw an SK. The list is frozen from the start; approval is another person's."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from rangkiang.access.action import action, record
from rangkiang.access.models import User
from rangkiang.intake import holding
from rangkiang.platform.bulk import run
from rangkiang.platform.errors import BadInput, Refused
from rangkiang.platform.models import RecordedNow
from rangkiang.platform.month import Month
from rangkiang.programme import queries as programme
from rangkiang.programme.models import Fund

from .models import Decree

SQL = Path(__file__).parent / "sql"


@action("decree.prepare")
def prepare(
    *,
    fund: Fund,
    number: str,
    dated: date,
    first_month: Month,
    count: int | None = None,
    candidates: Sequence[int] | None = None,
    by: User,
) -> Decree:
    """A draft SK with the first ``count`` of the fund's waiting list, or with exactly these ``candidates``.

    The waiting list runs by decile, then by when the person was proposed. An SK of this number that exists already
    is returned as it is. Candidates that are not verified or not this fund's are refused, all of them.
    """
    programme.hold(fund)
    if existing := Decree.objects.filter(fund=fund, number=number).exclude(state=Decree.State.WITHDRAWN).first():
        return existing
    chosen = None if candidates is None else sorted(set(candidates))
    key = uuid.uuid4()
    run(
        SQL / "prepare.sql",
        {
            "decree": key,
            "fund": fund.pk,
            "area": fund.area,
            "number": number,
            "dated": dated,
            "first_month": first_month.first,
            "count": count,
            "chosen": chosen,
            "by": by.pk,
        },
    )
    decree = Decree.objects.filter(pk=key).first()
    if decree is None:
        raise BadInput(
            _("No verified person is waiting for this fund."), where=_("Candidates"), todo=_("Verify candidates first.")
        )
    if chosen is not None and decree.persons != len(chosen):
        raise BadInput(
            _("%(n)s of the chosen persons are not verified for this fund.") % {"n": len(chosen) - decree.persons},
            where=_("Candidates"),
            todo="Choose from the waiting list.",
        )
    holding.hold(decree.lines.values("candidate"), number)
    record(by=by, verb="decree.prepare", subject=f"decree:{key}", persons=decree.persons, sha256=decree.sha256)
    return decree


@action("decree.approve")
def approve(*, decree: Decree, by: User) -> Decree:
    """Sign: the list must still hash to what was prepared, and its preparer cannot sign it."""
    held = Decree.objects.select_for_update().get(pk=decree.pk)
    if held.state == Decree.State.APPROVED:
        return held
    if held.state != Decree.State.DRAFT:
        raise Refused(_("A withdrawn decree cannot be approved."))
    if held.prepared_by_id == by.pk:
        raise Refused(_("Who prepared a decree may not approve it."))
    if fingerprint(held) != held.sha256:
        raise Refused(_("The list is no longer the one that was prepared."))
    Decree.objects.filter(pk=held.pk).update(state=Decree.State.APPROVED, approved_by=by, approved_at=RecordedNow())
    holding.settle(held.lines.values("candidate"))
    record(by=by, verb="decree.approve", subject=f"decree:{held.pk}", persons=held.persons, sha256=held.sha256)
    held.refresh_from_db()
    return held


@action("decree.withdraw")
def withdraw(*, decree: Decree, by: User) -> Decree:
    """A draft is taken back; its people return to the waiting list."""
    with transaction.atomic():
        held = Decree.objects.select_for_update().get(pk=decree.pk)
        if held.state == Decree.State.APPROVED:
            raise Refused(_("An approved decree is replaced by another, not withdrawn."))
        if held.state == Decree.State.WITHDRAWN:
            return held
        Decree.objects.filter(pk=held.pk).update(state=Decree.State.WITHDRAWN)
        holding.release(held.lines.values("candidate"))
        record(by=by, verb="decree.withdraw", subject=f"decree:{held.pk}")
        held.refresh_from_db()
    return held


def fingerprint(decree: Decree) -> str:
    """SHA-256 over every line, in order, as the database holds it now."""
    return str(run(SQL / "fingerprint.sql", {"decree": decree.pk})[0][0])
