"""The dead who are still billed: what stands after their death is taken off by itself, in drafts to be approved.

The money room draws up the corrections; what each needs until BPJS has paid back, ``watch_queries.refunds`` tells.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from django.utils.translation import gettext as _

from rangkiang.access.action import action
from rangkiang.access.models import User
from rangkiang.access.rights import answerable, may
from rangkiang.money import actions as money
from rangkiang.money.drafts import withdraw_bill
from rangkiang.money.models import Bill
from rangkiang.platform.bulk import run
from rangkiang.platform.errors import Refused
from rangkiang.platform.jobs import start
from rangkiang.platform.month import Month
from rangkiang.programme.models import Fund

SQL = Path(__file__).parent / "sql"
TAKE_OFF = "money.supplement"
BILLED = "deaths.billed"


def stop_billing(*, persons: Sequence[int] | None, by: User) -> int:
    """Within a deed by which somebody is dead, or lives after all: have the bills follow; returns how many jobs.

    Signed by who did it, or by who answers for it in the fund's area. ``persons``: records, None for everybody.
    """
    areas = sorted({area for _fund, _month, area, _draft in run(SQL / "billed.sql", {"persons": persons})})
    if not areas:
        return 0
    who = answerable(TAKE_OFF)
    found = {by if may(by, TAKE_OFF, area) else who(TAKE_OFF, area) for area in areas}
    signers = [user for user in found if user]
    for signer in signers:
        start(BILLED, by=signer)
    return len(signers)


@action(TAKE_OFF)
def take_off(*, by: User) -> int:
    """Draw up the corrections of every month in which somebody dead stands; returns how many bills wait for it.

    A draft that takes off somebody who lives is withdrawn first. A month that is closed, or whose own bill is no more
    than a draft, is left to its next step. Again: nothing new.
    """
    found = run(SQL / "billed.sql", {"persons": None})
    for draft in Bill.objects.filter(pk__in=[draft for *_of, draft in found if draft]):
        withdraw_bill(bill=draft, reason=_("A death was taken back: somebody on it lives."), by=by)
    funds = Fund.objects.in_bulk({fund for fund, *_month in found})
    made = 0
    for key, month in dict.fromkeys((fund, month) for fund, month, *_rest in found):
        try:
            made += len(money.supplement(fund=funds[key], month=Month.of(month), by=by))
        except Refused:
            continue
    return made
