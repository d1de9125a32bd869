"""What settles a bill besides its own payment: credit carried forward; and what unsettles it: a reversal. Refunds.

A bill is settled when paid orders and used credits cover it; then its person-months are paid, since the last day on
which something of it was. When a payment is reversed the bill is owed again and its months are paid no longer.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from django.db.models import Sum
from django.utils.translation import gettext as _

from rangkiang.access.action import action, record
from rangkiang.access.models import User
from rangkiang.membership import actions as membership
from rangkiang.platform.errors import BadInput, Refused
from rangkiang.platform.models import RecordedNow, today
from rangkiang.platform.month import Month
from rangkiang.programme import queries as programme

from . import ledger, queries
from .models import Allocation, Bill, PaymentOrder, Refund, Reversal


def settle(*, bills: Collection[UUID], on: date) -> int:
    """Bring the state of these bills and the payment of their rolls to what is paid of them; returns the settled.

    ``on`` is the day of a reversal, when one is the cause. A constant number of statements.
    """
    found = queries.settled(bills)
    full = [one for one in found if one.total > 0 and one.paid >= one.total]
    short = [one for one in found if one.total > 0 and one.paid < one.total]
    issued = Bill.objects.filter(state=Bill.State.ISSUED)
    issued.filter(pk__in=[one.bill for one in full]).update(state=Bill.State.SETTLED)
    Bill.objects.filter(pk__in=[one.bill for one in short], state=Bill.State.SETTLED).update(state=Bill.State.ISSUED)
    membership.pay(days={one.bill: one.day for one in full if one.day and not one.follows})
    membership.unpay(rolls=[one.bill for one in short if not one.follows], on=on)
    return len(full)


def _use_up(bills: Sequence[Bill]) -> None:
    """A bill below zero is settled when its credit is used or came back as money."""
    for bill in bills:
        used = bill.uses.aggregate(total=Sum("amount"))["total"] or 0
        back = bill.refunds.filter(state=Refund.State.RECEIVED).aggregate(total=Sum("amount"))["total"] or 0
        if used + back >= -bill.roll.total:
            Bill.objects.filter(pk=bill.pk, state=Bill.State.ISSUED).update(state=Bill.State.SETTLED)


def _come(day: date, where: str) -> None:
    if day > today():
        what = _("%(day)s has not come yet.") % {"day": day.isoformat()}
        raise BadInput(what, where=where, todo=_("Enter the day on the paper."))


def _unexplained(credit: queries.Credit) -> Refused:
    return Refused(
        _("Nobody has explained yet why an order of %(month)s paid more than its bills: explain that difference first.")
        % {"month": Month.of(credit.month)}
    )


@action("money.use_credit")
def use_credit(*, bill: Bill, on: date, by: User) -> int:
    """Carry credit forward to an issued bill, the oldest first, up to what is outstanding; returns the rupiah used.

    Nothing outstanding or no credit left: nothing happens, and a second call does nothing more. What an order paid
    beyond its bills is used only once a person has explained it.
    """
    fund = programme.hold(bill.roll.fund)
    queries.require_open(fund, [bill.roll.month])
    _come(on, _("Day"))
    owed = dict(queries.owed(fund, [bill.pk])).get(bill.pk, 0)
    left, rows, exhausted = owed, [], []
    found = queries.credits_of(fund)
    if owed and found and not any(credit.explained for credit in found):
        raise _unexplained(found[0])
    for credit in (one for one in found if one.explained):
        share = min(left, credit.left)
        if share > 0:
            rows.append(
                Allocation(order=credit.order, credit=credit.bill, bill=bill, area=fund.area, amount=share, used_on=on)
            )
            left -= share
            exhausted += [credit.bill] if credit.bill and share == credit.left else []
    if not rows:
        return 0
    made = Allocation.objects.bulk_create(rows)
    of_orders = [one for one in made if one.order_id]
    moves = [ledger.Move("payable", "unallocated", one.amount, f"allocation:{one.pk}") for one in of_orders]
    ledger.move(fund=fund, on=on, moves=moves)
    _use_up(exhausted)
    settle(bills=[bill.pk], on=on)
    record(by=by, verb="money.use_credit", subject=f"bill:{bill.pk}", amount=owed - left, sources=len(rows))
    return owed - left


@action("money.ask_reversal")
def ask_reversal(*, order: PaymentOrder, reason: str, by: User) -> Reversal:
    """Ask that an order shall not count: sent back by the bank, or drawn up wrongly. Asked for once."""
    fund = programme.hold(order.fund)
    if existing := Reversal.objects.filter(order=order).first():
        return existing
    if not reason.strip():
        raise BadInput(_("A reason is needed."), where=_("Reason"), todo=_("Say what happened."))
    if hasattr(order, "receipt"):
        raise Refused(_("BPJS has given a receipt for this payment: ask for a refund instead."))
    made = Reversal.objects.create(order=order, area=fund.area, reason=reason.strip(), prepared_by=by)
    record(by=by, verb="money.ask_reversal", subject=f"order:{order.pk}", amount=order.amount)
    return made


def _reversible(held: Reversal, on: date, by: User) -> None:
    order = held.order
    if held.prepared_by_id == by.pk:
        raise Refused(_("Who asked for a reversal may not approve it."))
    if hasattr(order, "receipt"):
        raise Refused(_("BPJS has given a receipt for this payment: ask for a refund instead."))
    if order.refunds.exclude(state=Refund.State.REFUSED).exists():
        raise Refused(_("What this order paid too much was asked back from BPJS already."))
    _come(on, _("Reversed on"))
    if order.paid_on and on < order.paid_on:
        raise BadInput(_("A payment is not reversed before it was made."), where=_("Reversed on"))


@action("money.reverse")
def reverse(*, reversal: Reversal, on: date, by: User) -> Reversal:
    """Another person approves: the money is back in the fund, its bills are owed again, their months not paid."""
    fund = programme.hold(reversal.order.fund)
    held = Reversal.objects.select_for_update(of=("self",)).select_related("order__receipt").get(pk=reversal.pk)
    if held.approved_at:
        return held
    _reversible(held, on, by)
    order = held.order
    touched = list(order.allocations.values_list("bill", "bill__roll__month", "amount"))
    queries.require_open(fund, {month for _bill, month, _amount in touched})
    Reversal.objects.filter(pk=held.pk).update(approved_by=by, approved_at=RecordedNow(), reversed_on=on)
    PaymentOrder.objects.filter(pk=order.pk).update(state=PaymentOrder.State.VOIDED)
    if order.state == PaymentOrder.State.PAID:
        allocated = sum(amount for _bill, _month, amount in touched)
        ledger.move(
            fund=fund,
            on=on,
            moves=[
                ledger.Move("cash", "payable", allocated, f"reversal:{held.pk}"),
                ledger.Move("cash", "unallocated", order.amount - allocated, f"reversal:{held.pk}:beyond"),
            ],
        )
        settle(bills={bill for bill, _month, _amount in touched}, on=on)
    record(by=by, verb="money.reverse", subject=f"order:{order.pk}", amount=order.amount, bills=len(touched))
    held.refresh_from_db()
    return held


@action("money.ask_refund")
def ask_refund(*, credit: Bill | PaymentOrder, letter: str, asked_on: date, by: User) -> Refund:
    """Ask BPJS for what is left of a credit, by letter; the same letter again is returned as it is."""
    fund = programme.hold(credit.roll.fund if isinstance(credit, Bill) else credit.fund)
    of = {"bill": credit, "order": None} if isinstance(credit, Bill) else {"bill": None, "order": credit}
    if existing := Refund.objects.filter(fund=fund, letter=letter, **of).first():
        return existing
    if not letter.strip():
        raise BadInput(_("A refund is asked for by letter."), where=_("Letter number"))
    _come(asked_on, _("Asked on"))
    found = next((one for one in queries.credits_of(fund) if one.key == credit.pk), None)
    if found and not found.explained:
        raise _unexplained(found)
    left = found.left if found else 0
    if left <= 0:
        raise Refused(_("Nothing of this credit is left: it was used or asked back already."))
    made = Refund.objects.create(
        fund=fund, area=fund.area, amount=left, letter=letter, asked_on=asked_on, prepared_by=by, **of
    )
    record(by=by, verb="money.ask_refund", subject=f"refund:{made.pk}", amount=left)
    return made


@action("money.settle_refund")
def settle_refund(*, refund: Refund, received: bool, settled_on: date, reference: str, by: User) -> Refund:
    """Received in money, with the number of the bank's note; or refused by BPJS, with its reason: then it is credit."""
    fund = programme.hold(refund.fund)
    held = Refund.objects.select_for_update(of=("self",)).select_related("bill__roll").get(pk=refund.pk)
    if held.state != Refund.State.ASKED:
        return held
    if held.prepared_by_id == by.pk:
        raise Refused(_("Who asked for a refund may not settle it."))
    if not reference.strip():
        raise BadInput(_("A number or a reason is needed."), where=_("Reference"), todo=_("Copy it from the paper."))
    _come(settled_on, _("Day"))
    if settled_on < held.asked_on:
        raise BadInput(_("A refund is not settled before it was asked for."), where=_("Day"))
    Refund.objects.filter(pk=held.pk).update(
        state=Refund.State.RECEIVED if received else Refund.State.REFUSED,
        settled_on=settled_on,
        reference=reference.strip(),
        closed_by=by,
        closed_at=RecordedNow(),
    )
    if received:
        account = "payable" if held.bill_id else "unallocated"
        ledger.move(fund=fund, on=settled_on, moves=[ledger.Move("cash", account, held.amount, f"refund:{held.pk}")])
        _use_up([held.bill] if held.bill else [])
    record(by=by, verb="money.settle_refund", subject=f"refund:{held.pk}", amount=held.amount, received=received)
    held.refresh_from_db()
    return held
