"""A member still billed after death: the bills follow by themselves, whoever made the death known, and only once."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from rangkiang.access.models import Role
from rangkiang.claims import actions as claims
from rangkiang.claims import billed, changes
from rangkiang.claims import watch_queries as seen
from rangkiang.claims.models import Event
from rangkiang.money import actions as money
from rangkiang.money import settling
from rangkiang.money.models import Bill
from rangkiang.people.models import Person
from rangkiang.platform.jobs import perform
from rangkiang.platform.models import Job
from rangkiang.platform.month import Month
from tests.claims.test_death_watch_lists import told, watched
from tests.claims.test_pages import member
from tests.world import JULY, World

pytestmark = pytest.mark.django_db
DIED, TODAY, PRICE = date(2025, 5, 20), date(2025, 8, 20), 16_800


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (
        "access.rights",
        "claims.views",
        "claims.watch_views",
        "claims.jobs",
        "web.context",
        "money.settling",
    ):
        monkeypatch.setattr(f"rangkiang.{module}.today", lambda: TODAY)


def work(world: World) -> None:
    for job in Job.objects.filter(finished_at=None):
        perform(job=job.pk)
        job.refresh_from_db()
        assert (job.state, job.note, job.reference) == ("done", "", "")
        world.see_all()


def dies(world: World, person: Person, role: Role = Role.OPERATOR) -> Event:
    made = claims.report(person=person, kind="death", happened_on=DIED, reported_on=TODAY, by=world.by[role])
    world.see_all()
    return made


def drafts() -> list[tuple[int, int, Any]]:
    found = Bill.objects.filter(state="draft").order_by("roll__month")
    return [(one.roll.month.month, one.roll.total, one.prepared_by.username) for one in found]


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.NAGARI, Role.BPJS])
def test_a_report_opens_the_refund_by_itself(world: World, role: Role) -> None:
    """Charged April to July; who reports may not draw up a bill: then the operator of the fund answers for it."""
    person = member(world)
    dies(world, person, role)
    (job,) = Job.objects.all()
    assert (job.name, job.started_by) == (billed.BILLED, world.operator.pk)
    work(world)
    assert drafts() == [(6, -PRICE, "operator"), (7, -PRICE, "operator")]
    (refund,) = seen.refunds(TODAY)
    assert (refund.person, refund.waits, refund.months, refund.amount) == (person.pk, "draft", 2, 2 * PRICE)
    assert refund.owner == world.head.title
    for _again in range(2):
        watched(world)
        work(world)
    assert len(drafts()) == 2


def test_the_watch_does_so_too_and_a_death_without_bills_starts_nothing(world: World) -> None:
    person = member(world)
    Person.objects.filter(pk=person.pk).update(name="Zulkifli Tanjung", name_key="ZULKIFLI TANJUNG")
    person.refresh_from_db()
    told(world, person, died=DIED)
    watched(world)
    work(world)
    assert [month for month, *_rest in drafts()] == [6, 7]
    claims.report(
        person=world.members(1, start=30, number="SK-7")[0], kind="death", happened_on=DIED, reported_on=TODAY,
        by=world.operator,
    )  # fmt: skip
    world.see_all()
    assert Job.objects.count() == 1


def test_every_stage_has_somebody_until_the_money_is_back(world: World) -> None:
    dies(world, member(world))
    work(world)
    for one in Bill.objects.filter(state="draft"):
        money.approve_bill(bill=one, billing_code="", on=TODAY, by=world.head)
        world.see_all()
    (refund,) = seen.refunds(TODAY)
    assert (refund.waits, refund.amount, refund.owner) == ("credit", 2 * PRICE, world.operator.title)
    asked = []
    for one in Bill.objects.filter(state="issued", roll__kind="correction"):
        asked.append(settling.ask_refund(credit=one, letter="500/1", asked_on=TODAY, by=world.operator))
        world.see_all()
    (refund,) = seen.refunds(TODAY)
    assert (refund.waits, refund.owner, refund.due) == ("asked", world.treasurer.title, TODAY + seen.DAYS_TO_ACT)
    for one in asked:
        settling.settle_refund(refund=one, received=True, settled_on=TODAY, reference="STS-1", by=world.treasurer)
        world.see_all()
    assert seen.refunds(TODAY) == []


def test_a_closed_month_is_left_and_has_its_step(world: World) -> None:
    person = member(world)
    world.explain(JULY)
    from rangkiang.money.closing import close_month, sign_off

    money.reconcile(fund=world.fund, month=JULY, by=world.operator)
    world.see_all()
    sign_off(fund=world.fund, month=JULY, by=world.head)
    world.see_all()
    close_month(fund=world.fund, month=JULY, by=world.head)
    dies(world, person)
    work(world)
    assert [month for month, *_rest in drafts()] == [6]
    assert {(one.waits, one.months, one.owner) for one in seen.refunds(TODAY)} == {
        ("draft", 1, world.head.title), ("standing", 1, world.operator.title)
    }  # fmt: skip


def test_who_lives_after_all_is_not_taken_off(world: World) -> None:
    """The drafts that were drawn up for him are withdrawn; those of another dead stay in force, drawn up anew."""
    person, other = world.members(2, month=Month(2025, 4))
    for month in Month(2025, 4).until(JULY):
        world.pay(world.bill(month))
    event = dies(world, person)
    dies(world, other)
    work(world)
    assert [total for _month, total, _by in drafts()] == [-2 * PRICE] * 2
    for by in (world.verifier, world.head):
        changes.retract(event=event, reason="Ia hidup", by=by)
        world.see_all()
    work(world)
    assert [total for _month, total, _by in drafts()] == [-PRICE] * 2
    assert Bill.objects.filter(state="withdrawn").count() == 2
    assert [one.person for one in seen.refunds(TODAY)] == [other.pk]


def test_an_earlier_day_takes_off_more(world: World) -> None:
    event = dies(world, member(world))
    work(world)
    changes.redate(event=event, on=date(2025, 4, 30), why="Akta", by=world.operator)
    world.see_all()
    work(world)
    assert [month for month, *_rest in drafts()] == [5, 6, 7]


def test_the_page_tells_it_with_owner_and_day(world: World) -> None:
    """Whoever sees the fund's money; an officer of a nagari sees that somebody dead stands on bills."""
    person = dies(world, member(world)).person
    work(world)
    for role, seen_money in ((Role.OPERATOR, True), (Role.NAGARI, False)):
        client = Client()
        client.force_login(world.by[role])
        page = client.get(reverse("claims:watch")).content.decode()
        assert person.name in page
        assert "33.600" in page
        assert ("setujui koreksinya" in page) is seen_money
        assert ("/money/2025-06/" in page) is seen_money
