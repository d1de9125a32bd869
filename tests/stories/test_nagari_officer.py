"""Yusuf looks after nagari Palaluar, and only after it: in lists, counts, searches, pages and deeds."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from rangkiang.access.models import Role, User
from rangkiang.access.rights import areas_of
from rangkiang.claims import actions as claims
from rangkiang.claims import queries as board
from rangkiang.insight import home
from rangkiang.insight.search import search
from rangkiang.intake import queries as lists
from rangkiang.intake.models import Candidate
from rangkiang.membership.models import Enrolment, PersonMonth
from rangkiang.people.models import Person
from rangkiang.platform.errors import Refused
from rangkiang.platform.scope import set_scope
from tests.world import AIE_AMO, JUNE, PALALUAR, World

pytestmark = pytest.mark.django_db
TODAY = date(2025, 6, 30)


@pytest.fixture
def yusuf(world: World, monkeypatch: pytest.MonkeyPatch) -> User:
    """Four members and one who waits in Palaluar; seven members, two who wait and a death next door in Aie Amo."""
    for module in ("insight.views", "insight.person", "web.context", "access.rights"):
        monkeypatch.setattr(f"rangkiang.{module}.today", lambda: TODAY)
    world.members(4)
    world.members(7, area=AIE_AMO, start=20, number="SK-2")
    world.candidates(1, start=40)
    world.candidates(2, area=AIE_AMO, start=50)
    world.pay(world.bill(JUNE))
    for person in (world.people[0], world.people[4]):
        claims.report(
            person=person, kind="accident", happened_on=date(2025, 6, 20), reported_on=TODAY, by=world.operator
        )
    return world.by[Role.NAGARI]


def test_his_lists_and_counts_are_his_nagari(yusuf: User) -> None:
    set_scope(areas_of(yusuf))
    assert (Person.objects.count(), Enrolment.objects.count(), PersonMonth.objects.count()) == (5, 4, 4)
    assert [c.area for c in lists.listed(Candidate.State.VERIFIED)] == [PALALUAR]
    assert board.counts() == {"reported": 1}
    assert [event.area for event in board.board()] == [PALALUAR]
    assert {person.area for person in board.persons("Orang")} == {PALALUAR}
    found = search("Orang", "", 1, by_part=False)
    assert (found.paginator.count, {row.area for row in found}) == (5, {PALALUAR})
    assert search("Orang", AIE_AMO, 1, by_part=False).paginator.count == 0


def test_his_home_page_counts_nobody_else_and_shows_no_money(yusuf: User) -> None:
    set_scope(areas_of(yusuf))
    seen = home.home(yusuf, TODAY, None, "id")
    assert seen is not None
    assert (seen.headline, seen.total.verified) == (4, 1)
    assert seen.figures is None
    assert all(task.count == 1 for task in seen.tasks)


def test_next_door_does_not_exist_for_him(client: Client, yusuf: User, world: World) -> None:
    mine, other = world.people[0], world.people[4]
    client.force_login(yusuf)
    assert client.get(reverse("insight:person", args=[mine.pk])).status_code == 200
    assert client.get(reverse("insight:person", args=[other.pk])).status_code == 404
    assert client.get(reverse("insight:nagari", args=[AIE_AMO])).status_code == 404
    told = client.get(reverse("people:search"), {"q": "Orang"}).content.decode()
    assert mine.name in told
    assert other.name not in told
    assert AIE_AMO not in told


def test_he_reports_in_his_nagari_and_decides_nothing(yusuf: User, world: World) -> None:
    mine, other = world.people[1], world.people[5]
    day = {"kind": "death", "happened_on": TODAY, "reported_on": TODAY, "by": yusuf}
    assert claims.report(person=mine, **day).area == PALALUAR
    with pytest.raises(Refused):
        claims.report(person=other, **day)
    world.see_all()
    assert Person.objects.get(pk=other.pk).died_on is None
    with pytest.raises(Refused):
        claims.open_claim(event=mine.incidents.get(), by=yusuf)


def test_he_cannot_guess_a_nik_digit_by_digit(world: World) -> None:
    person = world.members(1)[0]
    assert board.persons(str(person.nik)[-4:]) == []
    assert board.persons(str(person.nik)) == [person]
