"""BPJS's side of a claim: its questions, why its sums differ from ours, and what the family holds against them.

BPJS decides. Nothing of an earlier decision is overwritten: what an objection changed is granted in the next turn.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.utils.translation import gettext as _

from rangkiang.access.action import action, record
from rangkiang.access.models import User
from rangkiang.platform.errors import BadInput, Refused
from rangkiang.platform.rupiah import rupiah

from .actions import LATE, SCHOLARSHIP, booked, close_held
from .cases import not_from_work
from .models import Claim, ClaimPart, Difference, Disbursement, Event, Objection, Question
from .reasons import reasons
from .soundness import stands_so

AT_BPJS = (Claim.State.SUBMITTED, Claim.State.OBJECTED)
DECIDED = (Claim.State.GRANTED, Claim.State.PAID, Claim.State.REFUSED)


def words(text: str, where: str) -> str:
    """The text without its margins. Raises BadInput when nothing was said."""
    if not text.strip():
        raise BadInput(_("Nothing was written."), where=where, todo=_("Say it in a few words."))
    return text.strip()


def _held(claim: Claim) -> Claim:
    return Claim.objects.select_for_update().get(pk=claim.pk)


@action("claims.ask")
def ask(*, claim: Claim, on: date, text: str, by: User) -> Question:
    """BPJS asks something about a claim it has. The same question of the same day is one."""
    held, text = _held(claim), words(text, "text")
    if held.state not in AT_BPJS or held.submitted_on is None:
        raise Refused(_("BPJS asks about a claim that is with it."))
    if on < held.submitted_on:
        raise BadInput(_("It was not at BPJS yet on that day."), where=_("On"), todo=_("Check the day."))
    made, new = Question.objects.get_or_create(
        claim=held, asked_on=on, text=text, defaults={"area": held.area, "by": by}
    )
    if new:
        record(by=by, verb="claims.ask", subject=f"claim:{held.pk}", on=on)
    return made


@action("claims.answer")
def answer(*, question: Question, on: date, text: str, by: User) -> Question:
    """What the office or the family answered, and when it went to BPJS."""
    held, text = Question.objects.select_for_update().get(pk=question.pk), words(text, "text")
    if held.answered_on:
        return held
    if on < held.asked_on:
        raise BadInput(_("It was not asked yet on that day."), where=_("On"), todo=_("Check the day."))
    Question.objects.filter(pk=held.pk).update(answered_on=on, answer=text, answered_by=by)
    record(by=by, verb="claims.answer", subject=f"claim:{held.claim_id}", on=on)
    held.refresh_from_db()
    return held


@action("claims.explain")
def explain(*, claim: Claim, code: str, reason: str, note: str = "", by: User) -> Difference:
    """Why BPJS granted another amount for one part. The newest explanation counts; the earlier ones stay."""
    held = _held(claim)
    if held.decided_on is None or held.granted is None:
        raise Refused(_("Only a granted claim has differences to explain."))
    if reason not in reasons("difference"):
        raise BadInput(f"'{reason}' is no reason of a difference.", where="reason", todo="Use one of the list.")
    computed = int(held.steps.get("parts", {}).get(code, 0))
    granted = sum(p.amount for p in held.parts.filter(code=code, turn=held.turn))
    if computed == granted:
        raise Refused(_("This part does not differ."))
    newest = Difference.objects.filter(claim=held, code=code, turn=held.turn).order_by("pk").last()
    if newest and (newest.reason, newest.note) == (reason, note):
        return newest
    made = Difference.objects.create(
        claim=held, area=held.area, turn=held.turn, code=code, computed=computed, granted=granted, reason=reason,
        note=note, by=by,
    )  # fmt: skip
    record(by=by, verb="claims.explain", subject=f"claim:{held.pk}", part=code, reason=reason)
    return made


@action("claims.object")
def object_to(*, claim: Claim, on: date, grounds: str, by: User) -> Objection:
    """The family objects to a refusal or to an amount; one objection at a time."""
    held, grounds = _held(claim), words(grounds, "grounds")
    if waiting := held.objections.filter(answered_on=None).first():
        return waiting
    if held.state not in DECIDED or held.decided_on is None:
        raise Refused(_("Only a decision of BPJS can be objected to."))
    if on < held.decided_on:
        raise BadInput(_("It was not decided yet on that day."), where=_("On"), todo=_("Check the day."))
    made = Objection.objects.create(
        claim=held, area=held.area, turn=held.turn, filed_on=on, grounds=grounds, was_granted=held.granted,
        was_refusal=held.refusal, by=by,
    )  # fmt: skip
    if held.state == Claim.State.REFUSED:
        Claim.objects.filter(pk=held.pk).update(state=Claim.State.OBJECTED)
    record(by=by, verb="claims.object", subject=f"claim:{held.pk}", on=on)
    return made


@action("claims.decide")
def answer_objection(
    *, objection: Objection, on: date, outcome: str, text: str = "", parts: Mapping[str, int] | None = None, by: User
) -> Objection:
    """BPJS's answer: it keeps its decision, or changes it to other parts, which are granted in the next turn."""
    claim = _held(objection.claim)
    held = Objection.objects.select_for_update().get(pk=objection.pk)
    if held.answered_on:
        return held
    if on < held.filed_on:
        raise BadInput(_("It was not filed yet on that day."), where=_("On"), todo=_("Check the day."))
    if outcome not in Objection.Outcome.values:
        raise BadInput(f"'{outcome}' is no outcome.", where="outcome", todo="Use one of the list.")
    granted = {code: amount for code, amount in (parts or {}).items() if amount}
    if (outcome == Objection.Outcome.CHANGED) != bool(granted):
        raise BadInput(
            _("A changed decision names its parts, one that is kept names none."), where="parts",
            todo=_("Copy BPJS's letter."),
        )  # fmt: skip
    Objection.objects.filter(pk=held.pk).update(answered_on=on, outcome=outcome, answer=text.strip(), answered_by=by)
    if granted:
        _grant_anew(claim, granted, on)
    elif claim.state == Claim.State.OBJECTED:
        Claim.objects.filter(pk=claim.pk).update(state=Claim.State.REFUSED)
    record(by=by, verb="claims.answer_objection", subject=f"claim:{claim.pk}", outcome=outcome, on=on)
    held.refresh_from_db()
    return held


def _grant_anew(claim: Claim, granted: Mapping[str, int], on: date) -> None:
    """The parts of the next turn; what is more than was paid waits to be paid."""
    turn = claim.turn + 1
    paid: dict[str, int] = {}
    for code, amount in claim.disbursements.exclude(part=SCHOLARSHIP).values_list("part", "amount"):
        paid[code] = paid.get(code, 0) + amount
    owed = any(amount > paid.get(code, 0) for code, amount in granted.items() if code != SCHOLARSHIP)
    state = Claim.State.PAID if claim.state == Claim.State.PAID and not owed else Claim.State.GRANTED
    Claim.objects.filter(pk=claim.pk).update(
        state=state, turn=turn, decided_on=on, granted=sum(granted.values()), refusal="", refusal_note=""
    )
    ClaimPart.objects.bulk_create(
        [ClaimPart(claim=claim, area=claim.area, code=c, turn=turn, amount=a) for c, a in granted.items()]
    )


@action("claims.pay")
def add_for_lateness(*, claim: Claim, on: date, amount: int, by: User) -> Disbursement:
    """BPJS paid what its lateness costs after the benefit itself: once for each payment, in rupiah."""
    held = _held(claim)
    last = held.disbursements.exclude(part__in=(SCHOLARSHIP, LATE)).order_by("turn").last()
    if last is None:
        raise Refused(_("Only a benefit that was paid has an addition for being late."))
    if on < last.paid_on or amount <= 0:
        raise BadInput(_("It is not paid before the benefit."), where=_("On"), todo=_("Check the day and the amount."))
    made, new = Disbursement.objects.get_or_create(
        claim=held, part=LATE, turn=last.turn, defaults={"area": held.area, "amount": amount, "paid_on": on}
    )
    what = f"{made.paid_on:%d-%m-%Y}, {rupiah(made.amount)}"
    stands_so(same=(on, amount) == (made.paid_on, made.amount), what=what)
    if new:
        booked(held)
        Claim.objects.filter(pk=held.pk).update(paid_on=on)
        record(by=by, verb="claims.add_for_lateness", subject=f"claim:{held.pk}", amount=amount, on=on)
    return made


@action("claims.retract")
def as_other_death(*, event: Event, reason: str, by: User) -> Event:
    """BPJS decided that work was not the cause of a death: it is claimed anew as any other death (JKM).

    The accident's report is closed with its refused claim, and a report of the death takes its place.
    """
    held = Event.objects.select_for_update().get(pk=event.pk)
    if made := Event.objects.filter(key=held.pk).first():
        return made
    if held.kind != Event.Kind.ACCIDENT or held.outcome != "death" or not not_from_work(held):
        raise Refused(_("Only a death that BPJS decided was not from work is claimed as another death."))
    claim = Claim.objects.select_for_update().filter(event=held).first()
    if claim and claim.state in (Claim.State.OPEN, Claim.State.REVIEW):
        close_held(claim, reason, by)
    elif claim and claim.state not in (Claim.State.REFUSED, Claim.State.CLOSED):
        raise Refused(_("BPJS has the claim as a work accident; its refusal is recorded first."))
    Event.objects.filter(pk=held.pk).update(state=Event.State.CLOSED, closing_reason=words(reason, "reason"))
    died = held.died_on or held.happened_on
    made = Event.objects.create(
        person_id=held.person_id, area=held.area, kind=Event.Kind.DEATH, happened_on=died,
        reported_on=max(held.reported_on, died), source=held.source, outcome="death", key=held.pk, reported_by=by,
    )  # fmt: skip
    record(by=by, verb="claims.as_other_death", subject=f"event:{made.pk}", accident=str(held.pk))
    return made
