"""What it takes to break things for real: a database of one's own, committed to, which other processes can open."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import quote

import pytest
from psycopg import sql

from rangkiang.platform.audit import forget_head
from rangkiang.platform.database import Connection, application, owner
from tests.conftest import _template, _use, drop, own_name


def _address(of: Connection) -> str:
    password, host = quote(of.password, safe=""), quote(of.host, safe="")
    return f"postgresql://{of.user}:{password}@{host}:{of.port}/{of.name}"


@pytest.fixture
def own_database(
    django_db_setup: None,
    django_db_blocker: pytest.FixtureRequest,
    worker_id: str,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[str]:
    """The name of a private copy of the prepared database: nothing is rolled back, and it is dropped at the end.

    Django's connections point to it, and so do DATABASE_URL and DATABASE_APP_URL, which subprocesses inherit. Look
    at rows inside ``with scope(EVERYWHERE):`` (a transaction that commits); deeds bring their own transaction.
    """
    before, name = own_name("main" if worker_id == "master" else worker_id), own_name(f"own_{worker_id}")
    root_of, mine_of = owner(), application()
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        template = _template()
        with root_of.open() as root:
            drop(root, name)
            root.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template))
            )
        monkeypatch.setenv("DATABASE_URL", _address(replace(root_of, name=name)))
        monkeypatch.setenv("DATABASE_APP_URL", _address(replace(mine_of, name=name)))
        _use(name)
        forget_head()
        try:
            yield name
        finally:
            forget_head()
            _use(before)
            monkeypatch.undo()
            with root_of.open() as root:
                drop(root, name)
