"""What the law leaves open is asked, never decided in silence; an answer is a row of data and changes the result."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from rangkiang import law
from rangkiang.law.parameters import parameters, revised

JKM: dict[str, Any] = {"death": "2025-06-20", "paid": [{"from": "2022-01", "to": "2025-06"}], "children": []}
JKK: dict[str, Any] = {"accident": "2023-07-01", "outcome": "partial", "income_base": 1_000_000,
                       "paid": [{"from": "2023-01", "to": "2023-07"}]}  # fmt: skip
LAPSED = [{"from": "2022-01", "to": "2025-01"}, {"from": "2025-06", "to": "2025-06"}]
NEW = [{"from": "2025-04", "to": "2025-06"}]
TWO = [{"part": "one_eye"}, {"part": "smell"}]
FAMILY = [{"SD": 6}]

# open question, scheme, case, (certain amount while it is asked, amount when it is read for the family)
THIRD = {**JKM, "death": "2025-06-10", "paid": [{"from": "2022-01", "to": "2025-03"}]}
BEHIND = {**JKM, "segment": "PU", "paid": [{"from": "2022-01", "to": "2025-01"}]}
OLD = {"death": "2019-06-20", "paid": [{"from": "2016-01", "to": "2019-06"}], "children": FAMILY}
BAND = {"accident": "2023-07-01", "outcome": "death", "band": 3, "paid": JKK["paid"]}
ODD = {**JKK, "income_base": 1_234_567, "loss": [{"percent": 7}]}
GAPS = {"death": "2025-02-10", "children": FAMILY,
        "paid": [{"from": "2022-01", "to": "2022-06"}, {"from": "2022-09", "to": "2025-01"}]}  # fmt: skip
ARREARS = {**JKM, "paid": [{"from": "2022-01", "to": "2025-04"}]}
PUPIL = {**JKM, "children": [{"born": "2014-01-01", "level": "SD", "class": 4}]}
APART = [{"from": "2025-03", "to": "2025-04"}, {"from": "2025-06", "to": "2025-06"}]
SCATTERED = [{"from": f"2024-{month:02d}", "to": f"2024-{month:02d}"} for month in (1, 3, 5)] + [
    {"from": "2024-07", "to": "2025-06"}
]
AHEAD = [{"from": "2024-05", "to": "2024-05", "paid_on": "2024-04-20"}]
TODAY = [{"from": "2024-05", "to": "2024-05", "paid_on": "2024-05-10"}]
DAYS = {**JKK, "outcome": "recovered", "incapacity_months": 2, "incapacity_days": 15}
CASES: list[tuple[str, str, dict[str, Any], tuple[int, int]]] = [
    ("covered_in_arrears", "jkm", ARREARS, (0, 42_000_000)),
    ("third_month", "jkm", THIRD, (0, 42_000_000)),
    ("wage_earner_lapse", "jkm", BEHIND, (0, 42_000_000)),
    ("same_day_payment", "jkm", {"death": "2024-05-10", "paid": TODAY}, (0, 42_000_000)),
    ("paid_ahead", "jkm", {"death": "2024-04-25", "paid": AHEAD}, (0, 42_000_000)),
    ("turning_65", "jkm", {**JKM, "born": "1960-06-20"}, (0, 42_000_000)),
    ("three_month_boundary", "jkm", {**JKM, "paid": NEW}, (10_000_000, 42_000_000)),
    ("re_registered", "jkm", {**JKM, "paid": LAPSED}, (10_000_000, 42_000_000)),
    ("three_months_in_a_row", "jkm", {**JKM, "paid": APART}, (10_000_000, 42_000_000)),
    ("scattered_arrears", "jkm", {**JKM, "paid": SCATTERED}, (0, 42_000_000)),
    ("memberships", "jkm", {**JKM, "memberships": 2}, (42_000_000, 74_000_000)),
    ("several_losses", "jkk", {**JKK, "loss": TWO}, (28_000_000, 36_000_000)),
    ("disability_ceiling", "jkk", {**JKK, "loss": [{"percent": 90}]}, (56_000_000, 72_000_000)),
    ("stmb_days", "jkk", DAYS, (2_000_000, 2_500_000)),
    ("rounding", "jkk", ODD, (6_913_575, 6_913_575)),
    ("scholarship_three_years", "jkm", GAPS, (42_000_000, 51_000_000)),
    ("scholarship_before_2019", "jkm", OLD, (24_000_000, 36_000_000)),
    ("income_band", "jkk", BAND, (20_000_000 + 22_000_000, 67_200_000 + 22_000_000)),
    ("school_entry_age", "jkm", {**JKM, "children": [{"born": "2022-03-01"}]}, (42_000_000, 117_000_000)),
    ("school_year", "jkm", PUPIL, (109_500_000, 109_500_000)),
    ("relief_local_money", "contribution", {"month": "2026-05", "fund": "CSR"}, (16_800, 8_400)),
]


@pytest.mark.parametrize(("name", "scheme", "case", "amounts"), CASES, ids=[case[0] for case in CASES])
def test_an_open_question_is_asked_and_an_answer_settles_it(
    name: str, scheme: str, case: dict[str, Any], amounts: tuple[int, int]
) -> None:
    with revised({name: "review"}):
        asked = law.ask(scheme, case)
    assert (asked.decision, asked.total) == ("review", amounts[0])
    assert parameters()[name].label_id in {text_id for text_id, _ in asked.asked}
    with revised({name: "favour"}):
        settled = law.ask(scheme, case)
    assert (settled.decision, settled.total) == ("computed", amounts[1])


def test_an_answer_against_the_family_settles_it_too() -> None:
    for name, case in (("three_month_boundary", NEW), ("re_registered", LAPSED), ("three_months_in_a_row", APART)):
        with revised({name: "refuse"}):
            answer = law.jkm({**JKM, "paid": case})
        assert (answer.decision, answer.total) == ("computed", 10_000_000)
    with revised({"third_month": "refuse"}):
        late = law.jkm(THIRD)
    assert (late.decision, late.total) == ("not_covered", 0)


def test_arrears_are_asked_by_a_reading_that_may_change() -> None:
    answer = law.jkm(ARREARS)
    step = answer.step("covered_in_arrears")
    assert step
    assert (answer.decision, answer.total, step.confidence) == ("review", 0, "S")
    with revised({"covered_in_arrears": "refuse"}):
        refused = law.jkm(ARREARS)
    assert (refused.decision, refused.withheld[0][1]) == ("not_covered", "Outside cover by the reading in force")


def test_a_scholarship_whose_months_lie_before_a_lapse_is_asked() -> None:
    case = {"death": "2024-12-20", "paid": [{"from": "2020-01", "to": "2022-12"}, {"from": "2024-01", "to": "2024-12"}],
            "children": FAMILY}  # fmt: skip
    assert (law.jkm(case).decision, law.jkm(case).total) == ("review", 42_000_000)
    with revised({"scholarship_after_lapse": "favour"}):
        assert (law.jkm(case).decision, law.jkm(case).total) == ("computed", 51_000_000)


def test_a_person_below_18_is_asked_unless_an_act_names_an_age() -> None:
    case = {"on": "2026-01-10", "born": "2008-01-11", "works": True, "wage_earner": False, "nik_known": True,
            "covered": False}  # fmt: skip
    act = {"number": "Perbup 5/2022", "from": "2022-01-01", "age_min": 17}
    assert (law.eligibility(case).decision, law.eligibility({**case, "act": act}).decision) == ("review", "eligible")
    for reading, decision in (("favour", "eligible"), ("refuse", "ineligible")):
        with revised({"lowest_age": reading}):
            assert law.eligibility(case).decision == decision


def test_every_open_question_is_tested() -> None:
    here = {case[0] for case in CASES} | {"scholarship_after_lapse", "lowest_age"}
    elsewhere = {"joint_leave_free": "calendar", "kedaluwarsa_jkm": "deadlines", "kedaluwarsa_beasiswa": "deadlines",
                 "late_rounding": "deadlines"}  # fmt: skip
    for name, place in elsewhere.items():
        assert f'"{name}"' in (Path(__file__).parent / f"test_{place}.py").read_text()
    assert here | elsewhere.keys() == {name for name, one in parameters().items() if one.reading}


def test_a_case_that_hangs_on_no_open_question_asks_none() -> None:
    assert law.jkm(JKM).review == ()
    assert law.jkk({**JKK, "loss": [{"part": "one_eye"}]}).review == ()
