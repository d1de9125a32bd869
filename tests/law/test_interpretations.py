"""What the law leaves open is asked, never decided in silence; an answer is a row of data and changes the result."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from rangkiang import law
from rangkiang.law.parameters import READINGS, parameters

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
ODD = {**JKK, "income_base": 1_234_567, "loss": [{"percent": 7}]}
CASES: list[tuple[str, str, dict[str, Any], tuple[int, int]]] = [
    ("third_month", "jkm", THIRD, (0, 42_000_000)),
    ("wage_earner_lapse", "jkm", BEHIND, (0, 42_000_000)),
    ("turning_65", "jkm", {**JKM, "born": "1960-06-20"}, (0, 42_000_000)),
    ("three_month_boundary", "jkm", {**JKM, "paid": NEW}, (10_000_000, 42_000_000)),
    ("re_registered", "jkm", {**JKM, "paid": LAPSED}, (10_000_000, 42_000_000)),
    ("memberships", "jkm", {**JKM, "memberships": 2}, (42_000_000, 74_000_000)),
    ("several_losses", "jkk", {**JKK, "loss": TWO}, (28_000_000, 36_000_000)),
    ("disability_ceiling", "jkk", {**JKK, "loss": [{"percent": 90}]}, (56_000_000, 72_000_000)),
    ("rounding", "jkk", ODD, (6_913_575, 6_913_575)),
    ("scholarship_before_2019", "jkm", OLD, (24_000_000, 36_000_000)),
    ("relief_local_money", "contribution", {"month": "2026-05", "fund": "CSR"}, (16_800, 8_400)),
]


def read(name: str, reading: str, monkeypatch: pytest.MonkeyPatch) -> None:
    found = parameters()[name]
    answered = replace(found, values=tuple(replace(v, amount=READINGS[reading]) for v in found.values))
    monkeypatch.setitem(parameters(), name, answered)


def ask(scheme: str, case: dict[str, Any]) -> law.Answer:
    return {"jkm": law.jkm, "jkk": law.jkk, "contribution": law.contribution}[scheme](case)


@pytest.mark.parametrize(("name", "scheme", "case", "amounts"), CASES, ids=[case[0] for case in CASES])
def test_an_open_question_is_asked_and_an_answer_settles_it(
    name: str, scheme: str, case: dict[str, Any], amounts: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    read(name, "review", monkeypatch)
    asked = ask(scheme, case)
    assert (asked.decision, asked.total) == ("review", amounts[0])
    assert parameters()[name].label_id in {text_id for text_id, _ in asked.asked}
    read(name, "favour", monkeypatch)
    assert (ask(scheme, case).decision, ask(scheme, case).total) == ("computed", amounts[1])


def test_an_answer_against_the_family_settles_it_too(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, case in (("three_month_boundary", NEW), ("re_registered", LAPSED)):
        read(name, "refuse", monkeypatch)
        answer = law.jkm({**JKM, "paid": case})
        assert (answer.decision, answer.total) == ("computed", 10_000_000)
    read("third_month", "refuse", monkeypatch)
    late = law.jkm(THIRD)
    assert (late.decision, late.total) == ("not_covered", 0)


def test_arrears_protect_by_a_reading_that_may_change(monkeypatch: pytest.MonkeyPatch) -> None:
    case = {**JKM, "paid": [{"from": "2022-01", "to": "2025-04"}]}
    step = next(step for step in law.jkm(case).steps if step.rule == "covered_in_arrears")
    assert (law.jkm(case).total, step.confidence) == (42_000_000, "S")
    read("covered_in_arrears", "refuse", monkeypatch)
    assert law.jkm(case).decision == "not_covered"


def test_a_scholarship_whose_months_lie_before_a_lapse_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    case = {"death": "2024-12-20", "paid": [{"from": "2020-01", "to": "2022-12"}, {"from": "2024-01", "to": "2024-12"}],
            "children": FAMILY}  # fmt: skip
    assert (law.jkm(case).decision, law.jkm(case).total) == ("review", 42_000_000)
    read("scholarship_after_lapse", "favour", monkeypatch)
    assert (law.jkm(case).decision, law.jkm(case).total) == ("computed", 51_000_000)


def test_every_open_question_is_tested() -> None:
    here = {case[0] for case in CASES} | {"covered_in_arrears", "scholarship_after_lapse"}
    assert here == {name for name, p in parameters().items() if "?" in p.label_en}


def test_a_case_that_hangs_on_no_open_question_asks_none() -> None:
    assert law.jkm(JKM).review == ()
    assert law.jkk({**JKK, "loss": [{"part": "one_eye"}]}).review == ()
