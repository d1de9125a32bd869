"""One death told twice: the very same is one, another day or other words are kept, and a person says which is true."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from rangkiang.access.models import Role
from rangkiang.claims import actions as claims
from rangkiang.claims import changes
from rangkiang.claims.changes_models import Change, Retold
from rangkiang.claims.models import Claim, Event
from rangkiang.claims.retold import contradictions
from rangkiang.people.models import Person
from rangkiang.platform.errors import BadInput, Refused
from rangkiang.platform.models import AuditEntry
from tests.claims.test_death_watch_lists import told, watched
from tests.claims.test_pages import member
from tests.judged import approve
from tests.world import World

pytestmark = pytest.mark.django_db
DIED, OTHER, TODAY = date(2025, 8, 5), date(2025, 8, 2), date(2025, 8, 20)


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("access.rights", "claims.views", "claims.watch_views", "claims.jobs", "web.context"):
        monkeypatch.setattr(f"rangkiang.{module}.today", lambda: TODAY)


def report(world: World, person: Person, on: date = DIED, role: Role = Role.NAGARI, **more: Any) -> Event:
    made = claims.report(
        person=person, kind="death", happened_on=on, reported_on=TODAY, by=world.by[role], **more
    )  # fmt: skip
    world.see_all()
    return made


@pytest.fixture
def person(world: World) -> Person:
    return member(world)


def test_the_very_same_report_is_one(world: World, person: Person) -> None:
    key, words = uuid4(), {"place": "rumah", "notifier": "Rahma"}
    first = report(world, person, key=key, notice=words)
    assert report(world, person, key=key, on=OTHER) == first  # the same form sent again
    assert report(world, person, key=uuid4(), notice=words) == first  # another phone, the same words
    assert report(world, person, role=Role.OPERATOR) == first
    assert not Retold.objects.exists()


def test_another_day_is_kept_with_who_told_it_and_asked(world: World, person: Person) -> None:
    first = report(world, person)
    entries = AuditEntry.objects.count()
    key = uuid4()
    for _again in range(2):
        assert report(world, person, on=OTHER, role=Role.OPERATOR, source="hospital", key=key) == first
    other = Retold.objects.get()
    assert (other.happened_on, other.reported_by, other.source) == (OTHER, world.operator, "hospital")
    assert AuditEntry.objects.count() == entries + 1
    assert Event.objects.get().happened_on == DIED
    assert list(contradictions()) == [other]


def test_other_words_of_the_same_day_are_kept_and_nothing_is_asked(world: World, person: Person) -> None:
    report(world, person, notice={"place": "rumah"})
    report(world, person, role=Role.OPERATOR, notice={"place": "sawah", "cause": ""})
    assert Retold.objects.get().notice == {"place": "sawah"}
    assert not contradictions().exists()


def test_who_reports_is_told_that_it_was_reported_before(world: World, person: Person) -> None:
    report(world, person, key=uuid4())
    client = Client()
    client.force_login(world.operator)
    facts = {"what": "death", "happened_on": "2025-08-02", "key": str(uuid4())}
    address = f"{reverse('claims:report')}?person={person.pk}"
    page = client.post(address, facts, follow=True).content.decode()
    assert "sudah dilaporkan" in page
    assert "2 Agustus 2025" in page
    assert "Petugas nagari" in page or "nagari" in page


def test_a_day_is_corrected_with_a_reason_and_the_old_one_stays(world: World, person: Person) -> None:
    claim = claims.open_claim(event=report(world, person, on=date(2025, 4, 30)), by=world.operator)
    approve(claim=claim, by=world.verifier)
    world.see_all()
    assert (claim.decision, claim.computed) != ("computed", 42_000_000)  # the third month was not begun yet
    event = report(world, person, on=DIED)
    with pytest.raises(BadInput):
        changes.redate(event=event, on=DIED, why="", by=world.operator)
    with pytest.raises(BadInput):
        changes.redate(event=event, on=date(2025, 8, 21), why="x", by=world.operator)
    for _again in range(2):
        changes.redate(event=event, on=DIED, why="Akta kematian", by=world.operator)
        world.see_all()
    event.refresh_from_db()
    claim.refresh_from_db()
    assert (event.happened_on, Person.objects.get(pk=person.pk).died_on) == (DIED, DIED)
    assert (claim.computed, claim.approved_by, claim.earlier.count()) == (42_000_000, None, 1)
    change = Change.objects.get()
    assert (change.was["happened_on"], change.why, change.state) == ("2025-04-30", "Akta kematian", "done")
    assert not contradictions().exists()
    assert Retold.objects.get().settled_why == "Akta kematian"


def test_the_first_day_may_be_the_true_one(world: World, person: Person) -> None:
    event = report(world, person)
    report(world, person, on=OTHER)
    changes.redate(event=event, on=DIED, why="Akta kematian", by=world.verifier)
    world.see_all()
    assert not contradictions().exists()
    assert not Change.objects.exists()
    assert Event.objects.get().happened_on == DIED


def test_once_the_claim_is_at_bpjs_a_second_person_agrees(world: World, person: Person) -> None:
    event = report(world, person, on=date(2025, 4, 30))
    claim = claims.open_claim(event=event, by=world.operator)
    approve(claim=claim, by=world.verifier)
    claims.submit(claim=claim, on=TODAY, by=world.operator)
    changes.redate(event=event, on=DIED, why="Akta kematian", by=world.operator)
    world.see_all()
    assert Event.objects.get().happened_on == date(2025, 4, 30)
    change = Change.objects.get()
    with pytest.raises(IntegrityError, match="change_four_eyes"), transaction.atomic():
        Change.objects.filter(pk=change.pk).update(
            state="done", decided_by=world.operator, decided_at="2025-08-20T09:00+07:00"
        )
    changes.agree(change=change, by=world.head)
    world.see_all()
    claim.refresh_from_db()
    assert Event.objects.get().happened_on == DIED
    assert (claim.state, claim.computed) == ("submitted", 42_000_000)
    assert (claim.prepared_by, claim.approved_by, claim.earlier.count()) == (world.operator, world.head, 1)
    for verb, by in (("ask_change", world.operator), ("redate", world.head), ("recompute", world.head)):
        assert AuditEntry.objects.get(verb=f"claims.{verb}").actor == by.pk, verb
    assert Claim.objects.count() == 1


def test_a_list_that_tells_another_day_is_such_a_report(world: World, person: Person) -> None:
    report(world, person)
    told(world, person, died=OTHER)
    for _again in range(2):
        watched(world)
    other = Retold.objects.get()
    assert (other.happened_on, other.source, other.event) == (OTHER, "list", Event.objects.get())
    changes.redate(event=other.event, on=DIED, why="Akta kematian", by=world.operator)
    world.see_all()
    watched(world)
    assert not contradictions().exists()


def test_a_fatal_second_report_of_an_accident_is_a_death(world: World, person: Person) -> None:
    hurt = claims.report(person=person, kind="accident", happened_on=DIED, reported_on=TODAY, by=world.operator)
    again = claims.report(
        person=person, kind="accident", outcome="death", happened_on=DIED, reported_on=TODAY, key=uuid4(),
        by=world.operator,
    )  # fmt: skip
    world.see_all()
    assert again == hurt
    assert (Event.objects.get().outcome, Person.objects.get(pk=person.pk).died_on) == ("death", DIED)


def test_the_case_shows_both_and_offers_the_choice_by_right(world: World, person: Person) -> None:
    event = report(world, person)
    report(world, person, on=OTHER, role=Role.OPERATOR)
    page, address = reverse("claims:event", args=[event.pk]), reverse("claims:redate", args=[event.pk])
    for role, offered in ((Role.OPERATOR, True), (Role.VERIFIER, True), (Role.NAGARI, False), (Role.AUDITOR, False)):
        client = Client()
        client.force_login(world.by[role])
        text = client.get(page).content.decode()
        assert "2 Agustus 2025" in text
        assert (address in text) is offered, role
        if not offered:
            assert client.post(address, {"on": "2025-08-02", "why": "x"}).status_code == 403
    assert "2 Agustus 2025" in client.get(reverse("claims:watch")).content.decode()
    client.force_login(world.operator)
    assert client.post(address, {"on": "2025-08-02", "why": ""}).status_code == 400
    early = client.post(address, {"on": "2025-08-21", "why": "Akta"})
    assert early.status_code == 400
    assert "Tanggal yang benar: " in early.content.decode()
    assert "happened_on" not in early.content.decode()
    assert client.post(address, {"on": "2025-08-02", "why": "Akta"}).status_code == 302
    world.see_all()
    assert Event.objects.get().happened_on == OTHER
    text = client.get(page).content.decode()
    assert "5 Agustus 2025" in text  # what was believed before
    claim = claims.open_claim(event=event, by=world.operator)
    world.see_all()
    assert "5 Agustus 2025" in client.get(reverse("claims:page", args=[claim.pk])).content.decode()


def test_what_is_closed_has_no_day_to_correct(world: World, person: Person) -> None:
    event = report(world, person)
    for by in (world.verifier, world.head):
        changes.retract(event=event, reason="Ia hidup", by=by)
    with pytest.raises(Refused):
        changes.redate(event=event, on=OTHER, why="x", by=world.operator)
