"""Which database we talk to, and as whom.

Two roles: the owner makes tables; the application's role can neither alter them, nor bypass row-level security,
nor change what is append-only. ``DATABASE_URL`` names the owner's connection to a real server, and
``DATABASE_APP_URL`` the application's, made with a password of this installation when it is not given.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl, unquote, urlsplit

import psycopg
from psycopg import sql

from .errors import BadInput
from .home import secret
from .postgres import embedded, locate

EXTENSIONS = ("btree_gist", "pg_trgm", "unaccent", "fuzzystrmatch")
APP_ROLE, OWNER_ROLE = "rangkiang_app", "rangkiang_owner"


@dataclass(frozen=True)
class Connection:
    """What psycopg needs; ``host`` may be a socket folder, ``options`` are libpq's (``sslmode`` and so on)."""

    host: str
    port: str
    name: str
    user: str
    password: str
    options: tuple[tuple[str, str], ...] = ()

    @classmethod
    def parse(cls, url: str, variable: str) -> Connection:
        wrong = BadInput(
            "This is not a PostgreSQL address.",
            where=variable,
            todo="Write it as postgresql://user:password@host:5432/database.",
        )
        try:
            parts = urlsplit(url)
            port, options = parts.port, parse_qsl(parts.query, strict_parsing=bool(parts.query))
        except ValueError:
            raise wrong from None
        if parts.scheme not in ("postgres", "postgresql") or not parts.path.strip("/"):
            raise wrong
        place = parts.netloc.rpartition("@")[2]  # `hostname` would turn a socket folder into lower case
        return cls(
            unquote(place.partition(":")[0]) if place.startswith("%") else parts.hostname or "",
            str(port or 5432),
            unquote(parts.path.strip("/")),
            unquote(parts.username or ""),
            unquote(parts.password or ""),
            tuple(options),
        )

    def django(self) -> dict[str, object]:
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": self.name,
            "USER": self.user,
            "PASSWORD": self.password,
            "HOST": self.host,
            "PORT": self.port,
            "OPTIONS": dict(self.options),
        }

    def open(self) -> psycopg.Connection:
        try:
            return psycopg.connect(
                host=self.host,
                port=self.port,
                dbname=self.name,
                user=self.user,
                password=self.password,
                autocommit=True,
                **{"connect_timeout": "5"} | dict(self.options),  # type: ignore[arg-type]
            )
        except psycopg.Error as error:
            reason = str(error).strip().splitlines()[0]
            raise BadInput(
                "The database does not answer.",
                where=f"{self.user}@{self.host}:{self.port}/{self.name}",
                todo=f"Check DATABASE_URL and that the server runs ({reason}).",
            ) from error


def owner() -> Connection:
    if url := os.environ.get("DATABASE_URL"):
        return Connection.parse(url, "DATABASE_URL")
    return Connection(str(locate().socket), "5432", "rangkiang", OWNER_ROLE, secret("owner"))


def application() -> Connection:
    if url := os.environ.get("DATABASE_APP_URL"):
        return Connection.parse(url, "DATABASE_APP_URL")
    mine = owner()
    role = f"{mine.name}_app" if os.environ.get("DATABASE_URL") else APP_ROLE
    return replace(mine, user=role, password=secret("application"))


def _ensure_role(connection: psycopg.Connection, role: str, password: str, extra: str = "") -> None:
    known = connection.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = %s", [role]).fetchone()
    if known and known[0]:
        raise BadInput(
            f"The role {role} bypasses row-level security.",
            where="DATABASE_URL",
            todo="Name an application role that is neither superuser nor BYPASSRLS.",
        )
    statement = "ALTER ROLE {} LOGIN PASSWORD {}" if known else "CREATE ROLE {} LOGIN PASSWORD {} " + extra
    connection.execute(sql.SQL(statement).format(sql.Identifier(role), sql.Literal(password)))


def drop(root: psycopg.Connection, name: str) -> None:
    """Drop a database, waiting for the server's own cleaner to leave it: nobody but a superuser may send that away."""
    for last in (*[False] * 50, True):
        try:
            root.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
            return
        except (psycopg.errors.InsufficientPrivilege, psycopg.errors.ObjectInUse):
            if last:
                raise
            time.sleep(0.2)


def _create_embedded() -> None:
    """The owner's role and the database on our own server; safe to repeat."""
    target = owner()
    with replace(target, name="postgres", user="postgres", password=secret("superuser")).open() as root:
        _ensure_role(root, target.user, target.password, "CREATEDB CREATEROLE")
        if not root.execute("SELECT 1 FROM pg_database WHERE datname = %s", [target.name]).fetchone():
            root.execute(
                sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(target.name), sql.Identifier(target.user))
            )


def _prepare() -> None:
    """Extensions and the application's role in the database; safe to repeat."""
    app = application()
    with owner().open() as connection:
        version = connection.info.server_version
        if version < 150000:
            raise BadInput(f"PostgreSQL {version // 10000} is too old.", where="DATABASE_URL", todo="Use 15 or newer.")
        for extension in EXTENSIONS:
            connection.execute(sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(extension)))
        if not os.environ.get("DATABASE_APP_URL"):
            _ensure_role(connection, app.user, app.password)


@contextmanager
def database() -> Iterator[None]:
    """The database is up, with its roles, for the time of the block."""
    if os.environ.get("DATABASE_URL"):
        _prepare()
        yield
        return
    with embedded():
        _create_embedded()
        _prepare()
        yield
