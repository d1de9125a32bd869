"""The protection clock of many persons at once: the facts of membership from paid months, one row a person.

The twin of ``law.clock`` for columns; that one is the reference, and a test draws histories and compares the two.
"""

from __future__ import annotations

from datetime import date

import numpy as np
from numba import njit

from rangkiang.law.errors import InvalidCase
from rangkiang.law.months import FIRST_YEAR, LAST_YEAR, due_date, first_day
from rangkiang.law.parameters import READINGS, parameters, revised

from .kernel import Records, in_parallel
from .loop import EPOCH

FACTS = (
    "pernah_bayar", "selisih_bulan", "sebelum_jatuh_tempo", "bulan_kepesertaan", "masa_iur", "hari_kepesertaan",
    "bulan_berturut", "pernah_berhenti", "bulan_kalender", "bulan_kosong", "hari_sejak_bayar", "bulan_sejak_bayar",
)  # fmt: skip
IN_TIME, HANGS, MOST, TOUCHED = "sebelum_jatuh_tempo", "cuti_bersama_menentukan", "tunggakan_maks", "touched"
THAT_DAY, AHEAD = "bayar_hari_itu", "bayar_di_muka"
LIMITS = {  # of JKM: its parameter and the counts that are held against it, as in law.protection
    "tiga_bulan_hari_itu": ("jkm_bulan_minimum", ("bulan_kepesertaan", "masa_iur", "bulan_berturut")),
    "tiga_tahun_hari_itu": ("beasiswa_bulan_minimum", ("bulan_kepesertaan", "masa_iur")),
}
FROM_MONTH_OR_PAYMENT = ("hari_kepesertaan", "hari_sejak_bayar"), ("bulan_kalender", "bulan_sejak_bayar")
ASKED = (HANGS, THAT_DAY, AHEAD, *LIMITS)
NEVER_KNOWN = -(2**31)  # what a missing paid_on is in these columns
BASE = FIRST_YEAR * 12
MONTHS = (LAST_YEAR - FIRST_YEAR + 1) * 12
NEVER = 2**62  # a day that no payment reaches
STARTS = np.array([(first_day(BASE + at) - EPOCH).days for at in range(MONTHS)], np.int64)


def clock_facts(on: np.ndarray, paid: Records, wage: np.ndarray | None = None) -> dict[str, np.ndarray]:
    """The facts of FACTS and ASKED for each row on its day ``on`` (days since 1970).

    ``paid.columns``: ``month`` (first day of the paid month) and ``paid_on``, both as days since 1970; NEVER_KNOWN in
    ``paid_on`` means in time. ``wage``: whose months fall due a month later (``penerima_upah``), else nobody's.
    Raises InvalidCase for a day outside the calendar.
    """
    wage = np.zeros(len(on), bool) if wage is None else np.asarray(wage) == 1
    paid = Records(np.asarray(paid.offsets), paid.columns)
    dues, others = both_dues(on, paid.columns["month"])
    stand, hangs = stand_on(on, paid, dues, others), np.zeros(len(on), np.int64)
    told, paid = asked_of_payments(on, paid, wage, stand, dues, others)
    rows = np.nonzero(stand[TOUCHED])[0]
    without = stand_on(on[rows], _only(paid, rows), others)
    hangs[rows] = hanging({name: column[rows] for name, column in stand.items()}, without)
    return {**{name: stand[name] for name in FACTS}, **_counted_from(on, stand), HANGS: hangs, **told}


def _counted_from(on: np.ndarray, stand: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Membership counted from the payment or from its month, once ``paid_ahead`` says which; till then both stay."""
    reading, found = _value_on("paid_ahead", on), {}
    for month, payment in FROM_MONTH_OR_PAYMENT:
        found[month] = np.where(reading == READINGS["favour"], stand[payment], stand[month])
        found[payment] = np.where(reading == READINGS["refuse"], stand[month], stand[payment])
    return found


def asked_of_payments(  # noqa: PLR0917
    on: np.ndarray,
    paid: Records,
    wage: np.ndarray,
    stand: dict[str, np.ndarray],
    dues: np.ndarray,
    others: np.ndarray,
) -> tuple[dict[str, np.ndarray], Records]:
    """What hangs on months paid ahead and on payments of the very day, and the payments as the readings count them.

    ``stand`` is brought in line with what counts.
    """
    row = np.repeat(np.arange(len(on)), np.diff(paid.offsets))
    known, months = paid.columns["paid_on"], paid.columns["month"]
    same = known == on[row]
    rows = np.unique(row[same])
    before = stand_on(on[rows], _only(_later(paid, same), rows), dues, others)
    early = (known != NEVER_KNOWN) & (known <= on[row]) & (months > on[row])
    reading, unsure = _value_on("same_day_payment", on), _stands(stand, on, wage) != 1
    open_before = unsure.copy()
    open_before[rows] = _stands(before, on[rows], wage[rows]) != 1
    ahead = _some(early, row, on) & unsure & (reading != READINGS["refuse"])
    ahead |= _some(early & ~same, row, on) & open_before & (reading != READINGS["favour"])
    granted = np.nonzero(ahead & (_value_on("paid_ahead", on) == READINGS["favour"]))[0]
    if len(granted):  # a month paid ahead then is of the event's month
        begun = STARTS[np.searchsorted(STARTS, on[row], side="right") - 1]
        paid = Records(paid.offsets, {**paid.columns, "month": np.where(early & np.isin(row, granted), begun, months)})
        _put(stand, granted, stand_on(on[granted], _only(paid, granted), dues, others))
        before = stand_on(on[rows], _only(_later(paid, same), rows), dues, others)
    told = {AHEAD: ahead.astype(np.int64), **_of_that_day(on, rows, wage, stand, before)}
    out = reading[rows] == READINGS["refuse"]
    _put(stand, rows[out], {name: column[out] for name, column in before.items()})
    return told, _later(paid, same & np.isin(row, rows[out]))


def _some(marked: np.ndarray, row: np.ndarray, on: np.ndarray) -> np.ndarray:
    """Which rows have a marked payment."""
    return np.bincount(row[marked], minlength=len(on)) > 0


def _later(paid: Records, some: np.ndarray) -> Records:
    """These payments a day later, so that they do not count."""
    return Records(paid.offsets, {**paid.columns, "paid_on": paid.columns["paid_on"] + some})


def _of_that_day(
    on: np.ndarray, rows: np.ndarray, wage: np.ndarray, stand: dict[str, np.ndarray], before: dict[str, np.ndarray]
) -> dict[str, np.ndarray]:
    """Where cover or a limit of JKM hangs on a payment of the very day; ``before`` is the clock of ``rows`` without."""
    hangs = {name: np.zeros(len(on), np.int64) for name in (THAT_DAY, *LIMITS)}
    here = {name: column[rows] for name, column in stand.items()}
    cover = (_cover(before, on[rows], wage[rows]) != _cover(here, on[rows], wage[rows])).any(axis=0)
    hangs[THAT_DAY][rows] = cover
    for name, (limit, counts) in LIMITS.items():
        reached = _reached(limit, counts, here, on[rows]) != _reached(limit, counts, before, on[rows])
        hangs[name][rows] = reached.any(axis=0) & ~cover
    return hangs


def _put(stand: dict[str, np.ndarray], rows: np.ndarray, other: dict[str, np.ndarray]) -> None:
    for name, column in stand.items():
        column[rows] = other[name]


def _reached(limit: str, counts: tuple[str, ...], stand: dict[str, np.ndarray], on: np.ndarray) -> np.ndarray:
    """Which of these counts reach the limit of the day; none before its law."""
    since = (parameters()[limit].values[0].since - EPOCH).days
    return np.stack([(on >= since) & (stand[name] >= _value_on(limit, on)) for name in counts])


def _cover(stand: dict[str, np.ndarray], on: np.ndarray, wage: np.ndarray) -> np.ndarray:
    """What of the clock decides cover, as ``law.protection`` compares it: state, registration, scattered months."""
    scattered = (stand["bulan_kosong"] >= stand[MOST]) & np.isin(_state(stand, np.zeros_like(wage)), (1, 2))
    return np.stack([_stands(stand, on, wage), stand["hari_kepesertaan"] * ~wage, scattered & ~wage])


def _stands(stand: dict[str, np.ndarray], on: np.ndarray, wage: np.ndarray) -> np.ndarray:
    """The ``status_iuran`` of each row; 1 also where the reading that would ask covers."""
    state = _state(stand, wage)
    for asks, held in (
        ("covered_in_arrears", state == 2), ("third_month", state == 3), ("wage_earner_lapse", (state == 4) & wage)
    ):  # fmt: skip
        state[held & (_value_on(asks, on) == READINGS["favour"])] = 1
    return state


def _state(stand: dict[str, np.ndarray], wage: np.ndarray) -> np.ndarray:
    """The ``status_iuran`` of each row as the clock has it."""
    gap, in_time, most = stand["selisih_bulan"], stand[IN_TIME] == 1, stand[MOST]
    owed = np.maximum(gap - wage, 0)
    owes = np.where(in_time & (owed < most), owed > 1, owed > 0)
    return np.where(owed < most, 1 + owes, np.where((owed == most) & in_time, 3, 4)) * stand["pernah_bayar"]


def _value_on(name: str, on: np.ndarray) -> np.ndarray:
    """The amount of a parameter on each day; before its first day, its first."""
    values = parameters()[name].values
    since = np.array([(value.since - EPOCH).days for value in values], np.int64)
    amounts = np.array([value.amount for value in values], np.int64)
    return amounts[np.maximum(np.searchsorted(since, on, side="right") - 1, 0)]


def both_dues(on: np.ndarray, months: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The due days with joint leave as the readings have it, and without."""
    dues = _dues(on, months)
    with revised({"joint_leave_free": "refuse"}):
        return dues, _dues(on, months)


def hanging(stand: dict[str, np.ndarray], other: dict[str, np.ndarray]) -> np.ndarray:
    """Where the two clocks, with joint leave and without, stand otherwise."""
    owed = (stand["selisih_bulan"] >= 1) & (stand["selisih_bulan"] <= stand[MOST])
    hangs = (stand[IN_TIME] != other[IN_TIME]) & owed  # the running month counts only for whoever owes something
    for name in FACTS:
        if name != IN_TIME:
            hangs |= stand[name] != other[name]
    return hangs


def _only(paid: Records, rows: np.ndarray) -> Records:
    """The paid months of these rows alone."""
    lengths = np.diff(paid.offsets)[rows]
    offsets = np.concatenate([np.zeros(1, np.int64), np.cumsum(lengths)])
    at = np.repeat(paid.offsets[rows] - offsets[:-1], lengths) + np.arange(offsets[-1])
    return Records(offsets, {name: column[at] for name, column in paid.columns.items()})


def _dues(on: np.ndarray, months: np.ndarray) -> np.ndarray:
    """The due day of each month of the calendar that occurs: working days are looked up only for those."""
    for name, days in (("on", on), ("month", months)):
        if len(days) and (days.min() < STARTS[0] or days.max() >= STARTS[-1] + 31):
            raise InvalidCase(name, f"has a day outside {FIRST_YEAR} to {LAST_YEAR}")
    first, last = (int(np.searchsorted(STARTS, day, side="right")) - 1 for day in _reach(on, months))
    dues = np.full(MONTHS, NEVER, np.int64)
    dues[first : last + 1] = [(due_date(first_day(BASE + at)) - EPOCH).days for at in range(first, last + 1)]
    return dues


def stand_on(
    on: np.ndarray, paid: Records, dues: np.ndarray, others: np.ndarray | None = None
) -> dict[str, np.ndarray]:
    """The facts of FACTS, the most months of arrears on each row's day, and in TOUCHED which rows other due days reach.

    All rows that they do not reach stand the same with them: a month whose due day moves counts only between the first
    paid one and the day, and only if it is not paid by the earlier of the two.
    """
    limits = parameters()[MOST].values
    since = np.array([(value.since - EPOCH).days for value in limits], np.int64)
    most = np.array([value.amount for value in limits], np.int64)
    moved = np.nonzero(dues != (dues if others is None else others))[0]
    earliest = np.minimum(dues, dues if others is None else others)[moved]
    out = [np.zeros(len(on), np.int64) for _ in (*FACTS, TOUCHED)]
    columns = paid.columns["month"], paid.columns["paid_on"]
    in_parallel(_clocks, [on, paid.offsets, *columns, STARTS, dues, since, most, moved, earliest, *out], len(on))
    return {**dict(zip((*FACTS, TOUCHED), out, strict=True)), MOST: _value_on(MOST, on)}


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
    start, stop, on, offsets, months, paid_on, starts, dues, since_limits, limits, moved, earliest,
    ever, gap_out, in_time_out, months_out, paid_out, days_out, run_out, again_out, calendar_out, empty_out,
    days_paid_out, calendar_paid_out, touched,
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
        for at in range(len(moved)):
            if low <= moved[at] <= now and known[moved[at]] > earliest[at]:
                touched[row] = 1
        # each payment begins on the later of its day and its month's; taken in that order they make the registrations
        since, first, lapsed, count, last_begin, last_month = 0, 0, -NEVER, 0, -NEVER, -1
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
                since, first, count = begin, known[month], count + 1
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
        for one in range(began, now + 1):
            empty_out[row] += known[one] == NEVER and dues[one] < day
        calendar_out[row] = now - began - (1 if day - starts[now] < since - starts[began] else 0)
        began = _month(starts, first)
        days_paid_out[row] = day - first
        calendar_paid_out[row] = now - began - (1 if day - starts[now] < first - starts[began] else 0)
        known[low : high + 1] = NEVER
