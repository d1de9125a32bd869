"""Her husband's brother comes to the office first, with his own bank book. The law says whose turn it is."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import translation

from rangkiang.access.models import Role
from rangkiang.claims import actions as claims
from rangkiang.claims import decisions, documents, heirs
from rangkiang.claims.hand_over import hand_over_to
from rangkiang.claims.heirs_models import Account, Handed, Petition, Relative
from rangkiang.claims.models import Claim, HandOver
from rangkiang.platform.errors import BadInput, Refused
from rangkiang.platform.models import AuditEntry
from tests.claims.scans import photo, png
from tests.judged import approve
from tests.world import JULY, JUNE, World

pytestmark = pytest.mark.django_db
DIED, PAID, LATER = date(2025, 7, 20), date(2025, 8, 6), date(2025, 8, 11)
BANK = {"bank": "Bank Nagari", "number": "1234-5678-90"}
PROOF = {"witness": "Wali Nagari Palaluar", "witness_role": "wali nagari", "photo": photo(), "signature": png()}


@pytest.fixture
def claim(world: World) -> Claim:
    """Two paid months: the funeral cost is certain. Granted and paid by BPJS."""
    husband, *_ = world.members(1, month=JUNE)
    for month in (JUNE, JULY):
        world.pay(world.bill(month))
    event = claims.report(person=husband, kind="death", happened_on=DIED, reported_on=DIED, by=world.by[Role.NAGARI])
    made = claims.open_claim(event=event, by=world.operator)
    approve(claim=made, by=world.verifier)
    claims.submit(claim=made, on=date(2025, 7, 25), by=world.operator)
    claims.decide(claim=made, on=date(2025, 8, 4), parts={"pemakaman": 10_000_000}, by=world.bpjs)
    claims.pay(claim=made, on=PAID, by=world.bpjs)
    world.see_all()
    return Claim.objects.select_related("event").get(pk=made.pk)


def enter(world: World, claim: Claim, relation: str, name: str, born: date | None = None) -> Relative:
    made = heirs.add_relative(event=claim.event, relation=relation, name=name, born=born, by=world.operator)
    world.see_all()
    return made


def test_he_is_told_by_the_law_that_she_comes_first_and_gets_nothing(world: World, claim: Claim) -> None:
    assert (claim.decision, claim.computed, claim.granted) == ("computed", 10_000_000, 10_000_000)
    brother = enter(world, claim, "siblings", "Buyuang")
    widow = enter(world, claim, "spouse", "Siti Aminah")
    asked = heirs.petition(relative=brother, on=PAID, by=world.operator)
    assert not asked.entitled
    assert asked.said_id.startswith("Tidak berhak: saudara (1), karena didahului janda atau duda (1).")
    assert "PP 44/2015 Pasal 37 (5)" in asked.said_id
    for deed in (
        lambda: heirs.set_account(relative=brother, holder="Buyuang", **BANK, by=world.operator),
        lambda: hand_over_to(claim=claim, heir=brother, on=PAID, **PROOF, by=world.operator),
    ):
        with translation.override("id"), pytest.raises(Refused, match="karena didahului janda atau duda"):
            deed()
    world.see_all()
    assert not Handed.objects.exists()
    assert not Account.objects.exists()
    assert Petition.objects.get().relative == brother
    assert heirs.petition(relative=widow, on=PAID, by=world.operator).entitled


def test_alone_he_would_be_entitled_until_she_is_known(world: World, claim: Claim) -> None:
    brother = enter(world, claim, "siblings", "Buyuang")
    heirs.set_account(relative=brother, holder="Buyuang", **BANK, by=world.operator)
    enter(world, claim, "spouse", "Siti Aminah")
    with pytest.raises(Refused, match="widow or widower"):
        hand_over_to(claim=claim, heir=brother, on=PAID, **PROOF, by=world.operator)


def test_she_receives_it_on_her_own_account_before_a_witness_and_once(world: World, claim: Claim) -> None:
    widow = enter(world, claim, "spouse", "Siti Aminah")
    with pytest.raises(Refused, match="no account"):
        hand_over_to(claim=claim, heir=widow, on=PAID, **PROOF, by=world.operator)
    heirs.set_account(relative=widow, holder="ST. AMINAH", **BANK, by=world.operator)
    with pytest.raises(Refused, match="not in the heir's name"):
        hand_over_to(claim=claim, heir=widow, on=PAID, **PROOF, by=world.operator)
    world.see_all()
    heirs.set_account(relative=widow, bank="Bank Nagari", number="1234567891", holder="SITTI AMINAH", by=world.operator)
    with pytest.raises(BadInput, match="witness"):
        hand_over_to(claim=claim, heir=widow, on=PAID, **PROOF | {"witness": " "}, by=world.operator)
    with pytest.raises(BadInput, match="photo and a signature"):
        hand_over_to(claim=claim, heir=widow, on=PAID, **PROOF | {"signature": b""}, by=world.operator)
    made = hand_over_to(claim=claim, heir=widow, on=PAID, **PROOF, by=world.operator)
    again = hand_over_to(claim=claim, heir=widow, on=PAID, **PROOF, by=world.operator)
    world.see_all()
    assert made.pk == again.pk
    assert (made.amount, made.witness, made.photo.paper, made.signature.paper) == (
        10_000_000,
        "Wali Nagari Palaluar",
        "handed_photo",
        "signature",
    )
    assert HandOver.objects.get().heir == "Siti Aminah"
    assert AuditEntry.objects.filter(verb="claims.hand_over_to").count() == 1


def test_what_an_objection_added_is_handed_over_in_its_turn(world: World, claim: Claim) -> None:
    widow = enter(world, claim, "spouse", "Siti Aminah")
    heirs.set_account(relative=widow, holder="Siti Aminah", **BANK, by=world.operator)
    hand_over_to(claim=claim, heir=widow, on=PAID, **PROOF, by=world.operator)
    world.see_all()
    objection = decisions.object_to(claim=claim, on=PAID, grounds="Tiga bulan.", by=world.operator)
    more = {"pemakaman": 10_000_000, "santunan": 20_000_000}
    decisions.answer_objection(objection=objection, on=PAID, outcome="changed", parts=more, by=world.bpjs)
    world.see_all()
    with pytest.raises(Refused, match="handed over already"):  # granted is not paid
        hand_over_to(claim=claim, heir=widow, on=LATER, **PROOF, by=world.operator)
    claims.pay(claim=claim, on=LATER, by=world.bpjs)
    world.see_all()
    second = hand_over_to(claim=claim, heir=widow, on=LATER, **PROOF, by=world.operator)
    world.see_all()
    assert (second.turn, second.amount) == (1, 20_000_000)
    with pytest.raises(Refused, match="handed over already"):
        hand_over_to(claim=claim, heir=widow, on=LATER.replace(day=12), **PROOF, by=world.operator)


def test_another_name_on_the_account_is_a_question_to_a_second_person(world: World, claim: Claim) -> None:
    widow = enter(world, claim, "spouse", "Siti Aminah")
    account = heirs.set_account(relative=widow, holder="Buyuang", **BANK, by=world.operator)
    assert account.question == Account.Question.OTHER_NAME
    assert account.masked == "••••••7890"
    with pytest.raises(Refused, match="answer_account"):
        heirs.answer_account(account=account, answer="tidak apa-apa", by=world.operator)
    with pytest.raises(BadInput):
        heirs.answer_account(account=account, answer=" ", by=world.verifier)
    settled = heirs.answer_account(account=account, answer="KTP lama: Buyuang alias Siti Aminah", by=world.verifier)
    assert settled.settled
    assert hand_over_to(claim=claim, heir=widow, on=PAID, **PROOF, by=world.operator).relative == widow


def test_children_share_as_they_agreed_and_a_minor_has_a_guardian(world: World, claim: Claim) -> None:
    grown = enter(world, claim, "children", "Adi", date(2000, 1, 2))
    small = enter(world, claim, "children", "Dina", date(2015, 1, 2))
    for one, holder in ((grown, "Adi"), (small, "Upik")):
        heirs.name_guardian(relative=small, guardian="Upik", guardian_relation="bibi", by=world.operator)
        heirs.set_account(relative=one, holder=holder, **BANK | {"number": f"99887{one.pk:05d}"}, by=world.operator)
    world.see_all()
    with pytest.raises(Refused, match="shares first"):
        hand_over_to(claim=claim, heir=grown, on=PAID, **PROOF, by=world.operator)
    halves = {grown.pk: 5_000_000, small.pk: 5_000_000}
    with pytest.raises(Refused, match="written agreement"):
        heirs.set_shares(claim=claim, shares=halves, by=world.operator)
    documents.receive(event=claim.event, paper="share_agreement", content=png(), by=world.operator)
    for wrong in ({grown.pk: 10_000_000}, {grown.pk: 5_000_000, small.pk: 4_999_999}):
        with pytest.raises(BadInput):
            heirs.set_shares(claim=claim, shares=wrong, by=world.operator)
    heirs.set_shares(claim=claim, shares=halves, by=world.operator)
    world.see_all()
    small.refresh_from_db()
    assert small.accounts.get().question == Account.Question.GUARDIAN
    with pytest.raises(Refused, match="second person"):
        hand_over_to(claim=claim, heir=small, on=PAID, **PROOF, by=world.operator)
    heirs.answer_account(account=small.accounts.get(), answer="penetapan wali", by=world.verifier)
    world.see_all()
    for one in (grown, small):
        one.refresh_from_db()
        hand_over_to(claim=claim, heir=one, on=PAID, **PROOF, by=world.operator)
    world.see_all()
    assert sum(claim.handed.values_list("amount", flat=True)) == 10_000_000
    with pytest.raises(Refused, match="handed over by the shares"):
        heirs.set_shares(claim=claim, shares={grown.pk: 9_000_000, small.pk: 1_000_000}, by=world.operator)
