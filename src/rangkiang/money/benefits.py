"""What BPJS paid to families, as memorandum accounts of the fund that covered them: no money of the fund moves.

``memo:benefits:<scheme>`` and ``memo:late:<scheme>`` (what BPJS added for paying late) against ``memo:bpjs``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from rangkiang.platform.scope import whole_register
from rangkiang.programme.models import Fund

from . import ledger
from .models import Transfer


@dataclass(frozen=True)
class Benefit:
    """One payment of BPJS, by its own ``key``: ``amount`` rupiah of ``code``, as ``benefits:jkm``."""

    key: int
    code: str
    amount: int
    paid_on: date


def book(*, claim: UUID, fund: Fund | None, paid: Sequence[Benefit]) -> None:
    """Within another deed, the claim locked: every payment stands once, under the fund that covered the claim.

    What stood under another fund is taken back by a counter transfer of the same day; without a fund none of ours
    covered it, and nothing stands. Statements grow with the days of payment, not with the payments.
    """
    booked: dict[str, list[Transfer]] = defaultdict(list)
    moves: dict[tuple[Fund, date], list[ledger.Move]] = defaultdict(list)
    with whole_register():  # the fund may be of a wider area than the claim
        for transfer in ledger.of(f"benefit:{claim}"):
            booked[transfer.reference.split(":")[2]].append(transfer)
        for one in paid:
            turn = len(booked[str(one.key)])  # booked and taken back by turns
            stands = booked[str(one.key)][-1].debit.fund if turn % 2 else None
            if stands == fund:
                continue
            for whose, amount in ((stands, -one.amount), (fund, one.amount)):
                if whose:
                    reference = f"benefit:{claim}:{one.key}:{turn}"
                    moves[whose, one.paid_on].append(ledger.Move(f"memo:{one.code}", "memo:bpjs", amount, reference))
                    turn += 1
        for (whose, on), some in moves.items():
            ledger.move(fund=whose, on=on, moves=some)
