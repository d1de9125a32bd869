"""The protection clock of many persons at once: the facts of membership from paid months, one row a person.

The twin of ``law.clock`` for columns; that one is the reference, and a test draws histories and compares the two.
"""

from __future__ import annotations

from datetime import date

import numpy as np
from numba import njit

from rangkiang.law.errors import InvalidCase
from rangkiang.law.months import FIRST_YEAR, LAST_YEAR, due_date, first_day
from rangkiang.law.parameters import parameters, revised

from .kernel import Records, in_parallel
from .loop import EPOCH

FACTS = (
    "pernah_bayar", "selisih_bulan", "sebelum_jatuh_tempo", "bulan_kepesertaan", "masa_iur", "hari_kepesertaan",
    "bulan_berturut", "pernah_berhenti", "bulan_kalender",
)  # fmt: skip
IN_TIME, HANGS = "sebelum_jatuh_tempo", "cuti_bersama_menentukan"
NEVER_KNOWN = -(2**31)  # what a missing paid_on is in these columns
BASE = FIRST_YEAR * 12
MONTHS = (LAST_YEAR - FIRST_YEAR + 1) * 12
NEVER = 2**62  # a day that no payment reaches


def clock_facts(on: np.ndarray, paid: Records) -> dict[str, np.ndarray]:
    """The facts of FACTS and HANGS for each row on its day ``on`` (days since 1970).

    ``paid.columns``: ``month`` (first day of the paid month) and ``paid_on``, both as days since 1970; NEVER_KNOWN in
    ``paid_on`` means in time. Raises InvalidCase for a day outside the calendar.
    """
    stand = _stand(on, paid)
    with revised({"joint_leave_free": "refuse"}):
        other = _stand(on, paid)
    owed = (stand["selisih_bulan"] >= 1) & (stand["selisih_bulan"] <= stand.pop("tunggakan_maks"))
    hangs = (stand[IN_TIME] != other[IN_TIME]) & owed  # the running month counts only for whoever owes something
    for name in FACTS:
        if name != IN_TIME:
            hangs |= stand[name] != other[name]
    return {**stand, HANGS: hangs.astype(np.int64)}


def _stand(on: np.ndarray, paid: Records) -> dict[str, np.ndarray]:
    """The facts of FACTS, and the most months of arrears on each row's day."""
    calendar = [first_day(BASE + at) for at in range(MONTHS)]
    starts = np.array([(day - EPOCH).days for day in calendar], np.int64)
    for name, days in (("on", on), ("month", paid.columns["month"])):
        if len(days) and (days.min() < starts[0] or days.max() >= starts[-1] + 31):
            raise InvalidCase(name, f"has a day outside {FIRST_YEAR} to {LAST_YEAR}")
    first, last = (int(np.searchsorted(starts, day, side="right")) - 1 for day in _reach(on, paid.columns["month"]))
    dues = np.full(MONTHS, NEVER, np.int64)  # working days are looked up only for the years that occur
    dues[first : last + 1] = [(due_date(calendar[at]) - EPOCH).days for at in range(first, last + 1)]
    limits = parameters()["tunggakan_maks"].values
    since = np.array([(value.since - EPOCH).days for value in limits], np.int64)
    most = np.array([value.amount for value in limits], np.int64)
    out = [np.zeros(len(on), np.int64) for _ in FACTS]
    given = [on, np.asarray(paid.offsets), paid.columns["month"], paid.columns["paid_on"], starts, dues, since, most]
    in_parallel(_clocks, [*given, *out], len(on))
    at = np.maximum(np.searchsorted(since, on, side="right") - 1, 0)
    return {**dict(zip(FACTS, out, strict=True)), "tunggakan_maks": most[at]}


def _reach(*columns: np.ndarray) -> tuple[int, int]:
    held = [column for column in columns if len(column)]
    if not held:
        return 0, 0
    return min(int(column.min()) for column in held), max(int(column.max()) for column in held)


def days_of(column: list[date | None]) -> np.ndarray:
    """Days since 1970 of dates; a missing one is NEVER_KNOWN."""
    return np.array([NEVER_KNOWN if day is None else (day - EPOCH).days for day in column], np.int64)


@njit(cache=True, nogil=True)
def _month(starts, day):
    return np.searchsorted(starts, day, side="right") - 1


@njit(cache=True, nogil=True)
def _lapse(known, low, starts, dues, since, on, most):  # noqa: PLR0917
    """The first day after ``since``, up to ``on``, on which ``most`` months in a row were past due and unpaid."""
    for month in range(_month(starts, since), _month(starts, on) + 1):
        due = dues[month]
        if not since <= due < on:
            continue
        unpaid = True
        for earlier in range(month - most + 1, month + 1):
            if earlier >= low and known[earlier] <= due:
                unpaid = False
        if unpaid:
            return due + 1
    return NEVER


@njit(cache=True, nogil=True)
def _clocks(  # noqa: PLR0912, PLR0917 -- one person, from months to facts
    start, stop, on, offsets, months, paid_on, starts, dues, since_limits, limits,
    ever, gap_out, in_time_out, months_out, paid_out, days_out, run_out, again_out, calendar_out,
):  # fmt: skip
    known = np.full(len(starts), NEVER, np.int64)  # the day each month was known to be paid
    for row in range(start, stop):
        day, now = on[row], _month(starts, on[row])
        most = limits[0]
        for at in range(len(limits)):
            if since_limits[at] <= day:
                most = limits[at]
        low, high = len(starts), -1
        for at in range(offsets[row], offsets[row + 1]):
            told = months[at] if paid_on[at] == NEVER_KNOWN else paid_on[at]
            if told <= day and months[at] <= day:
                month = _month(starts, months[at])
                known[month] = min(known[month], told)
                low, high = min(low, month), max(high, month)
        in_time_out[row] = 1
        if high < 0:
            continue
        # each payment begins on the later of its day and its month's; taken in that order they make the registrations
        since, lapsed, count, last_begin, last_month = 0, -NEVER, 0, -NEVER, -1
        while True:
            begin, month = NEVER, -1
            for one in range(low, high + 1):
                if known[one] < NEVER:
                    starts_on = max(known[one], starts[one])
                    later = starts_on > last_begin or (starts_on == last_begin and one > last_month)
                    if later and starts_on < begin:
                        begin, month = starts_on, one
            if month < 0:
                break
            if begin >= lapsed:
                since, count = begin, count + 1
                lapsed = _lapse(known, low, starts, dues, since, day, most)
            last_begin, last_month = begin, month
            if lapsed == NEVER:
                break
        run = best = mine = 0
        for one in range(low, high + 1):
            paid_out[row] += known[one] < NEVER
            counts = known[one] < NEVER and max(known[one], starts[one]) >= since
            mine += counts
            run = run + 1 if counts else 0
            best = max(best, run)
        ever[row], gap_out[row], in_time_out[row] = 1, now - high, 1 if day <= dues[now] else 0
        months_out[row], days_out[row], run_out[row], again_out[row] = mine, day - since, best, 1 if count > 1 else 0
        began = _month(starts, since)
        calendar_out[row] = now - began - (1 if day - starts[now] < since - starts[began] else 0)
        known[low : high + 1] = NEVER
