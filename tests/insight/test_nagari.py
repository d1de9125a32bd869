"""One place: its own people only, for its own officer only."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from rangkiang.access.models import Role
from rangkiang.membership import actions as membership
from tests.world import AIE_AMO, JUNE, PALALUAR, World, read_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("insight.views", "web.context", "access.rights"):
        monkeypatch.setattr(f"rangkiang.{module}.today", lambda: date(2025, 7, 31))


@pytest.fixture
def told(world: World) -> World:
    people = world.members(5)
    world.members(3, area=AIE_AMO, start=10, number="SK-2")
    world.pay(world.bill(JUNE))
    membership.end(
        fund=world.fund, by=world.operator, exits=[membership.Exit(people[0].pk, JUNE, "moved", date(2025, 6, 20))]
    )
    world.candidates(2, start=20)
    return world


def see(client: Client, world: World, role: Role, code: str) -> object:
    read_in("en")
    client.force_login(world.by[role])
    return client.get(reverse("insight:nagari", args=[code]))


@pytest.mark.parametrize("role", [Role.NAGARI, Role.HEAD])
def test_officer_and_head_read_the_same_counts(client: Client, told: World, role: Role) -> None:
    answer = see(client, told, role, PALALUAR)
    page = answer.context["page"]  # type: ignore[attr-defined]
    assert (page.total.covered, page.total.verified) == (5, 2)
    assert page.funds == [("APBD Sijunjung", 5)]
    assert [(exit.reason, exit.persons) for exit in page.exits] == [("moved away", 1)]
    assert page.growth == [(JUNE.first, 5)]


@pytest.mark.parametrize(
    ("role", "code", "status"),
    [
        (Role.NAGARI, AIE_AMO, 404),
        (Role.NAGARI, "13.03.08", 404),
        (Role.HEAD, "13.03.08", 200),
        (Role.HEAD, "13.04.01", 404),
        (Role.HEAD, "nowhere", 404),
        (Role.ADMINISTRATOR, PALALUAR, 403),
    ],
)
def test_only_places_of_ones_own_area(client: Client, told: World, role: Role, code: str, status: int) -> None:
    assert see(client, told, role, code).status_code == status  # type: ignore[attr-defined]


def test_a_kecamatan_sums_its_nagari(client: Client, told: World) -> None:
    page = see(client, told, Role.HEAD, PALALUAR[:8]).context["page"]  # type: ignore[attr-defined]
    assert [(place.name, place.counts.covered) for place in page.nagari] == [("Palaluar", 5)]
    assert page.total.covered == 5


@pytest.mark.parametrize(("role", "led"), [(Role.NAGARI, False), (Role.HEAD, True)])
def test_the_way_up_leads_only_where_one_may_go(client: Client, told: World, role: Role, led: bool) -> None:
    page = see(client, told, role, PALALUAR).content.decode()  # type: ignore[attr-defined]
    assert (reverse("insight:nagari", args=["13.03.08"]) in page) is led
