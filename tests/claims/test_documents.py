"""The papers of a case: taken in encrypted, recognised when they come twice, judged with a reason, read by right."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import pytest
from cryptography.fernet import InvalidToken
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from rangkiang.access.models import Role, User
from rangkiang.access.rights import table
from rangkiang.claims import actions, documents
from rangkiang.claims.case_urls import urlpatterns
from rangkiang.claims.child_deeds import add_child
from rangkiang.claims.documents_models import CaseKey, Document, DocumentFile, PaperMark
from rangkiang.claims.models import Event
from rangkiang.claims.papers import lacking, of_case, of_child
from rangkiang.people.models import Person
from rangkiang.platform.errors import BadInput, Refused
from rangkiang.platform.models import AuditEntry
from rangkiang.privacy.models import View
from tests.claims.scans import PLACE, jpeg, pdf, photo, png
from tests.world import AIE_AMO, PALALUAR, World, read_in, user

DIED = date(2025, 8, 5)


def death(world: World, person: Person) -> Event:
    made = actions.report(person=person, kind="death", happened_on=DIED, reported_on=DIED, by=world.operator)
    world.see_all()
    return made


@pytest.fixture
def event(world: World) -> Event:
    return death(world, world.members(1)[0])


def received(world: World, event: Event, content: bytes = b"", paper: str = "family_card") -> Document:
    made = documents.receive(event=event, paper=paper, content=content or photo(), by=world.operator)
    world.see_all()
    return made


def test_a_photo_is_kept_encrypted_without_its_place_and_comes_back_whole(world: World, event: Event) -> None:
    made = received(world, event)
    stored = bytes(DocumentFile.objects.get(document=made).ciphertext)
    assert b"JFIF" not in stored
    content = documents.read(document=made, by=world.verifier)
    assert content.startswith(b"\xff\xd8")
    assert PLACE not in content
    world.see_all()
    assert bytes(CaseKey.objects.get().wrapped) not in stored
    assert (made.media, made.size, made.metadata_kept) == ("image/jpeg", len(content), False)


def test_one_key_opens_all_files_of_a_case_and_no_other_case(world: World, event: Event) -> None:
    other = death(world, world.members(1, start=20, number="SK-2")[0])
    mine, also = received(world, event), received(world, event, pdf(), "identity_heir")
    theirs = received(world, other, png())
    assert CaseKey.objects.count() == 2
    assert documents.read(document=also, by=world.operator) == pdf()
    world.see_all()
    ciphertext = DocumentFile.objects.get(document=theirs).ciphertext
    with pytest.raises(InvalidToken):
        documents.unsealed(event, ciphertext)
    CaseKey.objects.filter(event=event).delete()
    with pytest.raises(Refused, match="erased"):
        documents.read(document=mine, by=world.operator)
    with pytest.raises(Refused, match="erased"):
        documents.receive(event=event, paper="other", content=png(), by=world.operator)
    assert documents.read(document=theirs, by=world.operator) == png()


def test_the_same_file_again_is_the_same_document(world: World, event: Event) -> None:
    first = received(world, event)
    entries = AuditEntry.objects.count()
    assert received(world, event).pk == first.pk
    assert (Document.objects.count(), PaperMark.objects.count(), AuditEntry.objects.count()) == (1, 1, entries)
    assert received(world, event, paper="identity_heir").pk != first.pk  # one scan may show two papers


def test_the_same_file_in_another_case_is_said_even_across_areas(world: World, event: Event) -> None:
    received(world, event)
    elsewhere = death(world, world.members(1, area=AIE_AMO, start=20, number="SK-2")[0])
    clerk = user(Role.NAGARI, AIE_AMO, "clerk")
    made = documents.receive(event=elsewhere, paper="family_card", content=photo(), by=clerk)
    assert made.elsewhere
    world.see_all()
    assert not Document.objects.get(event=event).elsewhere


def test_what_is_no_scan_leaves_nothing_behind(world: World, event: Event) -> None:
    for content, paper in ((b"GIF89a", "family_card"), (photo(), "passport")):
        with pytest.raises(BadInput):
            documents.receive(event=event, paper=paper, content=content, by=world.operator)
    world.see_all()
    assert not Document.objects.exists()
    assert not CaseKey.objects.exists()


@pytest.fixture
def scanner(tmp_path: Path, settings: LazySettings) -> Path:
    """A scanner that finds the word EICAR, and falls over the word CRASH."""
    script = tmp_path / "scan"
    script.write_text(
        f"#!{sys.executable}\nimport sys\nseen = sys.stdin.buffer.read()\n"
        "sys.exit(1 if b'EICAR' in seen else 2 if b'CRASH' in seen else 0)\n"
    )
    script.chmod(0o700)
    settings.SCAN_COMMAND = str(script)
    return script


def test_a_scanner_sees_every_file_before_it_is_taken_in(world: World, event: Event, scanner: Path) -> None:
    assert received(world, event).scanned == "scan"
    with pytest.raises(BadInput, match="found something"):
        documents.receive(event=event, paper="other", content=pdf(b"EICAR"), by=world.operator)
    with pytest.raises(Refused, match="did not answer"):
        documents.receive(event=event, paper="other", content=pdf(b"CRASH"), by=world.operator)
    scanner.unlink()
    with pytest.raises(Refused, match="did not answer"):
        documents.receive(event=event, paper="other", content=png(), by=world.operator)
    world.see_all()
    assert Document.objects.count() == 1


def test_a_paper_goes_from_missing_to_accepted_or_back_with_a_reason(world: World, event: Event) -> None:
    def state(name: str) -> str:
        world.see_all()
        return next(paper.state for paper in of_case(event, "en") if paper.name == name)

    assert state("death_certificate") == "missing"
    received(world, event, paper="death_certificate")
    assert state("death_certificate") == "received"
    with pytest.raises(BadInput, match="takes a reason"):
        documents.mark(event=event, paper="death_certificate", state="refused", reason=" ", by=world.verifier)
    documents.mark(event=event, paper="death_certificate", state="refused", reason="tidak terbaca", by=world.verifier)
    assert state("death_certificate") == "refused"
    received(world, event, jpeg(seed=b"sharper"), "death_certificate")
    assert state("death_certificate") == "received"
    one = documents.mark(event=event, paper="death_certificate", state="accepted", by=world.verifier)
    again = documents.mark(event=event, paper="death_certificate", state="accepted", by=world.verifier)
    assert one.pk == again.pk
    assert state("death_certificate") == "accepted"
    world.see_all()
    assert PaperMark.objects.filter(paper="death_certificate").count() == 4  # every word stays


def test_what_did_not_come_cannot_be_accepted_but_can_be_seen_or_left_out(world: World, event: Event) -> None:
    with pytest.raises(Refused, match="not come yet"):
        documents.mark(event=event, paper="heir_letter", state="accepted", by=world.verifier)
    documents.mark(event=event, paper="heir_letter", state="received", reason="asli dilihat", by=world.verifier)
    documents.mark(event=event, paper="heir_letter", state="accepted", by=world.verifier)
    documents.mark(event=event, paper="participant_card", state="not_needed", reason="nomor ada", by=world.verifier)
    world.see_all()
    left = {paper.name for paper in lacking(event, "en")}
    assert not left & {"heir_letter", "participant_card"}
    assert "death_certificate" in left


def test_the_database_holds_a_reason_and_only_grows(world: World, event: Event) -> None:
    made = received(world, event)
    with pytest.raises(IntegrityError, match="paper_refused_with_reason"), transaction.atomic():
        PaperMark.objects.create(event=event, area=event.area, paper="family_card", state="refused", by=world.verifier)
    for change in (
        lambda: Document.objects.filter(pk=made.pk).update(paper="other"),
        lambda: PaperMark.objects.all().update(state="accepted"),
        lambda: DocumentFile.objects.all().update(ciphertext=b""),
        lambda: PaperMark.objects.all().delete(),
    ):
        with pytest.raises(Exception, match="permission denied"), transaction.atomic():
            change()


def test_the_list_takes_the_same_statements_for_few_and_many(world: World, event: Event) -> None:
    def count() -> int:
        world.see_all()
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert of_case(event, "en")
        return len(seen)

    received(world, event)
    few = count()
    for number in range(6):
        received(world, event, jpeg(seed=b"%d" % number), "death_certificate")
    assert count() == few


# --- by right and area -----------------------------------------------------------------------------------------------
LOOKS = {"papers": "see.claims", "document": "claims.see_document"}
DEEDS = {"file": "claims.file", "mark": "claims.mark"}


def test_every_address_of_a_document_has_its_right_here() -> None:
    assert {p.name for p in urlpatterns if p.name in LOOKS | DEEDS} == set(LOOKS | DEEDS)
    for pattern in urlpatterns:
        if pattern.name in LOOKS | DEEDS:
            assert pattern.callback.verb == (LOOKS | DEEDS)[pattern.name]


def knock(client: Client, name: str, event: Event, made: Document) -> int:
    address = reverse(f"claims:{name}", args=[made.pk if name == "document" else event.pk])
    if name in LOOKS:
        return client.get(address).status_code
    file = SimpleUploadedFile("x.jpg", photo(b"new"))
    facts = (
        {"paper": "identity_heir", "file": file} if name == "file" else {"paper": "family_card", "state": "accepted"}
    )
    return client.post(address, facts).status_code


@pytest.mark.parametrize("role", list(Role))
def test_nobody_reads_or_adds_a_document_without_the_right_role_and_area(
    world: World, event: Event, client: Client, role: Role
) -> None:
    made = received(world, event)
    for place in (AIE_AMO, PALALUAR):
        someone = user(role, place, f"{role.value}-{place}")
        client.force_login(someone)
        for name, verb in (LOOKS | DEEDS).items():
            may, here = role.value in table()[verb], place == PALALUAR
            good = 200 if name in LOOKS else 302
            world.see_all()
            files, looks = Document.objects.count(), View.objects.count()
            assert knock(client, name, event, made) == (good if may and here else 404 if may else 403), (name, place)
            world.see_all()
            assert Document.objects.count() - files == (name == "file" and may and here)
            assert View.objects.count() - looks == (name in LOOKS and may and here)
            if name == "document" and may and here:
                assert View.objects.filter(viewer=someone).latest("pk").what == "paper family_card"
                assert AuditEntry.objects.order_by("-seq")[0].verb == "claims.see_document"


def test_who_is_not_signed_in_is_sent_to_the_door(world: World, event: Event, client: Client) -> None:
    made = received(world, event)
    for name, key in (("papers", event.pk), ("document", made.pk)):
        page = client.get(reverse(f"claims:{name}", args=[key]))
        assert page.status_code == 302
        assert "/sign-in/" in page["Location"]


@pytest.mark.parametrize(("content", "way"), [(photo(), "inline"), (png(), "inline"), (pdf(), "attachment")])
def test_a_document_is_never_kept_run_or_guessed_at(
    world: World, event: Event, client: Client, content: bytes, way: str
) -> None:
    made = received(world, event, content)
    client.force_login(world.operator)
    page = client.get(reverse("claims:document", args=[made.pk]))
    assert page["Content-Type"] == made.media
    assert page["Content-Disposition"].startswith(f'{way}; filename="family_card-')
    assert "no-store" in page["Cache-Control"]
    assert page["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in page["Content-Security-Policy"]
    assert "default-src 'none'" in page["Content-Security-Policy"]
    assert page["Cross-Origin-Resource-Policy"] == "same-origin"


def test_a_look_that_was_refused_is_no_look(world: World, event: Event, client: Client) -> None:
    made = received(world, event)
    CaseKey.objects.all().delete()
    client.force_login(world.operator)
    assert client.get(reverse("claims:document", args=[made.pk])).status_code == 409
    world.see_all()
    assert not View.objects.exists()


# --- the page --------------------------------------------------------------------------------------------------------
def page_of(client: Client, event: Event, by: User) -> str:
    client.force_login(by)
    return client.get(reverse("claims:papers", args=[event.pk])).content.decode()


def test_the_page_says_what_is_missing_and_that_nothing_scans(world: World, event: Event, client: Client) -> None:
    read_in("en")
    text = page_of(client, event, world.operator)
    assert "7 still missing" in text
    assert "No virus scanner is set up here" in text
    received(world, event)
    assert "6 still missing" in page_of(client, event, world.operator)


def test_a_file_that_is_refused_says_so_on_the_page(world: World, event: Event, client: Client) -> None:
    client.force_login(world.operator)
    file = SimpleUploadedFile("surat.docx", b"PK\x03\x04")
    page = client.post(reverse("claims:file", args=[event.pk]), {"paper": "heir_letter", "file": file})
    assert page.status_code == 400
    assert b"PDF" in page.content
    huge = SimpleUploadedFile("foto.jpg", photo() + bytes(11 * 2**20))
    for facts in ({"file": huge}, {}):
        page = client.post(reverse("claims:file", args=[event.pk]), {"paper": "heir_letter", **facts})
        assert page.status_code == 400


def test_a_child_s_yearly_papers_stand_by_themselves_and_need_the_right_to_see_children(
    world: World, event: Event, client: Client
) -> None:
    child = add_child(person=event.person, name="Dina", born=date(2015, 2, 3), by=world.operator)
    world.see_all()
    whose = {"child": child.pk, "school_year": 2025}
    client.force_login(world.operator)
    sent = {"paper": "school_letter", "file": SimpleUploadedFile("a.jpg", photo())}
    assert client.post(reverse("claims:file", args=[event.pk]), sent | whose).status_code == 302
    word = {"paper": "school_letter", "state": "accepted"}
    assert client.post(reverse("claims:mark", args=[event.pk]), word | whose).status_code == 302
    world.see_all()
    standing = {paper.name: paper.state for paper in of_child(event, child, 2025, "en")}
    assert standing["school_letter"] == "accepted"
    assert set(standing.values()) == {"accepted", "missing"}
    assert "school_letter" not in {paper.name for paper in of_case(event, "en")}
    assert {paper.state for paper in of_child(event, child, 2026, "en")} == {"missing"}
    address = reverse("claims:papers", args=[event.pk])
    assert "Dina" in client.get(address, whose).content.decode()
    client.force_login(world.by[Role.NAGARI])
    assert "Dina" not in client.get(address).content.decode()
    assert client.get(address, whose).status_code == 404
    client.force_login(world.operator)
    assert client.get(address, whose | {"child": 10**9}).status_code == 404
