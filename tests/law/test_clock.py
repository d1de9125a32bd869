"""The protection clock and the children's school years."""

from __future__ import annotations

from datetime import date

import pytest

from rangkiang.law import PaidMonth, clock, scholarship_years


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
