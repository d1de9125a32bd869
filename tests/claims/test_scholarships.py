"""Scholarships year by year: promoted together each July, confirmed by a person, applied for, at rest, ended."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from rangkiang.access.models import Role
from rangkiang.claims import actions, documents, scholarships
from rangkiang.claims.calendar import entries
from rangkiang.claims.child_deeds import add_child
from rangkiang.claims.models import Child, Claim, Disbursement, Pause, SchoolYear
from rangkiang.claims.scholarship_queries import ahead, scholars
from rangkiang.people import actions as people
from rangkiang.people.models import Person
from rangkiang.platform.errors import BadInput, Refused
from tests.claims.scans import png
from tests.claims.test_pages import DIED, member, post
from tests.judged import approve
from tests.world import REGENCY, World, user

JULY_2025, JULY_2026 = 2025, 2026
CLASSES = {"SD": ("SD", 6), "SMP": ("SMP", 9), "SMA": ("SMA", 3), "PT": ("PT", 2), "baby": ("", 0), "big": ("PT", 4)}
BORN = {
    "SD": date(2014, 1, 1), "SMP": date(2011, 1, 1), "SMA": date(2008, 1, 1), "PT": date(2006, 1, 1),
    "baby": date(2024, 1, 1), "big": date(2003, 7, 1),
}  # fmt: skip


def family(world: World, person: Person, *names: str) -> Claim:
    """A death at work with its scholarship granted and the lump paid; the children's classes are of August 2025."""
    for name in names:
        level, grade = CLASSES[name]
        add_child(person=person, name=name, born=BORN[name], level=level, grade=grade, by=world.operator)
    event = actions.report(
        person=person, kind="accident", outcome="death", happened_on=DIED, reported_on=DIED, by=world.operator
    )
    claim = actions.open_claim(event=event, by=world.operator)
    approve(claim=claim, by=world.verifier)
    actions.submit(claim=claim, on=DIED, by=world.operator)
    actions.decide(claim=claim, on=DIED, parts={"santunan": 48_000_000, "beasiswa": 100_000_000}, by=world.bpjs)
    actions.pay(claim=claim, on=DIED, by=world.bpjs)
    world.see_all()
    return claim


def scanned(world: World, child: Child, year: int, *papers: str) -> None:
    """Photos of a child's papers for one school year come in."""
    event = Claim.objects.get(person=child.parent).event
    of = {"event": event, "child": child, "school_year": year, "content": png()}
    for paper in papers:
        documents.receive(**of, paper=paper, by=world.operator)
    world.see_all()


def joined(world: World, duplicate: Person, person: Person) -> None:
    for by in (world.verifier, user(Role.VERIFIER, REGENCY, "verifier_two")):
        people.link(duplicate=duplicate, canonical=person, why="KTP dan KK sama", by=by)
    world.see_all()


def proposed(year: int = JULY_2026) -> dict[str, tuple[str, int]]:
    rows = SchoolYear.objects.filter(year=year).values_list("child__name", "level", "grade")
    return {name: (level, grade) for name, level, grade in rows}


def test_each_july_every_child_moves_one_class_and_doubts_are_asked(world: World) -> None:
    family(world, member(world), "SD", "SMP", "SMA", "PT", "baby")
    assert scholarships.promote(year=JULY_2025, by=world.operator) == 0  # the classes of this year are known
    assert scholarships.promote(year=JULY_2026, by=world.operator) == 4
    world.see_all()
    assert proposed() == {"SD": ("SMP", 1), "SMP": ("SMA", 1), "SMA": ("", 0), "PT": ("PT", 3)}
    assert scholarships.promote(year=JULY_2026, by=world.operator) == 0
    keys = SchoolYear.objects.values_list("pk", flat=True)
    assert scholarships.confirm(years=keys, by=world.operator) == 3  # a question is not confirmed
    assert scholarships.confirm(years=keys, by=world.operator) == 0


@pytest.mark.parametrize("told_of", ["duplicate", "canonical"])
def test_a_child_known_from_another_record_of_the_parent_is_not_left_out(
    world: World, client: Client, told_of: str
) -> None:
    """Two records were found to be one man: his daughter stands on the one, his death on the other."""
    one, other = member(world), world.members(1, start=50, number="SK-8")[0]
    add_child(person=other, name="Dina", born=BORN["SD"], level="SD", grade=6, by=world.operator)
    joined(world, *((other, one) if told_of == "duplicate" else (one, other)))
    claim = family(world, one, "SMP")
    add_child(person=other, name="smp", born=BORN["SMP"], level="SMP", grade=9, by=world.operator)  # the same
    assert scholarships.promote(year=JULY_2026, by=world.operator) == 2
    world.see_all()
    assert proposed() == {"Dina": ("SMP", 1), "SMP": ("SMA", 1)}
    assert {row.name for row in scholars(JULY_2026, date(2026, 8, 1))[0]} == {"Dina", "SMP"}
    waits = {(row.kind, row.child) for row in entries(world.operator, date(2026, 8, 10)) if row.child}
    dina = Child.objects.get(name="Dina")
    assert ("class", dina.pk) in waits
    world.see_all()
    client.force_login(world.operator)
    for address in (reverse("claims:page", args=[claim.pk]), reverse("claims:papers", args=[claim.event_id])):
        assert "Dina" in client.get(address).content.decode(), address
    page = client.get(reverse("claims:scholar", args=[dina.pk]) + "?year=2026").content.decode()
    assert reverse("claims:page", args=[claim.pk]) in page
    world.see_all()
    scanned_for = {"event": claim.event, "paper": "school_letter", "child": dina, "school_year": JULY_2026}
    assert documents.receive(**scanned_for, content=png(), by=world.operator)
    paid = {"school_year": JULY_2025, "amount": 1_500_000, "on": date(2025, 9, 1)}
    assert actions.pay_scholarship(claim=claim, child=dina, **paid, by=world.bpjs).amount == 1_500_000


def test_years_that_nobody_promoted_are_caught_up(world: World) -> None:
    family(world, member(world), "SD")
    scholarships.promote(year=2028, by=world.operator)
    world.see_all()
    assert proposed(2028) == {"SD": ("SMP", 3)}


def test_the_promotion_is_three_statements_whatever_the_number(world: World) -> None:
    people = [member(world), *world.members(3, start=50, number="SK-8")]
    counts = []
    for year, some in ((2026, people[:1]), (2027, people[1:])):
        for person in some:
            family(world, person, "SD", "PT")
        with CaptureQueriesContext(connection) as asked:
            scholarships.promote(year=year, by=world.operator)
        counts.append(
            sum(("claims_" in one["sql"] and "INSERT" in one["sql"]) or "UPDATE" in one["sql"] for one in asked)
        )
        world.see_all()
    assert counts == [2, 2]


def test_of_age_when_the_school_year_begins_ends(world: World) -> None:
    """Born 1 July 2003: 23 on the first day of the school year 2026."""
    family(world, member(world), "big", "PT")
    scholarships.promote(year=JULY_2026, by=world.operator)
    world.see_all()
    assert set(proposed()) == {"PT"}
    big = Child.objects.get(name="big")
    assert (big.ended_on, big.end_reason) == (date(2026, 7, 1), "age")


def test_a_child_at_rest_is_not_promoted_until_it_is_back(world: World) -> None:
    family(world, member(world), "SD")
    child, by = Child.objects.get(), world.operator
    rest = scholarships.pause(child=child, since=date(2026, 2, 1), why="membantu ibu", by=by)
    assert scholarships.pause(child=child, since=date(2026, 3, 1), why="lagi", by=by) == rest
    assert scholarships.promote(year=JULY_2026, by=by) == 0
    with pytest.raises(BadInput):
        scholarships.resume(child=child, on=date(2026, 1, 1), by=by)
    scholarships.resume(child=child, on=date(2026, 7, 20), by=by)
    scholarships.resume(child=child, on=date(2026, 7, 21), by=by)
    assert Pause.objects.get().until == date(2026, 7, 20)
    assert scholarships.promote(year=JULY_2026, by=by) == 1


@pytest.mark.parametrize("reason", [*Child.Ended.values])
def test_every_end_has_its_day_and_is_final(world: World, reason: str) -> None:
    claim = family(world, member(world), "SMA")
    child = scholarships.end(child=Child.objects.get(), reason=reason, on=date(2026, 3, 1), by=world.operator)
    assert (child.end_reason, child.married, child.working, child.died_on) == (
        reason, reason == "married", reason == "working", date(2026, 3, 1) if reason == "died" else None,
    )  # fmt: skip
    assert scholarships.end(child=child, reason="stopped", on=date(2026, 4, 1), by=world.operator).end_reason == reason
    assert scholarships.promote(year=JULY_2026, by=world.operator) == 0
    with pytest.raises(Refused, match="ended"):
        actions.pay_scholarship(
            claim=claim, child=child, school_year=JULY_2026, amount=1, on=date(2026, 8, 1), by=world.bpjs
        )


def test_a_class_is_the_school_s_word_and_the_yearly_claim_follows(world: World) -> None:
    family(world, member(world), "SMA")
    child, by = Child.objects.get(), world.operator
    scholarships.promote(year=JULY_2026, by=by)
    world.see_all()
    year = SchoolYear.objects.get()
    with pytest.raises(Refused, match="confirmed first"):
        scholarships.apply_year(year=year, on=date(2026, 8, 1), by=by)
    with pytest.raises(BadInput):
        scholarships.set_class(child=child, year=JULY_2026, level="PT", grade=9, by=by)
    year = scholarships.set_class(child=child, year=JULY_2026, level="PT", grade=1, by=by)
    scanned(world, child, JULY_2026, "school_letter", "family_card")
    (one,), _many = scholars(JULY_2026, date(2026, 8, 1))
    assert (one.level, one.grade, one.confirmed, one.papers) == ("PT", 1, True, ("family_card", "school_letter"))
    assert "birth_certificate" in one.missing
    scholarships.apply_year(year=year, on=date(2026, 8, 2), by=by)
    with pytest.raises(Refused, match="applied for"):
        scholarships.set_class(child=child, year=JULY_2026, level="PT", grade=2, by=by)
    with pytest.raises(Refused, match="of age"):
        scholarships.set_class(child=child, year=2031, level="PT", grade=5, by=by)


def test_the_heirs_choose_two_of_three(world: World) -> None:
    claim = family(world, member(world), "SD", "SMP", "SMA")
    first, second, third = Child.objects.order_by("pk")
    for child in (first, second):
        scholarships.choose(child=child, chosen=True, by=world.operator)
    with pytest.raises(Refused, match="at most 2"):
        scholarships.choose(child=third, chosen=True, by=world.operator)
    paid = {"claim": claim, "school_year": 2025, "amount": 1_500_000, "on": date(2025, 9, 1), "by": world.bpjs}
    for child in (first, second):
        actions.pay_scholarship(child=child, **paid)
    with pytest.raises(Refused, match="at most 2"):
        actions.pay_scholarship(child=third, **paid)
    scholarships.choose(child=third, chosen=False, by=world.operator)
    scholarships.promote(year=JULY_2026, by=world.operator)
    world.see_all()
    assert "SMA" not in proposed()


def test_what_is_still_ahead_is_the_law_s(world: World) -> None:
    """In SD 6 at eleven: one year of SD, three of SMP, three of SMA, five of university below 23."""
    told = {one.level: (one.years, one.amount) for one in ahead(BORN["SD"], "SD", 6, date(2025, 8, 5))}
    assert told == {
        "SD": (1, 1_500_000), "SMP": (3, 6_000_000), "SMA": (3, 9_000_000), "PT": (5, 60_000_000),
    }  # fmt: skip
    paid = {one.level: one.years for one in ahead(BORN["SD"], "SD", 6, date(2025, 8, 5), paid=True)}
    assert "SD" not in paid
    assert ahead(date(2003, 1, 1), "PT", 4, date(2026, 8, 1)) == []


def test_the_list_and_a_childs_page_by_right(world: World, client: Client) -> None:
    family(world, member(world), "SD", "SMA")
    child = Child.objects.get(name="SD")
    by, year = world.operator, "?year=2026"
    client.force_login(by)
    assert client.post(reverse("claims:promote") + year).status_code == 302
    world.see_all()
    keys = [str(pk) for pk in SchoolYear.objects.values_list("pk", flat=True)]
    assert client.post(reverse("claims:confirm-classes") + year, {"year_of": keys}).status_code == 302
    page = client.get(reverse("claims:school") + year).content.decode()
    assert "SMP 1" in page
    assert reverse("claims:scholar", args=[child.pk]) in page
    for address, facts in (
        ("set-class", {"level": "SMP", "grade": "1"}),
        ("apply-year", {"on": "2026-08-01"}),
        ("choose", {"chosen": "yes"}),
        ("rest", {"on": "2026-09-01", "why": "sakit"}),
        ("resume", {"on": "2026-10-01"}),
        ("end-scholarship", {"on": "2027-01-01", "reason": "married"}),
    ):
        done = client.post(reverse(f"claims:{address}", args=[child.pk]) + year, facts)
        assert done.status_code == 302, address
    world.see_all()
    child.refresh_from_db()
    assert (child.end_reason, child.chosen) == ("married", True)
    assert "menikah" in client.get(reverse("claims:scholar", args=[child.pk]) + year).content.decode()
    for role in (Role.NAGARI, Role.TREASURER, Role.PLANNER):
        client.force_login(world.by[role])
        assert client.get(reverse("claims:school")).status_code == 403, role
        assert client.get(reverse("claims:scholar", args=[child.pk])).status_code == 403, role
    assert post(client, world, world.bpjs, "claims:rest", child.pk, on="2026-09-01", why="x").status_code == 403


def test_no_school_year_is_paid_that_the_law_and_the_family_do_not_know(world: World) -> None:
    """Not to a child that others were chosen before, not at rest, not ahead of time, not above the law's sum."""
    claim = family(world, member(world), "SMP", "SD", "SMA")
    by, child, left, rests = world.operator, *Child.objects.order_by("pk")
    september = date(2026, 9, 1)

    def pay(child: Child, year: int = JULY_2026, amount: int = 2_000_000, on: date = september) -> Disbursement:
        return actions.pay_scholarship(claim=claim, child=child, school_year=year, amount=amount, on=on, by=world.bpjs)

    scholarships.promote(year=JULY_2026, by=by)
    with pytest.raises(Refused, match="confirmed first"):
        pay(child)
    scholarships.set_class(child=child, year=JULY_2026, level="SMP", grade=3, by=by)
    for amount in (50_000_000, 2_000_001, 0, -1):
        with pytest.raises(BadInput, match=r"Rp2,000,000 for a school year of SMP"):
            pay(child, amount=amount)
    for year, on in ((2024, september), (2027, september), (2050, september)):
        with pytest.raises(Refused, match="from 2025 on"):
            pay(child, year=year, on=on)
    for on in (date(2050, 9, 1), date(2025, 8, 1)):
        with pytest.raises(BadInput, match="after today"):
            pay(child, on=on)
    scholarships.choose(child=left, chosen=False, by=by)
    with pytest.raises(Refused, match="chose other children"):
        pay(left, year=JULY_2025)
    scholarships.pause(child=rests, since=date(2026, 8, 1), why="membantu ibu", by=by)
    with pytest.raises(Refused, match="at rest"):
        pay(rests, year=JULY_2025)
    assert pay(rests, year=JULY_2025, on=date(2026, 7, 30)).amount == 2_000_000  # before it came to rest
    assert pay(child).amount == 2_000_000
