"""After a bill is issued: who came late, who should not stand on it, a price that changed; the bill itself stays."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import Sum
from django.test.utils import CaptureQueriesContext

from rangkiang import law
from rangkiang.membership import actions as membership
from rangkiang.membership.models import Correction, PersonMonth, Roll
from rangkiang.membership.queries import timeline
from rangkiang.money import actions as money
from rangkiang.money import queries
from rangkiang.money.models import Bill
from rangkiang.money.sheet import sheet
from rangkiang.people.models import Person
from rangkiang.platform.errors import BadInput, Refused
from rangkiang.platform.models import AuditEntry, RecordedNow
from tests.world import JUNE, World

pytestmark = pytest.mark.django_db
PRICE = 16_800
MAY = JUNE + -1


def leave(world: World, person: Person, reason: str = "wrong_person") -> None:
    gone = membership.Exit(person.pk, MAY, reason, date(2025, 5, 20))
    membership.end(fund=world.fund, exits=[gone], by=world.operator)
    world.see_all()


def supplement(world: World) -> list[Bill]:
    made = money.supplement(fund=world.fund, month=JUNE, by=world.operator)
    world.see_all()
    return made


def approved(world: World) -> list[Bill]:
    made = [
        money.approve_bill(bill=one, billing_code="000000000001", on=date(2025, 6, 20), by=world.head)
        for one in supplement(world)
    ]
    world.see_all()
    return made


def frozen(bill: Bill) -> tuple[object, ...]:
    lines = PersonMonth.objects.filter(roll=bill.roll).order_by("person").values_list("person", "seq", "jkk", "jkm")
    roll = Roll.objects.get(pk=bill.pk)
    return (roll.persons, roll.jkk, roll.jkm, *lines)


def adds_up() -> None:
    """Every roll is the sum of its lines, entered or waiting; a person has one line standing at most."""
    for roll in Roll.objects.all():
        entered = PersonMonth.objects.filter(roll=roll)
        lines = entered if entered.exists() else Correction.objects.filter(roll=roll)
        told = [line.seq % 2 == 0 for line in lines]
        found = lines.aggregate(jkk=Sum("jkk"), jkm=Sum("jkm"))
        assert (roll.persons, roll.jkk, roll.jkm) == (2 * sum(told) - len(told), found["jkk"], found["jkm"])


def test_who_was_enrolled_late_comes_on_a_supplement_that_names_the_bill(world: World) -> None:
    world.members(3)
    bill = world.bill()
    before = frozen(bill)
    world.members(2, start=10, number="SK-2")
    (late,) = approved(world)
    assert (late.roll.kind, late.roll.seq, late.roll.corrects) == ("late", 1, bill.roll)
    assert (late.roll.persons, late.roll.jkk, late.roll.jkm, late.state) == (2, 20_000, 13_600, "issued")
    assert frozen(bill) == before
    assert (sheet(world.fund, JUNE).persons, sheet(world.fund, JUNE).total) == (5, 5 * PRICE)
    adds_up()


def test_nothing_to_correct_is_no_bill_and_leaves_no_entry(world: World) -> None:
    world.members(2)
    world.bill()
    assert supplement(world) == []
    assert Roll.objects.count() == 1
    assert AuditEntry.objects.filter(verb="money.supplement").count() == 0


def test_a_second_call_returns_what_waits_and_after_approval_nothing(world: World) -> None:
    one, *_ = world.members(3)
    world.bill()
    leave(world, one)
    world.members(1, start=10, number="SK-2")
    first = supplement(world)
    assert {bill.roll.kind for bill in first} == {"late", "correction"}
    assert supplement(world) == first
    approved(world)
    assert supplement(world) == []
    assert AuditEntry.objects.filter(verb="money.supplement").count() == 1
    adds_up()


def test_before_the_bill_is_approved_there_is_nothing_to_supplement(world: World) -> None:
    world.members(2)
    money.bill(fund=world.fund, month=JUNE, by=world.operator)
    with pytest.raises(Refused, match="no approved bill"):
        supplement(world)


def test_a_draft_correction_changes_nobodys_cover_an_approved_one_does(world: World) -> None:
    one, *_ = world.members(3)
    world.pay(world.bill())
    leave(world, one)
    (draft,) = supplement(world)
    assert [m.paid_on for m in timeline(one.pk)] == [date(2025, 6, 12)]
    assert sheet(world.fund, JUNE).persons == 3
    credit = money.approve_bill(bill=draft, billing_code="", on=date(2025, 6, 20), by=world.head)
    world.see_all()
    assert (credit.roll.persons, credit.roll.total, credit.state) == (-1, -PRICE, "issued")
    assert timeline(one.pk) == []
    found = sheet(world.fund, JUNE)
    assert (found.persons, found.total) == (2, 2 * PRICE)
    balance = world.balances(date(2025, 12, 31))
    assert sum(balance.values()) == 0
    assert (balance["payable"], balance["contributions:jkk"]) == (PRICE, 20_000)
    adds_up()


def test_who_prepared_a_supplement_may_not_approve_it(world: World) -> None:
    world.members(1)
    world.bill()
    world.members(1, start=10, number="SK-2")
    (late,) = supplement(world)
    with pytest.raises(IntegrityError, match="bill_four_eyes"), transaction.atomic():
        Bill.objects.filter(pk=late.pk).update(approved_by=world.operator, approved_at=RecordedNow(), state="issued")
    with pytest.raises(BadInput, match="billing code"):
        money.approve_bill(bill=late, billing_code=" ", on=date(2025, 6, 20), by=world.head)


def test_who_was_taken_off_can_come_back_on_another_supplement(world: World) -> None:
    one, *_ = world.members(2)
    world.pay(world.bill())
    leave(world, one)
    approved(world)
    membership.enrol(decree=world.decree(_again(world, one), number="SK-2"), by=world.operator)
    (late,) = approved(world)
    assert (late.roll.kind, late.roll.persons) == ("late", 1)
    seqs = PersonMonth.objects.filter(person=one).order_by("seq").values_list("seq", flat=True)
    assert list(seqs) == [0, 1, 2]
    assert [m.paid_on for m in timeline(one.pk)] == [None]
    adds_up()


def _again(world: World, person: Person) -> list:  # type: ignore[type-arg]
    candidates = world.candidates(1, start=40)
    type(candidates[0]).objects.filter(pk=candidates[0].pk).update(person=person)
    return candidates


def test_a_changed_price_takes_off_and_charges_anew_and_the_month_stays_paid(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, *_ = world.members(2)
    bill = world.bill()
    world.pay(bill)
    before = frozen(bill)
    monkeypatch.setattr(law, "price", lambda *_: type("P", (), {"jkk": 10_100, "jkm": 6_800})())
    (more,) = approved(world)
    assert (more.roll.kind, more.roll.persons, more.roll.jkk, more.roll.jkm) == ("correction", 0, 200, 0)
    assert [(m.paid_on, m.jkk) for m in timeline(one.pk)] == [(date(2025, 6, 12), 10_100)]
    assert frozen(bill) == before
    assert queries.owed(world.fund, [more.pk]) == [(more.pk, 200)]
    monkeypatch.setattr(law, "price", lambda *_: type("P", (), {"jkk": 10_000, "jkm": 6_800})())
    (less,) = approved(world)
    assert (less.roll.corrects, less.roll.total) == (more.roll, -200)
    assert [(m.paid_on, m.jkk) for m in timeline(one.pk)] == [(date(2025, 6, 12), 10_000)]
    adds_up()


def test_the_dead_are_taken_off_the_months_after_their_death(world: World) -> None:
    dead, *_ = world.members(2)
    world.pay(world.bill())
    Person.objects.filter(pk=dead.pk).update(died_on=date(2025, 5, 20))
    assert queries.paid_after_death(world.fund) == [(JUNE.first, 1, PRICE)]
    (credit,) = approved(world)
    assert credit.roll.total == -PRICE
    assert queries.paid_after_death(world.fund) == []


def test_an_unpaid_bill_and_its_correction_are_settled_together(world: World) -> None:
    """The correction is credit for the very bill: nobody is protected before the rest is paid."""
    one, two = world.members(2)
    bill = world.bill()
    leave(world, one)
    (credit,) = approved(world)
    assert [m.paid_on for m in timeline(two.pk)] == [None]
    assert [(c.key, c.left) for c in queries.credits_of(world.fund)] == [(credit.pk, PRICE)]
    assert queries.owed(world.fund, [bill.pk]) == [(bill.pk, 2 * PRICE)]


def test_a_supplement_takes_the_same_statements_for_few_and_many(world: World) -> None:
    counts = []
    for number, people in enumerate((2, 40)):
        month = JUNE + number
        gone, *_ = world.members(people, month=month, start=200 * number, number=f"SK-{number}")
        world.bill(month)
        membership.end(
            fund=world.fund,
            exits=[membership.Exit(gone.pk, month + -1, "moved", month.first)],
            by=world.operator,
        )
        world.members(people, month=month, start=200 * number + 100, number=f"SK-{number}b")
        with CaptureQueriesContext(connection) as statements:
            made = money.supplement(fund=world.fund, month=month, by=world.operator)
        assert [bill.roll.persons for bill in made] == [people, -1]
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 35
