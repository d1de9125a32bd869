"""Double entry: every movement is one transfer, debit and credit, above zero. Nobody else touches these tables.

``contributions`` (what cover cost) against ``payable`` (owed to BPJS); ``payable`` against ``cash``; what was paid
and belongs to no bill waits in ``unallocated``.
"""

from __future__ import annotations

from datetime import date

from django.db import connection

from rangkiang.programme.models import Fund

from .models import Account, Transfer


def _account(fund: Fund, code: str) -> Account:
    return Account.objects.get_or_create(fund=fund, code=code, defaults={"area": fund.area})[0]


def move(*, fund: Fund, debit: str, credit: str, amount: int, on: date, reference: str) -> None:
    """One transfer; the same reference again writes nothing; an amount of 0 is no movement."""
    if amount == 0:
        return
    Transfer.objects.bulk_create(
        [
            Transfer(
                debit=_account(fund, debit),
                credit=_account(fund, credit),
                area=fund.area,
                amount=amount,
                happened_on=on,
                reference=reference,
            )
        ],
        ignore_conflicts=True,
    )


def trial_balance(on: date) -> list[tuple[str, str, int]]:
    """(fund, account, balance) on a day; debit is positive, and together they are zero."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT f.kind || ':' || f.area, a.code, sum(t.amount)
            FROM (SELECT debit_id AS account, amount FROM money_transfer WHERE happened_on <= %(on)s
                  UNION ALL SELECT credit_id, -amount FROM money_transfer WHERE happened_on <= %(on)s) t
            JOIN money_account a ON a.id = t.account JOIN programme_fund f ON f.id = a.fund_id
            GROUP BY 1, 2 ORDER BY 1, 2""",
            {"on": on},
        )
        return [(fund, code, int(balance)) for fund, code, balance in cursor.fetchall()]
