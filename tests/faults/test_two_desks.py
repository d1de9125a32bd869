"""Two people do the same thing at the same instant: one result, the second is told of it, the chain has no gap."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from rangkiang.access.models import Role
from rangkiang.claims import actions as claims
from rangkiang.claims.models import Claim, Event
from rangkiang.decree import actions as decree
from rangkiang.decree.models import Decree
from rangkiang.membership import actions as membership
from rangkiang.membership.models import Enrolment, PersonMonth, Roll, RollPayment
from rangkiang.money import actions as money
from rangkiang.money import closing, drafts, settling
from rangkiang.money.models import Allocation, Bill, Difference, PaymentOrder, Receipt, Reconciliation, Transfer
from rangkiang.platform.errors import Refused
from rangkiang.platform.models import AuditEntry
from rangkiang.platform.scope import EVERYWHERE, scope
from rangkiang.programme import actions as programme
from rangkiang.programme import queries
from tests.faults.office import at_once, settled_world, whole_chain
from tests.world import ACT, JULY, JUNE, World, user

PAID_ON = date(2025, 6, 12)


@pytest.fixture
def office(own_database: str) -> World:
    return settled_world()


def counted(verb: str) -> int:
    return AuditEntry.objects.filter(verb=verb).count()


def order_for(office: World, bill: Bill, spm: str, amount: int) -> PaymentOrder:
    return money.order(fund=office.fund, bills=[bill], amount=amount, spp=spm, spm=spm, by=office.operator)


def test_two_operators_bill_the_same_month(office: World) -> None:
    with scope(EVERYWHERE):
        office.members(4)

    def deed() -> Bill:
        return money.bill(fund=office.fund, month=JUNE, by=office.operator)

    first, second = at_once(deed, deed)
    with scope(EVERYWHERE):
        assert isinstance(first, Bill)
        assert first == second
        assert (Roll.objects.count(), PersonMonth.objects.count(), counted("money.bill")) == (1, 4, 1)
    assert whole_chain()


def test_two_months_billed_at_once_are_two_bills(office: World) -> None:
    with scope(EVERYWHERE):
        office.members(2)
    made = at_once(*(lambda m=m: money.bill(fund=office.fund, month=m, by=office.operator) for m in (JUNE, JULY)))
    with scope(EVERYWHERE):
        assert Bill.objects.count() == len(set(made)) == 2
    assert whole_chain()


def test_two_bills_approved_at_once_stay_under_the_ceiling(office: World) -> None:
    with scope(EVERYWHERE):
        office.members(5)
        bills = [money.bill(fund=office.fund, month=m, by=office.operator) for m in (JUNE, JULY)]
        one = bills[0].roll.total
        programme.set_budget(
            fund=office.fund, year=2025, ceiling=2 * one - 1, effective_on=date(2025, 1, 3), by=office.head
        )
    results = at_once(
        *(
            lambda b=b: money.approve_bill(bill=b, billing_code="000000000001", on=JUNE.first, by=office.head)
            for b in bills
        )
    )
    assert sorted(type(r).__name__ for r in results) == ["Bill", "Refused"]
    with scope(EVERYWHERE):
        assert Bill.objects.filter(state=Bill.State.ISSUED).count() == 1
    assert whole_chain()


def test_two_treasurers_pay_the_same_order(office: World) -> None:
    with scope(EVERYWHERE):
        office.members(3)
        order = order_for(office, office.bill(), "SPM-1", 3 * 16_800)

    def pay(sp2d: str) -> Callable[[], PaymentOrder]:
        return lambda: money.pay(order=order, sp2d=sp2d, paid_on=PAID_ON, by=office.treasurer)

    first, second = at_once(pay("SP2D-A"), pay("SP2D-B"))
    assert isinstance(first, PaymentOrder)
    assert isinstance(second, PaymentOrder)
    assert first.sp2d == second.sp2d
    with scope(EVERYWHERE):
        assert (RollPayment.objects.count(), Transfer.objects.filter(credit__code="cash").count()) == (1, 1)
        assert counted("money.pay") == 1
        assert office.balances(PAID_ON)
    assert whole_chain()


def test_two_halves_paid_at_once_settle_the_bill(office: World) -> None:
    """Neither treasurer sees the other's half yet; the bill must be settled all the same."""
    with scope(EVERYWHERE):
        office.members(2)
        office.pay(office.bill(JULY))
        bill = office.bill()
        halves = [order_for(office, bill, f"SPM-{n}", 16_800) for n in (1, 2)]
    at_once(*(lambda o=o: money.pay(order=o, sp2d=o.spm, paid_on=PAID_ON, by=office.treasurer) for o in halves))
    with scope(EVERYWHERE):
        assert Bill.objects.get(pk=bill.pk).state == Bill.State.SETTLED
        assert RollPayment.objects.filter(roll=bill.pk).count() == 1


def test_one_bill_is_not_ordered_twice_under_two_numbers(office: World) -> None:
    with scope(EVERYWHERE):
        office.members(2)
        bill = office.bill()
    at_once(*(lambda n=n: order_for(office, bill, n, 33_600) for n in ("SPM-1", "SPM-2")))
    with scope(EVERYWHERE):
        assert sum(a.amount for a in Allocation.objects.all()) == 33_600


def test_one_number_is_one_order(office: World) -> None:
    with scope(EVERYWHERE):
        office.members(2)
        bill = office.bill()
    first, second = at_once(*(lambda: order_for(office, bill, "SPM-1", 33_600) for _ in range(2)))
    assert isinstance(first, PaymentOrder)
    assert first == second
    assert whole_chain()


def test_one_receipt_is_entered_once(office: World) -> None:
    with scope(EVERYWHERE):
        office.members(1)
        order = order_for(office, office.bill(), "SPM-1", 16_800)
        money.pay(order=order, sp2d="1", paid_on=PAID_ON, by=office.treasurer)

    def enter() -> Receipt:
        return money.receipt(
            order=order,
            number="1" * 15,
            billing_code="000000000001",
            payment_reference="3" * 12,
            received_on=PAID_ON,
            amount=16_800,
            by=office.treasurer,
        )

    first, second = at_once(enter, enter)
    assert isinstance(first, Receipt)
    assert first == second


def test_two_reconciliations_at_once_are_numbered(office: World) -> None:
    with scope(EVERYWHERE):
        office.members(1)
    at_once(*(lambda: money.reconcile(fund=office.fund, month=JUNE, by=office.operator) for _ in range(2)))
    with scope(EVERYWHERE):
        assert sorted(Reconciliation.objects.values_list("seq", flat=True)) == [0, 1]


def test_a_decree_approved_twice_at_once_is_approved_once(office: World) -> None:
    with scope(EVERYWHERE):
        chosen = [c.pk for c in office.candidates(3)]
        draft = decree.prepare(
            fund=office.fund, number="SK-1", dated=JUNE.first, first_month=JUNE, candidates=chosen, by=office.operator
        )
    first, second = at_once(*(lambda: decree.approve(decree=draft, by=office.head) for _ in range(2)))
    assert isinstance(first, Decree)
    assert isinstance(second, Decree)
    assert first.approved_at == second.approved_at
    with scope(EVERYWHERE):
        assert counted("decree.approve") == 1
    assert whole_chain()


@pytest.mark.parametrize("numbers", [("SK-1", "SK-1"), ("SK-1", "SK-2")])
def test_nobody_is_on_two_decrees(office: World, numbers: tuple[str, str]) -> None:
    with scope(EVERYWHERE):
        office.candidates(3)

    def prepare(number: str) -> Callable[[], Decree]:
        return lambda: decree.prepare(
            fund=office.fund, number=number, dated=JUNE.first, first_month=JUNE, count=3, by=office.operator
        )

    results = at_once(*map(prepare, numbers))
    with scope(EVERYWHERE):
        assert Decree.objects.count() == 1
        assert Decree.objects.get().lines.count() == 3
    if numbers[0] == numbers[1]:
        assert results[0] == results[1]
    else:
        assert sorted(type(r).__name__ for r in results) == ["BadInput", "Decree"]


def test_a_decree_enrolled_twice_at_once_enrols_once(office: World) -> None:
    with scope(EVERYWHERE):
        signed = office.decree(office.candidates(3))
    results = at_once(*(lambda: membership.enrol(decree=signed, by=office.operator) for _ in range(2)))
    assert sorted(results) == [0, 3]  # type: ignore[type-var]
    with scope(EVERYWHERE):
        assert Enrolment.objects.count() == 3


def test_a_death_reported_and_claimed_at_once_is_one(office: World) -> None:
    with scope(EVERYWHERE):
        person, *_ = office.members(1)
        office.pay(office.bill())

    def tell() -> Event:
        return claims.report(person=person, kind="death", happened_on=PAID_ON, reported_on=PAID_ON, by=office.operator)

    first, second = at_once(tell, tell)
    assert isinstance(first, Event)
    assert first == second
    one, two = at_once(*(lambda: claims.open_claim(event=first, by=office.operator) for _ in range(2)))
    assert isinstance(one, Claim)
    assert one == two
    assert whole_chain()


def test_two_operators_supplement_the_same_month(office: World) -> None:
    with scope(EVERYWHERE):
        one, *_ = office.members(3)
        office.pay(office.bill())
        gone = membership.Exit(one.pk, JUNE + -1, "wrong_person", PAID_ON)
        membership.end(fund=office.fund, exits=[gone], by=office.operator)
        office.members(1, start=20, number="SK-2")
    first, second = at_once(
        *(lambda: money.supplement(fund=office.fund, month=JUNE, by=office.operator) for _ in range(2))
    )
    assert first == second
    with scope(EVERYWHERE):
        assert (Roll.objects.count(), counted("money.supplement")) == (3, 1)
    assert whole_chain()


def test_two_treasurers_use_the_same_credit(office: World) -> None:
    """One for July, one for August: together they use no more than there is."""
    with scope(EVERYWHERE):
        office.members(2)
        office.pay(office.bill(), beyond=16_800)
        office.explain()
        bills = [office.bill(JULY), office.bill(JULY + 1)]
    used = at_once(*(lambda b=b: settling.use_credit(bill=b, on=PAID_ON, by=office.treasurer) for b in bills))
    assert sorted(used) == [0, 16_800]  # type: ignore[type-var]
    with scope(EVERYWHERE):
        assert office.balances(PAID_ON)
    assert whole_chain()


def test_two_treasurers_reverse_the_same_order(office: World) -> None:
    with scope(EVERYWHERE):
        office.members(2)
        order = order_for(office, office.bill(), "SPM-1", 33_600)
        money.pay(order=order, sp2d="1", paid_on=PAID_ON, by=office.treasurer)
        asked = settling.ask_reversal(order=order, reason="Retur bank", by=office.operator)
    at_once(*(lambda: settling.reverse(reversal=asked, on=PAID_ON, by=office.treasurer) for _ in range(2)))
    with scope(EVERYWHERE):
        assert (counted("money.reverse"), RollPayment.objects.count()) == (1, 2)
        assert Transfer.objects.filter(debit__code="cash").count() == 1
    assert whole_chain()


def test_a_month_is_closed_while_it_is_billed_again(office: World) -> None:
    """Whoever comes second is refused: a closed month has no roll that the closing did not see."""
    with scope(EVERYWHERE):
        people = office.members(2)
        office.pay(office.bill())
        money.active_list(fund=office.fund, month=JUNE, kpj=[f"99{p.pk:09d}" for p in people], by=office.bpjs)
        office.members(1, start=20, number="SK-2")
        money.reconcile(fund=office.fund, month=JUNE, by=office.operator)
        for one in Difference.objects.filter(state="open"):
            money.explain(difference=one, explanation="Menyusul", by=office.operator)
        closing.sign_off(fund=office.fund, month=JUNE, by=office.head)
    results = at_once(
        lambda: closing.close_month(fund=office.fund, month=JUNE, by=office.head),
        lambda: money.supplement(fund=office.fund, month=JUNE, by=office.operator),
    )
    assert sum(isinstance(one, Refused) for one in results) == 1
    assert whole_chain()


def test_a_draft_is_withdrawn_or_approved_but_not_both(office: World) -> None:
    with scope(EVERYWHERE):
        office.members(2)
        draft = money.bill(fund=office.fund, month=JUNE, by=office.operator)
    results = at_once(
        lambda: drafts.withdraw_bill(bill=draft, reason="Salah", by=office.operator),
        lambda: money.approve_bill(bill=draft, billing_code="000000000001", on=JUNE.first, by=office.head),
    )
    assert sum(isinstance(one, Refused) for one in results) == 1
    with scope(EVERYWHERE):
        assert counted("money.withdraw_bill") + counted("money.approve_bill") == 1
        standing = sum(1 - 2 * (seq % 2) for seq in PersonMonth.objects.values_list("seq", flat=True))
        assert standing == (2 if Bill.objects.get(pk=draft.pk).approved_at else 0)
    assert whole_chain()


def test_one_draft_withdrawn_at_two_desks_is_withdrawn_once(office: World) -> None:
    with scope(EVERYWHERE):
        office.members(2)
        draft = money.bill(fund=office.fund, month=JUNE, by=office.operator)
    at_once(*(lambda: drafts.withdraw_bill(bill=draft, reason="Salah", by=office.operator) for _ in range(2)))
    with scope(EVERYWHERE):
        assert (Roll.objects.count(), PersonMonth.objects.count(), counted("money.withdraw_bill")) == (2, 4, 1)
    assert whole_chain()


def test_two_heads_sign_off_the_same_differences(office: World) -> None:
    with scope(EVERYWHERE):
        other = user(Role.HEAD, name="head-2")
        office.members(3)
        office.pay(office.bill(), beyond=16_290)
        office.explain()
    signed = at_once(
        *(lambda by=by: closing.sign_off(fund=office.fund, month=JUNE, by=by) for by in (office.head, other))
    )
    with scope(EVERYWHERE):
        explained = Difference.objects.filter(state=Difference.State.EXPLAINED)
        assert sorted(signed) == [0, explained.count()]  # type: ignore[type-var]
        assert explained.values("signed_by").distinct().count() == counted("money.sign_off") == 1
    assert whole_chain()


def test_two_heads_allow_the_same_overspend_once(office: World) -> None:
    told = {"year": 2025, "amount": 16_800, "reason": "Bencana", "act": ACT | {"number": "9"}}
    with scope(EVERYWHERE):
        other = user(Role.HEAD, name="head-2")
    first, second = at_once(
        *(lambda: programme.ask_overspend(fund=office.fund, by=office.operator, **told) for _ in range(2))
    )
    assert first == second
    at_once(*(lambda by=by: programme.approve_overspend(overspend=first, by=by) for by in (office.head, other)))
    with scope(EVERYWHERE):
        assert (counted("programme.ask_overspend"), counted("programme.approve_overspend")) == (1, 1)
        assert queries.overspend(office.fund, 2025) == 16_800
    assert whole_chain()
