"""Pages of the claims room as a case worker asks for them: a claim, the board, all nagari, the calendar, scholarships.

Seeded: all nagari, 2,000 events with their claims at every stage, 600 children with a scholarship, 124 deaths nobody
reported; through the client with all middleware, so that row-level security, the look on record and the template are in
the time. ``first_ms`` is the first asking of a process, which computes what the law would give for every death without
a claim. The number of statements is counted on a tenth of the rows too: it must be the same.
"""

from __future__ import annotations

import statistics
import time
from typing import Any

from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings
from django.urls import reverse

from bench.arena import arena
from rangkiang.claims.estimates import given
from tests.judged import approve

EVENTS, CHILDREN, SILENT, TIMES = 2_000, 600, 124, 15
LIMITS = {
    "claims:page": 150,
    "claims:board": 300,
    "claims:by-nagari": 300,
    "claims:calendar": 300,
    "claims:school": 300,
}

_SEED = """
WITH village AS (SELECT code, row_number() OVER (ORDER BY code) - 1 AS n, count(*) OVER () AS many
                 FROM regions_region WHERE level = 4 AND code LIKE '13.03%%'),
person AS (
  INSERT INTO people_person (nik, name, name_key, birth_place, birth_date, mother, address, jorong, area, occupation,
                             phone)
  SELECT '15' || lpad((%(from)s + g)::text, 14, '0'), 'Orang ' || %(from)s + g, 'ORANG ' || %(from)s + g, '',
         date '1980-01-01' + g %% 9000, '', '', '', v.code, '', ''
  FROM generate_series(1, %(count)s) g JOIN village v ON v.n = g %% v.many
  RETURNING id, area
), event AS (
  INSERT INTO claims_event (id, person_id, area, kind, happened_on, reported_on, source, outcome, facts, state,
                            closing_reason, reported_by_id)
  SELECT gen_random_uuid(), id, area, 'death', date '2025-06-01' + (id %% 50)::int, date '2025-07-25', 'nagari',
         'death', '{}', CASE WHEN id %% 8 = 0 THEN 'reported' ELSE 'claimed' END, '', %(by)s
  FROM person RETURNING id, person_id, area, state
), claim AS (
  INSERT INTO claims_claim (id, event_id, person_id, area, fund_id, scheme, state, "case", decision, computed, steps,
                            prepared_by_id, approved_by_id, approved_at, submitted_on, decided_on, granted, refusal,
                            refusal_note, closing_reason, paid_on, turn)
  SELECT gen_random_uuid(), e.id, e.person_id, e.area, m.fund_id, m.scheme, stage.state, m."case", m.decision,
         m.computed, m.steps, m.prepared_by_id, m.approved_by_id, m.approved_at,
         CASE WHEN stage.n > 1 THEN date '2025-07-26' END, CASE WHEN stage.n > 2 THEN date '2025-07-28' END,
         CASE WHEN stage.n > 2 THEN 42000000 END, '', '', '', CASE WHEN stage.n > 3 THEN date '2025-07-30' END, 0
  FROM event e CROSS JOIN (SELECT * FROM claims_claim WHERE id = %(model)s) m
  JOIN (VALUES (1, 'open'), (2, 'submitted'), (3, 'granted'), (4, 'paid')) stage (n, state)
    ON stage.n = e.person_id %% 4 + 1
  WHERE e.state = 'claimed' RETURNING id, area, person_id, state
), part AS (
  INSERT INTO claims_claimpart (claim_id, area, code, turn, amount)
  SELECT id, area, code, 0, amount FROM claim, (VALUES ('santunan', 30000000), ('beasiswa', 12000000)) p (code, amount)
  WHERE state IN ('granted', 'paid')
)
INSERT INTO claims_child (parent_id, area, name, born, level, grade, married, working, end_reason)
SELECT person_id, area, 'Anak ' || person_id, date '2014-01-01', 'SD', 5, false, false, ''
FROM claim WHERE state = 'paid' LIMIT %(children)s
"""

_SILENT = """
WITH village AS (SELECT code, row_number() OVER (ORDER BY code) - 1 AS n, count(*) OVER () AS many
                 FROM regions_region WHERE level = 4 AND code LIKE '13.03%%'),
person AS (
  INSERT INTO people_person (nik, name, name_key, birth_place, birth_date, mother, address, jorong, area, occupation,
                             phone, died_on)
  SELECT '16' || lpad((%(from)s + g)::text, 14, '0'), 'Almarhum ' || %(from)s + g, 'ALMARHUM', '',
         date '1970-01-01' + g %% 9000, '', '', '', v.code, '', '', date '2025-06-01' + g %% 50
  FROM generate_series(1, %(count)s) g JOIN village v ON v.n = g %% v.many
  RETURNING id, area
)
INSERT INTO membership_foreignmonth (person_id, area, month, payer, paid_on)
SELECT id, area, make_date(2025, m, 1), 'MANDIRI', make_date(2025, m, 9) FROM person, generate_series(1, 7) m
"""


def _world() -> Any:
    from rangkiang.regions import actions as regions
    from tests.claims.test_pages import member, opened
    from tests.world import make_world

    regions.load(province="13")
    with transaction.atomic():
        world = make_world()
        claim = opened(world, member(world))
        approve(claim=claim, by=world.verifier)
    return world, claim


def _seed(world: Any, claim: Any, first: int, count: int, children: int) -> None:
    from rangkiang.platform.scope import EVERYWHERE, scope

    with scope(EVERYWHERE), connection.cursor() as cursor:
        told = {"from": first, "count": count, "children": children, "by": world.operator.pk, "model": claim.pk}
        cursor.execute(_SEED, told)
        cursor.execute(_SILENT, {"from": first, "count": SILENT * count // EVENTS})


def _statements(client: Client, addresses: dict[str, str]) -> dict[str, int]:
    counted = {}
    for name, address in addresses.items():
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200, address
        counted[name] = len(asked)
    return counted


def _milliseconds(client: Client, address: str) -> tuple[float, float, float]:
    """(first, median, worst) of several askings; the worst of those after the first."""
    given.cache_clear()
    began = time.perf_counter()
    client.get(address)
    first = (time.perf_counter() - began) * 1000
    taken = []
    for _again in range(TIMES):
        began = time.perf_counter()
        assert client.get(address).status_code == 200
        taken.append((time.perf_counter() - began) * 1000)
    return round(first, 1), round(statistics.median(taken), 1), round(max(taken), 1)


def claims_pages() -> list[dict[str, Any]]:
    with arena(), override_settings(ALLOWED_HOSTS=["testserver"]):
        world, claim = _world()
        client = Client()
        client.force_login(world.operator)
        addresses = {name: reverse(name, args=[claim.pk] if name == "claims:page" else []) for name in LIMITS}
        _seed(world, claim, 1, EVENTS // 10, CHILDREN // 10)
        few = _statements(client, addresses)
        _seed(world, claim, EVENTS, EVENTS - EVENTS // 10, CHILDREN - CHILDREN // 10)
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        many = _statements(client, addresses)
        rows = []
        for name, address in addresses.items():
            first, median, worst = _milliseconds(client, address)
            rows.append({
                "name": "claims_pages", "page": name, "events": EVENTS, "ms": median, "worst_ms": worst,
                "first_ms": first, "limit_ms": LIMITS[name], "statements": many[name],
                "constant": few[name] == many[name],
            })  # fmt: skip
    return rows


BENCHES = {"claims_pages": claims_pages}
