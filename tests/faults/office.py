"""Two people at two desks, a desk that dies, and a gate that stops a deed in the middle: tools of the fault tests.

The gate is the audit chain's own lock. Every deed asks for it last, so whoever waits there has written everything
and committed nothing.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, TypeVar

import psycopg
from django.db import OperationalError, connection
from django.db.backends.base.base import BaseDatabaseWrapper

from rangkiang.platform import audit
from rangkiang.platform.database import application, owner
from rangkiang.platform.home import PROJECT
from rangkiang.platform.scope import EVERYWHERE, scope
from tests.world import World, make_world

R = TypeVar("R")
GATE = 7265616
PATIENCE = 60.0  # a deed that never comes; on a busy machine everything else does


def settled_world() -> World:
    """The test programme, committed."""
    with scope(EVERYWHERE):
        return make_world()


def until(holds: Callable[[], bool], what: str) -> None:
    """Wait until it holds; a test that waits for nothing fails with its words."""
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end, f"waited in vain for {what}"
        time.sleep(0.01)


class Gate:
    """The closed gate, and how many stand before it."""

    def __init__(self, session: psycopg.Connection) -> None:
        self.session = session

    def waiting(self) -> list[int]:
        """Sessions of this database that wait for any lock."""
        rows = self.session.execute(
            """SELECT DISTINCT pid FROM pg_locks JOIN pg_stat_activity USING (pid)
               WHERE NOT granted AND datname = current_database()"""
        )
        return [pid for (pid,) in rows.fetchall()]

    def others(self) -> list[int]:
        """Sessions of the application's role that are in the middle of something."""
        rows = self.session.execute(
            """SELECT DISTINCT pid FROM pg_locks JOIN pg_stat_activity USING (pid)
               WHERE datname = current_database() AND pid <> pg_backend_pid()"""
        )
        return [pid for (pid,) in rows.fetchall()]

    def expect(self, count: int) -> list[int]:
        until(lambda: len(self.waiting()) == count, f"{count} deeds at the gate")
        return self.waiting()

    def cut(self, pid: int) -> None:
        """The server ends this session, as a broken network or a restart does."""
        with application().open() as colleague:  # a role may end its own sessions
            colleague.execute("SELECT pg_terminate_backend(%s)", [pid])

    def open(self) -> None:
        self.session.execute("SELECT pg_advisory_unlock_all()")


@contextmanager
def closed_gate() -> Iterator[Gate]:
    """Deeds stop before their audit entry until the gate is opened; it opens at the end at the latest."""
    with owner().open() as session:
        session.execute("SELECT pg_advisory_lock(%s)", [GATE])
        yield Gate(session)


def commit_and_break(self: BaseDatabaseWrapper) -> None:
    """In place of Django's commit: it commits, and the desk never hears of it."""
    pid = self.connection.info.backend_pid
    self.connection.commit()
    with application().open() as colleague:
        colleague.execute("SELECT pg_terminate_backend(%s)", [pid])
    raise OperationalError("the connection is lost")


def leave() -> None:
    """Close the connection of the thread that calls it."""
    connection.close()


def at_once(*deeds: Callable[[], R]) -> list[R | Exception]:
    """Each deed on a connection of its own, let go together while all of them are under way; result or exception."""

    def desk(deed: Callable[[], R]) -> R:
        try:
            return deed()
        finally:
            leave()

    with ThreadPoolExecutor(len(deeds)) as desks, closed_gate() as gate:
        running = [desks.submit(desk, deed) for deed in deeds]
        until(lambda: len(gate.waiting()) + sum(f.done() for f in running) == len(deeds), "every desk")
        gate.open()
        return [_outcome(future) for future in running]


def _outcome(future: Future[Any]) -> Any:
    try:
        return future.result(PATIENCE)
    except Exception as error:
        return error


@contextmanager
def process(module: str, *words: str) -> Iterator[subprocess.Popen[bytes]]:
    """``python -m tests.faults.<module> …`` as a process of its own; gone at the end."""
    running = subprocess.Popen(
        [sys.executable, "-m", f"tests.faults.{module}", *words],
        cwd=PROJECT,
        env=os.environ | {"PYTHONPATH": f"{PROJECT}:{PROJECT / 'src'}"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    try:
        yield running
    finally:
        kill(running)


def kill(running: subprocess.Popen[bytes]) -> str:
    """``kill -9``; what it had complained about until then."""
    running.kill()
    running.wait()
    assert running.stderr
    return "" if running.stderr.closed else running.communicate()[1].decode()


def command(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """``rangkiang …`` as a shell runs it."""
    return subprocess.run(
        [sys.executable, "-m", "rangkiang", *words],
        cwd=PROJECT,
        env=os.environ | {"PYTHONPATH": f"{PROJECT}:{PROJECT / 'src'}"} | environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def whole_chain(entries: int | None = None) -> bool:
    """No fault in the chain, no number missing; ``entries`` when a test knows how many."""
    verdict = audit.verify()
    return not verdict.faults and verdict.entries == verdict.head and entries in (None, verdict.entries)
