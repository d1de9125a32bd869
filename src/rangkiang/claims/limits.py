"""The deadlines of a claim on a day, in words: what is met, what runs, what is past, and what still waits to begin.

Every payment runs against its own clock, and what it costs BPJS to be late is of its own amount.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from rangkiang.law import Deadline, InvalidCase, deadlines, late_payment
from rangkiang.law.deadlines import open_questions, waiting_for

from .care_queries import Care
from .models import Claim, Event
from .payments import Payment
from .unlawful import in_words

PAYMENT = ("bayar_jkm", "bayar_jkk")
PAPERS = {"jkm": "applied", "jkk": "requirements_met"}  # the fact from which payment counts
ENDED = (Claim.State.REFUSED, Claim.State.OBJECTED, Claim.State.CLOSED)
ANEW = (
    "Sesudah keberatan dihitung sejak putusan baru BPJS; pasal yang dibaca tidak menyebut hari lain.",
    "After an objection it counts from the new decision of BPJS; the articles read name no other day.",
)
REPORTS = ("lapor_tahap_1", "lapor_tahap_2")  # of no use any more once the claim, which is stage II, is at BPJS


@dataclass(frozen=True)
class Limit:
    """``state``: kept, late, running or past. ``days``: left, or over.

    ``extra``: rupiah that late payment adds, ``added``: those that BPJS paid of them; ``question``: what is asked.
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
    added: int = 0

    @property
    def unpaid(self) -> int:
        """What a late payment left out, in rupiah."""
        return max(0, self.extra - self.added) if self.done else 0


@dataclass(frozen=True)
class Limits:
    """``waiting``: deadlines that have not begun, with what they wait for. ``asked``: what nobody knows yet.

    ``fault``: why there are none, when the dates of the claim contradict each other.
    """

    found: list[Limit] = field(default_factory=list)
    waiting: list[tuple[str, str]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    fault: str = ""

    @property
    def unpaid(self) -> int:
        """What BPJS still owes for having paid late, in rupiah."""
        return sum(one.unpaid for one in self.found)


def facts_of_accident(event: Event, care: Care | None = None) -> dict[str, Any]:
    """The dates of an accident without its claim; ``care``: what is noted of its course."""
    stage = care.stage if care else None
    return {
        "accident": event.happened_on,
        "received": stage and stage.received_on,
        "suspected": bool(stage and stage.suspected),
        "decided": stage and stage.decided_on,
        "ended": event.death_day or (care.ended if care else None),
    }


def limits(claim: Claim, on: date, made: Sequence[Payment], language: str, care: Care | None = None) -> Limits:
    """The deadlines as of ``on``; none for a claim that was refused or closed. ``made``: its payments."""
    if claim.state in ENDED:
        return Limits()
    first, *more = made or [Payment(claim.submitted_on, claim.paid_on, 0)]
    facts = facts_of_accident(claim.event, care) | {"claimed": claim.submitted_on} if claim.scheme == "jkk" else {}
    found = _limits(claim.scheme, facts, on, first, language, sent=claim.submitted_on is not None)
    for one in more:
        told = _limits(claim.scheme, {}, on, one, language, sent=True)
        found = replace(found, found=found.found + told.found, fault=found.fault or told.fault)
    return found


def limits_of_accident(event: Event, care: Care, on: date, language: str) -> Limits:
    """The clocks that run before there is a claim: two days for the first report, 30 for a doubt."""
    return _limits("jkk", facts_of_accident(event, care), on, Payment(None, None, 0), language, sent=False)


def _limits(scheme: str, known: dict[str, Any], on: date, made: Payment, language: str, *, sent: bool) -> Limits:
    which = int(language == "en")
    facts = known | {PAPERS[scheme]: made.since, "paid_on": made.paid_on}
    try:
        found = [one for one in deadlines(scheme, facts) if not (sent and one.name == REPORTS[0])]
        waiting = [one for one in waiting_for(scheme, facts) if not (one.name in REPORTS and sent)]
        asked = open_questions(scheme, facts)
    except InvalidCase as error:
        return Limits(fault=in_words(error))
    return Limits(
        [_limit(one, on, made, which) for one in found],
        [((one.label_id, one.label_en)[which], one.begins[which]) for one in waiting],
        [said[which] for said in asked],
    )


def _limit(one: Deadline, on: date, made: Payment, which: int) -> Limit:
    due, done = _day(one.due), one.done and _day(one.done)
    end, pays = done or on, one.name in PAYMENT
    state = ("kept" if end <= due else "late") if done else ("running" if end <= due else "past")
    late = late_payment(made.amount, due, end) if pays and end > due else None
    return Limit(
        label=(one.label_id, one.label_en)[which],
        due=due,
        article=one.article,
        note=" ".join(filter(None, (one.note[which], ANEW[which] if pays and made.anew else ""))),
        state=state,
        days=abs((end - due).days),
        done=done,
        extra=late.total if late else 0,
        question=late.asked[0][which] if late and late.asked else "",
        added=made.added if pays else 0,
    )


def _day(moment: date | datetime) -> date:
    return moment.date() if isinstance(moment, datetime) else moment
