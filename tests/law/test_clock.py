"""The protection clock and the children's school years."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rangkiang.law import PaidMonth, clock, jkm, scholarship_years


def months(*firsts: tuple[int, int], paid_day: int | None = None) -> list[PaidMonth]:
    return [PaidMonth(date(y, m, 1), date(y, m, paid_day) if paid_day else None) for y, m in firsts]


YEAR = [(2024, m) for m in range(1, 13)]


@pytest.mark.parametrize(
    ("on", "status", "arrears"),
    [
        (date(2024, 12, 31), "active", 0),
        (date(2025, 1, 15), "active", 0),
        (date(2025, 1, 16), "arrears", 1),
        (date(2025, 2, 20), "arrears", 2),
        (date(2025, 3, 1), "lapsed", 3),
        (date(2023, 12, 31), "never", 0),
    ],
)
def test_the_clock_on_a_day(on: date, status: str, arrears: int) -> None:
    stand = clock(months(*YEAR), on)
    assert (stand.status, stand.arrears) == (status, arrears)


def test_a_month_protects_from_the_day_it_is_paid() -> None:
    assert clock(months((2025, 6), paid_day=14), date(2025, 6, 13)).status == "never"
    assert clock(months((2025, 6), paid_day=14), date(2025, 6, 14)).covered


def test_months_paid_ahead_do_not_count_before_they_begin() -> None:
    ahead = [PaidMonth(date(2025, m, 1), date(2025, 1, 10)) for m in range(1, 7)]
    assert clock(ahead, date(2025, 2, 10)).months == 2


def test_a_lapse_restarts_membership_but_keeps_the_sum() -> None:
    stand = clock(months(*YEAR, (2025, 6), (2025, 7)), date(2025, 7, 31))
    assert (stand.months, stand.paid_months, stand.re_registered, stand.since) == (2, 14, True, date(2025, 6, 1))


def test_one_unpaid_month_is_no_lapse() -> None:
    stand = clock(months(*YEAR, (2025, 2), (2025, 3)), date(2025, 3, 31))
    assert (stand.months, stand.re_registered, stand.longest_run) == (14, False, 12)


@pytest.mark.parametrize(
    ("born", "level", "grade", "years"),
    [
        (date(2012, 3, 1), "SD", 4, {"SD": 3, "SMP": 3, "SMA": 3, "PT": 2}),
        (date(2008, 3, 1), "SMA", 3, {"SMA": 1, "PT": 5}),
        (date(2001, 1, 1), "PT", 4, {}),
        (date(2023, 8, 1), None, None, {"TK": 2, "SD": 6, "SMP": 3, "SMA": 3, "PT": 4}),
        (date(2010, 3, 1), None, None, {}),
    ],
)
def test_school_years_still_ahead(born: date, level: str | None, grade: int | None, years: dict[str, int]) -> None:
    assert scholarship_years(born, level, grade, date(2025, 3, 10)) == years


def test_months_paid_long_after_their_due_day_do_not_undo_a_lapse() -> None:
    late = [
        PaidMonth(date(2025, 3, 1), date(2025, 3, 10)),
        *(PaidMonth(date(2025, m, 1), date(2025, 8, 20)) for m in range(4, 9)),
    ]
    assert clock(late, date(2025, 8, 19)).status == "lapsed"
    stand = clock(late, date(2025, 8, 25))
    assert (stand.status, stand.since, stand.re_registered) == ("active", date(2025, 8, 20), True)


def test_paying_in_the_third_unpaid_month_before_its_due_day_saves_the_membership() -> None:
    saved = [PaidMonth(date(2025, m, 1), date(2025, 1, 10)) for m in (1,)] + [
        PaidMonth(date(2025, 4, 1), date(2025, 4, 15))
    ]
    assert not clock(saved, date(2025, 4, 20)).re_registered
    lost = [saved[0], PaidMonth(date(2025, 4, 1), date(2025, 4, 16))]
    assert clock(lost, date(2025, 4, 20)).re_registered


def test_a_gap_before_months_paid_ahead_is_a_lapse() -> None:
    ahead = [PaidMonth(date(2025, m, 1), date(2025, 1, 10)) for m in (1, 7, 8)]
    assert clock(ahead, date(2025, 5, 1)).status == "lapsed"
    assert clock(ahead, date(2025, 7, 1)).re_registered


def test_before_the_three_month_rule_the_full_amount_holds_from_the_first_day() -> None:
    assert clock(months((2024, 5)), date(2024, 5, 20)).full_jkm_from == date(2024, 5, 1)
    assert clock(months((2025, 5)), date(2025, 5, 20)).full_jkm_from == date(2025, 8, 1)


@given(
    paid=st.lists(st.tuples(st.integers(0, 40), st.integers(-40, 200)), max_size=30),
    extra=st.tuples(st.integers(0, 40), st.integers(-40, 200)),
    on=st.integers(0, 1400),
)
def test_a_payment_more_never_takes_cover_away(paid: list[tuple[int, int]], extra: tuple[int, int], on: int) -> None:
    def built(rows: list[tuple[int, int]]) -> list[PaidMonth]:
        firsts = [date(2022 + m // 12, m % 12 + 1, 1) for m, _ in rows]
        return [PaidMonth(first, first + timedelta(days=late)) for first, (_, late) in zip(firsts, rows, strict=True)]

    day = date(2022, 1, 1) + timedelta(days=on)
    before, after = clock(built(paid), day), clock(built([*paid, extra]), day)
    assert after.covered >= before.covered
    assert after.paid_months >= before.paid_months
    assert after.months <= after.paid_months


@pytest.mark.parametrize(("level", "grade", "same"), [("SMP", 8, 2), ("SMA", 12, 3)])
def test_a_class_counted_from_the_first_school_year_is_the_same_class(level: str, grade: int, same: int) -> None:
    case = {"death": "2024-10-17", "paid": [{"from": "2021-01", "to": "2024-10"}]}
    totals = [
        jkm({**case, "children": [{"born": "2010-03-01", "level": level, "class": n}]}).total for n in (grade, same)
    ]
    assert totals[0] == totals[1] > 42_000_000


@pytest.mark.parametrize("child", [{"born": "2012-03-01", "level": "SD"}, {"born": "2012-03-01"}])
def test_a_school_that_is_not_known_is_asked(child: dict[str, str]) -> None:
    answer = jkm({"death": "2024-10-17", "paid": [{"from": "2021-01", "to": "2024-10"}], "children": [child]})
    assert answer.decision == "review"
