"""The home page: the right numbers for the right eyes, in a constant number of statements."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from rangkiang.access.models import Role, User
from rangkiang.access.rights import areas_of
from rangkiang.insight import home
from rangkiang.insight.coverage import by_nagari, growth, standpoint
from rangkiang.platform.month import Month
from rangkiang.platform.scope import set_scope
from tests.world import AIE_AMO, JULY, JUNE, MUARO, PALALUAR, World, read_in

pytestmark = pytest.mark.django_db
TODAY = date(2025, 7, 31)


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("insight.views", "web.context", "access.rights"):
        monkeypatch.setattr(f"rangkiang.{module}.today", lambda: TODAY)


@pytest.fixture
def told(world: World) -> World:
    """Five in Palaluar and three in Aie Amo, paid for June and July; two verified in Muaro wait."""
    world.members(5)
    world.members(3, area=AIE_AMO, start=10, number="SK-2")
    world.candidates(2, area=MUARO, start=20)
    for month in (JUNE, JULY):
        world.pay(world.bill(month), beyond=16_290 if month == JULY else 0)
    return world


def page(client: Client, world: World, role: Role, **query: str) -> str:
    client.force_login(world.by[role])
    response = client.get(reverse("home"), query)
    assert response.status_code == 200
    return response.content.decode()


def test_the_regency_counts_whom_its_fund_pays_and_who_waits(told: World) -> None:
    seen = home.home(told.head, TODAY, None, "id")
    assert seen is not None
    assert (seen.headline, seen.total.verified, seen.total.undecided) == (8, 2, 0)
    assert (seen.month, seen.current) == (JULY, True)
    covered = [(place.name, place.counts.covered) for place in seen.kecamatan if place.counts.covered]
    assert covered == [("Kamang Baru", 3), ("Koto VII", 5)]


def test_a_nagari_officer_counts_the_own_nagari_and_nobody_else(told: World) -> None:
    """The rolls themselves are hidden from a nagari; the count of its own people is not."""
    set_scope(areas_of(told.by[Role.NAGARI]))
    seen = home.home(told.by[Role.NAGARI], TODAY, None, "id")
    assert seen is not None
    assert (seen.headline, seen.total.uncovered) == (5, 0)
    assert [row.counts.area for row in seen.nagari] == [PALALUAR]
    assert seen.growth == [(JUNE.first, 5), (JULY.first, 5)]
    assert seen.figures is None
    assert seen.money == []


def test_a_month_unpaid_protects_nobody(world: World) -> None:
    world.members(4)
    world.pay(world.bill(JUNE))
    world.bill(JULY)
    world.see_all()
    seen = standpoint(("13.03",), TODAY)
    assert seen is not None
    assert [row.covered for row in by_nagari(seen, JUNE)] == [4]
    assert [(row.covered, row.unpaid) for row in by_nagari(seen, JULY)] == [(0, 4)]
    assert growth(seen) == [(JUNE.first, 4)]


def test_who_is_covered_does_not_wait(told: World) -> None:
    """A verified candidate whom another list already covers is not counted among the uncovered."""
    told.see_all()
    twice = told.candidates(1, area=MUARO, start=30)[0]
    type(twice).objects.filter(pk=twice.pk).update(person_id=told.people[0].pk)
    seen = standpoint(("13.03",), TODAY)
    assert seen is not None
    assert sum(row.uncovered for row in by_nagari(seen, JULY)) == 2


def test_the_page_says_it_in_the_readers_language(client: Client, told: World) -> None:
    text = page(client, told, Role.HEAD)
    assert "pekerja terlindungi hari ini" in text
    read_in("en")
    text = page(client, told, Role.HEAD)
    assert "workers protected today" in text
    assert "It does not run out in 2025" in text


def test_money_is_for_those_who_may_see_it(client: Client, told: World) -> None:
    read_in("en")
    assert "Loss ratio" in page(client, told, Role.TREASURER)
    assert "Loss ratio" not in page(client, told, Role.VERIFIER)
    assert "Loss ratio" not in page(client, told, Role.NAGARI)


def test_an_open_difference_is_a_task_with_its_amount_and_link(client: Client, told: World) -> None:
    from rangkiang.money import actions as money

    money.reconcile(fund=told.fund, month=JULY, by=told.operator)
    text = page(client, told, Role.HEAD)
    assert "Rp16.290" in text
    assert reverse("money:month", args=["2025-07"]) in text
    assert "Rp16.290" not in page(client, told, Role.VERIFIER)


def test_a_difference_with_an_owner_waits_for_nobody_else(told: World) -> None:
    from rangkiang.money import actions as money
    from rangkiang.money.models import Difference

    money.reconcile(fund=told.fund, month=JULY, by=told.operator)
    told.see_all()
    one = Difference.objects.get(state=Difference.State.OPEN, amount=16_290)

    def yours(who: User) -> list[bool]:
        told.see_all()
        seen = home.home(who, TODAY, None, "id")
        assert seen
        assert (one.kind in {task.code for task in seen.others}) is not any(
            one.amount == mine.amount for mine in seen.mine
        )
        return [task.yours for task in seen.tasks if task.code == one.kind]

    assert [yours(who) for who in (told.operator, told.treasurer, told.head)] == [[True], [False], [False]]
    told.see_all()
    money.assign(difference=one, owner=told.treasurer, due_on=TODAY, by=told.head)
    assert [yours(who) for who in (told.operator, told.treasurer, told.head)] == [[False], [True], [False]]
    told.see_all()
    Difference.objects.update(owner=None)
    assert [yours(who) for who in (told.operator, told.treasurer, told.head)] == [[True], [True], [True]]


def test_a_month_can_be_chosen_and_nonsense_is_refused_in_words(client: Client, told: World) -> None:
    read_in("en")
    assert "workers protected in June 2025" in page(client, told, Role.HEAD, month="2025-06")
    answer = client.get(reverse("home"), {"month": "yesterday"})
    assert answer.status_code == 400
    assert "is not a month" in answer.content.decode()


def test_statements_do_not_grow_with_the_people(
    client: Client,
    told: World,
    django_assert_max_num_queries: object,
) -> None:
    client.force_login(told.head)
    with django_assert_max_num_queries(40):  # type: ignore[operator]
        client.get(reverse("home"))


def test_without_a_programme_the_page_says_so(client: Client, db: None) -> None:
    from tests.world import user

    client.force_login(user(Role.HEAD))
    read_in("en")
    assert "No programme has been founded" in client.get(reverse("home")).content.decode()


def test_money_rows_fill_the_gaps(told: World) -> None:
    seen = home.home(told.treasurer, TODAY, None, "id")
    assert seen is not None
    assert [(row.month, row.paid_in) for row in seen.money] == [(JUNE.first, 8 * 16_800), (JULY.first, 8 * 16_800)]
    assert seen.money[-1].all_in == 16 * 16_800
    assert Month.of(seen.money[-1].month) == JULY
