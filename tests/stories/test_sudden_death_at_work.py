"""Nasrul dies at the rice mill in his first month. Was it work? BPJS doubts it, and has thirty days to say."""

from __future__ import annotations

from datetime import date

import pytest

from rangkiang.claims import actions as claims
from rangkiang.claims import care, decisions
from rangkiang.claims.calendar import entries
from rangkiang.claims.models import Event
from rangkiang.money import actions as money
from tests.world import JULY, World

pytestmark = pytest.mark.django_db
DIED = date(2025, 7, 23)


@pytest.fixture
def event(world: World) -> Event:
    """A member since July, which was paid on the 12th."""
    person, *_ = world.members(2, month=JULY)
    world.pay(world.bill(JULY))
    made = claims.report(
        person=person, kind="accident", outcome="death", happened_on=DIED, reported_on=DIED, source="hospital",
        notice={"place": "kilang padi", "chronology": "Rebah saat bekerja, meninggal di puskesmas."},
        by=world.operator,
    )  # fmt: skip
    care.stage_one(event=made, received_on=date(2025, 7, 24), suspected=True, by=world.operator)
    world.see_all()
    return made


def test_the_calendar_holds_bpjs_to_its_thirty_days(world: World, event: Event) -> None:
    waits = {one.kind: one for one in entries(world.operator, date(2025, 8, 25))}
    assert (waits["suspicion"].due, waits["suspicion"].late(date(2025, 8, 25))) == (date(2025, 8, 23), True)


def test_from_work_needs_no_three_months(world: World, event: Event) -> None:
    care.settle_suspicion(event=event, on=date(2025, 8, 10), from_work=True, by=world.bpjs)
    claim = claims.open_claim(event=event, by=world.operator)
    assert (claim.scheme, claim.decision, claim.computed) == ("jkk", "computed", 70_000_000)


def test_not_from_work_the_family_still_has_the_funeral(world: World, event: Event) -> None:
    care.settle_suspicion(event=event, on=date(2025, 8, 10), from_work=False, by=world.bpjs)
    death = decisions.as_other_death(event=event, reason="Putusan BPJS 10 Agustus 2025", by=world.verifier)
    claim = claims.open_claim(event=death, by=world.operator)
    assert (claim.scheme, claim.decision, claim.computed) == ("jkm", "computed", 10_000_000)
    world.see_all()
    assert {one.kind for one in entries(world.operator, date(2025, 8, 25))} == {"approve"}


def test_either_way_he_is_not_billed_again(world: World, event: Event) -> None:
    assert money.bill(fund=world.fund, month=JULY + 1, by=world.operator).roll.persons == 1
