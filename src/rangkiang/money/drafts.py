"""What becomes of a draft bill before it is approved: another person checks it, or it is withdrawn with a reason."""

from __future__ import annotations

from django.utils.translation import gettext as _

from rangkiang.access.action import action, record
from rangkiang.access.models import User
from rangkiang.membership.models import Roll
from rangkiang.membership.taking_off import take_off
from rangkiang.platform.errors import BadInput, Refused
from rangkiang.platform.models import RecordedNow
from rangkiang.programme import queries as programme

from . import queries
from .models import Bill


def _held(bill: Bill) -> Bill:
    programme.hold(bill.roll.fund)
    return Bill.objects.select_for_update(of=("self",)).select_related("roll__fund").get(pk=bill.pk)


@action("money.check_bill")
def check_bill(*, bill: Bill, by: User) -> Bill:
    """Another person than who drew it up has looked at its totals, its changes and its sample. Checked once."""
    held = _held(bill)
    if held.checked_at:
        return held
    if held.state != Bill.State.DRAFT:
        raise Refused(_("Only a draft is checked."))
    if held.prepared_by_id == by.pk:
        raise Refused(_("Who prepared a bill may not check it."))
    Bill.objects.filter(pk=held.pk).update(checked_by=by, checked_at=RecordedNow())
    record(by=by, verb="money.check_bill", subject=f"bill:{held.pk}", total=held.roll.total)
    held.refresh_from_db()
    return held


@action("money.withdraw_bill")
def withdraw_bill(*, bill: Bill, reason: str, by: User) -> Bill:
    """A draft is taken back with a reason: it stays visible, nobody is charged by it, it can be drawn up anew."""
    held = _held(bill)
    if held.state == Bill.State.WITHDRAWN:
        return held
    if held.state != Bill.State.DRAFT:
        raise Refused(_("An issued bill is corrected by another, not withdrawn."))
    if not reason.strip():
        raise BadInput(_("A reason is needed."), where=_("Reason"), todo=_("Say what is wrong with it."))
    queries.require_open(held.roll.fund, [held.roll.month])
    told = {"state": Bill.State.WITHDRAWN, "withdrawn_by": by, "withdrawn_at": RecordedNow(), "reason": reason.strip()}
    Bill.objects.filter(pk=held.pk).update(**told)
    if held.roll.kind != Roll.Kind.CORRECTION and (taken := take_off(roll=held.roll)):
        Bill.objects.create(roll=taken, area=held.area, due_on=held.due_on, prepared_by=by, **told)
    record(by=by, verb="money.withdraw_bill", subject=f"bill:{held.pk}", total=held.roll.total)
    held.refresh_from_db()
    return held
