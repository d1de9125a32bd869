"""Two records of one person: joined by a pointer, counted once, and parted again without a trace on either."""

from __future__ import annotations

import pytest
from django.test import Client

from rangkiang.membership import queries as membership
from rangkiang.money import actions as money
from rangkiang.money.models import Difference
from rangkiang.people import actions
from rangkiang.people.models import IdentityLink, Person
from rangkiang.platform.errors import BadInput, Refused
from tests.world import JULY, JUNE, World

pytestmark = pytest.mark.django_db


def two_records(world: World) -> tuple[Person, Person]:
    """One covered in June, the other from July on."""
    one = world.members(1)[0]
    world.pay(world.bill(JUNE))
    other = world.members(1, month=JULY, start=10, number="SK-2")[0]
    world.pay(world.bill(JULY))
    return one, other


def test_the_clock_reads_the_months_of_all_records(world: World) -> None:
    one, other = two_records(world)
    before = len(membership.timeline(other.pk))
    joined = actions.link(duplicate=other, canonical=one, why="KTP sama", by=world.verifier)
    world.see_all()
    assert (before, len(membership.timeline(other.pk)), len(membership.timeline(one.pk))) == (1, 3, 3)
    actions.part(link=joined, why="anak, bukan ayah", by=world.verifier)
    world.see_all()
    assert (len(membership.timeline(other.pk)), len(membership.timeline(one.pk))) == (1, 2)


def test_joining_twice_is_one_link_and_needs_a_reason(world: World) -> None:
    one, other = two_records(world)
    first = actions.link(duplicate=other, canonical=one, why="KTP sama", by=world.verifier)
    assert actions.link(duplicate=other, canonical=one, why="lagi", by=world.verifier).pk == first.pk
    world.see_all()
    assert IdentityLink.objects.count() == 1
    with pytest.raises(BadInput):
        actions.link(duplicate=other, canonical=one, why=" ", by=world.verifier)


def test_no_chains_of_pointers(world: World) -> None:
    one, other = two_records(world)
    third = world.members(1, month=JULY, start=20, number="SK-3")[0]
    actions.link(duplicate=other, canonical=one, why="KTP sama", by=world.verifier)
    with pytest.raises(Refused, match="third"):
        actions.link(duplicate=third, canonical=other, why="KTP sama", by=world.verifier)


def test_two_persons_are_not_joined(world: World) -> None:
    one, other = two_records(world)
    Person.objects.filter(pk=other.pk).update(sex="P", birth_date="1991-02-03")
    with pytest.raises(Refused, match="two persons"):
        actions.link(duplicate=other, canonical=one, why="nama sama", by=world.verifier)


def test_one_person_billed_on_two_records_is_a_finding(world: World) -> None:
    one, other = two_records(world)
    actions.link(duplicate=other, canonical=one, why="KTP sama", by=world.verifier)
    money.reconcile(fund=world.fund, month=JULY, by=world.operator)
    world.see_all()
    assert Difference.objects.filter(kind="billed_twice", month=JULY.first).get().person_id == other.pk


def test_the_verifier_joins_and_parts_on_the_page(world: World) -> None:
    one, other = two_records(world)
    client = Client()
    client.force_login(world.verifier)
    path = f"/insight/person/{other.pk}/join/"
    assert client.post(path, {"nik": "1303080101809999", "why": "x"}).status_code == 400
    assert client.post(path, {"nik": one.nik, "why": "KTP sama"}).status_code == 302
    world.see_all()
    joined = IdentityLink.objects.get()
    assert b"KTP sama" in client.get(f"/insight/person/{one.pk}/").content
    assert client.post(f"/insight/link/{joined.pk}/part/", {"why": "anaknya"}).status_code == 302
    joined.refresh_from_db()
    assert joined.undone_why == "anaknya"


def test_others_may_not_join(world: World) -> None:
    one, other = two_records(world)
    client = Client()
    client.force_login(world.operator)
    assert client.post(f"/insight/person/{other.pk}/join/", {"nik": one.nik, "why": "x"}).status_code == 403
