"""Background work with real processes: a worker killed in the middle, one that cannot end, a server that is stopped."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from urllib.request import urlopen

import psutil
import pytest
from django.db import connection, transaction

from rangkiang.intake import jobs
from rangkiang.intake.models import Batch, Finding, WaitingFile
from rangkiang.platform import audit
from rangkiang.platform.home import PROJECT
from rangkiang.platform.jobs import Report, perform, register, start
from rangkiang.platform.models import AuditEntry, Job
from rangkiang.platform.scope import EVERYWHERE, scope
from tests.faults.office import at_once, closed_gate, settled_world, until, whole_chain
from tests.intake.readers.lists import HEADER, people, person, xlsx_file
from tests.world import JULY, World

WORKER = ("-m", "rangkiang", "worker", "--stalled", "1.5", "--farewell", "0.5")
SERVE = """
import django; django.setup()
from rangkiang.web.server import Server
try:
    Server(int({port})).run()
finally:
    print("left", flush=True)
"""


@pytest.fixture
def office(own_database: str) -> World:
    return settled_world()


@contextmanager
def process(*arguments: str) -> Iterator[subprocess.Popen[str]]:
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "rangkiang.platform.settings", "PYTHONPATH": "src"}
    started = subprocess.Popen(
        [sys.executable, *arguments], cwd=PROJECT, env=environment, text=True, stdout=subprocess.PIPE
    )
    try:
        yield started
    finally:
        for child in [*psutil.Process(started.pid).children(recursive=True)] if started.poll() is None else []:
            child.kill()
        started.kill()
        started.communicate()


def state(job: Job) -> str:
    job.refresh_from_db()
    return job.state


def hand_in(office: World) -> Job:
    file = xlsx_file([HEADER, *people(20), person(21, **{"Tgl Lahir": "31-02-1970"})])
    return jobs.hand_in(
        fund=office.fund,
        filename="daftar.xlsx",
        content=file,
        first_month=JULY,
        on=date(2025, 7, 1),
        by=office.operator,
    )


def test_two_workers_lost_and_the_third_does_it_once(office: World) -> None:
    """One killed, one told to stop, both when everything is written and nothing committed."""
    job = hand_in(office)
    for number in (signal.SIGKILL, signal.SIGTERM):
        with closed_gate() as gate, process(*WORKER) as worker:
            gate.expect(1)
            worker.send_signal(number)
            assert worker.wait(10) == (-signal.SIGKILL if number == signal.SIGKILL else 0)
            assert state(job) == Job.State.WORKING
            assert job.done > 0
            with scope(EVERYWHERE):
                assert (Batch.objects.count(), WaitingFile.objects.count()) == (0, 1)
    with process(*WORKER) as worker:
        until(lambda: state(job) == Job.State.DONE, "the job to be done by the third worker")
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(10) == 0
    with scope(EVERYWHERE):
        batch = Batch.objects.get()
        assert (batch.rows, batch.accepted, Finding.objects.filter(severity="error").count()) == (21, 20, 1)
        assert not WaitingFile.objects.exists()
        assert AuditEntry.objects.filter(verb="intake.receive").count() == 1
    assert job.result == f"/intake/{batch.pk}/?first=2025-07"
    assert whole_chain()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE args ->> 'job' = %s", [str(job.pk)])
        assert cursor.fetchone() == (0,)


def test_two_workers_at_one_job_do_it_once(office: World) -> None:
    """As when a worker was only thought lost: whoever comes second waits, and finds it done."""

    def write(*_: object) -> str:
        audit.record(actor=None, verb="test", subject="job")
        return "/done/"

    register("test.once", write)
    job = start("test.once", by=None)
    assert at_once(lambda: perform(job=job.pk), lambda: perform(job=job.pk)) == [None, None]
    assert state(job) == Job.State.DONE
    assert AuditEntry.objects.filter(verb="test").count() == 1


def test_progress_shows_before_the_end(office: World) -> None:
    register("test.slow", lambda *_: "")
    job = start("test.slow", by=None)
    report = Report(job.pk)
    with scope(EVERYWHERE):
        report(1, 4)
        report(2, 4)
        transaction.set_rollback(True)
    job.refresh_from_db()
    assert (job.done, job.total, job.percent) == (1, 4, 25)
    report(4, 4)
    report.close()
    job.refresh_from_db()
    assert job.percent == 100


def family(of: subprocess.Popen[str]) -> list[psutil.Process]:
    return psutil.Process(of.pid).children(recursive=True)


@contextmanager
def house() -> Iterator[tuple[subprocess.Popen[str], int]]:
    """A server with its two page processes and its worker."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with process("-c", SERVE.format(port=port)) as server:
        until(lambda: len(family(server)) == 3, "two page processes and a worker")
        yield server, port


def answers(port: int) -> bool:
    try:
        with urlopen(f"http://127.0.0.1:{port}/sign-in/", timeout=5) as page:
            return bool(page.status == 200)
    except OSError:
        return False


def is_worker(one: psutil.Process) -> bool:
    return "worker" in one.cmdline()


def test_ctrl_c_leaves_nothing_behind(own_database: str) -> None:
    """Nor does a page process take anything along: it is a copy of the master, but must not do what he does last."""
    with house() as (server, port):
        before = family(server)
        next(one for one in before if not is_worker(one)).terminate()
        next(one for one in before if is_worker(one)).kill()
        until(lambda: len(family(server)) == 3 and len(set(before) & set(family(server))) == 1, "two successors")
        until(lambda: answers(port), "the sign-in page")
        after = family(server)
        server.send_signal(signal.SIGINT)
        said, _ = server.communicate(timeout=20)
        assert said == "left\n"
        assert not psutil.wait_procs(after, timeout=0.5)[1]


def test_a_killed_server_leaves_nothing_behind(own_database: str) -> None:
    with house() as (server, _port):
        everyone = family(server)
        server.kill()
        _, left = psutil.wait_procs(everyone, timeout=10)
        for one in left:
            one.kill()
        assert not left
