"""Every look at a person's record is on record, and the whole NIK only by right."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from rangkiang.access.models import Role
from rangkiang.claims import actions as claims
from rangkiang.platform.errors import Refused
from rangkiang.platform.models import AuditEntry
from rangkiang.privacy import actions, queries
from rangkiang.privacy.models import View
from tests.world import World


def test_a_look_is_kept_with_who_and_what_and_is_no_audit_entry(world: World) -> None:
    person = world.members(1)[0]
    entries = AuditEntry.objects.count()
    actions.log_view(person=person, what="person", by=world.operator)
    actions.log_view(person=person, what="person", by=world.head)
    looks = queries.looks(person.pk)
    assert [look.viewer for look in looks] == [world.head.title, world.operator.title]
    assert not any(look.unmasked for look in looks)
    assert AuditEntry.objects.count() == entries


def test_the_whole_nik_is_for_those_who_may_and_leaves_its_mark(world: World) -> None:
    person = world.members(1)[0]
    assert actions.reveal(person=person, what="person", by=world.verifier) == person.nik
    assert queries.looks(person.pk)[0].unmasked


def test_every_look_can_be_read_page_by_page(world: World, client: Client) -> None:
    person = world.members(1)[0]
    View.objects.bulk_create(View(person=person, area=person.area, viewer=world.head, what="person") for _ in range(31))
    client.force_login(world.operator)
    first = client.get(f"/insight/person/{person.pk}/").content.decode()
    assert "Siapa yang melihat data ini (32)" in first
    assert first.count("NIK disamarkan") == 30
    second = client.get(f"/insight/person/{person.pk}/", {"page": "2"}).content.decode()
    assert "halaman 2 dari 2" in second
    assert "NIK disamarkan" in second
    assert len(queries.looks(person.pk, "2").object_list) == 3  # the two visits of this test came on top


@pytest.mark.parametrize("role", [Role.NAGARI, Role.AUDITOR, Role.TREASURER, Role.PLANNER])
def test_without_the_right_nothing_is_shown_or_kept(world: World, role: Role) -> None:
    person = world.members(1)[0]
    with pytest.raises(Refused):
        actions.reveal(person=person, what="person", by=world.by[role])
    assert not View.objects.filter(person=person).exists()


def test_a_look_at_an_event_or_a_claim_is_a_look_at_the_person(world: World, client: Client) -> None:
    person = world.members(1)[0]
    world.pay(world.bill())
    died = date(2025, 6, 20)
    event = claims.report(person=person, kind="death", happened_on=died, reported_on=died, by=world.operator)
    world.see_all()
    client.force_login(world.verifier)
    assert client.get(reverse("claims:event", args=[event.pk])).status_code == 200
    claim = claims.open_claim(event=event, by=world.operator)
    assert client.get(reverse("claims:page", args=[claim.pk])).status_code == 200
    world.see_all()
    seen = View.objects.filter(person=person).order_by("pk").values_list("what", "viewer_id")
    assert list(seen) == [("event", world.verifier.pk), ("claim", world.verifier.pk)]
