"""Many rows at once: COPY into a table, and SQL kept in a file beside its room."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from django.db import connection, models
from psycopg import sql


@cache
def statement(path: Path) -> str:
    return path.read_text()


def copy(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """One COPY into the model's table; what is not named takes the database's default."""
    query = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(model._meta.db_table), sql.SQL(", ").join(map(sql.Identifier, columns)))
    with connection.cursor() as cursor, cursor.copy(query) as stream:
        for row in rows:
            stream.write_row(row)


def run(path: Path, parameters: dict[str, Any]) -> list[tuple[Any, ...]]:
    """Run one statement file with named parameters; its rows, or none."""
    with connection.cursor() as cursor:
        cursor.execute(statement(path), parameters)
        return cursor.fetchall() if cursor.description else []
