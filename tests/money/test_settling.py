"""One payment for several bills, part of a payment, credit carried forward, a reversal, a refund; each once."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from rangkiang.membership import actions as membership
from rangkiang.membership.models import RollPayment
from rangkiang.membership.queries import timeline
from rangkiang.money import actions as money
from rangkiang.money import queries, settling
from rangkiang.money.models import Bill, Difference, PaymentOrder, Refund, Reversal
from rangkiang.people.models import Person
from rangkiang.platform.errors import BadInput, Refused
from rangkiang.platform.models import AuditEntry, RecordedNow
from tests.world import JULY, JUNE, World

pytestmark = pytest.mark.django_db
PRICE = 16_800
PAID_ON, LATER = date(2025, 6, 12), date(2025, 7, 15)


def order(world: World, bills: list[Bill], amount: int, number: str = "1") -> PaymentOrder:
    return money.order(fund=world.fund, bills=bills, amount=amount, spp=number, spm=number, by=world.operator)


def paid(world: World, bills: list[Bill], amount: int, number: str = "1", on: date = PAID_ON) -> PaymentOrder:
    made = money.pay(order=order(world, bills, amount, number), sp2d=number, paid_on=on, by=world.treasurer)
    world.see_all()
    return made


def balance(world: World) -> dict[str, int]:
    return world.balances(date(2025, 12, 31))


def states(world: World) -> list[str]:
    world.see_all()
    return list(Bill.objects.order_by("roll__month", "roll__seq").values_list("state", flat=True))


def days(world: World, person: Person) -> list[date | None]:
    world.see_all()
    return [month.paid_on for month in timeline(person.pk)]


def reversed_(world: World, made: PaymentOrder, on: date = LATER) -> Reversal:
    asked = settling.ask_reversal(order=made, reason="Retur bank", by=world.operator)
    found = settling.reverse(reversal=asked, on=on, by=world.treasurer)
    world.see_all()
    return found


def credit_of_one(world: World) -> tuple[Bill, Bill]:
    """June of two is paid; one of them is taken off again; July of the other is issued: (credit, July)."""
    one, _ = world.members(2)
    world.pay(world.bill())
    gone = membership.Exit(one.pk, JUNE + -1, "wrong_person", date(2025, 5, 20))
    membership.end(fund=world.fund, exits=[gone], by=world.operator)
    (draft,) = money.supplement(fund=world.fund, month=JUNE, by=world.operator)
    credit = money.approve_bill(bill=draft, billing_code="", on=date(2025, 6, 20), by=world.head)
    return credit, world.bill(JULY)


def test_one_payment_settles_two_months_and_part_of_a_third(world: World) -> None:
    one, *_ = world.members(2)
    bills = [world.bill(JUNE + n) for n in range(3)]
    paid(world, bills, 5 * PRICE)
    assert states(world) == ["settled", "settled", "issued"]
    assert days(world, one) == [PAID_ON, PAID_ON, None]
    assert queries.owed(world.fund, [bills[2].pk]) == [(bills[2].pk, PRICE)]
    paid(world, [bills[2]], PRICE, "2", LATER)
    assert days(world, one) == [PAID_ON, PAID_ON, LATER]


def test_a_bill_is_paid_on_the_last_of_its_days(world: World) -> None:
    one, *_ = world.members(2)
    bill = world.bill()
    paid(world, [bill], PRICE, "1", LATER)
    paid(world, [bill], PRICE, "2", PAID_ON)
    assert days(world, one) == [LATER, LATER][:1]


def test_what_was_paid_too_much_is_carried_to_the_next_bill(world: World) -> None:
    one, *_ = world.members(2)
    june, july = world.bill(JUNE), world.bill(JULY)
    paid(world, [june], 3 * PRICE)
    assert [(c.left, c.explained) for c in queries.credits_of(world.fund)] == [(PRICE, False)]
    assert balance(world)["unallocated"] == PRICE
    with pytest.raises(Refused, match="Nobody has explained yet why an order of 2025-06 paid more"):
        settling.use_credit(bill=july, on=LATER, by=world.treasurer)
    world.explain()
    for _ in range(2):  # a double click uses nothing twice
        settling.use_credit(bill=july, on=LATER, by=world.treasurer)
    world.see_all()
    assert queries.credits_of(world.fund) == []
    assert queries.owed(world.fund, [july.pk]) == [(july.pk, PRICE)]
    assert balance(world) | {"unallocated": 0} == balance(world)
    assert AuditEntry.objects.filter(verb="money.use_credit").count() == 1
    paid(world, [july], PRICE, "2", LATER)
    assert days(world, one) == [PAID_ON, LATER]
    money.reconcile(fund=world.fund, month=JUNE, by=world.operator)
    world.see_all()
    assert not Difference.objects.filter(kind="payment_differs", state="open").exists()


def test_a_bill_below_zero_is_credit_and_used_up_it_is_settled(world: World) -> None:
    credit, july = credit_of_one(world)
    assert settling.use_credit(bill=july, on=LATER, by=world.treasurer) == PRICE
    assert states(world) == ["settled", "settled", "settled"]
    assert balance(world)["payable"] == 0
    assert queries.credits_of(world.fund) == []
    assert RollPayment.objects.filter(roll=july.pk, paid_on=LATER).exists()
    credit.refresh_from_db()
    assert credit.state == "settled"


def test_a_reversed_payment_voids_its_months_and_the_bill_can_be_paid_again(world: World) -> None:
    one, *_ = world.members(2)
    bill = world.bill()
    first = paid(world, [bill], 2 * PRICE + 5)
    reversed_(world, first)
    assert (states(world), days(world, one)) == (["issued"], [None])
    assert balance(world) == {
        "contributions:jkk": 20_000,
        "contributions:jkm": 13_600,
        "payable": -2 * PRICE,
        "unallocated": 0,
        "cash": 0,
        "memo:ceiling:2025": -3_053_299_200,
        "memo:committed:2025": 33_600,
        "memo:available:2025": 3_053_265_600,
    }
    assert queries.cash_paid(world.fund, date(2025, 1, 1), LATER) == 0
    assert queries.cash_paid(world.fund, date(2025, 1, 1), PAID_ON) == 2 * PRICE + 5
    with pytest.raises(Refused, match="was reversed"):
        order(world, [bill], 2 * PRICE)
    paid(world, [bill], 2 * PRICE, "2", LATER)
    assert (states(world), days(world, one)) == (["settled"], [LATER])
    payments = RollPayment.objects.order_by("seq").values_list("seq", "voids__seq")
    assert list(payments) == [(0, None), (1, 0), (2, None)]


def test_a_reversal_takes_four_eyes_and_happens_once(world: World) -> None:
    world.members(1)
    made = paid(world, [world.bill()], PRICE)
    asked = settling.ask_reversal(order=made, reason="Retur bank", by=world.operator)
    assert settling.ask_reversal(order=made, reason="lagi", by=world.operator) == asked
    world.see_all()
    with pytest.raises(IntegrityError, match="reversal_four_eyes"), transaction.atomic():
        Reversal.objects.update(approved_by=world.operator, approved_at=RecordedNow(), reversed_on=LATER)
    for _ in range(2):
        settling.reverse(reversal=asked, on=LATER, by=world.treasurer)
    world.see_all()
    assert AuditEntry.objects.filter(verb="money.reverse").count() == 1
    assert balance(world)["cash"] == 0


def test_a_draft_order_is_voided_without_a_movement_and_frees_its_bill(world: World) -> None:
    world.members(1)
    bill = world.bill()
    draft = order(world, [bill], PRICE)
    asked = settling.ask_reversal(order=draft, reason="Nomor SPM salah", by=world.operator)
    with pytest.raises(Refused, match="shall not count"):
        money.pay(order=draft, sp2d="1", paid_on=PAID_ON, by=world.treasurer)
    settling.reverse(reversal=asked, on=PAID_ON, by=world.treasurer)
    assert balance(world).get("cash", 0) == 0
    paid(world, [bill], PRICE, "2")
    assert states(world) == ["settled"]


def test_after_the_receipt_money_comes_back_as_a_refund_only(world: World) -> None:
    world.members(1)
    made = world.pay(world.bill())
    with pytest.raises(Refused, match="refund instead"):
        settling.ask_reversal(order=made, reason="x", by=world.operator)


def test_a_refund_is_followed_until_it_is_received(world: World) -> None:
    credit, _july = credit_of_one(world)
    facts = {"credit": credit, "letter": "560/1", "asked_on": LATER}
    asked = settling.ask_refund(by=world.operator, **facts)
    assert settling.ask_refund(by=world.operator, **facts) == asked
    assert asked.amount == PRICE
    with pytest.raises(Refused, match="Nothing of this credit"):
        settling.ask_refund(by=world.operator, **(facts | {"letter": "560/2"}))
    world.see_all()
    with pytest.raises(IntegrityError, match="refund_four_eyes"), transaction.atomic():
        Refund.objects.update(
            state="received", closed_by=world.operator, closed_at=RecordedNow(), settled_on=LATER, reference="x"
        )
    before = balance(world)
    for _ in range(2):
        settling.settle_refund(refund=asked, received=True, settled_on=LATER, reference="STS 7", by=world.treasurer)
    credit.refresh_from_db()
    assert (credit.state, queries.credits_of(world.fund)) == ("settled", [])
    after = balance(world)
    assert (after["cash"] - before["cash"], after["payable"] - before["payable"]) == (PRICE, -PRICE)
    assert AuditEntry.objects.filter(verb="money.settle_refund").count() == 1


def test_a_refused_refund_is_credit_again(world: World) -> None:
    credit, july = credit_of_one(world)
    asked = settling.ask_refund(credit=credit, letter="560/1", asked_on=LATER, by=world.operator)
    assert settling.use_credit(bill=july, on=LATER, by=world.treasurer) == 0
    settling.settle_refund(refund=asked, received=False, settled_on=LATER, reference="dikompensasi", by=world.treasurer)
    assert settling.use_credit(bill=july, on=LATER, by=world.treasurer) == PRICE


def test_an_overpayment_is_refunded_and_no_longer_differs(world: World) -> None:
    world.members(1)
    made = world.pay(world.bill(), beyond=16_290)
    with pytest.raises(Refused, match="Nobody has explained yet"):
        settling.ask_refund(credit=made, letter="560/1", asked_on=LATER, by=world.operator)
    world.explain()
    asked = settling.ask_refund(credit=made, letter="560/1", asked_on=LATER, by=world.operator)
    settling.settle_refund(refund=asked, received=True, settled_on=LATER, reference="STS 7", by=world.treasurer)
    assert balance(world)["unallocated"] == 0
    money.reconcile(fund=world.fund, month=JUNE, by=world.operator)
    world.see_all()
    assert not Difference.objects.filter(kind="payment_differs", state="open").exists()


def test_an_open_credit_is_a_difference_of_its_month(world: World) -> None:
    _credit, july = credit_of_one(world)
    for amount in (PRICE, None):
        found = money.reconcile(fund=world.fund, month=JUNE, by=world.operator)
        world.see_all()
        open_ones = Difference.objects.filter(kind="credit_open", state="open")
        assert list(open_ones.values_list("amount", flat=True)) == ([amount] if amount else [])
        assert (found.billed_amount, found.received_amount) == (PRICE, 2 * PRICE if amount else PRICE)
        settling.use_credit(bill=july, on=LATER, by=world.treasurer)


def test_the_receipt_of_an_order_for_two_months_is_counted_once(world: World) -> None:
    world.members(1)
    made = paid(world, [world.bill(JUNE), world.bill(JULY)], 2 * PRICE + 7)
    numbers = {"number": "1" * 15, "billing_code": "000000000001", "payment_reference": "3" * 12}
    money.receipt(order=made, received_on=PAID_ON, amount=2 * PRICE + 7, by=world.treasurer, **numbers)
    received = [
        money.reconcile(fund=world.fund, month=month, by=world.operator).received_amount for month in (JUNE, JULY)
    ]
    assert received == [PRICE, PRICE + 7]


def test_the_papers_come_one_after_the_other(world: World) -> None:
    world.members(1)
    bill = world.bill()
    facts = {"fund": world.fund, "bills": [bill], "amount": PRICE, "spp": "1", "spm": "1", "by": world.operator}
    with pytest.raises(BadInput, match="does not come before"):
        money.order(**facts, spp_on=date(2025, 6, 11), spm_on=date(2025, 6, 10))
    made = money.order(**facts, spp_on=date(2025, 6, 9), spm_on=date(2025, 6, 10))
    with pytest.raises(BadInput, match="before the day of the SPM"):
        money.pay(order=made, sp2d="1", paid_on=date(2025, 6, 9), by=world.treasurer)
    assert money.pay(order=made, sp2d="1", paid_on=date(2025, 6, 10), by=world.treasurer).state == "paid"


def test_the_deeds_take_the_same_statements_for_few_and_many(world: World) -> None:
    counts = []
    for number, people in enumerate((1, 2, 40)):
        month = JUNE + number
        world.members(people, month=month, start=100 * number, number=f"SK-{number}")
        bill = world.bill(month)
        draft = order(world, [bill], bill.roll.total, f"SPM-{number}")
        counted = []
        with CaptureQueriesContext(connection) as statements:
            made = money.pay(order=draft, sp2d=f"SP2D-{number}", paid_on=PAID_ON, by=world.treasurer)
        counted.append(len(statements))
        asked = settling.ask_reversal(order=made, reason="Retur bank", by=world.operator)
        with CaptureQueriesContext(connection) as statements:
            settling.reverse(reversal=asked, on=LATER, by=world.treasurer)
        counted.append(len(statements))
        counts.append(counted)
    _opens_the_accounts, (pay, back), more = counts
    assert [pay, back] == more
    assert pay <= 40
    assert back <= 35


def test_an_explanation_is_of_what_was_paid_too_much_when_it_was_given(world: World) -> None:
    """What a later order pays too much is no credit yet, before and after the lists are compared again."""
    world.members(2)
    world.pay(world.bill(), beyond=16_290)
    world.explain()
    assert [(c.total, c.explained) for c in queries.credits_of(world.fund)] == [(16_290, True)]
    world.members(1, start=20, number="SK-2")
    (late,) = money.supplement(fund=world.fund, month=JUNE, by=world.operator)
    late = money.approve_bill(bill=late, billing_code="000000000002", on=JUNE.first, by=world.head)
    paid(world, [late], PRICE + 9_999_999, "9")
    july = world.bill(JULY)
    for _ in range(2):
        world.see_all()
        assert {c.explained for c in queries.credits_of(world.fund)} == {False}
        with pytest.raises(Refused, match="Nobody has explained yet"):
            settling.use_credit(bill=july, on=LATER, by=world.treasurer)
        money.reconcile(fund=world.fund, month=JUNE, by=world.operator)
    world.explain()
    assert {c.explained for c in queries.credits_of(world.fund)} == {True}


def test_using_part_of_a_credit_asks_nobody_to_explain_it_again(world: World) -> None:
    world.members(1)
    world.pay(world.bill(), beyond=2 * PRICE)
    world.explain()
    settling.use_credit(bill=world.bill(JULY), on=LATER, by=world.treasurer)
    money.reconcile(fund=world.fund, month=JUNE, by=world.operator)
    world.see_all()
    assert [(c.left, c.explained) for c in queries.credits_of(world.fund)] == [(PRICE, True)]
