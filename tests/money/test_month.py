"""One month of money: bill, approve, pay, receive, reconcile; each deed once, whatever happens twice."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from rangkiang.membership import actions as membership
from rangkiang.membership.models import PersonMonth, RollPayment
from rangkiang.money import actions as money
from rangkiang.money.models import Bill, Difference, PaymentOrder, Receipt
from rangkiang.people.models import IdentityLink
from rangkiang.platform.errors import BadInput, Refused
from rangkiang.platform.models import AuditEntry, RecordedNow
from rangkiang.programme import actions as programme
from tests.world import AIE_AMO, JULY, JUNE, World

pytestmark = pytest.mark.django_db


def kinds(world: World) -> dict[str, int]:
    world.see_all()
    return dict(Difference.objects.filter(state="open").values_list("kind", "amount"))


def test_a_bill_has_one_line_per_member_split_jkk_jkm(world: World) -> None:
    world.members(7)
    bill = world.bill()
    assert (bill.roll.persons, bill.roll.jkk, bill.roll.jkm) == (7, 70_000, 47_600)


def test_a_second_bill_for_the_month_is_the_first(world: World) -> None:
    world.members(3)
    first = money.bill(fund=world.fund, month=JUNE, by=world.operator)
    assert money.bill(fund=world.fund, month=JUNE, by=world.operator).pk == first.pk
    world.see_all()
    assert PersonMonth.objects.count() == 3


def test_nobody_enrolled_is_said_and_bills_nobody(world: World) -> None:
    with pytest.raises(BadInput, match="nothing to bill"):
        money.bill(fund=world.fund, month=JUNE, by=world.operator)
    assert not Bill.objects.exists()


def test_who_prepared_a_bill_may_not_approve_it(world: World) -> None:
    world.members(1)
    bill = money.bill(fund=world.fund, month=JUNE, by=world.operator)
    Bill.objects.filter(pk=bill.pk).update(billing_code="000000000001")  # the database itself holds the line too
    with pytest.raises(Refused):
        money.approve_bill(bill=bill, billing_code="000000000001", on=JUNE.first, by=world.operator)


def test_the_ceiling_holds(world: World) -> None:
    programme.set_budget(
        fund=world.fund, year=2025, ceiling=16_800 * 5 - 1, effective_on=date(2025, 1, 3), by=world.head
    )
    world.members(5)
    bill = money.bill(fund=world.fund, month=JUNE, by=world.operator)
    with pytest.raises(Refused, match="budget"):
        money.approve_bill(bill=bill, billing_code="000000000001", on=JUNE.first, by=world.head)


def test_a_payment_settles_its_bill_and_pays_its_months(world: World) -> None:
    world.members(4)
    order = world.pay(world.bill())
    assert order.state == PaymentOrder.State.PAID
    assert Bill.objects.get().state == Bill.State.SETTLED
    assert RollPayment.objects.get().paid_on == date(2025, 6, 12)


def test_half_a_payment_pays_nobody_yet(world: World) -> None:
    world.members(4)
    bill = world.bill()
    for number, amount in (("1", 30_000), ("2", 37_200)):
        order = money.order(fund=world.fund, bills=[bill], amount=amount, spp=number, spm=number, by=world.operator)
        world.see_all()
        assert not RollPayment.objects.exists()
        money.pay(order=order, sp2d=number, paid_on=date(2025, 6, 12), by=world.treasurer)
    world.see_all()
    assert RollPayment.objects.count() == 1


def test_cash_beyond_the_bill_stands_as_a_finding_until_explained(world: World) -> None:
    world.members(2)
    world.pay(world.bill(), beyond=16_290)
    money.active_list(fund=world.fund, month=JUNE, kpj=[f"99{p.pk:09d}" for p in world.people], by=world.bpjs)
    money.reconcile(fund=world.fund, month=JUNE, by=world.operator)
    assert kinds(world) == {"payment_differs": 16_290}
    money.reconcile(fund=world.fund, month=JUNE, by=world.operator)
    assert kinds(world) == {"payment_differs": 16_290}
    money.explain(difference=Difference.objects.get(), explanation="Pembulatan bank", by=world.head)
    money.reconcile(fund=world.fund, month=JUNE, by=world.operator)
    assert kinds(world) == {}


def test_the_four_lists_disagree_by_name(world: World) -> None:
    one, two, three = world.members(3)
    world.pay(world.bill())
    money.active_list(
        fund=world.fund, month=JUNE, by=world.bpjs, kpj=[f"99{one.pk:09d}", f"99{two.pk:09d}", "99999999999"]
    )
    money.reconcile(fund=world.fund, month=JUNE, by=world.operator)
    world.see_all()
    found = {(d.kind, d.person_id) for d in Difference.objects.all()}
    assert found == {("missing_at_bpjs", three.pk), ("extra_at_bpjs", None)}


def test_the_dead_are_not_billed_again(world: World) -> None:
    dead, *_ = world.members(3)
    world.bill(JUNE)
    type(dead).objects.filter(pk=dead.pk).update(died_on=date(2025, 6, 20))
    assert money.bill(fund=world.fund, month=JULY, by=world.operator).roll.persons == 2


def test_no_month_is_paid_by_two_funds(world: World) -> None:
    """The exclusion constraint stops the second enrolment; nothing of the second decree is enrolled."""
    person, *_ = world.members(1)
    other = programme.open_fund(
        programme=world.programme,
        kind="APB_NAGARI",
        area=AIE_AMO,
        title="Nagari",
        jkk_account="1",
        jkm_account="2",
        by=world.by["administrator"],
    )
    candidates = world.candidates(2, fund=other, start=50)
    type(candidates[0]).objects.filter(pk=candidates[0].pk).update(person=person)
    signed = world.decree(candidates, number="SK-2", fund=other)
    with pytest.raises(Refused, match="another of our funds"):
        membership.enrol(decree=signed, by=world.operator)
    world.see_all()
    assert other.enrolments.count() == 0


def test_billing_takes_the_same_statements_for_few_and_many(world: World) -> None:
    counts = []
    for number, (month, people) in enumerate(((JUNE, 2), (JULY, 60))):
        world.members(people, month=month, start=100 * number, number=f"SK-{number}")
        with CaptureQueriesContext(connection) as statements:
            money.bill(fund=world.fund, month=month, by=world.operator)
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 25


def test_the_books_balance_and_repeat_safely(world: World) -> None:
    world.members(3)
    bill = world.bill()
    order = world.pay(bill, beyond=100)
    money.pay(order=order, sp2d="again", paid_on=date(2025, 6, 13), by=world.treasurer)
    money.approve_bill(bill=bill, billing_code="000000000009", on=JUNE.first, by=world.head)
    world.see_all()
    balance = world.balances(date(2025, 12, 31))
    assert sum(balance.values()) == 0
    assert balance == {
        "contributions:jkk": 30_000,
        "contributions:jkm": 20_400,
        "payable": 0,
        "unallocated": 100,
        "cash": -50_500,
        "memo:ceiling:2025": -3_053_299_200,
        "memo:committed:2025": 50_400,
        "memo:available:2025": 3_053_248_800,
    }


@pytest.mark.parametrize(
    ("field", "value"), [("number", "123"), ("billing_code", "1" * 13), ("payment_reference", "x" * 12)]
)
def test_a_receipt_needs_its_three_numbers(world: World, field: str, value: str) -> None:
    world.members(1)
    bill = world.bill()
    order = money.order(fund=world.fund, bills=[bill], amount=16_800, spp="1", spm="1", by=world.operator)
    money.pay(order=order, sp2d="1", paid_on=date(2025, 6, 12), by=world.treasurer)
    numbers = {"number": "1" * 15, "billing_code": "000000000001", "payment_reference": "3" * 12} | {field: value}
    with pytest.raises(BadInput, match=field):
        money.receipt(order=order, received_on=date(2025, 6, 12), amount=16_800, by=world.treasurer, **numbers)


def entered(world: World, order: PaymentOrder, amount: int, number: str = "") -> Receipt:
    return money.receipt(
        order=order,
        number=number or f"{order.spm:0>15}",
        billing_code="000000000001",
        payment_reference="3" * 12,
        received_on=date(2025, 6, 12),
        amount=amount,
        by=world.treasurer,
    )


def halves(world: World) -> list[PaymentOrder]:
    """June's bill of two members, paid in two orders of one member each."""
    world.members(2)
    bill, made = world.bill(), []
    for number in ("1", "2"):
        order = money.order(fund=world.fund, bills=[bill], amount=16_800, spp=number, spm=number, by=world.operator)
        made.append(money.pay(order=order, sp2d=number, paid_on=date(2025, 6, 12), by=world.treasurer))
    money.active_list(fund=world.fund, month=JUNE, kpj=[f"99{p.pk:09d}" for p in world.people], by=world.bpjs)
    return made


@pytest.mark.parametrize("ordered", [0, 2])
def test_an_order_with_nothing_outstanding_is_refused(world: World, ordered: int) -> None:
    """Money that belongs to no month would be seen on no page."""
    bills = []
    if ordered:
        world.members(ordered)
        bills = [world.bill()]
        money.order(fund=world.fund, bills=bills, amount=16_800 * ordered, spp="1", spm="1", by=world.operator)
    with pytest.raises(Refused, match="Nothing is outstanding"):
        money.order(fund=world.fund, bills=bills, amount=16_800, spp="2", spm="2", by=world.operator)
    world.see_all()
    assert PaymentOrder.objects.filter(allocations=None).count() == 0


def test_what_one_receipt_lacks_another_does_not_hide(world: World) -> None:
    for order, amount in zip(halves(world), (16_700, 16_900), strict=True):
        entered(world, order, amount)
    money.reconcile(fund=world.fund, month=JUNE, by=world.operator)
    assert kinds(world) == {"receipt_differs": 200}


def test_what_was_solved_and_is_true_again_opens_again(world: World) -> None:
    one, *_ = world.members(2)
    world.pay(world.bill())
    for died_on, state, explanation in (
        (date(2025, 5, 20), "open", ""),
        (None, "solved", Difference.GONE),
        (date(2025, 5, 21), "open", ""),
    ):
        type(one).objects.filter(pk=one.pk).update(died_on=died_on)
        money.reconcile(fund=world.fund, month=JUNE, by=world.operator)
        world.see_all()
        found = Difference.objects.get(kind="billed_after_death")
        assert (found.state, found.explanation, found.closed_by is None) == (state, explanation, state == "open")
        assert found.said == ("No longer found when the lists were compared." if explanation else "")


@pytest.mark.parametrize("explained", [False, True])
def test_a_changed_amount_is_taken_over_and_opens_what_was_explained(world: World, explained: bool) -> None:
    first, second = halves(world)
    entered(world, first, 16_700)
    money.reconcile(fund=world.fund, month=JUNE, by=world.operator)
    world.see_all()
    if explained:
        for one in Difference.objects.all():  # the second receipt is not there yet
            money.explain(difference=one, explanation="Pembulatan bank", by=world.head)
        money.reconcile(fund=world.fund, month=JUNE, by=world.operator)
        assert kinds(world) == {}
    entered(world, second, 16_700)
    money.reconcile(fund=world.fund, month=JUNE, by=world.operator)
    assert kinds(world) == {"receipt_differs": 200}
    assert Difference.objects.get(kind="receipt_differs").explanation == ("Pembulatan bank" if explained else "")


def test_a_closed_difference_is_explained_once(world: World) -> None:
    world.members(2)
    world.pay(world.bill(), beyond=5)
    money.reconcile(fund=world.fund, month=JUNE, by=world.operator)
    world.see_all()
    for words in ("Pembulatan bank", "lagi"):
        found = money.explain(
            difference=Difference.objects.get(kind="payment_differs"), explanation=words, by=world.head
        )
    world.see_all()
    assert (found.explanation, AuditEntry.objects.filter(verb="money.explain").count()) == ("Pembulatan bank", 1)


def test_a_receipt_number_belongs_to_one_payment(world: World) -> None:
    first, second = halves(world)
    entered(world, first, 16_800, "1" * 15)
    with pytest.raises(Refused, match="another payment"):
        entered(world, second, 16_800, "1" * 15)
    assert entered(world, second, 16_800, "2" * 15).amount == 16_800


@pytest.mark.parametrize(
    ("paid_on", "possible"),
    [
        (date(2025, 7, 31), True),
        (date(2025, 8, 1), False),
        (date(2024, 6, 1), True),
        (date(2024, 5, 31), False),
    ],
)
def test_the_day_of_a_payment_is_possible(
    world: World, monkeypatch: pytest.MonkeyPatch, paid_on: date, possible: bool
) -> None:
    """Today is 31 July; June is the first month of the order, whatever comes after."""
    monkeypatch.setattr("rangkiang.money.actions.today", lambda: date(2025, 7, 31))
    world.members(1)
    bills = [world.bill(JULY), world.bill(JUNE)]
    order = money.order(fund=world.fund, bills=bills, amount=33_600, spp="1", spm="1", by=world.operator)
    if possible:
        assert money.pay(order=order, sp2d="1", paid_on=paid_on, by=world.treasurer).paid_on == paid_on
        return
    with pytest.raises(BadInput, match=str(paid_on)):
        money.pay(order=order, sp2d="1", paid_on=paid_on, by=world.treasurer)
    world.see_all()
    assert not RollPayment.objects.exists()


TOLD = {"number": "1" * 15, "billing_code": "000000000001", "payment_reference": "3" * 12}


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"billing_code": "9" * 12}, "this order pays 000000000001"),
        ({"received_on": date(2099, 1, 1)}, "has not come yet"),
        ({"received_on": date(2025, 6, 11)}, "before the day of the payment"),
        ({"amount": -7}, "above zero"),
        ({"amount": 0}, "above zero"),
    ],
)
def test_a_receipt_that_cannot_be_is_refused_in_words(world: World, change: dict[str, object], refusal: str) -> None:
    first, _second = halves(world)
    told = TOLD | {"received_on": date(2025, 6, 12), "amount": 16_800} | change
    with pytest.raises((BadInput, Refused), match=refusal):
        money.receipt(order=first, by=world.treasurer, **told)  # type: ignore[arg-type]
    world.see_all()
    assert not Receipt.objects.exists()


def test_the_same_receipt_told_otherwise_is_not_taken_silently(world: World) -> None:
    first, _second = halves(world)
    assert entered(world, first, 16_800) == entered(world, first, 16_800)
    with pytest.raises(Refused, match="stands already with other facts"):
        entered(world, first, 16_799)


@pytest.mark.parametrize("code", ["x?", "1", "1" * 13, "١" * 12])
def test_a_billing_code_is_twelve_digits(world: World, code: str) -> None:
    world.members(1)
    bill = money.bill(fund=world.fund, month=JUNE, by=world.operator)
    with pytest.raises(BadInput, match="is not 12 digits"):
        money.approve_bill(bill=bill, billing_code=code, on=JUNE.first, by=world.head)
    world.see_all()
    with pytest.raises(IntegrityError, match="bill_code_12_digits"), transaction.atomic():
        Bill.objects.update(billing_code="x?")


def test_an_order_told_otherwise_under_its_number_is_refused(world: World) -> None:
    world.members(2)
    june, july = world.bill(JUNE), world.bill(JULY)

    def asked(amount: int, bills: list[Bill], spp: str = "1") -> PaymentOrder:
        return money.order(fund=world.fund, bills=bills, amount=amount, spp=spp, spm="1", by=world.operator)

    first = asked(33_600, [june])
    assert asked(33_600, [june]) == first
    for told in ((999, [june]), (33_600, [july]), (33_600, [june], "2")):
        with pytest.raises(Refused, match="SPM 1 belongs to another order"):
            asked(*told)  # type: ignore[arg-type]


def test_one_sp2d_pays_one_order(world: World) -> None:
    world.members(1)
    orders = []
    for number, month in enumerate((JUNE, JULY)):
        paper = {"spp": str(number), "spm": str(number)}
        orders.append(
            money.order(fund=world.fund, bills=[world.bill(month)], amount=16_800, by=world.operator, **paper)
        )
    first, second = orders
    money.pay(order=first, sp2d="S", paid_on=date(2025, 7, 12), by=world.treasurer)
    with pytest.raises(Refused, match="SP2D S paid another order"):
        money.pay(order=second, sp2d="S", paid_on=date(2025, 7, 12), by=world.treasurer)


@pytest.mark.parametrize("late", [False, True])
def test_joined_records_of_one_person_are_charged_once(world: World, late: bool) -> None:
    """The second record stays without a line, and is a difference until its enrolment is ended."""
    one, two = world.members(2)[0], None
    if late:
        world.bill()
        (two,) = world.members(1, start=20, number="SK-2")
    else:
        two = world.people[1]
    IdentityLink.objects.create(record=two, canonical=one, why="sama", made_by=world.operator.pk, undone_why="")
    if late:
        assert money.supplement(fund=world.fund, month=JUNE, by=world.operator) == []
    else:
        assert world.bill().roll.persons == 1
    world.see_all()
    assert not PersonMonth.objects.filter(person=two).exists()
    money.reconcile(fund=world.fund, month=JUNE, by=world.operator)
    world.see_all()
    assert Difference.objects.get(kind="not_billed").person == two
    IdentityLink.objects.update(undone_at=RecordedNow(), undone_by=world.operator.pk)
    (added,) = money.supplement(fund=world.fund, month=JUNE, by=world.operator)
    assert added.roll.persons == 1
