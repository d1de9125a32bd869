"""The checks beside the papers: field visits with a photo, lists out to Dukcapil and BPJS and their answers back."""

from __future__ import annotations

import base64
import io
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook

from rangkiang.access.models import Role
from rangkiang.intake import actions, reasons, verification
from rangkiang.intake.models import Batch, Candidate, Glance, Proof, Verification
from rangkiang.intake.results import RESULTS
from rangkiang.people.models import KnownDeath
from rangkiang.platform.errors import BadInput, Refused
from rangkiang.platform.models import AuditEntry
from rangkiang.programme import actions as programme
from tests.intake.desk import committed, row, states
from tests.intake.readers.lists import csv_file
from tests.world import ACT, JULY, World

pytestmark = pytest.mark.django_db
DAY = date(2025, 6, 25)
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def candidate(world: World, serial: int = 9001) -> Candidate:
    committed(world, row(serial, "Samsul Bahri"))
    return Candidate.objects.get(nik__endswith=str(serial))


def visit(world: World, held: Candidate, result: str, photo: bytes | None = PIXEL, role: Role = Role.NAGARI) -> None:
    verification.visit(candidate=held, result=result, note="menyadap karet", photo=photo, on=DAY, by=world.by[role])
    world.see_all()
    held.refresh_from_db()


def table(content: bytes, sheet: str = "Padanan") -> list[list[str]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_name(sheet).to_python()


def answer(world: World, kind: str, sent: list[list[str]], *words: str, name: str = "jawaban.csv") -> object:
    """The list sent back with one word on each row."""
    rows = [sent[0], *([*line[:-2], word, "catatan"] for line, word in zip(sent[1:], words, strict=True))]
    return verification.take_answers(
        fund=world.fund, kind=kind, filename=name, content=csv_file(rows, ";"), on=DAY, by=world.operator
    )


def test_a_visit_that_finds_work_needs_its_photo_and_keeps_it_sealed(world: World) -> None:
    held = candidate(world)
    with pytest.raises(BadInput, match="needs a photo"):
        visit(world, held, "fit", photo=None)
    visit(world, held, "fit")
    visit(world, held, "fit")
    made = Verification.objects.get(kind="field")
    assert (made.result, made.on, made.by, made.note) == ("fit", DAY, world.by[Role.NAGARI], "menyadap karet")
    proof = Proof.objects.get()
    assert (held.state, proof.media) == ("proposed", "image/png")
    assert PIXEL not in bytes(proof.ciphertext)
    assert verification.proof(proof=proof, by=world.verifier) == PIXEL
    world.see_all()
    assert Glance.objects.get(what="proof").unmasked
    with pytest.raises(Refused):
        verification.proof(proof=proof, by=world.by[Role.NAGARI])


@pytest.mark.parametrize(
    ("result", "state"),
    [("not_working", "refused"), ("sick", "refused"), ("moved", "refused"), ("declined", "refused"),
     ("absent", "proposed")],
)  # fmt: skip
def test_what_a_visit_finds_follows(world: World, result: str, state: str) -> None:
    held = candidate(world)
    visit(world, held, result, photo=None)
    assert held.state == state
    if state == "refused":
        assert reasons.advice(held.reason)
        assert (held.decided_by, held.evidence) == (world.by[Role.NAGARI], "menyadap karet")


def test_a_visit_elsewhere_or_of_the_decided_is_refused(world: World) -> None:
    committed(world, row(9001, "Samsul Bahri", Nagari="Aie Amo"))
    there = Candidate.objects.get()
    with pytest.raises(Refused):
        visit(world, there, "sick", photo=None)
    with pytest.raises(BadInput, match="no result"):
        visit(world, there, "asleep", photo=None, role=Role.OPERATOR)
    with pytest.raises(BadInput, match="JPEG"):
        visit(world, there, "fit", photo=b"<svg onload=alert(1)>", role=Role.OPERATOR)
    visit(world, there, "sick", photo=None, role=Role.OPERATOR)
    with pytest.raises(Refused, match="decided already"):
        visit(world, there, "absent", photo=None, role=Role.OPERATOR)


def test_dukcapil_answers_by_the_words_of_its_file(world: World) -> None:
    words = ["cocok", "Nama Beda", "tgl lahir beda", "NIK tidak ditemukan", "nik ganda", "meninggal", "pindah",
             "belum rekam"]  # fmt: skip
    names = ["Adi", "Budi", "Candra", "Dedi", "Erni", "Fatimah", "Gusti", "Hamdan"]
    batch = committed(world, *(row(9001 + at * 13, name) for at, name in enumerate(names)))
    sent = table(verification.enquire(batch=batch, kind="dukcapil", by=world.operator))
    assert sent[0][:2] == ["id_usulan", "nik"]
    assert sent[0][-2] == "padan_dukcapil"
    taken = answer(world, "dukcapil", sent, *words)
    world.see_all()
    assert (taken.used, taken.unread, taken.held) == (8, 0, 0)  # type: ignore[attr-defined]
    assert [states(batch)[9001 + at * 13] for at in range(8)] == [
        ("proposed", ""),
        ("review", "dukcapil_name"),
        ("review", "dukcapil_birth"),
        ("review", "dukcapil_not_found"),
        ("review", "dukcapil_double"),
        ("refused", "died"),
        ("refused", "moved"),
        ("review", "dukcapil_not_recorded"),
    ]
    assert KnownDeath.objects.get().nik.endswith("9066")
    assert Verification.objects.filter(kind="dukcapil", answer__filename="jawaban.csv", by=world.operator).count() == 8


def test_the_same_answers_again_change_nothing_and_a_newer_word_counts(world: World) -> None:
    batch = committed(world, row(9001, "Samsul Bahri"))
    sent = table(verification.enquire(batch=batch, kind="bpjs", by=world.operator))
    answer(world, "bpjs", sent, "tidak valid")
    again = answer(world, "bpjs", sent, "tidak valid")
    assert again.used == 0  # type: ignore[attr-defined]
    world.see_all()
    assert states(batch)[9001] == ("review", "bpjs_invalid")
    answer(world, "bpjs", sent, "mandiri", name="kedua.csv")
    world.see_all()
    assert states(batch)[9001] == ("refused", "covered_by_others")
    with pytest.raises(Refused, match="later answer"):
        actions.undo(batch=Batch.objects.get(filename="kedua.csv"), by=world.operator)


def test_rows_that_cannot_be_used_are_findings_and_the_rest_counts(world: World) -> None:
    batch = committed(world, row(9001, "Adi"), row(9014, "Budi"), row(9027, "Candra"))
    sent = table(verification.enquire(batch=batch, kind="dukcapil", by=world.operator))
    one, two, three = sent[1:]
    two[1], three[0] = one[1], "999999999"
    taken = answer(world, "dukcapil", [sent[0], one, two, three, [*one]], "cocok", "cocok", "cocok", "hilang")
    world.see_all()
    assert (taken.used, taken.unread) == (1, 3)  # type: ignore[attr-defined]
    found = taken.batch.findings.order_by("row").values_list("row", "letter", "code")  # type: ignore[attr-defined]
    assert list(found) == [
        (3, "B", "answer_other_nik"),
        (4, "A", "answer_unknown_row"),
        (5, sent_letter(sent), "answer_unknown"),
    ]


def test_of_two_answers_to_one_number_neither_counts(world: World) -> None:
    batch = committed(world, row(9001, "Adi"), row(9014, "Budi"))
    sent = table(verification.enquire(batch=batch, kind="dukcapil", by=world.operator))
    one, two = sent[1:]
    words = ("meninggal", "cocok", "meninggal", "cocok")
    taken = answer(world, "dukcapil", [sent[0], one, [*one], [*one], two], *words)
    world.see_all()
    assert (taken.used, taken.unread) == (1, 2)  # type: ignore[attr-defined]
    assert set(taken.batch.findings.values_list("row", "code")) == {  # type: ignore[attr-defined]
        (3, "answer_twice"),
        (4, "answer_twice"),
    }
    assert not KnownDeath.objects.exists()
    assert states(batch) == {9001: ("proposed", ""), 9014: ("proposed", "")}


def sent_letter(sent: list[list[str]]) -> str:
    return "ABCDEFGHIJKLMNOP"[sent[0].index("padan_dukcapil")]


@pytest.mark.parametrize("content", [b"", b"NIK;Nama\n1;Adi", b"%PDF-1.4 x"])
def test_a_file_that_is_no_answer_is_refused_and_nothing_is_kept(world: World, content: bytes) -> None:
    with pytest.raises(BadInput):
        verification.take_answers(
            fund=world.fund, kind="bpjs", filename="x.csv", content=content, on=DAY, by=world.operator
        )
    world.see_all()
    assert not Batch.objects.exists()


def test_who_stands_in_a_decree_is_told_not_moved(world: World) -> None:
    batch = committed(world, row(9001, "Samsul Bahri"))
    sent = table(verification.enquire(batch=batch, kind="dukcapil", by=world.operator))
    actions.verify(batch=batch, by=world.verifier)
    world.see_all()
    world.decree(list(Candidate.objects.all()))
    taken = answer(world, "dukcapil", sent, "meninggal")
    world.see_all()
    assert (taken.used, taken.held) == (1, 1)  # type: ignore[attr-defined]
    assert states(batch)[9001] == ("decreed", "")


def test_terms_ask_for_more_than_papers(world: World) -> None:
    programme.set_rules(
        programme=world.programme, valid_from=date(2025, 1, 1), age_min=18, age_below=65, decile_max=None,
        checks=("dukcapil", "field"), act=ACT, by=world.head,
    )  # fmt: skip
    batch = committed(world, row(9001, "Samsul Bahri"), row(9014, "Yusnimar Guci"))
    assert actions.verify(batch=batch, by=world.verifier) == 0
    world.see_all()
    sent = table(verification.enquire(batch=batch, kind="dukcapil", by=world.operator))
    answer(world, "dukcapil", sent, "cocok", "cocok")
    world.see_all()
    visit(world, Candidate.objects.get(nik__endswith="9014"), "absent", photo=None)
    visit(world, Candidate.objects.get(nik__endswith="9001"), "fit")
    assert actions.verify(batch=batch, by=world.verifier) == 1
    world.see_all()
    assert (states(batch)[9001][0], states(batch)[9014][0]) == ("verified", "proposed")


def test_what_bpjs_rejected_is_found_by_nik_and_asked_of_a_person(world: World) -> None:
    batch = committed(world, row(9001, "Samsul Bahri"), row(9014, "Yusnimar Guci"))
    content = csv_file([["NIK", "Nama", "Alasan"], ["1303080101809014", "Yusnimar Guci", "tanggal lahir beda"],
                        ["1303080101809999", "Orang Lain", "NIK tidak valid"]])  # fmt: skip
    held = actions.receive(
        fund=world.fund, filename="tolak.csv", content=content, profile="bpjs_rejects", on=DAY, by=world.operator
    )
    taken = verification.take_rejects(batch=held, by=world.operator)
    assert (taken.used, taken.unread, taken.held) == (1, 1, 0)
    assert verification.take_rejects(batch=held, by=world.operator).used == 0
    world.see_all()
    assert states(batch) == {9001: ("proposed", ""), 9014: ("review", "bpjs_invalid")}
    assert Verification.objects.get(kind="bpjs").note == "tanggal lahir beda"
    assert Candidate.objects.get(nik__endswith="9014").evidence == "tanggal lahir beda"


def test_the_lists_cost_the_same_however_long(world: World) -> None:
    counts = []
    for start, count in ((9001, 1), (9300, 6)):
        names = ["Adi", "Budi", "Candra", "Dedi", "Erni", "Fatimah"][:count]
        rows = (row(start + at * 13, name) for at, name in enumerate(names))
        batch = committed(world, *rows, name=f"{start}.xlsx")
        with CaptureQueriesContext(connection) as seen:
            sent = table(verification.enquire(batch=batch, kind="bpjs", by=world.operator))
            answer(world, "bpjs", sent, *["belum peserta"] * count, name=f"{start}.csv")
        counts.append(len(seen))
        world.see_all()
    assert counts[0] == counts[1]


def test_the_result_file_tells_everything_in_indonesian(world: World) -> None:
    old = row(9014, "Yusnimar Guci", **{"Tanggal Lahir": "01-01-1950"})
    batch = committed(world, row(9001, "Samsul Bahri"), old, row(9027, "Zainal", **{"Tanggal Lahir": "05-05-1980"}))
    world.see_all()
    visit(world, Candidate.objects.get(nik__endswith="9001"), "sick", photo=None)
    rows = table(verification.results_file(batch=batch, by=world.verifier), "Hasil verifikasi")
    told = dict(zip(rows[0], rows[1], strict=True))
    assert (told["status_lapangan"], told["keputusan"], told["foto_bukti"]) == ("sakit", "ditolak", "tidak ada")
    assert told["alasan"].startswith("sakit dan tidak dapat bekerja. ")
    checks = [
        [line[rows[0].index(f"cek_nik_{one}")] for one in ("format", "wilayah", "tgl", "jk")] for line in rows[1:]
    ]
    assert [line[2] for line in checks] == ["sesuai", "beda"]
    assert checks[0] == ["sesuai"] * 4
    world.see_all()
    assert AuditEntry.objects.filter(verb="intake.results").count() == 1


def test_every_reason_has_words_and_advice() -> None:
    follows = {one.then[1] for results in RESULTS.values() for one in results.values() if one.then}
    assert follows <= reasons.REASONS.keys()
    for reason in reasons.REASONS:
        assert reasons.words(reason) != reason
        assert reasons.advice(reason)
    assert reasons.words("ditulis orang") == "ditulis orang"


def test_pages_by_right_and_the_nik_only_on_asking(world: World) -> None:
    held = candidate(world)
    client = Client()
    page = reverse("intake:candidate", args=[held.pk])
    for role, status in ((Role.NAGARI, 200), (Role.VERIFIER, 200), (Role.TREASURER, 403)):
        client.force_login(world.by[role])
        answered = client.get(page)
        assert answered.status_code == status, role
        assert held.nik not in answered.content.decode()
    client.force_login(world.by[Role.NAGARI])
    assert client.post(reverse("intake:reveal", args=[held.pk])).status_code == 409
    client.force_login(world.verifier)
    assert held.nik in client.post(reverse("intake:reveal", args=[held.pk])).content.decode()
    world.see_all()
    assert Glance.objects.filter(candidate=held, unmasked=True).get().viewer == world.verifier
    for name, role in (("enquiry", Role.NAGARI), ("results", Role.AUDITOR)):
        client.force_login(world.by[role])
        key = [held.batch_id, "dukcapil"] if name == "enquiry" else [held.batch_id]
        assert client.post(reverse(f"intake:{name}", args=key)).status_code == 403
    client.force_login(world.by[Role.NAGARI])
    facts = {"result": "fit", "on": "2025-06-25", "photo": SimpleUploadedFile("a.png", PIXEL)}
    assert client.post(reverse("intake:visit", args=[held.pk]), facts).status_code == 302
    client.force_login(world.verifier)
    world.see_all()
    shown = client.post(reverse("intake:proof", args=[Proof.objects.get().pk]))
    assert (shown.content, shown["Content-Type"], shown["X-Content-Type-Options"]) == (PIXEL, "image/png", "nosniff")


def test_known_cover_is_asked_by_whole_nik_only(world: World) -> None:
    actions.note_cover(
        covers=[actions.ForeignCover("1303080101809050", "13.03.08.2002", "MANDIRI", JULY)],
        source="x",
        by=world.operator,
    )
    client = Client()
    client.force_login(world.operator)
    page = reverse("intake:cover")
    assert "1303080101809050" not in client.get(page).content.decode()
    assert client.post(page, {"nik": "130308"}).status_code == 400
    assert "mandiri" in client.post(page, {"nik": "1303080101809050"}).content.decode()
    assert "Tidak ada catatan" in client.post(page, {"nik": "1303080101809051"}).content.decode()
