"""A dead man billed for five months: the list of deaths had a digit of his NIK wrong, so nobody found him by it."""

from __future__ import annotations

from datetime import date

import pytest

from rangkiang.claims import actions as claims
from rangkiang.claims import watch_queries as seen
from rangkiang.claims.models import Event
from rangkiang.intake import actions as intake
from rangkiang.money import actions as money
from rangkiang.money import settling
from rangkiang.money.models import Bill, Difference, Refund
from rangkiang.people.models import Person
from rangkiang.platform.jobs import perform
from rangkiang.platform.models import Job
from rangkiang.platform.month import Month
from tests.intake.readers.lists import xlsx_file
from tests.world import JULY, World

pytestmark = pytest.mark.django_db
FEBRUARY, MARCH = Month(2025, 2), Month(2025, 3)
DIED, TODAY, PRICE = date(2025, 2, 20), date(2025, 8, 6), 16_800


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("access.rights", "claims.jobs", "money.settling"):
        monkeypatch.setattr(f"rangkiang.{module}.today", lambda: TODAY)


@pytest.fixture
def man(world: World) -> Person:
    """A member since February; he died in that month, and was billed and paid for to July."""
    man, neighbour = world.members(2, month=FEBRUARY)
    facts = {"name": "Zulkifli Tanjung", "name_key": "ZULKIFLI TANJUNG", "nik": "1303081205711234"}
    Person.objects.filter(pk=man.pk).update(**facts, birth_date=date(1971, 5, 12))
    Person.objects.filter(pk=neighbour.pk).update(name="Bustami", name_key="BUSTAMI")
    for month in FEBRUARY.until(JULY):
        world.pay(world.bill(month))
    man.refresh_from_db()
    return man


def the_list_comes_in(world: World) -> None:
    """From Dukcapil: 1274 where his NIK has 1234."""
    row = ("1303081205711274", "Zulkifli Tanjung", "12-05-1971", f"{DIED:%d-%m-%Y}", "Palaluar")
    content = xlsx_file([("NIK", "Nama", "Tanggal Lahir", "Tanggal Meninggal", "Nagari"), row])
    batch = intake.receive(
        fund=world.fund, filename="dukcapil.xlsx", content=content, profile="death_list", on=TODAY, by=world.operator
    )
    assert intake.take_deaths(batch=batch, by=world.operator) == 1
    for _watched_then_taken_off in range(2):
        perform(job=Job.objects.get(finished_at=None).pk)
        world.see_all()


def test_the_family_has_a_case_and_the_refund_opens_by_itself(world: World, man: Person) -> None:
    assert len(seen.faults(TODAY)) == 0
    the_list_comes_in(world)

    event = Event.objects.get()  # the family never came
    assert (event.person, event.happened_on, event.source) == (man, DIED, "list")
    (case,) = seen.cases(TODAY)
    assert (case.office, case.owner, case.days) == ("Disnakertrans", world.operator.title, 167)
    claim = claims.open_claim(event=event, by=world.operator)
    assert (claim.decision, claim.computed) == ("computed", 42_000_000)  # four days before Pasal 97A: nobody waits

    (fault,) = seen.faults(TODAY)  # billed from March to July
    assert (fault.person, fault.first, fault.months, fault.amount) == (man.pk, MARCH.first, 5, 5 * PRICE)
    assert money.bill(fund=world.fund, month=JULY + 1, by=world.operator).roll.persons == 1

    (refund,) = seen.refunds(TODAY)  # opened by itself: five corrections wait for the head of office
    assert (refund.person, refund.waits, refund.months, refund.amount) == (man.pk, "draft", 5, 5 * PRICE)
    assert (refund.owner, refund.first) == (world.head.title, MARCH.first)
    for correction in Bill.objects.filter(state="draft", roll__kind="correction").order_by("roll__month"):
        month = Month.of(correction.roll.month)
        money.reconcile(fund=world.fund, month=month, by=world.operator)
        world.see_all()
        found = Difference.objects.get(month=month.first, kind="billed_after_death", state="open")
        assert (found.person_id, found.amount) == (man.pk, PRICE)
        assert money.supplement(fund=world.fund, month=month, by=world.operator) == [correction]  # drawn up already
        money.approve_bill(bill=correction, billing_code="", on=TODAY, by=world.head)
        world.see_all()
        credit = Bill.objects.get(pk=correction.pk)
        settling.ask_refund(credit=credit, letter=f"500/{month}", asked_on=TODAY, by=world.operator)
        world.see_all()
    assert sum(Refund.objects.filter(state="asked").values_list("amount", flat=True)) == 5 * PRICE
    (refund,) = seen.refunds(TODAY)
    assert (refund.waits, refund.amount, refund.owner) == ("asked", 5 * PRICE, world.treasurer.title)
    assert seen.faults(TODAY) == []
