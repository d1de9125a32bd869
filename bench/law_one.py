"""One explained case, from the case to the receipt in words: the time of one, median and slowest of a hundred."""

from __future__ import annotations

import statistics
import time
from typing import Any

from rangkiang.law import explain

CASE = {
    "death": "2025-06-20",
    "paid": [{"from": "2022-01", "to": "2025-06"}],
    "children": [{"SD": 6}, {"PT": 2}],
}


def measure(name: str, times: int = 2000) -> list[dict[str, Any]]:
    """``times`` explanations one after the other, warm, in microseconds."""
    taken = []
    for _ in range(times):
        began = time.perf_counter_ns()
        explain("jkm", CASE).receipt()
        taken.append((time.perf_counter_ns() - began) // 1000)
    parts = statistics.quantiles(taken, n=100)
    row = {"name": name, "n": times, "microseconds": int(statistics.median(taken)), "least": min(taken)}
    return [{**row, "p99_microseconds": int(parts[98]), "steps": len(explain("jkm", CASE).answer.steps)}]
