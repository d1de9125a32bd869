"""Person-months lie apart by month, and nothing else of them changed."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.management import call_command
from django.db import DatabaseError, ProgrammingError, connection, transaction

from rangkiang.membership.models import PersonMonth
from rangkiang.money import actions as money
from rangkiang.platform.backup import contents, looking
from rangkiang.platform.database import owner
from rangkiang.platform.scope import EVERYWHERE, scope, set_scope
from rangkiang.platform.setup import migrate
from tests.faults.conftest import own_database  # noqa: F401 -- a fixture
from tests.world import JULY, JUNE, World, make_world

APART = """
SELECT c.relname, count(*) FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid, membership_personmonth m
WHERE i.inhparent = 'membership_personmonth'::regclass AND m.tableoid = c.oid GROUP BY c.relname ORDER BY c.relname
"""


def _asked(statement: str, *values: object) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


def test_each_month_lies_in_its_own_part(world: World) -> None:
    world.members(3)
    for month in (JUNE, JULY):
        money.bill(fund=world.fund, month=month, by=world.operator)
    world.see_all()
    assert _asked(APART) == [("membership_personmonth_202506", 3), ("membership_personmonth_202507", 3)]


def test_one_month_is_read_from_one_part(world: World) -> None:
    world.members(3)
    for month in (JUNE, JULY):
        money.bill(fund=world.fund, month=month, by=world.operator)
    plan = PersonMonth.objects.filter(month=JULY.first).explain()
    assert "membership_personmonth_202507" in plan
    assert "membership_personmonth_202506" not in plan


def test_whatever_is_approved_makes_the_next_month_ready(world: World) -> None:
    world.members(1)
    bill = money.bill(fund=world.fund, month=JUNE, by=world.operator)
    assert _asked("SELECT to_regclass('membership_personmonth_202507')") == [(None,)]
    money.approve_bill(bill=bill, billing_code="123456789012", on=date(2025, 6, 20), by=world.head)
    assert _asked("SELECT to_regclass('membership_personmonth_202507') IS NOT NULL") == [(True,)]


def test_a_part_is_made_once_and_only_for_a_month(db: None) -> None:
    for _ in range(2):
        _asked("SELECT ready_month(%s)", date(2031, 5, 1))
    assert _asked("SELECT to_regclass('membership_personmonth_203105') IS NOT NULL") == [(True,)]
    for day in (date(2031, 5, 2), date(1031, 5, 1), None):
        with pytest.raises(DatabaseError, match="no month begins on"), transaction.atomic():
            _asked("SELECT ready_month(%s)", day)


def test_nobody_reads_a_part_past_the_guard(world: World) -> None:
    world.members(1)
    money.bill(fund=world.fund, month=JUNE, by=world.operator)
    set_scope(EVERYWHERE)
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        _asked("SELECT count(*) FROM membership_personmonth_202506")


def test_every_part_keeps_the_keys_checks_and_references(world: World) -> None:
    world.members(1)
    money.bill(fund=world.fund, month=JUNE, by=world.operator)
    of = "SELECT contype::text, count(*) FROM pg_constraint WHERE conrelid = %s::regclass GROUP BY 1 ORDER BY 1"
    found = dict(_asked(of, "membership_personmonth_202506"))
    assert (found["p"], found["c"], found["f"]) == (1, 1, 4)
    indexes = "SELECT count(*) FROM pg_index WHERE indrelid = %s::regclass AND indisvalid"
    assert _asked(indexes, "membership_personmonth_202506") == [(4,)]


SHAPE = """
SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint
WHERE conrelid = 'membership_personmonth'::regclass AND conparentid = 0
UNION
SELECT indexrelid::regclass::text, replace(pg_get_indexdef(indexrelid), ' ON ONLY ', ' ON ')
FROM pg_index WHERE indrelid = 'membership_personmonth'::regclass
"""


def _seen() -> tuple[object, ...]:
    with looking(owner()) as cursor:
        kind = cursor.execute("SELECT relkind FROM pg_class WHERE oid = 'membership_personmonth'::regclass").fetchone()
        assert kind
        rights = cursor.execute("SELECT has_table_privilege('rangkiang_app', 'membership_personmonth', 'INSERT')")
        return kind[0], rights.fetchone(), set(cursor.execute(SHAPE).fetchall()), contents(cursor)


def _references(shape: object) -> set[object]:
    """All but the index by roll, which was another one before the months' counts, and the later one of reversals."""
    assert isinstance(shape, set)
    later = ("(roll_id", "INDEX reversal ")
    return {(name, what) for name, what in shape if " INDEX " not in what or not any(one in what for one in later)}


def test_an_installation_with_months_is_laid_out_anew_and_back(own_database: str) -> None:  # noqa: F811
    with scope(EVERYWHERE):
        world = make_world()
        world.members(3)
        for month in (JUNE, JULY):
            world.pay(world.bill(month))
    apart = _seen()
    call_command("migrate", "membership", "0004", database="owner", verbosity=0)
    whole = _seen()
    migrate()
    again = _seen()
    assert (apart[0], whole[0], again[0]) == ("p", "r", "p")
    assert apart[1] == again[1] == (True,)
    assert apart[2] == again[2]
    assert _references(apart[2]) == _references(whole[2])
    months = [dict(seen[3])["membership_personmonth"] for seen in (apart, whole, again)]  # type: ignore[call-overload]
    assert months[0] == months[1] == months[2]
    assert months[0][0] == 6
