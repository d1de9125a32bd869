"""Ending one person's cover by its page, and a decree's page once everybody on it is enrolled."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from rangkiang.access.models import Role
from rangkiang.membership.models import Enrolment, ExitReason, PersonMonth
from rangkiang.people.models import KnownCover, Person
from rangkiang.platform.models import AuditEntry
from tests.world import AIE_AMO, JULY, JUNE, PALALUAR, World, user

pytestmark = pytest.mark.django_db
MOVED = {"reason": "moved", "last_month": "2025-06", "on": "2025-06-20"}


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("membership.views", "web.context", "access.rights", "insight.person"):
        monkeypatch.setattr(f"rangkiang.{module}.today", lambda: date(2025, 7, 31))


def enrolled(world: World, area: str = PALALUAR) -> Enrolment:
    person = world.members(1, area=area)[0]
    return Enrolment.objects.get(person=person)


def send(world: World, held: Enrolment, by: Role = Role.OPERATOR, **change: str) -> int:
    client = Client()
    client.force_login(world.by[by])
    status = client.post(reverse("membership:end", args=[held.pk]), MOVED | change).status_code
    world.see_all()
    held.refresh_from_db()
    return status


def test_it_ends_and_the_next_month_is_not_billed(world: World) -> None:
    held = enrolled(world)
    world.members(1, start=5, number="SK-2")
    assert send(world, held) == 302
    assert (held.last_month, held.exit_reason, held.exit_on) == (JUNE.first, "moved", date(2025, 6, 20))
    assert KnownCover.objects.get(person=held.person).last_month == JUNE.first
    for month in (JUNE, JULY):
        world.bill(month)
    world.see_all()
    assert list(PersonMonth.objects.filter(person=held.person).values_list("month", flat=True)) == [JUNE.first]


def test_sent_twice_it_is_one_deed_and_the_first_stands(world: World) -> None:
    held = enrolled(world)
    assert send(world, held) == 302
    assert send(world, held, reason="declined", last_month="2025-07") == 302
    assert (held.exit_reason, held.last_month) == ("moved", JUNE.first)
    assert AuditEntry.objects.filter(verb="membership.end").count() == 1


@pytest.mark.parametrize("reason", [value for value in ExitReason.values if value != "died"])
def test_every_reason_but_death_ends_it(world: World, reason: str) -> None:
    held = enrolled(world)
    assert send(world, held, reason=reason) == 302
    assert held.exit_reason == reason


def test_a_death_is_reported_first_and_can_then_end_the_cover(world: World) -> None:
    held = enrolled(world)
    client = Client()
    client.force_login(world.operator)
    text = client.get(reverse("membership:end", args=[held.pk])).content.decode()
    assert f"{reverse('claims:report')}?person={held.person_id}" in text
    world.see_all()
    assert send(world, held, reason="died") == 400
    assert held.last_month is None
    Person.objects.filter(pk=held.person_id).update(died_on=date(2025, 6, 20))
    assert send(world, held, reason="died") == 302
    assert held.exit_reason == "died"


@pytest.mark.parametrize(
    "change",
    [
        {"reason": ""},
        {"reason": "king"},
        {"last_month": ""},
        {"last_month": "Juni"},
        {"last_month": "2025-04"},
        {"last_month": "2205-06"},
        {"on": ""},
        {"on": "kemarin"},
    ],
)
def test_what_cannot_be_is_said_in_words_and_ends_nothing(world: World, change: dict[str, str]) -> None:
    held = enrolled(world)
    assert send(world, held, **change) == 400
    assert held.last_month is None


def test_a_cover_that_never_began_ends_in_the_month_before(world: World) -> None:
    held = enrolled(world)
    assert send(world, held, last_month="2025-05", reason="wrong_person") == 302
    assert world.fund.enrolments.get().last_month == date(2025, 5, 1)


@pytest.mark.parametrize("role", [role for role in Role if role != Role.OPERATOR])
def test_only_the_operator_ends_and_only_he_is_offered_it(world: World, role: Role) -> None:
    held = enrolled(world)
    assert send(world, held, role) == 403
    client, address = Client(), reverse("membership:end", args=[held.pk])
    page = reverse("insight:person", args=[held.person_id])
    client.force_login(world.by[role])
    assert address not in client.get(page).content.decode()
    client.force_login(world.operator)
    assert address in client.get(page).content.decode()


def test_not_in_another_area_and_not_signed_out(world: World) -> None:
    held = enrolled(world, AIE_AMO)
    address = reverse("membership:end", args=[held.pk])
    client = Client()
    assert client.post(address, MOVED).headers["Location"].startswith(reverse("sign-in"))
    client.force_login(user(Role.OPERATOR, PALALUAR, "operator palaluar"))
    assert client.get(address).status_code == client.post(address, MOVED).status_code == 404
    world.see_all()
    held.refresh_from_db()
    assert held.last_month is None


def test_a_decree_asks_to_enrol_only_while_somebody_is_not(world: World) -> None:
    signed = world.decree(world.candidates(2))
    world.see_all()
    client, address = Client(), reverse("membership:enrol", args=[signed.pk])
    client.force_login(world.operator)
    page = reverse("decree:page", args=[signed.pk])
    assert f'action="{address}"' in client.get(page).content.decode()
    assert client.post(address).status_code == 302
    assert f'action="{address}"' not in client.get(page).content.decode()
