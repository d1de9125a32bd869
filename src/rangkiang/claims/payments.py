"""What BPJS paid of a claim at once, payment by payment: its day, its amount, and the day its clock began."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from .actions import LATE, SCHOLARSHIP
from .models import Claim, Objection


@dataclass(frozen=True)
class Payment:
    """``amount`` in rupiah, without ``added``, which BPJS paid for being late. ``paid_on`` None: still owed.

    ``since``: the day from which BPJS's working days count, None before the papers are there. ``anew``: the day of a
    decision that an objection changed.
    """

    since: date | None
    paid_on: date | None
    amount: int
    added: int = 0
    anew: bool = False


def payments(claim: Claim) -> list[Payment]:
    """Every payment made or owed, the oldest first; scholarships are apart. At most three statements.

    The first counts from the complete papers; where BPJS had refused, and for what an objection added, from the day
    BPJS decided anew: the articles name no other.
    """
    if claim.decided_on is None:
        parts = claim.steps.get("parts", {})
        return [Payment(claim.submitted_on, None, sum(n for code, n in parts.items() if code != SCHOLARSHIP))]
    granted = _granted(claim)
    paid, days, added = _paid(claim)
    anew = _decided_anew(claim) if claim.turn else {}
    owed = _owed(claim, granted, paid)
    turns = sorted(days.keys() | ({claim.turn} if owed else set()))
    found = []
    for at, turn in enumerate(turns):
        again = turn > 0 and (at > 0 or 0 not in granted)
        since = anew.get(turn) if again else claim.submitted_on
        amount = sum(paid[turn].values()) if turn in days else owed
        found.append(Payment(since, days.get(turn), amount, added.get(turn, 0), again))
    return found


def _granted(claim: Claim) -> dict[int, dict[str, int]]:
    found: dict[int, dict[str, int]] = {}
    for turn, code, amount in claim.parts.exclude(code=SCHOLARSHIP).values_list("turn", "code", "amount"):
        found.setdefault(turn, {})[code] = amount
    return found


def _paid(claim: Claim) -> tuple[dict[int, dict[str, int]], dict[int, date], dict[int, int]]:
    """By turn: what was paid by part, on which day, and what was added for paying late."""
    paid: dict[int, dict[str, int]] = {}
    days: dict[int, date] = {}
    added: dict[int, int] = {}
    rows = claim.disbursements.exclude(part=SCHOLARSHIP).values_list("turn", "part", "amount", "paid_on")
    for turn, part, amount, day in rows:
        if part == LATE:
            added[turn] = amount
        else:
            paid.setdefault(turn, {})[part] = amount
            days[turn] = day
    return paid, days, added


def _decided_anew(claim: Claim) -> dict[int, date]:
    heard = claim.objections.filter(outcome=Objection.Outcome.CHANGED).values_list("turn", "answered_on")
    return {turn + 1: day for turn, day in heard if day}


def _owed(claim: Claim, granted: dict[int, dict[str, int]], paid: dict[int, dict[str, int]]) -> int:
    """What is still to be paid at once of the decision that stands."""
    if claim.state != Claim.State.GRANTED:
        return 0
    had: dict[str, int] = {}
    for parts in paid.values():
        for code, amount in parts.items():
            had[code] = had.get(code, 0) + amount
    return sum(max(0, amount - had.get(code, 0)) for code, amount in granted.get(claim.turn, {}).items())
