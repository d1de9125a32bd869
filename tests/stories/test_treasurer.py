"""Wati holds the purse: one year it runs dry in September and she sees it in July; after the revision it lasts."""

from __future__ import annotations

from datetime import date

import pytest

from rangkiang.money import actions as money
from rangkiang.money.models import Bill
from rangkiang.money.queries import Runway, cash_paid, runway
from rangkiang.money.templatetags.budgets import use_by_year
from rangkiang.platform.errors import Refused
from rangkiang.platform.month import Month
from rangkiang.programme import actions as programme
from rangkiang.programme import queries as programme_queries
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


@pytest.mark.parametrize("paid", [0, 1, 2])
def test_what_is_issued_is_taken_off_paid_or_not(world: World, paid: int) -> None:
    """The same as the fund's page says, and the month that cannot be paid is the same."""
    ceiling(world, 3 * MONTH + MONTH // 2, date(2025, 1, 3))
    world.members(10)
    bills = [world.bill(month) for month in (JUNE, JULY)]
    for bill in bills[:paid]:
        world.pay(bill)
    seen = looks(world)
    assert (seen.paid, seen.left, seen.runs_out) == (paid * MONTH, MONTH + MONTH // 2, SEPTEMBER.first)
    assert use_by_year(programme_queries.purse(world.fund, END_OF_JULY))[0].left == seen.left


def test_a_bill_of_last_year_takes_nothing_from_this_years_ceiling(world: World) -> None:
    december = Month(2025, 12)
    programme.set_budget(fund=world.fund, year=2026, ceiling=2 * MONTH, effective_on=date(2026, 1, 1), by=world.head)
    world.members(10, month=december)
    world.pay(world.bill(december), paid_on=date(2026, 1, 10))
    world.bill(december + 1)
    seen = looks(world, date(2026, 1, 31))
    assert (seen.paid, seen.left, seen.runs_out) == (MONTH, MONTH, date(2026, 3, 1))


def test_a_draft_costs_its_month_and_takes_nothing_yet(world: World) -> None:
    ceiling(world, MONTH, date(2025, 1, 3))
    world.members(10)
    money.bill(fund=world.fund, month=JULY, by=world.operator)
    assert (looks(world).left, looks(world).runs_out) == (MONTH, AUGUST.first)


def test_a_lower_ceiling_to_come_holds_already(world: World) -> None:
    """Decided in July for September: what is approved in August must fit under it too."""
    ceiling(world, 10 * MONTH, date(2025, 1, 3))
    world.members(10)
    world.bill(JUNE)
    ceiling(world, 2 * MONTH, SEPTEMBER.first)
    world.bill(JULY)
    with pytest.raises(Refused, match=r"has Rp0 left"):
        world.bill(AUGUST)
    world.see_all()
    ceiling(world, 3 * MONTH, SEPTEMBER.first)
    assert world.bill(AUGUST).approved_at


def test_the_september_bill_is_refused_with_what_is_left(wati: World) -> None:
    wati.pay(wati.bill(AUGUST))
    short = money.bill(fund=wati.fund, month=SEPTEMBER, by=wati.operator)
    with pytest.raises(Refused, match=r"has Rp84,000 left; the bill is Rp168,000"):
        money.approve_bill(bill=short, billing_code="000000000009", on=SEPTEMBER.first, by=wati.head)
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
