"""Zainal died in May; nobody told the office, and he was billed for five months more. What was paid comes back."""

from __future__ import annotations

from datetime import date

import pytest

from rangkiang.claims import actions as claims
from rangkiang.claims.models import Event
from rangkiang.membership.models import RollPayment
from rangkiang.money import actions as money
from rangkiang.money import settling
from rangkiang.money.models import Bill, Refund
from rangkiang.people.models import Person
from rangkiang.platform.month import Month
from tests.world import World

pytestmark = pytest.mark.django_db
FIRST, LAST = Month(2025, 2), Month(2025, 10)
DIED, TOLD = date(2025, 5, 20), date(2025, 11, 3)
PRICE = 16_800


@pytest.fixture
def zainal(world: World) -> Person:
    person, *_ = world.members(2, month=FIRST)
    for month in FIRST.until(LAST):
        world.pay(world.bill(month))
    return person


def reported(world: World, person: Person) -> Event:
    event = claims.report(person=person, kind="death", happened_on=DIED, reported_on=TOLD, by=world.operator)
    world.see_all()
    return event


def test_the_next_bill_counts_him_no_more(world: World, zainal: Person) -> None:
    reported(world, zainal)
    assert money.bill(fund=world.fund, month=LAST + 1, by=world.operator).roll.persons == 1


def test_five_months_are_taken_off_and_asked_back(world: World, zainal: Person) -> None:
    reported(world, zainal)
    credits = []
    for month in FIRST.until(LAST):
        drafts = money.supplement(fund=world.fund, month=month, by=world.operator)
        credits += [
            money.approve_bill(bill=draft, billing_code="", on=date(2025, 11, 4), by=world.head) for draft in drafts
        ]
    assert [(one.roll.month.month, one.roll.total) for one in credits] == [(m, -PRICE) for m in range(6, 11)]
    for one in credits:
        asked = settling.ask_refund(
            credit=one, letter=f"500/{one.roll.month:%m}", asked_on=date(2025, 11, 5), by=world.operator
        )
        settling.settle_refund(
            refund=asked, received=True, settled_on=date(2025, 12, 1), reference="STS-1", by=world.treasurer
        )
    world.see_all()
    assert sum(refund.amount for refund in Refund.objects.all()) == 5 * PRICE
    assert set(Bill.objects.filter(pk__in=[one.pk for one in credits]).values_list("state", flat=True)) == {"settled"}


def test_his_family_has_the_whole_benefit_of_the_day_he_died(world: World, zainal: Person) -> None:
    claim = claims.open_claim(event=reported(world, zainal), by=world.operator)
    assert (claim.decision, claim.computed) == ("computed", 42_000_000)
    assert RollPayment.objects.filter(roll__month__lte=date(2025, 5, 1)).count() == 4
