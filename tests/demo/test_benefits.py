"""The published cases and benefits come out of the law, not out of the story."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from demo import calibrate
from demo.events import price
from demo.plan import Plan, make_plan
from demo.world import World
from rangkiang import law
from rangkiang.law.parameters import parameters

ARREARS = parameters()["covered_in_arrears"].label_id


def test_119_cases_and_5_8_billion(plan: Plan) -> None:
    found = plan.expected
    assert found.cases == plan.world.assumptions["expected"]["cases"] == 119
    assert 5_775_000_000 <= found.benefits < 5_825_000_000
    assert calibrate.meets(found, plan.world.assumptions)


def test_contributions_are_exact_and_the_excess_belongs_to_nobody(plan: Plan) -> None:
    assert plan.expected.person_months == 319_362
    assert plan.expected.contributions == 5_365_281_600
    year = [m for m in plan.months if m.fund == plan.world.regency and m.month.year == 2025]
    assert sum(m.due * 16_800 + m.excess for m in year) == 1_348_753_890
    assert sum(m.excess for m in plan.months) == 16_290


def test_loss_ratio_is_above_one(plan: Plan) -> None:
    assert 1.05 < plan.expected.benefits / plan.expected.contributions < 1.11


def test_accidents_are_mostly_grave(plan: Plan) -> None:
    outcomes = Counter(event.outcome for event in plan.events if event.kind == "accident")
    assert set(outcomes) == {"death", "total", "partial", "recovered"}
    assert 0.2 < outcomes["death"] / outcomes.total() < 0.5


def test_what_the_law_does_not_give_is_not_granted(plan: Plan) -> None:
    for event in plan.events:
        if event.granted_on:
            answer = law.ask(event.scheme, event.case)
            assert event.decision == answer.decision
            assert event.decision == "computed" or [asked for asked, _ in answer.asked] == [ARREARS]
            assert event.amount > 0


def test_an_event_without_a_paid_month_gets_nothing(plan: Plan) -> None:
    event = next(event for event in plan.events if event.granted_on)
    bare = price(event, [])
    assert (bare.granted_on, bare.paid_on, bare.amount) == (None, None, 0)


def test_amounts_are_what_the_law_says(plan: Plan) -> None:
    for event in plan.events[::5]:
        with law.revised({"covered_in_arrears": "favour"}):  # what BPJS decides in the story
            assert event.amount == law.ask(event.scheme, event.case).total


def test_another_amount_in_the_law_gives_another_total(
    plan: Plan, story_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = parameters()["jkm_pemakaman"]
    dearer = replace(ours, values=tuple(replace(v, amount=v.amount + 1) for v in ours.values))
    monkeypatch.setitem(parameters(), "jkm_pemakaman", dearer)
    deaths = plan.expected.cases_by_kind["jkm"]
    assert make_plan(story_world).expected.benefits == plan.expected.benefits + deaths
