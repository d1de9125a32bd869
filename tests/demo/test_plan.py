"""The plan gives the published numbers month by month, and nobody is paid for who should not be."""

from __future__ import annotations

import time
from collections import Counter
from datetime import date

import polars as pl

from demo.assumptions import period, targets
from demo.plan import Plan, make_plan
from demo.world import World
from rangkiang.membership.models import ExitReason


def test_every_month_has_exactly_its_number(plan: Plan) -> None:
    facts, fund = plan.world.assumptions, plan.world.regency
    wanted = [a + b for a, b in zip(targets(facts, "list"), targets(facts, "register"), strict=True)]
    for month, number in zip(period(facts), wanted, strict=True):
        if number:
            assert len(plan.roster(fund, month)) == number
    assert [m.due for m in plan.months if m.fund == fund] == wanted


def test_january_2025_keeps_its_members_and_pays_nobody(plan: Plan) -> None:
    months = {str(m.month): m for m in plan.months if m.fund == plan.world.regency}
    january = months["2025-01"]
    assert not january.paid
    assert january.due == 0
    assert not january.entrants
    assert len(plan.roster(plan.world.regency, january.month)) > 11_000


def test_the_register_brings_5174(plan: Plan) -> None:
    register = next(wave.plan.number for wave in plan.waves if wave.plan.kind == "register_csv")
    june = pl.col("first") <= date(2025, 6, 1)
    still = pl.col("last").is_null() | (pl.col("last") >= date(2025, 6, 1))
    assert plan.enrolments.filter((pl.col("wave") == register) & june & still).height == 5174


def test_march_2022_is_split_as_published(plan: Plan) -> None:
    march = plan.months[0]
    village = plan.people["village_code"]
    assert Counter(village[e.uid][:8] for e in march.entrants) == {
        k["code"]: k["first"] for k in plan.world.assumptions["kecamatan"]
    }


def test_nobody_has_two_funds_or_enters_twice(plan: Plan) -> None:
    assert plan.enrolments["uid"].is_unique().all()


def test_nobody_is_paid_after_the_month_of_death(plan: Plan) -> None:
    last = dict(plan.enrolments.select("uid", "last").iter_rows())
    dead = [event for event in plan.events if event.died]
    assert dead
    for event in dead:
        assert last[event.uid] is not None
        assert last[event.uid] <= event.on.replace(day=1)


def test_death_before_the_bill_is_not_billed_and_after_it_is(plan: Plan) -> None:
    billed = {(m.fund, m.month.first): m.billed_on for m in plan.months}
    last = dict(plan.enrolments.select("uid", "last").iter_rows())
    for event in plan.events:
        if event.died:
            month = event.on.replace(day=1)
            assert (last[event.uid] == month) == (event.on >= billed[event.fund, month])


def test_some_die_between_the_bill_and_its_payment(plan: Plan) -> None:
    days = {(m.fund, m.month.first): m for m in plan.months if m.paid}
    near = [
        e
        for e in plan.events
        if e.died and (month := days.get((e.fund, e.on.replace(day=1)))) and month.billed_on <= e.on < month.paid_on
    ]
    assert near


def test_everyone_is_below_65_on_the_first_of_every_paid_month(plan: Plan) -> None:
    end = plan.world.months[-1].first
    joined = plan.enrolments.join(plan.people.select("uid", "birth_date"), on="uid")
    last = pl.col("last").fill_null(end)
    assert joined.filter(last >= pl.col("birth_date").dt.offset_by("65y")).is_empty()
    young = joined.filter(pl.col("first") < pl.col("birth_date").dt.offset_by("18y"))
    assert young.is_empty()


def test_entrants_come_from_a_file_already_decreed(plan: Plan) -> None:
    waves = {wave.plan.number: wave for wave in plan.waves}
    accepted = {number: set(wave.accepted) for number, wave in waves.items()}
    for month in plan.months:
        for entry in month.entrants:
            assert entry.uid in accepted[entry.wave]
            assert waves[entry.wave].plan.effective <= month.month


def test_every_exit_has_a_known_reason_and_day(plan: Plan) -> None:
    gone = plan.enrolments.filter(pl.col("last").is_not_null())
    assert set(gone["reason"]) <= set(ExitReason.values)
    assert {"died", "moved", "age_65", "formal_job", "other_fund", "self_paid"} <= set(gone["reason"])
    assert gone["left_on"].null_count() == 0
    staying = plan.enrolments.filter(pl.col("last").is_null())
    assert set(staying["reason"]) == {""}


def test_payment_falls_between_bill_and_due_day(plan: Plan) -> None:
    for month in plan.months:
        if month.paid_on:
            assert month.billed_on < month.paid_on
            assert month.billed_on.month == month.paid_on.month == month.month.number
            assert month.paid_on.day <= 15
            assert month.paid_on.weekday() < 5


def test_nagari_funds_pay_for_others(plan: Plan, story_world: World) -> None:
    for code in story_world.nagari:
        mine = [m for m in plan.months if m.fund == f"APB_NAGARI:{code}"]
        assert str(mine[0].month) == "2023-11"
        assert 60 <= mine[0].due <= 100
        assert len(mine) > sum(m.paid for m in mine) / 2
        assert all(plan.people["village_code"][e.uid] == code for m in mine for e in m.entrants)


def test_dates_of_a_claim_follow_one_another(plan: Plan) -> None:
    end = plan.world.assumptions["period"]["as_of"]
    for event in plan.events:
        days = [event.on, event.reported_on, event.submitted_on, event.granted_on, event.paid_on]
        known = [day for day in days if day]
        assert known == sorted(known)
        assert max(known) <= end
    assert any(event.reported_on is None for event in plan.events)
    assert any(event.reported_on and not event.granted_on for event in plan.events)


def test_same_seed_same_story(story_world: World, plan: Plan) -> None:
    again = make_plan(story_world)
    assert again.events == plan.events
    assert again.months == plan.months
    assert again.waves == plan.waves
    assert make_plan(story_world, plan.seed + 1).events != plan.events


def test_the_plan_is_quick(story_world: World) -> None:
    began = time.process_time()
    make_plan(story_world)
    assert time.process_time() - began < 5
