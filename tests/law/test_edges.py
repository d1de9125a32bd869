"""The day, the month and the birthday on which an answer turns: one before and one on it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from rangkiang import law
from rangkiang.law import Clock, PaidMonth, clock, scholarship_years
from rangkiang.law.jkm import berkala__pp82, santunan__pp82

LONG = [{"from": "2020-01", "to": "2025-07"}]


def steps(answer: law.Answer, rule: str) -> list[tuple[int, str]]:
    return [(step.value, step.article) for step in answer.steps if step.rule == rule]


def test_the_law_here_begins_in_july_2015() -> None:
    paid = [{"from": "2015-01", "to": "2015-12"}]
    for ask, case in ((law.jkm, {"death": "2015-06-30"}), (law.jkk, {"accident": "2015-06-30", "outcome": "death"})):
        with pytest.raises(law.InvalidCase):
            ask({**case, "paid": paid} | ({"income_base": 1} if "accident" in case else {}))
    assert law.jkm({"death": "2015-07-01", "paid": paid}).total == 24_000_000
    assert law.jkk({"accident": "2015-07-01", "outcome": "death", "income_base": 1, "paid": paid}).decision == "review"


@pytest.mark.parametrize(
    ("death", "article", "months"),
    [("2025-02-23", "PP 44/2015", []), ("2025-02-24", "Permenaker 1/2025 Pasal 97A", [62])],
)
def test_the_full_right_cites_the_law_of_the_day_and_reads_only_what_it_asks(
    death: str, article: str, months: list[int]
) -> None:
    answer = law.jkm({"death": death, "paid": LONG})
    assert steps(answer, "jkm_penuh") == [(1, article)]
    assert [value for value, _ in steps(answer, "bulan_kepesertaan")] == months


@pytest.mark.parametrize(
    ("death", "article"), [("2019-12-01", "PP 44/2015 Lampiran III"), ("2019-12-02", "PP 82/2019 Pasal 34")]
)
@pytest.mark.parametrize("part", ["santunan", "berkala", "pemakaman"])
def test_every_part_cites_the_law_of_the_day(death: str, article: str, part: str) -> None:
    assert steps(law.jkm({"death": death, "paid": [{"from": "2019-01", "to": "2019-12"}]}), part)[0][1] == article


@pytest.mark.parametrize("rule", [santunan__pp82, berkala__pp82])
@pytest.mark.parametrize(("full", "given"), [(0, 0), (1, 24), (2, 0)])
def test_without_the_full_right_there_is_no_benefit(rule: Callable[..., int], full: int, given: int) -> None:
    assert rule(full, 12, 2) == given


def test_a_boundary_case_on_the_first_day_of_the_rule() -> None:
    """Registered on 1 December: 85 days and three paid months on 24 February."""
    paid = [{"from": "2024-12", "to": "2025-02"}]
    assert law.jkm({"death": "2025-02-23", "paid": paid}).decision == "computed"
    assert law.jkm({"death": "2025-02-24", "paid": paid}).decision == "review"


def test_two_paid_months_are_doubtful_from_the_ninetieth_day() -> None:
    paid = [{"from": "2025-03", "to": "2025-04"}]
    with law.revised({"covered_in_arrears": "favour"}):  # May is unpaid
        assert law.jkm({"death": "2025-05-29", "paid": paid}).decision == "computed"  # 89 days
        assert law.jkm({"death": "2025-05-30", "paid": paid}).decision == "review"


def test_three_months_that_are_not_in_a_row_are_doubtful() -> None:
    paid = [{"from": "2025-03", "to": "2025-04"}, {"from": "2025-06", "to": "2025-06"}]
    assert law.jkm({"death": "2025-06-20", "paid": paid}).decision == "review"


def test_the_full_amount_from_the_later_of_three_months_and_92_days() -> None:
    late = [PaidMonth(date(2025, 5, 1), date(2025, 5, 14))]
    assert clock(late, date(2025, 5, 20)).full_jkm_from == date(2025, 8, 14)
    assert clock([PaidMonth(date(2025, 6, 1))], date(2025, 6, 20)).full_jkm_from == date(2025, 9, 1)
    assert clock(late, date(2025, 9, 20)).full_jkm_from is None


@pytest.mark.parametrize(("born", "decision"), [("1960-06-21", "computed"), ("1960-06-20", "review")])
def test_the_65th_birthday_is_a_question_for_the_self_employed(born: str, decision: str) -> None:
    case = {"death": "2025-06-20", "born": born, "paid": LONG}
    assert law.jkm(case).decision == decision
    assert law.jkm({**case, "segment": "PU"}).decision == "computed"


def test_a_participant_may_be_born_on_the_day_of_the_event_but_not_after() -> None:
    assert law.jkm({"death": "2025-06-20", "born": "2025-06-20", "paid": LONG}).total == 42_000_000


@pytest.mark.parametrize(
    ("born", "level", "grade", "on", "years"),
    [
        (date(2008, 8, 1), "SMA", 3, date(2025, 6, 30), {"SMA": 1, "PT": 5}),
        (date(2008, 8, 1), "SMA", 3, date(2025, 7, 1), {"SMA": 1, "PT": 5}),
        (date(2007, 6, 15), "SMA", 3, date(2025, 6, 30), {"SMA": 1, "PT": 5}),
        (date(2007, 6, 15), "SMA", 3, date(2025, 7, 1), {"SMA": 1, "PT": 4}),
        (date(2003, 8, 1), "PT", 1, date(2026, 7, 31), {"PT": 1}),
        (date(2003, 8, 1), "PT", 1, date(2026, 8, 1), {}),
        (date(2022, 3, 1), None, None, date(2025, 8, 1), {"TK": 2, "SD": 6, "SMP": 3, "SMA": 3, "PT": 4}),
        (date(2020, 3, 1), None, None, date(2025, 8, 1), {"TK": 2, "SD": 6, "SMP": 3, "SMA": 3, "PT": 4}),
        (date(2019, 3, 1), None, None, date(2025, 8, 1), {"TK": 1, "SD": 6, "SMP": 3, "SMA": 3, "PT": 4}),
        (date(2018, 3, 1), None, None, date(2025, 8, 1), {}),
    ],
)
def test_school_years_turn_in_july_and_end_on_the_23rd_birthday(
    born: date, level: str | None, grade: int | None, on: date, years: dict[str, int]
) -> None:
    assert scholarship_years(born, level, grade, on) == years


def family(*children: dict[str, Any]) -> law.Answer:
    return law.jkm({"death": "2025-07-20", "paid": LONG, "children": list(children)})


def test_years_beyond_the_most_are_cut_with_a_note() -> None:
    assert (family({"PT": 5}).parts["beasiswa"], steps(family({"PT": 5}), "tahun_melebihi_batas")) == (60_000_000, [])
    more = family({"SD": 1}, {"PT": 6})
    assert more.parts["beasiswa"] == 60_000_000 + 1_500_000
    note = more.step("tahun_melebihi_batas")
    assert note
    assert note.label_en == "Child 2: more years asked than the level has; counted up to the most"


def test_a_child_of_23_has_none_and_it_says_which() -> None:
    young, old = ({"born": born, "level": "PT", "class": 1} for born in ("2002-07-21", "2002-07-20"))
    answer = family(young, old)
    assert (answer.decision, answer.parts["beasiswa"]) == ("computed", 12_000_000)
    assert [text_en for _, text_en in answer.withheld] == ["Child 2 has no scholarship: already 23"]


def test_a_known_class_and_a_small_child_ask_nothing() -> None:
    answer = family({"born": "2014-01-01", "level": "SD", "class": 4}, {"born": "2024-01-01"})
    assert answer.decision == "computed"


@pytest.mark.parametrize(("born", "valid"), [("2026-05-16", True), ("2026-05-17", False)])
def test_a_child_may_be_born_up_to_300_days_after_the_death(born: str, valid: bool) -> None:
    if valid:
        assert family({"born": born}).parts["beasiswa"] > 0
        return
    with pytest.raises(law.InvalidCase, match="300"):
        family({"born": born})


@pytest.mark.parametrize(("months", "decision"), [(12, "computed"), (13, "review"), (14, "computed")])
def test_half_a_rupiah_of_incapacity_is_asked(months: int, decision: str) -> None:
    case = {"accident": "2023-07-01", "outcome": "recovered", "income_base": 1_000_001, "incapacity_months": months,
            "paid": [{"from": "2023-01", "to": "2023-07"}]}  # fmt: skip
    answer = law.jkk(case)
    assert (answer.decision, answer.total) == (decision, 12 * 1_000_001 + (months - 12) * 1_000_001 // 2)


def test_seventy_percent_is_still_certain() -> None:
    case = {"accident": "2023-07-01", "outcome": "partial", "income_base": 1_000_000, "loss": [{"percent": 70}],
            "paid": [{"from": "2023-01", "to": "2023-07"}]}  # fmt: skip
    assert (law.jkk(case).decision, law.jkk(case).total) == ("computed", 56_000_000)


def test_the_relief_of_transport_runs_fifteen_months() -> None:
    answer = law.contribution({"month": "2025-12", "fund": "MANDIRI", "sector": "transport", "months": 17})
    assert answer.total == 15 * 8_400 + 2 * 16_800


def test_six_hundred_months_are_priced() -> None:
    assert law.contribution({"month": "2028-01", "fund": "APBD_KAB", "months": 600}).total == 600 * 16_800


def test_who_never_paid_has_an_empty_clock() -> None:
    assert clock([], date(2025, 1, 1)) == Clock("never", None, 0, 0, 0, 0, 0, False, None)


def test_two_unpaid_months_are_no_lapse_and_three_are_one_even_when_the_next_was_paid_ahead() -> None:
    first = PaidMonth(date(2025, 1, 1))
    assert not clock([first, PaidMonth(date(2025, 4, 1))], date(2025, 4, 1)).re_registered
    assert clock([first, PaidMonth(date(2025, 5, 1), date(2025, 1, 1))], date(2025, 5, 1)).re_registered


def test_on_its_first_day_the_new_law_gives_everything() -> None:
    answer = law.jkm({"death": "2019-12-02", "paid": [{"from": "2016-12", "to": "2019-11"}], "children": [{"SMA": 3}]})
    assert (answer.decision, answer.total) == ("computed", 42_000_000 + 9_000_000)
    assert steps(answer, "jkm_total_lama") == []


def test_of_an_unknown_class_the_least_is_certain() -> None:
    """Twelve years old in SD: class 1 leaves 6 years of SD, 3 of SMP and 2 of SMA before 23."""
    case = {"death": "2024-10-17", "paid": LONG, "children": [{"born": "2012-03-01", "level": "SD"}]}
    assert law.jkm(case).parts["beasiswa"] == 6 * 1_500_000 + 3 * 2_000_000 + 2 * 3_000_000
