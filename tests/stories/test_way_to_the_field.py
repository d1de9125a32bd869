"""Buyung falls on the way to his field. Two days for the report, care first, then months unable to work, and back."""

from __future__ import annotations

from datetime import date, time

import pytest
from django.test import Client
from django.urls import reverse

from rangkiang.access.models import Role
from rangkiang.claims import actions as claims
from rangkiang.claims import care
from rangkiang.claims.care_queries import care_of, months_unable
from rangkiang.claims.limits import limits
from rangkiang.claims.models import Claim, Event, Notice
from rangkiang.claims.payments import payments
from rangkiang.people.models import Person
from tests.judged import approve
from tests.world import JULY, JUNE, World

pytestmark = pytest.mark.django_db
FELL = date(2025, 7, 21)


@pytest.fixture
def buyung(world: World) -> Person:
    person, *_ = world.members(2)
    for month in JUNE.until(JULY):
        world.pay(world.bill(month))
    return person


def reported(world: World, client: Client, person: Person) -> Event:
    """By the nagari officer on a phone: one choice, one date, and what he was told."""
    client.force_login(world.by[Role.NAGARI])
    facts = {
        "what": "accident-", "happened_on": "2025-07-21", "at": "06:30", "place": "jalan ke sawah",
        "cause": "terpeleset", "chronology": "Jatuh di pematang, mata kena ranting.", "notifier": "Upik",
        "phone": "0812", "key": "6b9f9a52-7d5b-4f0a-9c1d-0d9f6f1b2a01",
    }  # fmt: skip
    for _lost_connection in range(2):
        assert client.post(f"{reverse('claims:report')}?person={person.pk}", facts).status_code == 302
    world.see_all()
    return Event.objects.get()


def healed(world: World, event: Event) -> Claim:
    by = world.operator
    care.stage_one(event=event, received_on=date(2025, 7, 22), by=by)
    care.guarantee(event=event, number="SJ-7", facility="RSUD Contoh", issued_on=date(2025, 7, 22), by=by)
    care.receipt(event=event, kind="land", amount=350_000, on=FELL, issuer="Ambulans nagari", by=by)
    care.unable(event=event, since=FELL, until=date(2025, 10, 20), doctor="dr. Contoh", by=by)
    care.rate(
        event=event, on=date(2025, 10, 21), doctor="dr. Mata", role="treating", losses=[{"part": "one_eye"}], by=by
    )
    world.see_all()
    return claims.open_claim(event=event, by=by)


def test_the_report_is_one_and_holds_what_a_notice_must(world: World, client: Client, buyung: Person) -> None:
    reported(world, client, buyung)
    told = Notice.objects.get()
    assert (told.at, told.place, told.notifier, told.phone) == (time(6, 30), "jalan ke sawah", "Upik", "0812")


def test_every_rupiah_comes_from_the_law(world: World, client: Client, buyung: Person) -> None:
    claim = healed(world, reported(world, client, buyung))
    assert {code: amount for code, amount in claim.steps["parts"].items() if amount} == {
        "stmb": 3_000_000, "cacat": 28_000_000, "transport": 350_000,
    }  # fmt: skip
    assert (claim.decision, claim.computed) == ("computed", 31_350_000)
    spells = care_of(claim.event).spells
    assert [one.amount for one in months_unable(spells, claim.case, date(2025, 12, 1))] == [1_000_000] * 3


def test_the_clocks_of_his_case(world: World, client: Client, buyung: Person) -> None:
    claim = healed(world, reported(world, client, buyung))
    world.see_all()
    told = {
        one.label: (one.due, one.state)
        for one in limits(claim, date(2025, 10, 22), payments(claim), "en", care_of(claim.event)).found
    }
    assert told["Stage I report of the accident"] == (date(2025, 7, 23), "kept")
    assert told["Stage II report, which is the benefit claim"] == (date(2025, 10, 23), "running")
    assert told["The right to claim JKK expires"] == (date(2030, 7, 21), "running")


def test_he_is_paid_and_works_again(world: World, client: Client, buyung: Person) -> None:
    claim = healed(world, reported(world, client, buyung))
    approve(claim=claim, by=world.verifier)
    claims.submit(claim=claim, on=date(2025, 10, 22), by=world.operator)
    parts = {code: amount for code, amount in claim.steps["parts"].items() if amount}
    claims.decide(claim=claim, on=date(2025, 10, 28), parts=parts, by=world.bpjs)
    claims.pay(claim=claim, on=date(2025, 10, 31), by=world.bpjs)
    care.milestone(event=claim.event, kind="returned", on=date(2025, 11, 3), said="sawah sendiri", by=world.operator)
    world.see_all()
    claim.refresh_from_db()
    assert (claim.state, claim.granted) == ("paid", 31_350_000)
    paid = {one.label: one.state for one in limits(claim, date(2025, 12, 1), payments(claim), "en").found}
    assert paid["Payment of the JKK benefit"] == "kept"  # the seventh working day
