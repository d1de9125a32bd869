"""A month closes when nothing is left to explain, takes nothing while closed, and opens again only with a reason."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from rangkiang.access.models import User
from rangkiang.membership.models import Roll
from rangkiang.money import actions as money
from rangkiang.money import closing, queries
from rangkiang.money.models import ActiveMember, Closing, Difference, PaymentOrder
from rangkiang.platform.errors import BadInput, Refused
from rangkiang.platform.models import AuditEntry, RecordedNow
from tests.world import JULY, JUNE, World

pytestmark = pytest.mark.django_db
PRICE = 16_800


def paid_june(world: World, beyond: int = 0) -> None:
    world.members(2)
    world.pay(world.bill(), beyond=beyond)
    money.active_list(fund=world.fund, month=JUNE, kpj=[f"99{p.pk:09d}" for p in world.people], by=world.bpjs)
    money.reconcile(fund=world.fund, month=JUNE, by=world.operator)


def close(world: World) -> Closing:
    made = closing.close_month(fund=world.fund, month=JUNE, by=world.head)
    world.see_all()
    return made


def signed(world: World, by: User | None = None) -> int:
    made = closing.sign_off(fund=world.fund, month=JUNE, by=by or world.head)
    world.see_all()
    return made


def test_a_month_closes_only_when_every_difference_is_solved_or_explained(world: World) -> None:
    paid_june(world, beyond=16_290)
    with pytest.raises(Refused, match="1 difference is still open"):
        close(world)
    world.see_all()
    odd = Difference.objects.get(state="open")
    assert (odd.owner, odd.due_on - world.today()) == (world.operator, timedelta(days=14))
    money.explain(difference=odd, explanation="Pembulatan bank", by=world.head)
    for signs, refusal in ((close, "1 explanation waits for a second person"), (signed, "may not sign it off")):
        with pytest.raises(Refused, match=refusal):
            signs(world)
        world.see_all()
    assert [signed(world, world.treasurer) for _ in range(2)] == [1, 0]
    assert AuditEntry.objects.filter(verb="money.sign_off").count() == 1
    assert close(world).closed


def test_the_database_itself_wants_a_second_person_for_an_explanation(world: World) -> None:
    paid_june(world, beyond=16_290)
    world.explain()
    for by, rule in ((world.treasurer, "difference_four_eyes"), (None, "only_what_is_explained")):
        with pytest.raises(IntegrityError, match=rule), transaction.atomic():
            Difference.objects.update(signed_by=by, signed_at=RecordedNow())


def test_a_difference_that_is_true_again_is_due_anew_and_unsigned(world: World) -> None:
    paid_june(world, beyond=16_290)
    world.explain()
    signed(world)
    Difference.objects.update(amount=1, due_on=date(2025, 6, 20))  # as if the amount had changed since
    money.reconcile(fund=world.fund, month=JUNE, by=world.operator)
    world.see_all()
    odd = Difference.objects.get()
    assert (odd.state, odd.signed_by, odd.explanation) == ("open", None, "Pembulatan bank")
    assert (odd.owner, odd.due_on > date(2025, 6, 20)) == (world.operator, True)


def test_an_open_difference_is_given_to_somebody_who_may_explain_it(world: World) -> None:
    paid_june(world, beyond=16_290)
    world.see_all()
    odd, day = Difference.objects.get(), date(2025, 7, 1)
    with pytest.raises(BadInput, match="may not explain"):
        money.assign(difference=odd, owner=world.bpjs, due_on=day, by=world.head)
    for _ in range(2):
        found = money.assign(difference=odd, owner=world.treasurer, due_on=day, by=world.head)
    assert (found.owner, found.due_on) == (world.treasurer, day)
    assert AuditEntry.objects.filter(verb="money.assign").count() == 1
    world.explain()
    with pytest.raises(Refused, match="closed already"):
        money.assign(difference=odd, owner=world.head, due_on=day, by=world.head)


def test_what_is_not_on_the_last_comparison_is_found_at_closing(world: World) -> None:
    paid_june(world)
    world.see_all()
    type(world.people[0]).objects.filter(pk=world.people[0].pk).update(died_on=date(2025, 5, 20))
    with pytest.raises(Refused, match="still open"):
        close(world)


def test_another_person_compares_than_closes(world: World) -> None:
    world.members(1)
    world.pay(world.bill())
    with pytest.raises(Refused, match="Another person compares"):
        close(world)
    world.see_all()
    with pytest.raises(IntegrityError, match="closing_four_eyes"), transaction.atomic():
        Closing.objects.create(
            fund=world.fund,
            area=world.fund.area,
            month=JUNE.first,
            seq=0,
            compared_by=world.head,
            made_by=world.head,
        )


def test_what_waits_keeps_the_month_open(world: World) -> None:
    paid_june(world)
    world.members(1, start=10, number="SK-2")
    money.supplement(fund=world.fund, month=JUNE, by=world.operator)
    with pytest.raises(Refused, match="waits for approval"):
        close(world)


def test_closed_and_opened_twice_is_done_once(world: World) -> None:
    paid_june(world)
    assert close(world) == close(world)
    with pytest.raises(BadInput, match="reason"):
        closing.reopen_month(fund=world.fund, month=JUNE, reason=" ", by=world.head)
    opened = [
        closing.reopen_month(fund=world.fund, month=JUNE, reason="Peserta susulan", by=world.head) for _ in range(2)
    ]
    assert opened[0] == opened[1]
    world.see_all()
    assert list(Closing.objects.order_by("seq").values_list("seq", "reason")) == [(0, ""), (1, "Peserta susulan")]
    assert AuditEntry.objects.filter(verb__in=("money.close_month", "money.reopen_month")).count() == 2
    assert close(world).seq == 2


def test_a_closed_month_takes_no_roll_and_no_payment_until_it_is_opened(world: World) -> None:
    paid_june(world)
    close(world)
    world.members(1, start=10, number="SK-2")
    with pytest.raises(Refused, match="2025-06 of APBD Sijunjung is closed"):
        money.supplement(fund=world.fund, month=JUNE, by=world.operator)
    world.see_all()
    closing.reopen_month(fund=world.fund, month=JUNE, reason="Peserta susulan", by=world.head)
    (late,) = money.supplement(fund=world.fund, month=JUNE, by=world.operator)
    money.approve_bill(bill=late, billing_code="000000000001", on=JULY.first, by=world.head)
    world.see_all()
    july = world.bill(JULY)
    money.reconcile(fund=world.fund, month=JUNE, by=world.operator)
    world.see_all()
    for one in Difference.objects.filter(state="open"):
        money.explain(difference=one, explanation="Menyusul", by=world.operator)
    signed(world)
    close(world)
    for bills in ([late], [july, late]):
        with pytest.raises(Refused, match="is closed"):
            money.order(fund=world.fund, bills=bills, amount=PRICE, spp="9", spm="9", by=world.operator)
    assert money.order(fund=world.fund, bills=[july], amount=PRICE, spp="9", spm="9", by=world.operator)


def test_the_database_itself_refuses_a_roll_in_a_closed_month(world: World) -> None:
    paid_june(world)
    close(world)
    first = Roll.objects.get()
    with pytest.raises(IntegrityError, match="is closed"), transaction.atomic():
        Roll.objects.create(
            fund=world.fund, area=world.fund.area, month=JUNE.first, seq=1, kind="late", corrects=first,
            persons=1, jkk=1, jkm=1,
        )  # fmt: skip
    assert queries.months(world.fund)[0]["closed"]


def ordered_and_paid(world: World) -> PaymentOrder:
    """June's bill of three, paid; no receipt, no active list."""
    world.members(3)
    bill = world.bill()
    order = money.order(fund=world.fund, bills=[bill], amount=3 * PRICE, spp="1", spm="1", by=world.operator)
    return money.pay(order=order, sp2d="1", paid_on=date(2025, 6, 12), by=world.treasurer)


def found(world: World, state: str = "open") -> dict[str, tuple[int, int]]:
    world.see_all()
    rows = Difference.objects.filter(month=JUNE.first, state=state)
    return {kind: (persons, amount) for kind, persons, amount in rows.values_list("kind", "persons", "amount")}


def test_a_whole_list_that_is_absent_keeps_the_month_open(world: World) -> None:
    order = ordered_and_paid(world)
    money.reconcile(fund=world.fund, month=JUNE, by=world.operator)
    assert found(world) == {"active_list_missing": (3, 3 * PRICE), "receipt_missing": (0, 3 * PRICE)}
    with pytest.raises(Refused, match="2 differences are still open"):
        close(world)
    told = {"number": "1" * 15, "billing_code": "000000000001", "payment_reference": "3" * 12}
    money.receipt(order=order, received_on=date(2025, 6, 20), amount=3 * PRICE, by=world.treasurer, **told)
    cards = [f"99{p.pk:09d}" for p in world.people]
    money.active_list(fund=world.fund, month=JUNE, kpj=cards[1:], by=world.bpjs)
    money.reconcile(fund=world.fund, month=JUNE, by=world.operator)
    assert found(world) == {"missing_at_bpjs": (1, PRICE)}
    money.active_list(fund=world.fund, month=JUNE, kpj=cards, by=world.bpjs)
    assert close(world).closed


def test_the_newest_active_list_counts_and_a_closed_month_takes_none(world: World) -> None:
    """A wrong list is put right by the next one; the same again is no new list."""
    paid_june(world)
    cards, wrong = [f"99{p.pk:09d}" for p in world.people], ["77777777777"]
    for given, new, active, lists in ((cards, 0, 2, 1), (cards[:1] + wrong, 1, 2, 2), (cards[:1], 0, 1, 3)):
        assert money.active_list(fund=world.fund, month=JUNE, kpj=given, by=world.bpjs) == new
        assert money.reconcile(fund=world.fund, month=JUNE, by=world.operator).active == active
        world.see_all()
        assert ActiveMember.objects.values("seq").distinct().count() == lists
    assert found(world) == {"missing_at_bpjs": (1, PRICE)}
    money.active_list(fund=world.fund, month=JUNE, kpj=cards, by=world.bpjs)
    close(world)
    with pytest.raises(Refused, match="is closed"):
        money.active_list(fund=world.fund, month=JUNE, kpj=wrong, by=world.bpjs)
    with pytest.raises(BadInput, match="names nobody"):
        money.active_list(fund=world.fund, month=JULY, kpj=[], by=world.bpjs)


@pytest.mark.parametrize("then", [["77777777772"], [f"7777777{i:04d}" for i in range(20)]])
def test_a_signed_explanation_is_of_the_cards_it_was_given_for(world: World, then: list[str]) -> None:
    paid_june(world)
    cards = [f"99{p.pk:09d}" for p in world.people]
    money.active_list(fund=world.fund, month=JUNE, kpj=[*cards, "77777777771"], by=world.bpjs)
    world.explain(words="Salah ketik satu kartu")
    signed(world)
    money.reconcile(fund=world.fund, month=JUNE, by=world.operator)
    assert found(world, "explained") == {"extra_at_bpjs": (1, 0)}  # the same card: nothing is asked again
    money.active_list(fund=world.fund, month=JUNE, kpj=cards + then, by=world.bpjs)
    with pytest.raises(Refused, match="1 difference is still open"):
        close(world)
    money.reconcile(fund=world.fund, month=JUNE, by=world.operator)
    assert found(world) == {"extra_at_bpjs": (len(then), 0)}


def test_who_is_not_billed_and_came_after_the_signature_opens_it_again(world: World) -> None:
    world.members(2)
    world.explain()
    signed(world)
    world.members(2, start=20, number="SK-2")
    money.reconcile(fund=world.fund, month=JUNE, by=world.operator)
    assert found(world) == {"not_billed": (4, 0)}


def test_a_name_of_a_decree_that_nobody_enrolled_is_a_difference(world: World) -> None:
    paid_june(world)
    world.decree(world.candidates(4, start=30), number="SK-9")
    assert money.reconcile(fund=world.fund, month=JUNE, by=world.operator).decreed == 6
    world.see_all()
    assert list(Difference.objects.filter(state="open").values_list("kind", "persons")) == [
        ("decreed_not_enrolled", 1)
    ] * 4  # fmt: skip
    with pytest.raises(Refused, match="4 differences"):
        close(world)
