"""Dina is in the fourth class. Her scholarship needs 36 paid months of her father's, and January 2025 was not paid."""

from __future__ import annotations

from datetime import date

import pytest

from rangkiang.claims import actions as claims
from rangkiang.claims import scholarships
from rangkiang.claims.child_deeds import add_child
from rangkiang.claims.models import Child, Claim
from rangkiang.law import Answer
from rangkiang.membership.models import ForeignMonth
from rangkiang.people.models import Person
from rangkiang.platform.errors import Refused
from rangkiang.platform.month import Month
from rangkiang.programme import actions as programme
from tests.judged import approve
from tests.world import World

pytestmark = pytest.mark.django_db
FIRST_OWN, FIRST_OURS = Month(2022, 3), Month(2024, 12)
UNPAID, LAST = Month(2025, 1), Month(2025, 3)


@pytest.fixture
def father(world: World) -> Person:
    """33 months paid by himself from March 2022, then ours: December, not January, February, and March on the 12th."""
    programme.set_budget(fund=world.fund, year=2024, ceiling=10**6, effective_on=date(2024, 1, 2), by=world.head)
    person, *_ = world.members(1, month=FIRST_OURS)
    ForeignMonth.objects.bulk_create(
        ForeignMonth(person=person, area=person.area, month=m.first, payer="MANDIRI", paid_on=m.first)
        for m in FIRST_OWN.until(FIRST_OURS + -1)
    )
    for month in FIRST_OURS.until(LAST):
        if month != UNPAID:
            world.pay(world.bill(month))
    return person


def claim_of(world: World, father: Person, died: date) -> tuple[Claim, Child]:
    dina = add_child(person=father, name="Dina", born=date(2015, 2, 3), level="SD", grade=4, by=world.operator)
    event = claims.report(person=father, kind="death", happened_on=died, reported_on=died, by=world.operator)
    claim = claims.open_claim(event=event, by=world.operator)
    world.see_all()
    return claim, dina


def test_the_month_that_was_not_paid_is_the_one_that_is_missing(world: World, father: Person) -> None:
    """On the 11th of March, 37 calendar months after the first, 35 are paid: not given, and a person is asked."""
    claim, _ = claim_of(world, father, date(2025, 3, 11))
    assert (claim.decision, claim.computed, claim.state) == ("review", 42_000_000, Claim.State.REVIEW)
    answer = Answer.from_json(claim.steps)
    assert answer.parts["beasiswa"] == 0
    assert [question.partition(":")[0] for _, question in answer.asked] == ["Three years of contributions"]


def test_on_the_day_on_which_march_is_paid_a_person_is_asked_which_came_first(world: World, father: Person) -> None:
    claim, _ = claim_of(world, father, date(2025, 3, 12))
    assert (claim.decision, claim.computed, claim.state) == ("review", 42_000_000, Claim.State.REVIEW)
    assert [question.partition(":")[0] for _, question in Answer.from_json(claim.steps).asked] == [
        "The contribution that decides was paid on the very day of the event",
    ]


def test_a_day_later_march_is_paid_and_the_clock_was_not_reset_by_the_gap(world: World, father: Person) -> None:
    claim, _ = claim_of(world, father, date(2025, 3, 13))
    years = 3 * 1_500_000 + 3 * 2_000_000 + 3 * 3_000_000 + 5 * 12_000_000
    assert claim.steps["parts"]["beasiswa"] == years
    assert (claim.decision, claim.computed) == ("computed", 42_000_000 + years)
    told = {step.label_en: step.value for step in Answer.from_json(claim.steps).steps}
    assert told["Paid months since registration"] == 36


def test_it_is_paid_year_by_year_and_never_beyond_what_was_granted(world: World, father: Person) -> None:
    claim, dina = claim_of(world, father, date(2025, 3, 13))
    approve(claim=claim, by=world.verifier)
    claims.submit(claim=claim, on=date(2025, 3, 20), by=world.operator)
    granted = {"santunan": 20_000_000, "beasiswa": 3_000_000}
    claims.decide(claim=claim, on=date(2025, 4, 1), parts=granted, by=world.bpjs)
    claims.pay(claim=claim, on=date(2025, 4, 5), by=world.bpjs)

    def year(begins: int) -> object:
        return claims.pay_scholarship(
            claim=claim,
            child=dina,
            school_year=begins,
            amount=1_500_000,
            on=max(date(begins, 7, 20), date(2025, 4, 5)),
            by=world.bpjs,
        )

    assert year(2024) == year(2024)
    for begins in (2025, 2026):
        scholarships.set_class(child=dina, year=begins, level="SD", grade=begins - 2020, by=world.operator)
    year(2025)
    with pytest.raises(Refused, match="more scholarship than was granted"):
        year(2026)
    world.see_all()
    assert sum(d.amount for d in claim.disbursements.filter(child=dina)) == 3_000_000


def test_another_family_s_child_receives_nothing_of_it(world: World, father: Person) -> None:
    claim, _ = claim_of(world, father, date(2025, 3, 12))
    stranger, *_ = world.members(1, start=30, number="SK-9", month=LAST)
    other = add_child(person=stranger, name="Budi", born=date(2014, 5, 6), level="SD", grade=5, by=world.operator)
    with pytest.raises(Refused, match="not of this family"):
        claims.pay_scholarship(
            claim=claim, child=other, school_year=2025, amount=1, on=date(2025, 7, 20), by=world.bpjs
        )
