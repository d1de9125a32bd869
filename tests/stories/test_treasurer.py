"""Wati holds the purse: one year it runs dry in September and she sees it in July; after the revision it lasts."""

from __future__ import annotations

from datetime import date

import pytest

from rangkiang.money import actions as money
from rangkiang.money.models import Bill
from rangkiang.money.queries import Runway, cash_paid, runway
from rangkiang.platform.errors import Refused
from rangkiang.programme import actions as programme
from tests.world import JULY, JUNE, World

pytestmark = pytest.mark.django_db
MONTH = 10 * 16_800
END_OF_JULY = date(2025, 7, 31)
AUGUST, SEPTEMBER = JULY + 1, JULY + 2


def ceiling(world: World, rupiah: int, on: date) -> None:
    programme.set_budget(fund=world.fund, year=2025, ceiling=rupiah, effective_on=on, by=world.head)


@pytest.fixture
def wati(world: World) -> World:
    """Ten members; money for three months and a half; June and July are paid."""
    ceiling(world, 3 * MONTH + MONTH // 2, date(2025, 1, 3))
    world.members(10)
    for month in (JUNE, JULY):
        world.pay(world.bill(month))
    return world


def looks(world: World, on: date = END_OF_JULY) -> Runway:
    world.see_all()
    return runway(world.fund, on, 16_800)


def test_she_sees_in_july_that_september_cannot_be_paid(wati: World) -> None:
    seen = looks(wati)
    assert (seen.paid, seen.left, seen.per_month) == (2 * MONTH, MONTH + MONTH // 2, MONTH)
    assert seen.person_months == 35
    assert seen.runs_out == SEPTEMBER.first


def test_the_september_bill_is_refused_with_what_is_left(wati: World) -> None:
    wati.pay(wati.bill(AUGUST))
    short = money.bill(fund=wati.fund, month=SEPTEMBER, by=wati.operator)
    with pytest.raises(Refused, match=r"has Rp84\.000 left; the bill is Rp168\.000"):
        money.approve_bill(bill=short, billing_code="9", on=SEPTEMBER.first, by=wati.head)
    wati.see_all()
    assert Bill.objects.get(pk=short.pk).state == Bill.State.DRAFT


def test_after_the_revision_it_lasts_to_december(wati: World) -> None:
    ceiling(wati, 7 * MONTH, date(2025, 8, 15))
    assert looks(wati).runs_out == SEPTEMBER.first  # not in force yet in July
    seen = looks(wati, date(2025, 8, 15))
    assert (seen.ceiling, seen.runs_out) == (7 * MONTH, None)
    ceiling(wati, 7 * MONTH - 1, date(2025, 8, 20))
    assert looks(wati, date(2025, 8, 20)).runs_out == date(2025, 12, 1)


def test_the_revision_keeps_what_was_known_before(wati: World) -> None:
    ceiling(wati, 7 * MONTH, date(2025, 8, 15))
    wati.see_all()
    known = wati.fund.budgets.filter(year=2025).order_by("seq").values_list("ceiling", "effective_on")
    assert list(known)[-2:] == [(3 * MONTH + MONTH // 2, date(2025, 1, 3)), (7 * MONTH, date(2025, 8, 15))]


def test_what_left_the_purse_is_counted_by_its_day(wati: World) -> None:
    assert cash_paid(wati.fund, date(2025, 6, 1), date(2025, 6, 30)) == MONTH
    assert cash_paid(wati.fund, date(2025, 6, 13), date(2025, 7, 11)) == 0


def test_there_is_no_receipt_for_money_that_has_not_left(wati: World) -> None:
    bill = wati.bill(AUGUST)
    order = money.order(fund=wati.fund, bills=[bill], amount=MONTH, spp="8", spm="8", by=wati.operator)
    numbers = {"number": "1" * 15, "billing_code": "2" * 12, "payment_reference": "3" * 12}
    with pytest.raises(Refused, match="Only a paid order has a receipt"):
        money.receipt(order=order, received_on=AUGUST.first, amount=MONTH, by=wati.treasurer, **numbers)
