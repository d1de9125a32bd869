"""Statements of the bank and of SIPD: read, proposed by rule, decided by a person, never booked by themselves."""

from __future__ import annotations

from datetime import date
from random import Random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rangkiang.access.models import Role
from rangkiang.money import actions as money
from rangkiang.money import settling, statements
from rangkiang.money.models import Difference, PaymentOrder, Receipt, Transfer
from rangkiang.money.statements_models import Statement, StatementLine, StatementMatch
from rangkiang.platform.errors import BadInput, Refused
from rangkiang.platform.models import AuditEntry
from tests.world import JULY, JUNE, World, user

pytestmark = pytest.mark.django_db
BANK = "Tanggal;Uraian;No Referensi;Debet;Kredit"
REGISTER = "No;Nomor SP2D;Tanggal SP2D;Uraian;Nilai SP2D"


def bank(*lines: str) -> bytes:
    return "\n".join(["REKENING KORAN", BANK, *lines]).encode()


def register(*lines: str) -> bytes:
    return "\n".join([REGISTER, *(f"{n};{line}" for n, line in enumerate(lines, 1))]).encode()


def receive(world: World, content: bytes, name: str = "rekening.csv") -> Statement:
    looked = statements.look(fund=world.fund, filename=name, content=content, by=world.treasurer)
    made = statements.keep(file=looked, by=world.treasurer)
    world.see_all()
    return made


def paid(world: World, month: object = JUNE, sp2d: str = "00123/SP2D/2025", with_receipt: bool = False) -> PaymentOrder:
    """A payment of the month's bill (billing code 000000000001) on the 12th."""
    bill = world.bill(month)  # type: ignore[arg-type]
    if with_receipt:
        return world.pay(bill)
    order = money.order(
        fund=world.fund, bills=[bill], amount=bill.roll.total, spp=f"1-{month}", spm=f"2-{month}", by=world.operator
    )
    made = money.pay(order=order, sp2d=sp2d, paid_on=bill.roll.month.replace(day=12), by=world.treasurer)
    world.see_all()
    return made


def pairs() -> list[tuple[int, str, str]]:
    """(row, rules, state) of every pair."""
    found = StatementMatch.objects.order_by("line__row", "pk")
    return list(found.values_list("line__row", "rules", "state"))


def findings(world: World, month: object = JUNE) -> dict[str, int]:
    money.reconcile(fund=world.fund, month=month, by=world.operator)  # type: ignore[arg-type]
    world.see_all()
    kinds = ("statement_unmatched", "statement_differs", "payment_unseen")
    return dict(Difference.objects.filter(state="open", kind__in=kinds).values_list("kind", "amount"))


@pytest.mark.parametrize(
    ("line", "rules"),
    [
        ("12/06/2025;Pencairan;00123/SP2D/2025;33.600,00;", "sp2d amount"),
        ("30/06/2025;Pencairan SP2D 00123/SP2D/2025 BPJS;;33.600,00;", "sp2d"),
        ("12/06/2025;SP2D 00123/SP2D/2025;;99.000,00;", "sp2d"),
        ("19/06/2025;iuran;;33.600,00;", "amount"),
        ("28/06/2025;Kode 000000000001 iuran;;50.000,00;", "billing_code"),
    ],
)
def test_a_line_is_proposed_by_the_strongest_sign(world: World, line: str, rules: str) -> None:
    world.members(2)
    paid(world)
    receive(world, bank(line))
    assert pairs() == [(3, rules, "proposed")]


@pytest.mark.parametrize(
    "line",
    [
        "20/06/2025;iuran;;33.600,00;",  # eight days after
        "12/06/2025;iuran;;33.601,00;",
        "12/06/2025;jasa;;;33.600,00",  # came in
        "28/06/2025;SP2D 100123/SP2D/20251;;50.000,00;",  # holds the number, is another
        "28/06/2025;9000000000001;;50.000,00;",  # thirteen digits
    ],
)
def test_what_only_resembles_is_not_proposed(world: World, line: str) -> None:
    world.members(2)
    paid(world)
    receive(world, bank(line))
    assert pairs() == []


def test_the_exact_number_goes_before_the_amount_of_another_payment(world: World) -> None:
    world.members(2)
    june = paid(world, sp2d="11111/SP2D")
    paid(world, JULY, sp2d="22222/SP2D")
    receive(world, bank("08/07/2025;SP2D 11111/SP2D;;33.600;"))
    assert [match.order_id for match in StatementMatch.objects.all()] == [june.pk]


def test_receipt_and_reference_are_signs_too(world: World) -> None:
    world.members(2)
    order = paid(world, with_receipt=True)
    number = order.receipt
    content = bank(f"29/06/2025;{number.number};;1.000;", f"29/06/2025;ref {number.payment_reference};;1.000;")
    receive(world, content)
    assert pairs() == [(3, "receipt", "proposed"), (4, "payment_reference", "proposed")]


def test_nothing_is_booked_by_a_statement_nor_by_its_acceptance(world: World) -> None:
    world.members(2)
    paid(world)
    before = Transfer.objects.count(), Receipt.objects.count()
    receive(world, bank("12/06/2025;Pencairan;00123/SP2D/2025;33.600,00;"))
    statements.accept(match=StatementMatch.objects.get(), by=world.treasurer)
    world.see_all()
    assert (Transfer.objects.count(), Receipt.objects.count()) == before


def test_unmatched_lines_are_findings_until_a_person_says_what_they_are(world: World) -> None:
    world.members(2)
    paid(world)
    receive(
        world,
        bank(
            "12/06/2025;Pencairan;00123/SP2D/2025;33.600,00;",
            "30/06/2025;Biaya admin;;6.500;",
            "30/06/2025;Bunga;;;900",
        ),
    )
    assert findings(world) == {"statement_unmatched": 41_000, "payment_unseen": 33_600}
    statements.accept(match=StatementMatch.objects.get(), by=world.treasurer)
    assert findings(world) == {"statement_unmatched": 7_400}
    lines = list(StatementLine.objects.filter(amount__lt=10_000).values_list("pk", flat=True))
    with pytest.raises(BadInput, match="reason"):
        statements.set_aside(fund=world.fund, lines=lines, reason=" ", by=world.treasurer)
    assert statements.set_aside(fund=world.fund, lines=lines, reason="Biaya bank", by=world.treasurer) == 2
    assert statements.set_aside(fund=world.fund, lines=lines, reason="Biaya bank", by=world.treasurer) == 0
    assert findings(world) == {}
    statements.bring_back(line=StatementLine.objects.get(amount=900), by=world.treasurer)
    assert findings(world) == {"statement_unmatched": 900}


def test_an_accepted_line_of_another_amount_is_a_finding(world: World) -> None:
    world.members(2)
    paid(world)
    receive(world, bank("12/06/2025;Pencairan;00123/SP2D/2025;33.000,00;"))
    statements.accept(match=StatementMatch.objects.get(), by=world.treasurer)
    assert findings(world) == {"statement_differs": 600}


def test_an_acceptance_is_undone_with_a_reason_and_stays_on_record(world: World) -> None:
    world.members(2)
    paid(world)
    receive(world, bank("12/06/2025;Pencairan;00123/SP2D/2025;33.600,00;"))
    match = StatementMatch.objects.get()
    statements.accept(match=match, by=world.treasurer)
    entries = AuditEntry.objects.count()
    statements.accept(match=match, by=world.treasurer)
    assert AuditEntry.objects.count() == entries  # a double click
    with pytest.raises(BadInput, match="reason"):
        statements.undo(match=match, reason="", by=world.treasurer)
    statements.undo(match=match, reason="Salah baris", by=world.treasurer)
    world.see_all()
    assert pairs() == [(3, "sp2d amount", "undone"), (3, "sp2d amount", "proposed")]
    assert StatementMatch.objects.get(state="undone").reason == "Salah baris"


def test_a_refused_pair_is_not_proposed_again(world: World) -> None:
    world.members(2)
    paid(world)
    receive(world, bank("12/06/2025;Pencairan;00123/SP2D/2025;33.600,00;"))
    match = StatementMatch.objects.get()
    statements.refuse(match=match, by=world.treasurer)
    assert statements.look_again(fund=world.fund, by=world.treasurer) == 0
    with pytest.raises(Refused, match="decided already"):
        statements.accept(match=match, by=world.treasurer)


def test_one_line_one_payment(world: World) -> None:
    """Two equal lines, one payment: the second cannot be accepted; the register of SP2D may show it as well."""
    world.members(2)
    paid(world)
    receive(world, bank(*["12/06/2025;Pencairan;00123/SP2D/2025;33.600,00;"] * 2))
    receive(world, register("00123/SP2D/2025;12-06-2025;Iuran;33600"), "sp2d.csv")
    first, second = StatementMatch.objects.filter(kind="bank").order_by("pk")
    statements.accept(match=first, by=world.treasurer)
    with pytest.raises(Refused, match="matched already"):
        statements.accept(match=second, by=world.treasurer)
    statements.accept(match=StatementMatch.objects.get(kind="sp2d"), by=world.treasurer)
    assert findings(world) == {"statement_unmatched": 33_600}


def test_a_payment_reversed_later_leaves_its_line_open(world: World) -> None:
    world.members(2)
    order = paid(world)
    receive(world, bank("12/06/2025;Pencairan;00123/SP2D/2025;33.600,00;"))
    statements.accept(match=StatementMatch.objects.get(), by=world.treasurer)
    asked = settling.ask_reversal(order=order, reason="Retur", by=world.operator)
    settling.reverse(reversal=asked, on=date(2025, 6, 20), by=world.treasurer)
    assert findings(world) == {"statement_unmatched": 33_600}


def test_a_receipt_that_a_line_tells_is_recorded_by_the_deed_of_receipts(world: World) -> None:
    world.members(2)
    order = paid(world)
    words = "Iuran 000000000001 ref 623090050711 tanda terima 923092201109691"
    receive(world, bank(f"12/06/2025;{words};00123/SP2D/2025;33.600,00;"))
    match = StatementMatch.objects.get()
    statements.accept(match=match, with_receipt=True, by=world.treasurer)
    world.see_all()
    made = Receipt.objects.get(order=order)
    assert (made.number, made.billing_code, made.payment_reference) == (
        "923092201109691",
        "000000000001",
        "623090050711",
    )
    assert (made.received_on, made.amount) == (date(2025, 6, 12), 33_600)


def test_a_line_without_the_three_numbers_records_no_receipt_and_accepts_nothing(world: World) -> None:
    world.members(2)
    paid(world)
    receive(world, bank("12/06/2025;tanda terima 923092201109691;00123/SP2D/2025;33.600,00;"))
    with pytest.raises(Refused, match="three numbers"):
        statements.accept(match=StatementMatch.objects.get(), with_receipt=True, by=world.treasurer)
    world.see_all()
    assert pairs() == [(3, "sp2d amount", "proposed")]


@pytest.mark.parametrize("seed", range(4))
def test_the_same_line_is_one_whatever_the_file_and_the_order(world: World, seed: int) -> None:
    """Two statements that overlap, shuffled: every line once, equal lines of one file as often as they stand there."""
    chance = Random(seed)
    lines = [f"{day:02d}/06/2025;Biaya {day % 3};;{1000 + day % 2};" for day in range(1, 12)]
    lines += [lines[0], lines[4]]
    first = chance.sample(lines, 8)
    receive(world, bank(*first), "satu.csv")
    again = receive(world, bank(*first), "satu-lagi.csv")
    assert Statement.objects.count() == 1
    second = receive(world, bank(*chance.sample(lines, len(lines))), "dua.csv")
    assert again.known == 0
    assert second.known == 8
    kept = sorted(
        f"{d:%d/%m/%Y};{t};;{a};" for d, t, a in StatementLine.objects.values_list("day", "description", "amount")
    )
    assert kept == sorted(lines)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (bank("12/06/2025;x;;tiga;"), "row 3: 'tiga' is no amount"),
        (bank("06/13/2025;x;;1.000;"), "row 3: '06/13/2025' is no day"),
        (bank("12/06/2025;x;;1.000;2.000"), "row 3: '1.000' and an amount that came in"),
        (bank("12/06/2025;x;;0;"), "No line moves money"),
        (b"Tgl;Keterangan;Jumlah;D/K\n12/06/2025;x;1.000;Z\n", "row 2: 'Z' does not say"),
        (b"a;b\n1;2\n", "No header row"),
    ],
)
def test_a_statement_that_cannot_be_read_whole_is_refused_in_one_line(world: World, content: bytes, told: str) -> None:
    with pytest.raises(BadInput, match=told):
        receive(world, content)
    world.see_all()
    assert not Statement.objects.exists()


def test_amounts_with_a_mark_or_a_sign_and_sen_left_out(world: World) -> None:
    receive(world, b"Tgl;Keterangan;Jumlah;D/K\n12 Juni 2025;a;33,600.00;D\n13 Juni 2025;b;1,250.75;CR\n", "m.csv")
    receive(world, b"Tgl;Keterangan;Jumlah\n12 Juni 2025;c;-5.000,00\n13 Juni 2025;d;7.000\n", "s.csv")
    found = StatementLine.objects.order_by("description").values_list("description", "amount", "direction")
    assert list(found) == [("a", 33_600, "out"), ("b", 1_250, "in"), ("c", 5_000, "out"), ("d", 7_000, "in")]


def test_only_who_may_and_only_for_their_area(world: World) -> None:
    content = bank("12/06/2025;x;;1.000;")
    told = {"fund": world.fund, "filename": "a.csv", "content": content}
    for role in (Role.HEAD, Role.AUDITOR, Role.NAGARI):
        with pytest.raises(Refused):
            statements.look(**told, by=world.by[role])
    with pytest.raises(Refused):
        statements.look(**told, by=user(Role.TREASURER, "13.04", "treasurer_elsewhere"))
    world.members(2)
    paid(world)
    receive(world, bank("12/06/2025;x;00123/SP2D/2025;33.600;"))
    with pytest.raises(Refused):  # who draws up the order does not say that it was paid
        statements.accept(match=StatementMatch.objects.get(), by=world.operator)


def test_statements_do_not_grow_with_the_lines(world: World) -> None:
    receive(world, bank("11/06/2025;Biaya pertama;;900;"), "pertama.csv")  # what a first deed asks once is asked
    counts = []
    for start, count in ((0, 2), (100, 60)):
        content = bank(*(f"12/06/2025;Biaya {start + n};;{1000 + n};" for n in range(count)))
        with CaptureQueriesContext(connection) as asked:
            receive(world, content, f"{start}.csv")
        counts.append(len(asked))
    assert counts[0] == counts[1] < 30
    assert StatementLine.objects.count() == 63
