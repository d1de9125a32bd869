"""Double entry: every movement is one transfer, debit and credit, above zero. Nobody else touches these tables.

``contributions`` (what cover cost) against ``payable`` (owed to BPJS); ``payable`` against ``cash``; what was paid
and belongs to no bill waits in ``unallocated``. A bill below zero lessens ``payable``, a refund restores it. Apart, in
memorandum accounts: what BPJS paid to families, and each year's ceiling, what bills committed of it and what is left
(budgets are booked by the database, as they are written: migration 0009).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from rangkiang.programme.models import Fund

from .models import Account, Transfer


def _account(fund: Fund, code: str) -> Account:
    return Account.objects.get_or_create(fund=fund, code=code, defaults={"area": fund.area})[0]


@dataclass(frozen=True)
class Move:
    """``amount`` rupiah from the credit to the debit account; below zero it goes the other way."""

    debit: str
    credit: str
    amount: int
    reference: str


def committed(year: int, amount: int, reference: str) -> Move:
    """What a bill takes from the year's available money; below zero it gives back."""
    return Move(f"memo:committed:{year}", f"memo:available:{year}", amount, reference)


def move(*, fund: Fund, on: date, moves: Sequence[Move]) -> None:
    """Transfers of one deed; a reference that stands already writes nothing; an amount of 0 is no movement."""
    real = [one for one in moves if one.amount]
    codes = dict.fromkeys(code for one in real for code in (one.debit, one.credit))
    accounts = {code: _account(fund, code) for code in codes}
    Transfer.objects.bulk_create(
        [
            Transfer(
                debit=accounts[one.debit if one.amount > 0 else one.credit],
                credit=accounts[one.credit if one.amount > 0 else one.debit],
                area=fund.area,
                amount=abs(one.amount),
                happened_on=on,
                reference=one.reference,
            )
            for one in real
        ],
        ignore_conflicts=True,
    )


def of(reference: str, more: Sequence[str] = ()) -> list[Transfer]:
    """The transfers of one paper: by its ``reference`` or a part of it, and by the references named beside it."""
    named = Q(reference=reference) | Q(reference__startswith=f"{reference}:") | Q(reference__in=list(more))
    return list(Transfer.objects.filter(named).select_related("debit__fund", "credit").order_by("happened_on", "pk"))
