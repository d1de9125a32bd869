"""An issued bill as papers: a workbook with its lines, and a PDF with its control totals that the treasurer signs.

Both say the hash under which it was issued. Lines go by card number and name; a NIK is not needed to pay.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path
from typing import Any

import typst
import xlsxwriter
from babel.dates import format_date

from rangkiang.law.explain import rupiah
from rangkiang.money.models import Bill
from rangkiang.platform.bulk import run
from rangkiang.platform.models import OFFICE
from rangkiang.programme import queries as programme
from rangkiang.regions.models import Region

ROOM = Path(__file__).parent
TEMPLATE = ROOM / "letters" / "bill.typ"
LINE = ("number", "kpj", "name", "place", "decree", "jkk", "jkm")
HEADS = ("No.", "KPJ", "Nama", "Nagari", "SK", "JKK", "JKM", "Jumlah")


@dataclass(frozen=True)
class AreaTotal:
    """A nagari's share of the bill: persons charged less those taken off, and rupiah."""

    place: str
    persons: int
    jkk: int
    jkm: int


@dataclass(frozen=True)
class Paper:
    """What both papers tell; ``areas`` add up to the bill."""

    bill: Bill
    accounts: programme.Accounts
    regency: str
    areas: list[AreaTotal]

    @property
    def title(self) -> str:
        seq = self.bill.roll.seq
        return f"Tagihan {format_date(self.bill.roll.month, 'MMMM y', locale='id')}" + (
            f", susulan {seq}" if seq else ""
        )


def paper_of(bill: Bill) -> Paper:
    """A constant number of statements."""
    roll = bill.roll
    rows = run(ROOM / "sql" / "bill_areas.sql", {"month": roll.month, "roll": roll.pk})
    place = Region.objects.filter(code=roll.fund.area).values_list("name", flat=True).first() or ""
    return Paper(bill, programme.accounts(roll.fund, roll.month), place, [AreaTotal(*row) for row in rows])


def lines(bill: Bill) -> list[tuple[Any, ...]]:
    """Every line as LINE tells, in the order of nagari and name. One statement."""
    return run(ROOM / "sql" / "bill_lines.sql", {"month": bill.roll.month, "roll": bill.roll.pk})


def _facts(paper: Paper) -> list[tuple[str, str]]:
    bill, roll = paper.bill, paper.bill.roll
    return [
        ("Dana", roll.fund.name),
        ("Bulan", format_date(roll.month, "MMMM y", locale="id")),
        ("Peserta", str(roll.persons)),
        (f"JKK, rekening {paper.accounts.jkk}", rupiah(roll.jkk, "id")),
        (f"JKM, rekening {paper.accounts.jkm}", rupiah(roll.jkm, "id")),
        ("Jumlah", rupiah(roll.total, "id")),
        ("Jatuh tempo", _day(bill.due_on)),
        ("Kode iuran", bill.billing_code or "–"),
        ("Disusun", _who(bill.prepared_by.title, bill.recorded_at)),
        ("Diperiksa", _who(bill.checked_by.title, bill.checked_at) if bill.checked_by else "–"),
        ("Disetujui dan terbit", _who(bill.approved_by.title, bill.approved_at) if bill.approved_by else "–"),
        ("SHA-256", bill.sha256),
    ]


def _day(day: date) -> str:
    return format_date(day, "d MMMM y", locale="id")


def _who(title: str, moment: datetime | None) -> str:
    return f"{title}, {_day(moment.astimezone(OFFICE).date())}" if moment else title


def workbook(paper: Paper, rows: list[tuple[Any, ...]]) -> bytes:
    """Three sheets: the bill, its nagari, its lines. Rupiah are numbers; card numbers are text."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True, "strings_to_formulas": False}) as book:
        bold, money = book.add_format({"bold": True}), book.add_format({"num_format": "#,##0"})
        head = book.add_worksheet("Tagihan")
        head.set_column(0, 0, 32)
        head.set_column(1, 1, 70)
        head.write_string(0, 0, paper.title, bold)
        for at, (label, value) in enumerate(_facts(paper), 2):
            head.write_string(at, 0, label)
            head.write_string(at, 1, value)
        sheets = (
            ("Nagari", ("Nagari", "Peserta", "JKK", "JKM"), [(a.place, a.persons, a.jkk, a.jkm) for a in paper.areas]),
            ("Rincian", HEADS, [(*row, row[-2] + row[-1]) for row in rows]),
        )
        for name, heads, told in sheets:
            sheet = book.add_worksheet(name)
            sheet.set_column(0, len(heads) - 1, 16, money)
            sheet.freeze_panes(1, 0)
            for at, label in enumerate(heads):
                sheet.write_string(0, at, label, bold)
            for number, row in enumerate([*told, _sums(told)], 1):
                for at, value in enumerate(row):
                    if isinstance(value, int):
                        sheet.write_number(number, at, value, money)
                    else:
                        sheet.write_string(number, at, str(value or ""))
    return content.getvalue()


def _sums(rows: list[tuple[Any, ...]]) -> tuple[Any, ...]:
    """The control row: numbers added up, but not the running number."""
    if not rows:
        return ("Jumlah",)
    columns = list(zip(*rows, strict=True))
    return ("Jumlah", *(sum(c) if all(isinstance(v, int) for v in c) else "" for c in columns[1:]))


@cache
def _template() -> bytes:
    return TEMPLATE.read_bytes()


def pdf(paper: Paper) -> bytes:
    """The page that the treasurer signs, with the control totals by nagari. Values go in as data, never as markup."""
    told = {
        "title": paper.title,
        "office": paper.accounts.office,
        "regency": paper.regency,
        "facts": _facts(paper),
        "areas": [[a.place, str(a.persons), rupiah(a.jkk, "id"), rupiah(a.jkm, "id")] for a in paper.areas],
        "sums": list(_area_sums(paper)),
        "dated": _day(paper.bill.approved_at.astimezone(OFFICE).date()) if paper.bill.approved_at else "",
    }
    compiler = typst.Compiler(_template(), ignore_system_fonts=True, sys_inputs={"told": json.dumps(told)})
    day = paper.bill.approved_at or paper.bill.recorded_at
    moment = datetime.combine(day.date(), time.min, tzinfo=UTC)
    made = compiler.compile(format="pdf", pdf_standards=["ua-1"], timestamp=moment)
    assert isinstance(made, bytes)
    return made


def _area_sums(paper: Paper) -> Iterator[str]:
    yield str(sum(a.persons for a in paper.areas))
    yield rupiah(sum(a.jkk for a in paper.areas), "id")
    yield rupiah(sum(a.jkm for a in paper.areas), "id")
