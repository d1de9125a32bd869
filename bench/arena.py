"""A database of its own for a bench, and a clock that also reads the memory of this process and of PostgreSQL."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import psutil
from django.db import connections
from psycopg import sql

from rangkiang.platform.database import EXTENSIONS, drop, owner

NAME = "rangkiang_bench"


@contextmanager
def arena() -> Iterator[None]:
    """An empty, migrated database for both connections; dropped afterwards."""
    from rangkiang.platform.setup import migrate

    with owner().open() as root:
        drop(root, NAME)
        root.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(NAME)))
        with replace(owner(), name=NAME).open() as fresh:
            for extension in EXTENSIONS:
                fresh.execute(sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(extension)))
        before = connections["default"].settings_dict["NAME"]
        try:
            _use(NAME)
            migrate()
            yield
        finally:
            _use(before)
            drop(root, NAME)


def _use(name: str) -> None:
    for alias in ("default", "owner"):
        connections[alias].close()
        connections[alias].settings_dict["NAME"] = name


class Peak:
    """Seconds, and the most memory in MB that this process and the database's backends held, sampled every 50 ms.

    ``python_mb`` is the most of this process alone, ``python_grew_mb`` how much more that is than at the start;
    ``cpu_seconds`` is what this process and its own backend computed, whatever else the machine did meanwhile.
    """

    seconds = 0.0
    cpu_seconds = 0.0
    peak_mb = 0
    python_mb = 0
    python_grew_mb = 0

    def __enter__(self) -> Peak:
        self._stop = threading.Event()
        self._start = psutil.Process().memory_info().rss
        self._cpu = _computed()
        self._sampler = threading.Thread(target=self._sample, daemon=True)
        self._sampler.start()
        self._began = time.perf_counter()
        return self

    def __exit__(self, *_: object) -> None:
        self.seconds = round(time.perf_counter() - self._began, 3)
        self.cpu_seconds = round(_computed() - self._cpu, 3)
        self._stop.set()
        self._sampler.join()

    def _sample(self) -> None:
        while not self._stop.wait(0.05):
            mine = psutil.Process().memory_info().rss
            self.python_mb = max(self.python_mb, mine >> 20)
            self.python_grew_mb = max(self.python_grew_mb, (mine - self._start) >> 20)
            backends = [_own_memory(p.pid) for p in psutil.process_iter(["name"]) if p.info["name"] == "postgres"]
            self.peak_mb = max(self.peak_mb, (mine + max(backends, default=0)) >> 20)


def _computed() -> float:
    """CPU seconds of this process so far, and of the backend that serves it when there is one on this machine."""
    times = [psutil.Process().cpu_times()]
    if held := connections["default"].connection:
        pid = held.info.backend_pid
        if psutil.pid_exists(pid) and psutil.Process(pid).name() == "postgres":
            times.append(psutil.Process(pid).cpu_times())
    return sum(spent.user + spent.system for spent in times)


def _own_memory(pid: int) -> int:
    """A backend's memory without the buffers that all share."""
    try:
        fields = (Path("/proc") / str(pid) / "statm").read_text().split()
        return (int(fields[1]) - int(fields[2])) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, IndexError):
        return 0
