"""Who may join: reasons, what is not known, the terms of the local act, and that intake's bulk check says the same."""

from __future__ import annotations

import tomllib
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rangkiang import law
from rangkiang.intake.checks import check
from rangkiang.law.months import age
from rangkiang.law.parameters import FOLDER, revised
from rangkiang.law.rules import REGISTRY
from tests.intake.readers.lists import HEADER, csv_file, person

ON = date(2025, 6, 20)
FIT: dict[str, Any] = {"on": "2025-06-20", "born": "1980-01-01", "works": True, "wage_earner": False, "nik_known": True,
                       "covered": False}  # fmt: skip
ACT: dict[str, Any] = {"number": "Perbup 5/2022", "from": "2022-01-01"}


def ask(**more: Any) -> law.Answer:
    return law.eligibility({**FIT, **more})


def why(answer: law.Answer) -> list[str]:
    return [text_en for _, text_en in answer.withheld]


def test_who_meets_every_term_is_eligible_and_no_money_is_spoken_of() -> None:
    answer = ask()
    assert (answer.decision, answer.asked, answer.withheld, answer.parts, answer.total) == ("eligible", (), (), {}, 0)
    assert law.Explanation(answer).receipt() == "Memenuhi syarat"


@pytest.mark.parametrize(
    ("fact", "said", "reason"),
    [
        ("works", False, "Does not work"),
        ("wage_earner", True, "A wage earner: the employer registers"),
        ("nik_known", False, "NIK not known to Dukcapil"),
        ("covered", True, "Already covered by others"),
        ("born", "1960-06-20", "Age 65; must be 0 to below 65"),
    ],
)
def test_one_term_that_is_not_met_is_the_reason(fact: str, said: object, reason: str) -> None:
    answer = ask(**{fact: said})
    assert (answer.decision, why(answer)) == ("ineligible", [reason])


def test_every_reason_is_told_at_once() -> None:
    answer = ask(works=False, covered=True, born="1950-01-01")
    assert len(answer.withheld) == 3
    assert {step.article for step in answer.steps if step.rule == "tidak_bekerja"} == {"PP 44/2015 Pasal 5 (3)"}


@pytest.mark.parametrize(
    ("fact", "question"),
    [
        ("works", "Does the person work?"),
        ("wage_earner", "Is the person a wage earner?"),
        ("nik_known", "The NIK is not checked with Dukcapil"),
        ("covered", "Is the person covered by others?"),
    ],
)
@pytest.mark.parametrize("left_out", [True, False])
def test_what_is_not_known_is_a_question_and_not_a_no(fact: str, question: str, left_out: bool) -> None:
    case = {**FIT, fact: None}
    if left_out:
        del case[fact]
    answer = law.eligibility(case)
    assert (answer.decision, [text_en for _, text_en in answer.asked]) == ("review", [question])


def test_a_reason_weighs_more_than_a_question() -> None:
    answer = ask(works=None, covered=True)
    assert (answer.decision, answer.asked, why(answer)) == ("ineligible", (), ["Already covered by others"])


@pytest.mark.parametrize(("born", "decision"), [("1960-06-21", "eligible"), ("1960-06-20", "ineligible")])
def test_the_law_takes_those_below_65_on_the_day(born: str, decision: str) -> None:
    assert ask(born=born).decision == decision
    with revised({"umur_maks": 66}):
        assert ask(born=born).decision == "eligible"


# --- the terms of an act ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("terms", "more", "decision", "reason"),
    [
        ({"age_min": 18}, {"born": "2007-06-20"}, "eligible", None),
        ({"age_min": 18}, {"born": "2007-06-21"}, "ineligible", "Age 17; must be 18 to below 65"),
        ({"age_below": 60}, {"born": "1965-06-21"}, "eligible", None),
        ({"age_below": 60}, {"born": "1965-06-20"}, "ineligible", "Age 60; local act: below 60"),
        ({"age_below": 70}, {"born": "1958-01-01"}, "ineligible", "Age 67; must be 0 to below 65"),
        ({"decile_max": 4}, {"decile": 4}, "eligible", None),
        ({"decile_max": 4}, {"decile": 5}, "ineligible", "Decile 5; at most 4"),
        ({"decile_max": 10}, {}, "eligible", None),
        ({"covered_may_join": True}, {"covered": True}, "eligible", None),
        ({"covered_may_join": True}, {"covered": None}, "eligible", None),
        ({"covered_may_join": False}, {"covered": True}, "ineligible", "Already covered by others"),
        ({"family_max": 2}, {"family_covered": 1}, "eligible", None),
        ({"family_max": 2}, {"family_covered": 2}, "ineligible", "2 of the family are covered already; at most 2"),
        ({"regions": ["13.03"]}, {"region": "13.03.04.2001"}, "eligible", None),
        ({"regions": ["13.03"]}, {"region": "13.03"}, "eligible", None),
        ({"regions": ["13.3"]}, {"region": "13.30.01"}, "ineligible", "The region is not one of those named"),
        ({"regions": []}, {"region": "13.03"}, "ineligible", "The region is not one of those named"),
        ({"jobs": ["petani", "ojek"]}, {"job": "ojek"}, "eligible", None),
        ({"jobs": ["petani"]}, {"job": "tani"}, "ineligible", "The job is not one of those named"),
    ],
)
def test_the_terms_of_an_act(terms: dict[str, Any], more: dict[str, Any], decision: str, reason: str | None) -> None:
    answer = ask(act={**ACT, **terms}, **more)
    assert (answer.decision, why(answer)) == (decision, [reason] if reason else [])


@pytest.mark.parametrize(
    ("terms", "question"),
    [
        ({"decile_max": 4}, "The decile is not known"),
        ({"regions": ["13.03"]}, "The region is not known"),
        ({"jobs": ["petani"]}, "The job is not known"),
    ],
)
def test_a_term_whose_fact_is_not_known_is_a_question(terms: dict[str, Any], question: str) -> None:
    answer = ask(act={**ACT, **terms})
    assert (answer.decision, [text_en for _, text_en in answer.asked]) == ("review", [question])


def test_a_term_is_told_with_the_act_that_filled_it() -> None:
    answer = ask(act={**ACT, "decile_max": 4}, decile=3)
    term = answer.step("desil_maks")
    assert term
    assert (term.value, term.article, term.confidence) == (4, "Perbup 5/2022", "O")
    assert ask().step("desil_maks") is None


@pytest.mark.parametrize(
    ("on", "valid"), [("2022-01-01", True), ("2021-12-31", False), ("2023-12-31", True), ("2024-01-01", False)]
)
def test_an_act_holds_on_its_days(on: str, valid: bool) -> None:
    act = {**ACT, "to": "2023-12-31"}
    if valid:
        assert ask(on=on, act=act).decision == "eligible"
        return
    with pytest.raises(law.InvalidCase, match="not in force"):
        ask(on=on, act=act)


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"on": "2025-13-01"}, "on"),
        ({"on": None}, "on"),
        ({"on": "2015-06-30"}, "on"),
        ({"born": None}, "born"),
        ({"born": "2025-06-21"}, "born"),
        ({"works": "ya"}, "works"),
        ({"works": 1}, "works"),
        ({"covered": []}, "covered"),
        ({"decile": 11}, "decile"),
        ({"decile": "3"}, "decile"),
        ({"family_covered": -1}, "family_covered"),
        ({"income": 1}, "income"),
        ({"act": []}, "act"),
        ({"act": {"from": "2022-01-01"}}, "act.number"),
        ({"act": {**ACT, "number": 5}}, "act.number"),
        ({"act": {"number": "Perbup 5/2022"}}, "act.from"),
        ({"act": {**ACT, "to": "soon"}}, "act.to"),
        ({"act": {**ACT, "decile_max": 0}}, "act.decile_max"),
        ({"act": {**ACT, "age_min": "18"}}, "act.age_min"),
        ({"act": {**ACT, "age_below": 59.5}}, "act.age_below"),
        ({"act": {**ACT, "covered_may_join": "no"}}, "act.covered_may_join"),
        ({"act": {**ACT, "regions": "13.03"}}, "act.regions"),
        ({"act": {**ACT, "jobs": [1]}}, "act.jobs"),
        ({"act": {**ACT, "regions": ["13.03"]}, "region": 13}, "region"),
        ({"act": {**ACT, "quota": 5}}, "act.quota"),
    ],
)
def test_a_bad_case_names_its_field(more: dict[str, Any], field: str) -> None:
    with pytest.raises(law.InvalidCase) as error:
        ask(**more)
    assert error.value.field == field


# --- one rule with intake ---------------------------------------------------------------------------------------------
BIRTHS = st.one_of(
    st.dates(ON - timedelta(days=100 * 365), ON),
    st.tuples(st.sampled_from([1960, 1965, 2000, 2007, 2008]), st.integers(19, 21)).map(lambda b: date(b[0], 6, b[1])),
)


@settings(max_examples=25, deadline=None)
@given(
    born=st.lists(BIRTHS, min_size=1, max_size=12), age_min=st.integers(0, 30), below=st.sampled_from([None, 60, 65])
)
def test_intake_turns_away_by_age_exactly_whom_the_law_does(born: list[date], age_min: int, below: int | None) -> None:
    rows = [person(at + 1, **{"Tgl Lahir": f"{day:%d-%m-%Y}"}) for at, day in enumerate(born)]
    result = check(csv_file([HEADER, *rows], ";"), "daftar.csv", on=ON, age_min=age_min, age_max=below)
    assert result.rows == len(born)
    told = dict(result.findings.filter(result.findings["code"].str.starts_with("age_")).select("row", "code").rows())
    terms = {**ACT, "age_min": age_min} | ({"age_below": below} if below else {})
    for at, day in enumerate(born):
        answer = ask(born=day.isoformat(), act=terms)
        assert (answer.decision == "ineligible") == (at + 2 in told)
        if answer.decision == "ineligible":
            assert told[at + 2] == ("age_below" if age(day, ON) < age_min else "age_above")


def test_every_term_a_local_act_fills_is_read_by_a_rule() -> None:
    terms = tomllib.loads((FOLDER / "terms.toml").read_text())
    read = {need for held in REGISTRY.values() for entry in held for need in entry.needs}
    assert terms.keys() <= read
