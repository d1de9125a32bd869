"""Marni's husband dies in July. She is told what she is owed and why, and receives it without a broker."""

from __future__ import annotations

from datetime import date

import pytest

from rangkiang.access.models import Role
from rangkiang.claims import actions as claims
from rangkiang.claims.child_deeds import add_child
from rangkiang.claims.models import Claim
from rangkiang.claims.queries import parts
from rangkiang.law import Answer
from rangkiang.money import actions as money
from rangkiang.people.models import Person
from rangkiang.platform.errors import Refused
from rangkiang.platform.models import AuditEntry
from rangkiang.platform.month import Month
from tests.judged import approve
from tests.world import JULY, World

pytestmark = pytest.mark.django_db
MARCH, DIED = Month(2025, 3), date(2025, 7, 20)
OWED = {"santunan": 20_000_000, "berkala": 12_000_000, "pemakaman": 10_000_000}


@pytest.fixture
def husband(world: World) -> Person:
    """One of three, paid for from March to July."""
    person, *_ = world.members(3, month=MARCH)
    for month in MARCH.until(JULY):
        world.pay(world.bill(month))
    return person


def opened(world: World, husband: Person) -> Claim:
    """The nagari reports the death; the labour office opens the claim."""
    event = claims.report(
        person=husband, kind="death", happened_on=DIED, reported_on=date(2025, 7, 22), by=world.by[Role.NAGARI]
    )
    return claims.open_claim(event=event, by=world.operator)


def test_what_she_is_owed_stands_there_with_its_reasons(world: World, husband: Person) -> None:
    claim = opened(world, husband)
    world.see_all()
    assert (claim.decision, claim.computed) == ("computed", 42_000_000)
    assert {part.code: part.computed for part in parts(claim)} == OWED
    told = Answer.from_json(claim.steps).steps
    assert {step.value for step in told if step.unit == "rupiah"} >= set(OWED.values())
    assert all(step.article and step.confidence for step in told)
    by_label = {step.label_en: step for step in told}
    assert by_label["Paid months since registration"].value == 5
    assert by_label["Entitled to the full JKM"].article == "Permenaker 1/2025 Pasal 97A"
    assert by_label["Entitled to the full JKM"].valid_from == date(2025, 2, 24)


def test_nobody_alone_can_send_her_claim(world: World, husband: Person) -> None:
    claim = opened(world, husband)
    with pytest.raises(Refused, match="second person"):
        claims.submit(claim=claim, on=DIED, by=world.operator)
    with pytest.raises(Refused):
        approve(claim=claim, by=world.operator)
    assert approve(claim=claim, by=world.verifier).approved_by == world.verifier


def test_granted_paid_and_handed_over(world: World, husband: Person) -> None:
    claim = opened(world, husband)
    approve(claim=claim, by=world.verifier)
    claims.submit(claim=claim, on=date(2025, 7, 25), by=world.operator)
    claims.decide(claim=claim, on=date(2025, 8, 4), parts=OWED, by=world.bpjs)
    with pytest.raises(Refused):
        claims.hand_over(claim=claim, heir="Marni", relation="istri", on=date(2025, 8, 5), by=world.operator)
    for _ in range(2):
        claims.pay(claim=claim, on=date(2025, 8, 6), by=world.bpjs)
    with pytest.raises(Refused, match="06-08-2025"):
        claims.pay(claim=claim, on=date(2025, 8, 7), by=world.bpjs)
    made = claims.hand_over(claim=claim, heir="Marni", relation="istri", on=date(2025, 8, 7), by=world.operator)

    world.see_all()
    assert (made.heir, made.relation, made.by) == ("Marni", "istri", world.operator)
    claim.refresh_from_db()
    assert (claim.state, claim.granted, claim.paid_on) == (Claim.State.PAID, 42_000_000, date(2025, 8, 6))
    assert sum(d.amount for d in claim.disbursements.all()) == 42_000_000
    steps = AuditEntry.objects.filter(subject=f"claim:{claim.pk}").order_by("seq").values_list("verb", "actor")
    assert [(verb.removeprefix("claims."), actor) for verb, actor in steps] == [
        ("open", world.operator.pk),
        ("approve", world.verifier.pk),
        ("submit", world.operator.pk),
        ("decide", world.bpjs.pk),
        ("pay", world.bpjs.pk),
        ("hand_over", world.operator.pk),
    ]


def test_his_name_is_not_billed_again_and_later_facts_do_not_move_her_claim(world: World, husband: Person) -> None:
    claim = opened(world, husband)
    assert money.bill(fund=world.fund, month=JULY + 1, by=world.operator).roll.persons == 2
    add_child(person=husband, name="Adi", born=date(2015, 1, 2), level="SD", grade=4, by=world.operator)
    again = claims.open_claim(event=claim.event, by=world.operator)
    assert (again.pk, again.computed, again.case) == (claim.pk, claim.computed, claim.case)


def test_a_refusal_keeps_its_reason_and_pays_nothing(world: World, husband: Person) -> None:
    claim = opened(world, husband)
    approve(claim=claim, by=world.verifier)
    claims.submit(claim=claim, on=date(2025, 7, 25), by=world.operator)
    held = claims.decide(claim=claim, on=date(2025, 8, 4), refusal="papers", by=world.bpjs)
    assert (held.state, held.refusal, held.granted) == (Claim.State.REFUSED, "papers", None)
    with pytest.raises(Refused):
        claims.pay(claim=claim, on=date(2025, 8, 6), by=world.bpjs)
    world.see_all()
    assert not claim.disbursements.exists()
