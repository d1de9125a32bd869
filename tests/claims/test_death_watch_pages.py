"""The death watch as its readers see it: questions with the two side by side, cases, faults; by role and area."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from rangkiang.access.models import Role
from rangkiang.claims import actions as claims
from rangkiang.claims.models import Event
from rangkiang.insight.tasks import tasks
from rangkiang.people.models import DeathMatch
from rangkiang.platform.models import Job
from tests.claims.test_death_watch_lists import DIED, TODAY, asked, members, told, watched
from tests.world import AIE_AMO, World, user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("claims.watch_views", "web.context", "access.rights"):
        monkeypatch.setattr(f"rangkiang.{module}.today", lambda: TODAY)


def reader(world: World, role: Role) -> Client:
    client = Client()
    client.force_login(world.by[role])
    return client


def test_the_page_tells_questions_cases_and_faults(world: World) -> None:
    first, second, _third = members(world)
    told(world, first)
    told(world, second, died=date(2025, 5, 3))
    watched(world)
    page = reader(world, Role.OPERATOR).get(reverse("claims:watch")).content.decode()
    assert first.name in page
    assert "kunjungi keluarga dan buka klaim" in page
    assert second.name in page
    assert "meninggal sebelum didaftarkan" in page
    assert "33.600" in page
    elsewhere = reader(world, Role.OPERATOR).get(reverse("claims:watch"), {"area": AIE_AMO}).content.decode()
    assert first.name not in elsewhere
    assert reverse("claims:watch") in reader(world, Role.OPERATOR).get(reverse("claims:board")).content.decode()


def test_no_family_falls_off_the_end_of_the_page(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rangkiang.claims.watch_views.SHOWN", 1)
    found = members(world)
    for person in found:
        claims.report(person=person, kind="death", happened_on=DIED, reported_on=TODAY, by=world.operator)
        world.see_all()
    client, address = reader(world, Role.OPERATOR), reverse("claims:watch")
    pages = [client.get(address, {"page": number}).content.decode() for number in range(1, len(found) + 1)]
    for person in found:
        assert sum(f">{person.name}</a>" in page for page in pages) == 1
    assert f"({len(found)})" in pages[0]


EARLY = date(2025, 5, 3)  # before anybody was registered
ALIKE = {"name_key": "RATNA JUWITA", "birth_date": date(1990, 1, 30), "sex": "P", "mother": "", "kk": None}


@pytest.mark.parametrize(("name", "row"), [("undated", {"died": None}), ("asked", ALIKE), ("faults", {"died": EARLY})])
def test_every_list_too_long_for_the_page_is_behind_its_own_link(
    world: World, monkeypatch: pytest.MonkeyPatch, name: str, row: dict[str, Any]
) -> None:
    monkeypatch.setattr("rangkiang.claims.watch_views.SHOWN", 1)
    found = members(world)
    for person in found:
        told(world, person, **row)
    watched(world)
    client, address = reader(world, Role.OPERATOR), reverse("claims:watch")
    pages = [client.get(address, {"list": name, "page": n}).content.decode() for n in range(1, len(found) + 1)]
    assert f"({len(found)})" in pages[0]
    for person in found:
        assert sum(f">{person.name}</a>" in page for page in pages) == 1
    assert f"?list={name}&amp;area=" in client.get(address).content.decode()
    assert client.get(address, {"list": "nothing", "page": "x"}).status_code == 200


def test_a_question_about_a_death_is_a_task_of_who_may_answer(world: World) -> None:
    match = asked(world)
    for role, yours in ((Role.VERIFIER, True), (Role.OPERATOR, False)):
        (task,) = [task for task in tasks(world.by[role], TODAY) if task.code == "death_asked"]
        assert (task.count, task.yours) == (1, yours)
        assert task.items[0].path == reverse("claims:watch-pair", args=[match.pk])
    assert not [task for task in tasks(world.treasurer, TODAY) if task.code == "death_asked"]


def test_the_page_says_when_the_lists_were_last_compared(world: World) -> None:
    client, address = reader(world, Role.AUDITOR), reverse("claims:watch")
    assert "belum pernah terjadi" in client.get(address).content.decode()
    told = {"due": "2025-07-20"}  # the house's day; when the machine did it is another matter in a demo
    Job.objects.create(name="deaths.night", arguments=told, state="done", finished_at="2025-08-20T02:00+07:00")
    assert "dengan semua peserta pada malam 20 Juli 2025" in client.get(address).content.decode()


@pytest.mark.parametrize("role", list(Role))
def test_who_may_see_claims_sees_the_watch(world: World, role: Role) -> None:
    sees = {Role.OPERATOR, Role.NAGARI, Role.VERIFIER, Role.HEAD, Role.BPJS, Role.AUDITOR}
    match = asked(world)
    for name, arguments in (("claims:watch", []), ("claims:watch-pair", [match.pk])):
        assert reader(world, role).get(reverse(name, args=arguments)).status_code == (200 if role in sees else 403)
    answered = reader(world, role).post(reverse("claims:watch-answer", args=[match.pk]), {"answer": "x", "why": "y"})
    assert answered.status_code == (302 if role == Role.VERIFIER else 403)


def test_the_two_stand_side_by_side_masked_and_the_answer_is_a_deed(world: World) -> None:
    match = asked(world)
    client, address = reader(world, Role.VERIFIER), reverse("claims:watch-pair", args=[match.pk])
    page = client.get(address).content.decode()
    assert match.person.name in page
    assert "1 Februari" not in page
    assert "NIK sama" in page
    assert str(match.person.nik) not in page
    answer = reverse("claims:watch-answer", args=[match.pk])
    empty = client.post(answer, {"answer": "same", "why": ""})
    assert empty.status_code == 400
    assert "Sebutkan" in empty.content.decode() or "alasan" in empty.content.decode()
    assert client.post(answer, {"answer": "same", "why": "Akta kematian dilihat"}).status_code == 302
    world.see_all()
    assert DeathMatch.objects.get().state == "same"
    assert Event.objects.get().happened_on == DIED
    assert "Akta kematian dilihat" in client.get(address).content.decode()


def test_who_brought_the_list_is_told_that_somebody_else_decides(world: World) -> None:
    match = asked(world)
    page = reader(world, Role.OPERATOR).get(reverse("claims:watch-pair", args=[match.pk])).content.decode()
    assert '<form method="post" action="' + reverse("claims:watch-answer", args=[match.pk]) not in page
    assert "Anda yang memasukkan daftar ini" in page


def test_a_question_of_another_area_does_not_exist(world: World) -> None:
    """The officer of Palaluar and a match whose member lives elsewhere."""
    match, client = asked(world), Client()
    client.force_login(user(Role.VERIFIER, AIE_AMO, "verifier_there"))
    assert client.get(reverse("claims:watch-pair", args=[match.pk])).status_code == 404
