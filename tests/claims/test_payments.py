"""Every payment of BPJS has its own day, amount and clock; the family signs for what was paid, to the rupiah."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from rangkiang.claims import actions, calendar, decisions, documents, heirs
from rangkiang.claims.hand_over import hand_over_to
from rangkiang.claims.heirs_models import Handed, Relative
from rangkiang.claims.limits import limits
from rangkiang.claims.models import Claim, Disbursement
from rangkiang.claims.payments import payments
from rangkiang.platform.errors import BadInput, Refused
from tests.claims.scans import photo, png
from tests.claims.test_decisions import DECIDED, FILED, FULL, granted, sent
from tests.claims.test_pages import post
from tests.world import World, read_in

FIRST, ANSWERED, SECOND = date(2025, 8, 15), date(2025, 9, 1), date(2025, 9, 8)
LATE_DAY, LATE = date(2025, 8, 18), 1_260_000  # three days after the 15th
PROOF = {"witness": "Wali Nagari", "witness_role": "wali nagari", "photo": photo(), "signature": png()}
PAYMENT = "Payment of the JKM benefit"


def heir(world: World, claim: Claim, relation: str = "spouse", name: str = "Siti") -> Relative:
    one = heirs.add_relative(event=claim.event, relation=relation, name=name, by=world.operator)
    heirs.set_account(relative=one, bank="Bank Nagari", number=f"123456{one.pk:05d}", holder=name, by=world.operator)
    world.see_all()
    return one


def handed(world: World, claim: Claim, one: Relative, on: date) -> Handed:
    one.refresh_from_db()
    made = hand_over_to(claim=claim, heir=one, on=on, **PROOF, by=world.operator)
    world.see_all()
    return made


def agree(claim: Claim, late: int) -> None:
    """Decided, paid and handed over are one sum; the addition is apart from what was decided."""
    claim.refresh_from_db()
    paid = sum(claim.disbursements.values_list("amount", flat=True))
    assert paid == (claim.granted or 0) + late == sum(claim.handed.values_list("amount", flat=True))


def clocks(claim: Claim, on: date) -> list[tuple[date, str, int, int]]:
    claim.refresh_from_db()
    told = limits(claim, on, payments(claim), "en")
    assert not told.fault
    return [(one.due, one.state, one.extra, one.added) for one in told.found if one.label.startswith(PAYMENT)]


def objected(world: World, claim: Claim) -> Claim:
    """BPJS paid the funeral in time, and after the objection grants the rest."""
    objection = decisions.object_to(claim=claim, on=FILED, grounds="Tiga bulan dibayar.", by=world.operator)
    decisions.answer_objection(objection=objection, on=ANSWERED, outcome="changed", parts=FULL, by=world.bpjs)
    world.see_all()
    claim.refresh_from_db()
    return claim


def test_what_was_added_for_paying_late_is_handed_over_and_signed_for(world: World) -> None:
    claim = granted(world, FULL)
    actions.pay(claim=claim, on=LATE_DAY, late=LATE, by=world.bpjs)
    world.see_all()
    assert handed(world, claim, heir(world, claim), LATE_DAY).amount == 43_260_000
    agree(claim, LATE)
    assert clocks(claim, LATE_DAY) == [(date(2025, 8, 15), "late", LATE, LATE)]


def test_heirs_share_the_addition_too(world: World) -> None:
    """Shares agreed before BPJS paid late leave the addition out: they are agreed anew, and nothing falls between."""
    claim = granted(world, FULL)
    adi, dina = heir(world, claim, "children", "Adi"), heir(world, claim, "children", "Dina")
    documents.receive(event=claim.event, paper="share_agreement", content=png(), by=world.operator)
    heirs.set_shares(claim=claim, shares={adi.pk: 21_000_000, dina.pk: 21_000_000}, by=world.operator)
    actions.pay(claim=claim, on=LATE_DAY, late=LATE, by=world.bpjs)
    world.see_all()
    with pytest.raises(Refused, match="another sum"):
        handed(world, claim, adi, LATE_DAY)
    heirs.set_shares(claim=claim, shares={adi.pk: 21_630_000, dina.pk: 21_630_000}, by=world.operator)
    world.see_all()
    assert [handed(world, claim, one, LATE_DAY).amount for one in (adi, dina)] == [21_630_000] * 2
    agree(claim, LATE)


def test_a_second_payment_has_its_own_day_amount_and_clock(world: World) -> None:
    claim = granted(world)
    actions.pay(claim=claim, on=FIRST, by=world.bpjs)
    claim = objected(world, claim)
    assert clocks(claim, SECOND) == [(FIRST, "kept", 0, 0), (date(2025, 9, 4), "past", 1_280_000, 0)]
    (waits,) = [one for one in calendar.entries(world.bpjs, SECOND) if one.kind == "pay"]
    assert (waits.since, waits.due) == (ANSWERED, date(2025, 9, 4))
    world.see_all()
    actions.pay(claim=claim, on=SECOND, late=1_280_000, by=world.bpjs)
    world.see_all()
    assert clocks(claim, date(2026, 1, 1)) == [
        (FIRST, "kept", 0, 0), (date(2025, 9, 4), "late", 1_280_000, 1_280_000),
    ]  # fmt: skip
    assert [(one.paid_on, one.amount, one.added) for one in payments(claim)] == [
        (FIRST, 10_000_000, 0), (SECOND, 32_000_000, 1_280_000),
    ]  # fmt: skip
    assert claim.paid_on == SECOND  # the newest; each payment keeps its own


def test_each_payment_is_handed_over_in_its_turn_and_waits_until_it_is(world: World) -> None:
    claim = granted(world)
    actions.pay(claim=claim, on=FIRST, by=world.bpjs)
    world.see_all()
    widow, claim = heir(world, claim), objected(world, claim)
    assert handed(world, claim, widow, FILED).amount == 10_000_000  # the rest is still to be paid
    assert "hand_over" not in {one.kind for one in calendar.entries(world.operator, SECOND)}
    world.see_all()
    actions.pay(claim=claim, on=SECOND, late=1_280_000, by=world.bpjs)
    world.see_all()
    (waits,) = [one for one in calendar.entries(world.operator, SECOND) if one.kind == "hand_over"]
    assert (waits.amount, waits.since) == (33_280_000, SECOND)
    world.see_all()
    with pytest.raises(BadInput, match="not paid yet"):
        handed(world, claim, widow, FILED.replace(day=21))
    second = handed(world, claim, widow, SECOND)
    assert (second.amount, handed(world, claim, widow, SECOND).pk) == (33_280_000, second.pk)
    with pytest.raises(Refused, match="handed over already"):
        handed(world, claim, widow, SECOND.replace(day=9))
    agree(claim, 1_280_000)
    assert "hand_over" not in {one.kind for one in calendar.entries(world.operator, SECOND)}


def test_a_refusal_that_was_overturned_is_clocked_from_the_new_decision(world: World) -> None:
    claim = actions.decide(claim=sent(world), on=DECIDED, refusal="lapsed", by=world.bpjs)
    claim = objected(world, claim)
    assert clocks(claim, SECOND) == [(date(2025, 9, 4), "past", 1_680_000, 0)]
    note = limits(claim, SECOND, payments(claim), "id").found[0].note
    assert "keberatan" in note


def test_the_addition_that_bpjs_pays_later_is_asked_for_and_recorded(world: World, client: Client) -> None:
    claim = granted(world, FULL)
    actions.pay(claim=claim, on=LATE_DAY, by=world.bpjs)
    world.see_all()
    widow = heir(world, claim)
    assert handed(world, claim, widow, LATE_DAY).amount == 42_000_000
    client.force_login(world.operator)
    read_in("id")
    page = client.get(reverse("claims:page", args=[claim.pk])).content.decode()
    assert "Rp1.260.000 belum dibayar BPJS" in page
    for _again in range(2):
        told = post(client, world, world.bpjs, "claims:addition", claim.pk, on="2025-08-25", amount="1.260.000")
        assert told.status_code == 302
    assert Disbursement.objects.filter(part="tambahan").count() == 1
    assert handed(world, claim, widow, date(2025, 8, 26)).amount == LATE
    agree(claim, LATE)
    client.force_login(world.operator)
    assert "belum dibayar BPJS" not in client.get(reverse("claims:page", args=[claim.pk])).content.decode()
    early = post(client, world, world.operator, "claims:addition", claim.pk, on="2025-08-25", amount="1")
    assert early.status_code == 403


def test_nothing_is_added_to_what_was_not_paid(world: World) -> None:
    claim = granted(world, FULL)
    with pytest.raises(Refused, match="paid"):
        decisions.add_for_lateness(claim=claim, on=LATE_DAY, amount=LATE, by=world.bpjs)
    actions.pay(claim=claim, on=LATE_DAY, by=world.bpjs)
    with pytest.raises(BadInput, match="before"):
        decisions.add_for_lateness(claim=claim, on=FIRST, amount=LATE, by=world.bpjs)
