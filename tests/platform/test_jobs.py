"""The frame of background work, without a worker process: those are in tests/faults/test_jobs.py."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.db import connection, transaction
from procrastinate.contrib.django import app

from rangkiang.platform import jobs
from rangkiang.platform.errors import BadInput
from rangkiang.platform.jobs import PATIENCE, Report, perform, register, retry_stalled, start
from rangkiang.platform.models import Job

pytestmark = pytest.mark.django_db
Start = Callable[..., Job]


@pytest.fixture
def to_do(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Callable[..., str]], Start]]:
    """Names a piece of work for one test; gives what starts it."""
    monkeypatch.setattr(jobs, "_works", {})

    def name(work: Callable[..., str]) -> Start:
        register("test", lambda progress, by, arguments: work(progress, **arguments))
        return lambda **arguments: start("test", by=None, **arguments)

    return name


def queued() -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT status, args FROM procrastinate_jobs ORDER BY id")
        return cursor.fetchall()


def note_row(text: str) -> str:
    """A change that can be seen: another job that waits."""
    Job.objects.create(name=text)
    return f"/{text}/"


def test_done_with_its_result(to_do: Callable[..., Start]) -> None:
    job = to_do(lambda progress, text: note_row(text))(text="a")
    assert (job.state, job.arguments, queued()[0][0]) == ("waiting", {"text": "a"}, "todo")
    perform(job=job.pk)
    job.refresh_from_db()
    assert (job.state, job.result, job.note, job.finished) == ("done", "/a/", "", True)
    assert job.finished_at is not None


def test_a_start_that_is_taken_back_leaves_nothing(to_do: Callable[..., Start]) -> None:
    begin = to_do(lambda progress: "")
    with transaction.atomic():
        begin()
        transaction.set_rollback(True)
    assert not Job.objects.exists()
    assert not queued()


def test_performed_twice_is_done_once(to_do: Callable[..., Start]) -> None:
    job = to_do(lambda progress: note_row("once"))()
    perform(job=job.pk)
    perform(job=job.pk)
    assert Job.objects.filter(name="once").count() == 1
    perform(job=job.pk + 1000)  # a job that is no longer known


@pytest.mark.parametrize("error", [BadInput("The list is empty.", where="list.csv", todo="Send another."), KeyError()])
def test_what_fails_changes_nothing_and_says_why(to_do: Callable[..., Start], error: Exception) -> None:
    def work(progress: Any) -> str:
        note_row("half")
        raise error

    job = to_do(work)()
    perform(job=job.pk)
    job.refresh_from_db()
    assert job.state == "failed"
    assert not Job.objects.filter(name="half").exists()
    if isinstance(error, BadInput):
        assert (job.note, job.reference) == ("list.csv: The list is empty. Send another.", "")
    else:
        assert (job.note, len(job.reference)) == ("", 8)


def test_the_log_has_the_reference(to_do: Callable[..., Start], caplog: pytest.LogCaptureFixture) -> None:
    job = to_do(lambda progress: str(1 // 0))()
    perform(job=job.pk)
    job.refresh_from_db()
    assert job.reference in caplog.text
    assert "ZeroDivisionError" in caplog.text


def test_progress_is_written_now_and_then(monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[tuple[int, ...]] = []
    now = iter([100.0, 100.2, 100.7, 100.8])
    monkeypatch.setattr(jobs, "time", SimpleNamespace(monotonic=lambda: next(now)))
    monkeypatch.setattr(Report, "_write", lambda self, change, *values: written.append(values))
    report = Report(1)
    for done in (1, 2, 3, 4):
        report(done, 4)
    assert written == [(1, 4), (3, 4), (4, 4)]


def lose(job: Job, attempts: int) -> None:
    """As a killed worker leaves it: taken up, and nobody is at it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'doing', attempts = %s WHERE (args->>'job')::int = %s",
            [attempts, job.pk],
        )


def test_the_sweep_hands_a_lost_job_on(to_do: Callable[..., Start]) -> None:
    begin = to_do(lambda progress: "")
    lost, waiting = begin(), begin()
    lose(lost, attempts=0)
    assert async_to_sync(retry_stalled)(app) == 1
    assert async_to_sync(retry_stalled)(app) == 0
    assert [status for status, _ in queued()] == ["todo", "todo"]
    waiting.refresh_from_db()
    assert waiting.state == "waiting"


def test_the_sweep_gives_up_what_kills_workers(to_do: Callable[..., Start]) -> None:
    job = to_do(lambda progress: "")()
    lose(job, attempts=PATIENCE - 1)
    assert async_to_sync(retry_stalled)(app) == 0
    assert queued()[0][0] == "failed"
    job.refresh_from_db()
    assert (job.state, job.note, job.reference) == ("failed", "", "")


def test_a_living_worker_keeps_its_job(to_do: Callable[..., Start]) -> None:
    job = to_do(lambda progress: "")()
    lose(job, attempts=0)
    with connection.cursor() as cursor:
        cursor.execute("""WITH w AS (INSERT INTO procrastinate_workers DEFAULT VALUES RETURNING id)
                          UPDATE procrastinate_jobs SET worker_id = w.id FROM w""")
    assert async_to_sync(retry_stalled)(app) == 0
    assert queued()[0][0] == "doing"
