"""What is owed month by month, and how far an amount reaches when months cost differently."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rangkiang.law import InvalidCase, PaidMonth, price
from rangkiang.law.arrears import arrears, owed, reach

SELF: dict[str, Any] = {"fund": "MANDIRI", "sector": "non_transport", "band": 1}
APBD: dict[str, Any] = {**SELF, "fund": "APBD_KAB"}


def paid(*months: tuple[int, int]) -> list[PaidMonth]:
    return [PaidMonth(date(year, month, 1)) for year, month in months]


def test_a_month_is_owed_from_the_day_after_it_is_due() -> None:
    assert arrears(paid((2025, 5)), date(2025, 6, 16), **APBD) == []  # 15 June 2025 is a Sunday
    late = arrears(paid((2025, 5)), date(2025, 6, 17), **APBD)
    assert [(one.month, one.due, one.price.total) for one in late] == [(date(2025, 6, 1), date(2025, 6, 16), 16_800)]


def test_arrears_from_before_the_relief_are_owed_in_full() -> None:
    found = arrears(paid((2026, 2)), date(2026, 4, 20), **SELF)
    assert [one.price.total for one in found] == [16_800, 8_400]


def test_a_gap_in_the_middle_is_owed_too_and_nothing_after_a_lapse() -> None:
    assert [one.month.month for one in arrears(paid((2025, 1), (2025, 3)), date(2025, 3, 20), **APBD)] == [2]
    assert arrears(paid((2025, 1)), date(2025, 6, 20), **APBD) == []
    assert arrears([], date(2025, 6, 20), **APBD) == []


def test_a_payment_ahead_reaches_further_under_the_relief() -> None:
    """Three months at Rp16,800 bought in March 2026: March in full, then four at Rp8,400."""
    assert reach(50_400, date(2026, 3, 1), **SELF) == (5, 0)
    assert reach(50_400, date(2026, 3, 1), **APBD) == (3, 0)
    assert reach(16_799, date(2026, 3, 1), **APBD) == (0, 16_799)


@given(st.integers(0, 2_000_000), st.dates(date(2015, 8, 1), date(2028, 1, 1)))
def test_what_is_reached_costs_what_was_spent(amount: int, day: date) -> None:
    months, left = reach(amount, day, **SELF)
    start = day.year * 12 + day.month - 1
    cost = sum(
        price(date(m // 12, m % 12 + 1, 1), "MANDIRI", "non_transport", 1).total for m in range(start, start + months)
    )
    assert cost + left == amount


def test_the_command_line_tells_months_total_and_status() -> None:
    case = {"on": "2025-07-20", "paid": [{"from": "2025-01", "to": "2025-05"}], "fund": "APBD_KAB"}
    told = owed(case)
    assert [month["month"] for month in told["months"]] == ["2025-06", "2025-07"]
    assert (told["total"], told["status"]) == (33_600, "arrears")
    with pytest.raises(InvalidCase, match="fund"):
        owed({**case, "fund": "X"})
