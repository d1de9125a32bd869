"""Hendra of the inspectorate takes one rupiah and walks with it from the budget to the receipt, and back."""

from __future__ import annotations

from datetime import date

import pytest
from django.db.models import Sum

from rangkiang.access.models import Role
from rangkiang.access.rights import areas_of
from rangkiang.decree import actions as decree
from rangkiang.intake import vault
from rangkiang.intake.models import Batch
from rangkiang.membership.models import PersonMonth
from rangkiang.money import actions as money
from rangkiang.money.models import Account, Bill, Transfer
from rangkiang.platform import audit
from rangkiang.platform.errors import Refused
from rangkiang.platform.models import AuditEntry
from rangkiang.platform.scope import set_scope
from rangkiang.programme.models import Budget
from tests.stories.test_operator import receive, village_list
from tests.world import JULY, JUNE, World

pytestmark = pytest.mark.django_db


@pytest.fixture
def books(world: World) -> World:
    """Three members, June and July billed and paid; the auditor looks with his own eyes."""
    world.members(3)
    for month in (JUNE, JULY):
        world.pay(world.bill(month))
    set_scope(areas_of(world.by[Role.AUDITOR]))
    return world


def total(rows: object, field: str) -> int:
    return int(rows.aggregate(t=Sum(field))["t"])  # type: ignore[attr-defined]


def test_from_the_budget_down_to_one_person_and_one_receipt(books: World) -> None:
    budget = Budget.objects.get(fund=books.fund, year=2025)
    bills = Bill.objects.filter(roll__fund=budget.fund, roll__month__year=budget.year)
    spent = 0
    for bill in bills:
        lines = bill.roll.lines.all()
        assert total(lines, "jkk") + total(lines, "jkm") == bill.roll.total
        for programme, amount in (("jkk", bill.roll.jkk), ("jkm", bill.roll.jkm)):
            owed = Transfer.objects.get(reference=f"bill:{bill.pk}:{programme}")
            assert (owed.amount, owed.debit.code, owed.credit.code) == (amount, f"contributions:{programme}", "payable")
        allocation = bill.allocations.get()
        order = allocation.order
        assert allocation.amount == order.amount == order.receipt.amount == bill.roll.total
        assert (order.sp2d, order.paid_on) == (f"SP2D-{bill.roll.month}", order.receipt.received_on)
        paid = Transfer.objects.get(reference=f"order:{order.pk}")
        assert (paid.amount, paid.debit.code, paid.credit.code) == (order.amount, "payable", "cash")
        spent += order.amount
    assert spent == 2 * 3 * 16_800 <= budget.ceiling
    assert Account.objects.get(code="payable").debits.aggregate(t=Sum("amount"))["t"] == spent


def test_from_one_persons_rupiah_back_to_the_budget_and_to_the_list_it_came_from(books: World) -> None:
    month = PersonMonth.objects.get(person=books.people[1], month=JULY.first)
    assert month.jkk + month.jkm == 16_800
    bill = month.roll.bill
    order = bill.allocations.get().order
    assert order.receipt.number == "202507000000001"
    assert order.fund.budgets.get(year=2025).ceiling == 3_053_299_200
    line = month.enrolment.decree_line
    assert (line.person_id, line.decree.number, line.candidate.batch.filename) == (
        month.person_id,
        "SK-1",
        "list-0-3.xlsx",
    )
    assert line.candidate.decided_by == books.verifier


def test_every_step_has_two_names_and_a_time(books: World) -> None:
    bill = Bill.objects.get(roll__month=JULY.first)
    order = bill.allocations.get().order
    for deed in (bill, order, books.people[0].decree_lines.get().decree):
        assert deed.prepared_by != deed.approved_by
        assert deed.approved_at >= deed.recorded_at
    signed = dict(AuditEntry.objects.filter(subject=f"order:{order.pk}").values_list("verb", "actor"))
    assert signed == {
        "money.order": books.operator.pk,
        "money.pay": books.treasurer.pk,
        "money.receipt": books.treasurer.pk,
    }
    assert audit.verify().faults == ()


def test_the_file_he_asks_for_is_the_file_that_came(world: World) -> None:
    content = village_list()
    batch = receive(world, content)
    world.see_all()
    kept = Batch.objects.select_related("file").get(pk=batch.pk)
    assert vault.opened(kept).read() == content
    assert AuditEntry.objects.get(subject=f"batch:{batch.pk}").facts.count(kept.sha256) == 1


def test_he_looks_and_changes_nothing(books: World) -> None:
    auditor = books.by[Role.AUDITOR]
    bill = Bill.objects.get(roll__month=JULY.first)
    for deed in (
        lambda: money.bill(fund=books.fund, month=JULY + 1, by=auditor),
        lambda: money.approve_bill(bill=bill, billing_code="000000000001", on=date(2025, 7, 1), by=auditor),
        lambda: money.reconcile(fund=books.fund, month=JULY, by=auditor),
        lambda: decree.approve(decree=books.people[0].decree_lines.get().decree, by=auditor),
    ):
        with pytest.raises(Refused, match="not among the rights"):
            deed()
