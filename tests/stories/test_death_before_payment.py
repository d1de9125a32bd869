"""He died on the 5th; the month was paid on the 14th. What counts is what was paid by the day he died."""

from __future__ import annotations

from datetime import date

import pytest

from rangkiang.claims import actions as claims
from rangkiang.claims.models import Claim
from rangkiang.law import Answer
from rangkiang.membership.models import RollPayment
from rangkiang.money import actions as money
from rangkiang.people.models import Person
from rangkiang.platform.month import Month
from tests.world import JULY, JUNE, World

pytestmark = pytest.mark.django_db
DIED, PAID_ON = date(2025, 7, 5), date(2025, 7, 14)


def covered_since(world: World, first: Month) -> Person:
    person, *_ = world.members(2, month=first)
    for month in first.until(JULY):
        world.pay(world.bill(month), paid_on=PAID_ON if month == JULY else None)
    return person


def claim_of(world: World, person: Person, died: date = DIED) -> Claim:
    """Reported only after the payment."""
    event = claims.report(
        person=person, kind="death", happened_on=died, reported_on=date(2025, 7, 20), by=world.operator
    )
    claim = claims.open_claim(event=event, by=world.operator)
    world.see_all()
    return claim


def test_in_his_first_month_the_late_payment_protects_nobody_before_its_day(world: World) -> None:
    claim = claim_of(world, covered_since(world, JULY))
    assert (claim.decision, claim.computed, claim.state) == ("not_covered", 0, Claim.State.REVIEW)
    assert "No paid month up to the day of the event" in {step.label_en for step in Answer.from_json(claim.steps).steps}


def test_who_was_paid_for_before_leans_on_the_months_before(world: World) -> None:
    claim = claim_of(world, covered_since(world, Month(2025, 3)))
    assert (claim.decision, claim.computed) == ("computed", 42_000_000)
    told = {step.label_en: step.value for step in Answer.from_json(claim.steps).steps}
    assert told["Paid months since registration"] == 4


def test_nine_days_decide_whether_three_months_are_three(world: World) -> None:
    """Registered on the 12th of May: two months are paid by the 5th of July; only the funeral is certain."""
    claim = claim_of(world, covered_since(world, Month(2025, 5)))
    assert claim.computed == 10_000_000
    told = {step.label_en: step.value for step in Answer.from_json(claim.steps).steps}
    assert told["Paid months since registration"] == 2


def test_the_day_on_which_the_month_was_paid_is_kept_and_used(world: World) -> None:
    person = covered_since(world, JUNE)
    assert set(RollPayment.objects.values_list("roll__month", "paid_on")) == {
        (JUNE.first, date(2025, 6, 12)),
        (JULY.first, PAID_ON),
    }
    assert {"from": "2025-07", "to": "2025-07", "paid_on": "2025-07-14"} in claim_of(world, person).case["paid"]


def test_the_month_of_the_death_stands_and_the_next_is_not_billed(world: World) -> None:
    claim_of(world, covered_since(world, JUNE))
    assert money.bill(fund=world.fund, month=JULY + 1, by=world.operator).roll.persons == 1
