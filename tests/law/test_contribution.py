"""Contributions: published totals to the rupiah, relief by fund, sector and month."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rangkiang import law


def total(**case: Any) -> int:
    return law.contribution({"month": "2025-01", "fund": "APBD_KAB", "income": 1_000_000, **case}).total


@pytest.mark.parametrize(
    ("persons", "months", "published"),
    [
        (5_000, 12, 1_008_000_000),
        (30_000, 6, 3_024_000_000),
        (3_360, 5, 282_240_000),
        (35_440, 3, 1_786_176_000),
        (36_777, 12, 7_414_243_200),
        (21_076, 12, 4_248_921_600),
        (24_800, 12, 4_999_680_000),
        (1_000, 1, 16_800_000),
        (181_744, 1, 3_053_299_200),
    ],
)
def test_published_totals_close(persons: int, months: int, published: int) -> None:
    """Programme facts, table 4c."""
    assert total(persons=persons, months=months) == published


@pytest.mark.parametrize(
    ("month", "sector", "price"),
    [
        ("2025-12", "transport", 16_800),
        ("2026-01", "transport", 8_400),
        ("2027-03", "transport", 8_400),
        ("2027-04", "transport", 16_800),
        ("2026-03", "non_transport", 16_800),
        ("2026-04", "non_transport", 8_400),
        ("2026-12", "non_transport", 8_400),
        ("2027-01", "non_transport", 16_800),
    ],
)
def test_relief_for_the_self_paying(month: str, sector: str, price: int) -> None:
    assert total(fund="MANDIRI", month=month, sector=sector) == price


@pytest.mark.parametrize("fund", ["APBD_KAB", "APBD_PROV", "APBN"])
def test_no_relief_for_state_and_regional_budgets(fund: str) -> None:
    answer = law.contribution({"month": "2026-05", "fund": fund, "income": 1_000_000})
    assert (answer.total, answer.decision) == (16_800, "computed")


@pytest.mark.parametrize("fund", ["APB_NAGARI", "DBH_SAWIT", "CSR"])
def test_other_public_money_is_a_question(fund: str) -> None:
    answer = law.contribution({"month": "2026-05", "fund": fund, "income": 1_000_000})
    assert (answer.total, answer.decision) == (16_800, "review")


def test_every_month_is_priced_on_its_own_date() -> None:
    assert total(fund="MANDIRI", month="2026-03", months=2) == 16_800 + 8_400


@pytest.mark.parametrize(
    ("income", "jkk"), [(0, 10_000), (1_099_999, 10_000), (1_100_000, 12_000), (99_000_000, 207_000)]
)
def test_bands(income: int, jkk: int) -> None:
    assert law.contribution({"month": "2025-01", "fund": "MANDIRI", "income": income}).parts["jkk"] == jkk


@pytest.mark.parametrize(
    ("case", "field"),
    [
        ({"fund": "KAS"}, "fund"),
        ({"month": "2025-13"}, "month"),
        ({"income": -1}, "income"),
        ({"sector": "sea"}, "sector"),
        ({"persons": -1}, "persons"),
        ({"persons": 300_000_001}, "persons"),
        ({"months": 0}, "months"),
        ({"persons": True}, "persons"),
        ({"month": "9999-12"}, "month"),
        ({"month": "2200-12", "months": 2}, "months"),
        ({"months": 601}, "months"),
        ({"person": 2}, "person"),
        ({"month": "2015-06"}, "month"),
        ({"fund": ["APBN"]}, "fund"),
    ],
)
def test_a_bad_case_names_its_field(case: dict[str, Any], field: str) -> None:
    with pytest.raises(law.InvalidCase) as error:
        total(**case)
    assert error.value.field == field


@given(
    persons=st.integers(0, 300_000_000),
    months=st.integers(1, 24),
    income=st.integers(0, 10**8),
    fund=st.sampled_from(["APBD_KAB", "MANDIRI", "CSR"]),
    sector=st.sampled_from(["transport", "non_transport"]),
)
def test_price_and_contribution_are_one_rule(persons: int, months: int, income: int, fund: str, sector: str) -> None:
    case = {"month": "2025-10", "fund": fund, "sector": sector, "income": income, "persons": persons, "months": months}
    answer = law.contribution(case)
    assert answer.total == sum(answer.parts.values())
    days = [date(2025 + (9 + n) // 12, (9 + n) % 12 + 1, 1) for n in range(months)]
    assert answer.total == persons * sum(law.price(d, fund, sector, law.band_of(income, d)).total for d in days)


@pytest.mark.parametrize(
    ("month", "due"), [(date(2025, 6, 1), date(2025, 6, 16)), (date(2025, 7, 1), date(2025, 7, 15))]
)
def test_the_due_day_moves_past_a_weekend(month: date, due: date) -> None:
    assert law.due_date(month) == due


@pytest.mark.parametrize(("month", "jkm"), [("2020-07", 6_800), ("2020-08", 68), ("2021-01", 68), ("2021-02", 6_800)])
def test_the_pandemic_relief_is_priced_with_its_mark(month: str, jkm: int) -> None:
    answer = law.contribution({"month": month, "fund": "APBD_KAB", "income": 1_000_000})
    mark = next(step.confidence for step in answer.steps if step.rule == "iuran_jkm_dibayar")
    assert (answer.decision, answer.parts["jkm"], mark) == ("computed", jkm, "M" if jkm == 68 else "S")


@pytest.mark.parametrize(("income", "mark"), [(1_000_000, "S"), (1_150_000, "S"), (2_000_000, "M")])
def test_an_unconfirmed_band_marks_the_price(income: int, mark: str) -> None:
    answer = law.contribution({"month": "2025-01", "fund": "MANDIRI", "income": income})
    assert answer.decision == "computed"
    assert next(step.confidence for step in answer.steps if step.rule == "iuran_jkk_dibayar") == mark


def test_an_unknown_fund_sector_or_band_has_no_price() -> None:
    for fund, sector, band in (("KAS", "transport", 1), ("APBN", "sea", 1), ("APBN", "transport", 34)):
        with pytest.raises(law.InvalidCase):
            law.price(date(2025, 1, 1), fund, sector, band)


def test_every_base_is_a_whole_number_of_rupiah_after_its_rate_and_relief() -> None:
    for band in range(1, 34):
        assert law.base_of(band, date(2026, 5, 1)) % 200 == 0
