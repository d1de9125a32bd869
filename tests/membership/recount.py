"""What the counts beside the person-months must say, found again from the lines themselves."""

from __future__ import annotations

from collections import Counter
from datetime import date
from itertools import pairwise

from rangkiang.membership.models import Movement, PersonMonth, Tally


def counted() -> Counter[tuple[object, str, str]]:
    """(roll, nagari, what) → how much, from the lines themselves."""
    found: Counter[tuple[object, str, str]] = Counter()
    for roll, area, seq, jkk, jkm in PersonMonth.objects.values_list("roll", "area", "seq", "jkk", "jkm"):
        found[roll, area, "persons"] += 1 - 2 * (seq % 2)
        found[roll, area, "jkk"] += jkk
        found[roll, area, "jkm"] += jkm
    return found


def moved() -> set[tuple[int, date, int, bool]]:
    """(fund, month, person, came) from the lines themselves: against the month before in which anybody stands."""
    standing: Counter[tuple[int, date, int]] = Counter()
    for fund, month, person, seq in PersonMonth.objects.values_list("roll__fund", "month", "person", "seq"):
        standing[fund, month, person] += 1 - 2 * (seq % 2)
    lists: dict[tuple[int, date], set[int]] = {}
    for (fund, month, person), turns in standing.items():
        if turns:
            lists.setdefault((fund, month), set()).add(person)
    found = set()
    for fund in {fund for fund, _month in lists}:
        months = sorted(month for of, month in lists if of == fund)
        for before, month in pairwise(months):
            was, now = lists[fund, before], lists[fund, month]
            found |= {(fund, month, person, person in now) for person in was ^ now}
    return found


def agree() -> None:
    tallied: Counter[tuple[object, str, str]] = Counter()
    for roll, area, *amounts in Tally.objects.values_list("roll", "area", "persons", "jkk", "jkm"):
        tallied.update({(roll, area, what): n for what, n in zip(("persons", "jkk", "jkm"), amounts, strict=True)})
    assert tallied == counted()
    assert set(Movement.objects.values_list("fund", "month", "person", "came")) == moved()
