"""The sheet of one fund and month: what is read before it is approved, and what an auditor reads afterwards.

Bills with their split, orders and receipts, the four lists, what differs, who came and left since the last billed
month, and a few lines priced again by law.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from pathlib import Path

from django.db.models import Count, F, Prefetch, Q, QuerySet, Sum

from rangkiang import law
from rangkiang.membership import queries as membership
from rangkiang.membership.models import ExitReason, Roll
from rangkiang.platform.bulk import run
from rangkiang.platform.month import Month
from rangkiang.programme import queries as programme
from rangkiang.programme.models import Fund

from . import queries
from .models import Allocation, Bill, Closing, Difference, PaymentOrder, Reconciliation
from .statements_models import StatementMatch

SQL = Path(__file__).parent / "sql"
NAMED, SAMPLE = 8, 5


@dataclass(frozen=True)
class Mover:
    """A person who came or left."""

    id: int
    name: str
    place: str | None


@dataclass(frozen=True)
class Move:
    """How many came (``reason`` empty) or left for one reason, and the first of them."""

    came: bool
    reason: str
    persons: int
    first: list[Mover]

    @property
    def more(self) -> int:
        return self.persons - len(self.first)


@dataclass(frozen=True)
class Change:
    """Against the last billed month: ``before`` + ``came`` − ``left`` = ``now``, all persons."""

    previous: date
    before: int
    came: int
    left: int
    moves: list[Move]

    @property
    def now(self) -> int:
        return self.before + self.came - self.left


@dataclass(frozen=True)
class Sampled:
    """One line as billed and as ``law`` prices it today, in rupiah."""

    person: int
    jkk: int
    jkm: int
    law_jkk: int
    law_jkm: int

    @property
    def agrees(self) -> bool:
        return (self.jkk, self.jkm) == (self.law_jkk, self.law_jkm)


@dataclass(frozen=True)
class DifferenceGroup:
    """The differences of one kind: how many are open, how many there were, persons and rupiah together."""

    kind: str
    open: int
    count: int
    persons: int
    amount: int


@dataclass(frozen=True)
class Sheet:
    """Everything on the page. ``unpaid`` is what approved bills still lack, in rupiah; each order knows what it paid
    ``beyond`` its bills; ``credit`` is what BPJS holds of the fund. ``closings``: newest first.
    """

    fund: Fund
    month: Month
    bills: list[Bill]
    orders: Sequence[PaymentOrder]
    lists: Reconciliation | None
    groups: list[DifferenceGroup]
    change: Change | None
    sample: list[Sampled]
    unpaid: int
    credit: int
    closings: list[Closing]
    accounts: programme.Accounts
    unsigned: int

    @property
    def closed(self) -> bool:
        return bool(self.closings) and self.closings[0].closed

    @property
    def first(self) -> Bill | None:
        """The month's own bill once it is approved: only then can it be supplemented."""
        standing = (b for b in self.standing if b.roll.kind != Roll.Kind.CORRECTION)
        return next((b for b in standing if b.state != Bill.State.DRAFT), None)

    @property
    def drawn_up(self) -> bool:
        """Whether the month has a bill of its own, be it a draft."""
        return any(b.roll.kind != Roll.Kind.CORRECTION for b in self.standing)

    @property
    def standing(self) -> list[Bill]:
        return [b for b in self.bills if b.state != Bill.State.WITHDRAWN]

    @property
    def payable(self) -> list[Bill]:
        """The bills of the month for which credit can be used."""
        return [b for b in self.bills if b.state == Bill.State.ISSUED and b.roll.total > 0]

    @property
    def counted(self) -> list[Roll]:
        """The month is the sum of its rolls; a correction that waits for approval has not changed it yet."""
        return [
            b.roll for b in self.standing if not (b.state == Bill.State.DRAFT and b.roll.kind == Roll.Kind.CORRECTION)
        ]

    @property
    def persons(self) -> int:
        return sum(roll.persons for roll in self.counted)

    @property
    def jkk(self) -> int:
        return sum(roll.jkk for roll in self.counted)

    @property
    def jkm(self) -> int:
        return sum(roll.jkm for roll in self.counted)

    @property
    def total(self) -> int:
        return self.jkk + self.jkm

    @property
    def agrees(self) -> bool:
        return all(line.agrees for line in self.sample)


def _change(fund: Fund, month: Month) -> Change | None:
    billed = membership.billed(fund)
    earlier = [(first, persons) for first, persons in billed if first < month.first]
    if not earlier or month.first not in dict(billed):
        return None
    moves = []
    rows = run(SQL / "month_changes.sql", {"fund": fund.pk, "month": month.first, "shown": NAMED})
    for (came, reason, persons), group in groupby(rows, key=lambda row: row[:3]):
        first = [Mover(*row[3:]) for row in group]
        moves.append(Move(came, str(ExitReason(reason).label) if reason else "", persons, first))
    came, left = (sum(move.persons for move in moves if move.came == which) for which in (True, False))
    return Change(*earlier[-1], came, left, moves)


def _sample(fund: Fund, month: Month, bills: Sequence[Bill]) -> list[Sampled]:
    if not bills:
        return []
    rows = run(SQL / "month_sample.sql", {"month": month.first, "roll": bills[0].pk, "size": SAMPLE})
    found = []
    for person, sector, band, jkk, jkm in rows:
        price = law.price(month.first, fund.kind, sector, band)
        found.append(Sampled(person, jkk, jkm, price.jkk, price.jkm))
    return found


def _groups(fund: Fund, month: Month) -> list[DifferenceGroup]:
    totals = (
        Difference.objects.filter(fund=fund, month=month.first)
        .values_list("kind")
        .annotate(
            open=Count("pk", filter=Q(state="open")), count=Count("pk"), persons=Sum("persons"), amount=Sum("amount")
        )
        .order_by("-open", "kind")
    )
    return [DifferenceGroup(str(Difference.Kind(kind).label), *rest) for kind, *rest in totals]


def differences(fund: Fund, month: Month) -> QuerySet[Difference]:
    """Open ones first, the largest sums first."""
    return (
        Difference.objects.filter(fund=fund, month=month.first)
        .select_related("person", "closed_by", "owner", "signed_by")
        .order_by(F("closed_at").asc(nulls_first=True), "-amount", "kind", "pk")
    )


def sheet(fund: Fund, month: Month) -> Sheet:
    """A constant number of statements, whatever the number of members."""
    bills = list(
        Bill.objects.select_related("roll__corrects", "prepared_by", "approved_by", "checked_by", "withdrawn_by")
        .filter(roll__fund=fund, roll__month=month.first)
        .order_by("roll__seq")
    )
    paying = Allocation.objects.filter(bill__in=bills).values("order")
    evidence = StatementMatch.objects.filter(state=StatementMatch.State.ACCEPTED).select_related("line")
    orders = list(
        PaymentOrder.objects.filter(pk__in=paying)
        .select_related("prepared_by", "approved_by", "receipt", "reversal__prepared_by", "reversal__approved_by")
        .annotate(beyond=F("amount") - Sum("allocations__amount"))
        .prefetch_related(Prefetch("statement_matches", queryset=evidence, to_attr="shown_by"))
        .order_by("recorded_at")
    )
    return Sheet(
        fund=fund,
        month=month,
        bills=bills,
        orders=orders,
        groups=_groups(fund, month),
        change=_change(fund, month),
        lists=Reconciliation.objects.filter(fund=fund, month=month.first).order_by("-seq").first(),
        sample=_sample(fund, month, [b for b in bills if b.state != Bill.State.WITHDRAWN]),
        unsigned=Difference.objects.filter(
            fund=fund, month=month.first, state=Difference.State.EXPLAINED, signed_at=None
        ).count(),
        accounts=programme.accounts(fund, month.first),
        unpaid=sum(left for _, left in queries.owed(fund, [b.pk for b in bills])),
        credit=sum(one.left for one in queries.credits_of(fund) if one.explained),
        closings=list(Closing.objects.filter(fund=fund, month=month.first).select_related("made_by").order_by("-seq")),
    )
