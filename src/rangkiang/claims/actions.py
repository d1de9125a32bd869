"""From the report to the family: report, open, approve, submit, decide, pay, hand over, close.

BPJS decides; we compute, remind and record. What the law gives is frozen on the claim with the case it came from.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from rangkiang import law
from rangkiang.access.action import action, record
from rangkiang.access.models import User
from rangkiang.access.rights import require
from rangkiang.membership import queries as membership
from rangkiang.membership.models import Enrolment
from rangkiang.people.models import Person
from rangkiang.platform.errors import BadInput, Refused
from rangkiang.platform.models import RecordedNow

from .models import Child, Claim, ClaimPart, Disbursement, Event, HandOver

SCHOLARSHIP = "beasiswa"
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
    by: User,
) -> Event:
    """Note a death or an accident. The same one reported again is the same event; a death stops the next bill."""
    require(by, "claims.report", person.area)
    if happened_on > reported_on:
        raise BadInput(_("It cannot be reported before it happened."), where="happened_on", todo="Check both dates.")
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)  # one report of a person at a time
    same = Event.objects.filter(person=person, kind=kind).exclude(state=Event.State.CLOSED)
    existing = same.first() if kind == Event.Kind.DEATH else same.filter(happened_on=happened_on).first()
    if existing:
        return existing
    if "death" in (kind, outcome):
        _dies_once(person.pk)
    event = Event.objects.create(
        person=person,
        area=person.area,
        kind=kind,
        happened_on=happened_on,
        reported_on=reported_on,
        source=source,
        outcome="death" if kind == Event.Kind.DEATH else outcome,
        facts=dict(facts or {}),
        reported_by=by,
    )
    if event.outcome == "death":
        Person.objects.filter(pk=person.pk, died_on=None).update(died_on=happened_on)
    record(by=by, verb="claims.report", subject=f"event:{event.pk}", kind=kind)
    return event


def _fatal(person: int) -> QuerySet[Event]:
    """The reports of this person's death that stand; the database keeps them to one."""
    return Event.objects.filter(person=person, outcome="death").exclude(state=Event.State.CLOSED)


def _dies_once(person: int) -> None:
    if _fatal(person).exists():
        raise Refused(_("The death of this person is reported already; a wrong report is taken back first."))


def _lives_again(event: Event) -> None:
    """A day of death that came from this report goes with it, unless another report still says so."""
    if not _fatal(event.person_id).exists():
        Person.objects.filter(pk=event.person_id, died_on=event.happened_on).update(died_on=None)


@action("claims.report")
def describe(*, event: Event, outcome: str, facts: Mapping[str, Any] | None = None, by: User) -> Event:
    """Complete an accident's report once its outcome is known, as long as no claim rests on it."""
    held = Event.objects.select_for_update().get(pk=event.pk)
    if held.kind != Event.Kind.ACCIDENT or held.state != Event.State.REPORTED:
        raise Refused(_("Only the report of an accident without a claim can be completed."))
    if outcome not in OUTCOMES:
        raise BadInput(f"'{outcome}' is not an outcome.", where="outcome", todo=f"Use one of {', '.join(OUTCOMES)}.")
    told = dict(facts or {})
    if (held.outcome, held.facts) == (outcome, told):
        return held
    Person.objects.select_for_update(no_key=True).get(pk=held.person_id)
    if outcome == "death" != held.outcome:
        _dies_once(held.person_id)
    Event.objects.filter(pk=held.pk).update(outcome=outcome, facts=told)
    if held.outcome == "death" != outcome:
        _lives_again(held)
    if outcome == "death":
        Person.objects.filter(pk=held.person_id, died_on=None).update(died_on=held.happened_on)
    record(by=by, verb="claims.describe", subject=f"event:{held.pk}", outcome=outcome)
    held.refresh_from_db()
    return held


@action("claims.retract")
def retract(*, event: Event, reason: str, by: User) -> Event:
    """Take back a wrong report: the event and a claim that was not sent yet are closed, the dead lives again."""
    Person.objects.select_for_update(no_key=True).get(pk=event.person_id)
    held = Event.objects.select_for_update().get(pk=event.pk)
    require(by, "claims.retract", held.area)
    if held.state == Event.State.CLOSED:
        return held
    if not reason.strip():
        raise BadInput(_("A report is taken back with a reason."), where="reason", todo="Say why.")
    claim = Claim.objects.select_for_update().filter(event=held).first()
    if claim and claim.submitted_on:
        raise Refused(_("The claim of this report was sent to BPJS; the report is not taken back any more."))
    if claim and claim.state != Claim.State.CLOSED:
        _close(claim, reason, by)
    Event.objects.filter(pk=held.pk).update(state=Event.State.CLOSED, closing_reason=reason.strip())
    if held.outcome == "death":
        _lives_again(held)
    record(by=by, verb="claims.retract", subject=f"event:{held.pk}")
    held.refresh_from_db()
    return held


def _children(person: Person) -> list[dict[str, Any]]:
    """The living children in the form of a law case; what marriage and work change, the law says."""
    living = Child.objects.filter(parent=person, died_on=None).order_by("born", "pk")
    return [
        {"born": c.born.isoformat()}
        | ({"level": c.level, "class": c.grade} if c.level else {})
        | {said: True for said, holds in (("married", c.married), ("works", c.working)) if holds}
        | ({} if c.works_excepted is None else {"works_excepted": c.works_excepted})
        for c in living
    ]


def _cover(event: Event) -> QuerySet[Enrolment]:
    """The person's enrolments that began by the event, the newest first: it is the one that covered it."""
    began = Q(last_month=None) | Q(last_month__gte=F("first_month"))  # one undone before its first month covers nothing
    return Enrolment.objects.filter(began, person=event.person_id, first_month__lte=event.happened_on).order_by(
        "-first_month"
    )


def case_of(event: Event) -> tuple[str, dict[str, Any]]:
    """(scheme, case): what the law is asked, from the register's own paid months."""
    paid = membership.law_paid(event.person_id)
    children = _children(event.person)
    if event.kind == Event.Kind.DEATH:
        return Claim.Scheme.JKM, {
            "death": event.happened_on.isoformat(),
            "segment": "BPU",
            "memberships": 1,
            "paid": paid,
            "children": children,
        }
    band = _cover(event).values_list("band", flat=True).first()
    return Claim.Scheme.JKK, {
        "accident": event.happened_on.isoformat(),
        "outcome": event.outcome,
        "paid": paid,
        "band": band or 1,
        "children": children,
        **event.facts,
    }


@action("claims.open")
def open_claim(*, event: Event, by: User) -> Claim:
    """Ask the law what the family is owed and keep the answer with its reasons. One claim per event."""
    event = Event.objects.select_for_update(of=("self",)).select_related("person").get(pk=event.pk)
    if existing := Claim.objects.filter(event=event).first():
        return existing
    if event.state == Event.State.CLOSED:
        raise Refused(_("This report was taken back; no claim rests on it."))
    scheme, case = case_of(event)
    answer = law.jkm(case) if scheme == Claim.Scheme.JKM else law.jkk(case)
    told = answer.as_json()
    state = Claim.State.OPEN if answer.decision == "computed" else Claim.State.REVIEW
    claim = Claim.objects.create(
        event=event,
        person_id=event.person_id,
        area=event.area,
        fund_id=_cover(event).values_list("fund_id", flat=True).first(),
        scheme=scheme,
        state=state,
        case=case,
        decision=answer.decision,
        computed=answer.total,
        steps=told,
        prepared_by=by,
    )
    Event.objects.filter(pk=event.pk).update(state=Event.State.CLAIMED)
    record(by=by, verb="claims.open", subject=f"claim:{claim.pk}", decision=answer.decision, computed=answer.total)
    return claim


@action("claims.approve")
def approve(*, claim: Claim, by: User) -> Claim:
    """A second person agrees with the computation, or answers its questions; then it may go to BPJS."""
    held = Claim.objects.select_for_update().get(pk=claim.pk)
    if held.state not in (Claim.State.OPEN, Claim.State.REVIEW):
        raise Refused(_("Only a claim that is being prepared can be approved."))
    if held.approved_by_id:
        return held
    if held.prepared_by_id == by.pk:
        raise Refused(_("Who opened a claim may not approve it."))
    Claim.objects.filter(pk=held.pk).update(state=Claim.State.OPEN, approved_by=by, approved_at=RecordedNow())
    record(by=by, verb="claims.approve", subject=f"claim:{held.pk}")
    held.refresh_from_db()
    return held


@action("claims.submit")
def submit(*, claim: Claim, on: date, by: User) -> Claim:
    held = Claim.objects.select_for_update().get(pk=claim.pk)
    if held.submitted_on:
        return held
    if not held.approved_by_id or held.state != Claim.State.OPEN:
        raise Refused(_("A claim is approved by a second person before it goes to BPJS."))
    Claim.objects.filter(pk=held.pk).update(state=Claim.State.SUBMITTED, submitted_on=on)
    record(by=by, verb="claims.submit", subject=f"claim:{held.pk}", on=on)
    held.refresh_from_db()
    return held


@action("claims.decide")
def decide(*, claim: Claim, on: date, parts: Mapping[str, int] | None = None, refusal: str = "", by: User) -> Claim:
    """Record BPJS's decision: the parts granted in rupiah, or a reason for refusing."""
    held = Claim.objects.select_for_update().get(pk=claim.pk)
    if held.decided_on:
        return held
    if held.state != Claim.State.SUBMITTED:
        raise Refused(_("Only a claim at BPJS can be decided."))
    granted = {code: amount for code, amount in (parts or {}).items() if amount}
    if bool(granted) == bool(refusal):
        raise BadInput(
            "A decision grants parts or gives a reason for refusing, one of the two.",
            where="parts",
            todo="Copy BPJS's letter.",
        )
    Claim.objects.filter(pk=held.pk).update(
        state=Claim.State.GRANTED if granted else Claim.State.REFUSED,
        decided_on=on,
        refusal=refusal,
        granted=sum(granted.values()) or None,
    )
    ClaimPart.objects.bulk_create([ClaimPart(claim=held, area=held.area, code=c, amount=a) for c, a in granted.items()])
    record(by=by, verb="claims.decide", subject=f"claim:{held.pk}", granted=sum(granted.values()), on=on)
    held.refresh_from_db()
    return held


@action("claims.pay")
def pay(*, claim: Claim, on: date, by: User) -> Claim:
    """Record that BPJS paid the lump parts to the heir's account; a scholarship follows year by year."""
    held = Claim.objects.select_for_update().get(pk=claim.pk)
    if held.state == Claim.State.PAID:
        return held
    if held.state != Claim.State.GRANTED:
        raise Refused(_("Only a granted claim can be paid."))
    lump = held.parts.exclude(code=SCHOLARSHIP)
    Disbursement.objects.bulk_create(
        [Disbursement(claim=held, area=held.area, part=p.code, amount=p.amount, paid_on=on) for p in lump]
    )
    Claim.objects.filter(pk=held.pk).update(state=Claim.State.PAID, paid_on=on)
    record(by=by, verb="claims.pay", subject=f"claim:{held.pk}", amount=sum(p.amount for p in lump), on=on)
    held.refresh_from_db()
    return held


@action("claims.pay")
def pay_scholarship(*, claim: Claim, child: Child, school_year: int, amount: int, on: date, by: User) -> Disbursement:
    """One child's scholarship for one school year (named by the year it begins); never beyond what was granted."""
    held = Claim.objects.select_for_update().get(pk=claim.pk)
    if child.parent_id != held.person_id:
        raise Refused(_("This child is not of this family."))
    existing = held.disbursements.filter(part=SCHOLARSHIP, child=child, school_year=school_year).first()
    if existing:
        return existing
    granted = sum(p.amount for p in held.parts.filter(code=SCHOLARSHIP))
    spent = sum(d.amount for d in held.disbursements.filter(part=SCHOLARSHIP))
    if spent + amount > granted:
        raise Refused(_("This would pay more scholarship than was granted."))
    paid = Disbursement.objects.create(
        claim=held, area=held.area, part=SCHOLARSHIP, child=child, school_year=school_year, amount=amount, paid_on=on
    )
    record(by=by, verb="claims.pay_scholarship", subject=f"claim:{held.pk}", amount=amount, school_year=school_year)
    return paid


@action("claims.hand_over")
def hand_over(*, claim: Claim, heir: str, relation: str, on: date, by: User) -> HandOver:
    """Record who received it, free of charge and without a broker."""
    held = Claim.objects.select_for_update().get(pk=claim.pk)
    if existing := HandOver.objects.filter(claim=held).first():
        return existing
    if held.state != Claim.State.PAID:
        raise Refused(_("Only a paid claim is handed over."))
    made = HandOver.objects.create(claim=held, area=held.area, heir=heir, relation=relation, on=on, by=by)
    record(by=by, verb="claims.hand_over", subject=f"claim:{held.pk}", on=on)
    return made


@action("claims.close")
def close(*, claim: Claim, reason: str, by: User) -> Claim:
    """End a claim that will not be paid: a second person, with a reason."""
    return _close(claim, reason, by)


def _close(claim: Claim, reason: str, by: User) -> Claim:
    held = Claim.objects.select_for_update().get(pk=claim.pk)
    if held.state == Claim.State.CLOSED:
        return held
    if held.prepared_by_id == by.pk:
        raise Refused(_("Who opened a claim may not close it."))
    if not reason.strip() or held.state == Claim.State.PAID:
        raise BadInput(_("A closing needs a reason, and a paid claim is not closed."), where="reason", todo="Say why.")
    Claim.objects.filter(pk=held.pk).update(
        state=Claim.State.CLOSED, closed_by=by, closed_at=RecordedNow(), closing_reason=reason.strip()
    )
    record(by=by, verb="claims.close", subject=f"claim:{held.pk}")
    held.refresh_from_db()
    return held


@action("claims.report")
def add_child(
    *, person: Person, name: str, born: date, level: str = "", grade: int = 0, working: bool = False,
    works_excepted: bool | None = None, by: User,
) -> Child:  # fmt: skip
    """A member's child, for the scholarship; the same child again is the same row."""
    told = {"level": level, "grade": grade, "working": working, "works_excepted": works_excepted}
    child, new = Child.objects.get_or_create(
        parent=person, name=name, born=born, defaults={"area": person.area, **told}
    )
    if new:
        record(by=by, verb="claims.add_child", subject=f"person:{person.pk}")
    return child
