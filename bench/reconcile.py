"""Reconciling the four lists of a million members, by the office's own deed, with 1 % of every kind of difference.

The month was lived by the office's deeds too: billed, paid a little too much, received a little too little, corrected
and supplemented. What is then found must be exactly what was sown, person by person and rupiah by rupiah; comparing
again must open nothing.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

from bench.arena import Peak, arena
from bench.members import FIRST, as_owner, everywhere, fill
from rangkiang.access.models import Role
from rangkiang.platform.month import Month

if TYPE_CHECKING:
    from rangkiang.money.models import Bill
    from tests.world import World

MONTH = Month(2025, 7)
PRICE = 16_800
BEYOND, SHORT = 16_290, 5_000  # rupiah paid beyond the bills; rupiah that the receipt lacks

# What becomes of a member, by the last two digits of the person's number; all others agree in every list.
MISSING, DEAD, FIRST_RECORD, SECOND_RECORD, ENDED, LATE, LATER = range(7)

NOT_YET = "UPDATE membership_enrolment SET first_month = '2026-01-01' WHERE person_id %% 100 IN (5, 6)"
ENROLLED = "UPDATE membership_enrolment SET first_month = '2025-06-01' WHERE person_id %% 100 = %s"
END = """UPDATE membership_enrolment SET last_month = '2025-06-01', exit_reason = 'moved', exit_on = '2025-06-20'
         WHERE person_id %% 100 = %s AND person_id >= %s"""
DIE = "UPDATE people_person SET died_on = '2025-06-30' WHERE id %% 100 = %s AND id >= %s"
JOIN = """INSERT INTO people_identitylink (record_id, canonical_id, why, made_by, undone_why)
          SELECT id, id - 1, 'bench', %s, '' FROM people_person WHERE id %% 100 = %s AND id >= %s"""
ACTIVE = """INSERT INTO money_activemember (fund_id, month, kpj, person_id, area)
            SELECT fund_id, %s, kpj, person_id, area FROM membership_enrolment
            WHERE fund_id = %s AND person_id %% 100 NOT IN (0, 5, 6) AND kpj IS NOT NULL"""


def _changed(statement: str, *values: object) -> None:
    with as_owner() as cursor:
        cursor.execute(statement, values)


def _approved(world: World, bill: Bill) -> None:
    from rangkiang.money import actions as money

    money.approve_bill(bill=bill, billing_code="000000000001", on=MONTH.first, by=world.by[Role.HEAD])


def _live(world: World) -> None:
    """The month as it went: every difference is sown on its way."""
    from rangkiang.money import actions as money

    operator, treasurer = world.by[Role.OPERATOR], world.by[Role.TREASURER]
    _changed(NOT_YET)
    bill = money.bill(fund=world.fund, month=MONTH, by=operator)
    _approved(world, bill)
    with everywhere():
        amount = bill.roll.total + BEYOND
    order = money.order(fund=world.fund, bills=[bill], amount=amount, spp="SPP-1", spm="SPM-1", by=operator)
    order = money.pay(order=order, sp2d="SP2D-1", paid_on=date(2025, 7, 14), by=treasurer)
    money.receipt(
        order=order,
        number="1" * 15,
        billing_code="000000000001",
        payment_reference="2" * 12,
        received_on=date(2025, 7, 14),
        amount=amount - SHORT,
        by=treasurer,
    )
    _changed(END, ENDED, FIRST)
    _changed(ENROLLED, LATE)
    for more in money.supplement(fund=world.fund, month=MONTH, by=operator):
        _approved(world, more)
    _changed(ENROLLED, LATER)
    _changed(DIE, DEAD, FIRST)
    _changed(JOIN, operator.pk, SECOND_RECORD, FIRST)
    _changed(ACTIVE, MONTH.first, world.fund.pk)
    _changed("ANALYZE money_activemember, people_identitylink")


def _sown(count: int) -> dict[str, tuple[int, int, int]]:
    """Kind → rows, persons, rupiah, as they were sown among ``count`` members."""
    each = count // 100
    one = (each, each, each * PRICE)
    return {
        "missing_at_bpjs": (2 * each, 2 * each, 2 * each * PRICE),  # who was left out, and who was billed late
        "extra_at_bpjs": (each, each, 0),
        "not_billed": (each, each, 0),
        "decreed_not_enrolled": (1, 1, 0),  # whom the decree names that all the members hang on
        "billed_after_death": one,
        "billed_twice": one,
        "unpaid": (1, each, each * PRICE),
        "credit_open": (1, 0, each * PRICE),
        "payment_differs": (1, 0, BEYOND),
        "receipt_differs": (1, 0, SHORT),
    }


OF = {
    "missing_at_bpjs": (MISSING, LATE),
    "extra_at_bpjs": (ENDED,),
    "not_billed": (LATER,),
    "billed_after_death": (DEAD,),
    "billed_twice": (SECOND_RECORD,),
}


def _quality(count: int) -> dict[str, Any]:
    """How many differences were sown and found, how many kinds to the rupiah, and how many name another person."""
    with everywhere() as cursor:
        cursor.execute("SELECT kind, count(*), sum(persons), sum(amount) FROM money_difference GROUP BY kind")
        found = {kind: tuple(map(int, rest)) for kind, *rest in cursor.fetchall()}
        strangers = {}
        for kind, ends in OF.items():
            cursor.execute(
                "SELECT count(*) FROM money_difference WHERE kind = %s AND NOT person_id %% 100 = ANY (%s)",
                [kind, list(ends)],
            )
            strangers[kind] = cursor.fetchone()[0]
    sown = _sown(count)
    assert found.keys() <= sown.keys(), found.keys() - sown.keys()
    return {
        "sown": sum(rows for rows, _, _ in sown.values()),
        "found": sum(rows for rows, _, _ in found.values()),
        "wrong_person": sum(strangers.values()),
        "kinds_exact": sum(found.get(kind) == what for kind, what in sown.items()),
        "kinds": len(sown),
        "off": {kind: [what, found.get(kind)] for kind, what in sown.items() if found.get(kind) != what},
    }


def _compared(world: World) -> Peak:
    from rangkiang.money import actions as money

    with Peak() as peak:
        money.reconcile(fund=world.fund, month=MONTH, by=world.by[Role.OPERATOR])
    return peak


def _bench(name: str, count: int) -> Callable[[], list[dict[str, Any]]]:
    def run() -> list[dict[str, Any]]:
        with arena():
            world = fill(count)
            _live(world)
            load = round(os.getloadavg()[0], 1)
            first = _compared(world)
            quality = _quality(count)
            again = _compared(world)
            assert _quality(count) == quality
        return [
            {
                "name": name,
                "n": count,
                "seconds": first.seconds,
                "cpu_seconds": first.cpu_seconds,
                "again_seconds": again.seconds,
                "per_second": round(count / first.seconds),
                "peak_mb": first.peak_mb,
                "python_mb": first.python_mb,
                "python_grew_mb": first.python_grew_mb,
                "quality": quality,
                "load_before": load,
            }
        ]

    return run


SIZES = {"10k": 10_000, "100k": 100_000, "1m": 1_000_000}
BENCHES = {f"reconcile_{word}": _bench(f"reconcile_{word}", count) for word, count in SIZES.items()}
