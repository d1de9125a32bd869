"""A large list handed in on the page, read in the background: what its sender sees, and what others do not."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from rangkiang.access.models import Assignment, Role
from rangkiang.intake import actions, jobs
from rangkiang.intake.models import Batch, FilePiece, WaitingFile
from rangkiang.platform.jobs import perform
from rangkiang.platform.models import AuditEntry, Job
from tests.intake.readers.lists import HEADER, people, xlsx_file
from tests.world import World

FILE = xlsx_file([HEADER, *people(4)])


@pytest.fixture
def operator(world: World) -> Client:
    client = Client()
    client.force_login(world.operator)
    return client


@pytest.fixture
def every_file_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "AT_ONCE", 0)


def send(client: Client, world: World) -> str:
    """Where the page leads after the file was handed in."""
    answer = client.post(
        "/intake/upload/",
        {"fund": world.fund.pk, "file": SimpleUploadedFile("daftar.xlsx", FILE), "first_month": "2025-08"},
    )
    assert answer.status_code == 302
    return str(answer["Location"])


@pytest.mark.usefixtures("every_file_is_large")
def test_a_large_file_is_kept_and_then_received(world: World, operator: Client) -> None:
    place = send(operator, world)
    job = Job.objects.get()
    assert place == f"/jobs/{job.pk}/"
    world.see_all()
    kept = WaitingFile.objects.get()
    pieces = FilePiece.objects.filter(file=kept.pieces)
    assert not any(FILE[:40] in bytes(piece.ciphertext) for piece in pieces)
    assert pieces.exists()
    assert not Batch.objects.exists()
    perform(job=job.pk)
    world.see_all()
    batch = Batch.objects.get()
    assert (batch.rows, batch.received_by, batch.filename) == (4, world.operator, "daftar.xlsx")
    assert not WaitingFile.objects.exists()
    assert not pieces.all().exists()
    page = operator.get(place).content.decode()
    assert f'href="/intake/{batch.pk}/?first=2025-08"' in page
    assert "htmx" not in page


def test_a_small_file_is_received_at_once(world: World, operator: Client) -> None:
    assert send(operator, world).startswith("/intake/")
    assert not Job.objects.exists()


@pytest.mark.usefixtures("every_file_is_large")
def test_the_page_asks_again_with_and_without_javascript(world: World, operator: Client) -> None:
    place = send(operator, world)
    page = operator.get(place).content.decode()
    assert f'hx-get="{place}"' in page
    assert '<meta http-equiv="refresh"' in page
    assert "Menunggu giliran" in page
    Job.objects.update(state="working", done=3, total=7)
    part = operator.get(place, headers={"HX-Request": "true"}).content.decode()
    assert "Langkah 3 dari 7" in part
    assert 'value="42"' in part
    assert "<html" not in part
    assert place in operator.get("/jobs/").content.decode()


@pytest.mark.usefixtures("every_file_is_large")
def test_others_do_not_see_it(world: World, operator: Client) -> None:
    place = send(operator, world)
    other = Client()
    assert other.get(place).status_code == 302
    other.force_login(world.head)
    assert other.get(place).status_code == 404
    assert place not in other.get("/jobs/").content.decode()


def test_what_waits_in_vain_is_let_go(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def keep() -> int:
        return actions.keep(fund=world.fund, filename="daftar.xlsx", content=FILE, by=world.operator).pk

    first, second = keep(), keep()
    assert set(WaitingFile.objects.values_list("pk", flat=True)) == {first, second}
    monkeypatch.setattr(actions, "KEPT", timedelta(microseconds=-1))
    third = keep()
    assert [file.pk for file in WaitingFile.objects.all()] == [third]


@pytest.mark.usefixtures("every_file_is_large")
def test_it_runs_with_the_rights_of_the_day(world: World, operator: Client) -> None:
    """Who lost the role between the upload and the reading no longer receives lists; the page says so."""
    place = send(operator, world)
    Assignment.objects.filter(user=world.operator, role=Role.OPERATOR).update(until=date(2024, 1, 1))
    perform(job=Job.objects.get().pk)
    job = Job.objects.get()
    assert job.state == "failed"
    world.see_all()
    assert not Batch.objects.exists()
    assert not AuditEntry.objects.filter(verb="intake.receive").exists()
    assert job.note.startswith("Berkas berada di luar")
    assert 'role="alert"' in operator.get(place).content.decode()
