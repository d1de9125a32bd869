"""The treasurer's pages, asked for as a browser does, with five years of history: what is owed, paid and left.

Every month was billed, approved, ordered, paid and received by the office's own deeds; the newest waits to be paid.
Only the person-months themselves are loaded faster than the deed charges them: month by month into a table without
keys, which then becomes that month's part and is checked like any other.
"""

from __future__ import annotations

import os
import statistics
import time
import uuid
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from django.db import connections
from django.urls import reverse

from bench.arena import Peak, arena
from bench.members import FIRST, as_owner, disk_mb, everywhere, fill
from rangkiang.access.models import Role
from rangkiang.platform.month import Month

if TYPE_CHECKING:
    from rangkiang.membership.actions import BandPrice
    from rangkiang.membership.models import Roll
    from rangkiang.programme.models import Fund
    from tests.world import World

NEWEST, HISTORY = Month(2026, 11), 60
WARM, ASKED = 3, 40
BY_NAME = {"treasurer_page_1m"}  # sixty million person-months: about 15 GB and a quarter of an hour

PART = """
CREATE TABLE {part} (LIKE membership_personmonth INCLUDING DEFAULTS INCLUDING GENERATED INCLUDING CONSTRAINTS);
INSERT INTO {part} (month, person_id, seq, roll_id, enrolment_id, area, jkk, jkm)
SELECT r.month, e.person_id, 0, r.id, e.id, e.area, 10000, 6800
FROM membership_enrolment e, membership_roll r WHERE r.month = '{month}' AND e.id >= {first} ORDER BY e.person_id;
ALTER TABLE {part} ADD PRIMARY KEY (month, person_id, seq);
CREATE INDEX ON {part} (person_id);
CREATE INDEX ON {part} (roll_id, person_id);
ALTER TABLE {part} RENAME TO membership_personmonth_{number};
ALTER TABLE membership_personmonth ATTACH PARTITION membership_personmonth_{number}
  FOR VALUES FROM ('{month}') TO ('{following}');
INSERT INTO membership_tally (roll_id, area, persons, jkk, jkm)
SELECT roll_id, area, count(*), sum(jkk), sum(jkm) FROM membership_personmonth_{number} GROUP BY roll_id, area
"""


def _frozen(count: int) -> Callable[..., Roll]:
    """In place of ``charge``: the month's roll alone, whose lines are loaded afterwards."""

    def roll(*, fund: Fund, month: Month, prices: Sequence[BandPrice]) -> Roll:
        from rangkiang.membership.models import Roll

        return Roll.objects.create(
            pk=uuid.uuid4(),
            fund=fund,
            area=fund.area,
            month=month.first,
            persons=count,
            jkk=count * prices[0].jkk,
            jkm=count * prices[0].jkm,
        )

    return roll


def _paid(world: World, bill: Any, month: Month) -> None:
    from rangkiang.money import actions as money

    operator, treasurer, day = world.by[Role.OPERATOR], world.by[Role.TREASURER], month.first.replace(day=12)
    with everywhere():
        amount = bill.roll.total
    order = money.order(
        fund=world.fund, bills=[bill], amount=amount, spp=f"SPP-{month}", spm=f"SPM-{month}", by=operator
    )
    order = money.pay(order=order, sp2d=f"SP2D-{month}", paid_on=day, by=treasurer)
    money.receipt(
        order=order,
        number=f"{month.first:%Y%m}".rjust(15, "1"),
        billing_code="0" * 12,
        payment_reference="2" * 12,
        received_on=day,
        amount=amount,
        by=treasurer,
    )


def _history(world: World, count: int, months: Sequence[Month]) -> None:
    """Every month by the deeds, then its lines."""
    from rangkiang.money import actions as money

    membership = "rangkiang.membership.actions"
    with patch(f"{membership}.charge", _frozen(count)), patch(f"{membership}.enter"):  # no part is made for the lines
        for month in months:
            bill = money.bill(fund=world.fund, month=month, by=world.by[Role.OPERATOR])
            money.approve_bill(bill=bill, billing_code="0" * 12, on=month.first.replace(day=5), by=world.by[Role.HEAD])
            if month != months[-1]:
                _paid(world, bill, month)
    for month in months:
        with as_owner() as cursor:
            number = f"{month.first:%Y%m}"
            cursor.execute(
                PART.format(
                    part=f"loading_{number}",
                    number=number,
                    month=month.first,
                    following=(month + 1).first,
                    first=FIRST,
                )
            )
    with connections["owner"].cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    connections["owner"].close()


def _asked(world: World, address: str) -> dict[str, Any]:
    """Milliseconds of many requests by the treasurer, one after the other."""
    from django.test import Client

    client = Client(SERVER_NAME="localhost")
    client.force_login(world.by[Role.TREASURER])
    times = []
    with Peak() as peak:
        for turn in range(WARM + ASKED):
            began = time.perf_counter()
            answer = client.get(address)
            if turn >= WARM:
                times.append((time.perf_counter() - began) * 1000)
            assert answer.status_code == 200, (address, answer.status_code)
    return {
        "least_ms": round(min(times), 1),
        "p50_ms": round(statistics.median(times), 1),
        "p95_ms": round(sorted(times)[int(len(times) * 0.95)], 1),
        "cpu_ms": round(peak.cpu_seconds * 1000 / (WARM + ASKED), 1),
        "asked": ASKED,
        "bytes": len(answer.content),
        "python_mb": peak.python_mb,
        "python_grew_mb": peak.python_grew_mb,
    }


def _bench(name: str, count: int) -> Callable[[], list[dict[str, Any]]]:
    def run() -> list[dict[str, Any]]:
        months = list((NEWEST + -(HISTORY - 1)).until(NEWEST))
        with arena():
            began = time.perf_counter()
            world = fill(count, months[0].first)
            _history(world, count, months)
            filled, load = round(time.perf_counter() - began), round(os.getloadavg()[0], 1)
            pages = {
                "treasurer": reverse("money:months"),
                "newest month": reverse("money:month", args=[str(NEWEST)]),
            }
            measured = {page: _asked(world, address) for page, address in pages.items()}
            disk = disk_mb()
        facts = {"n": count, "months": HISTORY, "fixture_seconds": filled, "disk_mb": disk, "load_before": load}
        return [{"name": name, "page": page, **times, **facts} for page, times in measured.items()]

    return run


SIZES = {"10k": 10_000, "16590": 16_590, "100k": 100_000, "1m": 1_000_000}
BENCHES = {f"treasurer_page_{word}": _bench(f"treasurer_page_{word}", count) for word, count in SIZES.items()}
