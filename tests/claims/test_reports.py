"""A report from the field: sent twice it is one, complete or not; and one death, whichever record it is reported on."""

from __future__ import annotations

from datetime import date, time
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from rangkiang.access.models import Role
from rangkiang.claims import actions, care, changes
from rangkiang.claims.care_queries import care_of
from rangkiang.claims.child_deeds import add_child
from rangkiang.claims.documents_models import Document
from rangkiang.claims.limits import limits_of_accident
from rangkiang.claims.models import Event, Notice
from rangkiang.people import actions as people
from rangkiang.people.models import Person
from rangkiang.platform.errors import BadInput, Refused
from tests.claims.scans import photo
from tests.claims.test_pages import DIED, member
from tests.world import AIE_AMO, REGENCY, World, user

LATER = date(2025, 8, 9)


def join(world: World, first: Person, other: Person) -> None:
    for by in (world.verifier, user(Role.VERIFIER, REGENCY, "verifier_two")):  # of a covered member it takes two
        people.link(duplicate=first, canonical=other, why="same KK", by=by)
    world.see_all()


def test_the_same_form_sent_twice_is_one_report_even_with_another_day(world: World, client: Client) -> None:
    person = member(world)
    client.force_login(world.by[Role.NAGARI])
    address = f"{reverse('claims:report')}?person={person.pk}"
    form = client.get(address).context["form"]
    facts = {"what": "accident-", "happened_on": "2025-08-05", "key": str(form["key"].value()), "phone": "0812"}
    first = client.post(address, facts)
    again = client.post(address, facts | {"happened_on": "2025-08-04"})
    assert first.headers["Location"] == again.headers["Location"]
    world.see_all()
    assert (Event.objects.get().happened_on, Notice.objects.get().phone) == (DIED, "0812")


def test_a_new_form_is_a_new_report_and_the_key_belongs_to_one_person(world: World) -> None:
    person, key = member(world), uuid4()
    told = {"kind": "accident", "reported_on": LATER, "by": world.operator}
    actions.report(person=person, happened_on=DIED, key=key, **told)
    actions.report(person=person, happened_on=LATER, key=uuid4(), **told)
    world.see_all()
    assert Event.objects.count() == 2
    other = world.members(1, start=30, number="SK-7")[0]
    with pytest.raises(BadInput, match="another person"):
        actions.report(person=other, happened_on=DIED, key=key, **told)


def test_a_photo_goes_with_the_report_and_a_bad_one_does_not_stop_it(world: World, client: Client) -> None:
    person, other = member(world), world.members(1, start=30, number="SK-7")[0]
    client.force_login(world.by[Role.NAGARI])
    for who, content in ((person, photo()), (other, b"not a photo")):
        facts = {"what": "death", "happened_on": "2025-08-05", "photo": SimpleUploadedFile("f.jpg", content)}
        for _again in range(2):
            facts["photo"].seek(0)  # type: ignore[attr-defined]
            done = client.post(f"{reverse('claims:report')}?person={who.pk}", facts)
            assert done.status_code == 302
    world.see_all()
    assert Event.objects.count() == 2
    assert list(Document.objects.values_list("event__person", "paper")) == [(person.pk, "report_photo")]


def test_a_form_without_script_or_key_is_still_one_report(world: World, client: Client) -> None:
    person = member(world)
    client.force_login(world.operator)
    for _again in range(2):
        facts = {"what": "death", "happened_on": "2025-08-05"}
        assert client.post(f"{reverse('claims:report')}?person={person.pk}", facts).status_code == 302
    world.see_all()
    assert Event.objects.count() == 1


def test_one_death_for_all_records_of_a_person(world: World) -> None:
    first, other = member(world), world.candidates(1, area=AIE_AMO, start=9)[0].person
    assert other
    join(world, first, other)
    fatal = actions.report(person=other, kind="death", happened_on=DIED, reported_on=DIED, by=world.operator)
    again = actions.report(person=first, kind="death", happened_on=DIED, reported_on=LATER, by=world.operator)
    world.see_all()
    assert again == fatal
    assert set(Person.objects.filter(pk__in=[first.pk, other.pk]).values_list("died_on", flat=True)) == {DIED}
    with pytest.raises(Refused, match="reported already"):
        actions.report(
            person=first, kind="accident", outcome="death", happened_on=LATER, reported_on=LATER, by=world.operator
        )


def test_the_database_itself_keeps_it_to_one(world: World) -> None:
    first, other = member(world), world.candidates(1, area=AIE_AMO, start=9)[0].person
    assert other
    join(world, first, other)
    facts = {"kind": "death", "outcome": "death", "happened_on": DIED, "reported_on": DIED}
    one = Event.objects.create(person=other, area=other.area, reported_by=world.operator, **facts)
    with pytest.raises(IntegrityError, match="one_death_of_joined_records"), transaction.atomic():
        Event.objects.create(person=first, area=first.area, reported_by=world.operator, **facts)
    Event.objects.filter(pk=one.pk).update(state="closed", closing_reason="salah")
    Event.objects.create(person=first, area=first.area, reported_by=world.operator, **facts)


def test_two_deaths_found_to_be_one_are_not_both_claimed(world: World) -> None:
    first, other = member(world), world.candidates(1, start=9)[0].person
    assert other
    one, two = (
        actions.report(person=person, kind="death", happened_on=DIED, reported_on=DIED, by=world.operator)
        for person in (first, other)
    )
    world.see_all()
    join(world, first, other)
    with pytest.raises(Refused, match="another record"):
        actions.open_claim(event=one, by=world.operator)
    for by in (world.verifier, world.head):
        changes.retract(event=two, reason="catatan ganda", by=by)
    claim = actions.open_claim(event=one, by=world.operator)
    assert claim.computed == 42_000_000


def test_the_claim_rests_on_the_months_and_children_of_every_record(world: World) -> None:
    first, other = member(world), world.candidates(1, start=9)[0].person
    assert other
    add_child(person=first, name="Dina", born=date(2015, 2, 3), level="SD", grade=4, by=world.operator)
    add_child(person=other, name="DINA", born=date(2015, 2, 3), level="SD", grade=4, by=world.operator)
    world.see_all()
    join(world, first, other)
    event = actions.report(person=other, kind="death", happened_on=DIED, reported_on=DIED, by=world.operator)
    claim = actions.open_claim(event=event, by=world.operator)
    world.see_all()
    assert (claim.computed, claim.fund, len(claim.case["children"])) == (42_000_000, world.fund, 1)


def test_the_notice_is_completed_later_and_its_first_words_stay(world: World, client: Client) -> None:
    event = actions.report(
        person=member(world), kind="accident", happened_on=DIED, reported_on=DIED, notice={"place": "sawah"},
        by=world.by[Role.NAGARI],
    )  # fmt: skip
    world.see_all()
    client.force_login(world.by[Role.NAGARI])
    told = {"place": "jalan ke sawah", "at": "06:30", "notifier": "Rahma", "phone": "0812", "chronology": "Terjatuh."}
    for _again in range(2):
        assert client.post(reverse("claims:notify", args=[event.pk]), told).status_code == 302
    world.see_all()
    assert list(Notice.objects.order_by("pk").values_list("place", "at")) == [
        ("sawah", None), ("jalan ke sawah", time(6, 30)),
    ]  # fmt: skip
    client.force_login(world.by[Role.AUDITOR])
    page = client.get(reverse("claims:event", args=[event.pk])).content.decode()
    assert "jalan ke sawah" in page
    assert client.post(reverse("claims:notify", args=[event.pk]), told).status_code == 403


def test_two_days_run_from_the_accident_until_bpjs_has_the_report(world: World, client: Client) -> None:
    event = actions.report(person=member(world), kind="accident", happened_on=DIED, reported_on=DIED, by=world.operator)
    world.see_all()

    def clock(on: date) -> tuple[str, date]:
        first = limits_of_accident(event, care_of(event), on, "en").found[0]
        return first.state, first.due

    assert clock(DIED) == ("running", date(2025, 8, 7))
    assert clock(date(2025, 8, 8)) == ("past", date(2025, 8, 7))
    client.force_login(world.operator)
    assert "7 Agustus 2025" in client.get(reverse("claims:event", args=[event.pk])).content.decode()
    care.stage_one(event=event, received_on=date(2025, 8, 6), by=world.operator)
    world.see_all()
    assert clock(date(2025, 8, 8))[0] == "kept"
