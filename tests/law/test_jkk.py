"""JKK: death, disability, incapacity, transport; what is not confirmed asks for a doctor."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rangkiang import law

PAID = [{"from": "2023-01", "to": "2023-07"}]


def ask(outcome: str, **more: Any) -> law.Answer:
    case = {"accident": "2023-07-01", "outcome": outcome, "income_base": 1_000_000, "paid": PAID, **more}
    return law.jkk(case)


def test_death_at_work_gives_seventy_million_and_the_scholarship_without_waiting() -> None:
    answer = ask("death", children=[{"SMA": 2, "PT": 5}])
    assert answer.parts["santunan"] == 48_000_000
    assert answer.total == 70_000_000 + 6_000_000 + 60_000_000


def test_the_death_benefit_has_a_floor() -> None:
    assert ask("death", income_base=100_000).parts["santunan"] == 20_000_000


def test_total_disability() -> None:
    answer = ask("total", incapacity_months=14)
    assert (answer.parts["cacat"], answer.parts["berkala"]) == (56_000_000, 12_000_000)
    assert answer.parts["stmb"] == 12_000_000 + 1_000_000


@pytest.mark.parametrize(("months", "amount"), [(0, 0), (1, 1_000_000), (12, 12_000_000), (13, 12_500_000)])
def test_incapacity_by_month(months: int, amount: int) -> None:
    assert ask("recovered", incapacity_months=months).parts["stmb"] == amount


def test_a_confirmed_row_of_the_table_and_its_loss_of_function() -> None:
    assert ask("partial", loss=[{"part": "one_eye"}]).parts["cacat"] == 28_000_000
    assert ask("partial", loss=[{"part": "one_eye", "function_percent": 50}]).parts["cacat"] == 14_000_000


def test_an_unconfirmed_row_needs_a_doctor() -> None:
    answer = ask("partial", loss=[{"part": "right_thumb"}])
    assert (answer.decision, answer.total) == ("review", 0)
    assert ask("partial", loss=[{"percent": 15}]).total == 12_000_000


def test_several_losses_are_a_question_and_the_largest_is_certain() -> None:
    answer = ask("partial", loss=[{"part": "one_eye"}, {"part": "smell"}])
    assert (answer.decision, answer.total) == ("review", 28_000_000)


def test_each_mode_of_transport_has_its_own_cap() -> None:
    answer = ask("recovered", transport={"land": 9_000_000, "sea": 1_500_000, "air": 99_000_000})
    assert answer.parts["transport"] == 5_000_000 + 1_500_000 + 10_000_000


def test_jkk_needs_no_waiting_but_needs_cover() -> None:
    assert ask("death", paid=[{"from": "2023-07", "to": "2023-07"}]).total == 70_000_000
    assert ask("death", paid=[]).decision == "not_covered"


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"outcome": "well"}, "outcome"),
        ({"income_base": 0}, "income_base"),
        ({"income_base": 10**10 + 1}, "income_base"),
        ({"band": 1}, "income_base"),
        ({"income_base": None, "band": 1}, "income_base"),
        ({"income_base": 1.5}, "income_base"),
        ({"incapacity_months": -1}, "incapacity_months"),
        ({"transport": {"rail": 1}}, "transport"),
        ({"outcome": "partial", "loss": [{"part": "tail"}]}, "loss"),
        ({"outcome": "partial", "loss": []}, "loss"),
        ({"outcome": "partial", "loss": [{"percent": 101}]}, "loss"),
        ({"incapacity_month": 3}, "incapacity_month"),
        ({"outcome": "partial", "loss": [{"part": "hearing_lowered_one"}]}, "loss[0].units"),
        ({"income_base": None}, "income_base"),
        ({"accident": "2023-07-01T00:00"}, "accident"),
        ({"transport": {"land": -1}}, "transport.land"),
        ({"outcome": "partial", "loss": [{"part": ["one_eye"]}]}, "loss[0].part"),
        ({"care": {"home": 1_000_000}}, "care.home_months"),
        ({"care": {"crutches": 1}}, "care.crutches"),
    ],
)
def test_a_bad_case_names_its_field(more: dict[str, Any], field: str) -> None:
    with pytest.raises(law.InvalidCase) as error:
        ask(**({"outcome": "recovered"} | more))
    assert error.value.field.startswith(field)


@given(base=st.integers(1, 10**10), outcome=st.sampled_from(["death", "total"]), months=st.integers(0, 60))
def test_exact_for_any_income(base: int, outcome: str, months: int) -> None:
    answer = ask(outcome, income_base=base, incapacity_months=months)
    assert answer.total == sum(answer.parts.values())
    if outcome == "total":
        assert answer.parts["cacat"] == base * 56


@pytest.mark.parametrize(
    ("accident", "decision", "total"), [("2019-12-01", "review", 0), ("2019-12-02", "computed", 70_000_000)]
)
def test_before_its_law_was_confirmed_nothing_is_certain(accident: str, decision: str, total: int) -> None:
    case = {
        "accident": accident,
        "outcome": "death",
        "income_base": 1_000_000,
        "paid": [{"from": "2019-01", "to": "2019-12"}],
        "transport": {"land": 1_000_000 if decision == "review" else 0},
    }
    assert (law.jkk(case).decision, law.jkk(case).total) == (decision, total)


def test_a_row_per_unit_and_a_row_with_a_range() -> None:
    assert ask("partial", loss=[{"part": "hearing_lowered_both", "units": 3}]).parts["cacat"] == 14_400_000
    assert ask("partial", loss=[{"part": "scalp"}]).decision == "review"
    assert ask("partial", loss=[{"part": "scalp", "percent": 20}]).total == 16_000_000


def test_a_scholarship_follows_death_or_total_disability_only() -> None:
    child = [{"SMA": 2}]
    assert [ask(outcome, children=child).parts["beasiswa"] for outcome in ("death", "total", "recovered")] == [
        6_000_000,
        6_000_000,
        0,
    ]
