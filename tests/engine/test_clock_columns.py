"""The clock on columns says of every history what the clock of one person says."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.law_clock import twice
from rangkiang.engine import clock as columns
from rangkiang.engine.clock import ASKED, FACTS, HANGS, THAT_DAY, clock_facts, days_of
from rangkiang.engine.kernel import Records
from rangkiang.law import InvalidCase, PaidMonth, clock, protection, revised

START = date(2022, 1, 1)
MONTHS = [date(2022 + at // 12, at % 12 + 1, 1) for at in range(48)]
History = tuple[list[PaidMonth], date]


def payment(at: int, late: int | None) -> PaidMonth:
    return PaidMonth(MONTHS[at], None if late is None else MONTHS[at] + timedelta(days=late))


def histories() -> st.SearchStrategy[History]:
    late = st.one_of(st.none(), st.integers(-40, 130))
    sparse = st.lists(st.builds(payment, st.integers(0, 47), late), max_size=20)
    long = st.builds(
        lambda first, count, holes: [payment(at, None) for at in {*range(first, min(48, first + count))} - holes],
        st.integers(0, 30), st.integers(1, 40), st.sets(st.integers(0, 47), max_size=8),
    )  # fmt: skip
    day = st.dates(START - timedelta(days=20), date(2026, 3, 31))
    return st.tuples(st.one_of(sparse, long), day)


def table(rows: list[History]) -> tuple[np.ndarray, Records]:
    flat = [one for paid, _ in rows for one in paid]
    offsets = np.cumsum([0, *(len(paid) for paid, _ in rows)])
    held = {"month": days_of([one.month for one in flat]), "paid_on": days_of([one.paid_on for one in flat])}
    return days_of([day for _, day in rows]), Records(offsets, held)


def computed(rows: list[History]) -> dict[str, np.ndarray]:
    return clock_facts(*table(rows))


def agree(rows: list[History]) -> None:
    """Every other row is a wage earner's."""
    wage = np.arange(len(rows)) % 2
    found = clock_facts(*table(rows), wage)
    for at, (paid, day) in enumerate(rows):
        told = protection.facts({"segment": "PU" if wage[at] else "BPU"}, paid, 0, day)
        names = (*FACTS, *ASKED)
        assert {name: int(found[name][at]) for name in names} == {name: told[name] for name in names}


@settings(max_examples=150)
@given(st.lists(histories(), min_size=1, max_size=30))
def test_the_column_clock_agrees_with_the_clock(rows: list[History]) -> None:
    agree(rows)


READ = ("review", "favour", "refuse")


@pytest.mark.parametrize("reading", READ)
@settings(max_examples=60, deadline=None)
@given(rows=st.lists(histories(), min_size=1, max_size=10), ahead=st.sampled_from(READ), late=st.integers(0, 40))
def test_a_payment_of_the_very_day_or_ahead_is_read_alike(
    reading: str, rows: list[History], ahead: str, late: int
) -> None:
    of_the_day = [(paid, one.paid_on + timedelta(days=days))
                  for paid, _ in rows for one in paid if one.paid_on for days in (0, late)]  # fmt: skip
    others = dict.fromkeys(("paid_ahead", "covered_in_arrears", "third_month", "wage_earner_lapse"), ahead)
    with revised({"same_day_payment": reading, **others}):
        agree(of_the_day)


def test_cover_that_hangs_on_a_payment_of_the_very_day_is_told_by_the_columns_too() -> None:
    """Registered on 10 May 2024, the day before, that day and the day after."""
    rows: list[History] = [([payment(28, 9)], date(2024, 5, day)) for day in (9, 10, 11)]
    assert computed(rows)[THAT_DAY].tolist() == [0, 1, 0]
    assert computed(rows)["pernah_bayar"].tolist() == [0, 1, 1]
    with revised({"same_day_payment": "refuse"}):
        assert computed(rows)["pernah_bayar"].tolist() == [0, 0, 1]


def test_cover_that_hangs_on_joint_leave_is_told_by_the_columns_too() -> None:
    """April 2024: joint leave moves the due day from the 15th to the 16th."""
    rows: list[History] = [([payment(24, None)], date(2024, 4, day)) for day in (15, 16, 17)]
    assert computed(rows)[HANGS].tolist() == [protection.facts({}, paid, 0, day)[HANGS] for paid, day in rows]
    assert 0 < computed(rows)[HANGS].sum() < 3


@settings(max_examples=150, deadline=None)
@given(st.lists(histories(), min_size=1, max_size=30))
def test_the_second_clock_is_left_out_only_where_it_says_the_same(rows: list[History]) -> None:
    once, whole = computed(rows), twice(*table(rows))
    assert {name: column.tolist() for name, column in once.items()} == {
        name: column.tolist() for name, column in whole.items()
    }


def test_the_second_clock_asks_only_who_did_not_pay_a_moved_month(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of April 2024: paid in time, before the first paid month, after the day, and not paid."""
    asked, whole = [], columns.stand_on
    monkeypatch.setattr(columns, "stand_on", lambda on, *rest: asked.append(len(on)) or whole(on, *rest))
    in_time = ([payment(24, None), payment(27, None)], date(2024, 5, 20))
    later = ([payment(28, None)], date(2024, 5, 20))
    earlier = ([payment(24, None)], date(2024, 3, 31))
    unpaid = ([payment(24, None)], date(2024, 5, 20))
    computed([in_time, later, earlier, unpaid])
    assert [rows for rows in asked if rows] == [4, 1]


def test_a_payment_between_the_two_due_days_of_a_moved_month_asks_both_clocks() -> None:
    """Paid on 16 April 2024 after two unpaid months: in time because of joint leave, else a lapse the day before."""
    assert computed([([payment(24, None), payment(27, 15)], date(2024, 5, 10))])[HANGS].tolist() == [1]


def test_a_changed_limit_of_arrears_reaches_the_columns() -> None:
    row: History = ([payment(0, None), payment(3, None)], date(2022, 4, 20))
    with revised({"tunggakan_maks": 2}):
        assert clock(*row).re_registered
        assert computed([row])["pernah_berhenti"][0] == 1
    assert computed([row])["pernah_berhenti"][0] == 0


def test_nobody_and_nothing_paid() -> None:
    assert len(computed([])["masa_iur"]) == 0
    found = {name: int(column[0]) for name, column in computed([([], START)]).items()}
    assert found == {**clock([], START).facts(), **dict.fromkeys(ASKED, 0)}


def test_a_day_outside_the_calendar_is_refused() -> None:
    with pytest.raises(InvalidCase, match="on"):
        computed([([payment(0, None)], date(2300, 1, 1))])
