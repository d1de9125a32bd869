"""Users, roles and the audit page: the administrator gives, the auditor reads, nobody gives to himself."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from rangkiang.access import actions
from rangkiang.access.models import Assignment, Role, User
from rangkiang.access.rights import may
from rangkiang.platform.errors import BadInput, Refused
from tests.world import MUARO, World

pytestmark = pytest.mark.django_db
NEW = {"username": "rina", "full_name": "Rina", "password": "lumbung-padi-77", "role": "nagari_officer", "place": MUARO}


def signed_in(world: World, role: Role) -> Client:
    client = Client()
    client.force_login(world.by[role])
    return client


def test_the_administrator_takes_in_and_gives_a_role(world: World) -> None:
    answer = signed_in(world, Role.ADMINISTRATOR).post("/office/users/assign/", NEW)
    assert answer.status_code == 302
    rina = User.objects.get(username="rina")
    assert may(rina, "claims.report", MUARO)
    assert not may(rina, "claims.report", "13.03.04.2002")


def test_an_ended_role_gives_nothing_from_the_next_day(world: World) -> None:
    rina = actions.take_in(
        username="rina", full_name="Rina", password="lumbung-padi-77", by=world.by[Role.ADMINISTRATOR]
    )
    given = actions.assign(
        user=rina, role="head", place="13.03", since=date(2020, 1, 1), by=world.by[Role.ADMINISTRATOR]
    )
    actions.end(assignment=given, on=date(2020, 2, 1), by=world.by[Role.ADMINISTRATOR])
    assert not may(User.objects.get(pk=rina.pk), "decree.approve")
    assert Assignment.objects.get(pk=given.pk).until == date(2020, 2, 1)


def test_nobody_gives_a_role_to_himself(world: World) -> None:
    boss = world.by[Role.ADMINISTRATOR]
    with pytest.raises(Refused):
        actions.assign(user=boss, role="head", place="13.03", since=date(2025, 1, 1), by=boss)


@pytest.mark.parametrize("change", [{"password": "123"}, {"place": "99.99"}, {"role": "king"}, {"username": ""}])
def test_a_bad_form_says_so_and_takes_nobody_in(world: World, change: dict[str, str]) -> None:
    answer = signed_in(world, Role.ADMINISTRATOR).post("/office/users/assign/", NEW | change)
    assert answer.status_code == 400
    assert not User.objects.filter(username="rina").exists()


def test_a_weak_password_is_refused(world: World) -> None:
    with pytest.raises(BadInput, match="password"):
        actions.take_in(username="x", full_name="X", password="12345678", by=world.by[Role.ADMINISTRATOR])


@pytest.mark.parametrize(("role", "status"), [(Role.AUDITOR, 200), (Role.OPERATOR, 403), (Role.ADMINISTRATOR, 200)])
def test_who_reads_the_chain(world: World, role: Role, status: int) -> None:
    answer = signed_in(world, role).get("/office/audit/?verify=1")
    assert answer.status_code == status
    if status == 200:
        assert "Rantai utuh" in answer.content.decode()


def test_the_chain_page_asks_a_constant_number_of_statements(world: World, django_assert_max_num_queries) -> None:
    world.members(3)
    client = signed_in(world, Role.AUDITOR)
    with django_assert_max_num_queries(20):
        client.get("/office/audit/")
