"""The deadlines of a claim on a day, in words: what is met, what runs, what is past, and what still waits to begin."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from rangkiang.law import Deadline, InvalidCase, deadlines, late_payment
from rangkiang.law.deadlines import open_questions, waiting_for

from .care_queries import Care
from .models import Claim, Event

PAYMENT = ("bayar_jkm", "bayar_jkk")
REPORTS = ("lapor_tahap_1", "lapor_tahap_2")  # of no use any more once the claim, which is stage II, is at BPJS


@dataclass(frozen=True)
class Limit:
    """``state``: kept, late, running or past. ``days``: left, or over.

    ``extra``: rupiah that late payment adds; ``question``: what is asked of them.
    """

    label: str
    due: date
    article: str
    note: str
    state: str
    days: int
    done: date | None
    extra: int
    question: str = ""


@dataclass(frozen=True)
class Limits:
    """``waiting``: deadlines that have not begun, with what they wait for. ``asked``: what nobody knows yet.

    ``fault``: why there are none, when the dates of the claim contradict each other.
    """

    found: list[Limit] = field(default_factory=list)
    waiting: list[tuple[str, str]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    fault: str = ""


def facts_of(claim: Claim, care: Care | None = None) -> dict[str, Any]:
    """The dates of a claim as the law's deadlines name them. Stage I goes to BPJS, so our own report is not it."""
    if claim.scheme == Claim.Scheme.JKM:
        return {"applied": claim.submitted_on, "paid_on": claim.paid_on}
    return facts_of_accident(claim.event, care) | {
        "claimed": claim.submitted_on,
        "requirements_met": claim.submitted_on,
        "paid_on": claim.paid_on,
    }


def facts_of_accident(event: Event, care: Care | None = None) -> dict[str, Any]:
    """The dates of an accident without its claim; ``care``: what is noted of its course."""
    stage = care.stage if care else None
    died = event.person.died_on if event.outcome == "death" else None
    return {
        "accident": event.happened_on,
        "received": stage and stage.received_on,
        "suspected": bool(stage and stage.suspected),
        "decided": stage and stage.decided_on,
        "ended": died or (care.ended if care else None),
    }


def limits(claim: Claim, on: date, amount: int, language: str, care: Care | None = None) -> Limits:
    """The deadlines as of ``on``; none for a claim that was refused or closed. ``amount``: the lump to be paid."""
    if claim.state in (Claim.State.REFUSED, Claim.State.CLOSED):
        return Limits()
    return _limits(claim.scheme, facts_of(claim, care), on, amount, language, sent=claim.submitted_on is not None)


def limits_of_accident(event: Event, care: Care, on: date, language: str) -> Limits:
    """The clocks that run before there is a claim: two days for the first report, 30 for a doubt."""
    return _limits("jkk", facts_of_accident(event, care), on, 0, language, sent=False)


def _limits(scheme: str, facts: dict[str, Any], on: date, amount: int, language: str, *, sent: bool) -> Limits:
    which = int(language == "en")
    try:
        found = [one for one in deadlines(scheme, facts) if not (sent and one.name == REPORTS[0])]
        waiting = [one for one in waiting_for(scheme, facts) if not (one.name in REPORTS and sent)]
        asked = open_questions(scheme, facts)
    except InvalidCase as error:
        return Limits(fault=str(error))
    return Limits(
        [_limit(one, on, amount, which) for one in found],
        [((one.label_id, one.label_en)[which], one.begins[which]) for one in waiting],
        [said[which] for said in asked],
    )


def _limit(one: Deadline, on: date, amount: int, which: int) -> Limit:
    due, done = _day(one.due), one.done and _day(one.done)
    end = done or on
    state = ("kept" if end <= due else "late") if done else ("running" if end <= due else "past")
    late = late_payment(amount, due, end) if one.name in PAYMENT and end > due else None
    question = late.asked[0][which] if late and late.asked else ""
    label = (one.label_id, one.label_en)[which]
    extra = late.total if late else 0
    return Limit(label, due, one.article, one.note[which], state, abs((end - due).days), done, extra, question)


def _day(moment: date | datetime) -> date:
    return moment.date() if isinstance(moment, datetime) else moment
