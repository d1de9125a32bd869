"""What is committed, owed, paid and left; how long a budget lasts."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection
from django.db.models import F, Q, Sum
from django.db.models.functions import Coalesce

from rangkiang.programme import queries as programme
from rangkiang.programme.models import Fund

from .models import Allocation, Bill, PaymentOrder


def committed(fund: Fund, year: int) -> int:
    """Rupiah of the year's approved bills."""
    found = (
        Bill.objects.filter(roll__fund=fund, roll__month__year=year)
        .exclude(state=Bill.State.DRAFT)
        .aggregate(total=Sum(F("roll__jkk") + F("roll__jkm")))
    )
    return int(found["total"] or 0)


def committed_by_year(funds: Collection[int]) -> dict[tuple[int, int], int]:
    """(fund, year) → rupiah of its approved bills. One statement, for a page of many funds."""
    rows = (
        Bill.objects.filter(roll__fund__in=funds)
        .exclude(state=Bill.State.DRAFT)
        .values_list("roll__fund", "roll__month__year")
        .annotate(total=Sum(F("roll__jkk") + F("roll__jkm")))
    )
    return {(fund, year): int(total) for fund, year, total in rows}


def owed(fund: Fund, bills: Sequence[UUID]) -> list[tuple[UUID, int]]:
    """(bill, outstanding) of the issued ones among these, oldest month first; orders not yet paid count as paid."""
    rows = (
        Bill.objects.filter(pk__in=bills, roll__fund=fund, state=Bill.State.ISSUED)
        .annotate(outstanding=F("roll__jkk") + F("roll__jkm") - Coalesce(Sum("allocations__amount"), 0))
        .order_by("roll__month", "roll__seq")
        .values_list("pk", "outstanding")
    )
    return [(key, int(left)) for key, left in rows]


def full_bills(order: PaymentOrder) -> list[UUID]:
    """The bills of this order that paid orders now cover whole."""
    touched = Allocation.objects.filter(order=order).values("bill")  # what other orders paid counts too
    rows = Bill.objects.filter(pk__in=touched).annotate(
        total=F("roll__jkk") + F("roll__jkm"),
        paid=Coalesce(Sum("allocations__amount", filter=Q(allocations__order__state=PaymentOrder.State.PAID)), 0),
    )
    return list(rows.filter(paid__gte=F("total")).values_list("pk", flat=True))


def cash_paid(fund: Fund, start: date, end: date, known: datetime | None = None) -> int:
    """Rupiah that left the fund between two days, both included, as far as it was recorded before ``known``."""
    found = PaymentOrder.objects.filter(fund=fund, state=PaymentOrder.State.PAID, paid_on__range=(start, end))
    if known:
        found = found.filter(approved_at__lt=known)
    return int(found.aggregate(Sum("amount"))["amount__sum"] or 0)


@dataclass(frozen=True)
class Runway:
    """A year's budget on a day. ``runs_out`` is the first month of the year it cannot pay, None when it lasts.

    ``ceiling`` is None before any budget is in force. Amounts in rupiah; ``per_month`` is the newest bill.
    """

    year: int
    ceiling: int | None
    paid: int
    left: int
    per_month: int
    person_months: int
    runs_out: date | None


def runway(fund: Fund, on: date, price: int, known: datetime | None = None) -> Runway:
    """How long the year's money lasts if every month to come costs what the newest bill did."""
    ceiling = programme.ceiling(fund, on.year, on, known)
    paid = cash_paid(fund, date(on.year, 1, 1), on, known)
    newest = (
        Bill.objects.filter(roll__fund=fund, roll__month__lte=on)
        .order_by("-roll__month")
        .values_list("roll__month", "roll__jkk", "roll__jkm")
        .first()
    )
    if ceiling is None or newest is None:
        return Runway(on.year, ceiling, paid, (ceiling or 0) - paid, 0, (ceiling or 0) // price, None)
    month, per_month = newest[0], int(newest[1] + newest[2])
    left, runs_out = ceiling - paid, None
    for number in range(month.month + 1 if month.year == on.year else 1, 13):
        left -= per_month
        if left < 0:
            runs_out = date(on.year, number, 1)
            break
    return Runway(on.year, ceiling, paid, ceiling - paid, per_month, ceiling // price, runs_out)


def months(fund: Fund) -> list[dict[str, object]]:
    """Every billed month of a fund with persons, amounts, payment day and open differences; newest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT r.month, r.persons, r.jkk, r.jkm, b.state, p.paid_on,
                   (SELECT count(*) FROM money_difference d
                    WHERE d.fund_id = r.fund_id AND d.month = r.month AND d.state = 'open') AS open
            FROM membership_roll r JOIN money_bill b ON b.roll_id = r.id
            LEFT JOIN membership_rollpayment p ON p.roll_id = r.id AND p.voids_id IS NULL
            WHERE r.fund_id = %s AND r.seq = 0 ORDER BY r.month DESC""",
            [fund.pk],
        )
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
