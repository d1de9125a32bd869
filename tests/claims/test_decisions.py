"""BPJS asks, refuses, grants less, is objected to, pays late; and a claim that is computed anew before it is sent."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from rangkiang.access.models import Role
from rangkiang.claims import actions, calendar, care, decisions, queries
from rangkiang.claims.child_deeds import add_child
from rangkiang.claims.models import Claim, Difference, Disbursement, EarlierAnswer, Event, Objection, Question
from rangkiang.claims.reasons import reasons
from rangkiang.platform.errors import BadInput, Refused
from tests.claims.test_pages import DIED, member, opened, post
from tests.judged import approve
from tests.world import REGENCY, World, user

SENT, ASKED, DECIDED, FILED = date(2025, 8, 12), date(2025, 8, 13), date(2025, 8, 14), date(2025, 8, 20)
FULL = {"santunan": 20_000_000, "berkala": 12_000_000, "pemakaman": 10_000_000}


def sent(world: World) -> Claim:
    claim = opened(world, member(world))
    approve(claim=claim, by=world.verifier)
    made = actions.submit(claim=claim, on=SENT, by=world.operator)
    world.see_all()
    return made


def granted(world: World, parts: dict[str, int] | None = None) -> Claim:
    made = actions.decide(claim=sent(world), on=DECIDED, parts=parts or {"pemakaman": 10_000_000}, by=world.bpjs)
    world.see_all()
    return made


def test_a_question_is_asked_once_and_answered_once(world: World, client: Client) -> None:
    claim = sent(world)
    for _again in range(2):
        page = post(client, world, world.bpjs, "claims:ask", claim.pk, on="2025-08-13", text="Kapan mulai sakit?")
        assert page.status_code == 302
    question = Question.objects.get()
    assert post(client, world, world.bpjs, "claims:answer", question.pk, on="2025-08-14", text="x").status_code == 403
    early = post(client, world, world.operator, "claims:answer", question.pk, on="2025-08-12", text="Juli")
    assert early.status_code == 400
    told = post(client, world, world.operator, "claims:answer", question.pk, on="2025-08-14", text="Juli 2025")
    assert told.status_code == 302
    decisions.answer(question=question, on=FILED, text="lain", by=world.operator)
    world.see_all()
    question.refresh_from_db()
    assert (question.answer, question.answered_on, question.answered_by) == ("Juli 2025", DECIDED, world.operator)
    client.force_login(world.by[Role.AUDITOR])
    page = client.get(reverse("claims:page", args=[claim.pk])).content.decode()
    assert "Kapan mulai sakit?" in page
    assert "Juli 2025" in page


def test_bpjs_asks_only_about_what_it_has(world: World) -> None:
    claim = opened(world, member(world))
    with pytest.raises(Refused, match="with it"):
        decisions.ask(claim=claim, on=ASKED, text="?", by=world.bpjs)
    with pytest.raises(BadInput):
        decisions.ask(claim=claim, on=ASKED, text="  ", by=world.bpjs)


def test_a_refusal_is_typed_and_says_what_to_do(world: World, client: Client) -> None:
    claim = sent(world)
    with pytest.raises(BadInput, match="no reason"):
        actions.decide(claim=claim, on=DECIDED, refusal="tidak mau", by=world.bpjs)
    actions.decide(claim=claim, on=DECIDED, refusal="sick_at_registration", note="rawat jalan 2024", by=world.bpjs)
    world.see_all()
    client.force_login(world.operator)
    page = client.get(reverse("claims:page", args=[claim.pk])).content.decode()
    assert "sudah sakit ketika didaftarkan" in page
    assert "Minta riwayat kesehatan" in page
    assert "rawat jalan 2024" in page


def test_every_reason_is_told_in_both_languages() -> None:
    for kind in ("refusal", "difference"):
        for reason in reasons(kind).values():
            assert all((*reason.labels, *reason.todos)), reason.code
            assert reason.labels[0] != reason.labels[1]
    assert {"sick_at_registration", "not_working", "lapsed", "data_mismatch"} <= reasons("refusal").keys()


def test_a_difference_is_explained_part_by_part_and_the_newest_counts(world: World, client: Client) -> None:
    claim = granted(world)
    with pytest.raises(Refused, match="does not differ"):
        decisions.explain(claim=claim, code="pemakaman", reason="months", by=world.operator)
    with pytest.raises(BadInput, match="no reason"):
        decisions.explain(claim=claim, code="santunan", reason="begitulah", by=world.operator)
    for reason in ("not_said", "months", "months"):
        facts = {"code": "santunan", "reason": reason}
        assert post(client, world, world.operator, "claims:explain", claim.pk, **facts).status_code == 302
    assert Difference.objects.count() == 2
    told = queries.explained(claim)
    assert (told["santunan"].reason, told["santunan"].computed, told["santunan"].granted) == ("months", 20_000_000, 0)
    client.force_login(world.operator)
    page = client.get(reverse("claims:page", args=[claim.pk])).content.decode()
    assert "bulan iuran dihitung lain" in page
    assert page.count("belum dijelaskan") == 1  # berkala


def test_an_objection_that_is_heard_pays_the_rest_and_keeps_the_first_decision(world: World, client: Client) -> None:
    claim = granted(world)
    actions.pay(claim=claim, on=date(2025, 8, 15), by=world.bpjs)
    world.see_all()
    filed = post(client, world, world.operator, "claims:object", claim.pk, on="2025-08-20", text="Tiga bulan dibayar.")
    assert filed.status_code == 302
    objection = Objection.objects.get()
    empty = post(client, world, world.bpjs, "claims:answer-objection", objection.pk, on="2025-09-01", outcome="changed")
    assert empty.status_code == 400
    told = {f"part_{code}": str(amount) for code, amount in FULL.items()}
    answered = post(
        client, world, world.bpjs, "claims:answer-objection", objection.pk, on="2025-09-01", outcome="changed", **told
    )
    assert answered.status_code == 302
    claim.refresh_from_db()
    objection.refresh_from_db()
    assert (claim.state, claim.granted, claim.turn) == ("granted", 42_000_000, 1)
    assert (objection.was_granted, objection.outcome) == (10_000_000, "changed")
    assert sum(p.amount for p in claim.parts.filter(turn=0)) == 10_000_000
    actions.pay(claim=claim, on=date(2025, 9, 3), by=world.bpjs)
    world.see_all()
    claim.refresh_from_db()
    assert dict(claim.disbursements.filter(turn=1).values_list("part", "amount")) == {
        "santunan": 20_000_000, "berkala": 12_000_000,
    }  # fmt: skip
    assert (claim.paid_on, sum(p.paid for p in queries.parts(claim))) == (date(2025, 9, 3), 42_000_000)
    assert not any(p.differs for p in queries.parts(claim))


def test_a_refusal_that_is_kept_stays_refused(world: World) -> None:
    claim = actions.decide(claim=sent(world), on=DECIDED, refusal="lapsed", by=world.bpjs)
    objection = decisions.object_to(claim=claim, on=FILED, grounds="Semua dibayar.", by=world.operator)
    claim.refresh_from_db()
    assert claim.state == "objected"
    assert decisions.object_to(claim=claim, on=FILED, grounds="lagi", by=world.operator) == objection
    decisions.answer_objection(objection=objection, on=date(2025, 9, 1), outcome="kept", by=world.bpjs)
    world.see_all()
    claim.refresh_from_db()
    assert (claim.state, claim.refusal) == ("refused", "lapsed")


def test_what_nobody_decided_is_not_objected_to(world: World) -> None:
    claim = sent(world)
    with pytest.raises(Refused):
        decisions.object_to(claim=claim, on=FILED, grounds="x", by=world.operator)
    with pytest.raises(IntegrityError, match="objection_answered_with_outcome"), transaction.atomic():
        Objection.objects.create(
            claim=claim, area=claim.area, turn=0, filed_on=FILED, grounds="x", by=world.operator, outcome="kept"
        )


def test_what_bpjs_adds_for_paying_late_is_kept_beside_the_parts(world: World, client: Client) -> None:
    claim = granted(world, FULL)
    paid = post(client, world, world.bpjs, "claims:pay", claim.pk, on="2025-08-18", late="840.000")
    assert paid.status_code == 302
    assert Disbursement.objects.get(part="tambahan").amount == 840_000
    client.force_login(world.operator)
    page = client.get(reverse("claims:page", args=[claim.pk])).content.decode()
    assert "Tambahan karena terlambat dibayar" in page


def test_a_child_found_later_is_computed_anew_and_approved_again(world: World, client: Client) -> None:
    event = actions.report(
        person=member(world), kind="accident", outcome="death", happened_on=DIED, reported_on=DIED, by=world.operator
    )
    claim = actions.open_claim(event=event, by=world.operator)
    approve(claim=claim, by=world.verifier)
    assert actions.recompute(claim=claim, by=world.operator).approved_by == world.verifier  # nothing new
    add_child(person=event.person, name="Dina", born=date(2015, 2, 3), level="SD", grade=4, by=world.operator)
    world.see_all()
    client.force_login(world.operator)
    assert (
        reverse("claims:recompute", args=[claim.pk])
        in client.get(reverse("claims:page", args=[claim.pk])).content.decode()
    )
    assert post(client, world, world.operator, "claims:recompute", claim.pk).status_code == 302
    before = claim.computed
    claim.refresh_from_db()
    assert claim.computed > before
    assert (claim.approved_by, EarlierAnswer.objects.get().computed) == (None, before)
    assert EarlierAnswer.objects.get().approved_by == world.verifier


def test_a_claim_agreed_anew_with_a_question_left_is_approved_by_its_answer(world: World) -> None:
    claim = opened(world, member(world))
    approve(claim=claim, by=world.verifier)
    Claim.objects.filter(pk=claim.pk).update(state=Claim.State.REVIEW)
    second = user(Role.VERIFIER, REGENCY, "verifier_two")
    assert approve(claim=claim, by=second).approved_by == second
    assert actions.submit(claim=claim, on=SENT, by=world.operator).submitted_on == SENT


def test_what_is_at_bpjs_is_not_computed_anew(world: World) -> None:
    with pytest.raises(Refused, match="not sent yet"):
        actions.recompute(claim=sent(world), by=world.operator)


def test_a_death_that_was_not_from_work_is_claimed_as_another_death(world: World, client: Client) -> None:
    person = member(world)
    event = actions.report(
        person=person, kind="accident", outcome="death", happened_on=DIED, reported_on=DIED, by=world.operator
    )
    claim = actions.open_claim(event=event, by=world.operator)
    approve(claim=claim, by=world.verifier)
    actions.submit(claim=claim, on=SENT, by=world.operator)
    with pytest.raises(Refused, match="not from work"):
        decisions.as_other_death(event=event, reason="BPJS", by=world.verifier)
    care.stage_one(event=event, received_on=ASKED, suspected=True, by=world.operator)
    care.settle_suspicion(event=event, on=DECIDED, from_work=False, by=world.bpjs)
    with pytest.raises(Refused, match="refusal is recorded first"):
        decisions.as_other_death(event=event, reason="BPJS", by=world.verifier)
    actions.decide(claim=claim, on=DECIDED, refusal="not_accident", by=world.bpjs)
    world.see_all()
    told = post(client, world, world.verifier, "claims:other-death", event.pk, reason="Putusan BPJS")
    assert told.status_code == 302
    assert decisions.as_other_death(event=event, reason="lagi", by=world.verifier) == Event.objects.get(kind="death")
    death = Event.objects.get(kind="death")
    person.refresh_from_db()
    assert (person.died_on, death.happened_on) == (DIED, DIED)
    anew = actions.open_claim(event=death, by=world.operator)
    world.see_all()
    assert (anew.scheme, anew.computed) == ("jkm", 42_000_000)
    claim.refresh_from_db()
    assert claim.state == "refused"


def test_what_bpjs_has_or_granted_is_not_closed(world: World, client: Client) -> None:
    """The family would wait for money that no list shows any more; a refusal of BPJS may be closed."""
    claim = sent(world)
    with pytest.raises(Refused, match="refusal is recorded"):
        actions.close(claim=claim, reason="salah tekan", by=world.head)
    actions.decide(claim=claim, on=DECIDED, parts=FULL, by=world.bpjs)
    with pytest.raises(Refused, match="it is paid"):
        actions.close(claim=claim, reason="salah tekan", by=world.head)
    world.see_all()
    client.force_login(world.head)
    assert (
        reverse("claims:close", args=[claim.pk])
        not in client.get(reverse("claims:page", args=[claim.pk])).content.decode()
    )
    assert Claim.objects.get().state == Claim.State.GRANTED


def test_what_was_paid_before_an_objection_is_not_waited_for(world: World) -> None:
    claim = granted(world, FULL | {"berkala": 2_000_000})
    actions.pay(claim=claim, on=date(2025, 8, 15), by=world.bpjs)
    objection = decisions.object_to(claim=claim, on=FILED, grounds="berkala kurang", by=world.operator)
    decisions.answer_objection(objection=objection, on=FILED, outcome="changed", parts=FULL, by=world.bpjs)
    world.see_all()
    assert [one.rupiah for one in queries.by_nagari(FILED)] == [10_000_000]
    assert [one.amount for one in calendar.entries(world.operator, FILED) if one.kind == "pay"] == [10_000_000]


def test_every_day_comes_after_the_one_before_it_and_none_is_tomorrow(world: World) -> None:
    claim, tomorrow = opened(world, member(world)), world.today() + timedelta(days=1)
    approve(claim=claim, by=world.verifier)
    sent_on, decided, before = date(2025, 8, 12), date(2025, 8, 14), timedelta(days=1)
    for wrong in (DIED - before, tomorrow):
        with pytest.raises(BadInput, match="after today"):
            actions.submit(claim=claim, on=wrong, by=world.operator)
    actions.submit(claim=claim, on=sent_on, by=world.operator)
    assert actions.submit(claim=claim, on=sent_on, by=world.operator).submitted_on == sent_on
    with pytest.raises(Refused, match="12-08-2025; it stands"):
        actions.submit(claim=claim, on=decided, by=world.operator)
    for wrong in (sent_on - before, tomorrow):
        with pytest.raises(BadInput, match="after today"):
            actions.decide(claim=claim, on=wrong, parts={"santunan": 1}, by=world.bpjs)
    actions.decide(claim=claim, on=decided, parts={"santunan": 1}, by=world.bpjs)
    for wrong in (decided - before, tomorrow):
        with pytest.raises(BadInput, match="after today"):
            actions.pay(claim=claim, on=wrong, by=world.bpjs)
    assert actions.pay(claim=claim, on=decided, by=world.bpjs).paid_on == decided


def test_a_decision_told_again_is_the_same_and_another_one_is_refused_with_what_stands(world: World) -> None:
    claim = granted(world)
    assert actions.decide(claim=claim, on=DECIDED, parts={"pemakaman": 10_000_000}, by=world.bpjs).granted == 10_000_000
    for other in ({"on": DECIDED, "parts": FULL}, {"on": FILED, "parts": {"pemakaman": 10_000_000}},
                  {"on": DECIDED, "refusal": "lapsed"}):  # fmt: skip
        with pytest.raises(Refused, match=r"14-08-2025, Rp10,000,000.*objection"):
            actions.decide(claim=claim, by=world.bpjs, **other)
        world.see_all()
    assert Claim.objects.get().granted == 10_000_000


def test_a_payment_told_again_is_the_same_and_another_one_is_refused_with_what_stands(world: World) -> None:
    claim, on = granted(world), date(2025, 8, 15)
    for _twice in range(2):
        actions.pay(claim=claim, on=on, late=100_000, by=world.bpjs)
    for other in ({"on": FILED, "late": 100_000}, {"on": on}):
        with pytest.raises(Refused, match=r"15-08-2025, Rp10,000,000 \+ Rp100,000"):
            actions.pay(claim=claim, by=world.bpjs, **other)
        world.see_all()
    with pytest.raises(Refused, match=r"15-08-2025, Rp100,000"):
        decisions.add_for_lateness(claim=claim, on=on, amount=90_000, by=world.bpjs)
    world.see_all()
    assert Disbursement.objects.count() == 2


def test_what_is_added_for_lateness_later_does_not_make_the_payment_another(world: World) -> None:
    claim, on = granted(world), date(2025, 8, 15)
    actions.pay(claim=claim, on=on, by=world.bpjs)
    decisions.add_for_lateness(claim=claim, on=FILED, amount=100_000, by=world.bpjs)
    world.see_all()
    assert actions.pay(claim=claim, on=on, by=world.bpjs).paid_on == FILED
