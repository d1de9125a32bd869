"""Dahlia was registered under a wrong NIK. BPJS refuses her family; the office shows that it was she who was paid."""

from __future__ import annotations

from datetime import date

import pytest

from rangkiang.access.models import Role
from rangkiang.claims import actions as claims
from rangkiang.claims import decisions
from rangkiang.claims.models import Claim
from rangkiang.people import actions as people
from rangkiang.people.models import Person
from tests.judged import approve
from tests.world import JULY, PALALUAR, REGENCY, World, user

pytestmark = pytest.mark.django_db
DIED = date(2025, 7, 25)


@pytest.fixture
def dahlia(world: World) -> Person:
    """The record by her KTP; the one of the registration, a digit off, is what four months were paid on."""
    registered, *_ = world.members(2, month=JULY + -3)
    for month in (JULY + -3).until(JULY):
        world.pay(world.bill(month))
    return Person.objects.create(
        nik=f"{str(registered.nik)[:-1]}{(int(str(registered.nik)[-1]) + 5) % 10}", name=registered.name,
        name_key=registered.name_key, birth_date=registered.birth_date, sex="L", area=PALALUAR,
    )  # fmt: skip


def claim_of(world: World, person: Person) -> Claim:
    event = claims.report(person=person, kind="death", happened_on=DIED, reported_on=DIED, by=world.by[Role.NAGARI])
    made = claims.open_claim(event=event, by=world.operator)
    world.see_all()
    return made


def join(world: World, person: Person) -> None:
    for by in (world.verifier, user(Role.VERIFIER, REGENCY, "verifier_two")):
        people.link(duplicate=world.people[0], canonical=person, why="KTP dan KK sama", by=by)
    world.see_all()


def test_by_her_true_nik_alone_nothing_was_paid(world: World, dahlia: Person) -> None:
    assert claim_of(world, dahlia).decision == "not_covered"


def test_once_two_agree_that_the_records_are_one_the_claim_is_computed_anew(world: World, dahlia: Person) -> None:
    claim = claim_of(world, dahlia)
    join(world, dahlia)
    claim = claims.recompute(claim=claim, by=world.operator)
    assert (claim.decision, claim.computed, claim.fund) == ("computed", 42_000_000, world.fund)


def test_bpjs_refuses_for_her_data_and_is_shown_the_months(world: World, dahlia: Person) -> None:
    join(world, dahlia)
    claim = claim_of(world, dahlia)
    approve(claim=claim, by=world.verifier)
    claims.submit(claim=claim, on=date(2025, 8, 1), by=world.operator)
    claims.decide(claim=claim, on=date(2025, 8, 5), refusal="data_mismatch", note="NIK tidak sama", by=world.bpjs)
    objection = decisions.object_to(
        claim=claim, on=date(2025, 8, 7), grounds="Satu orang, dua NIK; bukti setor empat bulan terlampir.",
        by=world.operator,
    )  # fmt: skip
    parts = {code: amount for code, amount in claim.steps["parts"].items() if amount}
    decisions.answer_objection(objection=objection, on=date(2025, 8, 20), outcome="changed", parts=parts, by=world.bpjs)
    claims.pay(claim=claim, on=date(2025, 8, 22), by=world.bpjs)
    world.see_all()
    claim.refresh_from_db()
    assert (claim.state, claim.granted, claim.refusal) == ("paid", 42_000_000, "")
    assert claim.objections.get().was_refusal == "data_mismatch"


def test_a_report_on_the_wrong_record_too_is_the_same_death(world: World, dahlia: Person) -> None:
    join(world, dahlia)
    first = claims.report(person=dahlia, kind="death", happened_on=DIED, reported_on=DIED, by=world.operator)
    again = claims.report(person=world.people[0], kind="death", happened_on=DIED, reported_on=DIED, by=world.operator)
    assert first == again
