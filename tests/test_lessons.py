"""What went wrong in programmes like this one elsewhere, one lesson each: tested here, or by the test that is named.

A named test must exist and must be able to fail: it asserts something, or expects a refusal.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction

from rangkiang.access.models import Role
from rangkiang.access.rights import may
from rangkiang.decree.models import DecreeLine
from rangkiang.intake import actions as intake
from rangkiang.intake.checks import check
from rangkiang.intake.models import Candidate
from rangkiang.membership import actions as membership
from rangkiang.membership.models import Enrolment, PersonMonth
from rangkiang.money import actions as money
from rangkiang.money.models import Bill
from rangkiang.people.models import Person
from rangkiang.platform.bulk import copy
from rangkiang.platform.errors import Refused
from rangkiang.platform.models import AuditEntry
from rangkiang.platform.rupiah import rupiah
from rangkiang.programme import actions as programme
from rangkiang.programme import queries
from tests.intake.readers.lists import HEADER, csv_file, people, person, xlsx_file
from tests.world import ACT, AIE_AMO, JULY, JUNE, PALALUAR, World

TESTS = Path(__file__).parent
SOURCE = TESTS.parent / "src/rangkiang"
MONEY_ROOMS = ("law", "programme", "membership", "money", "claims", "insight")

ELSEWHERE = {
    "a second bill for the same plan and month": "money/test_month::test_a_second_bill_for_the_month_is_the_first",
    "two operators at the same instant": "faults/test_two_desks::test_two_operators_bill_the_same_month",
    "a bill for nobody bills everyone": "money/test_month::test_nobody_enrolled_is_said_and_bills_nobody",
    "0.24 percent becomes zero": "law/test_contribution::test_price_and_contribution_are_one_rule",
    "wages wrong at the floor of a rate": "law/test_contribution::"
    "test_every_base_is_a_whole_number_of_rupiah_after_its_rate_and_relief",
    "a death paid by the law of another day": "law/test_jkm::"
    "test_the_day_of_death_decides_between_the_old_and_the_new_amounts",
    "75 statements a person": "money/test_month::test_billing_takes_the_same_statements_for_few_and_many",
    "approving succeeds although it failed": "money/test_month::test_the_ceiling_holds",
    "an export that is a stub": "exchange/test_upload_list::test_the_file_reads_back_with_every_identifier_as_text",
    "paid twice by two purses": "stories/test_two_purses::test_even_past_every_screen_the_database_holds_the_line",
    "a claim moves with later facts": "stories/test_widow::"
    "test_his_name_is_not_billed_again_and_later_facts_do_not_move_her_claim",
    "a lost sixteenth digit": "intake/test_checks::test_number_cells_are_a_warning_and_a_lost_digit_an_error",
    "the same file twice doubles everyone": "intake/test_pages::test_the_same_file_again_is_the_same_batch",
    "one bad cell fails the whole file": "intake/test_checks::test_each_fault_of_a_row",
    "a check that does nothing": "intake/test_checks::test_a_finding_says_where_what_and_what_to_do",
    "a duplicate is merged for good": "intake/test_pages::"
    "test_a_look_alike_stands_beside_whom_it_resembles_and_is_decided_with_a_reason",
    "an import that cannot be taken back": "intake/test_pages::"
    "test_undo_withdraws_and_is_refused_once_a_decree_rests_on_it",
    "the first of several matches is taken": "intake/test_checks::test_a_name_that_several_nagari_share_is_a_question",
    "the same person enrolled twice": "faults/test_two_desks::test_a_decree_enrolled_twice_at_once_enrols_once",
    "another person's vote": "platform/test_guard::test_four_eyes_hold_in_the_database",
    "anyone reads every count": "stories/test_nagari_officer::test_his_lists_and_counts_are_his_nagari",
    "anyone reads every page": "stories/test_nagari_officer::test_next_door_does_not_exist_for_him",
    "no condition shows everyone": "platform/test_guard::test_no_scope_sees_no_row_and_an_area_sees_its_own",
    "rules kept in the database": "law/test_form::test_a_rule_that_is_not_plain_does_not_load",
    "undated parameters": "law/test_form::test_a_parameter_has_one_value_a_day_without_gap_and_an_article",
    "a log that can be rewritten": "faults/test_tampering::"
    "test_changed_removed_and_reordered_entries_are_found_by_number",
    "a set-up that must not be interrupted": "faults/test_demo::test_a_killed_build_begins_anew_and_ends_well",
}


@cache
def written(place: str) -> dict[str, ast.FunctionDef]:
    tree = ast.parse((TESTS / f"{place}.py").read_text())
    return {node.name: node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def can_fail(test: ast.FunctionDef) -> bool:
    return any(
        isinstance(node, ast.Assert) or (isinstance(node, ast.Attribute) and node.attr == "raises")
        for node in ast.walk(test)
    )


@pytest.mark.parametrize("lesson", ELSEWHERE)
def test_the_lesson_has_its_test(lesson: str) -> None:
    place, _, name = ELSEWHERE[lesson].partition("::")
    found = written(place)
    assert name in found
    assert can_fail(found[name])


# ---------------------------------------------------------------------------------------------------- money


def sources(*rooms: str) -> Iterator[tuple[Path, ast.AST]]:
    for room in rooms:
        for path in sorted((SOURCE / room).rglob("*.py")):
            if path.name in ("charts.py", "pictures.py", "ratio.py"):  # places in a picture, a range of chance
                continue
            for node in ast.walk(ast.parse(path.read_text())):
                yield path, node


def test_money_is_never_divided_rounded_or_made_a_float() -> None:
    """``/`` only joins paths; the one ratio shown to people leaves as a ratio, at the very end."""
    wrong = []
    for path, node in sources(*MONEY_ROOMS):
        divides = isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div)
        joins = divides and isinstance(node.right, ast.Constant | ast.JoinedStr | ast.Name)  # type: ignore[attr-defined]
        if divides and (not joins or (isinstance(node.right, ast.Constant) and not isinstance(node.right.value, str))):  # type: ignore[attr-defined]
            wrong.append((path.name, ast.unparse(node)))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("float", "round"):
            wrong.append((path.name, ast.unparse(node)))
    assert [found for found in wrong if found != ("queries.py", "self.loss_percent / 100")] == []


def test_no_column_holds_a_fraction_and_every_sum_of_rupiah_is_64_bits() -> None:
    columns = {
        (model.__name__, field.name): field
        for model in apps.get_models()
        if model.__module__.startswith("rangkiang.")
        for field in model._meta.local_concrete_fields
    }
    assert not [name for name, f in columns.items() if isinstance(f, models.FloatField | models.DecimalField)]
    sums = [f for (_, name), f in columns.items() if name in ("amount", "ceiling", "granted", "computed", "income")]
    rolls = [columns["Roll", "jkk"], columns["Roll", "jkm"]]
    assert len(sums) > 8
    assert all(isinstance(field, models.BigIntegerField) for field in [*sums, *rolls])


@pytest.mark.django_db
@pytest.mark.parametrize("amount", [5_412_345_678, 5_412_345_679, 2**53 + 1])
def test_a_large_amount_comes_back_to_the_last_rupiah(world: World, amount: int) -> None:
    programme.set_budget(fund=world.fund, year=2026, ceiling=amount, effective_on=date(2026, 1, 2), by=world.head)
    world.see_all()
    assert queries.ceiling(world.fund, 2026, date(2026, 1, 2)) == amount
    assert rupiah(amount, "id").replace(".", "") == f"Rp{amount}"


def test_one_rupiah_is_a_difference() -> None:
    """No test of ours compares amounts roughly."""
    rough = [
        path.name
        for path in TESTS.rglob("*.py")
        if path.parent.name != "demo" and path.name != "test_pictures.py"  # drawn shares and places, a range of chance
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Attribute) and node.attr in ("approx", "isclose", "assertAlmostEqual")
    ]
    assert rough == []


@pytest.mark.django_db
def test_zero_is_an_amount_and_not_a_missing_one(world: World) -> None:
    """A ceiling cut to zero allows nothing; it does not fall back to the ceiling before."""
    programme.set_budget(fund=world.fund, year=2025, ceiling=0, effective_on=date(2025, 2, 1), by=world.head)
    world.members(1)
    bill = money.bill(fund=world.fund, month=JUNE, by=world.operator)
    with pytest.raises(Refused, match="has Rp0 left"):
        money.approve_bill(bill=bill, billing_code="000000000001", on=JUNE.first, by=world.head)


@pytest.mark.django_db
def test_an_approval_that_failed_says_so_and_changed_nothing(world: World) -> None:
    world.members(1)
    bill = money.bill(fund=world.fund, month=JUNE, by=world.operator)
    before = AuditEntry.objects.count()
    with pytest.raises(Refused):
        money.approve_bill(
            bill=bill, billing_code="000000000001", on=date(2024, 12, 31), by=world.head
        )  # no budget yet
    world.see_all()
    assert (Bill.objects.get().state, AuditEntry.objects.count()) == (Bill.State.DRAFT, before)


@pytest.mark.django_db
def test_a_month_unpaid_does_not_make_a_second_cover_of_the_next(world: World) -> None:
    one, *_ = world.members(2)
    for month in (JUNE, JULY):
        world.bill(month)
    world.see_all()
    assert (Enrolment.objects.count(), PersonMonth.objects.count()) == (2, 4)
    again = one.enrolments.get()
    again.pk, again.kpj, again.first_month = None, None, JULY.first
    again.decree_line = world.decree(world.candidates(1, start=9), number="SK-2").lines.get()
    world.see_all()
    with pytest.raises(IntegrityError, match="one_of_our_funds_at_a_time"), transaction.atomic():
        again.save(force_insert=True)


@pytest.mark.django_db
def test_what_was_paid_does_not_move_with_the_person(world: World) -> None:
    one, *_ = world.members(2)
    world.pay(world.bill())
    Person.objects.filter(pk=one.pk).update(area=AIE_AMO, name="Nama Baru")
    month, line = PersonMonth.objects.get(person=one), DecreeLine.objects.get(person=one)
    assert (month.area, month.jkk + month.jkm, line.area, line.name) == (PALALUAR, 16_800, PALALUAR, "Orang Contoh 0")
    assert Bill.objects.get().roll.total == 2 * 16_800


# ---------------------------------------------------------------------------------------------------- identity, files


def test_a_number_beside_a_blank_stays_what_was_typed() -> None:
    rows = [person(1, **{"No HP": "0812000"}), person(2, NIK="", **{"No HP": ""}), person(3)]
    for raw in (xlsx_file([HEADER, *rows]), csv_file([HEADER, *rows])):
        frame = check(raw, "daftar", on=date(2025, 7, 1)).frame
        assert frame["nik"].to_list() == [rows[0][1], None, rows[2][1]]
        assert frame["phone"][0] == "0812000"


@pytest.mark.django_db
def test_the_same_rows_in_another_file_bring_nobody_twice(world: World) -> None:
    world.see_all()
    for name, content in (("a.xlsx", xlsx_file([HEADER, *people(4)])), ("b.csv", csv_file([HEADER, *people(4)]))):
        batch = intake.receive(fund=world.fund, filename=name, content=content, on=date(2025, 6, 20), by=world.operator)
        intake.commit(batch=batch, first_month=JULY, by=world.operator)
        intake.verify(batch=batch, by=world.verifier)
    world.see_all()
    assert Person.objects.count() == 4
    second = Candidate.objects.filter(batch=batch).values_list("state", "reason")
    assert set(second) == {("refused", "proposed_twice")}


@pytest.mark.django_db
def test_a_rule_without_its_column_asks_and_lets_nobody_pass(world: World) -> None:
    """A programme for deciles 1 to 4 and a list without deciles: each is a question, nobody is taken as poor."""
    programme.set_rules(
        programme=world.programme,
        valid_from=date(2025, 6, 1),
        age_min=18,
        age_below=65,
        decile_max=4,
        act=ACT,
        by=world.head,
    )
    content = xlsx_file([HEADER, *people(3)])
    batch = intake.receive(fund=world.fund, filename="a.xlsx", content=content, on=date(2025, 6, 20), by=world.operator)
    intake.commit(batch=batch, first_month=JULY, by=world.operator)
    assert intake.verify(batch=batch, by=world.verifier) == 0
    world.see_all()
    assert set(Candidate.objects.values_list("state", "reason")) == {("review", "decile_unknown")}


@pytest.mark.django_db
def test_what_changes_in_bulk_leaves_its_history_and_its_entry(world: World) -> None:
    gone = world.members(3)[:2]
    exits = [membership.Exit(p.pk, JUNE, "moved", date(2025, 6, 20)) for p in gone]
    assert membership.end(fund=world.fund, exits=exits, by=world.operator) == 2
    world.see_all()
    ended = Enrolment.objects.filter(exit_reason="moved")
    assert [enrolment.past.order_by("pgh_id").last().last_month for enrolment in ended] == [None, None]
    assert AuditEntry.objects.filter(verb="membership.end", actor=world.operator.pk).count() == 1


@pytest.mark.django_db
def test_a_bulk_load_leaves_fresh_statistics(world: World) -> None:
    rows = [("X", "x", "", "", "", "", "", "", PALALUAR)] * 700
    columns = ("name", "name_key", "birth_place", "mother", "address", "jorong", "occupation", "phone", "area")
    copy(Person, columns, rows)
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE relname = 'people_person'")
        assert cursor.fetchone()[0] >= 700


# ---------------------------------------------------------------------------------------------------- rights


def test_no_text_becomes_code() -> None:
    called = [
        (path.name, node.func.id)
        for path, node in sources(".")
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("eval", "exec")
    ]
    assert called == []


@pytest.mark.django_db
def test_what_the_table_of_rights_does_not_know_is_refused_to_all(world: World) -> None:
    assert not any(may(user, "money.give_away") for user in world.by.values())


@pytest.mark.django_db
@pytest.mark.parametrize("verb", ["programme.set_rules", "programme.set_budget"])
def test_whoever_changes_a_term_leaves_name_and_day(world: World, verb: str) -> None:
    entry = AuditEntry.objects.filter(verb=verb).latest("seq")
    assert entry.actor == world.by[Role.HEAD].pk
    assert "2022-01-03" in entry.facts or '"year": 2025' in entry.facts
