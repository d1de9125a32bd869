"""Supplement, credit, reversal, refund, closing by their pages: who may, what is said, and what stands afterwards."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from rangkiang.access.models import Role
from rangkiang.membership import actions as membership
from rangkiang.money import actions as money
from rangkiang.money import queries
from rangkiang.money.models import Bill, Closing, PaymentOrder, Refund, Reversal
from rangkiang.people.models import Person
from tests.world import JULY, JUNE, World, read_in

pytestmark = pytest.mark.django_db
PRICE = 16_800
PAGE = "/money/2025-06/"
TODAY = date(2025, 7, 31)


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("money.views", "money.settling_views", "money.settling", "web.context", "access.rights"):
        monkeypatch.setattr(f"rangkiang.{module}.today", lambda: TODAY)


@pytest.fixture
def english(client: Client, world: World) -> Client:
    read_in("en")
    return client


def as_(client: Client, world: World, role: Role) -> Client:
    client.force_login(world.by[role])
    return client


def sent(client: Client, world: World, role: Role, name: str, *args: object, **given: object) -> int:
    """The status of one deed's address posted by a role."""
    status = as_(client, world, role).post(reverse(f"money:{name}", args=args), given).status_code
    world.see_all()
    return status


def test_a_supplement_is_drawn_up_and_a_credit_is_approved_without_a_code(english: Client, world: World) -> None:
    dead, *_ = world.members(2)
    world.pay(world.bill())
    assert sent(english, world, Role.OPERATOR, "supplement", "2025-06") == 302
    assert "nothing to correct" in english.get(PAGE).content.decode()
    world.see_all()
    Person.objects.filter(pk=dead.pk).update(died_on=date(2025, 5, 20))
    assert "June 2025" in english.get(reverse("money:owed")).content.decode()
    assert sent(english, world, Role.TREASURER, "supplement", "2025-06") == 403
    assert sent(english, world, Role.OPERATOR, "supplement", "2025-06") == 302
    draft = Bill.objects.get(roll__seq=1)
    text = as_(english, world, Role.HEAD).get(PAGE).content.decode()
    assert ("Supplement 1" in text, "billing_code" in text, "-Rp16,800" in text) == (True, False, True)
    assert sent(english, world, Role.HEAD, "approve", draft.pk) == 302
    assert Bill.objects.get(pk=draft.pk).state == "issued"
    assert "The totals do not add up" not in english.get(PAGE).content.decode()


def test_a_bill_to_be_paid_is_not_approved_without_its_code(english: Client, world: World) -> None:
    world.members(1)
    bill = money.bill(fund=world.fund, month=JUNE, by=world.operator)
    assert sent(english, world, Role.HEAD, "approve", bill.pk, billing_code="") == 400


def test_ticked_bills_are_one_order(english: Client, world: World) -> None:
    world.members(2)
    june, july, august = (world.bill(JUNE + n) for n in range(3))
    text = as_(english, world, Role.OPERATOR).get(reverse("money:owed")).content.decode()
    assert "Rp100,800" in text
    papers = {"spp": "1", "spp_on": "2025-07-01", "spm": "2", "spm_on": "2025-07-02", "amount": str(4 * PRICE)}
    assert sent(english, world, Role.OPERATOR, "order-several", **papers) == 400
    assert sent(english, world, Role.OPERATOR, "order-several", bill="x", **papers) == 400
    assert sent(english, world, Role.OPERATOR, "order-several", bill=[june.pk, july.pk], **papers) == 302
    made = PaymentOrder.objects.get()
    assert (made.spp_on, made.spm_on) == (date(2025, 7, 1), date(2025, 7, 2))
    assert set(made.allocations.values_list("bill", flat=True)) == {june.pk, july.pk}
    assert queries.owed(world.fund, [august.pk]) == [(august.pk, 2 * PRICE)]


def test_credit_is_used_for_the_next_bill_by_the_treasurer(english: Client, world: World) -> None:
    world.members(1)
    world.pay(world.bill(), beyond=16_290)
    july = world.bill(JULY)
    assert "BPJS holds" not in as_(english, world, Role.TREASURER).get("/money/2025-07/").content.decode()
    owed = english.get(reverse("money:owed")).content.decode()
    assert owed.index("Paid, and not explained") < owed.index("Rp16,290") < owed.index("Credit with BPJS")
    assert sent(english, world, Role.TREASURER, "use-credit", july.pk, on="2025-07-10") == 409
    world.explain()
    text = as_(english, world, Role.TREASURER).get("/money/2025-07/").content.decode()
    assert "BPJS holds Rp16,290" in text
    assert "Paid, and not explained" not in english.get(reverse("money:owed")).content.decode()
    assert sent(english, world, Role.OPERATOR, "use-credit", july.pk, on="2025-07-10") == 403
    assert sent(english, world, Role.TREASURER, "use-credit", july.pk, on="2025-08-01") == 400
    assert sent(english, world, Role.TREASURER, "use-credit", july.pk, on="2025-07-10") == 302
    assert queries.owed(world.fund, [july.pk]) == [(july.pk, 510)]


def test_an_order_is_reversed_by_two(english: Client, world: World) -> None:
    world.members(1)
    bill = world.bill()
    order = money.order(fund=world.fund, bills=[bill], amount=PRICE, spp="1", spm="1", by=world.operator)
    order = money.pay(order=order, sp2d="1", paid_on=date(2025, 6, 12), by=world.treasurer)
    assert sent(english, world, Role.OPERATOR, "ask-reversal", order.pk, reason=" ") == 400
    assert sent(english, world, Role.OPERATOR, "ask-reversal", order.pk, reason="Returned by the bank") == 302
    asked = Reversal.objects.get()
    text = as_(english, world, Role.TREASURER).get(PAGE).content.decode()
    assert ("Returned by the bank" in text, reverse("money:reverse", args=[asked.pk]) in text) == (True, True)
    assert sent(english, world, Role.TREASURER, "reverse", asked.pk, on="2025-06-20") == 302
    assert "Reversed on 20 June 2025" in english.get(PAGE).content.decode()
    world.see_all()
    assert Bill.objects.get().state == "issued"


def test_a_refund_is_asked_for_and_received(english: Client, world: World) -> None:
    world.members(1)
    order = world.pay(world.bill(), beyond=16_290)
    asking = {"letter": "560/1", "asked_on": "2025-07-01"}
    assert sent(english, world, Role.OPERATOR, "ask-refund", world.bill(JULY).pk, **asking) == 400
    assert sent(english, world, Role.OPERATOR, "ask-refund", order.pk, **asking) == 409
    world.explain()
    assert sent(english, world, Role.OPERATOR, "ask-refund", order.pk, **asking) == 302
    asked = Refund.objects.get()
    page = reverse("money:owed")
    text = as_(english, world, Role.TREASURER).get(page).content.decode()
    assert reverse("money:settle-refund", args=[asked.pk]) in text
    given = {"received": "yes", "settled_on": "2025-07-20", "reference": "STS 7"}
    assert (
        sent(english, world, Role.TREASURER, "settle-refund", asked.pk, **given | {"settled_on": "2025-06-01"}) == 400
    )
    assert sent(english, world, Role.TREASURER, "settle-refund", asked.pk, **given) == 302
    assert "STS 7" in english.get(page).content.decode()


def test_a_month_is_closed_and_opened_by_its_page(english: Client, world: World) -> None:
    people = world.members(2)
    world.pay(world.bill())
    assert sent(english, world, Role.HEAD, "close", "2025-06") == 409
    money.active_list(fund=world.fund, month=JUNE, kpj=[f"99{p.pk:09d}" for p in people], by=world.bpjs)
    money.reconcile(fund=world.fund, month=JUNE, by=world.operator)
    assert sent(english, world, Role.OPERATOR, "close", "2025-06") == 403
    assert sent(english, world, Role.HEAD, "close", "2025-06") == 302
    assert "Open the month again" in english.get(PAGE).content.decode()
    assert ">closed<" in english.get(reverse("money:months")).content.decode().replace("\n", "").replace(" ", "")
    assert sent(english, world, Role.OPERATOR, "reconcile", "2025-06") == 409
    assert sent(english, world, Role.HEAD, "reopen", "2025-06", reason="") == 400
    assert sent(english, world, Role.HEAD, "reopen", "2025-06", reason="Late members") == 302
    assert "Late members" in english.get(PAGE).content.decode()
    world.see_all()
    assert Closing.objects.count() == 2


def test_the_page_of_what_is_owed_takes_the_same_statements(
    client: Client, world: World, django_assert_max_num_queries: object
) -> None:
    for number in range(3):
        gone, *_ = world.members(2, month=JUNE + number, start=10 * number, number=f"SK-{number}")
        world.bill(JUNE + number)
        left = membership.Exit(gone.pk, JUNE + (number - 1), "moved", date(2025, 5, 20))
        membership.end(fund=world.fund, exits=[left], by=world.operator)
        (credit,) = money.supplement(fund=world.fund, month=JUNE + number, by=world.operator)
        money.approve_bill(bill=credit, billing_code="", on=TODAY, by=world.head)
    as_(client, world, Role.TREASURER)
    with django_assert_max_num_queries(22):  # type: ignore[operator]
        client.get(reverse("money:owed"))
