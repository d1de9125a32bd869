"""Fifty signed-in people on the demo, served as ``rangkiang demo`` serves it, each thinking 5 to 10 seconds.

The load tool is Locust, in the environment of what is only measured with. Sessions are made in the database, so that
no password is hashed while pages are timed; everything else is what a browser asks, page by page, over HTTP.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

from bench.law import bench_python

HERE = Path(__file__).parent
LOCUST = "locust==2.47.0"
GOAL_P95_MS, SECONDS = 200, 90
BUILT_WITHIN = 3600  # seconds that the demo may take to be built, once, on a machine that others use too
SHARES = {"nagari": 20, "operator": 12, "verifikator": 6, "bendahara": 6, "kepala": 6}  # users by role, 50 in all


@dataclass(frozen=True)
class Served:
    address: str
    password: str

    @staticmethod
    def load() -> float:
        """How busy the machine was in the last minute."""
        return round(os.getloadavg()[0], 1)


def _free_port() -> int:
    with closing(socket.socket()) as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


@contextmanager
def begin_server() -> Iterator[Served]:
    """The demo, built when it is not there yet, on a free port; stopped afterwards."""
    from demo.cast import password

    port = _free_port()
    address = f"http://127.0.0.1:{port}"
    server = subprocess.Popen(
        [sys.executable, "-m", "rangkiang", "demo", "--port", str(port)], stdout=subprocess.DEVNULL
    )
    try:
        end = time.monotonic() + BUILT_WITHIN
        while True:
            if server.poll() is not None or time.monotonic() > end:
                raise SystemExit(f"The demo does not answer on {address}.")
            try:
                with urlopen(f"{address}/sign-in/", timeout=10):
                    break
            except (URLError, TimeoutError):
                time.sleep(1)
        yield Served(address, password())
    finally:
        server.terminate()
        server.wait()


def officer_of() -> dict[str, Any]:
    """Of the demo's nagari officer: the area, a member there, and a word of that member's name."""
    from rangkiang.access.models import User
    from rangkiang.access.rights import areas_of
    from rangkiang.people.models import Person
    from rangkiang.platform.scope import EVERYWHERE, scope

    with scope(EVERYWHERE):
        area = areas_of(User.objects.get(username="nagari"))[0]
        person = Person.objects.filter(area=area, died_on=None).order_by("pk").first()
        assert person is not None
        return {"area": area, "person": person.pk, "word": person.name.split()[0]}


def _pages() -> dict[str, list[tuple[str, str]]]:
    """User name → (page, address): the ten most used pages, each with those who use it."""
    from rangkiang.claims.models import Claim
    from rangkiang.money.models import Bill
    from rangkiang.platform.scope import EVERYWHERE, scope

    found = officer_of()
    with scope(EVERYWHERE):
        claim = Claim.objects.order_by("pk").first()
        month = Bill.objects.order_by("-roll__month").values_list("roll__month", flat=True)[0]
    assert claim is not None
    home, search = ("home", "/"), ("search", f"/search/?q={found['word']}")
    people, person = ("people", f"/people/?q={found['word']}"), ("person", f"/insight/person/{found['person']}/")
    board, one = ("claims", "/claims/"), ("claim", f"/claims/{claim.pk}/")
    report = ("report", f"/claims/report/?person={found['person']}")
    place = ("place", f"/insight/place/{found['area']}/")
    months, newest = ("months", "/money/"), ("month", f"/money/{month:%Y-%m}/")
    return {
        "nagari": [home, search, report, place, people],
        "operator": [home, search, people, person, board, months],
        "verifikator": [home, people, person, board],
        "bendahara": [home, months, newest, newest],
        "kepala": [home, board, one, place, months],
    }


def _visitors() -> list[dict[str, Any]]:
    """A session of its own for each of the fifty."""
    from django.conf import settings
    from django.test import Client

    from rangkiang.access.models import User

    made = []
    for name, pages in _pages().items():
        for _one in range(SHARES[name]):
            client = Client(SERVER_NAME="localhost")
            client.force_login(User.objects.get(username=name))
            made.append({"session": client.cookies[settings.SESSION_COOKIE_NAME].value, "pages": pages})
    return made


def _share(times: dict[str, int], part: float) -> float:
    """The time within which so large a part was answered; from Locust's counts by milliseconds."""
    wanted, seen = sum(times.values()) * part, 0
    for took, count in sorted((float(took), count) for took, count in times.items()):
        seen += count
        if seen >= wanted:
            return took
    return 0.0


def load_50() -> list[dict[str, Any]]:
    before = Served.load()
    with begin_server() as served, tempfile.NamedTemporaryFile("w", suffix=".json") as told:
        visitors = _visitors()
        json.dump(visitors, told)
        told.flush()
        command = [
            bench_python(LOCUST), "-m", "locust", "-f", str(HERE / "load_locust.py"), "--headless", "--json",
            "--users", str(len(visitors)), "--spawn-rate", "5", "--run-time", f"{SECONDS}s", "--reset-stats",
            "--host", served.address, "--loglevel", "ERROR",
        ]  # fmt: skip
        done = subprocess.run(
            command, env={**os.environ, "VISITORS": told.name}, capture_output=True, text=True, check=False
        )
        found = json.loads(done.stdout[done.stdout.index("[") :])
        after = Served.load()
    times: dict[str, int] = {}
    rows = []
    facts = {"users": len(visitors), "seconds": SECONDS, "load_before": before, "load_after": after}
    for one in sorted(found, key=lambda one: str(one["name"])):
        for took, count in one["response_times"].items():
            times[took] = times.get(took, 0) + count
        rows.append(_row(one["name"], one["response_times"], one["num_failures"]) | facts)
    whole = _row("all", times, sum(one["num_failures"] for one in found))
    return [whole | {"per_second": round(whole["asked"] / SECONDS, 1), "goal_p95_ms": GOAL_P95_MS} | facts, *rows]


def _row(page: str, times: dict[str, int], errors: int) -> dict[str, Any]:
    asked = sum(times.values())
    return {
        "name": "load_50", "page": page, "asked": asked, "errors": errors, "p50_ms": _share(times, 0.5),
        "p95_ms": _share(times, 0.95),
    }  # fmt: skip


BENCHES = {"load_50": load_50}
BY_NAME = {"load_50"}  # it wants the machine for itself
