"""Billing: a month for 16,590 members and for a million, against the bare INSERT … SELECT of the same rows.

The bare table is identical in columns, indexes, checks, generated column and foreign keys; it differs in one thing:
it has no row-level security. Neither table has history triggers: it is append-only itself.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db import connection, connections, transaction

from bench.arena import Peak, arena
from rangkiang.access.models import Role
from rangkiang.platform.month import Month
from rangkiang.platform.scope import EVERYWHERE, set_scope

MONTH = Month(2025, 7)
BARE = """
CREATE TABLE bare (LIKE membership_personmonth INCLUDING ALL);
ALTER TABLE bare
  ADD FOREIGN KEY (person_id) REFERENCES people_person DEFERRABLE INITIALLY DEFERRED,
  ADD FOREIGN KEY (roll_id) REFERENCES membership_roll DEFERRABLE INITIALLY DEFERRED,
  ADD FOREIGN KEY (enrolment_id) REFERENCES membership_enrolment DEFERRABLE INITIALLY DEFERRED,
  ADD FOREIGN KEY (month, person_id, follows) REFERENCES bare (month, person_id, seq);
GRANT SELECT, INSERT ON bare TO PUBLIC
"""


def _fill(count: int) -> Any:
    """A programme with ``count`` enrolled members spread over the villages of the regency."""
    from rangkiang.programme import actions as programme
    from rangkiang.programme.models import Fund
    from rangkiang.regions import actions as regions
    from tests.world import make_world

    regions.load(province="13")
    with transaction.atomic():
        world = make_world()
        programme.set_budget(fund=world.fund, year=2025, ceiling=10**14, effective_on=date(2025, 1, 3), by=world.head)
        world.candidates(1)
        world.decree(world.people[:0] or world.candidates(1, start=1), number="SK-0")
        set_scope(EVERYWHERE)
        with connection.cursor() as cursor:
            cursor.execute(_MEMBERS, {"count": count, "fund": world.fund.pk})
    with connections["owner"].cursor() as cursor:
        cursor.execute("ANALYZE")
        cursor.execute(BARE)
    connections["owner"].close()
    assert isinstance(world.fund, Fund)
    return world


_MEMBERS = """
WITH village AS (SELECT code, row_number() OVER (ORDER BY code) - 1 AS n, count(*) OVER () AS many
                 FROM regions_region WHERE level = 4 AND code LIKE '13.03%%'),
person AS (
  INSERT INTO people_person (nik, name, name_key, birth_place, birth_date, mother, address, jorong, area, occupation,
                             phone)
  SELECT '14' || lpad(g::text, 14, '0'), 'Orang ' || g, 'ORANG ' || g, '', date '1980-01-01' + g %% 9000, '', '', '',
         v.code, '', ''
  FROM generate_series(1, %(count)s) g JOIN village v ON v.n = g %% v.many
  RETURNING id, area, name, nik
), line AS (
  INSERT INTO decree_decreeline (decree_id, line, person_id, candidate_id, area, nik, name, address, occupation)
  SELECT (SELECT id FROM decree_decree LIMIT 1), 10 + row_number() OVER (), id,
         (SELECT min(id) FROM intake_candidate), area, nik, name, '', '' FROM person
  RETURNING id, person_id, area
)
INSERT INTO membership_enrolment (person_id, fund_id, decree_line_id, area, sector, band, first_month, exit_reason)
SELECT person_id, %(fund)s, id, area, 'non_transport', 1, date '2025-06-01', '' FROM line
"""


def _ours(world: Any) -> Peak:
    from rangkiang.money import actions as money

    with Peak() as peak:
        money.bill(fund=world.fund, month=MONTH, by=world.by[Role.OPERATOR])
    return peak


def _bare(world: Any) -> Peak:
    """The same rows again, from the roll just made, with nothing but the INSERT and its commit."""
    with Peak() as peak, transaction.atomic():
        set_scope(EVERYWHERE)
        with connection.cursor() as cursor:
            cursor.execute("""
                INSERT INTO bare (month, person_id, seq, roll_id, enrolment_id, area, jkk, jkm)
                SELECT date '2025-07-01', e.person_id, 0, r.id, e.id, e.area, 10000, 6800
                FROM membership_enrolment e, membership_roll r WHERE e.fund_id = r.fund_id""")
    return peak


def _bench(name: str, count: int) -> Callable[[], list[dict[str, Any]]]:
    def run() -> list[dict[str, Any]]:
        with arena():
            world = _fill(count)
            ours, bare = _ours(world), _bare(world)
        return [
            {
                "name": name,
                "n": count,
                "seconds": ours.seconds,
                "per_second": round(count / ours.seconds),
                "peak_mb": ours.peak_mb,
                "baseline": "bare INSERT … SELECT, no row-level security",
                "baseline_seconds": bare.seconds,
                "slowdown": round(ours.seconds / bare.seconds, 2),
            }
        ]

    return run


BENCHES = {"bill_16590": _bench("bill_16590", 16_590), "bill_1m": _bench("bill_1m", 1_000_000)}
