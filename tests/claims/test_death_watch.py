"""The death watch: nobody who died within cover falls out of sight because the family did not come."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from rangkiang.access.models import Role
from rangkiang.claims import actions
from rangkiang.claims.queries import Unreported, by_nagari, unreported
from rangkiang.insight.tasks import KINDS, tasks
from rangkiang.membership import actions as membership
from rangkiang.membership.models import ForeignMonth, PersonMonth
from rangkiang.people import actions as people
from rangkiang.people.models import DeathMatch, KnownDeath, Person
from rangkiang.platform.month import Month
from rangkiang.platform.scope import set_scope
from tests.world import AIE_AMO, JULY, JUNE, PALALUAR, REGENCY, World, user

pytestmark = pytest.mark.django_db
TODAY, DIED = date(2025, 7, 31), date(2025, 7, 21)


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("claims.views", "claims.calendar_views", "insight.views", "web.context", "access.rights"):
        monkeypatch.setattr(f"rangkiang.{module}.today", lambda: TODAY)


def charge(world: World) -> None:
    for month in (JUNE, JULY):
        world.bill(month)
    world.see_all()


def leave(world: World, person: Person, died: date = DIED) -> Person:
    """Noted as an exit by death; nobody reported it."""
    membership.end(fund=world.fund, exits=[membership.Exit(person.pk, JULY, "died", died)], by=world.operator)
    world.see_all()
    return person


def dead(world: World, died: date = DIED) -> Person:
    """A member charged for June and July who left as dead."""
    (person,) = world.members(1)
    charge(world)
    return leave(world, person, died)


def test_a_member_who_left_as_dead_is_watched_until_the_death_is_reported(world: World) -> None:
    person = dead(world)
    assert unreported(TODAY) == [Unreported(person.pk, person.name, PALALUAR, DIED, 10)]
    assert unreported(date(2025, 7, 20)) == []
    actions.report(person=person, kind="death", happened_on=DIED, reported_on=TODAY, by=world.operator)
    world.see_all()
    assert unreported(TODAY) == []


def test_a_death_from_an_accident_is_a_reported_death_and_a_mere_accident_is_not(world: World) -> None:
    person = dead(world)
    facts = {"person": person, "kind": "accident", "reported_on": TODAY, "by": world.operator}
    event = actions.report(happened_on=date(2025, 7, 1), **facts)
    world.see_all()
    assert len(unreported(TODAY)) == 1
    actions.describe(event=event, outcome="death", by=world.operator)
    world.see_all()
    assert unreported(TODAY) == []


@pytest.mark.parametrize(
    ("died", "seen"),
    [(date(2025, 5, 31), False), (date(2025, 6, 1), True), (date(2025, 10, 31), True), (date(2025, 11, 1), False)],
)
def test_within_cover_is_from_the_first_month_to_the_end_of_the_arrears(world: World, died: date, seen: bool) -> None:
    """Charged June and July: the third unpaid month, October, may still be saved; November may not."""
    dead(world, died=died)
    assert bool(unreported(date(2026, 1, 1))) == seen


def test_months_that_others_paid_count_and_somebody_never_covered_does_not(world: World) -> None:
    world.candidates(2)
    first, second = world.people
    Person.objects.filter(pk__in=[first.pk, second.pk]).update(died_on=DIED)
    ForeignMonth.objects.create(person=first, area=first.area, month=JUNE.first, payer="MANDIRI", paid_on=JUNE.first)
    assert [one.person for one in unreported(TODAY)] == [first.pk]


def test_joined_records_are_one_person_whose_death_is_reported_once(world: World) -> None:
    """The register's other record of the dead: found on either, reported on either."""
    first = dead(world)
    (other,) = [one.person for one in world.candidates(1, start=9)]
    for by in (world.verifier, user(Role.VERIFIER, REGENCY, "verifier_two")):  # of a covered member it takes two
        people.link(duplicate=first, canonical=other, why="same KK", by=by)
    world.see_all()
    assert [one.person for one in unreported(TODAY)] == [other.pk]
    actions.report(person=other, kind="death", happened_on=DIED, reported_on=TODAY, by=world.operator)
    world.see_all()
    assert unreported(TODAY) == []


def test_a_reversed_month_is_no_cover(world: World) -> None:
    person = dead(world)
    for line in PersonMonth.objects.filter(person=person):
        PersonMonth.objects.create(
            month=line.month,
            person=person,
            seq=1,
            roll=line.roll,
            enrolment=line.enrolment,
            area=line.area,
            jkk=-line.jkk,
            jkm=-line.jkm,
        )
    assert unreported(TODAY) == []


@pytest.fixture
def two(world: World) -> tuple[Person, Person]:
    """One dead member in Palaluar, and one who died later in Aie Amo."""
    (here,), (there,) = world.members(1), world.members(1, area=AIE_AMO, start=5, number="SK-2")
    charge(world)
    return leave(world, here, date(2025, 7, 1)), leave(world, there)


def test_one_statement_longest_ago_first(world: World, two: tuple[Person, Person], django_assert_num_queries) -> None:
    with django_assert_num_queries(1):
        assert [one.person for one in unreported(TODAY)] == [two[0].pk, two[1].pk]


def test_by_area_and_only_within_ones_own(two: tuple[Person, Person]) -> None:
    assert [one.person for one in unreported(TODAY, AIE_AMO)] == [two[1].pk]
    assert [one.person for one in unreported(TODAY, "13.03")] == [two[0].pk, two[1].pk]
    set_scope([PALALUAR])
    assert [one.person for one in unreported(TODAY)] == [two[0].pk]
    assert unreported(TODAY, AIE_AMO) == []


def test_the_rupiah_of_the_unheard_are_the_laws(world: World, two: tuple[Person, Person]) -> None:
    """Charged and not paid: nothing is certain. Once paid, what the law gives; and a question where a day is unsure."""
    assert [(one.rupiah, one.silent) for one in by_nagari(TODAY)] == [(0, 1), (0, 1)]
    for person in two:
        for month in range(1, 8):
            ForeignMonth.objects.create(
                person=person,
                area=person.area,
                month=date(2025, month, 1),
                payer="MANDIRI",
                paid_on=date(2025, month, 9),
            )
    KnownDeath.objects.create(area=AIE_AMO, source="lain.xlsx", name_key="X", died_on=date(2025, 7, 2))
    DeathMatch.objects.create(
        death=KnownDeath.objects.get(), person=two[1], area=AIE_AMO, permille=999, signs={}, state="same",
        made_by=world.operator.pk,
    )  # fmt: skip
    assert [(one.rupiah, one.unsure) for one in by_nagari(TODAY)] == [(42_000_000, 0), (42_000_000, 1)]
    client = Client()
    client.force_login(world.operator)
    page = client.get(reverse("claims:board")).content.decode()
    assert "42.000.000" in page
    assert "perlu diputuskan" in page
    assert "Rp84" in client.get(reverse("claims:by-nagari")).content.decode()
    report = {"kind": "death", "reported_on": TODAY, "by": world.operator}
    actions.report(person=two[0], happened_on=date(2025, 7, 1), **report)
    world.see_all()
    assert [one.rupiah for one in by_nagari(TODAY)] == [42_000_000, 42_000_000]  # reported, no claim yet
    (double,) = world.members(1, start=70, number="SK-9")
    for by in (world.verifier, user(Role.VERIFIER, REGENCY, "verifier_two")):
        people.link(duplicate=double, canonical=two[1], why="KTP dan KK sama", by=by)
    actions.report(person=double, happened_on=date(2025, 7, 1), **report)
    world.see_all()
    assert unreported(TODAY) == []
    assert sum(one.rupiah for one in by_nagari(TODAY)) == 84_000_000  # told of the one record, paid on the other


def test_the_nagari_is_told_the_same_rupiah_as_the_office(world: World) -> None:
    """The months rest on the regency's purse, above the nagari; a second cover in the month of death is a question."""
    (person,) = world.members(1, month=Month(2025, 3))
    for month in Month(2025, 3).until(JULY):
        world.pay(world.bill(month))
    leave(world, person, date(2025, 7, 20))
    told = [(42_000_000, 0)]
    assert [(one.rupiah, one.unsure) for one in by_nagari(TODAY)] == told
    set_scope([PALALUAR])
    assert [(one.rupiah, one.unsure) for one in by_nagari(TODAY)] == told
    world.see_all()
    ForeignMonth.objects.create(
        person=person, area=person.area, month=date(2025, 7, 1), payer="PT", paid_on=date(2025, 7, 9)
    )
    assert [one.unsure for one in by_nagari(TODAY)] == [1]


def test_what_is_not_certain_is_not_called_nothing(world: World, two: tuple[Person, Person], client: Client) -> None:
    KnownDeath.objects.create(area=AIE_AMO, source="lain.xlsx", name_key="X", died_on=date(2025, 7, 2))
    DeathMatch.objects.create(
        death=KnownDeath.objects.get(), person=two[1], area=AIE_AMO, permille=999, signs={}, state="same",
        made_by=world.operator.pk,
    )  # fmt: skip
    assert [(one.rupiah, one.unsure) for one in by_nagari(TODAY)] == [(0, 0), (0, 1)]
    client.force_login(world.operator)
    for page in ("claims:board", "claims:by-nagari"):
        assert "belum pasti" in client.get(reverse(page)).content.decode()


def test_it_is_a_task_with_its_count_and_oldest_day(world: World, two: tuple[Person, Person]) -> None:
    label = str(KINDS["death_unreported"].label)
    (task,) = [task for task in tasks(world.operator, TODAY) if task.label == label]
    assert (task.count, task.since, task.yours, task.page) == (2, date(2025, 7, 1), True, "claims:board")
    (task,) = [task for task in tasks(world.verifier, TODAY) if task.label == label]
    assert not task.yours
    assert label not in {task.label for task in tasks(world.treasurer, TODAY)}
    set_scope([PALALUAR])
    (task,) = [task for task in tasks(world.by[Role.NAGARI], TODAY) if task.label == label]
    assert task.count == 1


def test_the_board_leads_to_the_report_with_the_day_filled_in(world: World, two: tuple[Person, Person]) -> None:
    client, links = Client(), [f"{reverse('claims:report')}?person={person.pk}" for person in two]
    assert client.get(reverse("claims:board")).headers["Location"].startswith(reverse("sign-in"))
    for role, seen in ((Role.OPERATOR, [True, True]), (Role.NAGARI, [True, False]), (Role.AUDITOR, [False, False])):
        client.force_login(world.by[role])
        text = client.get(reverse("claims:board")).content.decode()
        assert [link in text for link in links] == seen
        assert two[0].name in text
        assert "Meninggal, keluarga belum melapor" in text
    client.force_login(world.by[Role.NAGARI])
    form = client.get(links[0]).content.decode()
    assert 'value="2025-07-01"' in form
    assert "checked" not in form  # whether it came from work is for the family to say
    assert client.post(links[0], {"what": "death", "happened_on": "2025-07-01"}).status_code == 302
    world.see_all()
    assert [one.person for one in unreported(TODAY)] == [two[1].pk]


def test_the_persons_own_page_offers_the_report_too(world: World, two: tuple[Person, Person]) -> None:
    client, person = Client(), two[0]
    client.force_login(world.operator)
    page, link = reverse("insight:person", args=[person.pk]), f"{reverse('claims:report')}?person={person.pk}"
    assert link in client.get(page).content.decode()
    world.see_all()
    actions.report(person=person, kind="death", happened_on=DIED, reported_on=TODAY, by=world.operator)
    assert link not in client.get(page).content.decode()


@pytest.mark.parametrize(("outcome", "unsure"), [("", 1), ("recovered", 0)])
def test_an_accident_without_a_claim_is_not_certain_rather_than_nothing(
    world: World, outcome: str, unsure: int
) -> None:
    (person,) = world.members(1)
    for month in (JUNE, JULY):
        world.pay(world.bill(month))
    actions.report(
        person=person, kind="accident", outcome=outcome, happened_on=DIED, reported_on=TODAY, by=world.operator
    )
    world.see_all()
    assert [(one.rupiah, one.unsure) for one in by_nagari(TODAY)] == [(0, unsure)]
