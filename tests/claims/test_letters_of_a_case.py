"""Letters of a case: read back as text, their QR as a picture, verified by anybody, telling strangers nothing."""

from __future__ import annotations

import io
import re
import zlib
from datetime import date, timedelta

import numpy as np
import pypdf
import pytest
import typst
import zxingcpp
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from rangkiang.access.models import Role
from rangkiang.access.rights import table
from rangkiang.claims import documents, heirs, letters, letters_told
from rangkiang.claims.case_urls import urlpatterns
from rangkiang.claims.letters_models import Letter, LetterFile
from rangkiang.claims.models import Claim
from rangkiang.platform.errors import BadInput, Refused
from rangkiang.privacy.models import View
from tests.claims.scans import photo
from tests.claims.test_documents import death
from tests.claims.test_pages import member, opened
from tests.world import AIE_AMO, PALALUAR, World, user

ON, ROOT = date(2025, 8, 20), "https://rangkiang.example/"
KINDS = list(Letter.Kind)


@pytest.fixture
def claim(world: World) -> Claim:
    made = opened(world, member(world))
    heirs.add_relative(event=made.event, relation="spouse", name="Siti Aminah", by=world.operator)
    world.see_all()
    return made


def issued(world: World, claim: Claim, kind: str, on: date = ON) -> Letter:
    made = letters.issue(event=claim.event, kind=kind, on=on, root=ROOT, by=world.operator)
    world.see_all()
    return made


def text_of(content: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages).split())


def picture(png: bytes) -> np.ndarray:
    """A PNG of eight bits a channel as rows of grey."""
    at, data, size = 8, b"", (0, 0)
    while at < len(png):
        length, name = int.from_bytes(png[at : at + 4], "big"), png[at + 4 : at + 8]
        body = png[at + 8 : at + 8 + length]
        if name == b"IHDR":
            size = (int.from_bytes(body[:4], "big"), int.from_bytes(body[4:8], "big"))
            channels = {0: 1, 2: 3, 6: 4}[body[9]]
        data += body if name == b"IDAT" else b""
        at += 12 + length
    raw, wide = zlib.decompress(data), size[0] * channels
    rows, before = [], np.zeros(wide, np.uint8)
    for number in range(size[1]):
        kind = raw[number * (wide + 1)]
        row = np.frombuffer(raw, np.uint8, wide, number * (wide + 1) + 1).copy()
        if kind == 2:
            row += before
        elif kind:
            for i in range(wide):
                left = int(row[i - channels]) if i >= channels else 0
                up, corner = int(before[i]), int(before[i - channels]) if i >= channels else 0
                guess = left + up - corner
                nearest = min((left, up, corner), key=lambda value: abs(guess - value))
                row[i] = (int(row[i]) + {1: left, 3: (left + up) // 2, 4: nearest}[kind]) % 256
        rows.append(row)
        before = row
    return np.array(rows).reshape(size[1], size[0], channels)[:, :, 0]


def test_the_code_on_the_sheet_leads_where_the_letter_says() -> None:
    """Drawn by the letter's own typesetting, read by another program."""
    address = f"{ROOT}periksa/abcdefghijklmnopqrstuvwxyz234567/"
    sheet = "#set page(width: 4cm, height: 4cm, margin: 5mm)\n"
    source = sheet + '#image(bytes(sys.inputs.square), format: "svg", width: 3cm)'
    inputs = {"square": letters_told.square(address)}
    made = typst.Compiler(source.encode(), sys_inputs=inputs).compile(format="png", ppi=200.0)
    assert isinstance(made, bytes)
    assert [found.text for found in zxingcpp.read_barcodes(picture(made))] == [address]


@pytest.mark.parametrize("kind", KINDS)
def test_every_letter_reads_back_with_its_number_and_its_warning(world: World, claim: Claim, kind: str) -> None:
    documents.receive(event=claim.event, paper="family_card", content=photo(), by=world.operator)
    world.see_all()
    made = issued(world, claim, kind)
    content = letters.fetch(letter=made, by=world.operator)
    text = text_of(content)
    assert made.number == "001/KLAIM/2025"
    for words in (made.number, "20 Agustus 2025", "Orang Contoh", "Gratis, tanpa perantara.", "5 Agustus 2025"):
        assert words in text, words
    assert f"{ROOT}periksa/{made.code}/" in text.replace(" ", "") or made.code in text.replace(" ", "")
    assert letters_told.fingerprint(made.digest) in text
    whole = str(claim.person.nik) in text
    assert whole == (kind in ("bpjs", "summary"))
    told = {
        "missing": ["Surat keterangan kematian dari instansi yang berwenang", "Yang sudah kami terima: Kartu keluarga"],
        "heir": ["Rp42.000.000", "janda atau duda (1)", "3 hari kerja sesudah berkas lengkap"],
        "nagari": ["Surat keterangan ahli waris", "tanpa biaya"],
        "bpjs": ["Rp42.000.000", "Permenaker 1/2025", "Kartu keluarga (KK)"],
        "summary": ["Siti Aminah", "Penerima manfaat", "formulir resmi BPJS"],
    }[kind]
    for words in told:
        assert words in text, words


def test_a_paper_that_was_sent_back_says_why_in_the_letter(world: World, claim: Claim) -> None:
    documents.receive(event=claim.event, paper="family_card", content=photo(), by=world.operator)
    documents.mark(event=claim.event, paper="family_card", state="refused", reason="terpotong", by=world.verifier)
    content = letters.fetch(letter=issued(world, claim, "missing"), by=world.operator)
    assert "Kartu keluarga (KK) — dikembalikan: terpotong" in text_of(content)


def test_the_same_letter_is_issued_once_and_numbers_have_no_gap(world: World, claim: Claim) -> None:
    first = issued(world, claim, "missing")
    assert issued(world, claim, "missing").pk == first.pk
    assert issued(world, claim, "nagari").serial == 2
    assert issued(world, claim, "missing", ON + timedelta(days=1)).serial == 3
    assert issued(world, claim, "missing", date(2026, 1, 2)).number == "001/KLAIM/2026"
    elsewhere = death(world, world.members(1, area=AIE_AMO, start=40, number="SK-7")[0])
    clerk = user(Role.NAGARI, AIE_AMO, "clerk")
    assert letters.issue(event=elsewhere, kind="missing", on=ON, root=ROOT, by=clerk).serial == 4
    world.see_all()
    assert b"%PDF" not in bytes(LetterFile.objects.first().ciphertext)  # type: ignore[union-attr]


def test_the_whole_nik_is_for_those_who_may_see_one(world: World, claim: Claim) -> None:
    made = issued(world, claim, "bpjs")
    officer = world.by[Role.NAGARI]
    with pytest.raises(Refused, match=r"see\.nik"):
        letters.issue(event=claim.event, kind="summary", on=ON, root=ROOT, by=officer)
    with pytest.raises(Refused, match=r"see\.nik"):
        letters.fetch(letter=made, by=officer)
    letters.issue(event=claim.event, kind="missing", on=ON, root=ROOT, by=officer)


def test_a_letter_about_the_claim_waits_for_the_claim(world: World) -> None:
    event = death(world, world.members(1)[0])
    with pytest.raises(Refused, match="Open the claim"):
        letters.issue(event=event, kind="bpjs", on=ON, root=ROOT, by=world.operator)
    with pytest.raises(BadInput):
        letters.issue(event=event, kind="invoice", on=ON, root=ROOT, by=world.operator)


# --- anybody verifies ------------------------------------------------------------------------------------------------
def test_anybody_verifies_a_letter_and_learns_nothing_of_the_family(world: World, claim: Claim, client: Client) -> None:
    made = issued(world, claim, "bpjs")
    content = letters.fetch(letter=made, by=world.operator)
    address = reverse("verify-letter", args=[made.code])
    client.cookies["django_language"] = "en"
    page = client.get(address)
    text = page.content.decode()
    world.see_all()
    secrets = (claim.person.name, str(claim.person.nik), "Siti", "42.000.000", str(claim.event_id), "Palaluar")
    assert page.status_code == 200
    for words in ("This letter is genuine", made.number, "20 August 2025", letters_told.fingerprint(made.digest)):
        assert words in text
    for secret in secrets:
        assert secret not in text
    assert "no-store" in page["Cache-Control"]
    same = client.post(address, {"file": SimpleUploadedFile("surat.pdf", content)}).content.decode()
    assert "the very one that was issued" in same
    other = client.post(address, {"file": SimpleUploadedFile("surat.pdf", content + b" ")}).content.decode()
    assert "another one than was issued" in other


def test_a_code_that_was_made_up_or_a_row_that_was_changed_is_no_letter(
    world: World, claim: Claim, client: Client
) -> None:
    made = issued(world, claim, "missing")
    wrong = made.code[:-1] + ("a" if made.code[-1] != "a" else "b")
    assert client.get(reverse("verify-letter", args=[wrong])).status_code == 404
    assert letters.verified(made.code.upper()) == made
    world.see_all()
    forged = Letter(**{f.attname: getattr(made, f.attname) for f in Letter._meta.concrete_fields if f.name != "id"})
    forged.number, forged.serial, forged.kind = "002/KLAIM/2025", 2, "heir"
    forged.code = made.code[:16] + "a" * 16
    forged.save(force_insert=True)
    assert letters.verified(forged.code) is None


def test_who_asks_too_often_waits(world: World, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(letters, "ASKINGS", 2)
    address = reverse("verify-letter", args=["a" * 32])
    assert [client.get(address).status_code for _ in range(3)] == [404, 404, 429]
    assert client.get(address, REMOTE_ADDR="10.0.0.9").status_code == 404


# --- by right and area -----------------------------------------------------------------------------------------------
VERBS = {"letters": "see.claims", "letter-issue": "claims.letter", "letter": "claims.letter"}


@pytest.mark.parametrize("role", list(Role))
def test_every_address_of_a_letter_by_role_and_area(world: World, claim: Claim, client: Client, role: Role) -> None:
    assert {p.name: p.callback.verb for p in urlpatterns if p.name in VERBS} == VERBS
    made = issued(world, claim, "missing")
    for place in (AIE_AMO, PALALUAR):
        client.force_login(user(role, place, f"{role.value}-{place}"))
        for name, verb in VERBS.items():
            address = reverse(f"claims:{name}", args=[made.pk if name == "letter" else claim.event_id])
            world.see_all()
            looks = View.objects.count()
            page = client.post(address, {"kind": "nagari"}) if name == "letter-issue" else client.get(address)
            may, here = role.value in table()[verb], place == PALALUAR
            good = 302 if name == "letter-issue" else 200
            assert page.status_code == (good if may and here else 404 if may else 403), (name, place)
            world.see_all()
            assert View.objects.count() - looks == (good == 200 and may and here)
    assert re.fullmatch(r"[a-z2-7]{32}", made.code)
