"""An issued bill as papers, read back: the workbook cell by cell, the PDF's words and its hash."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from rangkiang.access.models import Role
from rangkiang.exchange import bills
from rangkiang.money import actions as money
from rangkiang.money.models import Bill
from rangkiang.platform.models import AuditEntry
from tests.world import AIE_AMO, JULY, World

pytestmark = pytest.mark.django_db


@pytest.fixture
def bill(world: World) -> Bill:
    world.members(3)
    world.members(2, area=AIE_AMO, start=20, number="SK-2")
    made = world.bill()
    world.see_all()
    return Bill.objects.select_related("roll__fund__programme", "approved_by", "prepared_by").get(pk=made.pk)


def sheets(content: bytes) -> dict[str, list[list[Any]]]:
    book = CalamineWorkbook.from_filelike(BytesIO(content))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def test_the_workbook_adds_up_line_by_line(bill: Bill) -> None:
    read = sheets(bills.workbook(bills.paper_of(bill), bills.lines(bill)))
    facts = {row[0]: row[1] for row in read["Tagihan"] if len(row) > 1 and row[0]}
    assert facts["SHA-256"] == bill.sha256
    assert (facts["Kode iuran"], facts["Jumlah"], facts["Peserta"]) == ("000000000001", "Rp84.000", "5")
    assert "JKK, rekening 5.1.02.02.02.0006" in facts
    head, *lines, sums = read["Rincian"]
    assert head == list(bills.HEADS)
    assert sums[5:] == [sum(line[at] for line in lines) for at in (5, 6, 7)] == [50_000, 34_000, 84_000]
    assert [line[1] for line in lines] == [str(row[1]) for row in bills.lines(bill)]
    assert all(line[1].startswith("99") and len(line[1]) == 11 for line in lines)
    assert [row[1] for row in read["Nagari"][1:]] == [2, 3, 5]
    assert not any("1303080101" in str(cell) for row in read["Rincian"] for cell in row)  # no NIK


def test_the_pdf_says_totals_accounts_hash_and_where_to_sign(bill: Bill) -> None:
    made = PdfReader(BytesIO(bills.pdf(bills.paper_of(bill))))
    text = "\n".join(page.extract_text() for page in made.pages)
    for word in (
        "Tagihan Juni 2025", "Rp50.000", "Rp34.000", "Rp84.000", "5.1.02.02.02.0006", "5.1.02.02.02.0007",
        "000000000001", "Bendahara Pengeluaran", "DISNAKERTRANS", bill.sha256[:20],
    ):  # fmt: skip
        assert word in text, word


def test_only_an_issued_bill_has_papers_and_names_go_by_right(client: Client, world: World, bill: Bill) -> None:
    draft = money.bill(fund=world.fund, month=JULY, by=world.operator)
    lines, page = reverse("exchange:bill-xlsx", args=[bill.pk]), reverse("exchange:bill-pdf", args=[bill.pk])
    for role, status in ((Role.TREASURER, 200), (Role.PLANNER, 403), (Role.NAGARI, 403)):
        client.force_login(world.by[role])
        assert client.post(lines).status_code == status
    assert AuditEntry.objects.filter(verb="exchange.bill_lines", subject=f"bill:{bill.pk}").count() == 1
    client.force_login(world.by[Role.PLANNER])
    answer = client.get(page)
    assert (answer.status_code, answer.content[:5], answer["Cache-Control"]) == (200, b"%PDF-", "no-store")
    assert client.get(reverse("exchange:bill-pdf", args=[draft.pk])).status_code == 404
