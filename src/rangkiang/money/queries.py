"""What is committed, owed, paid, in credit and left; which months are closed; how long a budget lasts."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import md5
from itertools import accumulate
from pathlib import Path
from uuid import UUID

from django.db import connection
from django.db.models import CharField, Count, Exists, F, Max, OuterRef, Q, QuerySet, Sum, Value
from django.db.models.functions import Cast, Coalesce, Concat
from django.utils.translation import gettext as _

from rangkiang import law
from rangkiang.access.models import Assignment, User
from rangkiang.access.rights import table
from rangkiang.membership.models import PersonMonth, Roll, RollPayment
from rangkiang.platform.bulk import run
from rangkiang.platform.errors import Refused
from rangkiang.platform.month import Month
from rangkiang.programme import queries as programme
from rangkiang.programme.models import Fund

from .models import Bill, Closing, Difference, PaymentOrder, Refund, Reversal, Transfer

SQL = Path(__file__).parent / "sql"
APPROVED = (Bill.State.ISSUED, Bill.State.SETTLED)


def bill_of(fund: Fund, month: Month) -> Bill | None:
    """The month's own bill, not its supplements: the first that stands, drawn up anew when a draft was withdrawn."""
    of_month = Bill.objects.select_related("roll").filter(roll__fund=fund, roll__month=month.first)
    standing = of_month.exclude(state=Bill.State.WITHDRAWN).exclude(roll__kind=Roll.Kind.CORRECTION)
    return standing.order_by("roll__seq").first()


def fingerprint(roll: Roll) -> str:
    """SHA-256 over a bill's lines and head, as the database holds them now. One statement."""
    return str(run(SQL / "bill_fingerprint.sql", {"roll": roll.pk, "month": roll.month})[0][0])


def owners() -> list[User]:
    """Who may answer for a difference. One statement."""
    roles = table()["money.explain"]
    held = Assignment.objects.filter(role__in=roles, user__is_active=True).values("user")
    return list(User.objects.filter(pk__in=held).order_by("first_name", "pk"))


def committed(fund: Fund, year: int) -> int:
    """Rupiah of the year's approved bills."""
    return _sum_of(Bill.objects.filter(roll__fund=fund, roll__month__year=year, state__in=APPROVED))


def _sum_of(bills: QuerySet[Bill]) -> int:
    return int(bills.aggregate(total=Sum(F("roll__jkk") + F("roll__jkm")))["total"] or 0)


def _issued(fund: Fund, year: int, on: date, known: datetime | None) -> QuerySet[Bill]:
    """The year's bills issued until a day, by their day in the ledger; approved before ``known``."""
    key = Cast(OuterRef("pk"), CharField())
    parts = [Concat(Value("bill:"), key, Value(f":{part}"), output_field=CharField()) for part in ("jkk", "jkm")]
    booked = Transfer.objects.filter(reference__in=parts, happened_on__lte=on)
    found = Bill.objects.filter(Exists(booked), roll__fund=fund, roll__month__year=year, state__in=APPROVED)
    return found.filter(approved_at__lt=known) if known else found


def committed_by_year(funds: Collection[int]) -> dict[tuple[int, int], int]:
    """(fund, year) → rupiah of its approved bills. One statement, for a page of many funds."""
    rows = (
        Bill.objects.filter(roll__fund__in=funds)
        .filter(state__in=APPROVED)
        .values_list("roll__fund", "roll__month__year")
        .annotate(total=Sum(F("roll__jkk") + F("roll__jkm")))
    )
    return {(fund, year): int(total) for fund, year, total in rows}


def owed(fund: Fund, bills: Sequence[UUID]) -> list[tuple[UUID, int]]:
    """(bill, outstanding) of the issued ones above zero among these, oldest month first.

    Orders not yet paid count as paid, reversed ones do not.
    """
    return [(bill.pk, left) for bill, left in to_pay(fund, bills)]


def to_pay(fund: Fund, bills: Sequence[UUID] | None = None) -> list[tuple[Bill, int]]:
    """Issued bills above zero with what no order covers yet, oldest first; all of the fund's, or some."""
    rows = (
        Bill.objects.filter(roll__fund=fund, state=Bill.State.ISSUED)
        .annotate(total=F("roll__jkk") + F("roll__jkm"))
        .filter(total__gt=0)
        .annotate(covered=Coalesce(Sum("allocations__amount", filter=~Q(allocations__order__state="voided")), 0))
        .select_related("roll")
        .order_by("roll__month", "roll__seq")
    )
    if bills is not None:
        rows = rows.filter(pk__in=bills)
    return [(bill, int(bill.roll.total - bill.covered)) for bill in rows]


@dataclass(frozen=True)
class Settled:
    """What is paid of a bill, in rupiah, and the last day on which something of it was."""

    bill: UUID
    total: int
    paid: int
    day: date | None
    follows: bool  # a correction: its person-months are paid with the roll that it corrects


def settled(bills: Collection[UUID]) -> list[Settled]:
    """Paid orders and used credits of these bills. One statement."""
    standing = Q(allocations__order__state=PaymentOrder.State.PAID) | Q(allocations__order=None)
    rows = Bill.objects.filter(pk__in=bills).annotate(
        total=F("roll__jkk") + F("roll__jkm"),
        paid=Coalesce(Sum("allocations__amount", filter=standing), 0),
        day=Max(Coalesce("allocations__used_on", "allocations__order__paid_on"), filter=standing),
    )
    return [
        Settled(key, int(total), int(paid), day, kind == Roll.Kind.CORRECTION)
        for key, total, paid, day, kind in rows.values_list("pk", "total", "paid", "day", "roll__kind")
    ]


@dataclass(frozen=True)
class Credit:
    """What BPJS holds of ours, in rupiah: of a bill below zero, or of an order that paid beyond its bills.

    ``left`` is neither used for a bill nor asked back. What an order paid beyond its bills is credit only once a
    person has ``explained`` the difference of its ``month``; until then nobody knows what it is.
    """

    bill: Bill | None
    order: PaymentOrder | None
    day: date
    total: int
    used: int
    asked: int
    explained: bool
    month: date

    @property
    def left(self) -> int:
        return self.total - self.used - self.asked

    @property
    def key(self) -> UUID:
        held = self.bill or self.order
        assert held is not None
        return UUID(str(held.pk))


def _asked(**of: object) -> dict[UUID, int]:
    rows = Refund.objects.filter(**of).exclude(state=Refund.State.REFUSED).values_list("bill", "order")
    return {bill or order: int(total) for bill, order, total in rows.annotate(total=Sum("amount"))}


def _explained(fund: Fund, beyond: Collection[tuple[date, UUID, int]]) -> set[date]:
    """Months whose payments beyond their bills a person has explained; ``beyond`` are these: month, order, rupiah.

    What was paid since, or is open again, is not explained; ``Difference.who`` tells (sql/reconcile.sql). One that
    was explained before it was kept counts.
    """
    said = Difference.objects.filter(fund=fund, kind=Difference.Kind.AMOUNT, state=Difference.State.EXPLAINED)
    found = set()
    for month, who in said.values_list("month", "who"):
        mine = sorted((order, rupiah) for of, order, rupiah in beyond if of == month)
        told = ",".join(f"{key} {rupiah}" for key, rupiah in mine)
        if who in ("", md5(told.encode(), usedforsecurity=False).hexdigest()):
            found.add(month)
    return found


def credits_of(fund: Fund) -> list[Credit]:
    """Every credit of the fund that is not used up or refunded, explained or not, oldest first. Four statements."""
    asked = _asked(fund=fund)
    below = (
        Bill.objects.filter(roll__fund=fund, state=Bill.State.ISSUED, roll__jkk__lt=-F("roll__jkm"))
        .select_related("roll")
        .annotate(used=Coalesce(Sum("uses__amount"), 0))
    )
    beyond = list(
        PaymentOrder.objects.filter(fund=fund, state=PaymentOrder.State.PAID)
        .annotate(drawn=Coalesce(Sum("allocations__amount", filter=Q(allocations__used_on=None)), 0))
        .annotate(used=Coalesce(Sum("allocations__amount", filter=Q(allocations__used_on__isnull=False)), 0))
        .filter(amount__gt=F("drawn"))
        .annotate(month=Max("allocations__bill__roll__month", filter=Q(allocations__used_on=None)))
    )
    said = _explained(fund, [(o.month, o.pk, int(o.amount - o.drawn)) for o in beyond])
    found = [
        Credit(b, None, b.roll.month, -b.roll.total, int(b.used), asked.get(b.pk, 0), True, b.roll.month) for b in below
    ]
    found += [
        Credit(None, o, o.paid_on, int(o.amount - o.drawn), int(o.used), asked.get(o.pk, 0), o.month in said, o.month)
        for o in beyond
        if o.paid_on
    ]
    return sorted((one for one in found if one.total > one.used), key=lambda one: (one.day, str(one.key)))


def closing(fund: Fund, month: Month) -> Closing | None:
    """The newest closing or opening of a month; None when it never was closed."""
    return Closing.objects.filter(fund=fund, month=month.first).select_related("made_by").order_by("-seq").first()


def require_open(fund: Fund, months: Collection[date]) -> None:
    """A closed month takes nothing. Raises Refused with the first of these that is closed. One statement."""
    newest = Closing.objects.filter(fund=fund, month__in=months).order_by("month", "-seq").distinct("month")
    for one in newest:
        if one.closed:
            raise Refused(
                _("%(month)s of %(fund)s is closed. Open it again first, with a reason.")
                % {"month": Month.of(one.month), "fund": fund.name}
            )


def paid_after_death(fund: Fund) -> list[tuple[date, int, int]]:
    """(month, persons, rupiah) that stand paid for months after the person's death, oldest first: to be asked back."""
    rows = (
        PersonMonth.objects.filter(roll__fund=fund, month__gt=F("person__died_on"), seq__in=(0, 2, 4, 6, 8))
        .filter(Exists(RollPayment.objects.filter(roll=OuterRef("roll"), voids=None, voided_by=None)))
        .exclude(
            Exists(
                PersonMonth.objects.filter(month=OuterRef("month"), person=OuterRef("person"), seq=OuterRef("seq") + 1)
            )
        )
        .values_list("month")
        .annotate(persons=Count("person"), amount=Sum(F("jkk") + F("jkm")))
        .order_by("month")
    )
    return [(month, int(persons), int(amount)) for month, persons, amount in rows]


def cash_paid(fund: Fund, start: date, end: date, known: datetime | None = None) -> int:
    """Rupiah that left the fund between two days, both included, as far as it was recorded before ``known``.

    A reversed payment counts on its day and comes back on the day of its reversal.
    """
    out = PaymentOrder.objects.filter(fund=fund, paid_on__range=(start, end))
    back = Reversal.objects.filter(order__fund=fund, order__paid_on__isnull=False, reversed_on__range=(start, end))
    if known:
        out, back = out.filter(approved_at__lt=known), back.filter(approved_at__lt=known)
    left = out.aggregate(total=Sum("amount"))["total"] or 0
    returned = back.aggregate(total=Sum("order__amount"))["total"] or 0
    return int(left - returned)


@dataclass(frozen=True)
class Due:
    """What issued bills still lack, in rupiah; of it ``late`` past its day; ``next_on`` is the earliest due day."""

    total: int
    late: int
    next_on: date | None


def due(fund: Fund, on: date) -> Due:
    """What the fund owes BPJS on a day: money that has not left yet is owed, be it ordered or not. Two statements."""
    issued = Bill.objects.filter(roll__fund=fund, state=Bill.State.ISSUED, roll__jkk__gt=-F("roll__jkm"))
    days = dict(issued.values_list("pk", "due_on"))
    left = {one.bill: one.total - one.paid for one in settled(list(days))}
    lacking = {key: days[key] for key, rupiah in left.items() if rupiah > 0}
    late = sum(left[key] for key, day in lacking.items() if day < on)
    return Due(sum(left[key] for key in lacking), late, min(lacking.values(), default=None))


def monthly_price(fund: Fund, on: date) -> int:
    """The law's price of one person-month of the lowest band today, for how far money reaches without a bill."""
    price = law.price(on.replace(day=1), fund.kind, "non_transport", 1)
    return price.jkk + price.jkm


@dataclass(frozen=True)
class YearMonth:
    """A month of a budget year: rupiah of its issued bills, paid or not, or ``expected`` of one not issued yet."""

    month: date
    amount: int
    expected: bool


@dataclass(frozen=True)
class Runway:
    """A year's budget on a day. ``runs_out`` is the first month of the year it cannot pay, None when it lasts.

    ``left`` is what the issued bills of the year's months leave of ``allowed``, the ceiling and what is allowed beyond
    it; ``months`` are these, January to December. ``paid`` is the cash that left in the year, for whichever month.
    ``ceiling`` is None before any budget is in force. Amounts in rupiah; ``per_month`` is the newest bill.
    """

    year: int
    ceiling: int | None
    allowed: int
    paid: int
    left: int
    per_month: int
    person_months: int
    runs_out: date | None
    months: tuple[YearMonth, ...]


def runway(fund: Fund, on: date, price: int, known: datetime | None = None) -> Runway:
    """How long the year's money lasts if every month not issued yet costs what the newest bill did."""
    ceiling = programme.ceiling(fund, on.year, on, known)
    allowed = (ceiling or 0) + programme.overspend(fund, on.year, known)
    paid = cash_paid(fund, date(on.year, 1, 1), on, known)
    newest = (
        Bill.objects.filter(roll__fund=fund, roll__month__lte=on)
        .exclude(state=Bill.State.WITHDRAWN)
        .values_list("roll__month")
        .annotate(total=Sum(F("roll__jkk") + F("roll__jkm")))
        .order_by("-roll__month")
        .first()
    )
    totals = _issued(fund, on.year, on, known).values_list("roll__month")
    issued = {month: int(total) for month, total in totals.annotate(total=Sum(F("roll__jkk") + F("roll__jkm")))}
    month, per_month = newest or (date(on.year, 1, 1), 0)
    begins = month.month if month.year == on.year else 1  # a draft has taken nothing yet
    if issued:
        begins = max(issued).month + 1
    firsts = [date(on.year, number, 1) for number in range(1, 13)]
    months = tuple(
        YearMonth(one, int(per_month) if one.month >= begins else issued.get(one, 0), one.month >= begins)
        for one in firsts
    )
    taken = accumulate(one.amount for one in months)
    short = (one.month for one, since in zip(months, taken, strict=True) if one.expected and since > allowed)
    runs_out = next(short, None) if newest and ceiling is not None else None
    left = allowed - sum(issued.values())
    return Runway(on.year, ceiling, allowed, paid, left, int(per_month), allowed // price, runs_out, months)


def months(fund: Fund) -> list[dict[str, object]]:
    """Every billed month of a fund, the sum of its rolls; newest first.

    Persons, amounts, state, payment day (None while anything is unpaid), open differences, whether it is closed. A
    correction that waits for approval does not count yet.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT r.month, sum(r.persons)::int AS persons, sum(r.jkk)::bigint AS jkk, sum(r.jkm)::bigint AS jkm,
                   CASE WHEN bool_or(b.state = 'draft') THEN 'draft'
                        WHEN bool_or(b.state = 'issued' AND r.jkk + r.jkm > 0) THEN 'issued'
                        ELSE 'settled' END AS state,
                   CASE WHEN bool_and(p.id IS NOT NULL) THEN max(p.paid_on) END AS paid_on,
                   (SELECT count(*) FROM money_difference d
                    WHERE d.fund_id = r.fund_id AND d.month = r.month AND d.state = 'open') AS open,
                   coalesce((SELECT c.seq %% 2 = 0 FROM money_closing c
                             WHERE c.fund_id = r.fund_id AND c.month = r.month
                             ORDER BY c.seq DESC LIMIT 1), false) AS closed
            FROM membership_roll r JOIN money_bill b ON b.roll_id = r.id
            LEFT JOIN membership_rollpayment p ON p.roll_id = r.id AND p.voids_id IS NULL
                 AND NOT EXISTS (SELECT FROM membership_rollpayment v WHERE v.voids_id = p.id)
            WHERE r.fund_id = %s AND b.state <> 'withdrawn' AND NOT (r.kind = 'correction' AND b.state = 'draft')
            GROUP BY r.fund_id, r.month ORDER BY r.month DESC""",
            [fund.pk],
        )
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
