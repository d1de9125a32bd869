"""A real PostgreSQL for every test: each worker gets its own copy of one prepared database."""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import ExitStack, closing, suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest
from django.utils import translation
from hypothesis import settings
from psycopg import sql
from xdist.remote import Producer
from xdist.scheduler import LoadGroupScheduling

from rangkiang.platform.database import database, drop, owner
from rangkiang.platform.home import home
from rangkiang.platform.translations import compile_messages
from tests.markup import Checker

if TYPE_CHECKING:
    from tests.world import World

SOURCE = Path(__file__).resolve().parents[1] / "src/rangkiang"
running = ExitStack()
settings.register_profile("untimed", deadline=None)  # a busy machine is no fault
settings.load_profile("untimed")


class OneBrowser(LoadGroupScheduling):
    """One worker runs all browser tests, with one server. The mark ``xdist_group`` is without effect in pytest 9.2."""

    def _split_scope(self, nodeid: str) -> str:
        return "browser" if nodeid.startswith("tests/browser/") else super()._split_scope(nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadGroupScheduling:
    return OneBrowser(config, log)


def pytest_configure(config: pytest.Config) -> None:
    """The controller holds the server for the whole run; workers only connect."""
    if not hasattr(config, "workerinput"):
        os.environ["RANGKIANG_TEST_RUN"] = str(os.getpid())  # two runs at once do not meet
        compile_messages()
        running.enter_context(database())


def pytest_unconfigure(config: pytest.Config) -> None:
    running.close()


def own_name(purpose: str) -> str:
    """A database name that no other run and no other purpose uses."""
    return f"rangkiang_test_{os.environ['RANGKIANG_TEST_RUN']}_{purpose}"


def _shape() -> str:
    """Changes with anything that shapes the database, so that a stale template is never used."""
    digest = hashlib.sha256()
    files = [
        *SOURCE.glob("*/migrations/*.py"),
        *SOURCE.glob("*/models.py"),
        *SOURCE.glob("platform/*.py"),
        *SOURCE.glob("platform/sql/*.sql"),
        *SOURCE.glob("regions/data/*.csv*"),
    ]
    for path in sorted(files):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:10]


def _use(name: str) -> None:
    from django.db import connections

    for alias in ("default", "owner"):
        connections[alias].close()
        connections[alias].settings_dict["NAME"] = name


def _template() -> str:
    """The prepared database, built once by whoever comes first."""
    from rangkiang.platform.setup import migrate
    from rangkiang.regions import actions as regions

    name = f"rangkiang_template_{_shape()}"
    with (home() / "template.lock").open("w") as lock, owner().open() as root:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if root.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            return name
        for (old,) in root.execute(
            "SELECT datname FROM pg_database WHERE datname LIKE 'rangkiang_template_%'"
        ).fetchall():
            with suppress(psycopg.errors.ObjectInUse):
                root.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(old)))
        building = f"{name}_new"
        root.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(building)))
        with replace(owner(), name=building).open() as fresh:
            for extension in ("btree_gist", "pg_trgm", "unaccent", "fuzzystrmatch"):
                fresh.execute(sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(extension)))
        _use(building)
        migrate()
        regions.load(province="13")
        _use("rangkiang")
        root.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(building), sql.Identifier(name)))
    return name


@pytest.fixture(scope="session")
def django_db_setup(request: pytest.FixtureRequest, django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    worker = getattr(request.config, "workerinput", {}).get("workerid", "main")
    name = own_name(worker)
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        template = _template()
        with owner().open() as root:
            drop(root, name)
            root.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template))
            )
        _use(name)
        yield
        _use("rangkiang")
        with owner().open() as root:
            drop(root, name)


@pytest.fixture(scope="session")
def markup() -> Iterator[Checker]:
    """Holds pages against the HTML standard; see tests/markup.py."""
    with closing(Checker()) as checker:
        yield checker


@pytest.fixture
def world(db: None) -> World:
    """A programme with its users and a funded budget; see tests/world.py."""
    from tests.world import make_world

    return make_world()


@pytest.fixture(autouse=True)
def speak_english() -> Iterator[None]:
    """Deeds outside a page speak English in tests; a page speaks its reader's language."""
    with translation.override("en"):
        yield
