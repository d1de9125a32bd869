"""The database guards itself: the role, the rights, the rows by area."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import IntegrityError, ProgrammingError, connection, transaction

from rangkiang.decree.models import Decree
from rangkiang.membership.models import PersonMonth
from rangkiang.people.models import Person
from rangkiang.platform.scope import EVERYWHERE, set_scope
from tests.world import AIE_AMO, PALALUAR, World

pytestmark = pytest.mark.django_db


def test_the_application_is_neither_superuser_nor_owner(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper OR rolbypassrls OR rolcreaterole FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (False,)
        cursor.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public' AND tableowner = current_user")
        assert cursor.fetchone() == (0,)


def test_every_table_with_an_area_has_forced_row_security(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity")
        forced = {name for (name,) in cursor.fetchall()}
    with_area = {m._meta.db_table for m in apps.get_models() if any(f.column == "area" for f in m._meta.local_fields)}
    assert with_area
    assert with_area <= forced


def test_no_scope_sees_no_row_and_an_area_sees_its_own(world: World) -> None:
    world.members(2, area=PALALUAR)
    world.members(3, area=AIE_AMO, start=10, number="SK-2")
    seen = []
    for scope in ((), (PALALUAR,), (AIE_AMO, PALALUAR), ("13.03",), EVERYWHERE):
        set_scope(scope)
        seen.append(Person.objects.count())
    assert seen == [0, 2, 5, 5, 5]


def test_a_row_cannot_be_written_outside_the_scope(world: World) -> None:
    set_scope((PALALUAR,))
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        Person.objects.create(name="x", name_key="x", area=AIE_AMO)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE membership_personmonth SET jkk = 1",
        "DELETE FROM membership_personmonth",
        "UPDATE money_transfer SET amount = 1",
        "UPDATE decree_decreeline SET name = 'x'",
        "UPDATE money_paymentorder SET amount = 1",
        "DELETE FROM people_person",
        "UPDATE platform_installation SET demo = true",
        "CREATE TABLE mine (x int)",
        "ALTER TABLE people_person DISABLE ROW LEVEL SECURITY",
    ],
)
def test_what_is_frozen_stays_frozen(world: World, statement: str) -> None:
    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_four_eyes_hold_in_the_database(world: World) -> None:
    signed = world.decree(world.candidates(1))
    world.see_all()
    with pytest.raises(IntegrityError, match="four_eyes"), transaction.atomic():
        Decree.objects.filter(pk=signed.pk).update(approved_by=signed.prepared_by)


def test_a_reversal_needs_its_charge(world: World) -> None:
    person, *_ = world.members(1)
    line = PersonMonth(
        month="2025-06-01",
        person=person,
        seq=1,
        roll=world.bill().roll,
        area=PALALUAR,
        enrolment=person.enrolments.get(),
        jkk=-10_000,
        jkm=-6_800,
    )
    world.see_all()
    line.save(force_insert=True)
    line.seq = 4
    line.jkk = line.jkm = 0
    with pytest.raises(IntegrityError, match="follows_the_one_before"), transaction.atomic():
        line.save(force_insert=True)


@pytest.mark.parametrize("table", ["people_personevent", "membership_enrolmentevent"])
def test_history_is_not_rewritten(world: World, table: str) -> None:
    for statement in (f"UPDATE {table} SET pgh_label = 'x'", f"DELETE FROM {table}"):
        with (
            pytest.raises(ProgrammingError, match="permission denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)
