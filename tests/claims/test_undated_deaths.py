"""A death whose day nobody knows: somebody asks it by a day, no bill counts the member, and the bill says why."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from rangkiang.access.models import Role, User
from rangkiang.claims import actions as claims
from rangkiang.claims import changes, watch
from rangkiang.claims.models import Event
from rangkiang.claims.queries import by_nagari, undated, unreported, visited
from rangkiang.exchange import messages
from rangkiang.exchange.models import Message
from rangkiang.insight.tasks import tasks
from rangkiang.membership.models import PersonMonth
from rangkiang.money import actions as money
from rangkiang.money.models import Difference
from rangkiang.people import actions as people
from rangkiang.people.models import DeathMatch, KnownDeath, Person
from rangkiang.platform.errors import Refused
from tests.claims.test_death_watch_lists import DIED, TODAY, members, told, watched
from tests.world import AIE_AMO, JULY, PALALUAR, REGENCY, World, user

pytestmark = pytest.mark.django_db
AUGUST = JULY + 1


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("claims.views", "claims.report_views", "claims.watch_views", "claims.undated", "web.context"):
        monkeypatch.setattr(f"rangkiang.{module}.today", lambda: TODAY)
    monkeypatch.setattr("rangkiang.access.rights.today", lambda: TODAY)


@pytest.fixture
def person(world: World) -> Person:
    """Of three members the one whom a list tells dead without the day."""
    found = members(world)[0]
    told(world, found, died=None)
    watched(world)
    return found


def billed(world: World) -> set[int]:
    world.see_all()
    lines = PersonMonth.objects.filter(month=AUGUST.first).values_list("person", "seq")
    return {person for person, seq in lines if seq % 2 == 0} - {person for person, seq in lines if seq % 2}


def found_of(world: World, *kinds: str) -> list[tuple[str, int | None]]:
    money.reconcile(fund=world.fund, month=AUGUST, by=world.operator)
    world.see_all()
    open_ones = Difference.objects.filter(month=AUGUST.first, state="open", kind__in=kinds)
    return list(open_ones.values_list("kind", "person"))


def test_it_has_an_owner_a_day_and_a_task(world: World, person: Person, client: Client) -> None:
    (one,) = visited(undated())
    assert (one.person, one.area, one.source) == (person.pk, PALALUAR, "mati.xlsx")
    assert (one.owner, one.due) == (world.by[Role.NAGARI].title, one.since + timedelta(days=14))
    for role, yours in ((Role.NAGARI, True), (Role.OPERATOR, True), (Role.AUDITOR, False)):
        (task,) = [task for task in tasks(world.by[role], TODAY) if task.code == "death_undated"]
        assert (task.count, task.yours, task.since) == (1, yours, one.since)
        assert task.items[0].path == reverse("claims:watch-pair", args=[one.match])
    assert not [task for task in tasks(world.treasurer, TODAY) if task.code == "death_undated"]
    client.force_login(world.by[Role.NAGARI])
    assert "Meninggal, tanggalnya belum diketahui: 1" in client.get(reverse("claims:board")).content.decode()
    assert world.by[Role.NAGARI].title in client.get(reverse("claims:watch")).content.decode()
    page = client.get(reverse("claims:watch-pair", args=[one.match])).content.decode()
    assert f"{reverse('claims:report')}?person={person.pk}" in page
    (row,) = by_nagari(TODAY)
    assert (row.silent, row.unsure, row.oldest) == (1, 1, one.since)


def test_the_next_bill_leaves_him_out_and_says_why(world: World, person: Person) -> None:
    world.bill(AUGUST)
    assert person.pk not in billed(world)
    assert len(billed(world)) == 2
    assert found_of(world, "held_undated", "not_billed") == [("held_undated", person.pk)]
    assert money.supplement(fund=world.fund, month=AUGUST, by=world.operator) == []  # held, not merely late


@pytest.mark.parametrize("day", [DIED, date(2025, 8, 3)])
def test_the_day_ends_it_and_decides_whether_the_month_is_owed(world: World, person: Person, day: date) -> None:
    world.bill(AUGUST)
    world.see_all()
    claims.report(person=person, kind="death", happened_on=day, reported_on=TODAY, by=world.by[Role.NAGARI])
    world.see_all()
    assert undated() == []
    assert found_of(world, "held_undated") == []
    made = money.supplement(fund=world.fund, month=AUGUST, by=world.operator)
    assert [bill.roll.persons for bill in made] == ([1] if day >= AUGUST.first else [])


@pytest.mark.parametrize("how", ["withdrawn", "another"])
def test_he_is_billed_again_once_nobody_tells_it_any_more(world: World, person: Person, how: str) -> None:
    if how == "withdrawn":
        KnownDeath.objects.update(withdrawn_at="2025-08-10T09:00+07:00")
    else:
        watch.answer(match=DeathMatch.objects.get(), same=False, why="Ia hidup", on=TODAY, by=world.verifier)
    world.see_all()
    assert undated() == []
    world.bill(AUGUST)
    assert person.pk in billed(world)


def test_joined_records_are_held_back_together_and_asked_once(world: World, person: Person) -> None:
    other = members(world, 1, start=40, number="SK-7")[0]
    for by in (world.verifier, user(Role.VERIFIER, REGENCY, "verifier_two")):
        people.link(duplicate=person, canonical=other, why="KTP dan KK sama", by=by)
    world.see_all()
    assert [one.person for one in undated()] == [other.pk]
    world.bill(AUGUST)
    assert not {person.pk, other.pk} & billed(world)


def test_a_death_taken_back_makes_the_row_without_a_day_a_question(world: World, person: Person) -> None:
    event = claims.report(person=person, kind="death", happened_on=DIED, reported_on=TODAY, by=world.operator)
    world.see_all()
    for by in (world.verifier, world.head):
        changes.retract(event=event, reason="Ia hidup", by=by)
    world.see_all()
    assert undated() == []
    assert DeathMatch.objects.get().state == "asked"
    world.bill(AUGUST)
    assert person.pk in billed(world)


def test_the_statements_do_not_grow_with_the_undated(world: World) -> None:
    first, second, third = members(world)
    told(world, first, died=None)
    watched(world)
    with CaptureQueriesContext(connection) as few:
        visited(undated())
        list(tasks(world.operator, TODAY))
    for one in (second, third):
        told(world, one, died=None)
    watched(world)
    with CaptureQueriesContext(connection) as many:
        assert len(visited(undated())) == 3
        list(tasks(world.operator, TODAY))
    assert len(few) == len(many)
    assert undated(AIE_AMO) == []


def test_the_morning_tells_the_officer_of_the_nagari_and_nobody_else(world: World, person: Person) -> None:
    Person.objects.update(phone="0812")
    User.objects.filter(pk=world.by[Role.NAGARI].pk).update(email="petugas@palaluar.example")
    assert messages.prepare(by=world.operator, kinds=[Message.Kind.REPORTED]) == 1
    world.see_all()
    told_to = Message.objects.get()
    assert told_to.to == "petugas@palaluar.example"
    assert "tanpa tanggal meninggal" in told_to.text
    assert person.name not in told_to.text
    assert messages.prepare(by=world.operator, kinds=[Message.Kind.REPORTED]) == 0


SENT = {"what": "death", "day_unknown": "on", "phone": "0813-77", "notifier": "Upik"}


def test_the_nagari_reports_a_death_without_its_day(world: World, client: Client) -> None:
    person = members(world)[0]
    client.force_login(world.by[Role.NAGARI])
    address = f"{reverse('claims:report')}?person={person.pk}"
    first = client.post(address, SENT)
    world.see_all()
    match = DeathMatch.objects.get()
    assert first.headers["Location"] == reverse("claims:watch-pair", args=[match.pk])
    page = client.get(first.headers["Location"]).content.decode()
    assert "0813-77" in page
    assert "Upik" in page
    assert client.post(address, SENT | {"happened_on": "2025-08-19"}).status_code == 302  # again: the same
    kept = SENT | {"person": person.pk, "key": str(uuid4())}
    sent = client.post(reverse("claims:send-report"), kept)
    assert sent.json() == {"address": first.headers["Location"]}
    world.see_all()
    assert (DeathMatch.objects.count(), Event.objects.count()) == (1, 0)
    assert [one.person for one in undated()] == [person.pk]
    world.bill(AUGUST)
    assert person.pk not in billed(world)


def test_only_a_death_may_lack_its_day_and_only_once(world: World, client: Client) -> None:
    person = members(world)[0]
    client.force_login(world.by[Role.NAGARI])
    address = f"{reverse('claims:report')}?person={person.pk}"
    hurt = client.post(address, SENT | {"what": "accident-death"})
    assert hurt.status_code == 400
    assert client.post(address, {"what": "death"}).status_code == 400
    world.see_all()
    assert not DeathMatch.objects.exists()
    claims.report(person=person, kind="death", happened_on=DIED, reported_on=TODAY, by=world.operator)
    assert client.post(address, SENT).status_code == 409
    world.see_all()
    assert unreported(TODAY) == []


def test_a_second_person_says_that_he_lives_and_it_may_be_told_anew(world: World, client: Client) -> None:
    person = members(world)[0]
    client.force_login(world.by[Role.NAGARI])
    address = f"{reverse('claims:report')}?person={person.pk}"
    client.post(address, SENT)
    world.see_all()
    match = DeathMatch.objects.get()
    with pytest.raises(Refused):
        watch.answer(match=match, same=False, why="Ia hidup", on=TODAY, by=world.by[Role.NAGARI])
    watch.answer(match=match, same=False, why="Ia hidup", on=TODAY, by=world.verifier)
    world.see_all()
    assert undated() == []
    assert client.post(address, SENT).status_code == 302
    world.see_all()
    assert [one.person for one in undated()] == [person.pk]
