"""A real browser before a really served house: one server with one small programme, committed, for all these tests.

The fixtures live as long as this package's tests run, not longer: Playwright's loop would disturb other tests.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.parse import quote
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, StorageState, ViewportSize, sync_playwright
from psycopg import sql

from rangkiang.platform.database import Connection, application, drop, owner
from rangkiang.platform.home import PROJECT
from tests.browser.visitor import LAPTOP, PHONE, Visitor
from tests.conftest import _template, _use, own_name
from tests.furnished import PASSWORD, TODAY, furnish
from tests.markup import Checker

CHROMIUM = Path(os.environ.get("RANGKIANG_CHROMIUM", "/usr/bin/chromium"))
SWITCHES = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
            "--no-first-run"]  # fmt: skip
START = 180  # seconds in which the house opens its doors, however busy the machine


@dataclass(frozen=True)
class House:
    """``address`` without a slash at the end; the key of a member in Aie Amo, next door to Palaluar."""

    address: str
    neighbour: int
    database: str


def _url(of: Connection) -> str:
    return f"postgresql://{of.user}:{quote(of.password, safe='')}@{quote(of.host, safe='')}:{of.port}/{of.name}"


def _clock(name: str) -> None:
    """The house's day is TODAY; only the owner may set it."""
    with replace(owner(), name=name).open() as session:
        session.execute(
            """INSERT INTO platform_installation (id, demo, demo_day) VALUES (1, true, %s)
               ON CONFLICT (id) DO UPDATE SET demo = true, demo_day = EXCLUDED.demo_day""",
            [TODAY],
        )


def _free_port() -> int:
    with closing(socket.socket()) as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


def _answers(address: str, server: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + START
    while True:
        assert server.poll() is None, f"the server ended with {server.returncode}"
        assert time.monotonic() < end, "the server does not answer"
        try:
            with urlopen(f"{address}/sign-in/", timeout=5):
                return
        except (URLError, TimeoutError):  # a busy machine reads its first page slowly
            time.sleep(0.05)


@pytest.fixture(scope="package")
def database_of_ours(django_db_setup: None, django_db_blocker: Any) -> Iterator[tuple[str, int]]:
    """(name, key of the neighbour): a private copy of the prepared database with the programme committed."""
    from django.db import connections

    from rangkiang.platform.audit import forget_head
    from rangkiang.platform.scope import EVERYWHERE, scope

    name = own_name(f"browser_{os.getpid()}")

    with django_db_blocker.unblock():
        template = sql.Identifier(_template())
        before = connections["default"].settings_dict["NAME"]
        with owner().open() as root:  # not kept open: tests of other houses end each other's sessions
            drop(root, name)
            root.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), template))
        _clock(name)
        _use(name)
        try:
            with scope(EVERYWHERE):
                neighbour = furnish()
        finally:
            _use(before)
        yield name, neighbour
        _use(name)
        forget_head()
        _use(before)
        with owner().open() as root:
            drop(root, name)


@pytest.fixture(scope="package")
def house(database_of_ours: tuple[str, int]) -> Iterator[House]:
    """The house as it is really served, on a free port."""
    name, neighbour = database_of_ours
    port = _free_port()
    address = f"http://127.0.0.1:{port}"
    server = subprocess.Popen(
        [sys.executable, "-m", "tests.browser.serve", str(port)],
        cwd=PROJECT,
        env=os.environ
        | {
            "DATABASE_URL": _url(replace(owner(), name=name)),
            "DATABASE_APP_URL": _url(replace(application(), name=name)),
            "PYTHONPATH": f"{PROJECT}:{PROJECT / 'src'}",
        },
    )
    try:
        _answers(address, server)
        yield House(address, neighbour, name)
    finally:
        server.terminate()
        server.wait()


@pytest.fixture(scope="package")
def program() -> Path:
    """Chromium itself; without it the tests fail, since skipped tests look like tests that passed."""
    if not CHROMIUM.exists():
        pytest.fail(f"Browser tests need Chromium at {CHROMIUM}: sudo apt-get install chromium", pytrace=False)
    return CHROMIUM


@pytest.fixture(scope="package")
def chromium(program: Path, house: House) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=SWITCHES)
        yield browser
        browser.close()


Arrive = Callable[..., Visitor]
Reader = dict[str, Any]  # what ``arrive`` is told about somebody
# Who walks a flow: somebody with a phone by day, in Indonesian, and somebody at a desk by night, in English.
READERS: dict[str, Reader] = {
    "id-phone": {"language": "id", "screen": PHONE},
    "en-desk": {"language": "en", "screen": LAPTOP, "dark": True},
}
by_both_readers = pytest.mark.parametrize("reader", READERS.values(), ids=READERS)


def speak(database: str, name: str, language: str) -> None:
    """What that user has chosen with the account."""
    with replace(owner(), name=database).open() as root:
        root.execute("UPDATE access_user SET language = %s WHERE username = %s", [language, name])


@pytest.fixture(scope="package")
def passes() -> dict[str, StorageState]:
    """By user name, what the browser of somebody who has signed in once keeps."""
    return {}


@pytest.fixture
def arrive(chromium: Browser, house: House, passes: dict[str, StorageState], markup: Checker) -> Iterator[Arrive]:
    """``arrive("operator")``: that user, signed in, on the home page; ``arrive()``: a stranger at the door."""
    with ExitStack() as leaving:

        def comes(
            name: str = "",
            *,
            screen: ViewportSize = LAPTOP,
            scripts: bool = True,
            dark: bool = False,
            language: str = "id",
        ) -> Visitor:
            context = chromium.new_context(
                viewport=screen,
                java_script_enabled=scripts,
                color_scheme="dark" if dark else "light",
                locale="en-GB",  # the house speaks Indonesian whatever the browser prefers
                storage_state=passes.get(name),
            )
            leaving.callback(context.close)
            context.add_cookies([{"name": "django_language", "value": language, "url": house.address}])
            visitor = Visitor(context, house.address, language=language, scripts=scripts, markup=markup)
            if name:
                speak(house.database, name, language)
                leaving.callback(speak, house.database, name, "id")  # the next test finds the account as it was
            if not name:
                visitor.go("/sign-in/")
            elif name in passes:
                visitor.come("/")
            else:
                visitor.come("/sign-in/")
                visitor.sign_in(name, PASSWORD)
                passes[name] = context.storage_state()
            return visitor

        yield comes
