"""The form of the law: a rule or a file that is not exact, cited and unambiguous does not load."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from unittest.mock import patch

import pytest

from rangkiang.law import InvalidLaw, Step, explain
from rangkiang.law.evaluation import Evaluation, unsure
from rangkiang.law.parameters import facts, parameters, read, revised
from rangkiang.law.rules import REGISTRY, check_plain, rule

GOOD = """
[x]
label = { id = "X", en = "X" }
[[x.values]]
value = 1
from = 2020-01-01
to = 2020-12-31
article = "A"
source = "S1"
confidence = "S"
"""
NEXT = """
[[x.values]]
value = 2
from = {since}
article = "B"
source = "S1"
confidence = "S"
"""


def divides(a, b):
    return a / b


def has_a_float(a):
    return a + 0.5


def loops(a):
    for _ in range(3):
        a = a + 1
    return a


def calls(a):
    return open(a)


def reads_the_module(a):
    return a + len_of_year


def has_a_default(a, b=1):
    return a + b


len_of_year = 12


@pytest.mark.parametrize("function", [divides, has_a_float, loops, calls, reads_the_module, has_a_default])
def test_a_rule_that_is_not_plain_does_not_load(function) -> None:
    with pytest.raises(InvalidLaw):
        check_plain(function)


def test_two_rules_of_one_name_on_one_day_do_not_load() -> None:
    with pytest.raises(InvalidLaw, match="twice"):

        @rule(article="A", label=("a", "a"), valid_from=date(2016, 1, 1), decided_by="death")
        def santunan(jkm_santunan):
            return jkm_santunan


def test_a_parameter_has_one_value_a_day_without_gap_and_an_article() -> None:
    assert read(GOOD + NEXT.format(since="2021-01-01"), "f")["x"].on(date(2021, 1, 1)).amount == 2
    for text, message in (
        (GOOD + NEXT.format(since="2020-12-31"), "two values"),
        (GOOD + NEXT.format(since="2021-01-02"), "no value"),
        (GOOD.replace('article = "A"\n', ""), "article"),
        (GOOD.replace('"S"\n', '"Q"\n'), "confidence"),
        (GOOD.replace("2020-12-31", "2019-12-31"), "later day"),
        (GOOD.replace(', en = "X"', ""), "label"),
        (GOOD.replace("value = 1\n", "value = 1.5\n"), "whole number"),
    ):
        with pytest.raises(InvalidLaw, match=message):
            read(text, "f")


def test_every_rule_and_parameter_is_cited() -> None:
    assert all(entry.article for entries in REGISTRY.values() for entry in entries)
    assert all(value.article and value.source for parameter in parameters().values() for value in parameter.values)


def test_every_name_a_rule_needs_exists() -> None:
    needed = {name for entries in REGISTRY.values() for entry in entries for name in entry.needs}
    assert needed <= set(facts()) | set(REGISTRY) | set(parameters())


def test_a_result_is_as_sure_as_the_least_sure_thing_it_rests_on() -> None:
    old, new = (
        Evaluation({"jkm_penuh": 1, "kepesertaan": 1}, date(2019, 12, 1)),
        Evaluation({"penerima_upah": 1}, date(2025, 6, 1)),
    )
    assert (old.value("santunan"), old.marks["santunan"]) == (16_200_000, "M")
    assert (new.value("santunan"), new.marks["santunan"]) == (20_000_000, "S")


def test_a_share_of_a_total_that_is_sure_may_be_given_and_an_unconfirmed_amount_may_not() -> None:
    assert unsure("santunan", date(2019, 12, 1)) == ""
    assert unsure("jkk_rehabilitasi", date(2025, 6, 1)) == "rehabilitasi_medik"
    with revised(
        {"rehabilitasi_medik": replace(parameters()["rehabilitasi_medik"], values=parameters()["jkk_berkala"].values)}
    ):
        assert unsure("jkk_rehabilitasi", date(2025, 6, 1)) == ""
    assert unsure("jkk_rehabilitasi", date(2025, 6, 1)) == "rehabilitasi_medik"
    assert unsure("jkk_rehabilitasi", date(2025, 6, 1), {"jkk_rehabilitasi": 0}) == ""


def test_one_case_works_out_each_name_once_and_a_child_costs_what_the_one_before_cost() -> None:
    """What the bench times as ``law_one``, counted: a step more for every child, nothing twice."""
    paid, whole = [{"from": "2022-01", "to": "2025-06"}], Evaluation._work_out

    def counted(children: list[dict[str, int]]) -> int:
        asked: list[str] = []
        note = lambda self, name: asked.append(self._key(name)) or whole(self, name)  # noqa: E731
        with patch.object(Evaluation, "_work_out", note):
            explain("jkm", {"death": "2025-06-20", "paid": paid, "children": children}).receipt()
        told = [key for key in asked if key.endswith("]")]
        assert len(set(told)) == len(told)
        return len(asked)

    none, one, two, six = (counted([{"SD": 6}, {"PT": 2}, *[{"SMP": 3}] * 4][:many]) for many in (0, 1, 2, 6))
    assert none <= 63
    assert two - one <= one - none
    assert six - two <= 4 * (two - one)


def test_a_child_of_unknown_class_costs_no_evaluation_of_each_class() -> None:
    """Each possible class is worked out, none of them told: the steps are those of the class that is counted."""
    paid = [{"from": "2022-01", "to": "2025-06"}]
    known, unknown = (
        {"death": "2025-06-20", "paid": paid, "children": [{"born": "2014-03-01", "level": "SD", **grade}]}
        for grade in ({"class": 1}, {})
    )
    assert explain("jkm", known).answer.total == explain("jkm", unknown).answer.total
    made: list[Step] = []
    with patch("rangkiang.law.evaluation.Step", side_effect=lambda *told: made.append(Step(*told)) or made[-1]):
        explain("jkm", unknown)
    assert len(made) <= len(explain("jkm", known).answer.steps) + 30
