"""Syamsir can never work again. Two children at school: no waiting time, a claim each year, one class on each July."""

from __future__ import annotations

from datetime import date

import pytest

from rangkiang.claims import actions as claims
from rangkiang.claims import care, scholarships
from rangkiang.claims.child_deeds import add_child
from rangkiang.claims.models import Child, Claim, SchoolYear
from rangkiang.claims.scholarship_queries import scholars
from tests.judged import approve
from tests.world import JULY, JUNE, World

pytestmark = pytest.mark.django_db
HURT, RATED = date(2025, 7, 14), date(2025, 12, 1)
SCHOLARSHIP = (
    (1 * 1_500_000 + 3 * 2_000_000 + 3 * 3_000_000 + 5 * 12_000_000)  # Rina, SD 6
    + (2 * 3_000_000 + 5 * 12_000_000)  # Andi, SMA 2
)


@pytest.fixture
def claim(world: World) -> Claim:
    father, *_ = world.members(2)
    for month in JUNE.until(JULY):
        world.pay(world.bill(month))
    by = world.operator
    add_child(person=father, name="Rina", born=date(2013, 9, 1), level="SD", grade=6, by=by)
    add_child(person=father, name="Andi", born=date(2009, 2, 1), level="SMA", grade=11, by=by)
    event = claims.report(person=father, kind="accident", happened_on=HURT, reported_on=HURT, by=by)
    care.unable(event=event, since=HURT, until=date(2025, 11, 13), doctor="dr. Contoh", by=by)
    care.rate(event=event, on=RATED, doctor="dr. Penasihat", role="adviser", total=True, by=by)
    made = claims.open_claim(event=event, by=by)
    approve(claim=made, by=world.verifier)
    claims.submit(claim=made, on=date(2025, 12, 3), by=by)
    parts = {code: amount for code, amount in made.steps["parts"].items() if amount}
    claims.decide(claim=made, on=date(2025, 12, 8), parts=parts, by=world.bpjs)
    claims.pay(claim=made, on=date(2025, 12, 10), by=world.bpjs)
    world.see_all()
    made.refresh_from_db()
    return made


def test_what_he_and_the_children_are_owed(claim: Claim) -> None:
    assert {code: amount for code, amount in claim.steps["parts"].items() if amount} == {
        "cacat": 56_000_000, "berkala": 12_000_000, "stmb": 4_000_000, "beasiswa": SCHOLARSHIP,
    }  # fmt: skip
    assert (claim.decision, claim.computed, claim.granted) == ("computed", *2 * (72_000_000 + SCHOLARSHIP,))
    assert claim.person.died_on is None


def test_the_years_are_claimed_one_by_one(world: World, claim: Claim) -> None:
    by, july = world.operator, date(2026, 7, 20)
    for child in Child.objects.all():
        amount = {"Rina": 1_500_000, "Andi": 3_000_000}[child.name]
        claims.pay_scholarship(
            claim=claim, child=child, school_year=2025, amount=amount, on=date(2025, 12, 10), by=world.bpjs
        )
    assert scholarships.promote(year=2026, by=by) == 2
    scholarships.confirm(years=SchoolYear.objects.values_list("pk", flat=True), by=by)
    world.see_all()
    found = {one.name: one for one in scholars(2026, july)[0]}
    assert {name: (one.level, one.grade) for name, one in found.items()} == {"Rina": ("SMP", 1), "Andi": ("SMA", 3)}
    assert sum(one.total for one in found.values()) + 4_500_000 == SCHOLARSHIP
    for one in found.values():
        scholarships.apply_year(year=SchoolYear.objects.get(pk=one.year), on=july, by=by)
    world.see_all()
    assert {one.applied_on for one in scholars(2026, july)[0]} == {july}
