"""A programme with any number of enrolled members, loaded as fast as a table can be: keys are built afterwards."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import connection, connections, transaction
from psycopg import sql

from rangkiang.platform.scope import EVERYWHERE, set_scope

if TYPE_CHECKING:
    from tests.world import World

FIRST = 1_000  # the number of the first loaded person, line and enrolment; smaller ones are the world's own

# What each table takes, and the query that makes its rows: every member has the same number in all three.
SOURCES = {
    "people_person": (
        "id, nik, name, name_key, birth_place, birth_date, mother, address, jorong, area, occupation, phone",
        "SELECT id, nik, 'Orang ' || g, 'ORANG ' || g, '', date '1980-01-01' + g %% 9000, '', '', '', area, '', ''",
    ),
    "decree_decreeline": (
        "id, decree_id, line, person_id, candidate_id, area, nik, name, address, occupation",
        "SELECT id, %(decree)s, id, id, %(candidate)s, area, nik, 'Orang ' || g, '', ''",
    ),
    "membership_enrolment": (
        "id, person_id, fund_id, decree_line_id, area, sector, band, first_month, exit_reason, kpj",
        "SELECT id, id, %(fund)s, id, area, 'non_transport', 1, %(month)s, '', '9' || lpad(id::text, 10, '0')",
    ),
}
MEMBERS = """
FROM (SELECT g, %(first)s + g AS id, '14' || lpad(g::text, 14, '0') AS nik,
             v.codes[1 + g %% cardinality(v.codes)] AS area
      FROM generate_series(0, %(count)s - 1) g, (SELECT %(villages)s::text[] AS codes) v) member
"""
FOUND = """
SELECT decree_id, candidate_id,
       (SELECT array_agg(code ORDER BY code) FROM regions_region WHERE level = 4 AND code LIKE '13.03%')
FROM decree_decreeline LIMIT 1
"""


@dataclass(frozen=True)
class Made:
    """A key or an index of a table: what it is called, and the statement that makes it again."""

    table: str
    name: str
    constraint: bool
    again: str


def _keys(cursor: Any, table: str) -> list[Made]:
    cursor.execute(
        "SELECT conname, true, format('ALTER TABLE %%s ADD CONSTRAINT %%I %%s', conrelid::regclass, conname,"
        " pg_get_constraintdef(oid)) FROM pg_constraint WHERE conrelid = %s::regclass AND contype IN ('f', 'x')"
        " UNION ALL SELECT indexrelid::regclass::text, false, pg_get_indexdef(indexrelid) FROM pg_index i"
        " WHERE indrelid = %s::regclass AND NOT indisprimary AND NOT EXISTS"
        " (SELECT FROM pg_constraint WHERE conindid = i.indexrelid)",
        [table, table],
    )
    return [Made(table, *row) for row in cursor.fetchall()]


@contextmanager
def bare(cursor: Any, tables: Sequence[str]) -> Iterator[None]:
    """Tables without references, exclusions and second indexes while they are loaded; all come back, checked.

    Their owner is let past row-level security as well, without which COPY is refused.
    """
    found = [made for table in tables for made in _keys(cursor, table)]
    for made in found:
        drop = "ALTER TABLE {} DROP CONSTRAINT {}" if made.constraint else "DROP INDEX {1}"
        cursor.execute(sql.SQL(drop).format(sql.Identifier(made.table), sql.Identifier(made.name)))
    for table in tables:
        cursor.execute(sql.SQL("ALTER TABLE {} NO FORCE ROW LEVEL SECURITY").format(sql.Identifier(table)))
    yield
    for made in sorted(found, key=lambda made: made.constraint):
        cursor.execute(made.again)
    for table in tables:
        cursor.execute(sql.SQL("ALTER TABLE {} FORCE ROW LEVEL SECURITY").format(sql.Identifier(table)))


@contextmanager
def as_owner() -> Iterator[Any]:
    """A cursor of the tables' owner that sees every area, in one transaction."""
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        cursor.execute("SELECT set_config('rangkiang.areas', '{\"\"}', true)")
        cursor.execute("SET LOCAL maintenance_work_mem = '1GB'")
        yield cursor
    connections["owner"].close()


def found(first_month: date) -> World:
    """A programme with money for every year from the first month on, and one decree to hang members on."""
    from rangkiang.programme import actions as programme
    from rangkiang.regions import actions as regions
    from tests.world import make_world

    regions.load(province="13")
    with transaction.atomic():
        world = make_world()
        for year in range(first_month.year, first_month.year + 6):
            programme.set_budget(
                fund=world.fund, year=year, ceiling=10**14, effective_on=date(year, 1, 3), by=world.head
            )
        world.decree(world.candidates(1), number="SK-0")
    return world


def _copied(into: Any, target: str, query: str, values: dict[str, Any]) -> None:
    """The rows of a query made on the application's line, loaded by COPY on the owner's.

    The query must read nothing that the owner has locked: the one would wait for the other, unseen by the database.
    """
    with everywhere() as made:
        rows = made.mogrify(query, values)
        with made.copy(f"COPY ({rows}) TO STDOUT") as given, into.copy(f"COPY {target} FROM STDIN") as taken:
            for block in given:
                taken.write(block)


def fill(count: int, first_month: date = date(2025, 6, 1)) -> World:
    """A programme with ``count`` members enrolled since a month, spread over the villages of the regency."""
    world = found(first_month)
    with everywhere() as cursor:
        cursor.execute(FOUND)
        decree, candidate, villages = cursor.fetchone()
    values = {"first": FIRST, "count": count, "fund": world.fund.pk, "month": first_month}
    values |= {"decree": decree, "candidate": candidate, "villages": villages}
    with as_owner() as cursor:
        with bare(cursor, tuple(SOURCES)):
            for table, (columns, query) in SOURCES.items():
                _copied(cursor, f"{table} ({columns})", query + MEMBERS, values)
        for table in SOURCES:
            cursor.execute("SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", [table, FIRST + count])
    with connections["owner"].cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    connections["owner"].close()
    return world


def disk_mb() -> int:
    """What the bench's database takes on disk."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database()) >> 20")
        return int(cursor.fetchone()[0])


@contextmanager
def everywhere() -> Iterator[Any]:
    """A cursor of the application that sees every area, in one transaction."""
    with transaction.atomic():
        set_scope(EVERYWHERE)
        with connection.cursor() as cursor:
            yield cursor
