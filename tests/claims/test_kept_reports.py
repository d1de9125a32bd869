"""What a phone kept comes in once, from its own officer, about the person meant; the page it keeps is of nobody."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from rangkiang.access.models import Role
from rangkiang.claims.models import Event
from tests.claims.test_pages import member
from tests.world import AIE_AMO, World, read_in, user

TOLD = {"what": "death", "happened_on": "2025-08-05"}


@pytest.fixture
def officer(world: World, client: Client) -> Client:
    client.force_login(world.by[Role.NAGARI])
    read_in("en")
    return client


def test_a_report_sent_twice_is_one_and_says_where_it_stands(world: World, officer: Client) -> None:
    told = TOLD | {"person": str(member(world).pk), "key": str(uuid4()), "phone": "0812"}
    first, again = (officer.post(reverse("claims:send-report"), told) for _twice in range(2))
    world.see_all()
    event = Event.objects.get()
    assert first.json() == again.json() == {"address": reverse("claims:event", args=[event.pk])}
    assert (event.source, event.reported_by) == ("nagari", world.by[Role.NAGARI])


def test_without_a_connection_the_nik_and_the_name_say_who(world: World, officer: Client) -> None:
    person = member(world)
    told = TOLD | {"key": str(uuid4()), "nik": person.nik, "name": person.name.upper()}
    assert officer.post(reverse("claims:send-report"), told | {"name": "Zulkifli"}).json() == {
        "error": "NIK: This NIK belongs to another name. Look at the card and report anew."
    }
    world.see_all()
    assert not Event.objects.exists()
    assert officer.post(reverse("claims:send-report"), told).status_code == 200
    world.see_all()
    assert Event.objects.get().person == person


@pytest.mark.parametrize("lost", ["key", "what", "happened_on", "nik"])
def test_what_is_missing_is_said_and_nothing_is_reported(lost: str, world: World, officer: Client) -> None:
    person = member(world)
    told = TOLD | {"key": str(uuid4()), "nik": person.nik, "name": person.name}
    answer = officer.post(reverse("claims:send-report"), {name: told[name] for name in told if name != lost})
    assert answer.status_code == 400
    assert answer.json()["error"]
    world.see_all()
    assert not Event.objects.exists()


def test_next_door_and_strangers_report_nobody_here(world: World, client: Client) -> None:
    person = member(world)
    told = TOLD | {"key": str(uuid4()), "person": str(person.pk)}
    assert client.post(reverse("claims:send-report"), told).status_code == 302
    client.force_login(user(Role.NAGARI, AIE_AMO, "next_door"))
    assert client.post(reverse("claims:send-report"), told).status_code == 400
    client.force_login(world.treasurer)
    assert client.post(reverse("claims:send-report"), told).status_code == 403
    assert client.get(reverse("claims:send-report")).status_code == 405


def test_the_page_that_a_phone_keeps_is_the_same_for_everybody(world: World, officer: Client) -> None:
    """No name, no menu, no message of the one who happened to be signed in when it was kept."""
    known, name = officer.get(reverse("claims:offline")), world.by[Role.NAGARI].title
    assert name not in known.content.decode()
    assert name in officer.get(reverse("claims:report")).content.decode()
    assert not known.context["doors"]
    assert Client().get(reverse("claims:offline")).status_code == 200


def test_the_worker_keeps_files_by_their_stamps_and_stands_at_the_root(client: Client) -> None:
    answer = client.get(reverse("worker"))
    assert (reverse("worker"), answer.headers["Service-Worker-Allowed"]) == ("/worker.js", "/")
    text = answer.content.decode()
    assert text.count("?v=") == 6
    assert "kept.js?v=" in text
    client.cookies["django_language"] = "en"
    assert client.get(reverse("worker")).content.decode() != text
