"""The protection clock of many histories, beside the clock asked twice of every row (with joint leave, without).

The second is what joint leave would cost if each row paid for it; both say the same of every row.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import numpy as np

from rangkiang.engine.clock import FACTS, HANGS, asked_of_payments, both_dues, clock_facts, hanging, stand_on
from rangkiang.engine.kernel import Records
from rangkiang.law.months import first_day

FIRST = 2022 * 12
MONTHS = np.array([(first_day(FIRST + at) - first_day(1970 * 12)).days for at in range(48)])
Data = tuple[np.ndarray, Records]


def twice(on: np.ndarray, paid: Records) -> dict[str, np.ndarray]:
    """What ``clock_facts`` says, by two whole clocks."""
    dues, others = both_dues(on, paid.columns["month"])
    stand = stand_on(on, paid, dues)
    hangs = hanging(stand, stand_on(on, paid, others))
    told, _ = asked_of_payments(on, paid, np.zeros(len(on), bool), stand, dues, others)
    return {**{name: stand[name] for name in FACTS}, HANGS: hangs.astype(np.int64), **told}


def histories(n: int) -> Data:
    """Members from 2022 to 2025, paid monthly from some month on; every twentieth month was not paid."""
    rng = np.random.default_rng(15)
    first = rng.integers(0, 36, n)
    lengths = np.minimum(rng.integers(1, 37, n), 48 - first)
    month = np.repeat(first, lengths) + np.arange(lengths.sum()) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    kept = rng.random(len(month)) >= 0.05
    offsets = np.concatenate([[0], np.cumsum(np.bincount(np.repeat(np.arange(n), lengths)[kept], minlength=n))])
    days = MONTHS[month[kept]]
    paid = Records(offsets, {"month": days, "paid_on": days + rng.integers(-10, 20, len(days))})
    return MONTHS[np.minimum(first + lengths, 47)] + rng.integers(0, 28, n), paid


def _best(run: Callable[[], dict[str, np.ndarray]]) -> tuple[float, dict[str, np.ndarray]]:
    run()  # compiles
    seconds = []
    for _ in range(3):
        began = time.perf_counter()
        found = run()
        seconds.append(time.perf_counter() - began)
    return min(seconds), found


def measure(name: str, n: int) -> list[dict[str, Any]]:
    on, paid = histories(n)
    mine, facts = _best(lambda: clock_facts(on, paid))
    theirs, whole = _best(lambda: twice(on, paid))
    differs = np.zeros(n, bool)
    for fact, column in facts.items():
        differs |= column != whole[fact]
    return [
        {
            "name": name,
            "n": n,
            "months": int(paid.offsets[-1]),
            "seconds": round(mine, 3),
            "per_second": int(n / mine),
            "baseline": "the clock twice for every row",
            "baseline_seconds": round(theirs, 3),
            "speedup": round(theirs / mine, 2),
            "rows_that_hang_on_joint_leave": int(facts[HANGS].sum()),
            "rows_that_differ": int(differs.sum()),
        }
    ]
