"""Close a month when nothing is left to explain, and open it again for a reason: both are recorded acts."""

from __future__ import annotations

from collections.abc import Collection

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rangkiang.access.action import action, record
from rangkiang.access.models import User
from rangkiang.platform.errors import BadInput, Refused
from rangkiang.platform.models import RecordedNow
from rangkiang.platform.month import Month
from rangkiang.programme import queries as programme
from rangkiang.programme.models import Fund

from . import queries
from .actions import compare
from .models import Bill, Closing, Difference, PaymentOrder, Reconciliation


def _nothing_waits(fund: Fund, month: Month) -> None:
    drafts = Bill.objects.filter(roll__fund=fund, roll__month=month.first, state=Bill.State.DRAFT)
    if drafts.exists():
        raise Refused(_("A bill of this month waits for approval."))
    orders = PaymentOrder.objects.filter(fund=fund, allocations__bill__roll__month=month.first)
    if orders.filter(state=PaymentOrder.State.DRAFT).exists():
        raise Refused(_("A payment order of this month is not paid yet."))
    if orders.filter(reversal__approved_at=None, reversal__isnull=False).exists():
        raise Refused(_("A reversal of this month waits for approval."))


@action("money.sign_off")
def sign_off(*, fund: Fund, month: Month, differences: Collection[int] | None = None, by: User) -> int:
    """Agree with explanations of others: these differences, or all of the month. Returns how many were signed.

    One's own explanation is left for somebody else; a signed one stays as it is.
    """
    programme.hold(fund)
    queries.require_open(fund, [month.first])
    waiting = Difference.objects.filter(fund=fund, month=month.first, state=Difference.State.EXPLAINED, signed_at=None)
    if differences is not None:
        waiting = waiting.filter(pk__in=differences)
    signed = waiting.exclude(closed_by=by).update(signed_by=by, signed_at=RecordedNow())
    if not signed and waiting.exists():
        raise Refused(_("Who explained a difference may not sign it off."))
    if signed:
        record(by=by, verb="money.sign_off", subject=f"fund:{fund.pk}", month=str(month), differences=signed)
    return signed


@action("money.close_month")
def close_month(*, fund: Fund, month: Month, by: User) -> Closing:
    """Another person compared the lists; they are compared once more, and every difference is solved, or explained and
    signed off by a second person.

    A closed month takes no roll, payment or receipt. A month that is closed is returned as it is.
    """
    programme.hold(fund)
    newest = queries.closing(fund, month)
    if newest and newest.closed:
        return newest
    _nothing_waits(fund, month)
    compared = Reconciliation.objects.filter(fund=fund, month=month.first).exclude(made_by=by).order_by("-seq").first()
    if compared is None:
        raise Refused(_("Another person compares the four lists first."))
    compare(fund=fund, month=month, by=by)
    if left := Difference.objects.filter(fund=fund, month=month.first, state=Difference.State.OPEN).count():
        raise Refused(
            ngettext(
                "%(n)s difference is still open: compare the lists, solve it or explain it.",
                "%(n)s differences are still open: compare the lists, solve or explain them.",
                left,
            )
            % {"n": left}
        )
    explained = Difference.objects.filter(fund=fund, month=month.first, state=Difference.State.EXPLAINED)
    if left := explained.filter(signed_at=None).count():
        raise Refused(
            ngettext(
                "%(n)s explanation waits for a second person to sign it off.",
                "%(n)s explanations wait for a second person to sign them off.",
                left,
            )
            % {"n": left}
        )
    made = Closing.objects.create(
        fund=fund,
        area=fund.area,
        month=month.first,
        seq=newest.seq + 1 if newest else 0,
        compared_by=compared.made_by,
        made_by=by,
    )
    record(by=by, verb="money.close_month", subject=f"fund:{fund.pk}", month=str(month), seq=made.seq)
    return made


@action("money.reopen_month")
def reopen_month(*, fund: Fund, month: Month, reason: str, by: User) -> Closing | None:
    """A closed month takes rolls and payments again. One that is open stays as it is; None when it never was closed."""
    programme.hold(fund)
    newest = queries.closing(fund, month)
    if newest is None or not newest.closed:
        return newest
    if not reason.strip():
        raise BadInput(_("A reason is needed."), where=_("Reason"), todo=_("Say why the month must change."))
    made = Closing.objects.create(
        fund=fund, area=fund.area, month=month.first, seq=newest.seq + 1, reason=reason.strip(), made_by=by
    )
    record(by=by, verb="money.reopen_month", subject=f"fund:{fund.pk}", month=str(month), seq=made.seq)
    return made
