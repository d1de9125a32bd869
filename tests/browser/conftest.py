"""A real browser before a really served house: one server at a time, with one small programme, committed.

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
from typing import Any, Literal, cast
from urllib.error import URLError
from urllib.parse import quote
from urllib.request import urlopen

import psycopg
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


@dataclass(frozen=True)
class Furnished:
    """A database with the programme committed, of which each house gets its own copy."""

    name: str
    neighbour: int
    copies: list[str]

    def copy(self, purpose: str, language: str) -> str:
        """Its name; whoever has an account there has chosen that language."""
        name = f"{self.name}_{purpose}"
        with owner().open() as root:
            _copy(root, self.name, name)
        self.copies.append(name)
        with replace(owner(), name=name).open() as root:
            root.execute("UPDATE access_user SET language = %s", [language])
        return name


def _copy(root: psycopg.Connection[Any], original: str, name: str) -> None:
    drop(root, name)
    names = (sql.Identifier(name), sql.Identifier(original))
    root.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(*names))


@pytest.fixture(scope="package")
def furnished(django_db_setup: None, django_db_blocker: Any) -> Iterator[Furnished]:
    """Made before any browser runs, since Django's sessions bear no running loop; forgotten after the last one."""
    from django.db import connections

    from rangkiang.platform.audit import forget_head
    from rangkiang.platform.scope import EVERYWHERE, scope

    name = own_name(f"browser_{os.getpid()}")

    with django_db_blocker.unblock():
        template = _template()
        before = connections["default"].settings_dict["NAME"]
        with owner().open() as root:  # not kept open: tests of other houses end each other's sessions
            _copy(root, template, name)
        _clock(name)
        _use(name)
        try:
            with scope(EVERYWHERE):
                made = Furnished(name, furnish(), copies=[])
        finally:
            _use(before)
        yield made
        for one in (name, *made.copies):
            _use(one)
            forget_head()
        _use(before)
        with owner().open() as root:
            for one in (name, *made.copies):
                drop(root, one)


@dataclass(frozen=True)
class Reader:
    """How somebody reads: in which language, on which screen, by day or by night."""

    name: str
    language: Literal["id", "en"]
    screen: ViewportSize
    dark: bool


# Both languages on both screens, each of them once by day and once by night.
PAIRS = [
    Reader("id-desk", "id", LAPTOP, dark=False),
    Reader("en-desk", "en", LAPTOP, dark=True),
    Reader("id-phone", "id", PHONE, dark=True),
    Reader("en-phone", "en", PHONE, dark=False),
]
# Each language and each screen once at every run; all four, twice as long, by ``make test READERS=all``.
WALKED = [one for one in PAIRS if os.environ.get("RANGKIANG_READERS") == "all" or one.name in ("id-phone", "en-desk")]
by_every_reader = pytest.mark.parametrize("reader", WALKED, ids=lambda reader: reader.name, indirect=True)


@pytest.fixture(scope="package", params=PAIRS[:1], ids=lambda reader: reader.name)
def reader(request: pytest.FixtureRequest) -> Reader:
    """The first of them; with ``by_every_reader`` each, one after the other and in a house of their own."""
    return cast(Reader, request.param)


@pytest.fixture(scope="package")
def house(furnished: Furnished, reader: Reader) -> Iterator[House]:
    """The house as it is really served, on a free port; no reader meets what another one has done."""
    name = furnished.copy(reader.name, reader.language)
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
        yield House(address, furnished.neighbour, name)
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
def chromium(program: Path, furnished: Furnished) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=SWITCHES)
        yield browser
        browser.close()


Arrive = Callable[..., Visitor]


def speak(database: str, name: str, language: str) -> None:
    """What that user has chosen with the account."""
    with replace(owner(), name=database).open() as root:
        root.execute("UPDATE access_user SET language = %s WHERE username = %s", [language, name])


@pytest.fixture(scope="package")
def passes(house: House) -> dict[str, StorageState]:
    """By user name, what the browser of somebody who has signed in once keeps."""
    return {}


@pytest.fixture
def arrive(
    chromium: Browser, house: House, reader: Reader, passes: dict[str, StorageState], markup: Checker
) -> Iterator[Arrive]:
    """``arrive("operator")``: that user, signed in, on the home page; ``arrive()``: a stranger at the door.

    They read as the reader does, unless told otherwise.
    """
    with ExitStack() as leaving:

        def comes(
            name: str = "",
            *,
            screen: ViewportSize = reader.screen,
            scripts: bool = True,
            dark: bool = reader.dark,
            language: str = reader.language,
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
            if name and language != reader.language:
                speak(house.database, name, language)
                leaving.callback(speak, house.database, name, reader.language)  # the next test finds it as it was
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
