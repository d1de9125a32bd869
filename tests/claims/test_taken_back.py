"""A death that is taken back: two persons say so, what was told until then is answered, what comes later is asked."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from rangkiang.access.models import Role
from rangkiang.claims import actions as claims
from rangkiang.claims import changes, watch
from rangkiang.claims.changes_models import Answered, Change
from rangkiang.claims.models import Claim, Event
from rangkiang.people.models import DeathMatch, KnownDeath, Person
from rangkiang.platform.errors import BadInput, Refused
from rangkiang.platform.models import AuditEntry
from tests.claims.test_death_watch_lists import DIED, TODAY, members, one_digit_wrong, told, watched
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("access.rights", "claims.views", "claims.watch_views", "claims.jobs", "web.context"):
        monkeypatch.setattr(f"rangkiang.{module}.today", lambda: TODAY)


def lives(world: World, event: Event) -> None:
    """Both say so: the verifier asks, the head agrees."""
    for by in (world.verifier, world.head):
        changes.retract(event=event, reason="Ia hidup", by=by)
        world.see_all()


def taken_back(world: World) -> Person:
    person = members(world)[0]
    told(world, person)
    watched(world)
    lives(world, Event.objects.get())
    return person


def test_one_person_alone_takes_no_death_back(world: World) -> None:
    person = members(world)[0]
    told(world, person)
    watched(world)
    event = Event.objects.get()
    for _again in range(2):
        assert changes.retract(event=event, reason="Ia hidup", by=world.verifier).state == "reported"
        world.see_all()
    assert Person.objects.get(pk=person.pk).died_on == DIED
    change = Change.objects.get()
    assert (change.state, change.kind, change.why, change.asked_by) == ("open", "retract", "Ia hidup", world.verifier)
    with pytest.raises(Refused):
        changes.agree(change=change, by=world.verifier)
    with pytest.raises(IntegrityError, match="change_four_eyes"), transaction.atomic():
        Change.objects.filter(pk=change.pk).update(
            state="done", decided_by=world.verifier, decided_at="2025-08-20T09:00+07:00"
        )
    changes.agree(change=change, by=world.head)
    world.see_all()
    event.refresh_from_db()
    assert (event.state, event.closing_reason) == ("closed", "Ia hidup")
    assert Person.objects.get(pk=person.pk).died_on is None
    change.refresh_from_db()
    assert (change.state, change.decided_by, change.was["happened_on"]) == ("done", world.head, DIED.isoformat())
    assert AuditEntry.objects.filter(verb="claims.retract").count() == 1
    assert changes.agree(change=change, by=world.head).state == "done"


def test_who_is_asked_may_decline_and_the_death_stands(world: World) -> None:
    person = members(world)[0]
    event = claims.report(person=person, kind="death", happened_on=DIED, reported_on=TODAY, by=world.operator)
    changes.retract(event=event, reason="Ia hidup", by=world.verifier)
    change = Change.objects.get()
    with pytest.raises(BadInput):
        changes.decline(change=change, why=" ", by=world.head)
    changes.decline(change=change, why="Akta kematian ada", by=world.head)
    world.see_all()
    with pytest.raises(Refused):
        changes.agree(change=change, by=world.head)
    assert (Event.objects.get().state, Person.objects.get(pk=person.pk).died_on) == ("reported", DIED)
    changes.retract(event=event, reason="Sungguh hidup", by=world.head)
    world.see_all()
    assert Change.objects.filter(state="open").count() == 1


def test_the_evidence_that_was_there_is_answered(world: World) -> None:
    person = taken_back(world)
    assert Answered.objects.get().match.person == person
    assert watched(world) == watch.Watched(1, 3)
    assert Person.objects.get(pk=person.pk).died_on is None
    assert Event.objects.exclude(state="closed").count() == 0


@pytest.mark.parametrize("fault", ["nothing", "one digit of the NIK", "another day"])
def test_a_later_list_asks_a_person_anew(world: World, fault: str) -> None:
    """Another list, whose row is the very same or not; nobody is made dead by it without a person's word."""
    person = taken_back(world)
    wrong = {"nothing": {}, "one digit of the NIK": {"nik": one_digit_wrong(person)}, "another day": {}}[fault]
    died = date(2025, 8, 1) if fault == "another day" else DIED
    told(world, person, died=died, source="nagari.csv", evidence="7b1e9f2c-0000-4000-8000-000000000001", **wrong)
    assert watched(world) == watch.Watched(2, 3, asked=1)
    assert Person.objects.get(pk=person.pk).died_on is None
    match = DeathMatch.objects.get(state="asked")
    watch.answer(match=match, same=True, why="Akta kematian dilihat", on=TODAY, by=world.verifier)
    world.see_all()
    event = Event.objects.exclude(state="closed").get()
    assert (event.person, event.happened_on, event.reported_by) == (person, died, world.verifier)
    assert Person.objects.get(pk=person.pk).died_on == died


def test_the_question_says_that_a_death_was_taken_back(world: World) -> None:
    person = taken_back(world)
    told(world, person, source="nagari.csv", evidence="7b1e9f2c-0000-4000-8000-000000000001")
    watched(world)
    client = Client()
    client.force_login(world.verifier)
    page = client.get(reverse("claims:watch-pair", args=[DeathMatch.objects.get(state="asked").pk])).content.decode()
    assert "Ia hidup" in page


def test_one_row_told_by_two_lists_outlives_the_list_that_is_taken_back(world: World) -> None:
    person = members(world)[0]
    first = told(world, person, evidence="7b1e9f2c-0000-4000-8000-000000000001")
    told(world, person, evidence="7b1e9f2c-0000-4000-8000-000000000002")
    KnownDeath.objects.filter(pk=first.pk).update(withdrawn_at="2025-08-01T09:00+07:00")
    assert watched(world).reported == 1


def test_a_death_reported_by_hand_and_taken_back_is_asked_of_a_list_too(world: World) -> None:
    person = members(world)[0]
    lives(world, claims.report(person=person, kind="death", happened_on=DIED, reported_on=TODAY, by=world.operator))
    told(world, person)
    assert watched(world) == watch.Watched(1, 3, asked=1)


def test_no_death_from_an_accident_is_unsaid_by_one(world: World) -> None:
    person = members(world)[0]
    event = claims.report(
        person=person, kind="accident", outcome="death", happened_on=DIED, reported_on=TODAY, by=world.operator
    )
    told(world, person)
    watched(world)
    with pytest.raises(BadInput):
        claims.describe(event=event, outcome="total", by=world.operator)
    for _again in range(2):
        claims.describe(event=event, outcome="total", why="Sadar di rumah sakit", by=world.operator)
        world.see_all()
    assert (Event.objects.get().outcome, Person.objects.get(pk=person.pk).died_on) == ("death", DIED)
    changes.agree(change=Change.objects.get(), by=world.verifier)
    world.see_all()
    assert (Event.objects.get().outcome, Person.objects.get(pk=person.pk).died_on) == ("total", None)
    assert watched(world).reported == 0
    assert Person.objects.get(pk=person.pk).died_on is None


def test_nobody_opens_a_claim_and_takes_its_report_back(world: World) -> None:
    person = members(world)[0]
    event = claims.report(person=person, kind="death", happened_on=DIED, reported_on=TODAY, by=world.operator)
    claims.open_claim(event=event, by=world.operator)
    lives(world, event)
    claim = Claim.objects.get()
    assert (claim.state, claim.closed_by) == ("closed", world.head)


def test_the_page_asks_the_second_person_and_nobody_else(world: World) -> None:
    event = claims.report(
        person=members(world)[0], kind="death", happened_on=DIED, reported_on=TODAY, by=world.operator
    )
    changes.retract(event=event, reason="Ia hidup", by=world.verifier)
    change, page = Change.objects.get(), reverse("claims:event", args=[event.pk])
    agree = reverse("claims:agree-change", args=[change.pk])
    for role, offered in ((Role.VERIFIER, False), (Role.OPERATOR, False), (Role.AUDITOR, False), (Role.HEAD, True)):
        client = Client()
        client.force_login(world.by[role])
        assert (agree in client.get(page).content.decode()) is offered, role
        answered = client.post(agree)
        assert answered.status_code == {Role.HEAD: 302, Role.VERIFIER: 409}.get(role, 403), role
        world.see_all()
        if role == Role.HEAD:
            assert Event.objects.get().state == "closed"
            assert "Ia hidup" in client.get(page).content.decode()
