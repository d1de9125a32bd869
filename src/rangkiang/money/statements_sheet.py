"""A statement on the page: its lines by how they stand, and for each open one the payments that it may be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from .models import PaymentOrder, Receipt, Refund
from .statements import known, receipt_numbers, told_by
from .statements_models import Statement, StatementFile, StatementLine, StatementMatch
from .statements_reading import ToldStatement

OPEN, MATCHED, ASIDE = "open", "matched", "aside"
SHOWN = {OPEN: _("belongs to no payment yet"), MATCHED: _("is a payment of ours"), ASIDE: _("set aside")}
RULES = {
    "sp2d": _("same SP2D number"),
    "amount": _("same amount within some days"),
    "billing_code": _("billing code in the words"),
    "payment_reference": _("payment reference in the words"),
    "receipt": _("receipt number in the words"),
}


FIRST = 25


@dataclass(frozen=True)
class Preview:
    """What a file would add: its lines, how many are ``known`` already, rupiah by way, and its first ``rows``."""

    told: ToldStatement
    known: int
    out: int
    into: int
    rows: list[dict[str, Any]]

    @property
    def kind(self) -> str:
        return str(self.told.kind.label)

    @property
    def count(self) -> int:
        return self.told.lines.height

    @property
    def new(self) -> int:
        return self.count - self.known


def preview(file: StatementFile) -> Preview:
    """One statement, whatever the number of lines."""
    told = told_by(file)
    found = set(known(file.fund, told.lines["fingerprint"].to_list()).values_list("fingerprint", flat=True))
    sums = {way: int(told.lines.filter(told.lines["direction"] == way)["amount"].sum()) for way in ("out", "in")}
    rows = [row | {"known": row["fingerprint"] in found} for row in told.lines.head(FIRST).iter_rows(named=True)]
    return Preview(told, len(found), sums["out"], sums["in"], rows)


@dataclass(frozen=True)
class Proposal:
    """A pair as a person sees it. ``receipt``: the line tells the receipt that the payment lacks."""

    match: StatementMatch
    signs: list[str]
    agrees: bool
    receipt: bool


@dataclass(frozen=True)
class Shown:
    """A line with what became of it: accepted, or the proposals that wait. Money that came in may be a refund."""

    line: StatementLine
    accepted: StatementMatch | None
    proposals: list[Proposal]
    refused: list[StatementMatch]
    refunds: list[Refund]


def _accepted(**of: object) -> Exists:
    return Exists(StatementMatch.objects.filter(state=StatementMatch.State.ACCEPTED, **of))


def lines(statement: Statement, state: str) -> QuerySet[StatementLine]:
    """The lines of one state, by day. A line that an earlier statement had is on that one's page."""
    matched = _accepted(line=OuterRef("pk"))
    of = {OPEN: Q(set_aside_at=None) & ~matched, MATCHED: Q(matched), ASIDE: Q(set_aside_at__isnull=False)}
    matches = StatementMatch.objects.exclude(state=StatementMatch.State.UNDONE).select_related("order", "decided_by")
    found = StatementLine.objects.filter(statement=statement).filter(of[state]).select_related("set_aside_by")
    return found.prefetch_related(Prefetch("matches", queryset=matches)).order_by("day", "sheet", "row")


def counts(statement: Statement) -> dict[str, int]:
    return {state: lines(statement, state).count() for state in SHOWN}


def shown(page: list[StatementLine]) -> list[Shown]:
    """A page of lines; a proposal whose payment is matched elsewhere, or stands no more, is left out."""
    orders = {match.order_id for line in page for match in line.matches.all()}
    taken = set(
        StatementMatch.objects.filter(state=StatementMatch.State.ACCEPTED, order__in=orders).values_list(
            "order", "kind"
        )
    )
    received = set(Receipt.objects.filter(order__in=orders).values_list("order", flat=True))
    refunds = _refunds(page)
    made = []
    for line in page:
        found = list(line.matches.all())
        waiting = [
            match
            for match in found
            if match.state == StatementMatch.State.PROPOSED
            and match.order.state == PaymentOrder.State.PAID
            and (match.order_id, line.kind) not in taken
        ]
        made.append(
            Shown(
                line,
                next((match for match in found if match.state == StatementMatch.State.ACCEPTED), None),
                [_proposal(line, match, match.order_id in received) for match in waiting],
                [match for match in found if match.state == StatementMatch.State.REFUSED],
                [one for one in refunds if _comes_back(line, one)],
            )
        )
    return made


def _refunds(page: list[StatementLine]) -> list[Refund]:
    """Refunds of the page's amounts that BPJS was asked for and did not refuse."""
    came = {line.amount for line in page if line.direction == StatementLine.Direction.IN}
    held = Refund.objects.filter(fund__in={line.fund_id for line in page}, amount__in=came)
    return list(held.exclude(state=Refund.State.REFUSED).order_by("asked_on", "pk"))


def _comes_back(line: StatementLine, refund: Refund) -> bool:
    """The same rupiah, not before they were asked for."""
    came = line.direction == StatementLine.Direction.IN and (line.fund_id, line.amount) == (
        refund.fund_id,
        refund.amount,
    )
    return came and line.day >= refund.asked_on


def _proposal(line: StatementLine, match: StatementMatch, received: bool) -> Proposal:
    signs = [str(RULES[one]) for one in match.rules.split()]
    tells = not received and receipt_numbers(line, match.order) is not None
    return Proposal(match, signs, match.order.amount == line.amount, tells)
