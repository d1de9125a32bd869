"""Yulia marries in her last year of school: her scholarship ends with it, and her brother's goes on."""

from __future__ import annotations

from datetime import date

import pytest

from rangkiang.claims import actions as claims
from rangkiang.claims import scholarships
from rangkiang.claims.calendar import entries
from rangkiang.claims.child_deeds import add_child
from rangkiang.claims.models import Child, Claim, SchoolYear
from rangkiang.claims.scholarship_queries import scholars
from rangkiang.platform.errors import Refused
from tests.judged import approve
from tests.world import JULY, JUNE, World

pytestmark = pytest.mark.django_db
DIED, MARRIED = date(2025, 7, 28), date(2026, 3, 14)
YULIA = 3_000_000 + 5 * 12_000_000  # SMA 3
RAFI = 2 * 1_500_000 + 3 * 2_000_000 + 3 * 3_000_000 + 4 * 12_000_000  # SD 5; four years of university before he is 23


@pytest.fixture
def claim(world: World) -> Claim:
    mother, *_ = world.members(2)
    for month in JUNE.until(JULY):
        world.pay(world.bill(month))
    by = world.operator
    add_child(person=mother, name="Yulia", born=date(2008, 1, 1), level="SMA", grade=3, by=by)
    add_child(person=mother, name="Rafi", born=date(2014, 1, 1), level="SD", grade=5, by=by)
    event = claims.report(person=mother, kind="accident", outcome="death", happened_on=DIED, reported_on=DIED, by=by)
    made = claims.open_claim(event=event, by=by)
    approve(claim=made, by=world.verifier)
    claims.submit(claim=made, on=date(2025, 8, 4), by=by)
    parts = {code: amount for code, amount in made.steps["parts"].items() if amount}
    claims.decide(claim=made, on=date(2025, 8, 8), parts=parts, by=world.bpjs)
    claims.pay(claim=made, on=date(2025, 8, 12), by=world.bpjs)
    scholarships.end(child=Child.objects.get(name="Yulia"), reason="married", on=MARRIED, by=by)
    world.see_all()
    return made


def test_on_the_day_of_the_death_both_are_counted_to_the_end_of_their_schooling(claim: Claim) -> None:
    assert claim.steps["parts"]["beasiswa"] == YULIA + RAFI
    assert (claim.decision, claim.computed) == ("computed", 70_000_000 + YULIA + RAFI)


def test_she_receives_no_later_year(world: World, claim: Claim) -> None:
    yulia, year = Child.objects.get(name="Yulia"), {"amount": 3_000_000, "by": world.bpjs}
    claims.pay_scholarship(claim=claim, child=yulia, school_year=2025, on=date(2026, 4, 1), **year)
    with pytest.raises(Refused, match="ended"):
        claims.pay_scholarship(claim=claim, child=yulia, school_year=2026, on=date(2026, 9, 1), **year)


def test_her_brother_goes_on_and_nobody_is_reminded_of_her(world: World, claim: Claim) -> None:
    assert scholarships.promote(year=2026, by=world.operator) == 1
    world.see_all()
    assert SchoolYear.objects.get().child.name == "Rafi"
    waits = [one for one in entries(world.operator, date(2026, 8, 1)) if one.child]
    assert [(one.kind, one.child) for one in waits] == [("class", Child.objects.get(name="Rafi").pk)]
    found = {one.name: (one.ended_on, one.end_reason, one.total) for one in scholars(2026, date(2026, 8, 1))[0]}
    assert found["Yulia"] == (MARRIED, "married", 0)
    assert found["Rafi"][2] == RAFI - 1_500_000  # SD 6 at twelve
