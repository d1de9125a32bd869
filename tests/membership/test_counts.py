"""The counts beside the person-months say what the person-months say, whatever was written and in whatever order."""

from __future__ import annotations

from datetime import date

from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rangkiang.membership import actions as membership
from rangkiang.membership.models import Movement, Tally
from rangkiang.membership.queries import billed, persons_by_roll
from rangkiang.money import actions as money
from rangkiang.money import drafts
from rangkiang.money.models import Bill
from rangkiang.money.sheet import sheet
from rangkiang.platform.month import Month
from rangkiang.platform.scope import EVERYWHERE, scope, set_scope
from rangkiang.platform.setup import migrate
from tests.faults.conftest import own_database  # noqa: F401 -- a fixture
from tests.membership.recount import agree
from tests.world import AIE_AMO, JULY, JUNE, PALALUAR, World, make_world

AUGUST = JUNE + 2


def leave(world: World, person: int, last: Month) -> None:
    gone = membership.Exit(person, last, "moved", date(2025, 6, 20))
    membership.end(fund=world.fund, exits=[gone], by=world.operator)
    world.see_all()


def test_counts_follow_bills_latecomers_and_corrections(world: World) -> None:
    first = world.members(3)
    world.bill(JUNE)
    leave(world, first[0].pk, JUNE)
    newcomers = world.members(2, area=AIE_AMO, start=10, number="SK-2", month=JULY)
    world.bill(JULY)
    world.see_all()
    agree()
    assert {(m.person_id, m.came) for m in Movement.objects.all()} == {
        (first[0].pk, False), (newcomers[0].pk, True), (newcomers[1].pk, True)
    }  # fmt: skip
    late = world.members(1, start=20, number="SK-3", month=JUNE)
    leave(world, first[1].pk, JUNE + -1)
    for month in (JUNE, JULY):
        for bill in money.supplement(fund=world.fund, month=month, by=world.operator):
            agree()  # a correction that waits counts nothing
            money.approve_bill(bill=bill, billing_code="000000000001", on=month.first, by=world.head)
            world.see_all()
            agree()
    assert billed(world.fund) == [(JUNE.first, 3), (JULY.first, 4)]
    assert not Movement.objects.filter(person__in=[late[0].pk, first[1].pk]).exists()


def test_a_withdrawn_month_is_none_and_the_next_is_compared_with_the_one_before(world: World) -> None:
    people = world.members(2)
    world.bill(JUNE)
    draft = money.bill(fund=world.fund, month=JULY, by=world.operator)
    leave(world, people[0].pk, JULY)
    money.bill(fund=world.fund, month=AUGUST, by=world.operator)
    world.see_all()
    agree()
    drafts.withdraw_bill(bill=draft, reason="Daftar salah", by=world.operator)
    world.see_all()
    agree()
    change = sheet(world.fund, AUGUST).change
    assert change
    assert (change.previous, change.before, change.left, change.now) == (JUNE.first, 2, 1, 1)
    assert sheet(world.fund, JULY).change is None
    money.bill(fund=world.fund, month=JULY, by=world.operator)  # drawn up anew, between two billed months
    world.see_all()
    agree()
    assert Bill.objects.count() == 5


def test_few_and_many_are_told_by_the_same_statements(world: World) -> None:
    asked = []
    for number, (month, people) in enumerate(((JUNE, 1), (JULY, 2), (AUGUST, 60))):
        world.members(people, month=month, start=100 * number, number=f"SK-{number}")
        with CaptureQueriesContext(connection) as statements:
            money.bill(fund=world.fund, month=month, by=world.operator)
        asked.append(len(statements))
    assert len(set(asked)) == 1


def test_a_nagari_reads_its_own_counts_and_no_other(world: World) -> None:
    world.members(3)
    world.members(2, area=AIE_AMO, start=10, number="SK-2")
    roll = world.bill(JUNE).roll
    set_scope([PALALUAR])
    assert persons_by_roll([roll.pk], "") == {roll.pk: 3}
    assert persons_by_roll([roll.pk], AIE_AMO) == {}
    assert set(Tally.objects.values_list("area", flat=True)) == {PALALUAR}


def test_what_stood_before_is_counted_once_by_the_migration(own_database: str) -> None:  # noqa: F811
    with scope(EVERYWHERE):
        world = make_world()
        people = world.members(3)
        for month in (JUNE, JULY):
            world.bill(month)
            leave(world, people[0].pk, JUNE)
            leave(world, people[1].pk, JUNE + -1)
        for bill in money.supplement(fund=world.fund, month=JUNE, by=world.operator):
            money.approve_bill(bill=bill, billing_code="000000000001", on=JUNE.first, by=world.head)
        agree()
        assert Movement.objects.count() == 1
    call_command("migrate", "membership", "0005", database="owner", verbosity=0)
    migrate()
    with scope(EVERYWHERE):
        assert Movement.objects.count() == 1
        agree()
