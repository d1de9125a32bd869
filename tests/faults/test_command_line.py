"""The shell when something is wrong: one clear line, the right exit code, nothing changed."""

from __future__ import annotations

import socket
from dataclasses import replace

import click
import psycopg
import pytest

from rangkiang.cli import Plain, main
from rangkiang.platform.database import Connection, owner
from rangkiang.platform.postgres import _cause
from tests.faults.conftest import _address


def told(capsys: pytest.CaptureFixture[str], *words: str, group: click.Group = main) -> tuple[int, str]:
    """Exit code and the one line on stderr of a command that must not succeed."""
    with pytest.raises(SystemExit) as ended:
        group.main(args=list(words))
    lines = capsys.readouterr().err.strip().splitlines()
    assert len(lines) == 1, lines
    assert lines[0].startswith("rangkiang: ")
    return int(str(ended.value.code)), lines[0]


@pytest.mark.parametrize(
    "url",
    [
        "nonsense",
        "mysql://u:p@127.0.0.1/db",
        "postgresql://u:p@127.0.0.1",
        "postgresql://u:p@127.0.0.1:port/db",
        "postgresql://u:p@[::1/db",
        "postgresql://u:p@127.0.0.1/db?sslmode",
    ],
)
def test_an_address_that_is_none(url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("DATABASE_URL", url)
    code, line = told(capsys, "audit", "verify")
    assert code == 2
    assert "DATABASE_URL: This is not a PostgreSQL address." in line
    assert "postgresql://user:password@host:5432/database" in line


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("postgresql://u:secret@127.0.0.1:1/db", "Connection refused"),
        ("postgresql://u:secret@127.0.0.1:1/db?nonsense=1", 'invalid connection option "nonsense"'),
        ("postgresql://u:secret@%2Fnowhere/db", "No such file or directory"),
    ],
)
def test_a_server_that_does_not_answer(
    url: str, reason: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", url)
    code, line = told(capsys, "audit", "verify")
    assert code == 2
    assert "The database does not answer. Check DATABASE_URL" in line
    assert reason in line
    assert "secret" not in line


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"password": "wrong"}, "password authentication failed"),
        ({"name": "no_such_database"}, "does not exist"),
    ],
)
def test_a_server_that_says_no(
    change: dict[str, str], reason: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", _address(replace(owner(), **change)))
    code, line = told(capsys, "audit", "verify")
    assert code == 2
    assert reason in line


def test_the_options_of_an_address_are_not_dropped() -> None:
    """A server that demands encryption would otherwise be talked to without it."""
    given = Connection.parse("postgresql://u:p@db.example:6432/name?sslmode=verify-full", "DATABASE_URL")
    assert given.django()["OPTIONS"] == {"sslmode": "verify-full"}
    assert (given.host, given.port, given.name) == ("db.example", "6432", "name")


def test_a_connection_lost_in_the_middle_of_a_command(capsys: pytest.CaptureFixture[str]) -> None:
    @click.group(cls=Plain)
    def group() -> None: ...

    @group.command()
    def lose() -> None:
        with psycopg.connect(
            host=owner().host, port=owner().port, dbname="postgres", user=owner().user, password=owner().password
        ) as session:
            session.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    code, line = told(capsys, "lose", group=group)
    assert code == 1
    assert "The database failed, nothing was changed: terminating connection" in line


def test_the_port_of_another(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        code, line = told(capsys, "demo", "--port", str(port))
    assert code == 2
    assert f"Port {port} on 127.0.0.1 is in use." in line


@pytest.mark.parametrize("port", ["0", "-1", "65536", "abc"])
def test_a_port_that_is_none(port: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, line = told(capsys, "demo", "--port", port)
    assert code == 2
    assert "--port" in line


@pytest.mark.parametrize("place", ["/proc/nowhere/state", "/dev/null/state"])
def test_a_state_folder_that_cannot_be_written(
    place: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("RANGKIANG_HOME", place)
    code, line = told(capsys, "audit", "verify")
    assert code == 1
    assert place.rpartition("/")[0] in line


def test_of_many_lines_the_cause_is_told() -> None:
    lines = ["creating files ... ok", "x FATAL:  could not write: No space left on device", "x PANIC:  then this"]
    assert "No space left" in _cause(lines)
    assert _cause(["no idea"]) == "See there."
