"""The letter to the family: a real PDF that says the amount, its reasons and the day, by right, and kept as a look."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.test import Client
from django.urls import reverse

from rangkiang import law
from rangkiang.access.models import Role
from rangkiang.claims import actions
from rangkiang.cli import main
from rangkiang.exchange import letters
from rangkiang.exchange.letters import Letter, why_letter
from rangkiang.exchange.queries import letter_of
from rangkiang.privacy.models import View
from tests.claims.test_pages import DIED, member, opened
from tests.judged import approve
from tests.world import AIE_AMO, World

CASE: dict[str, Any] = {"death": "2025-08-05", "paid": [{"from": "2025-04", "to": "2025-08"}]}
SHORT = CASE | {"paid": [{"from": "2025-07", "to": "2025-08"}], "children": [{"SD": 5}]}
DATED = date(2025, 8, 20)


def told(letter: Letter, language: str = "id") -> dict[str, Any]:
    """What the template is given."""
    return letters._told(letter, language)


def test_it_is_a_pdf_and_the_same_each_time() -> None:
    letter = Letter(law.jkm(CASE), DATED, name="Orang Contoh", nik="130308**********")
    made = why_letter(letter)
    assert made.startswith(b"%PDF-")
    assert made == why_letter(letter)
    assert made != why_letter(letter, "en")


@pytest.mark.parametrize(
    ("case", "language", "title"),
    [
        (CASE, "id", "Mengapa Rp42.000.000?"),
        (CASE, "en", "Why Rp42,000,000?"),
        (CASE | {"paid": []}, "id", "Mengapa tidak ada manfaat?"),
        (CASE | {"born": "1950-01-01"}, "en", "Why can the amount not be computed yet?"),
    ],
)
def test_its_title_asks_what_it_answers(case: dict[str, Any], language: str, title: str) -> None:
    made = why_letter(Letter(law.jkm(case), DATED), language)
    assert f">{title}<".encode() in made
    assert b"pdfuaid:part" in made  # it says of itself that a screen reader can read it


def test_what_a_person_typed_is_never_markup() -> None:
    assert why_letter(Letter(law.jkm(CASE), DATED, name='#panic("x") ] $ \\ "', heir="#{"))


@pytest.mark.parametrize(("language", "words"), [("id", "ahli waris boleh memilih"), ("en", "the heirs may choose")])
def test_it_tells_what_must_be_known_besides(language: str, words: str) -> None:
    """As text and page do: of three children two are counted, and the heirs may choose which."""
    paid = [{"from": "2022-01", "to": "2025-09"}]
    three = Letter(law.jkm(CASE | {"paid": paid, "children": [{"SD": 1}, {"SD": 2}, {"SD": 3}]}), DATED)
    noted = told(three, language)["notes"]
    assert len(noted) == 2
    assert noted[1].endswith(words)
    assert why_letter(three, language).startswith(b"%PDF-")
    assert told(Letter(law.jkm(CASE), DATED), language)["notes"] == []


def test_the_receipt_has_articles_and_what_is_not_given_its_reason() -> None:
    found = told(Letter(law.jkm(SHORT), DATED))
    assert found["parts"] == [
        {
            "label": "Biaya pemakaman",
            "amount": "Rp10.000.000",
            "article": "Permenaker 1/2025 Pasal 97A, 101",
            "mark": "S",
        }
    ]
    assert len(found["withheld"]) == 2
    assert {step["mark"] for step in found["steps"]} >= {"", "O", "S", "X"}
    assert max(step["depth"] for step in found["steps"]) >= 3


@pytest.mark.parametrize(
    ("scheme", "case", "applied", "due", "days"),
    [
        ("jkm", CASE, None, None, 3),
        ("jkm", CASE, date(2025, 8, 12), "15 Agustus 2025", 3),
        (
            "jkk",
            {"accident": "2025-08-05", "outcome": "total", "band": 1, "paid": CASE["paid"]},
            date(2025, 8, 12),
            "22 Agustus 2025",
            7,
        ),
    ],
)
def test_it_says_when_bpjs_must_pay(
    scheme: str, case: dict[str, Any], applied: date | None, due: str | None, days: int
) -> None:
    payment = told(Letter(law.ask(scheme, case), DATED, applied=applied))["payment"]
    assert (payment["due"], payment["days"]) == (due, days)


def test_what_bpjs_refused_is_not_promised_and_what_it_paid_is_said() -> None:
    sent, decided = date(2025, 8, 12), date(2025, 8, 14)
    refused = Letter(law.jkm(CASE), DATED, applied=sent, decided=decided)
    assert told(refused)["payment"] is None
    assert why_letter(refused)
    paid = Letter(law.jkm(CASE), DATED, applied=sent, decided=decided, granted=42_000_000, paid=date(2025, 8, 18))
    assert told(paid)["payment"]["paid"] == "18 Agustus 2025"
    assert why_letter(paid) != why_letter(
        Letter(law.jkm(CASE), DATED, applied=sent, decided=decided, granted=42_000_000)
    )


@pytest.mark.parametrize(("dated", "past"), [(date(2025, 8, 15), False), (date(2025, 8, 16), True)])
def test_after_the_day_it_no_longer_says_that_bpjs_will_pay(dated: date, past: bool) -> None:
    letter = Letter(law.jkm(CASE), dated, applied=date(2025, 8, 12))
    assert told(letter)["payment"]["past"] is past
    assert why_letter(letter)
    assert why_letter(letter, "en")


def test_a_number_without_an_article_keeps_its_mark() -> None:
    """The ages at which school begins are assumed: they are not facts of the family."""
    found = told(Letter(law.jkm(CASE | {"paid": [{"from": "2022-01", "to": "2025-08"}],
                                        "children": [{"born": "2022-06-28"}]}), DATED))  # fmt: skip
    step = next(step for step in found["steps"] if step["label"].startswith("Umur masuk SD"))
    assert (step["article"], step["mark"], step["since"]) == ("pasal tidak ditemukan", "M", "2/12/2019")


def test_nothing_given_has_no_day_of_payment_and_still_a_letter() -> None:
    letter = Letter(law.jkm(CASE | {"paid": []}), DATED)
    found = told(letter)
    assert (found["payment"], found["none"], found["decision"]) == (None, True, "not_covered")
    assert found["withheld"]
    assert why_letter(letter)


def test_a_question_is_in_the_letter_in_one_language() -> None:
    hurt = {"accident": "2025-08-05", "outcome": "total", "band": 5, "paid": CASE["paid"]}
    letter = Letter(law.jkk(hurt), DATED, died=False)
    (mine,), (other,) = told(letter)["asked"], told(letter, "en")["asked"]
    assert mine != other
    assert why_letter(letter)
    assert why_letter(letter, "en")


def test_the_letter_of_a_claim_masks_the_nik_and_names_the_heir_once_known(world: World) -> None:
    claim = opened(world, member(world))
    first = letter_of(claim, DATED)
    assert (first.nik, first.heir) == ("130308**********", "")
    assert (first.residence, first.regency, first.office) == ("Palaluar", "Kabupaten Sijunjung", "Disnakertrans")
    assert told(first)["seat"] == "Sijunjung"
    approve(claim=claim, by=world.verifier)
    actions.submit(claim=claim, on=DIED, by=world.operator)
    actions.decide(claim=claim, on=DIED, parts={"pemakaman": 10_000_000}, by=world.bpjs)
    actions.pay(claim=claim, on=DIED, by=world.bpjs)
    actions.hand_over(claim=claim, on=DIED, heir="Yuni Contoh", relation="istri", by=world.operator)
    world.see_all()
    claim.refresh_from_db()
    last = letter_of(claim, DATED)
    assert (last.heir, last.granted, last.decided, last.applied) == ("Yuni Contoh", 10_000_000, DIED, DIED)
    assert last.paid == DIED
    assert not told(last)["same"]
    assert why_letter(last)


def test_the_page_hands_it_to_those_who_may_see_the_claim_and_keeps_the_look(world: World, client: Client) -> None:
    claim = opened(world, member(world))
    address = reverse("exchange:letter", args=[claim.pk])
    for role, status in ((Role.OPERATOR, 200), (Role.NAGARI, 200), (Role.AUDITOR, 200), (Role.TREASURER, 403)):
        client.force_login(world.by[role])
        answer = client.get(address)
        assert answer.status_code == status, role
        if status == 200:
            assert answer.content.startswith(b"%PDF-")
            assert answer["Content-Type"] == "application/pdf"
            assert answer["Cache-Control"] == "no-store"
            assert claim.person.nik not in answer["Content-Disposition"]
        world.see_all()
    looks = View.objects.filter(person=claim.person_id, what="letter")
    assert sorted(looks.values_list("viewer__username", flat=True)) == ["auditor", "nagari_officer", "operator"]


def test_the_letter_of_another_nagari_does_not_exist(world: World, client: Client) -> None:
    event = actions.report(
        person=member(world, area=AIE_AMO), kind="death", happened_on=DIED, reported_on=DIED, by=world.operator
    )
    claim = actions.open_claim(event=event, by=world.operator)
    client.force_login(world.by[Role.NAGARI])
    assert client.get(reverse("exchange:letter", args=[claim.pk])).status_code == 404
    world.see_all()
    assert not View.objects.filter(what="letter").exists()


def test_the_command_writes_it_from_a_case_alone(tmp_path: Path) -> None:
    case, out = tmp_path / "case.json", tmp_path / "letter.pdf"
    case.write_text(json.dumps(CASE))
    args = ["letter", "--scheme", "jkm", "--case", str(case), "--out", str(out), "--on", "2025-08-20"]
    done = CliRunner().invoke(main, [*args, "--language", "en"])
    assert (done.exit_code, done.output) == (0, f"{out}: computed, 42000000\n")
    assert out.read_bytes() == why_letter(Letter(law.jkm(CASE), DATED), "en")


@pytest.mark.parametrize(
    ("text", "out", "said"),
    [
        ("{", "a.pdf", "JSON"),
        ("[]", "a.pdf", "case"),
        ('{"death": "2025-13-01"}', "a.pdf", "case.json: death: "),
        (json.dumps(CASE), "none/a.pdf", "no folder"),
    ],
)
def test_the_command_says_what_is_wrong(
    tmp_path: Path, text: str, out: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    case = tmp_path / "case.json"
    case.write_text(text)
    done = CliRunner().invoke(main, ["letter", "--scheme", "jkm", "--case", str(case), "--out", str(tmp_path / out)])
    assert done.exit_code == 2
    assert said in done.output + capsys.readouterr().err
