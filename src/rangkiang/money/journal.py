"""The ledger for others to read and to check: every transfer as csv or as beancount text, and the trial balance.

Both may look at the books as they were known at the end of an earlier day: what was recorded later is left out.
Ceilings, commitments and what BPJS paid to families are memorandum accounts: they balance among themselves.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from io import StringIO
from typing import Any, Protocol

from rangkiang.platform.errors import Refused
from rangkiang.platform.models import OFFICE

ROOTS = {  # where beancount files an account; debits are positive under every root
    "cash": "Assets",
    "unallocated": "Assets",
    "payable": "Liabilities",
    "contributions": "Expenses",
    "memo": "Equity",  # both sides of it, so that nothing of the fund's own moves
}
MEMO = "memo:"
COLUMNS = (
    "happened_on", "recorded_at", "reference", "debit_fund", "debit", "credit_fund", "credit", "amount",
    "budget_account", "office",
)  # fmt: skip


class Cursor(Protocol):
    """Django's or psycopg's own."""

    def execute(self, query: Any, params: Any = None, /) -> Any: ...

    def fetchall(self) -> list[Any]: ...


@dataclass(frozen=True, slots=True)
class Entry:
    """One transfer of ``amount`` rupiah from the credit account to the debit account; funds are ``KIND:area``.

    ``budget_account`` is the fund's own code of what a bill is booked on, as the bill's page tells it; empty for what
    is no expense. ``office`` owned the fund then. Both as set for the billed month, else for the day.
    """

    happened_on: date
    recorded_at: datetime
    reference: str
    debit_fund: str
    debit: str
    credit_fund: str
    credit: str
    amount: int
    budget_account: str
    office: str

    @property
    def lines(self) -> tuple[tuple[str, str, int], tuple[str, str, int]]:
        """(fund, account, rupiah) of both sides, debit above zero."""
        return (self.debit_fund, self.debit, self.amount), (self.credit_fund, self.credit, -self.amount)


TRANSFERS = """
    SELECT t.happened_on, t.recorded_at, t.reference, df.kind || ':' || df.area, d.code,
           cf.kind || ':' || cf.area, c.code, t.amount,
           CASE WHEN 'contributions:jkk' IN (d.code, c.code) THEN coalesce(s.jkk_account, df.jkk_account)
                WHEN 'contributions:jkm' IN (d.code, c.code) THEN coalesce(s.jkm_account, df.jkm_account)
                ELSE '' END,
           coalesce(s.office, p.owner_office)
    FROM money_transfer t
    JOIN money_account d ON d.id = t.debit_id JOIN programme_fund df ON df.id = d.fund_id
    JOIN money_account c ON c.id = t.credit_id JOIN programme_fund cf ON cf.id = c.fund_id
    JOIN programme_programme p ON p.id = df.programme_id
    LEFT JOIN membership_roll r ON t.reference ^@ 'bill:' AND r.id::text = split_part(t.reference, ':', 2)
    LEFT JOIN LATERAL (SELECT jkk_account, jkm_account, office FROM programme_fundsetting f
                       WHERE f.fund_id = df.id AND f.valid_from <= coalesce(r.month, t.happened_on)
                         AND f.recorded_at < coalesce(%(known)s::timestamptz, 'infinity')
                       ORDER BY f.valid_from DESC LIMIT 1) s ON true
    WHERE t.happened_on <= coalesce(%(until)s::date, 'infinity')
      AND t.recorded_at < coalesce(%(known)s::timestamptz, 'infinity')
    ORDER BY t.happened_on, t.id"""

BALANCES = """
    SELECT f.kind || ':' || f.area AS fund, a.code, sum(t.amount)
    FROM money_transfer m, LATERAL (VALUES (m.debit_id, m.amount), (m.credit_id, -m.amount)) AS t (account, amount)
    JOIN money_account a ON a.id = t.account JOIN programme_fund f ON f.id = a.fund_id
    WHERE m.happened_on <= coalesce(%(until)s::date, 'infinity')
      AND m.recorded_at < coalesce(%(known)s::timestamptz, 'infinity')
    GROUP BY 1, 2 ORDER BY 1, 2"""


def _asked(until: date | None, known_on: date | None) -> dict[str, Any]:
    end = datetime.combine(known_on + timedelta(days=1), time.min, tzinfo=OFFICE) if known_on else None
    return {"until": until, "known": end}


def entries(cursor: Cursor, until: date | None = None, known_on: date | None = None) -> list[Entry]:
    """Every transfer up to a day, oldest first; ``known_on`` leaves out what was recorded after the end of that day."""
    cursor.execute(TRANSFERS, _asked(until, known_on))
    return [Entry(*row) for row in cursor.fetchall()]


def trial_balance(
    cursor: Cursor, until: date | None = None, known_on: date | None = None
) -> list[tuple[str, str, int]]:
    """(fund, account, balance in rupiah), debit above zero; together they are zero. One statement."""
    cursor.execute(BALANCES, _asked(until, known_on))
    return [(fund, code, int(balance)) for fund, code, balance in cursor.fetchall()]


def as_csv(found: list[Entry]) -> str:
    """One line per transfer, under COLUMNS; moments in the office's time zone."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for one in found:
        moment = one.recorded_at.astimezone(OFFICE).isoformat(timespec="seconds")
        sides = (one.debit_fund, one.debit, one.credit_fund, one.credit)
        writer.writerow(
            [one.happened_on.isoformat(), moment, one.reference, *sides, one.amount, one.budget_account, one.office]
        )
    return out.getvalue()


def _part(text: str) -> str:
    """A part of a beancount account: letters, digits and hyphens, the first a capital or a digit."""
    words = re.sub(r"[^A-Za-z0-9]+", "-", text).strip("-")
    return words[:1].upper() + words[1:]


def account(fund: str, code: str) -> str:
    """``Expenses:APBD-KAB:13-03:Contributions:Jkk``. Raises Refused for an account whose side nobody has said."""
    parts = code.split(":")
    if parts[0] not in ROOTS:
        raise Refused(
            f"The account '{code}' of {fund} has no side in the journal: name it in ROOTS of money/journal.py"
        )
    return ":".join([ROOTS[parts[0]], *map(_part, fund.split(":")), *map(_part, parts)])


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def as_beancount(found: list[Entry], balances: list[tuple[str, str, int]], until: date | None = None) -> Iterator[str]:
    """Lines of a beancount file. Our trial balance stands at its end, so that the checker compares it with its own."""
    yield 'option "title" "Rangkiang"'
    yield 'option "operating_currency" "IDR"'
    if not found:
        return
    used = sorted({account(fund, code) for one in found for fund, code, _ in one.lines})
    yield from (f"{found[0].happened_on} open {name} IDR" for name in used)
    for one in found:
        yield f"\n{one.happened_on} * {_quoted(one.reference)}"
        if one.budget_account:
            yield f"  budget-account: {_quoted(one.budget_account)}"
        yield f"  office: {_quoted(one.office)}"
        yield from (f"  {account(fund, code)}  {amount} IDR" for fund, code, amount in one.lines)
    closing = (until or found[-1].happened_on) + timedelta(days=1)  # a balance holds at the beginning of its day
    yield ""
    yield from (f"{closing} balance {account(fund, code)}  {amount} IDR" for fund, code, amount in balances)
