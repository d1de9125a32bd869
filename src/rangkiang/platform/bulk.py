"""Many rows at once: COPY into a table, and SQL kept in a file beside its room."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from django.db import connection, models
from psycopg import sql

PIECE = 2**22  # bytes of rows that are brought at once


@cache
def statement(path: Path) -> str:
    return path.read_text()


def copy(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Many rows into the model's table; what is not named takes the database's default.

    PostgreSQL has no COPY into a table with row-level security, so the rows pass through a temporary one: five
    statements, whatever the number of rows.
    """
    names = {
        "target": sql.Identifier(model._meta.db_table),
        "columns": sql.SQL(", ").join(map(sql.Identifier, columns)),
    }
    with connection.cursor() as cursor:
        cursor.execute(
            sql.SQL("CREATE TEMP TABLE incoming AS SELECT {columns} FROM {target} WITH NO DATA").format(**names)
        )
        with cursor.copy(sql.SQL("COPY incoming ({columns}) FROM STDIN").format(**names)) as stream:
            for row in rows:
                stream.write_row(row)
        cursor.execute(sql.SQL("INSERT INTO {target} ({columns}) SELECT {columns} FROM incoming").format(**names))
        added = cursor.rowcount
        cursor.execute("DROP TABLE incoming")
    loaded(model, added)


def loaded(model: type[models.Model], added: int) -> None:
    """Fresh statistics after a load that changed a table much; without them a plan may go row by row."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT fresh_statistics(%s, %s)", [model._meta.db_table, added])


def run(path: Path, parameters: dict[str, Any]) -> list[tuple[Any, ...]]:
    """Run one statement file with named parameters; its rows, or none."""
    with connection.cursor() as cursor:
        cursor.execute(statement(path), parameters)
        return cursor.fetchall() if cursor.description else []


def as_csv(path: Path, parameters: dict[str, Any]) -> Iterator[bytes]:
    """The rows of a statement file as csv, ``PIECE`` bytes of whole rows at a time: one statement, however many."""
    whole = f"COPY ({statement(path)}) TO STDOUT WITH (FORMAT csv)"
    with connection.cursor() as cursor, cursor.copy(cursor.mogrify(whole, parameters)) as stream:
        held = bytearray()
        for row in stream:
            held += row
            if len(held) >= PIECE:
                yield bytes(held)
                held.clear()
        if held:
            yield bytes(held)


@contextmanager
def whole_lists() -> Iterator[None]:
    """Joins of whole lists, in a transaction. How many rows a policy lets through the planner cannot know: it takes a
    few, and would join thousands with thousands row by row.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_nestloop = off")
        yield
        cursor.execute("SET LOCAL enable_nestloop = on")


def detail(error: BaseException) -> str:
    """What the database says about the row that broke a constraint: keys, never a name or a NIK."""
    diagnosis = getattr(error.__cause__, "diag", None)
    return str(diagnosis.message_detail or "") if diagnosis else ""
