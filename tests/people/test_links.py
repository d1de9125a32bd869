"""Two records of one person: joined by a pointer, counted once, and parted again without a trace on either."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from rangkiang.access.models import Assignment, Role, User
from rangkiang.membership import queries as membership
from rangkiang.money import actions as money
from rangkiang.money.models import Difference
from rangkiang.people import actions
from rangkiang.people.models import IdentityLink, KnownCover, LinkProposal, Person
from rangkiang.platform.errors import BadInput, Refused
from tests.world import AIE_AMO, JULY, JUNE, PALALUAR, REGENCY, World, user

pytestmark = pytest.mark.django_db


def two_records(world: World) -> tuple[Person, Person]:
    """One covered in June, the other from July on."""
    one = world.members(1)[0]
    world.pay(world.bill(JUNE))
    other = world.members(1, month=JULY, start=10, number="SK-2")[0]
    world.pay(world.bill(JULY))
    return one, other


def join(world: World, duplicate: Person, canonical: Person, why: str = "KTP sama") -> IdentityLink:
    """By two verifiers, as cover asks for."""
    actions.link(duplicate=duplicate, canonical=canonical, why=why, by=world.verifier)
    made = actions.link(duplicate=duplicate, canonical=canonical, why=why, by=second_verifier())
    assert isinstance(made, IdentityLink)
    return made


def second_verifier() -> User:
    return user(Role.VERIFIER, REGENCY, "verifier_two")


def test_the_clock_reads_the_months_of_all_records(world: World) -> None:
    one, other = two_records(world)
    before = len(membership.timeline(other.pk))
    joined = join(world, other, one)
    world.see_all()
    assert (before, len(membership.timeline(other.pk)), len(membership.timeline(one.pk))) == (1, 3, 3)
    actions.part(link=joined, why="anak, bukan ayah", by=world.verifier)
    world.see_all()
    assert (len(membership.timeline(other.pk)), len(membership.timeline(one.pk))) == (1, 2)


def test_joining_twice_is_one_link_and_needs_a_reason(world: World) -> None:
    one, other = two_records(world)
    first = join(world, other, one)
    assert actions.link(duplicate=other, canonical=one, why="lagi", by=world.verifier).pk == first.pk
    world.see_all()
    assert IdentityLink.objects.count() == 1
    with pytest.raises(BadInput):
        actions.link(duplicate=other, canonical=one, why=" ", by=world.verifier)


def test_no_chains_of_pointers(world: World) -> None:
    one, other = two_records(world)
    third = world.members(1, month=JULY, start=20, number="SK-3")[0]
    join(world, other, one)
    with pytest.raises(Refused, match="third"):
        actions.link(duplicate=third, canonical=other, why="KTP sama", by=world.verifier)


def test_no_chain_from_the_other_end(world: World) -> None:
    one, other = two_records(world)
    third = world.members(1, month=JULY, start=20, number="SK-3")[0]
    join(world, other, one)
    with pytest.raises(Refused, match="joined to this one"):
        actions.link(duplicate=one, canonical=third, why="KTP sama", by=world.verifier)


def test_a_record_outside_the_areas_is_refused_in_words(world: World) -> None:
    here = world.candidates(1)[0].person
    there = world.candidates(1, area=AIE_AMO, start=10)[0].person
    local = user(Role.VERIFIER, PALALUAR, "verifier_palaluar")
    for one, other in ((here, there), (there, here), (here, here)):
        with pytest.raises(Refused, match="in your areas"):
            actions.link(duplicate=one, canonical=other, why="KTP sama", by=local)
    made = actions.link(duplicate=there, canonical=here, why="KTP sama", by=world.verifier)
    with pytest.raises(Refused, match="not in your areas"):
        actions.part(link=made, why="bukan", by=local)


def test_to_part_needs_the_right_where_the_record_is(world: World) -> None:
    """Who verifies in one nagari and only operates in another sees both, and parts in the first only."""
    one, other = (candidate.person for candidate in world.candidates(2))
    both = user(Role.VERIFIER, AIE_AMO, "verifier_aie_amo")
    Assignment.objects.create(user=both, role=Role.OPERATOR, place_id=PALALUAR, since=date(2020, 1, 1))
    made = actions.link(duplicate=other, canonical=one, why="KTP sama", by=world.verifier)
    with pytest.raises(Refused):
        actions.part(link=made, why="bukan", by=both)
    world.see_all()
    assert IdentityLink.objects.get().undone_at is None


def test_two_persons_are_not_joined(world: World) -> None:
    one, other = two_records(world)
    Person.objects.filter(pk=other.pk).update(sex="P", birth_date="1991-02-03")
    with pytest.raises(Refused, match="two persons"):
        actions.link(duplicate=other, canonical=one, why="nama sama", by=world.verifier)


def test_one_person_billed_on_two_records_is_a_finding(world: World) -> None:
    one, other = two_records(world)
    join(world, other, one)
    money.reconcile(fund=world.fund, month=JULY, by=world.operator)
    world.see_all()
    assert Difference.objects.filter(kind="billed_twice", month=JULY.first).get().person_id == other.pk


def test_two_copies_of_a_third_record_are_found_too(world: World) -> None:
    """A and B were both joined to C, who is not billed: B is billed beside A."""
    kept = world.candidates(1, start=50)[0].person
    one, other = two_records(world)
    for record in (one, other):
        join(world, record, kept)
    money.reconcile(fund=world.fund, month=JULY, by=world.operator)
    world.see_all()
    assert Difference.objects.filter(kind="billed_twice", month=JULY.first).get().person_id == other.pk


def test_two_verifiers_join_and_one_parts_on_the_page(world: World) -> None:
    one, other = two_records(world)
    client = Client()
    client.force_login(world.verifier)
    path = f"/insight/person/{other.pk}/join/"
    assert client.post(path, {"nik": "1303080101809999", "why": "x"}).status_code == 400
    assert client.post(path, {"nik": one.nik, "why": "KTP sama"}).status_code == 302
    world.see_all()
    assert not IdentityLink.objects.exists()
    client.force_login(second_verifier())
    assert client.post(path, {"nik": one.nik, "why": "saya lihat juga"}).status_code == 302
    world.see_all()
    joined = IdentityLink.objects.get()
    assert b"KTP sama" in client.get(f"/insight/person/{one.pk}/").content
    assert client.post(f"/insight/link/{joined.pk}/part/", {"why": "anaknya"}).status_code == 302
    joined.refresh_from_db()
    assert joined.undone_why == "anaknya"


def test_a_join_that_touches_cover_waits_for_another_person(world: World) -> None:
    one, other = two_records(world)
    waiting = actions.link(duplicate=other, canonical=one, why="KTP sama", by=world.verifier)
    assert isinstance(waiting, LinkProposal)
    assert actions.link(duplicate=other, canonical=one, why="lagi", by=world.verifier) == waiting
    with pytest.raises(Refused, match="may not confirm"):
        actions.confirm(proposal=waiting, why="ya", by=world.verifier)
    with pytest.raises(Refused, match="may not decide"):
        actions.decline(proposal=waiting, why="tidak", by=world.verifier)
    made = actions.confirm(proposal=waiting, why="saya lihat juga", by=second_verifier())
    assert actions.confirm(proposal=waiting, why="lagi", by=second_verifier()).pk == made.pk
    waiting.refresh_from_db()
    assert (waiting.state, waiting.link, waiting.decided_by) == ("confirmed", made, second_verifier().pk)


def test_the_database_itself_refuses_one_pair_of_eyes(world: World) -> None:
    one, other = two_records(world)
    waiting = actions.link(duplicate=other, canonical=one, why="KTP sama", by=world.verifier)
    world.see_all()
    with pytest.raises(IntegrityError, match="second_pair_of_eyes"), transaction.atomic():
        LinkProposal.objects.filter(pk=waiting.pk).update(
            state="declined", decided_by=world.verifier.pk, decided_at="2025-07-01T00:00:00+07:00"
        )


def test_a_declined_join_leaves_two_records_and_may_be_proposed_again(world: World) -> None:
    one, other = two_records(world)
    waiting = actions.link(duplicate=other, canonical=one, why="KTP sama", by=world.verifier)
    assert isinstance(waiting, LinkProposal)
    actions.decline(proposal=waiting, why="anaknya", by=second_verifier())
    with pytest.raises(Refused, match="decided already"):
        actions.confirm(proposal=waiting, why="ya", by=second_verifier())
    again = actions.link(duplicate=other, canonical=one, why="KK dan KTP", by=world.verifier)
    assert again != waiting
    world.see_all()
    assert not IdentityLink.objects.exists()


def test_records_that_nobody_covers_are_joined_by_one(world: World) -> None:
    one, other = (candidate.person for candidate in world.candidates(2))
    made = actions.link(duplicate=other, canonical=one, why="KTP sama", by=world.verifier)
    assert isinstance(made, IdentityLink)
    assert not KnownCover.objects.filter(person__in=(one, other)).exists()


def test_others_may_not_join(world: World) -> None:
    one, other = two_records(world)
    client = Client()
    client.force_login(world.operator)
    assert client.post(f"/insight/person/{other.pk}/join/", {"nik": one.nik, "why": "x"}).status_code == 403
