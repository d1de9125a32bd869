"""From the report to the family: report, open, approve, submit, decide, pay, hand over, close.

BPJS decides; we compute, remind and record. What the law gives is frozen on the claim with the case it came from.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db import models
from django.utils.translation import gettext as _

from rangkiang import law
from rangkiang.access.action import action, record
from rangkiang.access.models import User
from rangkiang.access.rights import require
from rangkiang.law.parameters import amount as law_amount
from rangkiang.money.benefits import Benefit, book
from rangkiang.people.models import Person
from rangkiang.platform.errors import BadInput, Refused
from rangkiang.platform.models import RecordedNow
from rangkiang.platform.rupiah import rupiah
from rangkiang.platform.scope import whole_register

from .billed import stop_billing
from .cases import case_of, cover, died_of, fatal, known_death, records_of
from .changes_models import Change
from .judging import judge
from .models import Child, Claim, ClaimPart, Disbursement, EarlierAnswer, Event, HandOver, Notice
from .reasons import reasons, said
from .retold import ask, told_again
from .soundness import of_school_year, on_its_day, rated, stands, stands_so

SCHOLARSHIP, LATE = "beasiswa", "tambahan"
OUTCOMES = ("recovered", "partial", "total", "death")


@action("claims.report")
def report(
    *,
    person: Person,
    kind: str,
    happened_on: date,
    reported_on: date,
    source: str = "nagari",
    outcome: str = "",
    facts: Mapping[str, Any] | None = None,
    notice: Mapping[str, Any] | None = None,
    key: UUID | None = None,
    died_on: date | None = None,
    by: User,
) -> Event:
    """Note a death or an accident. The same one reported again is the same event; a death stops the next bill.

    ``key`` is made by the form: the same form sent again, after a lost connection, is the same report whatever was
    changed in it. Another report that tells it otherwise is kept beside the event. ``notice``: the data of Pasal 48A,
    by the columns of ``Notice``. ``died_on``: of a fatal accident, where it was another day.
    """
    require(by, "claims.report", person.area)
    if happened_on > reported_on:
        raise BadInput(
            _("It cannot be reported before it happened."), where=_("On which day"), todo=_("Check both dates.")
        )
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)  # one report of a person at a time
    with whole_register():
        records = records_of(person.pk)
        existing = _reported(person, records, kind, happened_on, key)
        if not existing and "death" in (kind, outcome):
            _dies_once(records)
    outcome = "death" if kind == Event.Kind.DEATH else outcome
    died_on = died_of(kind, outcome, happened_on, died_on, reported_on)
    if existing:
        told_again(
            existing, area=person.area, outcome=outcome, happened_on=happened_on, reported_on=reported_on,
            source=source, notice=notice, key=key, died_on=died_on, by=by,
        )  # fmt: skip
        if outcome == "death" != existing.outcome and existing.state != Event.State.CLOSED:
            if Change.objects.filter(event=existing, state=Change.State.OPEN).exists():
                _dies(records, died_on or happened_on, by)  # the question waits beside the change that is asked
                return existing
            why = _("Reported again: died of the accident.")
            describe(event=existing, outcome=outcome, facts=existing.facts, why=why, died_on=died_on, by=by)
        return existing
    event = Event.objects.create(
        person=person,
        area=person.area,
        kind=kind,
        happened_on=happened_on,
        died_on=died_on,
        reported_on=reported_on,
        source=source,
        outcome=outcome,
        facts=dict(facts or {}),
        key=key,
        reported_by=by,
    )
    if notice and any(value not in (None, "") for value in notice.values()):
        Notice.objects.create(event=event, area=event.area, by=by, **notice)
    if event.death_day:
        _dies(records, event.death_day, by)
    record(by=by, verb="claims.report", subject=f"event:{event.pk}", kind=kind)
    return event


def _reported(person: Person, records: list[int], kind: str, on: date, key: UUID | None) -> Event | None:
    """The report that this one repeats: the same form, the same death, or the same accident of that day."""
    if key and (sent := Event.objects.filter(models.Q(key=key) | models.Q(retold__key=key)).first()):
        if sent.person_id not in records:
            raise BadInput(
                _("This form was sent before, for another person."), where=_("The report"), todo=_("Open a new form.")
            )
        return sent
    same = Event.objects.filter(person__in=records, kind=kind).exclude(state=Event.State.CLOSED)
    return same.first() if kind == Event.Kind.DEATH else same.filter(happened_on=on).first()


@action("claims.report")
def notify(*, event: Event, told: Mapping[str, Any], by: User) -> Notice:
    """The data of a notice, by the columns of ``Notice``, completed or corrected; the newest counts."""
    require(by, "claims.report", event.area)
    newest = Notice.objects.filter(event=event).order_by("pk").last()
    if newest and all(getattr(newest, name) == value for name, value in told.items()):
        return newest
    made = Notice.objects.create(event=event, area=event.area, by=by, **told)
    record(by=by, verb="claims.notify", subject=f"event:{event.pk}")
    return made


def _dies_once(records: list[int]) -> None:
    if fatal(records).exists():
        raise Refused(_("The death of this person is reported already; a wrong report is taken back first."))


def _dies(records: list[int], on: date, by: User) -> None:
    """On every record of the person, wherever it lies: the next bill counts none of them, earlier ones are mended."""
    with whole_register():
        Person.objects.filter(pk__in=records, died_on=None).update(died_on=on)
        stop_billing(persons=records, by=by)


@action("claims.report")
def describe(
    *, event: Event, outcome: str, facts: Mapping[str, Any] | None = None, why: str = "", died_on: date | None = None,
    by: User,
) -> Event:  # fmt: skip
    """Complete an accident's report once its outcome is known, as long as no claim rests on it.

    ``died_on``: where he died of it later; a day that is known of him already holds. That a claim rests on it and he
    died, or that somebody held dead was not takes the reason ``why`` and a second person, who agrees (see changes.py).
    """
    held = Event.objects.select_for_update().get(pk=event.pk)
    dies_claimed = held.state == Event.State.CLAIMED and outcome == "death" != held.outcome
    if held.kind != Event.Kind.ACCIDENT or (held.state != Event.State.REPORTED and not dies_claimed):
        raise Refused(_("Only the report of an accident without a claim can be completed."))
    if outcome not in OUTCOMES:
        raise BadInput(f"'{outcome}' is not an outcome.", where="outcome", todo=f"Use one of {', '.join(OUTCOMES)}.")
    told = dict(facts or {})
    died_on = died_of(held.kind, outcome, held.happened_on, died_on or known_death(held, outcome))
    if (held.outcome, held.facts, held.died_on) == (outcome, told, died_on):
        return held
    if held.outcome == outcome == "death" and held.death_day != (died_on or held.happened_on):
        raise Refused(_("Another day of death is said with its reason: say which day is true."))
    Person.objects.select_for_update(no_key=True).get(pk=held.person_id)
    with whole_register():
        records = records_of(held.person_id)
        if outcome == "death" != held.outcome:
            _dies_once(records)
    if held.outcome == "death" != outcome:
        ask(held, Change.Kind.OUTCOME, why, by, {"outcome": outcome, "facts": told})
        return held
    if dies_claimed:
        died_on = died_on or held.happened_on
        ask(held, Change.Kind.FATAL, why, by, {"outcome": outcome, "died_on": died_on.isoformat()})
        _dies(records, died_on, by)  # no further bill counts him while the second person looks
        return held
    Event.objects.filter(pk=held.pk).update(outcome=outcome, facts=told, died_on=died_on)
    if outcome == "death":
        _dies(records, died_on or held.happened_on, by)
    record(by=by, verb="claims.describe", subject=f"event:{held.pk}", outcome=outcome)
    held.refresh_from_db()
    return held


@action("claims.open")
def open_claim(*, event: Event, by: User) -> Claim:
    """Ask the law what the family is owed and keep the answer with its reasons. One claim per event."""
    event = Event.objects.select_for_update(of=("self",)).select_related("person").get(pk=event.pk)
    if existing := Claim.objects.filter(event=event).first():
        return existing
    if event.state == Event.State.CLOSED:
        raise Refused(_("This report was taken back; no claim rests on it."))
    _claimed_once(event)
    scheme, told = _asked(event)
    claim = Claim.objects.create(
        event=event, person_id=event.person_id, area=event.area, scheme=scheme, prepared_by=by, **told
    )
    Event.objects.filter(pk=event.pk).update(state=Event.State.CLAIMED)
    record(by=by, verb="claims.open", subject=f"claim:{claim.pk}", decision=claim.decision, computed=claim.computed)
    return claim


def _asked(event: Event) -> tuple[str, dict[str, Any]]:
    """(scheme, the columns of a claim that hold the law's answer)."""
    scheme, case = case_of(event)
    answer = law.jkm(case) if scheme == Claim.Scheme.JKM else law.jkk(case)
    return scheme, {
        "fund_id": cover(event, records_of(event.person_id)).values_list("fund_id", flat=True).first(),
        "state": Claim.State.OPEN if answer.decision == "computed" else Claim.State.REVIEW,
        "case": case,
        "decision": answer.decision,
        "computed": answer.total,
        "steps": answer.as_json(),
    }


def _claimed_once(event: Event) -> None:
    """Two records may have been found to be one person after both deaths were reported: one of them is taken back."""
    if event.outcome != "death":
        return
    with whole_register():
        other = fatal(records_of(event.person_id)).exclude(pk=event.pk)
        if other.exists():
            raise Refused(_("This death is reported on another record of the same person too; take one report back."))


@action("claims.open")
def recompute(*, claim: Claim, by: User) -> Claim:
    """Ask the law again with what is known now, before the claim goes to BPJS. The earlier answer is kept.

    The approval is gone with it: a second person agrees to the new sum. Nothing new: nothing changes.
    """
    held = Claim.objects.select_for_update(of=("self",)).select_related("event__person").get(pk=claim.pk)
    if held.state not in (Claim.State.OPEN, Claim.State.REVIEW):
        raise Refused(_("Only a claim that was not sent yet can be computed again."))
    asked_anew(held, by)
    held.refresh_from_db()
    return held


def asked_anew(held: Claim, by: User, agreed: User | None = None) -> None:
    """Within another deed: the answer that counts is today's, ``agreed`` to by a second person or not yet.

    A claim that is at BPJS, or beyond, stays where it is. Nothing new: nothing changes.
    """
    _claimed_once(held.event)
    scheme, told = _asked(held.event)
    if scheme != held.scheme or told["case"] == held.case:
        return
    if held.submitted_on:
        del told["state"]
    EarlierAnswer.objects.create(
        claim=held,
        area=held.area,
        case=held.case,
        decision=held.decision,
        computed=held.computed,
        steps=held.steps,
        prepared_by_id=held.prepared_by_id,
        approved_by_id=held.approved_by_id,
    )
    Claim.objects.filter(pk=held.pk).update(
        approved_by=agreed, approved_at=RecordedNow() if agreed else None, prepared_by=by, **told
    )
    if told["fund_id"] != held.fund_id:
        held.refresh_from_db(fields=["fund"])
        booked(held)
    record(by=agreed or by, verb="claims.recompute", subject=f"claim:{held.pk}", computed=told["computed"])


@action("claims.approve")
def approve(*, claim: Claim, answers: Sequence[str], by: User) -> Claim:
    """A second person agrees with the computation, or answers its questions; then it may go to BPJS.

    ``answers``: in words and with the evidence, one for each open question in their order; kept with the claim.
    """
    held = Claim.objects.select_for_update().get(pk=claim.pk)
    if held.state not in (Claim.State.OPEN, Claim.State.REVIEW):
        raise Refused(_("Only a claim that is being prepared can be approved."))
    if held.approved_by_id and held.state == Claim.State.OPEN:  # agreed anew with a question left, it still waits
        return held
    if held.prepared_by_id == by.pk:
        raise Refused(_("Who opened a claim may not approve it."))
    rated(held)
    judge(held, answers, by)
    Claim.objects.filter(pk=held.pk).update(state=Claim.State.OPEN, approved_by=by, approved_at=RecordedNow())
    record(by=by, verb="claims.approve", subject=f"claim:{held.pk}", judged=len(answers))
    held.refresh_from_db()
    return held


@action("claims.submit")
def submit(*, claim: Claim, on: date, by: User) -> Claim:
    held = Claim.objects.select_for_update(of=("self",)).select_related("event").get(pk=claim.pk)
    if held.submitted_on:
        stands(on, held.submitted_on)
        return held
    if not held.approved_by_id or held.state != Claim.State.OPEN:
        raise Refused(_("A claim is approved by a second person before it goes to BPJS."))
    on_its_day(held.event.died_on or held.event.happened_on, on)
    rated(held)  # a change that two people agreed to approves without the page's button
    Claim.objects.filter(pk=held.pk).update(state=Claim.State.SUBMITTED, submitted_on=on)
    record(by=by, verb="claims.submit", subject=f"claim:{held.pk}", on=on)
    held.refresh_from_db()
    return held


@action("claims.decide")
def decide(
    *,
    claim: Claim,
    on: date,
    parts: Mapping[str, int] | None = None,
    refusal: str = "",
    note: str = "",
    by: User,
) -> Claim:
    """Record BPJS's decision: the parts granted in rupiah, or a typed reason for refusing, with its letter's words."""
    held = Claim.objects.select_for_update().get(pk=claim.pk)
    granted = {code: amount for code, amount in (parts or {}).items() if amount}
    if held.decided_on:
        stood = dict(held.parts.filter(turn=held.turn).values_list("code", "amount"))
        told = rupiah(held.granted) if held.granted else said("refusal", held.refusal)
        same = (on, granted, refusal, note.strip()) == (held.decided_on, stood, held.refusal, held.refusal_note)
        stands_so(same=same, what=f"{held.decided_on:%d-%m-%Y}, {told}")
        return held
    if held.state != Claim.State.SUBMITTED:
        raise Refused(_("Only a claim at BPJS can be decided."))
    on_its_day(held.submitted_on, on)
    if bool(granted) == bool(refusal):
        raise BadInput(
            "A decision grants parts or gives a reason for refusing, one of the two.",
            where="parts",
            todo="Copy BPJS's letter.",
        )
    if refusal and refusal not in reasons("refusal"):
        raise BadInput(f"'{refusal}' is no reason for refusing.", where="refusal", todo="Use one of the list.")
    Claim.objects.filter(pk=held.pk).update(
        state=Claim.State.GRANTED if granted else Claim.State.REFUSED,
        decided_on=on,
        refusal=refusal,
        refusal_note=note.strip(),
        granted=sum(granted.values()) or None,
    )
    ClaimPart.objects.bulk_create([ClaimPart(claim=held, area=held.area, code=c, amount=a) for c, a in granted.items()])
    record(
        by=by, verb="claims.decide", subject=f"claim:{held.pk}", granted=sum(granted.values()), on=on, refusal=refusal
    )
    held.refresh_from_db()
    return held


@action("claims.pay")
def pay(*, claim: Claim, on: date, late: int = 0, by: User) -> Claim:
    """Record that BPJS paid the lump parts to the heir's account; a scholarship follows year by year.

    ``late``: rupiah that BPJS added for paying late. After an objection only what is more than was paid is paid.
    """
    held = Claim.objects.select_for_update().get(pk=claim.pk)
    if held.state == Claim.State.PAID and held.paid_on:
        _paid_so(held, on, late)
        return held
    if held.state != Claim.State.GRANTED:
        raise Refused(_("Only a granted claim can be paid."))
    on_its_day(held.decided_on, on)
    paid: dict[str, int] = {}
    for code, amount in held.disbursements.values_list("part", "amount"):
        paid[code] = paid.get(code, 0) + amount
    lump = {p.code: p.amount - paid.get(p.code, 0) for p in held.parts.filter(turn=held.turn).exclude(code=SCHOLARSHIP)}
    owed = {code: amount for code, amount in (lump | {LATE: late}).items() if amount > 0}
    Disbursement.objects.bulk_create(
        [
            Disbursement(claim=held, area=held.area, part=code, turn=held.turn, amount=amount, paid_on=on)
            for code, amount in owed.items()
        ]
    )
    booked(held)
    Claim.objects.filter(pk=held.pk).update(state=Claim.State.PAID, paid_on=on)  # the newest; each keeps its own
    record(by=by, verb="claims.pay", subject=f"claim:{held.pk}", amount=sum(owed.values()), on=on)
    held.refresh_from_db()
    return held


def _paid_so(held: Claim, on: date, late: int) -> None:
    """The newest payment is recorded already: told again it is the same; what was added later for lateness is apart."""
    made = list(held.disbursements.exclude(part=SCHOLARSHIP))
    lump = [one for one in made if one.part != LATE]
    turn = max((one.turn for one in lump), default=0)
    day = next((one.paid_on for one in lump if one.turn == turn), held.paid_on)
    added = sum(one.amount for one in made if one.part == LATE and one.turn == turn and one.paid_on == day)
    what = f"{day:%d-%m-%Y}, {rupiah(sum(one.amount for one in lump if one.turn == turn))}"
    if added:
        what += " + " + rupiah(added)
    stands_so(same=(on, late) == (day, added), what=what)


def booked(held: Claim) -> None:
    """Within another deed: the memorandum accounts of the fund that covered the event tell what BPJS paid."""
    paid = [
        Benefit(one.pk, f"{'late' if one.part == LATE else 'benefits'}:{held.scheme}", one.amount, one.paid_on)
        for one in held.disbursements.order_by("pk")
    ]
    if paid:
        book(claim=held.pk, fund=held.fund, paid=paid)


@action("claims.pay")
def pay_scholarship(*, claim: Claim, child: Child, school_year: int, amount: int, on: date, by: User) -> Disbursement:
    """One child's scholarship for one school year (named by the year it begins); never beyond what was granted."""
    held = Claim.objects.select_for_update().get(pk=claim.pk)
    if child.parent_id not in records_of(held.person_id):
        raise Refused(_("This child is not of this family."))
    child = Child.objects.select_for_update().get(pk=child.pk)
    existing = held.disbursements.filter(part=SCHOLARSHIP, child=child, school_year=school_year).first()
    if existing:
        what = f"{existing.paid_on:%d-%m-%Y}, {rupiah(existing.amount)}"
        stands_so(same=(on, amount) == (existing.paid_on, existing.amount), what=what)
        return existing
    of_school_year(held, child, school_year, amount, on)
    granted = sum(p.amount for p in held.parts.filter(code=SCHOLARSHIP, turn=held.turn))
    paid = list(held.disbursements.filter(part=SCHOLARSHIP))
    spent = sum(d.amount for d in paid)
    most = law_amount("beasiswa_anak", on)
    if len({d.child_id for d in paid} | {child.pk}) > most:
        raise Refused(_("A family has at most %(most)s scholarships; the heirs choose the children.") % {"most": most})
    if spent + amount > granted:
        raise Refused(_("This would pay more scholarship than was granted."))
    made = Disbursement.objects.create(
        claim=held, area=held.area, part=SCHOLARSHIP, child=child, school_year=school_year, amount=amount, paid_on=on
    )
    booked(held)
    record(by=by, verb="claims.pay_scholarship", subject=f"claim:{held.pk}", amount=amount, school_year=school_year)
    return made


@action("claims.hand_over")
def hand_over(*, claim: Claim, heir: str, relation: str, on: date, by: User) -> HandOver:
    """Record who received it, free of charge and without a broker."""
    held = Claim.objects.select_for_update().get(pk=claim.pk)
    if existing := HandOver.objects.filter(claim=held).first():
        return existing
    if held.paid_on is None:
        raise Refused(_("Only a paid claim is handed over."))
    made = HandOver.objects.create(claim=held, area=held.area, heir=heir, relation=relation, on=on, by=by)
    record(by=by, verb="claims.hand_over", subject=f"claim:{held.pk}", on=on)
    return made


@action("claims.close")
def close(*, claim: Claim, reason: str, by: User) -> Claim:
    """End a claim that will not be paid: a second person, with a reason."""
    return close_held(claim, reason, by)


def close_held(claim: Claim, reason: str, by: User) -> Claim:
    """Within another deed: close a claim that was opened by somebody else and not paid."""
    held = Claim.objects.select_for_update().get(pk=claim.pk)
    if held.state == Claim.State.CLOSED:
        return held
    if held.prepared_by_id == by.pk:
        raise Refused(_("Who opened a claim may not close it."))
    if not reason.strip() or held.state == Claim.State.PAID:
        raise BadInput(_("A closing needs a reason, and a paid claim is not closed."), where="reason", todo="Say why.")
    if held.state in (Claim.State.SUBMITTED, Claim.State.OBJECTED, Claim.State.GRANTED):
        raise Refused(_("BPJS has this claim or granted it: it is paid, or BPJS's refusal is recorded before it ends."))
    Claim.objects.filter(pk=held.pk).update(
        state=Claim.State.CLOSED, closed_by=by, closed_at=RecordedNow(), closing_reason=reason.strip()
    )
    record(by=by, verb="claims.close", subject=f"claim:{held.pk}")
    held.refresh_from_db()
    return held
