"""The twins Hasan and Husin are at university when their father dies at work: both, each year, and not after 23."""

from __future__ import annotations

from datetime import date

import pytest

from rangkiang.claims import actions as claims
from rangkiang.claims import scholarships
from rangkiang.claims.child_deeds import add_child
from rangkiang.claims.models import Child, Claim, SchoolYear
from rangkiang.claims.scholarship_queries import scholars
from rangkiang.platform.errors import Refused
from tests.judged import approve
from tests.world import JULY, JUNE, World

pytestmark = pytest.mark.django_db
DIED, BORN = date(2025, 7, 28), date(2005, 7, 2)
YEAR = 12_000_000


@pytest.fixture
def claim(world: World) -> Claim:
    father, *_ = world.members(2)
    for month in JUNE.until(JULY):
        world.pay(world.bill(month))
    for name in ("Hasan", "Husin"):
        add_child(person=father, name=name, born=BORN, level="PT", grade=2, by=world.operator)
    event = claims.report(
        person=father, kind="accident", outcome="death", happened_on=DIED, reported_on=DIED, by=world.operator
    )
    made = claims.open_claim(event=event, by=world.operator)
    approve(claim=made, by=world.verifier)
    claims.submit(claim=made, on=date(2025, 8, 4), by=world.operator)
    parts = {code: amount for code, amount in made.steps["parts"].items() if amount}
    claims.decide(claim=made, on=date(2025, 8, 8), parts=parts, by=world.bpjs)
    claims.pay(claim=made, on=date(2025, 8, 12), by=world.bpjs)
    world.see_all()
    return made


def test_two_of_one_birth_are_two_children(claim: Claim) -> None:
    """Below 23 when the years 2025, 2026, 2027 and, born on 2 July, 2028 begin: four left of university's five."""
    assert claim.steps["parts"]["beasiswa"] == 2 * 4 * YEAR
    assert (claim.decision, claim.computed) == ("computed", 70_000_000 + 2 * 4 * YEAR)


def test_four_years_for_each_and_then_no_more(world: World, claim: Claim, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rangkiang.claims.soundness.today", lambda: date(2029, 9, 1))
    by = world.operator
    for year in range(2025, 2029):
        if year > 2025:
            assert scholarships.promote(year=year, by=by) == 2, year
            proposed = SchoolYear.objects.filter(year=year).values_list("pk", flat=True)
            assert scholarships.confirm(years=proposed, by=by) == 2
        for child in Child.objects.order_by("name"):
            claims.pay_scholarship(
                claim=claim, child=child, school_year=year, amount=YEAR, on=date(year, 9, 1), by=world.bpjs
            )
    world.see_all()
    assert [one.total for one in scholars(2028, date(2028, 9, 2))[0]] == [0, 0]
    assert scholarships.promote(year=2029, by=by) == 0
    world.see_all()
    assert set(Child.objects.values_list("end_reason", "ended_on")) == {("age", date(2028, 7, 2))}
    with pytest.raises(Refused):
        claims.pay_scholarship(
            claim=claim, child=Child.objects.first(), school_year=2029, amount=YEAR, on=date(2029, 9, 1),
            by=world.bpjs,
        )  # fmt: skip
