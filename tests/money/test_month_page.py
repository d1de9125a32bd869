"""The month page: what a month says, who may do what on it, and what a refusal looks like."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from rangkiang.access.models import Role
from rangkiang.membership import actions as membership
from rangkiang.money import actions as money
from rangkiang.money.models import Bill, Difference, PaymentOrder
from rangkiang.money.sheet import sheet
from tests.world import AIE_AMO, JULY, JUNE, World, read_in

pytestmark = pytest.mark.django_db
TODAY = date(2025, 7, 31)


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("money.views", "web.context", "access.rights"):
        monkeypatch.setattr(f"rangkiang.{module}.today", lambda: TODAY)


@pytest.fixture
def english(client: Client, world: World) -> Client:
    read_in("en")
    return client


def as_(client: Client, world: World, role: Role) -> Client:
    client.force_login(world.by[role])
    return client


def test_the_sheet_adds_up_to_the_last_month_and_prices_a_sample_again(world: World) -> None:
    """Seven in June; in July one has left and three came: nine, and every sampled line agrees with the law."""
    people = world.members(7)
    world.pay(world.bill(JUNE))
    membership.end(
        fund=world.fund, by=world.operator, exits=[membership.Exit(people[0].pk, JUNE, "moved", date(2025, 6, 20))]
    )
    world.members(3, area=AIE_AMO, start=10, number="SK-2", month=JULY)
    world.pay(world.bill(JULY), beyond=16_290)
    found = sheet(world.fund, JULY)
    assert (found.persons, found.jkk, found.jkm, found.total) == (9, 90_000, 61_200, 151_200)
    change = found.change
    assert change is not None
    assert (change.before, change.came, change.left, change.now) == (7, 3, 1, 9)
    left = [(move.persons, [person.id for person in move.first]) for move in change.moves if not move.came]
    assert left == [(1, [people[0].pk])]
    assert found.agrees
    assert len(found.sample) == 5
    assert [(o.amount, o.beyond) for o in found.orders] == [(167_490, 16_290)]


def test_a_line_that_differs_from_the_law_is_shown(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from rangkiang import law

    world.members(2)
    world.bill(JUNE)
    world.see_all()
    monkeypatch.setattr(law, "price", lambda *_: type("P", (), {"jkk": 9_999, "jkm": 6_800})())
    assert not sheet(world.fund, JUNE).agrees


def test_a_draft_is_approved_by_another_person_with_the_code(english: Client, world: World) -> None:
    world.members(4)
    bill = money.bill(fund=world.fund, month=JUNE, by=world.operator)
    text = as_(english, world, Role.OPERATOR).get(reverse("money:month", args=["2025-06"])).content.decode()
    assert "money:approve" not in text
    assert reverse("money:approve", args=[bill.pk]) not in text
    text = as_(english, world, Role.HEAD).get(reverse("money:month", args=["2025-06"])).content.decode()
    assert reverse("money:approve", args=[bill.pk]) in text
    answer = english.post(reverse("money:approve", args=[bill.pk]), {"billing_code": "123456789012"})
    assert answer.status_code == 302
    world.see_all()
    bill.refresh_from_db()
    assert (bill.state, bill.billing_code, bill.approved_by) == (Bill.State.ISSUED, "123456789012", world.head)


def test_who_may_not_is_refused_and_nothing_happens(english: Client, world: World) -> None:
    world.members(2)
    bill = money.bill(fund=world.fund, month=JUNE, by=world.operator)
    for role in (Role.OPERATOR, Role.TREASURER, Role.NAGARI):
        answer = as_(english, world, role).post(reverse("money:approve", args=[bill.pk]), {"billing_code": "1" * 12})
        assert answer.status_code == 403
    world.see_all()
    assert Bill.objects.get(pk=bill.pk).state == Bill.State.DRAFT


def test_beyond_the_budget_the_page_says_so_with_409(english: Client, world: World) -> None:
    from rangkiang.programme import actions as programme

    world.members(2)
    programme.set_budget(fund=world.fund, year=2025, ceiling=10_000, effective_on=date(2025, 6, 1), by=world.head)
    bill = money.bill(fund=world.fund, month=JUNE, by=world.operator)
    answer = as_(english, world, Role.HEAD).post(reverse("money:approve", args=[bill.pk]), {"billing_code": "1" * 12})
    assert answer.status_code == 409
    assert "Rp10,000 left" in answer.content.decode()


def test_from_order_to_receipt_by_the_page(english: Client, world: World) -> None:
    world.members(2)
    world.bill(JUNE)
    page = reverse("money:month", args=["2025-06"])
    as_(english, world, Role.OPERATOR)
    assert 'value="33600"' in english.get(page).content.decode()
    english.post(reverse("money:order", args=["2025-06"]), {"spp": "1", "spm": "2", "amount": "33600"})
    world.see_all()
    order = PaymentOrder.objects.get()
    as_(english, world, Role.TREASURER)
    answer = english.post(reverse("money:pay", args=[order.pk]), {"sp2d": "3", "paid_on": "2015-06-12"})
    assert (answer.status_code, "more than a year before" in answer.content.decode()) == (400, True)
    answer = english.post(reverse("money:pay", args=[order.pk]), {"sp2d": "3", "paid_on": "2025-06-12"})
    assert answer.status_code == 302
    told = {
        "number": "1" * 15,
        "billing_code": "000000000001",
        "payment_reference": "3" * 12,
        "received_on": "2025-06-12",
        "amount": "33600",
    }
    assert english.post(reverse("money:receipt", args=[order.pk]), told | {"number": "12"}).status_code == 400
    assert english.post(reverse("money:receipt", args=[order.pk]), told).status_code == 302
    text = english.get(page).content.decode()
    assert "1" * 15 in text
    assert "12 June 2025" in text


def test_a_difference_is_explained_by_who_may_and_keeps_the_words(english: Client, world: World) -> None:
    world.members(2)
    world.pay(world.bill(JUNE), beyond=16_290)
    money.reconcile(fund=world.fund, month=JUNE, by=world.operator)
    world.see_all()
    odd = Difference.objects.get(kind="payment_differs")
    address = reverse("money:explain", args=[odd.pk])
    page = reverse("money:month", args=["2025-06"])
    assert address not in as_(english, world, Role.AUDITOR).get(page).content.decode()
    as_(english, world, Role.HEAD)
    assert english.post(address, {"explanation": "  "}).status_code == 400
    assert english.post(address, {"explanation": "Rounded up by the bank"}).status_code == 302
    assert "Rounded up by the bank" in english.get(page).content.decode()


def test_names_are_only_for_the_register(english: Client, world: World) -> None:
    world.members(2)
    world.pay(world.bill(JUNE))
    world.members(1, start=20, number="SK-2", month=JULY)
    world.bill(JULY)
    page = reverse("money:month", args=["2025-07"])
    assert "Orang Contoh 20" in as_(english, world, Role.HEAD).get(page).content.decode()
    assert "Orang Contoh 20" not in as_(english, world, Role.TREASURER).get(page).content.decode()


def test_a_nagari_officer_has_no_money_pages(english: Client, world: World) -> None:
    as_(english, world, Role.NAGARI)
    assert english.get(reverse("money:months")).status_code == 403
    assert english.get(reverse("money:month", args=["2025-06"])).status_code == 403


def test_a_month_without_a_bill_and_a_month_that_is_none(english: Client, world: World) -> None:
    as_(english, world, Role.OPERATOR)
    assert "nobody is protected by this fund" in english.get(reverse("money:month", args=["2025-01"])).content.decode()
    answer = english.get(reverse("money:month", args=["2025-13"]))
    assert answer.status_code == 400
    assert "2025-13" in answer.content.decode()


@pytest.mark.parametrize("members", [2, 40])
def test_statements_do_not_grow_with_the_members(
    client: Client,
    world: World,
    members: int,
    django_assert_max_num_queries: object,
) -> None:
    world.members(members)
    world.bill(JUNE)
    as_(client, world, Role.HEAD)
    with django_assert_max_num_queries(34):  # type: ignore[operator]
        client.get(reverse("money:month", args=["2025-06"]))
