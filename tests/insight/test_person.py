"""The search and one person's page: found in one's areas only, NIK masked, clock and months as paid."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from rangkiang.access.models import Role
from rangkiang.insight.biography import biography
from rangkiang.membership.models import ForeignMonth
from rangkiang.people.models import Person
from rangkiang.privacy.models import View
from tests.world import AIE_AMO, JULY, JUNE, PALALUAR, World

MASK = "130308******"


def paid(world: World) -> Person:
    """A member with June paid in time and July charged, not paid."""
    person = world.members(1)[0]
    world.pay(world.bill(JUNE))
    world.bill(JULY)
    world.see_all()
    return person


def test_found_by_name_by_digits_of_the_nik_and_by_card_number(world: World, client: Client) -> None:
    person = world.members(3)[1]
    client.force_login(world.operator)
    for text in ("contoh 1", person.nik[-4:], "99" + f"{person.pk:09d}"):
        page = client.get("/people/", {"q": text})
        assert page.status_code == 200
        assert f"/insight/person/{person.pk}/" in page.content.decode(), text
    both = client.get("/people/", {"q": "1 contoh"}).content.decode()
    assert both.count("/insight/person/") == 1  # every word must be there
    listed = client.get("/people/", {"q": "contoh"}).content.decode()
    assert person.nik not in listed
    assert listed.count(MASK) == 3


def test_two_digits_find_nobody_and_say_so(world: World, client: Client) -> None:
    world.members(1)
    client.force_login(world.operator)
    page = client.get("/people/", {"q": "13"})
    assert page.status_code == 400
    assert b"/insight/person/" not in page.content


def test_a_percent_sign_is_a_letter_like_any_other(world: World, client: Client) -> None:
    world.members(2)
    client.force_login(world.operator)
    assert b"/insight/person/" not in client.get("/people/", {"q": "%"}).content


def test_a_nagari_officer_finds_and_opens_only_the_own_nagari(world: World, client: Client) -> None:
    mine, other = world.members(1)[0], world.members(1, area=AIE_AMO, start=50, number="SK-2")[0]
    client.force_login(world.by[Role.NAGARI])
    found = client.get("/people/", {"q": "contoh"}).content.decode()
    assert f"/insight/person/{mine.pk}/" in found
    assert f"/insight/person/{other.pk}/" not in found
    assert client.get(f"/insight/person/{mine.pk}/").status_code == 200
    assert client.get(f"/insight/person/{other.pk}/").status_code == 404
    world.see_all()
    assert not View.objects.filter(person=other).exists()


def test_the_nagari_officer_sees_the_months_though_the_fund_is_the_regencys(world: World, client: Client) -> None:
    person = paid(world)
    client.force_login(world.by[Role.NAGARI])
    page = client.get(f"/insight/person/{person.pk}/").content.decode()
    assert "month-paid" in page
    assert "month-unpaid" in page
    assert "1/36" in page


def test_what_a_death_today_gives_is_said_in_a_sentence_and_of_the_dead_nothing(world: World, client: Client) -> None:
    person = paid(world)
    client.force_login(world.operator)
    address, words = f"/insight/person/{person.pk}/", "Bila meninggal hari ini:"
    assert words in client.get(address).content.decode()
    world.see_all()
    Person.objects.filter(pk=person.pk).update(died_on=date(2025, 7, 1))
    assert words not in client.get(address).content.decode()


def test_the_page_masks_the_nik_and_logs_the_look(world: World, client: Client) -> None:
    person = paid(world)
    client.force_login(world.operator)
    page = client.get(f"/insight/person/{person.pk}/").content.decode()
    assert person.nik not in page
    assert MASK in page
    world.see_all()
    look = View.objects.get(person=person)
    assert (look.viewer, look.unmasked) == (world.operator, False)


def test_the_nik_is_shown_once_by_post_to_those_who_may(world: World, client: Client) -> None:
    person = paid(world)
    client.force_login(world.operator)
    assert person.nik in client.post(f"/insight/person/{person.pk}/nik/").content.decode()
    assert client.get(f"/insight/person/{person.pk}/nik/").status_code == 405
    client.force_login(world.by[Role.AUDITOR])
    refused = client.post(f"/insight/person/{person.pk}/nik/")
    assert refused.status_code == 409
    assert person.nik not in refused.content.decode()
    world.see_all()
    assert list(View.objects.order_by("pk").values_list("unmasked", flat=True)) == [True, False]


@pytest.mark.parametrize("role", [Role.TREASURER, Role.PLANNER, Role.ADMINISTRATOR])
def test_the_register_is_closed_to_those_without_the_right(world: World, client: Client, role: Role) -> None:
    person = world.members(1)[0]
    client.force_login(world.by[role])
    assert client.get("/people/").status_code == 403
    assert client.get(f"/insight/person/{person.pk}/").status_code == 403


def test_the_grid_tells_paid_unpaid_gap_and_cover_by_others_apart(world: World) -> None:
    person = world.members(1, month=JUNE + -2)[0]
    world.pay(world.bill(JUNE + -2), paid_on=date(2025, 6, 20))  # after its due day
    world.bill(JUNE)
    world.see_all()
    ForeignMonth.objects.create(
        person=person, area=PALALUAR, month=date(2025, 3, 1), payer="MANDIRI", paid_on=date(2025, 3, 5)
    )
    life = biography(person, date(2025, 7, 31))
    states = {cell.month.month: cell.state for cell in life.years[0].cells}
    assert [states[n] for n in range(3, 9)] == ["foreign", "late", "gap", "unpaid", "gap", ""]
    assert dict(life.payers) == {"A": "MANDIRI", "B": world.fund.name}


def test_the_clock_says_when_the_full_benefit_begins(world: World) -> None:
    person = world.members(1)[0]
    world.pay(world.bill(JUNE))
    young = biography(person, date(2025, 7, 1))
    assert young.clock.covered
    assert young.clock.full_jkm_from is not None
    assert young.clock.full_jkm_from > date(2025, 7, 1)
    assert not young.full_now
    assert young.today_jkm is not None
    assert young.today_jkm.total == 10_000_000
    assert young.sentence("en") == "Rp10,000,000: funeral cost Rp10,000,000 by Permenaker 1/2025 Pasal 97A, 101."
    world.pay(world.bill(JULY))
    world.pay(world.bill(JULY + 1))
    world.see_all()
    assert not biography(person, date(2025, 10, 14)).full_now  # a month in arrears is a question
    world.pay(world.bill(JULY + 2))
    world.see_all()
    later = biography(person, date(2025, 10, 14))
    assert later.full_now
    assert later.today_jkm is not None
    assert later.today_jkm.total == 42_000_000


def test_the_number_of_statements_does_not_grow_with_the_months(
    world: World, client: Client, django_assert_max_num_queries: object
) -> None:
    person = paid(world)
    client.force_login(world.operator)
    client.get(f"/insight/person/{person.pk}/")
    with django_assert_max_num_queries(36):  # type: ignore[operator]
        client.get(f"/insight/person/{person.pk}/")
