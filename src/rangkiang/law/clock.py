"""The protection clock of one person, from paid months alone, across funds and self-pay.

A month protects from the day it is paid. Arrears of one and two months still protect (a reading, see
interpretations.toml). Cover stops when the third unpaid month begins; until its due day that is an open question, and
a payment still saves the membership; after it the membership has lapsed, and the next payment is a new registration.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from .months import due_date, earliest_due, first_day, index, whole_months
from .parameters import limit, parameters
from .rules import rule

START = date(2015, 7, 1)
PAID: dict[str, Any] = {"article": "PP 44/2015", "valid_from": START, "decided_by": "event"}
STATUSES = ("never", "active", "arrears", "lapsed", "lapsed")  # by status_iuran; 3: the third month is not yet due


@rule(**PAID, label=("Bulan terutang sejak bulan terakhir", "Months owed since the last paid"), unit="months")
def bulan_terutang(selisih_bulan: int, penerima_upah: int) -> int:
    return max(0, selisih_bulan - 1) if penerima_upah else selisih_bulan  # a wage earner's falls due a month later


@rule(**PAID, label=("Bulan menunggak", "Months in arrears"), unit="months")
def tunggakan(bulan_terutang: int, sebelum_jatuh_tempo: int, tunggakan_maks: int) -> int:
    if sebelum_jatuh_tempo and bulan_terutang < tunggakan_maks:  # the running month is not yet owed
        return max(0, bulan_terutang - 1)
    return bulan_terutang


@rule(**PAID, label=("Keadaan iuran", "State of the paid months"), confidence="O", unit="status")
def status_iuran(
    pernah_bayar: int, bulan_terutang: int, sebelum_jatuh_tempo: int, tunggakan: int, tunggakan_maks: int
) -> int:
    if not pernah_bayar:
        return 0
    if bulan_terutang >= tunggakan_maks:
        return 3 if bulan_terutang == tunggakan_maks and sebelum_jatuh_tempo else 4
    return 2 if tunggakan else 1


@dataclass(frozen=True, slots=True)
class PaidMonth:
    """One paid month (its first day) and the day of payment; None: in time, so it protects from its first day."""

    month: date
    paid_on: date | None = None

    @property
    def known_on(self) -> date:
        return self.paid_on or self.month


@dataclass(frozen=True, slots=True)
class Clock:
    """Where a person stands on a day.

    ``status``: active, arrears, lapsed, never. ``since``: the (re-)registration that counts. ``months`` of membership
    since then and ``paid_months`` in all, both paid and begun by that day. ``arrears``: unpaid months. ``days`` since
    registration. ``longest_run``: most paid months in a row since then. ``full_jkm_from``: when the 3-month rule is met
    beyond doubt, if every month is paid; None when not covered. ``third_month_open``: the third unpaid month has begun
    but is not yet due. ``gap``: months since the last paid one. ``in_time``: the day's month is not yet due.
    ``calendar_months``: whole months since ``since``, paid or not; ``days_paid`` and ``calendar_paid`` count from the
    payment that registered, which may come before its month. ``unpaid``: all months since ``since`` that are past due
    and unpaid, also those with paid ones after them.
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
    gap: int = 0
    in_time: bool = True
    calendar_months: int = 0
    unpaid: int = 0
    days_paid: int = 0
    calendar_paid: int = 0

    @property
    def covered(self) -> bool:
        return self.status in ("active", "arrears")

    def facts(self) -> dict[str, int]:
        """The clock as facts of a case."""
        return {
            "pernah_bayar": int(self.status != "never"),
            "selisih_bulan": self.gap,
            "sebelum_jatuh_tempo": int(self.in_time),
            "bulan_kepesertaan": self.months,
            "masa_iur": self.paid_months,
            "hari_kepesertaan": self.days,
            "bulan_berturut": self.longest_run,
            "pernah_berhenti": int(self.re_registered),
            "bulan_kalender": self.calendar_months,
            "bulan_kosong": self.unpaid,
            "hari_sejak_bayar": self.days_paid,
            "bulan_sejak_bayar": self.calendar_paid,
        }


def _longest_run(months: Sequence[int]) -> int:
    best = run = 0
    for at, month in enumerate(months):
        run = run + 1 if at and month == months[at - 1] + 1 else 1
        best = max(best, run)
    return best


def _lapse(paid: Mapping[int, date], since: date, on: date, most: int) -> date | None:
    """The first day after ``since``, up to ``on``, on which ``most`` months in a row were past due and unpaid."""
    for month in range(index(since), index(on) + 1):
        first, day = first_day(month), paid.get(month, date.max)
        if day <= first or day <= earliest_due(first):  # in time, whatever its due day: most months
            continue
        due = due_date(first)
        if since <= due < on and all(
            paid.get(earlier, date.max) > due for earlier in range(month - most + 1, month + 1)
        ):
            return due + timedelta(days=1)
    return None


def _registrations(paid: Mapping[int, date], on: date, most: int) -> list[tuple[int, date]]:
    """(first month, first day) of each membership up to ``on``; ``paid`` maps months to their day of payment."""
    begins = sorted((max(first_day(month), day), month) for month, day in paid.items())
    found: list[tuple[int, date]] = []
    lapsed: date | None = date.min
    for day, month in begins:
        if lapsed and day >= lapsed:
            found.append((month, day))
            lapsed = _lapse(paid, day, on, most)
    return found


def _unpaid(paid: Mapping[int, date], since: date, on: date) -> int:
    """The months from ``since`` to ``on`` that are past due and unpaid; most members have none to look up."""
    empty = [month for month in range(index(since), index(on) + 1) if month not in paid]
    return sum(due_date(first_day(month)) < on for month in empty)


def _full_from(first_month: int, since: date, on: date) -> date:
    """Before the 3-month rule from the first day; since then after its months and beyond its doubtful days."""
    rule = parameters()["jkm_bulan_minimum"].values[0].since
    if on < rule:
        return since
    needed, days = limit("jkm_bulan_minimum", on), limit("jkm_zona_ragu_hari", on)
    return max(first_day(first_month + needed), since + timedelta(days=days))


def clock(paid: Iterable[PaidMonth], on: date) -> Clock:
    """The clock on a day. Payments after the day do not count; nor do months that have not begun."""
    begun: dict[int, date] = {}
    for one in paid:
        if one.known_on <= on and one.month <= on:
            month = index(one.month)
            begun[month] = min(begun.get(month, date.max), one.known_on)
    if not begun:
        return Clock("never", None, 0, 0, 0, 0, 0, False, None)
    months, most = sorted(begun), limit("tunggakan_maks", on)
    registrations = _registrations(begun, on, most)
    first_month, since = registrations[-1]
    mine = [month for month in months if max(first_day(month), begun[month]) >= since]  # a later payment counts
    gap, in_time = index(on) - months[-1], on <= due_date(on.replace(day=1))
    unpaid = tunggakan(gap, in_time, most)
    stands = status_iuran(1, gap, in_time, unpaid, most)
    full = None if stands > 2 else _full_from(first_month, since, on)
    run, again, known = _longest_run(mine), len(registrations) > 1, begun[first_month]
    return Clock(
        STATUSES[stands], since, len(mine), len(months), unpaid, (on - since).days, run, again, full, stands == 3, gap,
        in_time, whole_months(since, on), _unpaid(begun, since, on), (on - known).days, whole_months(known, on),
    )  # fmt: skip
