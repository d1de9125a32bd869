"""A draft bill is checked by another person, withdrawn with a reason and drawn up anew; an issued one is hashed."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from rangkiang.membership.models import PersonMonth
from rangkiang.membership.queries import timeline
from rangkiang.money import actions as money
from rangkiang.money import drafts, queries
from rangkiang.money.models import Bill
from rangkiang.platform.errors import BadInput, Refused
from rangkiang.platform.models import AuditEntry
from tests.world import JULY, JUNE, World

pytestmark = pytest.mark.django_db
PRICE = 16_800


def draft(world: World) -> Bill:
    made = money.bill(fund=world.fund, month=JUNE, by=world.operator)
    world.see_all()
    return made


def withdrawn(world: World, bill: Bill, reason: str = "Daftar belum lengkap") -> Bill:
    made = drafts.withdraw_bill(bill=bill, reason=reason, by=world.operator)
    world.see_all()
    return made


def test_a_draft_is_checked_once_by_another_person(world: World) -> None:
    world.members(1)
    made = draft(world)
    assert made.stage == "waits for approval"
    for _ in range(2):
        made = drafts.check_bill(bill=made, by=world.treasurer)
    assert (made.checked_by, made.stage) == (world.treasurer, "checked, waits for approval")
    assert AuditEntry.objects.filter(verb="money.check_bill").count() == 1
    world.see_all()
    with pytest.raises(IntegrityError, match="bill_checked_by_another"), transaction.atomic():
        Bill.objects.update(checked_by=world.operator)


def test_a_withdrawn_draft_charges_nobody_and_is_drawn_up_anew(world: World) -> None:
    one, _ = world.members(2)
    first = draft(world)
    with pytest.raises(BadInput, match="reason"):
        withdrawn(world, first, " ")
    gone = [withdrawn(world, first) for _ in range(2)][-1]
    assert (gone.state, gone.reason, AuditEntry.objects.filter(verb="money.withdraw_bill").count()) == (
        "withdrawn",
        "Daftar belum lengkap",
        1,
    )
    assert (timeline(one.pk), queries.months(world.fund), queries.committed(world.fund, 2025)) == ([], [], 0)
    with pytest.raises(Refused, match="was withdrawn"):
        money.approve_bill(bill=first, billing_code="000000000001", on=JUNE.first, by=world.head)
    world.see_all()
    world.members(1, start=20, number="SK-2")
    again = draft(world)
    assert (again.pk != first.pk, again.roll.persons, draft(world)) == (True, 3, again)
    world.pay(money.approve_bill(bill=again, billing_code="000000000001", on=JUNE.first, by=world.head))
    assert [month.paid_on for month in timeline(one.pk)] == [date(2025, 6, 12)]
    assert queries.months(world.fund)[0]["persons"] == 3
    with pytest.raises(Refused, match="corrected by another"):
        withdrawn(world, again)


def test_a_withdrawn_correction_was_never_there(world: World) -> None:
    one, _ = world.members(2)
    world.pay(world.bill())
    type(one).objects.filter(pk=one.pk).update(died_on=date(2025, 5, 2))
    (correction,) = money.supplement(fund=world.fund, month=JUNE, by=world.operator)
    world.see_all()
    withdrawn(world, correction)
    assert PersonMonth.objects.count() == 2
    assert (queries.months(world.fund)[0]["persons"], len(queries.credits_of(world.fund))) == (2, 0)
    (again,) = money.supplement(fund=world.fund, month=JUNE, by=world.operator)
    assert again.roll.persons == -1


def test_an_issued_bill_is_hashed_and_a_changed_line_shows(world: World) -> None:
    world.members(3)
    assert draft(world).sha256 == ""
    bill = world.bill()
    assert bill.sha256 == queries.fingerprint(bill.roll) != world.bill(JULY).sha256
    world.see_all()
    with transaction.atomic():
        Bill.objects.filter(pk=bill.pk).update(billing_code="000000000009")
        assert queries.fingerprint(bill.roll) != bill.sha256
        transaction.set_rollback(True)
