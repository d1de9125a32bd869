"""Claims by their pages: reported from the field, opened, approved, decided, paid, handed over; each by right."""

from __future__ import annotations

import json
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from rangkiang.access.models import Role, User
from rangkiang.claims import actions, forms, heirs, queries
from rangkiang.claims.child_deeds import add_child
from rangkiang.claims.models import Child, Claim, Event, HandOver
from rangkiang.claims.papers import papers
from rangkiang.people.models import Person
from rangkiang.platform.errors import Refused
from tests.claims.scans import photo
from tests.judged import approve
from tests.world import AIE_AMO, JULY, JUNE, World

DIED = date(2025, 8, 5)


def member(world: World, months: int = 4, **other: object) -> Person:
    """A member whose last months are paid; July is the newest."""
    first = JULY + (1 - months)
    person = world.members(1, month=first, **other)[0]  # type: ignore[arg-type]
    for month in first.until(JULY):
        world.pay(world.bill(month))
    return person


def reported(world: World, person: Person) -> Event:
    made = actions.report(person=person, kind="death", happened_on=DIED, reported_on=DIED, by=world.by[Role.NAGARI])
    world.see_all()
    return made


def opened(world: World, person: Person) -> Claim:
    made = actions.open_claim(event=reported(world, person), by=world.operator)
    world.see_all()
    return made


def post(client: Client, world: World, by: User, address: str, key: object, **facts: object) -> object:
    client.force_login(by)
    response = client.post(reverse(address, args=[key]), facts)
    world.see_all()
    return response


def test_a_nagari_officer_reports_a_death_with_one_choice_and_one_date(world: World, client: Client) -> None:
    person = member(world)
    client.force_login(world.by[Role.NAGARI])
    address = reverse("claims:report")
    assert f"?person={person.pk}" in client.get(address, {"q": "contoh"}).content.decode()
    response = client.post(f"{address}?person={person.pk}", {"what": "death", "happened_on": "2025-08-05"})
    assert response.status_code == 302
    world.see_all()
    event = Event.objects.get()
    assert (event.kind, event.outcome, event.happened_on, event.source) == ("death", "death", DIED, "nagari")
    assert Person.objects.get(pk=person.pk).died_on == DIED


def test_the_officer_reports_nobody_of_another_nagari(world: World, client: Client) -> None:
    other = world.members(1, area=AIE_AMO)[0]
    client.force_login(world.by[Role.NAGARI])
    address = reverse("claims:report")
    assert f"?person={other.pk}" not in client.get(address, {"q": "contoh"}).content.decode()
    facts = {"what": "death", "happened_on": "2025-08-05"}
    assert client.post(f"{address}?person={other.pk}", facts).status_code == 404
    world.see_all()
    assert not Event.objects.exists()


@pytest.mark.parametrize(("what", "kind", "outcome"), [(what, *meant) for what, meant in forms.HAPPENED.items()])
def test_every_choice_means_what_it_says(world: World, client: Client, what: str, kind: str, outcome: str) -> None:
    person = world.members(1)[0]
    client.force_login(world.operator)
    client.post(f"{reverse('claims:report')}?person={person.pk}", {"what": what, "happened_on": "2025-08-05"})
    world.see_all()
    event = Event.objects.get()
    assert (event.kind, event.outcome) == (kind, "death" if kind == "death" else outcome)


@pytest.mark.parametrize(
    "facts",
    [
        {"happened_on": "2025-08-05"},
        {"what": "death"},
        {"what": "death", "happened_on": "besok"},
        {"what": "death", "happened_on": "2199-01-01"},
        {"what": "?", "happened_on": "2025-08-05"},
    ],
)
def test_a_report_that_cannot_be_is_said_in_words(world: World, client: Client, facts: dict[str, str]) -> None:
    person = world.members(1)[0]
    client.force_login(world.operator)
    page = client.post(f"{reverse('claims:report')}?person={person.pk}", facts)
    assert page.status_code == 400
    assert b"say-error" in page.content
    world.see_all()
    assert not Event.objects.exists()


def test_the_whole_way_to_the_family(world: World, client: Client) -> None:
    event = reported(world, member(world))
    assert post(client, world, world.operator, "claims:open", event.pk).status_code == 302
    claim = Claim.objects.get()
    assert (claim.decision, claim.computed, claim.state) == ("computed", 42_000_000, "open")
    assert post(client, world, world.verifier, "claims:approve", claim.pk).status_code == 302
    assert post(client, world, world.operator, "claims:submit", claim.pk, on="2025-08-12").status_code == 302
    granted = {"part_santunan": "20.000.000", "part_berkala": "Rp12.000.000", "part_pemakaman": "10000000"}
    assert post(client, world, world.bpjs, "claims:decide", claim.pk, on="2025-08-14", **granted).status_code == 302
    assert post(client, world, world.bpjs, "claims:pay", claim.pk, on="2025-08-15").status_code == 302
    widow = heirs.add_relative(event=event, relation="spouse", name="Yuni Contoh", by=world.operator)
    heirs.set_account(relative=widow, bank="Bank Nagari", number="1234567890", holder="Yuni Contoh", by=world.operator)
    files = {name: SimpleUploadedFile(f"{name}.jpg", photo(name.encode())) for name in ("photo", "signature")}
    before = {"on": "2025-08-16", "heir": widow.pk, "witness": "Wali", "witness_role": "wali nagari"}
    given = post(client, world, world.operator, "claims:handed", claim.pk, **before, **files)
    assert given.status_code == 302
    claim.refresh_from_db()
    assert (claim.state, claim.granted, HandOver.objects.get().heir) == ("paid", 42_000_000, "Yuni Contoh")
    client.force_login(world.by[Role.AUDITOR])
    page = client.get(reverse("claims:page", args=[claim.pk]), headers={"accept-language": "id"}).content.decode()
    assert page.count("Rp42.000.000") >= 3  # granted, by the law, and why
    assert "Pasal" in page
    assert claim.person.nik not in page


def test_each_step_is_offered_to_those_who_may_take_it_and_to_nobody_else(world: World, client: Client) -> None:
    claim = opened(world, member(world))
    approve = reverse("claims:approve", args=[claim.pk])
    for role, offered in ((Role.VERIFIER, True), (Role.OPERATOR, False), (Role.NAGARI, False), (Role.AUDITOR, False)):
        client.force_login(world.by[role])
        assert (approve in client.get(reverse("claims:page", args=[claim.pk])).content.decode()) is offered, role
    for address in ("approve", "decide", "pay", "close"):
        assert post(client, world, world.operator, f"claims:{address}", claim.pk, on="2025-08-12").status_code == 403
    assert Claim.objects.get().state == "open"


def test_a_step_out_of_turn_is_refused_in_words_and_changes_nothing(world: World, client: Client) -> None:
    claim = opened(world, member(world))
    page = post(client, world, world.operator, "claims:submit", claim.pk, on="2025-08-12")
    assert page.status_code == 409
    assert b"say-error" in page.content
    assert Claim.objects.get().state == "open"


def test_a_decision_without_parts_or_reason_is_no_decision(world: World, client: Client) -> None:
    claim = opened(world, member(world))
    approve(claim=claim, by=world.verifier)
    actions.submit(claim=claim, on=DIED, by=world.operator)
    for facts in ({}, {"part_santunan": "dua puluh juta"}):
        page = post(client, world, world.bpjs, "claims:decide", claim.pk, on="2025-08-14", **facts)
        assert page.status_code == 400
        assert Claim.objects.get().state == "submitted"
    refused = post(
        client, world, world.bpjs, "claims:decide", claim.pk, on="2025-08-14", refusal="lapsed", note="tidak aktif"
    )
    assert refused.status_code == 302
    assert (Claim.objects.get().refusal, Claim.objects.get().refusal_note) == ("lapsed", "tidak aktif")


def test_a_smaller_grant_shows_as_a_difference(world: World, client: Client) -> None:
    claim = opened(world, member(world))
    approve(claim=claim, by=world.verifier)
    actions.submit(claim=claim, on=DIED, by=world.operator)
    claim = actions.decide(claim=claim, on=DIED, parts={"pemakaman": 10_000_000}, by=world.bpjs)
    world.see_all()
    told = {part.code: (part.computed, part.granted, part.differs) for part in queries.parts(claim)}
    assert told == {
        "santunan": (20_000_000, 0, True),
        "berkala": (12_000_000, 0, True),
        "pemakaman": (10_000_000, 10_000_000, False),
    }


def test_an_accident_needs_its_outcome_before_the_law_can_answer(world: World, client: Client) -> None:
    person = member(world)
    event = actions.report(person=person, kind="accident", happened_on=DIED, reported_on=DIED, by=world.operator)
    world.see_all()
    page = post(client, world, world.operator, "claims:open", event.pk)
    assert page.status_code == 400
    assert b"outcome" in page.content
    assert not Claim.objects.exists()
    facts = {"outcome": "recovered", "income_base": "1.000.000"}
    assert post(client, world, world.operator, "claims:describe", event.pk, **facts).status_code == 302
    event.refresh_from_db()
    assert (event.outcome, event.facts) == ("recovered", {"income_base": 1_000_000})
    assert post(client, world, world.operator, "claims:open", event.pk).status_code == 302
    assert Claim.objects.get().case["income_base"] == 1_000_000


def test_a_report_under_a_claim_is_not_rewritten(world: World) -> None:
    event = actions.report(
        person=member(world), kind="accident", happened_on=DIED, reported_on=DIED, outcome="total", by=world.operator
    )
    actions.open_claim(event=event, by=world.operator)
    with pytest.raises(Refused):
        actions.describe(event=event, outcome="recovered", by=world.operator)


def test_a_childs_name_is_shown_by_right_only(world: World, client: Client) -> None:
    person = member(world)
    add_child(person=person, name="Anak Contoh", born=date(2015, 1, 1), level="SD", grade=4, by=world.operator)
    claim = opened(world, person)
    assert Child.objects.filter(parent=person).exists()
    approve(claim=claim, by=world.verifier)
    actions.submit(claim=claim, on=DIED, by=world.operator)
    actions.decide(claim=claim, on=DIED, parts={"pemakaman": 10_000_000, "beasiswa": 43_500_000}, by=world.bpjs)
    actions.pay(claim=claim, on=DIED, by=world.bpjs)
    paid = post(
        client,
        world,
        world.bpjs,
        "claims:scholarship",
        claim.pk,
        child=Child.objects.get().pk,
        school_year="2025",
        amount="1.500.000",
        on="2025-08-20",
    )
    assert paid.status_code == 302
    for role, shown in ((Role.AUDITOR, True), (Role.NAGARI, False)):
        client.force_login(world.by[role])
        page = client.get(reverse("claims:page", args=[claim.pk])).content.decode()
        assert ("Anak Contoh" in page) is shown
        assert "Rp1.500.000" in page


def test_the_board_holds_what_is_under_way_by_stage_and_nagari(world: World, client: Client) -> None:
    waiting, done = member(world), world.members(1, area=AIE_AMO, start=40, number="SK-9", month=JUNE)[0]
    reported(world, waiting)
    claim = actions.open_claim(
        event=actions.report(person=done, kind="death", happened_on=DIED, reported_on=DIED, by=world.operator),
        by=world.operator,
    )
    world.see_all()
    assert {event.stage for event in queries.board()} == {"reported", claim.state}
    assert [event.person for event in queries.board("reported")] == [waiting]
    assert [event.person for event in queries.board("", AIE_AMO)] == [done]
    assert queries.counts() == {"reported": 1, claim.state: 1}
    client.force_login(world.by[Role.NAGARI])
    page = client.get(reverse("claims:board")).content.decode()
    assert waiting.name in page
    assert reverse("claims:page", args=[claim.pk]) not in page
    world.see_all()


@pytest.mark.parametrize("claim", ["jkm", "jkk", "scholarship"])
def test_the_papers_are_told_in_both_languages(claim: str) -> None:
    mine, other = papers(claim, "id", DIED), papers(claim, "en", DIED)
    assert len(mine) == len(other) > 0
    assert not {paper.label for paper in mine} & {paper.label for paper in other}
    assert [paper.sometimes for paper in mine] == sorted(paper.sometimes for paper in mine)


def test_closed_to_the_treasurer_and_the_planner(world: World, client: Client) -> None:
    claim = opened(world, member(world))
    for role in (Role.TREASURER, Role.PLANNER, Role.ADMINISTRATOR):
        client.force_login(world.by[role])
        assert client.get(reverse("claims:board")).status_code == 403
        assert client.get(reverse("claims:page", args=[claim.pk])).status_code == 403


def test_the_number_of_statements_does_not_grow(
    world: World, client: Client, django_assert_max_num_queries: object
) -> None:
    claim = opened(world, member(world))
    client.force_login(world.operator)
    for address in (reverse("claims:board"), reverse("claims:page", args=[claim.pk])):
        client.get(address)
        with django_assert_max_num_queries(40):  # type: ignore[operator]
            client.get(address)


def test_the_board_asks_as_much_for_one_as_for_many(world: World, client: Client) -> None:
    """The same statements for one event and for nine, so that none runs row by row."""
    people = world.members(9, month=JULY)
    world.pay(world.bill(JULY))
    client.force_login(world.operator)
    counts = []
    for few in (people[:1], people[1:]):
        for person in few:
            actions.report(person=person, kind="death", happened_on=DIED, reported_on=DIED, by=world.operator)
        client.get(reverse("claims:board"))
        with CaptureQueriesContext(connection) as asked:
            page = client.get(reverse("claims:board")).content.decode()
        counts.append((len(asked), sum(person.name in page for person in people)))
    assert [shown for _, shown in counts] == [1, 9]
    assert counts[0][0] == counts[1][0]


def test_the_audit_of_a_report_holds_no_name(world: World) -> None:
    from rangkiang.platform.models import AuditEntry

    reported(world, member(world))
    entry = AuditEntry.objects.get(verb="claims.report")
    assert json.loads(entry.facts) == {"kind": "death"}
