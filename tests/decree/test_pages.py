"""A decree by its pages: drafted from the waiting list, shown with totals and a sample, signed by another person."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from rangkiang.access.models import Role
from rangkiang.decree import queries
from rangkiang.decree.models import Decree
from rangkiang.membership.models import Enrolment
from rangkiang.people.models import Person
from tests.world import AIE_AMO, JULY, World

DRAFT = {"number": "100.3/1/CONTOH", "dated": "2025-07-01", "first_month": "2025-07"}


def draft(world: World, client: Client, **other: str) -> Decree:
    client.force_login(world.operator)
    response = client.post(reverse("decree:prepare"), {"fund": world.fund.pk} | DRAFT | other)
    assert response.status_code == 302, response.content.decode()
    world.see_all()
    return Decree.objects.get(number=(DRAFT | other)["number"])


def post(client: Client, world: World, role: Role, address: str, key: object) -> object:
    client.force_login(world.by[role])
    response = client.post(reverse(address, args=[key]))
    world.see_all()
    return response


def test_drafted_by_one_signed_by_another_then_enrolled(world: World, client: Client) -> None:
    world.candidates(5)
    made = draft(world, client, count="3")
    assert (made.persons, made.state) == (3, "draft")
    assert post(client, world, Role.OPERATOR, "decree:approve", made.pk).status_code == 403
    assert post(client, world, Role.HEAD, "decree:approve", made.pk).status_code == 302
    assert Decree.objects.get(pk=made.pk).approved_by == world.head
    for _twice in range(2):
        assert post(client, world, Role.OPERATOR, "membership:enrol", made.pk).status_code == 302
    assert Enrolment.objects.count() == 3


def test_an_unsigned_decree_enrols_nobody_and_says_so(world: World, client: Client) -> None:
    world.candidates(1)
    made = draft(world, client)
    assert post(client, world, Role.OPERATOR, "membership:enrol", made.pk).status_code == 409
    assert not Enrolment.objects.exists()


def test_its_preparer_is_not_offered_the_signature(world: World, client: Client) -> None:
    world.candidates(1)
    made = draft(world, client)
    button = reverse("decree:approve", args=[made.pk])
    for role, offered in ((Role.OPERATOR, False), (Role.HEAD, True), (Role.AUDITOR, False)):
        client.force_login(world.by[role])
        assert (button in client.get(reverse("decree:page", args=[made.pk])).content.decode()) is offered


@pytest.mark.parametrize(
    "fault", [{"number": ""}, {"dated": "kemarin"}, {"first_month": "2025-13"}, {"count": "0"}, {"fund": "0"}]
)
def test_what_cannot_be_used_is_said_and_nothing_is_drafted(
    world: World, client: Client, fault: dict[str, str]
) -> None:
    world.candidates(1)
    client.force_login(world.operator)
    page = client.post(reverse("decree:prepare"), {"fund": world.fund.pk} | DRAFT | fault)
    assert page.status_code == 400
    assert b"say-error" in page.content
    world.see_all()
    assert not Decree.objects.exists()


def test_nobody_waiting_is_said(world: World, client: Client) -> None:
    client.force_login(world.operator)
    page = client.post(reverse("decree:prepare"), {"fund": world.fund.pk} | DRAFT)
    assert page.status_code == 400
    assert b"Tidak ada orang terverifikasi" in page.content


def test_the_control_totals_add_up_and_tell_the_new_from_the_returning(world: World, client: Client) -> None:
    first = world.decree(world.candidates(2))
    again = world.candidates(3, area=AIE_AMO, start=10)
    returning = world.candidates(1, start=20)[0]
    type(returning).objects.filter(pk=returning.pk).update(person=world.people[0])
    made = draft(world, client)
    control = queries.control(made)
    assert (control.persons, control.fresh, control.returning) == (4, len(again), 1)
    assert control.before == first
    assert {area.area: area.persons for area in control.areas} == {AIE_AMO: 3, "13.03.08.2002": 1}
    assert (control.youngest, control.oldest, control.ages_hold) == (45, 45, True)
    assert control.month_cost == 4 * 16_800


def test_somebody_too_old_is_seen_before_signing(world: World, client: Client) -> None:
    world.candidates(2)  # born in 1980
    made = draft(world, client, first_month="2045-01")
    control = queries.control(made)
    assert (control.oldest, control.ages_hold) == (65, False)
    assert [line.holds(18, 65) for line in queries.sample(made)] == [False, False]


def test_the_sample_is_the_same_each_time_and_catches_a_line_that_differs(world: World, client: Client) -> None:
    world.candidates(30)
    made = draft(world, client)
    drawn = queries.sample(made)
    assert len(drawn) == 10
    assert drawn == queries.sample(made)
    assert [line.line for line in drawn] != sorted(line.line for line in drawn)
    assert all(line.holds(18, 65) for line in drawn)
    Person.objects.filter(pk=drawn[0].person).update(died_on="2025-06-30")
    assert not queries.sample(made)[0].holds(18, 65)


def test_the_list_shows_names_and_masks_the_nik(world: World, client: Client) -> None:
    world.candidates(60)
    made = draft(world, client)
    page = client.get(reverse("decree:page", args=[made.pk])).content.decode()
    assert "Orang Contoh 1<" in page
    assert "130308******" in page
    assert not any(person.nik in page for person in world.people)
    assert "page=2" in page


def test_a_name_leads_to_the_person_only_for_who_may_see_the_register(world: World, client: Client) -> None:
    world.candidates(1)
    made = draft(world, client)
    for who, led in ((world.operator, True), (world.treasurer, False)):
        client.force_login(who)
        page = client.get(reverse("decree:page", args=[made.pk])).content.decode()
        assert "Orang Contoh 0" in page
        assert ("/insight/person/" in page) is led


def test_a_draft_taken_back_returns_its_people(world: World, client: Client) -> None:
    world.candidates(2)
    made = draft(world, client)
    assert post(client, world, Role.OPERATOR, "decree:withdraw", made.pk).status_code == 302
    assert draft(world, client, number="100.3/2/CONTOH").persons == 2


def test_a_signed_decree_is_not_taken_back(world: World, client: Client) -> None:
    signed = world.decree(world.candidates(1), month=JULY)
    page = post(client, world, Role.OPERATOR, "decree:withdraw", signed.pk)
    assert page.status_code == 409
    assert Decree.objects.get(pk=signed.pk).state == "approved"


def test_closed_to_the_nagari_officer(world: World, client: Client) -> None:
    signed = world.decree(world.candidates(1))
    client.force_login(world.by[Role.NAGARI])
    assert client.get(reverse("decree:list")).status_code == 403
    assert client.get(reverse("decree:page", args=[signed.pk])).status_code == 403


def test_statements_do_not_grow_with_the_lines(
    world: World, client: Client, django_assert_max_num_queries: object
) -> None:
    world.candidates(80)
    made = draft(world, client)
    client.get(reverse("decree:page", args=[made.pk]))
    with django_assert_max_num_queries(28):  # type: ignore[operator]
        client.get(reverse("decree:page", args=[made.pk]))
