"""What a bill of BPJS says beside ours: control totals, how its lines compare, and what to do about each kind."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.utils.translation import gettext_lazy as _

from rangkiang import law
from rangkiang.membership.models import Roll
from rangkiang.platform.bulk import run
from rangkiang.platform.month import Month

from .bpjs_bill import standing
from .models import Bill, Difference
from .statements_models import BpjsBill

SQL = Path(__file__).parent / "sql"
AGREES = "agrees"
ROW = ("kind", "sheet", "row", "month", "nik", "kpj", "person", "name", "told", "ours", "amount")
KIND = Difference.Kind
ADVICE = {
    KIND.BPJS_MISSING: _("Ask BPJS to add them; whoever has left is ended here and corrected by a supplement."),
    KIND.BPJS_EXTRA: _("Look for who they are: enrol them by a decree, or ask BPJS to take them off."),
    KIND.BPJS_AMOUNT: _("Compare the band and the rate with the law's; ask BPJS to correct its bill, or explain."),
    KIND.BPJS_MONTH: _("Ask BPJS for a bill of this month only; the other month has its own."),
    KIND.BPJS_FUND: _("Another fund of ours pays them this month: ask BPJS to take them off this bill."),
    KIND.BPJS_DEAD: _("Send BPJS the death certificate and ask to take them off; what was paid is asked back."),
    KIND.BPJS_TWICE: _("Ask BPJS to join the two records and to bill the person once."),
}


@dataclass(frozen=True)
class KindOf:
    """Lines of one kind: how many, and rupiah as BPJS says, as ours, and in the wrong place."""

    kind: str
    count: int
    told: int
    ours: int
    amount: int

    @property
    def label(self) -> str:
        return str(_("agrees with our bill") if self.kind == AGREES else Difference.Kind(self.kind).label)

    @property
    def advice(self) -> str:
        return str(ADVICE.get(Difference.Kind(self.kind), "")) if self.kind != AGREES else ""


@dataclass(frozen=True)
class Totals:
    """Persons and rupiah as the head says (null where it does not), as the lines add up, and as our bill is."""

    told_persons: int | None
    told_total: int | None
    persons: int
    total: int
    our_persons: int
    our_total: int

    @property
    def head_agrees(self) -> bool:
        return self.told_persons in (None, self.persons) and self.told_total in (None, self.total)

    @property
    def ours_agrees(self) -> bool:
        return (self.persons, self.total) == (self.our_persons, self.our_total)


@dataclass(frozen=True)
class BpjsSheet:
    """Everything on the page of one bill. ``due`` is the law's due date, ``codes`` those of our bills of the month."""

    bill: BpjsBill
    month: Month
    totals: Totals
    kinds: list[KindOf]
    due: date
    codes: list[str]

    @property
    def other_due(self) -> bool:
        return self.bill.due_on is not None and self.bill.due_on != self.due

    @property
    def other_code(self) -> bool:
        return bool(self.bill.billing_code and self.codes) and self.bill.billing_code not in self.codes

    @property
    def differing(self) -> list[KindOf]:
        return [one for one in self.kinds if one.kind != AGREES]

    @property
    def agreeing(self) -> int:
        return sum(one.count for one in self.kinds if one.kind == AGREES)


def _facts(bill: BpjsBill) -> dict[str, Any]:
    """The bill beside those that would stand with it."""
    others = standing(bill.fund, Month.of(bill.month)).exclude(billing_code=bill.billing_code)
    bills: list[UUID] = [UUID(str(bill.pk)), *(UUID(str(key)) for key in others.values_list("pk", flat=True))]
    return {"fund": bill.fund_id, "month": bill.month, "bill": bill.pk, "bills": bills}


def _ours(bill: BpjsBill) -> tuple[int, int, list[str]]:
    rolls = Roll.objects.filter(fund=bill.fund, month=bill.month)
    counted = rolls.exclude(kind=Roll.Kind.CORRECTION, bill__state=Bill.State.DRAFT).select_related("bill")
    codes = sorted({roll.bill.billing_code for roll in counted if roll.bill.billing_code})
    return sum(roll.persons for roll in counted), sum(roll.total for roll in counted), codes


def bpjs_sheet(bill: BpjsBill) -> BpjsSheet:
    """A constant number of statements, whatever the number of lines."""
    found = [KindOf(*row) for row in run(SQL / "bpjs_bill_kinds.sql", _facts(bill))]
    order = [AGREES, *ADVICE]
    persons, total, codes = _ours(bill)
    totals = Totals(bill.told_persons, bill.told_total, bill.lines, bill.total, persons, total)
    due = law.due_date(bill.month)
    kinds = sorted(found, key=lambda one: order.index(one.kind))
    return BpjsSheet(bill, Month.of(bill.month), totals, kinds, due, codes)


class _Rows:
    """The lines of a kind, a page at a time, as the paginator asks for them."""

    def __init__(self, bill: BpjsBill, kind: str, count: int) -> None:
        self.facts = _facts(bill) | {"kind": kind}
        self.size = count

    def __len__(self) -> int:
        return self.size

    def __getitem__(self, part: slice) -> list[dict[str, Any]]:
        facts = self.facts | {"start": part.start, "size": part.stop - part.start}
        return [dict(zip(ROW, row, strict=True)) for row in run(SQL / "bpjs_bill_rows.sql", facts)]


def rows(sheet: BpjsSheet, kind: str, size: int) -> Paginator[Any]:
    """The lines of one kind, the largest sums first."""
    count = next((one.count for one in sheet.kinds if one.kind == kind), 0)
    return Paginator(_Rows(sheet.bill, kind, count), size)  # type: ignore[arg-type]
