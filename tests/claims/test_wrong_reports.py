"""A person dies once, and a wrong report can be taken back until the claim is at BPJS."""

from __future__ import annotations

import json
from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from rangkiang import law
from rangkiang.access.models import Role, User
from rangkiang.claims import actions, changes, queries
from rangkiang.claims.changes_models import Change
from rangkiang.claims.child_deeds import add_child
from rangkiang.claims.models import Child, Claim, Event
from rangkiang.people.models import Person
from rangkiang.platform.errors import BadInput, Refused
from rangkiang.platform.models import AuditEntry
from tests.claims.test_pages import DIED, member, opened, post, reported
from tests.judged import approve
from tests.world import World

LATER = date(2025, 8, 9)


def accident(world: World, person: Person, outcome: str = "", on: date = DIED) -> Event:
    made = actions.report(
        person=person, kind="accident", happened_on=on, reported_on=LATER, outcome=outcome, by=world.operator
    )
    world.see_all()
    return made


def back(event: Event, *both: User) -> None:
    """The first asks, the second agrees."""
    for by in both:
        changes.retract(event=event, reason="orang lain", by=by)


def test_a_death_is_granted_once_whatever_it_came_from(world: World) -> None:
    person = member(world)
    fatal = accident(world, person, "death")
    with pytest.raises(Refused, match="reported already"):
        reported(world, person)
    world.see_all()
    with pytest.raises(Refused, match="reported already"):
        accident(world, person, "death", on=LATER)
    world.see_all()
    assert list(Event.objects.all()) == [fatal]


def test_an_accident_does_not_become_a_second_death(world: World) -> None:
    person = member(world)
    hurt = accident(world, person)
    reported(world, person)
    with pytest.raises(Refused, match="reported already"):
        actions.describe(event=hurt, outcome="death", by=world.operator)
    world.see_all()
    with pytest.raises(IntegrityError, match="one_fatal_event"), transaction.atomic():
        Event.objects.filter(pk=hurt.pk).update(outcome="death")


def test_an_accident_that_was_no_death_after_all(world: World) -> None:
    person = member(world)
    fatal = accident(world, person, "death")
    actions.describe(event=fatal, outcome="total", why="Ia sadar", by=world.operator)
    changes.agree(change=Change.objects.get(), by=world.verifier)
    world.see_all()
    assert Person.objects.get(pk=person.pk).died_on is None


def test_only_a_claim_in_preparation_is_approved(world: World) -> None:
    claim = opened(world, member(world))
    actions.close(claim=claim, reason="salah orang", by=world.head)
    with pytest.raises(Refused, match="being prepared"):
        approve(claim=claim, by=world.verifier)
    world.see_all()
    assert Claim.objects.get().state == "closed"
    with pytest.raises(IntegrityError, match="only_the_closed_have_a_closing"), transaction.atomic():
        Claim.objects.update(state="open")


def test_a_wrong_report_is_taken_back_and_the_person_lives(world: World, client: Client) -> None:
    person = member(world)
    event = reported(world, person)
    address = reverse("claims:retract", args=[event.pk])
    for role, offered in ((Role.VERIFIER, True), (Role.OPERATOR, False), (Role.NAGARI, False)):
        client.force_login(world.by[role])
        assert (address in client.get(reverse("claims:event", args=[event.pk])).content.decode()) is offered, role
    assert post(client, world, world.operator, "claims:retract", event.pk, reason="x").status_code == 403
    assert post(client, world, world.verifier, "claims:retract", event.pk, reason=" ").status_code == 400
    for by in (world.verifier, world.head):
        assert post(client, world, by, "claims:retract", event.pk, reason="orang lain").status_code == 302
    event.refresh_from_db()
    assert (event.state, event.closing_reason) == ("closed", "orang lain")
    assert Person.objects.get(pk=person.pk).died_on is None
    assert not queries.board().exists()
    entry = AuditEntry.objects.get(verb="claims.retract")
    assert (entry.subject, "orang" in entry.facts) == (f"event:{event.pk}", False)
    with pytest.raises(Refused):
        actions.open_claim(event=event, by=world.operator)
    world.see_all()
    again = reported(world, person)
    assert again.pk != event.pk
    assert Person.objects.get(pk=person.pk).died_on == DIED


def test_its_unsent_claim_is_closed_by_the_second_person(world: World) -> None:
    claim = opened(world, member(world))
    approve(claim=claim, by=world.verifier)
    back(claim.event, world.head, world.verifier)
    world.see_all()
    claim.refresh_from_db()
    assert (claim.state, claim.closed_by, claim.closing_reason) == ("closed", world.verifier, "orang lain")
    assert not queries.board().exists()


def test_who_opened_the_claim_does_not_take_the_report_back(world: World) -> None:
    claim = opened(world, member(world))
    world.operator.assignments.create(role=Role.VERIFIER, place_id="13.03", since=date(2020, 1, 1))
    world.operator.live = None
    with pytest.raises(Refused, match="may not close"):
        back(claim.event, world.verifier, world.operator)
    world.see_all()
    assert Event.objects.get().state == "claimed"


def test_what_is_at_bpjs_is_not_taken_back(world: World) -> None:
    claim = opened(world, member(world))
    approve(claim=claim, by=world.verifier)
    actions.submit(claim=claim, on=LATER, by=world.operator)
    with pytest.raises(Refused, match="sent to BPJS"):
        changes.retract(event=claim.event, reason="orang lain", by=world.verifier)


def test_a_day_of_death_known_from_elsewhere_stays(world: World) -> None:
    person = member(world)
    Person.objects.filter(pk=person.pk).update(died_on=date(2025, 8, 4))
    event = reported(world, person)
    with pytest.raises(BadInput):
        changes.retract(event=event, reason="", by=world.verifier)
    back(event, world.verifier, world.head)
    world.see_all()
    assert Person.objects.get(pk=person.pk).died_on == date(2025, 8, 4)


def test_a_claim_keeps_the_fund_that_covered_the_event(world: World) -> None:
    assert opened(world, member(world)).fund == world.fund


def test_somebody_never_enrolled_has_a_claim_of_no_fund(world: World) -> None:
    world.candidates(1)
    assert opened(world, world.people[0]).fund is None


def test_a_child_is_entered_before_the_claim_and_counts(world: World, client: Client) -> None:
    event = reported(world, member(world))
    facts = {"name": "Anak Contoh", "born": "2015-01-01", "level": "SD", "grade": "4"}
    for wrong in ({"born": "besok"}, {"level": "S3"}, {"grade": "13"}, {"name": ""}):
        assert post(client, world, world.operator, "claims:add-child", event.pk, **facts | wrong).status_code == 400
    assert post(client, world, world.by[Role.AUDITOR], "claims:add-child", event.pk, **facts).status_code == 403
    assert post(client, world, world.by[Role.NAGARI], "claims:add-child", event.pk, **facts).status_code == 302
    child = Child.objects.get()
    assert (child.level, child.grade, child.parent_id) == ("SD", 4, event.person_id)
    for role, shown in ((Role.AUDITOR, True), (Role.NAGARI, False)):
        client.force_login(world.by[role])
        page = client.get(reverse("claims:event", args=[event.pk])).content.decode()
        assert ("Anak Contoh" in page) is shown, role
    claim = actions.open_claim(event=event, by=world.operator)
    world.see_all()
    assert claim.case["children"] == [{"born": "2015-01-01", "level": "SD", "class": 4}]
    found_later = post(client, world, world.operator, "claims:add-child", event.pk, **facts | {"name": "Lain"})
    assert (found_later.status_code, Child.objects.count()) == (302, 2)
    approve(claim=claim, by=world.verifier)
    actions.submit(claim=claim, on=LATER, by=world.operator)
    late = post(client, world, world.operator, "claims:add-child", event.pk, **facts | {"name": "Ketiga"})
    assert (late.status_code, Child.objects.count()) == (409, 2)


@pytest.mark.parametrize(
    ("work", "told"),
    [
        ("", {}),
        ("excepted", {"works": True, "works_excepted": True}),
        ("not_excepted", {"works": True, "works_excepted": False}),
        ("unknown", {"works": True}),
    ],
)
def test_a_child_that_works_answers_whether_an_exception_holds(
    world: World, client: Client, work: str, told: dict[str, bool]
) -> None:
    """Not said is not known, so the law asks (Permenaker 1/2025 Pasal 103 (3a))."""
    event = accident(world, member(world), "total")
    facts = {"name": "Anak Contoh", "born": "2008-01-01", "level": "SMA", "grade": "2", "work": work}
    assert post(client, world, world.operator, "claims:add-child", event.pk, **facts).status_code == 302
    world.see_all()
    scheme, case = actions.case_of(event)
    assert case["children"] == [{"born": "2008-01-01", "level": "SMA", "class": 2, **told}]
    asked = [question for question, _ in law.ask(scheme, case).asked]
    assert any("pengecualian Pasal 103" in question for question in asked) == (work == "unknown")


CHILD = {"name": "Anak Contoh", "born": "2015-01-01", "level": "SD", "grade": "4"}


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"level": "PT", "grade": "1"}, "Anak terlalu muda untuk kelasnya."),
        ({"born": "2026-12-31", "level": "", "grade": ""}, "lebih dari 300 hari sesudah kejadian"),
        ({"grade": "9"}, "Kelas anak tidak ada pada jenjangnya."),
    ],
)
def test_a_child_that_the_law_cannot_answer_for_is_not_noted(
    world: World, client: Client, wrong: dict[str, str], said: str
) -> None:
    event = reported(world, member(world))
    told = post(client, world, world.operator, "claims:add-child", event.pk, **CHILD | wrong)
    assert told.status_code == 400
    assert said in told.content.decode()
    assert not Child.objects.exists()


def test_a_child_entered_wrongly_is_corrected_until_the_claim_is_at_bpjs(world: World, client: Client) -> None:
    event = reported(world, member(world))
    post(client, world, world.operator, "claims:add-child", event.pk, **CHILD)
    child = Child.objects.get()

    def correct(by: User, **facts: str) -> int:
        client.force_login(by)
        address = reverse("claims:correct-child", args=[event.pk, child.pk])
        status = client.post(address, CHILD | facts).status_code
        world.see_all()
        return status

    assert correct(world.operator, level="PT", grade="1") == 400
    assert correct(world.by[Role.NAGARI], born="2014-01-01") == 404  # who may not see a child may not change it
    assert correct(world.by[Role.AUDITOR], born="2014-01-01") == 403
    assert correct(world.operator, born="2014-01-01", grade="5") == 302
    child.refresh_from_db()
    assert (child.born, child.grade) == (date(2014, 1, 1), 5)
    entry = AuditEntry.objects.get(verb="claims.correct_child")
    assert (entry.actor, json.loads(entry.facts)["was"]) == (world.operator.pk, {"born": "2015-01-01", "grade": "4"})
    assert correct(world.operator, born="2014-01-01", grade="5") == 302  # said twice, noted once
    assert AuditEntry.objects.filter(verb="claims.correct_child").count() == 1
    add_child(person=event.person, name="Lain", born=date(2014, 1, 1), by=world.operator)
    assert correct(world.operator, name="Lain", born="2014-01-01") == 409
    claim = actions.open_claim(event=event, by=world.operator)
    approve(claim=claim, by=world.verifier)
    actions.submit(claim=claim, on=LATER, by=world.operator)
    assert correct(world.operator, born="2013-01-01") == 409


def test_a_fact_that_contradicts_another_leaves_the_board_and_the_claim_says_which(
    world: World, client: Client
) -> None:
    event = reported(world, member(world))
    Child.objects.create(parent=event.person, area=event.area, name="Bayi", born=date(2027, 1, 1))
    (waits,) = queries.by_nagari(LATER)
    assert (waits.rupiah, waits.unsure) == (0, 1)
    told = post(client, world, world.operator, "claims:open", event.pk)
    assert told.status_code == 400
    assert "lebih dari 300 hari sesudah kejadian" in told.content.decode()
