"""Long work in the background, on the same database: started with the deed's own transaction, never lost, never twice.

A job runs in one transaction, in which it is also marked done: a killed worker leaves either all of it or nothing.
The queue (procrastinate) leaves a killed worker's job as it was, so a sweep hands it to the next worker.
"""

from __future__ import annotations

import asyncio
import logging
import os
import secrets
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from typing import Any, Protocol

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import connection, transaction
from procrastinate import App
from procrastinate.contrib.django import app
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import DeleteJobCondition, Status

from .errors import BadInput, Refused
from .models import Job

HEARTBEAT, STALLED = 5.0, 20.0  # seconds between signs of life, and without one until a worker counts as lost
FAREWELL = 5.0  # seconds that a stopping worker waits for its job
MINUTE = 60.0  # seconds between two looks at the schedule
THROTTLE = 0.5  # seconds between two written signs of progress
PATIENCE = 3  # workers that one job may lose
LOCK = 7265617  # our advisory locks' first key; the second is the job's number
GIVE_UP = """UPDATE platform_job SET state = 'failed', finished_at = now() WHERE finished_at IS NULL
             AND id = (SELECT (args ->> 'job')::bigint FROM procrastinate_jobs WHERE id = %(id)s)"""

log = logging.getLogger(__name__)


class Progress(Protocol):
    def __call__(self, done: int, total: int) -> None: ...


Work = Callable[[Progress, int | None, dict[str, Any]], str]
_works: dict[str, Work] = {}
_looks: list[Callable[[], object]] = []


def register(name: str, work: Work) -> None:
    """``work(progress, started_by, arguments)`` is run in one transaction and returns the address of its result."""
    _works[name] = work


def each_minute(look: Callable[[], object]) -> None:
    """``look`` is called when a worker starts and every minute after: what is to be done by itself is started so."""
    _looks.append(look)


def start(name: str, *, by: AbstractBaseUser | None, **arguments: Any) -> Job:
    """Hand work over to the background, as part of the present transaction. Arguments are ids and dates as text."""
    with transaction.atomic():
        job = Job.objects.create(name=name, started_by=by.pk if by else None, arguments=arguments)
        perform.defer(job=job.pk)
    return job


class Report:
    """What a job says of itself while it works, on a connection of its own: its transaction shows only at the end."""

    def __init__(self, job: int) -> None:
        self._job, self._told, self._line = job, 0.0, connection.copy()

    def working(self) -> None:
        self._write("state = 'working'")

    def __call__(self, done: int, total: int) -> None:
        """``done`` of ``total`` parts; written at most twice a second, and the last part always."""
        now = time.monotonic()
        if done < total and now - self._told < THROTTLE:
            return
        self._told = now
        self._write("done = %s, total = %s", done, total)

    def _write(self, change: str, *values: int) -> None:
        with self._line.cursor() as cursor:
            cursor.execute(
                f"UPDATE platform_job SET {change} WHERE id = %s AND finished_at IS NULL", [*values, self._job]
            )

    def close(self) -> None:
        self._line.close()


@contextmanager
def _alone(job: int) -> Iterator[None]:
    """Nobody else runs this job meanwhile. The database lets go of the lock with the connection of a killed worker."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s, %s)", [LOCK, job])
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCK, job])


def _finish(job: int, state: Job.State, **facts: str) -> None:
    Job.objects.filter(pk=job, finished_at=None).update(state=state, finished_at=datetime.now(UTC), **facts)


@app.task(name="rangkiang.perform")
def perform(job: int) -> None:
    """Do one job. Safe to run twice: what is finished is left alone."""
    with _alone(job):
        held = Job.objects.filter(pk=job, finished_at=None).first()
        if held is None:
            return
        with closing(Report(job)) as report:
            report.working()
            try:
                with transaction.atomic():
                    result = _works[held.name](report, held.started_by, held.arguments)
                    _finish(job, Job.State.DONE, result=result)
            except (BadInput, Refused) as error:
                _finish(job, Job.State.FAILED, note=str(error))
            except Exception:
                reference = secrets.token_hex(4)
                log.exception("Job %s (%s) failed, reference %s", job, held.name, reference)
                _finish(job, Job.State.FAILED, reference=reference)


async def retry_stalled(queue: App, seconds: float = STALLED) -> int:
    """Hand the jobs of workers without a sign of life for so long to the next worker; returns how many.

    A job that has lost several workers already is given up: it may be what kills them.
    """
    retried = 0
    for lost in await queue.job_manager.get_stalled_jobs(seconds_since_heartbeat=seconds):
        if lost.attempts + 1 >= PATIENCE:
            await queue.connector.execute_query_async(GIVE_UP, id=lost.id)
            await queue.job_manager.finish_job(lost, Status.FAILED, delete_job=False)
            continue
        with suppress(ConnectorException):  # another worker's sweep was faster
            await queue.job_manager.retry_job(lost, retry_at=datetime.now(UTC))
            retried += 1
    return retried


async def _sweep(queue: App, seconds: float) -> None:
    while True:
        await asyncio.sleep(seconds / 2)
        await retry_stalled(queue, seconds)


def _look() -> None:
    """In a thread of its own, with its own connection; what goes wrong stops no other work."""
    try:
        for look in _looks:
            look()
    except Exception:
        log.exception("The schedule could not be looked at")
    finally:
        connection.close()


async def _clock() -> None:
    while True:
        await asyncio.sleep(MINUTE)
        await asyncio.to_thread(_look)


async def _stopped(parent: int | None) -> None:
    """Until SIGINT or SIGTERM, or until the process that started us is gone."""
    told = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, told.set)
    while not told.is_set() and parent in (None, os.getppid()):
        with suppress(TimeoutError):
            await asyncio.wait_for(told.wait(), 1)


async def _serve(*, wait: bool, stalled: float, farewell: float, parent: int | None) -> bool:
    """Whether everything begun was finished before leaving."""
    queue = App(connector=app.connector.get_worker_connector(), worker_defaults=app.worker_defaults)  # type: ignore[attr-defined]
    queue.tasks = app.tasks
    async with queue.open_async():
        await retry_stalled(queue, stalled)
        await asyncio.to_thread(_look)
        working = queue.run_worker_async(
            wait=wait,
            concurrency=1,
            install_signal_handlers=False,
            fetch_job_polling_interval=stalled / 4,
            update_heartbeat_interval=min(HEARTBEAT, stalled / 4),
            stalled_worker_timeout=stalled,
            delete_jobs=DeleteJobCondition.SUCCESSFUL,
        )
        tasks = [asyncio.create_task(work) for work in (working, _sweep(queue, stalled), _clock(), _stopped(parent))]
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in tasks:
            task.cancel()
        _, busy = await asyncio.wait(tasks, timeout=farewell)
        for task in set(tasks) - busy:
            if not task.cancelled() and (error := task.exception()):
                raise error
    return not busy


def work(
    *,
    wait: bool = True,
    stalled: float = STALLED,
    farewell: float = FAREWELL,
    parent: int | None = None,
    leave: Callable[[], None],
) -> None:
    """Do jobs, one at a time, until told to stop or until ``parent`` is gone; without ``wait``, until none is left.

    A job that does not end in time is left to the next worker: ``leave`` tidies up, and the process ends at once.
    """

    async def serve() -> None:
        if not await _serve(wait=wait, stalled=stalled, farewell=farewell, parent=parent):
            leave()
            os._exit(0)

    try:
        asyncio.run(serve())
    except ConnectorException as error:
        raise BadInput(
            "The worker lost the database.", where="rangkiang worker", todo="Start it again: no work is lost."
        ) from error
