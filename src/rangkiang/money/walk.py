"""One rupiah, both ways: budget line, decree, person-month, bill, order, SP2D, receipt, ledger."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, F, Manager, Q, QuerySet, Sum

from rangkiang.decree.models import Decree
from rangkiang.membership.models import Correction, PersonMonth
from rangkiang.programme import queries as programme

from . import ledger, queries
from .models import Allocation, Bill, PaymentOrder, Refund, Transfer


@dataclass(frozen=True)
class BudgetLine:
    """Where a bill is booked: the year's ceiling, what is allowed beyond it, what its bills have taken; rupiah."""

    year: int
    ceiling: int | None
    beyond: int
    committed: int
    accounts: programme.Accounts


def budget_line(bill: Bill) -> BudgetLine:
    fund, month = bill.roll.fund, bill.roll.month
    end = month.replace(month=12, day=31)
    return BudgetLine(
        month.year,
        programme.ceiling(fund, month.year, end),
        programme.overspend(fund, month.year),
        queries.committed(fund, month.year),
        programme.accounts(fund, month),
    )


def lines(bill: Bill) -> QuerySet[PersonMonth] | QuerySet[Correction]:
    """The bill's person-months; of a correction that was never approved, what it proposed."""
    found = PersonMonth.objects.filter(month=bill.roll.month, roll=bill.roll)
    if not found.exists():
        waiting = Correction.objects.filter(roll=bill.roll)
        return waiting.select_related("person", "enrolment__decree_line__decree").order_by("person", "seq")
    return found.select_related("person", "enrolment__decree_line__decree").order_by("person", "seq")


def decrees(bill: Bill) -> list[tuple[Decree, int]]:
    """The decrees that named the persons of the bill, and how many of its lines each accounts for. One statement."""
    named = Q(lines__enrolment__months__month=bill.roll.month, lines__enrolment__months__roll=bill.roll)
    found = Decree.objects.filter(named).annotate(charged=Count("lines__enrolment__months__seq", filter=named))
    return [(decree, decree.charged) for decree in found.order_by("dated", "number")]


def shares(bill: Bill) -> list[Allocation]:
    """What settles the bill: shares of orders, and used credit; oldest first."""
    held = Allocation.objects.filter(bill=bill).select_related("order__receipt", "credit__roll")
    return list(held.order_by("recorded_at", "pk"))


def booked(bill: Bill | None = None, order: PaymentOrder | None = None) -> list[Transfer]:
    """The transfers of a bill or of an order, in the order of the ledger."""
    if bill:
        of_credit = [f"allocation:{key}" for key in bill.allocations.values_list("pk", flat=True)]
        return ledger.of(f"bill:{bill.pk}", of_credit + _refunds(bill.refunds))
    assert order is not None
    more = _refunds(order.refunds)
    if reversal := getattr(order, "reversal", None):
        more += [f"reversal:{reversal.pk}", f"reversal:{reversal.pk}:beyond"]
    return ledger.of(f"order:{order.pk}", more)


def _refunds(held: Manager[Refund]) -> list[str]:
    return [f"refund:{key}" for key in held.values_list("pk", flat=True)]


def totals(rows: QuerySet) -> dict[str, int]:
    """Control totals of a bill's lines: persons (charges less what is taken off), JKK and JKM."""
    found = rows.aggregate(
        on=Count("seq", filter=Q(seq__in=(0, 2, 4, 6, 8))),
        off=Count("seq", filter=Q(seq__in=(1, 3, 5, 7, 9))),
        jkk=Sum("jkk"),
        jkm=Sum("jkm"),
    )
    return {"persons": found["on"] - found["off"], "jkk": found["jkk"] or 0, "jkm": found["jkm"] or 0}


def bill_of(key: UUID) -> Bill | None:
    return Bill.objects.select_related("roll__fund__programme", "prepared_by", "approved_by").filter(pk=key).first()


def order_of(key: UUID) -> PaymentOrder | None:
    held = PaymentOrder.objects.select_related("fund", "prepared_by", "approved_by", "receipt", "reversal")
    return held.filter(pk=key).first()


def paid_bills(order: PaymentOrder) -> Sequence[Allocation]:
    """What the order pays, bill by bill."""
    held = order.allocations.select_related("bill__roll__fund").annotate(month=F("bill__roll__month"))
    return list(held.order_by("month", "bill__roll__seq", "pk"))
