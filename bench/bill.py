"""Billing: a month for ten thousand to ten million members, against the bare INSERT … SELECT of the same rows.

The bare table is identical in columns, parts by month, indexes, checks, generated column and foreign keys; it differs
in one thing: it has no row-level security. Neither table has history triggers: it is append-only itself. The month
after is billed as well: it has a month before it, whose list is compared with its own in the same transaction.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.db import connections

from bench.arena import Peak, arena
from bench.members import disk_mb, everywhere, fill
from rangkiang.access.models import Role
from rangkiang.platform.month import Month

if TYPE_CHECKING:
    from tests.world import World

MONTH = Month(2025, 7)
BY_NAME = {"bill_10m"}  # too large to be run with the others: about 20 GB and a quarter of an hour
BARE = """
CREATE TABLE bare (LIKE membership_personmonth INCLUDING ALL) PARTITION BY RANGE (month);
ALTER TABLE bare
  ADD FOREIGN KEY (person_id) REFERENCES people_person DEFERRABLE INITIALLY DEFERRED,
  ADD FOREIGN KEY (roll_id) REFERENCES membership_roll DEFERRABLE INITIALLY DEFERRED,
  ADD FOREIGN KEY (enrolment_id) REFERENCES membership_enrolment DEFERRABLE INITIALLY DEFERRED,
  ADD FOREIGN KEY (month, person_id, follows) REFERENCES bare (month, person_id, seq);
CREATE TABLE bare_202507 PARTITION OF bare FOR VALUES FROM ('2025-07-01') TO ('2025-08-01');
GRANT SELECT, INSERT ON bare TO PUBLIC
"""


def _ours(world: World, month: Month = MONTH) -> Peak:
    from rangkiang.money import actions as money

    with Peak() as peak:
        money.bill(fund=world.fund, month=month, by=world.by[Role.OPERATOR])
    return peak


def _bare() -> Peak:
    """The same rows again, from the roll just made, with nothing but the INSERT and its commit."""
    with Peak() as peak, everywhere() as cursor:
        cursor.execute("""
            INSERT INTO bare (month, person_id, seq, roll_id, enrolment_id, area, jkk, jkm)
            SELECT date '2025-07-01', e.person_id, 0, r.id, e.id, e.area, 10000, 6800
            FROM membership_enrolment e, membership_roll r WHERE e.fund_id = r.fund_id""")
    return peak


def _bench(name: str, count: int) -> Callable[[], list[dict[str, Any]]]:
    def run() -> list[dict[str, Any]]:
        with arena():
            began = time.perf_counter()
            world = fill(count)
            with connections["owner"].cursor() as cursor:
                cursor.execute("DROP TABLE IF EXISTS bare")
                cursor.execute(BARE)
            connections["owner"].close()
            filled, load = round(time.perf_counter() - began), round(os.getloadavg()[0], 1)
            ours, bare, second = _ours(world), _bare(), _ours(world, MONTH + 1)
            disk = disk_mb()
        return [
            {
                "name": name,
                "n": count,
                "seconds": ours.seconds,
                "cpu_seconds": ours.cpu_seconds,
                "per_second": round(count / ours.seconds),
                "peak_mb": ours.peak_mb,
                "python_mb": ours.python_mb,
                "python_grew_mb": ours.python_grew_mb,
                "baseline": "bare INSERT … SELECT into the same parts by month, no row-level security",
                "baseline_seconds": bare.seconds,
                "baseline_cpu_seconds": bare.cpu_seconds,
                "slowdown": round(ours.seconds / bare.seconds, 2),
                "second_month_seconds": second.seconds,
                "second_month_slowdown": round(second.seconds / bare.seconds, 2),
                "fixture_seconds": filled,
                "disk_mb": disk,
                "load_before": load,
            }
        ]

    return run


SIZES = {"10k": 10_000, "16590": 16_590, "100k": 100_000, "1m": 1_000_000, "10m": 10_000_000}
BENCHES = {f"bill_{word}": _bench(f"bill_{word}", count) for word, count in SIZES.items()}
