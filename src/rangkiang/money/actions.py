"""Bill, supplement, approve, order, pay, receive; take in BPJS's active list; reconcile the four lists; explain."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F, Min
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from rangkiang import law
from rangkiang.access.action import action, record
from rangkiang.access.models import User
from rangkiang.access.rights import may
from rangkiang.membership import actions as membership
from rangkiang.membership.models import Roll
from rangkiang.platform.bulk import loaded, run, whole_lists
from rangkiang.platform.errors import BadInput, Refused
from rangkiang.platform.models import OFFICE, RecordedNow, today
from rangkiang.platform.month import Month
from rangkiang.platform.rupiah import rupiah
from rangkiang.programme import queries as programme
from rangkiang.programme.models import Fund

from . import ledger, queries
from .models import ActiveMember, Allocation, Bill, Difference, PaymentOrder, Price, Receipt, Reconciliation, Reversal
from .settling import settle

SQL = Path(__file__).parent / "sql"
DAYS_TO_SOLVE = 14  # an owner of a difference has two weeks, unless another day is set: ours, not the law's


def _prices(fund: Fund, month: Month) -> list[membership.BandPrice]:
    """The law's price of every band in use this month, kept in the price table."""
    found = [
        (sector, band, law.price(month.first, fund.kind, sector, band))
        for sector, band in membership.bands(fund, month)
    ]
    Price.objects.bulk_create(
        [Price(month=month.first, fund_kind=fund.kind, sector=s, band=b, jkk=p.jkk, jkm=p.jkm) for s, b, p in found],
        ignore_conflicts=True,
    )
    return [membership.BandPrice(s, b, p.jkk, p.jkm) for s, b, p in found]


@action("money.bill")
def bill(*, fund: Fund, month: Month, by: User) -> Bill:
    """The month's bill: one line per covered person, priced by law. A second call returns the first bill.

    After a withdrawn draft it is drawn up anew. Statements: constant, whatever the number of members.
    """
    programme.hold(fund)
    if existing := queries.bill_of(fund, month):
        return existing
    queries.require_open(fund, [month.first])
    again = Roll.objects.filter(fund=fund, month=month.first, seq=0).exists()  # its bill was withdrawn
    roll = (membership.charge_late if again else membership.charge)(fund=fund, month=month, prices=_prices(fund, month))
    if roll is None:
        raise BadInput(
            _("Nobody is enrolled in %(fund)s for %(month)s: there is nothing to bill.")
            % {"fund": fund.name, "month": month},
            where=_("Month"),
            todo=_("Approve a decree first."),
        )
    made = Bill.objects.create(roll=roll, area=fund.area, due_on=law.due_date(month.first), prepared_by=by)
    record(
        by=by, verb="money.bill", subject=f"bill:{roll.pk}", month=str(month), persons=roll.persons, total=roll.total
    )
    return made


@action("money.supplement")
def supplement(*, fund: Fund, month: Month, by: User) -> list[Bill]:
    """What the month's bills lack or have too much against who is enrolled today: drafts of new bills.

    One for who was enrolled late; one for each roll with lines to take off (ended before, dead before, the wrong
    person) or to charge at another price. The bills that stand never change. Drafts that wait are returned instead.
    Nothing to correct: an empty list. Statements: constant, whatever the number of members.
    """
    programme.hold(fund)
    first = queries.bill_of(fund, month)
    if first is None or first.state == Bill.State.DRAFT:
        raise Refused(_("The month has no approved bill yet; whoever is missing comes on the bill itself."))
    of_month = Bill.objects.select_related("roll").filter(roll__fund=fund, roll__month=month.first)
    if waiting := list(of_month.filter(state=Bill.State.DRAFT).order_by("roll__seq")):
        return waiting
    queries.require_open(fund, [month.first])
    prices = _prices(fund, month)
    late = membership.charge_late(fund=fund, month=month, prices=prices)
    rolls = [late] if late else []
    rolls += membership.correct(fund=fund, month=month, prices=prices)
    due = law.due_date(month.first)
    made = [Bill(roll=roll, area=fund.area, due_on=due, prepared_by=by) for roll in rolls]
    Bill.objects.bulk_create(made)
    if made:
        total = sum(roll.total for roll in rolls)
        record(
            by=by, verb="money.supplement", subject=f"fund:{fund.pk}", month=str(month), bills=len(made), total=total
        )
    return made


@action("money.approve_bill")
def approve_bill(*, bill: Bill, billing_code: str, on: date, by: User) -> Bill:
    """Four eyes, and the year's ceiling holds; then it is issued, hashed and owed. Below zero it is a credit."""
    programme.hold(bill.roll.fund)
    held = Bill.objects.select_for_update(of=("self",)).select_related("roll__fund").get(pk=bill.pk)
    if held.state == Bill.State.WITHDRAWN:
        raise Refused(_("This bill was withdrawn."))
    if held.state != Bill.State.DRAFT:
        return held
    roll = held.roll
    if held.prepared_by_id == by.pk:
        raise Refused(_("Who prepared a bill may not approve it."))
    if roll.total > 0 and not billing_code.strip():
        raise BadInput(
            _("A bill to be paid has its billing code."), where=_("Billing code"), todo=_("Ask BPJS for it.")
        )
    if billing_code.strip():
        _whole_number("billing_code", billing_code, 12)
    queries.require_open(roll.fund, [roll.month])
    _within_ceiling(roll, on)
    state = Bill.State.SETTLED if roll.total == 0 and roll.seq else Bill.State.ISSUED
    Bill.objects.filter(pk=held.pk).update(
        state=state, approved_by=by, approved_at=RecordedNow(), billing_code=billing_code.strip()
    )
    membership.enter(roll=roll)
    Bill.objects.filter(pk=held.pk).update(sha256=queries.fingerprint(roll))
    moves = [
        ledger.Move(f"contributions:{part}", "payable", amount, f"bill:{roll.pk}:{part}")
        for part, amount in (("jkk", roll.jkk), ("jkm", roll.jkm))
    ]
    moves.append(ledger.committed(roll.month.year, roll.total, f"bill:{roll.pk}:committed"))
    ledger.move(fund=roll.fund, on=on, moves=moves)
    record(by=by, verb="money.approve_bill", subject=f"bill:{roll.pk}", total=roll.total)
    held.refresh_from_db()
    return held


def _within_ceiling(roll: Roll, on: date) -> None:
    """What is committed in the roll's year and this together, also under a lower ceiling that is decided and to come; a
    roll that takes off always is.
    """
    year = roll.month.year
    ceiling = programme.lowest_ceiling(roll.fund, year, on)
    committed = queries.committed(roll.fund, year)
    beyond = programme.overspend(roll.fund, year)
    if roll.total > 0 and (ceiling is None or committed + roll.total > ceiling + beyond):
        left = 0 if ceiling is None else ceiling + beyond - committed
        raise Refused(
            _("The %(year)s budget of %(fund)s has %(left)s left; the bill is %(total)s.")
            % {"year": year, "fund": roll.fund.name, "left": rupiah(left), "total": rupiah(roll.total)}
        )


def _same_order(kept: PaymentOrder, bills: Collection[UUID], **told: object) -> None:
    """Told otherwise than it stands, an order is not silently left as it is."""
    drawn = kept.allocations.filter(used_on=None).values_list("bill", flat=True)
    if not set(drawn) <= set(bills) or any(getattr(kept, name) != value for name, value in told.items()):
        raise Refused(
            _("SPM %(number)s belongs to another order already: other bills, amount, SPP or day.")
            % {"number": kept.spm}
        )


@action("money.order")
def order(
    *,
    fund: Fund,
    bills: Sequence[Bill],
    amount: int,
    spp: str,
    spm: str,
    spp_on: date | None = None,
    spm_on: date | None = None,
    by: User,
) -> PaymentOrder:
    """Ask for the money: one order for one or several issued bills. The amount may differ; that becomes a finding.

    Bills are filled oldest first. The same order again is returned as it is; another one under its SPM number is
    refused. Bills that other orders cover already are refused: such money would belong to no month and be seen on no
    page.
    """
    programme.hold(fund)
    if existing := PaymentOrder.objects.filter(fund=fund, spm=spm).first():
        if existing.state == PaymentOrder.State.VOIDED:
            raise Refused(_("The order of SPM %(number)s was reversed; a new one has a new number.") % {"number": spm})
        _same_order(existing, {b.pk for b in bills}, amount=amount, spp=spp, spp_on=spp_on, spm_on=spm_on)
        return existing
    if amount <= 0:
        raise BadInput(_("An order is above zero."), where=_("Amount"), todo=_("Enter whole rupiah."))
    if spp_on and spm_on and spm_on < spp_on:
        raise BadInput(_("The SPM does not come before its SPP."), where=_("SPM date"), todo=_("Look at both papers."))
    owed = queries.owed(fund, [b.pk for b in bills])
    if len(owed) != len(bills):
        raise Refused(_("Only issued bills of this fund can be paid."))
    if sum(outstanding for _roll, outstanding in owed) <= 0:
        raise Refused(_("Nothing is outstanding on these bills: other payment orders cover them already."))
    queries.require_open(fund, Roll.objects.filter(pk__in=[b.pk for b in bills]).values_list("month", flat=True))
    made = PaymentOrder.objects.create(
        fund=fund, area=fund.area, spp=spp, spp_on=spp_on, spm=spm, spm_on=spm_on, amount=amount, prepared_by=by
    )
    left = amount
    shares = []
    for roll, outstanding in owed:
        share = min(left, outstanding)
        if share > 0:
            shares.append(Allocation(order=made, bill_id=roll, area=fund.area, amount=share))
            left -= share
    Allocation.objects.bulk_create(shares)
    record(by=by, verb="money.order", subject=f"order:{made.pk}", amount=amount, bills=len(bills), beyond_bills=left)
    return made


def _possible_day(order: PaymentOrder, paid_on: date) -> None:
    """A payment is not in the future, nor more than a year before the first month that it pays."""
    earliest = order.allocations.aggregate(month=Min("bill__roll__month"))["month"]
    if order.spm_on and paid_on < order.spm_on:
        what = _("%(day)s is before the day of the SPM.") % {"day": paid_on.isoformat()}
    elif paid_on > today():
        what = _("%(day)s has not come yet.") % {"day": paid_on.isoformat()}
    elif paid_on < (Month.of(earliest) + -12).first:
        what = _("%(day)s is more than a year before the first month of this order, %(month)s.") % {
            "day": paid_on.isoformat(),
            "month": Month.of(earliest),
        }
    else:
        return
    raise BadInput(what, where=_("Paid on"), todo=_("Enter the day on the SP2D."))


@action("money.pay")
def pay(*, order: PaymentOrder, sp2d: str, paid_on: date, by: User) -> PaymentOrder:
    """The treasurer's SP2D: money leaves, bills that are now full are settled, their person-months are paid."""
    programme.hold(order.fund)
    held = PaymentOrder.objects.select_for_update(of=("self",)).select_related("fund").get(pk=order.pk)
    if held.state == PaymentOrder.State.PAID:
        return held
    if held.prepared_by_id == by.pk:
        raise Refused(_("Who prepared a payment may not approve it."))
    if Reversal.objects.filter(order=held).exists():
        raise Refused(_("It was asked that this order shall not count."))
    _possible_day(held, paid_on)
    if PaymentOrder.objects.filter(fund=held.fund, sp2d=sp2d, state=PaymentOrder.State.PAID).exists():
        raise Refused(_("SP2D %(number)s paid another order already.") % {"number": sp2d})
    shares = list(held.allocations.values_list("bill", "bill__roll__month", "amount"))
    queries.require_open(held.fund, {month for _bill, month, _amount in shares})
    PaymentOrder.objects.filter(pk=held.pk).update(
        state=PaymentOrder.State.PAID, approved_by=by, approved_at=RecordedNow(), sp2d=sp2d, paid_on=paid_on
    )
    allocated = sum(amount for _bill, _month, amount in shares)
    ledger.move(
        fund=held.fund,
        on=paid_on,
        moves=[
            ledger.Move("payable", "cash", allocated, f"order:{held.pk}"),
            ledger.Move("unallocated", "cash", held.amount - allocated, f"order:{held.pk}:beyond"),
        ],
    )
    full = settle(bills=[bill for bill, _month, _amount in shares], on=paid_on)
    record(by=by, verb="money.pay", subject=f"order:{held.pk}", amount=held.amount, settled=full)
    held.refresh_from_db()
    return held


def _whole_number(name: str, value: str, digits: int) -> None:
    if len(value) != digits or not (value.isascii() and value.isdigit()):
        raise BadInput(
            _("'%(value)s' is not %(digits)s digits.") % {"value": value, "digits": digits},
            where=name,
            todo=_("Copy it from the receipt."),
        )


def _possible_receipt(order: PaymentOrder, billing_code: str, received_on: date, amount: int) -> None:
    """It is of a bill of this order, above zero, and neither before the payment nor in the future."""
    codes = set(order.allocations.filter(used_on=None).values_list("bill__billing_code", flat=True))
    if billing_code not in codes:
        raise Refused(
            _("The receipt is of billing code %(code)s; this order pays %(codes)s.")
            % {"code": billing_code, "codes": ", ".join(sorted(codes))}
        )
    if amount <= 0:
        raise BadInput(_("A receipt is above zero."), where=_("Amount"), todo=_("Enter whole rupiah."))
    if received_on > today():
        what = _("%(day)s has not come yet.")
    elif order.paid_on and received_on < order.paid_on:
        what = _("%(day)s is before the day of the payment.")
    else:
        return
    raise BadInput(what % {"day": received_on.isoformat()}, where=_("Received on"), todo=_("Copy it from the receipt."))


@action("money.receipt")
def receipt(
    *,
    order: PaymentOrder,
    number: str,
    billing_code: str,
    payment_reference: str,
    received_on: date,
    amount: int,
    by: User,
) -> Receipt:
    """BPJS's receipt, with all three numbers (15, 12 and 12 digits). The same one again is returned as it is."""
    held = PaymentOrder.objects.select_for_update().get(pk=order.pk)
    if existing := Receipt.objects.filter(order=held).first():
        if existing.number != number:
            raise Refused(_("This payment has receipt %(number)s already.") % {"number": existing.number})
        told = (billing_code, payment_reference, received_on, amount)
        if told != (existing.billing_code, existing.payment_reference, existing.received_on, existing.amount):
            raise Refused(_("Receipt %(number)s stands already with other facts.") % {"number": number})
        return existing
    if held.state != PaymentOrder.State.PAID:
        raise Refused(_("Only a paid order has a receipt."))
    queries.require_open(held.fund, held.allocations.values_list("bill__roll__month", flat=True))
    _whole_number("number", number, 15)
    _whole_number("billing_code", billing_code, 12)
    _whole_number("payment_reference", payment_reference, 12)
    _possible_receipt(held, billing_code, received_on, amount)
    try:
        with transaction.atomic():
            made = Receipt.objects.create(
                order=held,
                area=held.area,
                number=number,
                billing_code=billing_code,
                payment_reference=payment_reference,
                received_on=received_on,
                amount=amount,
            )
    except IntegrityError as error:  # the order is locked and the digits are right: only the number can be taken
        raise Refused(_("Receipt %(number)s belongs to another payment already.") % {"number": number}) from error
    record(by=by, verb="money.receipt", subject=f"order:{order.pk}", amount=amount)
    return made


@action("money.active_list")
def active_list(*, fund: Fund, month: Month, kpj: Sequence[str], by: User) -> int:
    """Take in BPJS's active list of a month, by card number; a number twice counts once.

    A later list takes the place of the one before; the same list again changes nothing. Returns how many of its rows
    the list before did not have. A closed month takes none.
    """
    if not kpj:
        raise BadInput(_("The list names nobody."), where=_("List"), todo=_("Ask BPJS for the month's active list."))
    programme.hold(fund)
    queries.require_open(fund, [month.first])
    told = {"fund": fund.pk, "area": fund.area, "month": month.first, "kpj": list(kpj)}
    with whole_lists():
        rows, news = run(SQL / "active_list.sql", told)[0]
    if rows:
        loaded(ActiveMember, rows)
        record(by=by, verb="money.active_list", subject=f"fund:{fund.pk}", month=str(month), rows=rows, new=news)
    return int(news)


def compare(*, fund: Fund, month: Month, by: User) -> tuple[Reconciliation, int]:
    """One more comparison of the four lists, and how many differences it opened."""
    seq = Reconciliation.objects.filter(fund=fund, month=month.first).count()
    of = {"fund": fund.pk, "area": fund.area, "month": month.first, "by": by.pk, "seq": seq, "gone": Difference.GONE}
    with whole_lists():
        key, found = run(SQL / "reconcile.sql", of)[0]
    loaded(Difference, found)
    made = Reconciliation.objects.get(pk=key)
    new = Difference.objects.filter(fund=fund, month=month.first, state=Difference.State.OPEN, due_on=None)
    due = made.recorded_at.astimezone(OFFICE).date() + timedelta(days=DAYS_TO_SOLVE)
    new.update(owner=Coalesce(F("owner"), by.pk), due_on=due)
    return made, found


@action("money.reconcile")
def reconcile(*, fund: Fund, month: Month, by: User) -> Reconciliation:
    """Compare decree, active list, bill and receipt of one month; every difference becomes a finding.

    Running it again finds what is new, solves what is gone, opens what has come back, and leaves what a person
    explained as long as it is the same: its amount, its persons, what it stands for. A closed month stays as it was
    compared.
    """
    programme.hold(fund)
    queries.require_open(fund, [month.first])
    made, found = compare(fund=fund, month=month, by=by)
    record(by=by, verb="money.reconcile", subject=f"fund:{fund.pk}", month=str(month), new_differences=found)
    return made


@action("money.explain")
def explain(*, difference: Difference, explanation: str, by: User) -> Difference:
    """A person says why; the finding keeps the words and stays visible. One that is closed stays as it is."""
    if not explanation.strip():
        raise BadInput(_("An explanation is needed."), where=_("Explanation"), todo=_("Say what happened."))
    changed = Difference.objects.filter(pk=difference.pk, state=Difference.State.OPEN).update(
        state=Difference.State.EXPLAINED, explanation=explanation.strip(), closed_by=by, closed_at=RecordedNow()
    )
    if changed:
        record(by=by, verb="money.explain", subject=f"difference:{difference.pk}")
    difference.refresh_from_db()
    return difference


@action("money.assign")
def assign(*, difference: Difference, owner: User, due_on: date, by: User) -> Difference:
    """Who answers for an open difference, and until when: somebody who may explain it in its area."""
    if not may(owner, "money.explain", difference.area):
        raise BadInput(_("This person may not explain it."), where=_("Owner"), todo=_("Choose another one."))
    held = Difference.objects.select_for_update().get(pk=difference.pk)
    if held.state != Difference.State.OPEN:
        raise Refused(_("It is closed already."))
    if (held.owner_id, held.due_on) != (owner.pk, due_on):
        Difference.objects.filter(pk=held.pk).update(owner=owner, due_on=due_on)
        record(by=by, verb="money.assign", subject=f"difference:{held.pk}", owner=owner.pk, due_on=due_on)
    held.refresh_from_db()
    return held
