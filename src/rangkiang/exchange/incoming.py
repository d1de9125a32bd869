"""What BPJS sends back: the card numbers of the newly registered, and each month's list of active members.

The file itself is kept as evidence by intake; here its rows go where they belong.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from rangkiang.access.models import User
from rangkiang.intake import actions as intake
from rangkiang.intake.models import Batch
from rangkiang.membership import actions as membership
from rangkiang.money import actions as money
from rangkiang.platform.errors import BadInput
from rangkiang.platform.month import Month
from rangkiang.programme.models import Fund

NUMBERS, ACTIVE = "numbers", "active"


@dataclass(frozen=True)
class Taken:
    """``rows`` of the file were readable; ``used`` of them were news: a number not known, a member not yet listed."""

    batch: Batch
    rows: int
    used: int


def take_in(*, fund: Fund, kind: str, month: Month, filename: str, content: bytes, on: date, by: User) -> Taken:
    """Card numbers or the active list of a month, all or nothing. The same file again changes nothing."""
    with transaction.atomic():
        batch = intake.receive(fund=fund, filename=filename, content=content, profile=intake.BPJS_LIST, on=on, by=by)
        if batch.state == Batch.State.FAULTY:
            finding = batch.findings.filter(severity="error").first()
            raise BadInput(finding.message_id if finding else _("The file cannot be read."), where=filename)
        pairs = intake.take(batch=batch, by=by)
        if kind == NUMBERS:
            used = membership.number(fund=fund, kpj=dict(pairs), by=by)
        else:
            used = money.active_list(fund=fund, month=month, kpj=[number for _nik, number in pairs], by=by)
    return Taken(batch, len(pairs), used)
