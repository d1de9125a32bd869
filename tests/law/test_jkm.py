"""JKM: the amounts, the 3-month rule, the clock and the grey zones, each a day before and after."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rangkiang import law

ONE_CHILD = {"TK": 0, "SD": 5, "SMP": 3, "SMA": 3, "PT": 5}
WHOLE_CHILD = {"TK": 2, "SD": 6, "SMP": 3, "SMA": 3, "PT": 5}


def paid(first: str, last: str, **more: str) -> list[dict[str, str]]:
    return [{"from": first, "to": last, **more}]


def ask(death: str, months: list[dict[str, str]], **more: Any) -> law.Answer:
    return law.jkm({"death": death, "segment": "BPU", "memberships": 1, "paid": months, "children": [], **more})


def test_three_months_before_the_rule_give_the_full_amount() -> None:
    answer = ask("2024-10-17", paid("2024-08", "2024-10"), children=[ONE_CHILD])
    assert answer.decision == "computed"
    assert answer.parts == {"santunan": 20_000_000, "berkala": 12_000_000, "pemakaman": 10_000_000, "beasiswa": 0}
    assert "beasiswa_belum" in {step.rule for step in answer.steps}


@pytest.mark.parametrize(("death", "total"), [("2025-02-23", 42_000_000), ("2025-02-24", 10_000_000)])
def test_the_three_month_rule_begins_on_its_day(death: str, total: int) -> None:
    answer = ask(death, paid("2025-01", "2025-02"))
    assert (answer.decision, answer.total) == ("computed", total)


@pytest.mark.parametrize(
    ("death", "decision", "total"),
    [
        ("2025-05-20", "review", 10_000_000),  # three months paid, 80 days
        ("2025-05-31", "review", 10_000_000),  # 91 days
        ("2025-06-01", "computed", 42_000_000),  # 92 days
    ],
)
def test_between_three_months_and_ninety_days_a_person_decides(death: str, decision: str, total: int) -> None:
    answer = ask(death, paid("2025-03", "2025-05"))
    assert (answer.decision, answer.total) == (decision, total)
    assert bool(answer.review) == (decision == "review")


@pytest.mark.parametrize(("death", "total"), [("2019-12-01", 24_000_000), ("2019-12-02", 42_000_000)])
def test_the_day_of_death_decides_between_the_old_and_the_new_amounts(death: str, total: int) -> None:
    answer = ask(death, paid("2019-01", "2019-12"))
    assert (answer.decision, answer.total) == ("computed", total)


@pytest.mark.parametrize(
    ("last", "decision"),
    [("2025-06", "computed"), ("2025-05", "review"), ("2025-04", "review"), ("2025-03", "not_covered")],
)
def test_two_months_of_arrears_are_a_question_and_three_end_the_cover(last: str, decision: str) -> None:
    assert ask("2025-06-20", paid("2023-01", last)).decision == decision


def test_the_third_unpaid_month_before_its_due_day_is_a_question() -> None:
    assert ask("2025-06-10", paid("2023-01", "2025-03")).decision == "review"


def test_a_death_before_the_month_was_paid_leans_on_the_month_before() -> None:
    first = ask("2025-06-05", paid("2025-06", "2025-06", paid_on="2025-06-14"))
    assert first.decision == "not_covered"
    later = ask("2025-06-05", [*paid("2024-01", "2025-05"), *paid("2025-06", "2025-06", paid_on="2025-06-14")])
    assert later.total == 42_000_000


@pytest.mark.parametrize(("first", "scholarship"), [("2022-03", 87_000_000), ("2022-04", 0)])
def test_the_scholarship_needs_36_paid_months(first: str, scholarship: int) -> None:
    answer = ask("2025-03-01", paid(first, "2025-02"), children=[WHOLE_CHILD])
    assert answer.parts["beasiswa"] == scholarship


def test_two_children_worth_most_are_counted_and_it_says_so() -> None:
    answer = ask("2025-03-20", paid("2022-01", "2025-03"), children=[{"SMA": 1}, WHOLE_CHILD, WHOLE_CHILD])
    assert answer.parts["beasiswa"] == 174_000_000
    assert "beasiswa_anak" in {step.rule for step in answer.steps}


def test_months_paid_after_the_death_are_a_finding_not_a_benefit() -> None:
    answer = ask("2025-03-20", paid("2022-01", "2025-07"))
    assert [s.value for s in answer.steps if s.rule == "bulan_setelah_kematian"] == [4]


def test_several_memberships_are_a_question_since_2025_and_a_sum_before() -> None:
    assert ask("2024-03-20", paid("2022-01", "2024-03"), memberships=2).total == 84_000_000
    now = ask("2025-06-20", paid("2022-01", "2025-06"), memberships=2)
    assert (now.decision, now.total) == ("review", 42_000_000)


def test_coming_back_after_a_lapse_asks_whether_the_clock_restarts() -> None:
    answer = ask("2025-07-20", [*paid("2022-01", "2025-01"), *paid("2025-06", "2025-07")])
    assert (answer.decision, answer.total) == ("review", 10_000_000)


@pytest.mark.parametrize(
    ("case", "field"),
    [
        ({"death": "2025-13-01"}, "death"),
        ({"death": "2025-06-01", "segment": "X"}, "segment"),
        ({"death": "2025-06-01", "memberships": 0}, "memberships"),
        ({"death": "2025-06-01", "paid": [{"from": "2025-05", "to": "2025-04"}]}, "paid"),
        ({"death": "2025-06-01", "paid": [{"from": "2025-13", "to": "2025-14"}]}, "paid"),
        ({"death": "2025-06-01", "children": [{"born": "2026-05-01"}]}, "children"),
        ({"death": "2025-06-01", "children": [{"S3": 1}]}, "children"),
        ({"death": "2025-06-01", "children": [{"born": "2015-01-01", "level": "SD", "class": 9}]}, "children[0].class"),
        (
            {"death": "2025-06-01", "children": [{"born": "2015-01-01", "level": "SD", "class": "4"}]},
            "children[0].class",
        ),
        ({"death": "2025-06-01", "children": [{"born": "2015-01-01", "SD": 4}]}, "children[0].SD"),
        ({"death": 20250601}, "death"),
        ({"death": "20250601"}, "death"),
        ({"death": "2025-06-01", "paids": []}, "paids"),
        ({"death": "2025-06-01", "born": "2025-06-02"}, "born"),
        ({"death": "2025-06-01", "paid": [{"form": "2025-01"}]}, "paid"),
    ],
)
def test_a_bad_case_names_its_field(case: dict[str, Any], field: str) -> None:
    with pytest.raises(law.InvalidCase) as error:
        law.jkm(case)
    assert error.value.field.startswith(field)


months = st.integers(min_value=2015 * 12 + 8, max_value=2026 * 12 + 10).map(lambda n: f"{n // 12}-{n % 12 + 1:02d}")
children = st.lists(st.fixed_dictionaries({}, optional={level: st.integers(0, 8) for level in WHOLE_CHILD}), max_size=4)


@given(death=st.dates(date(2015, 8, 1), date(2026, 12, 31)), first=months, length=st.integers(0, 60), family=children)
def test_parts_add_up_and_are_never_negative(
    death: date, first: str, length: int, family: list[dict[str, int]]
) -> None:
    year, month = map(int, first.split("-"))
    end = year * 12 + month - 1 + length
    answer = ask(death.isoformat(), paid(first, f"{end // 12}-{end % 12 + 1:02d}"), children=family)
    assert answer.total == sum(answer.parts.values())
    assert min(answer.parts.values()) >= 0
    assert (answer.decision == "review") == bool(answer.review)


@given(length=st.integers(1, 60), death=st.dates(date(2020, 1, 1), date(2026, 12, 31)))
def test_a_month_more_never_lowers_the_benefit(length: int, death: date) -> None:
    """Registered one month earlier, everything else the same."""
    last = death.year * 12 + death.month - 1
    totals = []
    for n in (length, length + 1):
        start = last - n + 1
        rows = paid(f"{start // 12}-{start % 12 + 1:02d}", f"{last // 12}-{last % 12 + 1:02d}")
        totals.append(ask(death.isoformat(), rows, children=[WHOLE_CHILD]).total)
    assert totals[0] <= totals[1]
