"""The pages of one rupiah: bill and order, with the links both ways; differences by owner and by day."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from rangkiang.access.models import Role
from rangkiang.money import actions as money
from rangkiang.money.models import Bill, Difference, PaymentOrder
from rangkiang.programme import actions as programme
from tests.money.test_settling_pages import as_, sent
from tests.world import ACT, JULY, JUNE, World, read_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def english(client: Client, world: World) -> Client:
    read_in("en")
    translation.activate("en")
    return client


def text(client: Client, name: str, *args: object, query: str = "") -> str:
    answer = client.get(reverse(name, args=args) + query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_one_rupiah_is_walked_both_ways(english: Client, world: World) -> None:
    person, _ = world.members(2)
    order = world.pay(world.bill())
    bill = Bill.objects.get()
    decree = person.decree_lines.get().decree
    as_(english, world, Role.AUDITOR)

    def links(page: str, *others: tuple[str, object]) -> None:
        for name, key in others:
            assert reverse(name, args=[key]) in page, name

    fund_page = text(english, "programme:fund", world.fund.pk)
    assert f"{reverse('money:months')}?fund=APBD_KAB:13.03" in fund_page
    month = text(english, "money:month", "2025-06")
    links(month, ("money:bill-page", bill.pk), ("money:order-page", order.pk))
    page = text(english, "money:bill-page", bill.pk)
    links(page, ("programme:fund", world.fund.pk), ("decree:page", decree.pk), ("insight:person", person.pk))
    links(page, ("money:order-page", order.pk), ("money:month", "2025-06"))
    for word in ("SP2D-2025-06", "202506000000001", "contributions:jkk", "payable", "Rp33,600", "recomputed, the same"):
        assert word in page, word
    paid = text(english, "money:order-page", order.pk)
    links(paid, ("money:bill-page", bill.pk))
    assert ("cash" in paid, "SP2D-2025-06" in paid) == (True, True)
    back = f"{reverse('money:month', args=['2025-06'])}?fund=APBD_KAB:13.03"
    assert back in text(english, "insight:person", person.pk)
    assert back in text(english, "decree:page", decree.pk)
    assert PaymentOrder.objects.get() == order


def test_names_of_a_bill_are_only_for_the_register(english: Client, world: World) -> None:
    world.members(1)
    bill = world.bill()
    as_(english, world, Role.TREASURER)
    assert "Orang Contoh" not in text(english, "money:bill-page", bill.pk)
    as_(english, world, Role.NAGARI)
    assert english.get(reverse("money:bill-page", args=[bill.pk])).status_code == 403


def test_differences_are_shown_by_owner_and_by_day(english: Client, world: World) -> None:
    world.members(1)
    world.pay(world.bill(), beyond=5)
    money.reconcile(fund=world.fund, month=JUNE, by=world.operator)
    world.see_all()
    odd = Difference.objects.get(kind="payment_differs")
    assert sent(english, world, Role.HEAD, "assign", odd.pk, owner=world.bpjs.pk, due_on="2025-07-01") == 400
    assert sent(english, world, Role.HEAD, "assign", odd.pk, owner=world.treasurer.pk, due_on="2025-07-01") == 302
    as_(english, world, Role.TREASURER)
    for show, seen in (("mine", True), ("overdue", True), ("open", True), ("unsigned", False)):
        assert ("payment differs" in text(english, "money:differences", query=f"?show={show}")) == seen, show
    as_(english, world, Role.OPERATOR)
    assert "payment differs" not in text(english, "money:differences")
    assert sent(english, world, Role.TREASURER, "explain", odd.pk, explanation="Bank") == 302
    assert "waits for a second person" in text(english, "money:differences", query="?show=unsigned")
    assert sent(english, world, Role.TREASURER, "sign-off", "2025-06") == 409
    assert sent(english, world, Role.HEAD, "sign-off", "2025-06") == 302
    assert "Signed off by" in text(english, "money:month", "2025-06")


def test_a_draft_is_checked_and_withdrawn_by_its_page(english: Client, world: World) -> None:
    world.members(1)
    draft = money.bill(fund=world.fund, month=JULY, by=world.operator)
    assert sent(english, world, Role.OPERATOR, "check", draft.pk) == 403
    assert sent(english, world, Role.TREASURER, "check", draft.pk) == 302
    assert "checked, waits for approval" in text(english, "money:month", "2025-07")
    assert sent(english, world, Role.OPERATOR, "withdraw", draft.pk, reason=" ") == 400
    assert sent(english, world, Role.OPERATOR, "withdraw", draft.pk, reason="Nama kurang") == 302
    page = text(english, "money:month", "2025-07")
    assert ("Nama kurang" in page, "Draw up the bill anew" in page) == (True, True)
    assert sent(english, world, Role.OPERATOR, "bill", "2025-07") == 302
    assert Bill.objects.filter(state="draft").count() == 1


def test_accounts_of_the_month_stand_on_its_bill(english: Client, world: World) -> None:
    world.members(1)
    world.bill(JUNE)
    world.bill(JULY)
    programme.set_accounts(
        fund=world.fund, valid_from=date(2025, 7, 1), jkk_account="5.1.9", jkm_account="5.1.8", office="Dinas Sosial",
        act=ACT, by=world.by[Role.ADMINISTRATOR],
    )  # fmt: skip
    as_(english, world, Role.AUDITOR)
    june, july = text(english, "money:month", "2025-06"), text(english, "money:month", "2025-07")
    assert ("5.1.02.02.02.0006" in june, "5.1.9" in june) == (True, False)
    assert ("5.1.02.02.02.0006" in july, "5.1.9" in july) == (False, True)
