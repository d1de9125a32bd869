"""A question that the law leaves open is answered in words by a second person, and the words stay with the claim."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from rangkiang.access.models import Role
from rangkiang.claims import actions, changes
from rangkiang.claims.judging import NOTHING, open_questions
from rangkiang.claims.models import Claim, Judgement
from rangkiang.platform.errors import BadInput, Refused
from rangkiang.platform.models import AuditEntry
from rangkiang.platform.month import Month
from tests.claims.test_pages import member, opened, post
from tests.stories.test_days_that_decide import claim_of, paid_since
from tests.world import JULY, JUNE, REGENCY, World, user

pytestmark = pytest.mark.django_db
SEEN = "Jawaban tertulis BPJS 3 September dilihat: tiga bulan iuran"


@pytest.fixture
def claim(world: World) -> Claim:
    """Dies in month 3: contribution months or 90 days?"""
    return claim_of(world, paid_since(world, JUNE, JULY + 1), date(2025, 8, 31))


def test_the_form_asks_each_question_and_the_page_keeps_the_answer(world: World, claim: Claim, client: Client) -> None:
    ((in_id, in_en),) = open_questions(claim)
    client.force_login(world.verifier)
    page = reverse("claims:page", args=[claim.pk])
    assert 'name="answer_0"' in client.get(page).content.decode()
    assert "Simpan jawaban dan setujui" in client.get(page).content.decode()
    for words in ({}, {"answer_0": "   "}):
        assert post(client, world, world.verifier, "claims:approve", claim.pk, **words).status_code == 400
        assert (Claim.objects.get().state, Judgement.objects.count()) == ("review", 0)
    assert post(client, world, world.verifier, "claims:approve", claim.pk, answer_0=SEEN).status_code == 302
    kept = Judgement.objects.get()
    assert (kept.question_id, kept.question_en, kept.answer, kept.by) == (in_id, in_en, SEEN, world.verifier)
    assert Claim.objects.get().approved_by == world.verifier
    client.force_login(world.by[Role.AUDITOR])
    told = client.get(page).content.decode()
    assert SEEN in told
    assert kept.by.title in told
    assert '"judged": 1' in AuditEntry.objects.get(verb="claims.approve").facts.replace('":1', '": 1')


def test_the_deed_takes_no_approval_without_its_words(world: World, claim: Claim) -> None:
    for answers in ([], [" "], [SEEN, SEEN]):
        with pytest.raises(BadInput, match="needs its answer"):
            actions.approve(claim=claim, answers=answers, by=world.verifier)
        world.see_all()
    with pytest.raises(Refused):
        actions.approve(claim=claim, answers=[SEEN], by=world.operator)
    world.see_all()
    with pytest.raises(IntegrityError, match="judged_in_words"), transaction.atomic():
        Judgement.objects.create(claim=claim, area=claim.area, question_id="?", question_en="?", by=world.verifier)


def test_what_the_law_is_sure_of_takes_no_words(world: World) -> None:
    claim = opened(world, member(world))
    assert open_questions(claim) == ()
    actions.approve(claim=claim, answers=[], by=world.verifier)
    assert not Judgement.objects.exists()


def test_a_claim_of_nothing_says_why_it_is_sent(world: World) -> None:
    """Died long after the last paid month: nothing by our reckoning, and yet somebody sends it."""
    claim = claim_of(world, paid_since(world, Month(2025, 2), JUNE), date(2026, 6, 1))
    assert (claim.decision, claim.state) == ("not_covered", "review")
    assert open_questions(claim) == (NOTHING,)
    with pytest.raises(BadInput):
        actions.approve(claim=claim, answers=[], by=world.verifier)


def test_a_closed_claim_is_opened_again_by_two_persons(world: World, client: Client) -> None:
    claim = opened(world, member(world))
    with pytest.raises(Refused, match="closed claim"):
        changes.reopen(claim=claim, reason="Keluarga datang", by=world.verifier)
    world.see_all()
    actions.close(claim=claim, reason="Keluarga pindah", by=world.head)
    world.see_all()
    first, second = world.verifier, user(Role.VERIFIER, REGENCY, "verifier_two")
    assert post(client, world, first, "claims:reopen", claim.pk, reason="").status_code == 400
    assert post(client, world, first, "claims:reopen", claim.pk, reason="Keluarga datang").status_code == 302
    assert Claim.objects.get().state == "closed"
    change = claim.event.changed.get()
    with pytest.raises(Refused):
        changes.agree(change=change, by=first)
    world.see_all()
    changes.agree(change=change, by=second)
    world.see_all()
    now = Claim.objects.get()
    assert (now.state, now.prepared_by, now.approved_by, now.closed_by) == ("open", first, None, None)
    assert change.told == {"closed": "Keluarga pindah"}
    with pytest.raises(Refused):  # who asked for it does not approve it either
        actions.approve(claim=now, answers=[], by=first)
    world.see_all()
    actions.approve(claim=now, answers=[], by=second)


def test_a_claim_at_bpjs_is_closed_by_nobody(world: World) -> None:
    claim = opened(world, member(world))
    actions.approve(claim=claim, answers=[], by=world.verifier)
    actions.submit(claim=claim, on=date(2025, 8, 12), by=world.operator)
    world.see_all()
    for by in (world.head, user(Role.HEAD, REGENCY, "head_two")):
        with pytest.raises(Refused):
            actions.close(claim=claim, reason="Selesai", by=by)
        world.see_all()
