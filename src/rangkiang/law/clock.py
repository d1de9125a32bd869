"""The protection clock of one person, from paid months alone, across funds and self-pay.

A month protects from the day it is paid. Arrears of one and two months still protect (a reading, see
interpretations.toml); when the third unpaid month begins, membership lapses, and the next payment is a new registration.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from .months import due_date, first_day, index
from .parameters import parameters


@dataclass(frozen=True, slots=True, order=True)
class PaidMonth:
    """One paid month (its first day) and the day of payment; None: in time."""

    month: date
    paid_on: date | None = None


@dataclass(frozen=True, slots=True)
class Clock:
    """Where a person stands on a day.

    ``status``: active, arrears, lapsed, never. ``since``: the (re-)registration that counts. ``months`` of membership
    since then and ``paid_months`` in all, both paid and begun by that day. ``arrears``: unpaid months. ``days`` since
    registration. ``longest_run``: most paid months in a row since then. ``full_jkm_from``: when the 3-month rule is met
    beyond doubt. ``third_month_open``: the third unpaid month has begun but is not yet due.
    """

    status: str
    since: date | None
    months: int
    paid_months: int
    arrears: int
    days: int
    longest_run: int
    re_registered: bool
    full_jkm_from: date | None
    third_month_open: bool = False

    @property
    def covered(self) -> bool:
        return self.status in ("active", "arrears")


def _limit(name: str, on: date) -> int:
    value = parameters()[name].on(max(on, parameters()[name].values[0].since))
    assert value
    return value.amount


def _longest_run(months: Sequence[int]) -> int:
    best = run = 0
    for at, month in enumerate(months):
        run = run + 1 if at and month == months[at - 1] + 1 else 1
        best = max(best, run)
    return best


def clock(paid: Iterable[PaidMonth], on: date) -> Clock:
    """The clock on a day. Payments after the day do not count; nor do months that have not begun."""
    begun = {index(p.month): p for p in sorted(paid) if (p.paid_on or p.month) <= on and p.month <= on}
    if not begun:
        return Clock("never", None, 0, 0, 0, 0, 0, False, None)
    months = sorted(begun)
    most = _limit("tunggakan_maks", on)
    starts = [months[0], *(later for earlier, later in zip(months, months[1:], strict=False) if later - earlier > most)]
    mine = [month for month in months if month >= starts[-1]]
    entry = begun[starts[-1]]
    since = max(entry.month, entry.paid_on or entry.month)
    gap = index(on) - months[-1]
    in_time = on <= due_date(first_day(index(on)))
    unpaid = max(0, gap - 1) if in_time and gap < most else gap
    status = "lapsed" if gap >= most else "arrears" if unpaid else "active"
    needed = _limit("jkm_bulan_minimum", on)
    full = None
    if len(mine) >= needed or status != "lapsed":
        full = max(first_day(mine[0] + needed), since + timedelta(days=_limit("jkm_zona_ragu_hari", on)))
    return Clock(
        status,
        since,
        len(mine),
        len(months),
        unpaid,
        (on - since).days,
        _longest_run(mine),
        len(starts) > 1,
        full,
        gap == most and in_time,
    )
