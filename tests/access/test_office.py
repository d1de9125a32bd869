"""Users, roles and the audit page: the administrator gives, the auditor reads, nobody gives to himself."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from rangkiang.access import actions
from rangkiang.access.models import Assignment, Role, User
from rangkiang.access.rights import areas_of, may
from rangkiang.claims import actions as claims
from rangkiang.platform.errors import BadInput, Refused
from tests.world import MUARO, PALALUAR, REGENCY, World, user

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


def test_an_administrator_gives_roles_in_his_own_place_only(world: World) -> None:
    local = user(Role.ADMINISTRATOR, MUARO, "muaro")
    with pytest.raises(Refused, match="13"):
        actions.assign(user=world.operator, role="head", place="13.03", since=date(2025, 1, 1), by=local)
    held = Assignment.objects.get(user=world.head)
    with pytest.raises(Refused):
        actions.end(assignment=held, on=date(2025, 1, 1), by=local)


def test_a_role_reaches_no_farther_than_its_own_place(world: World) -> None:
    """Auditor of the regency and operator of one nagari: he audits all, and bills nothing of the regency's."""
    both = user(Role.AUDITOR, REGENCY, "both")
    Assignment.objects.create(user=both, role=Role.NAGARI, place_id=MUARO, since=date(2020, 1, 1))
    assert areas_of(both) == (REGENCY, MUARO)
    assert areas_of(both, "intake.receive") == (MUARO,)
    far = world.members(1, area=PALALUAR)[0]
    with pytest.raises(Refused):
        claims.report(person=far, kind="death", happened_on=date(2025, 6, 1), reported_on=date(2025, 6, 2), by=both)


def test_a_user_changes_the_password_given(world: World) -> None:
    rina = actions.take_in(
        username="rina", full_name="Rina", password="lumbung-padi-77", by=world.by[Role.ADMINISTRATOR]
    )
    client = Client()
    client.force_login(rina)
    answer = client.post(
        "/password/",
        {"old_password": "lumbung-padi-77", "new_password1": "gonjong-ampek-9", "new_password2": "gonjong-ampek-9"},
    )
    assert answer.status_code == 302
    assert User.objects.get(pk=rina.pk).check_password("gonjong-ampek-9")


def test_an_administrator_without_figures_begins_with_who_may_enter(world: World) -> None:
    answer = signed_in(world, Role.ADMINISTRATOR).get("/")
    assert answer.status_code == 200
    assert "/office/users/" in answer.content.decode().split("<main")[1]
