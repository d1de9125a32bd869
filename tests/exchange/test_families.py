"""Cards that families keep, and messages: each told once, by whatever sender, and never with a NIK."""

from __future__ import annotations

import io
import json
import threading
from datetime import date
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from django.test import Client, override_settings
from django.urls import reverse
from pypdf import PdfReader

from rangkiang.access import schedule
from rangkiang.access.models import Role, User
from rangkiang.claims import actions as claims
from rangkiang.claims.models import ClaimPart, Disbursement
from rangkiang.exchange import actions, jobs, messages, senders
from rangkiang.exchange.cards import Card, print_cards
from rangkiang.exchange.models import Message, Print
from rangkiang.people.models import Person
from rangkiang.platform.errors import BadInput, Refused
from rangkiang.platform.home import home
from rangkiang.platform.jobs import perform, start
from rangkiang.platform.models import AuditEntry, Job
from tests.claims.test_pages import member, opened
from tests.world import AIE_AMO, JUNE, PALALUAR, World

ON = date(2025, 6, 30)
FACTS = {"area": PALALUAR, "month": JUNE, "since": date(2025, 1, 1), "address": "https://contoh.id/check/", "on": ON}
PHONES = "0812-0000 01"


def with_phone(world: World, count: int = 1, **other: object) -> list[Person]:
    people = world.members(count, **other)  # type: ignore[arg-type]
    Person.objects.filter(pk__in=[person.pk for person in people]).update(phone=PHONES)
    return people


def read(content: bytes) -> str:
    """The words of a PDF, as a reader sees them."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).split())


def test_a_card_says_who_what_and_where_and_hides_the_nik(world: World) -> None:
    people = world.members(3)
    made = actions.cards(**FACTS, by=world.by[Role.NAGARI])  # type: ignore[arg-type]
    assert made.persons == 3
    words = read(made.content)
    for person in people:
        assert person.name in words
        assert str(person.nik) not in words
    for said in (
        "Anda dilindungi",
        "Rp42.000.000 setelah 3 bulan",
        "Rp10.000.000",
        "Gratis, tanpa perantara",
        "contoh.id/check/",
    ):
        assert said in words
    entry = AuditEntry.objects.get(verb="exchange.cards")
    assert json.loads(entry.facts) == {"persons": 3}


def test_cards_are_of_one_nagari_of_the_living_and_of_the_signers_area(world: World) -> None:
    world.members(2)
    world.members(1, area=AIE_AMO, start=10, number="SK-2")
    with pytest.raises(BadInput, match="printed by nagari"):
        actions.cards(**FACTS | {"area": "13.03"}, by=world.operator)  # type: ignore[arg-type]
    with pytest.raises(Refused):
        actions.cards(**FACTS | {"area": AIE_AMO}, by=world.by[Role.NAGARI])  # type: ignore[arg-type]
    world.see_all()
    Person.objects.filter(pk=world.people[0].pk).update(died_on=ON)
    assert actions.cards(**FACTS, by=world.operator).persons == 1  # type: ignore[arg-type]
    with pytest.raises(BadInput, match="since then"):
        actions.cards(**FACTS | {"since": date(2026, 1, 1)}, by=world.operator)  # type: ignore[arg-type]


def test_families_are_told_once(world: World) -> None:
    people = with_phone(world, 3)
    assert messages.prepare(by=world.operator) == 3
    assert messages.prepare(by=world.operator) == 0
    world.see_all()
    for one, person in zip(Message.objects.order_by("person"), people, strict=True):
        assert person.name in one.text
        assert str(person.nik) not in one.text
    assert messages.send(by=world.operator) == {"sent": 3, "failed": 0}
    assert messages.send(by=world.operator) == {"sent": 0, "failed": 0}


def test_a_report_brings_the_papers_and_a_person_without_a_phone_nothing(world: World) -> None:
    people = with_phone(world, 1)
    world.members(1, start=5, number="SK-2")
    messages.prepare(by=world.operator)
    world.see_all()
    claims.report(person=people[0], kind="death", happened_on=ON, reported_on=ON, by=world.operator)
    messages.prepare(by=world.operator)
    world.see_all()
    assert list(Message.objects.order_by("id").values_list("kind", flat=True)) == ["enrolled", "reported"]
    assert "surat keterangan kematian" in Message.objects.get(kind="reported").text


def test_a_death_is_told_to_who_reported_it_and_to_the_nagari_without_names(world: World) -> None:
    """The dead answer no phone: the papers are told to the sister who came, and the officer learns of the work."""
    person, officer = with_phone(world)[0], world.by[Role.NAGARI]
    User.objects.filter(pk=officer.pk).update(email="petugas@palaluar.example")
    notice = {"notifier": "Upik", "phone": "0813-77", "diagnosis": "stroke"}
    facts = {"kind": "death", "happened_on": ON, "reported_on": ON, "notice": notice}
    claims.report(person=person, **facts, by=world.operator)  # type: ignore[arg-type]
    messages.prepare(by=world.operator)
    world.see_all()
    told = dict(Message.objects.filter(kind="reported").values_list("to", "text"))
    assert told.keys() == {"0813-77", "petugas@palaluar.example"}
    for text in told.values():
        assert "stroke" not in text
        assert str(person.nik) not in text
    assert person.name not in told["petugas@palaluar.example"]
    assert messages.prepare(by=world.operator) == 0


def test_an_address_is_left_as_it_is_and_a_phone_loses_its_dashes(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(senders, "home", lambda: tmp_path)
    person, address = with_phone(world)[0], "petugas-nagari+1@palaluar.example"
    for to in (address, PHONES):
        facts = {"kind": Message.Kind.REPORTED, "about": to, "to": to, "text": "Ada laporan."}
        Message.objects.create(person=person, area=person.area, **facts)
    messages.send(by=world.operator)
    assert {json.loads(one.read_text())["to"] for one in (tmp_path / "outbox").iterdir()} == {address, "0812000001"}


def test_a_school_year_is_reminded_of_once_before_it_is_applied_for(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.claims.test_scholarships import family

    User.objects.filter(pk=world.by[Role.NAGARI].pk).update(email="petugas@palaluar.example")
    person = member(world)
    Person.objects.filter(pk=person.pk).update(phone=PHONES)
    family(world, person, "SD", "baby")
    monkeypatch.setattr(messages, "today", lambda: date(2025, 8, 20))
    messages.prepare(by=world.operator)
    world.see_all()
    assert not Message.objects.filter(kind="school").exists()  # the year of the death is in the claim itself
    monkeypatch.setattr(messages, "today", lambda: date(2026, 7, 2))
    assert messages.prepare(by=world.operator) == 2
    assert messages.prepare(by=world.operator) == 0
    world.see_all()
    told = dict(Message.objects.filter(kind="school").values_list("to", "text"))
    assert told.keys() == {PHONES, "petugas@palaluar.example"}
    assert "2026/2027" in told[PHONES]
    assert "Siapkan: " in told[PHONES]
    assert not any("SD" in text for text in told.values()), "no child is named"
    monkeypatch.setattr(messages, "today", lambda: date(2027, 7, 2))
    assert messages.prepare(by=world.operator) == 2


def test_each_morning_tells_reports_payments_and_school_years_once(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two mornings and a button after them leave one message of each in the family's telephone."""
    from tests.claims.test_scholarships import family

    person, living = member(world), world.members(1, start=50, number="SK-8")[0]
    Person.objects.filter(pk__in=[person.pk, living.pk]).update(phone=PHONES)
    family(world, person, "SD")
    monkeypatch.setattr(messages, "today", lambda: date(2026, 7, 2))
    work = schedule.TABLE["exchange.morning"]
    place, signer = next(iter(schedule.signers(work.verb).items()))
    for day, now in (
        ("2026-07-02", date(2026, 7, 2)),
        ("2026-07-03", date(2025, 8, 30)),
        ("2026-07-04", date(2025, 8, 30)),
    ):
        monkeypatch.setattr("rangkiang.exchange.jobs.today", lambda now=now: now)
        made = start(work.name, by=signer, due=day, place=place)
        perform(job=made.pk)
        made.refresh_from_db()
        assert (made.state, made.result) == ("done", reverse("exchange:families"))
        world.see_all()
        kinds = set(Message.objects.values_list("kind", flat=True))
        assert ("reported" in kinds) == ("paid" in kinds) == (now.year == 2025)  # a year later it is no news
    told = Message.objects.order_by("kind").values_list("kind", "to", "state", "tries")
    assert set(told) == {(kind, PHONES, Message.State.SENT, 1) for kind in ("paid", "reported", "school")}
    assert len(told) == 3  # a beginning of cover may be thousands at once, and waits for the button
    assert messages.prepare(by=world.operator) > 0
    world.see_all()
    assert Message.objects.exclude(kind="enrolled").count() == 3


def test_a_payment_told_before_turns_were_told_apart_is_not_told_again(world: World) -> None:
    claim = opened(world, with_phone(world)[0])
    Disbursement.objects.create(claim=claim, area=claim.area, part="pemakaman", amount=10_000_000, paid_on=ON)
    told = {"kind": Message.Kind.PAID, "about": f"claim:{claim.pk}", "to": PHONES, "text": "sudah dibayar"}
    Message.objects.create(person=claim.person, area=claim.area, **told)
    messages.prepare(by=world.operator)
    world.see_all()
    assert Message.objects.filter(kind="paid").count() == 1
    Disbursement.objects.create(claim=claim, area=claim.area, part="santunan", turn=1, amount=9_000_000, paid_on=ON)
    messages.prepare(by=world.operator)
    world.see_all()
    assert Message.objects.filter(kind="paid").count() == 2


def test_what_is_told_as_paid_is_what_was_paid(world: World) -> None:
    """A scholarship that was granted is not in the account yet, and an accident brings its own papers."""
    dead, hurt = with_phone(world, 2)
    claim = opened(world, dead)
    ClaimPart.objects.create(claim=claim, area=claim.area, code="beasiswa", amount=33_000_000)
    for part, amount in (("pemakaman", 10_000_000), ("beasiswa", 1_500_000)):
        Disbursement.objects.create(claim=claim, area=claim.area, part=part, amount=amount, paid_on=ON)
    claims.report(person=hurt, kind="accident", happened_on=ON, reported_on=ON, outcome="recovered", by=world.operator)
    messages.prepare(by=world.operator)
    world.see_all()
    assert "Rp10.000.000" in Message.objects.get(kind="paid").text
    told = {one.person_id: one.text for one in Message.objects.filter(kind="reported")}
    assert "surat keterangan kematian" in told[dead.pk]
    assert "surat keterangan kematian" not in told[hurt.pk]


def test_the_file_sender_writes_one_file_for_a_message_however_often(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RANGKIANG_HOME", str(tmp_path))
    with_phone(world)
    messages.prepare(by=world.operator)
    messages.send(by=world.operator)
    world.see_all()
    told = [json.loads(file.read_text()) for file in (home() / "outbox").iterdir()]
    assert [one["to"] for one in told] == ["0812000001"]
    assert (home() / "outbox").stat().st_mode & 0o077 == 0


class Gateway(BaseHTTPRequestHandler):
    """A real one on this machine: remembers keys, and refuses while ``broken``."""

    seen: list[tuple[str, str]]
    broken: bool

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        type(self).seen.append((self.headers["Idempotency-Key"], body["to"]))
        self.send_response(503 if type(self).broken else 200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


def test_what_a_gateway_refused_keeps_its_reason_and_is_tried_again(world: World) -> None:
    Gateway.seen, Gateway.broken = [], True
    with HTTPServer(("127.0.0.1", 0), Gateway) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        with override_settings(SENDER="gateway", GATEWAY=f"http://127.0.0.1:{server.server_port}", GATEWAY_TOKEN="t"):
            with_phone(world)
            messages.prepare(by=world.operator)
            assert messages.send(by=world.operator) == {"sent": 0, "failed": 1}
            world.see_all()
            assert messages.reasons() == [("the gateway answered 503", 1)]
            Gateway.broken = False
            assert messages.send(by=world.operator) == {"sent": 1, "failed": 0}
        server.shutdown()
    assert len({key for key, _ in Gateway.seen}) == 1, "the gateway can tell that it is the same message"
    world.see_all()
    assert Message.objects.get().note == ""


def test_an_unreachable_gateway_and_an_unknown_sender_are_said(world: World) -> None:
    with_phone(world)
    messages.prepare(by=world.operator)
    with override_settings(SENDER="gateway", GATEWAY="http://127.0.0.1:9"):
        messages.send(by=world.operator)
    world.see_all()
    assert "cannot be reached" in Message.objects.get().note
    with override_settings(SENDER="pigeon"), pytest.raises(BadInput, match="pigeon"):
        messages.send(by=world.operator)


def test_the_page_prints_cards_for_those_who_may(client: Client, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.members(1)
    address = reverse("exchange:families")
    for role in Role:
        client.force_login(world.by[role])
        expected = 200 if role in (Role.OPERATOR, Role.NAGARI) else 403
        assert client.get(address).status_code == expected, role
    client.force_login(world.by[Role.NAGARI])
    monkeypatch.setattr("rangkiang.exchange.views.today", lambda: ON)
    page = client.get(address).content.decode()
    assert "Palaluar" in page
    assert "Aie Amo" not in page, "only the officer's own nagari can be chosen"
    area = world.by[Role.NAGARI].assignments.get().place_id
    response = client.post(address, {"area": area, "since": "2025-01"})
    assert response["Content-Type"] == "application/pdf"
    assert client.post(address, {"area": area, "since": "2031-01"}).status_code == 400


def test_a_stack_of_cards_is_light_and_one_card_is_told_to_a_screen_reader() -> None:
    one = Card("Orang Contoh", "130308**********", "2200", "Jorong", "Palaluar", "Koto VII", "APBD", ON, "Dinas")
    single, stack = (print_cards([one] * n, "https://contoh.id/check/", ON) for n in (1, 20))
    assert b"/StructElem" in single
    assert len(stack) < 20 * 4_000


def test_many_cards_are_printed_in_the_background_and_fetched_by_who_asked(
    world: World, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Few are given at once; the page of the work is left and found again, and it ends at the print."""
    people, officer = world.members(3), world.by[Role.NAGARI]
    client.force_login(officer)
    asked = {"area": PALALUAR, "since": "2025-01"}
    assert client.post(reverse("exchange:families"), asked)["Content-Type"] == "application/pdf"
    monkeypatch.setattr(jobs, "AT_ONCE", 2)
    answer = client.post(reverse("exchange:families"), asked)
    world.see_all()
    job = Job.objects.get(name="exchange.cards")
    assert answer["Location"] == reverse("job", args=[job.pk])
    assert not Print.objects.exists()
    assert job.arguments.keys() == {"area", "since", "address"}  # nobody's data lies in the queue
    perform(job=job.pk)
    world.see_all()
    job.refresh_from_db()
    assert job.state == Job.State.DONE
    made = Print.objects.get()
    assert people[0].name.encode() not in bytes(made.ciphertext)
    page = client.get(job.result).content.decode()
    fetch = reverse("exchange:print-file", args=[made.pk])
    assert fetch in page
    given = client.post(fetch)
    assert "no-store" in given["Cache-Control"]
    assert all(person.name in read(given.content) for person in people)
    assert client.get(fetch).status_code == 405
    for other, status in ((world.operator, 404), (world.head, 403)):
        client.force_login(other)
        assert {client.get(job.result).status_code, client.post(fetch).status_code} == {status}


def test_a_print_that_nobody_fetched_goes_after_a_week(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.members(1)
    first = actions.keep_cards(**FACTS, by=world.operator)  # type: ignore[arg-type]
    actions.keep_cards(**FACTS, by=world.operator)  # type: ignore[arg-type]
    world.see_all()
    assert Print.objects.count() == 2
    monkeypatch.setattr(actions, "KEPT", -actions.KEPT)
    actions.keep_cards(**FACTS, by=world.operator)  # type: ignore[arg-type]
    world.see_all()
    assert Print.objects.count() == 1
    assert not Print.objects.filter(pk=first.pk).exists()
