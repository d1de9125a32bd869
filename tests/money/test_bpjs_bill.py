"""BPJS's bill: read whole or refused, kept once, compared line by line; its differences are findings of the month."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from random import Random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rangkiang.access.models import Role
from rangkiang.intake import vault
from rangkiang.money import actions as money
from rangkiang.money import bpjs_bill, closing
from rangkiang.money.bpjs_bill_sheet import bpjs_sheet, rows
from rangkiang.money.models import Difference
from rangkiang.money.statements_models import BpjsBill, BpjsBillLine, StatementFile
from rangkiang.people.models import IdentityLink, Person
from rangkiang.platform.errors import BadInput, Refused
from rangkiang.platform.models import AuditEntry
from rangkiang.programme import actions as programme
from rangkiang.programme.models import Fund
from tests.money.bpjs_file import Line, csv_bill, lines_of, xlsx_bill
from tests.world import AIE_AMO, JUNE, World, user

pytestmark = pytest.mark.django_db


def receive(world: World, content: bytes, name: str = "tagihan.csv") -> BpjsBill:
    made = bpjs_bill.receive(fund=world.fund, month=JUNE, filename=name, content=content, by=world.operator)
    world.see_all()
    return made


def take(world: World, lines: Sequence[Line], **head: str) -> BpjsBill:
    made = bpjs_bill.take(bill=receive(world, csv_bill(lines, **head)), by=world.operator)
    world.see_all()
    return made


def found(world: World) -> dict[tuple[str, int | None], int]:
    """(kind, person) → rupiah of the open differences that BPJS's bill made."""
    world.see_all()
    rows = Difference.objects.filter(state="open", kind__startswith="bpjs_")
    return {(kind, person): amount for kind, person, amount in rows.values_list("kind", "person", "amount")}


def baznas(world: World) -> Fund:
    made = programme.open_fund(
        programme=world.programme, kind="BAZNAS", area=world.fund.area, title="Baznas", jkk_account="1",
        jkm_account="2", by=world.by[Role.ADMINISTRATOR],
    )  # fmt: skip
    programme.set_budget(fund=made, year=2025, ceiling=10**9, effective_on=date(2025, 1, 2), by=world.head)
    world.see_all()
    return made


@pytest.mark.parametrize(("write", "name"), [(csv_bill, "a.csv"), (xlsx_bill, "a.xlsx")])
def test_a_bill_like_ours_differs_in_nothing(world: World, write: object, name: str) -> None:
    people = world.members(4)
    world.bill()
    world.see_all()
    content = write(lines_of(people), Jumlah_Peserta="4", Total_Tagihan="Rp67.200")  # type: ignore[operator]
    made = receive(world, content, name)
    assert (made.lines, made.total, made.told_persons, made.told_total) == (4, 67_200, 4, 67_200)
    assert (made.npp, made.billing_code, made.due_on) == ("12345678", "632309048826", date(2025, 7, 15))
    told = bpjs_sheet(made)
    assert [(one.kind, one.count, one.told, one.ours, one.amount) for one in told.kinds] == [
        ("agrees", 4, 67_200, 67_200, 0)
    ]
    assert told.totals.head_agrees
    assert told.totals.ours_agrees
    bpjs_bill.take(bill=made, by=world.operator)
    assert found(world) == {}


def test_each_way_to_differ_has_its_name_and_its_rupiah(world: World) -> None:
    """Missing, extra (known and unknown), other amount, other month, other fund, dead, twice: one of each."""
    people = world.members(7)
    other = baznas(world)
    elsewhere = world.members(1, fund=other, start=40, number="SK-2", area=AIE_AMO)[0]
    world.bill()
    world.bill(fund=other)
    stranger = world.candidates(1, start=70)[0].person
    world.see_all()
    Person.objects.filter(pk=people[3].pk).update(died_on=date(2025, 5, 20))
    lines = lines_of(people)
    sent = [
        lines[1].but(jkk=12_000),
        lines[2].but(month="05-2025"),
        lines[3],
        lines[4],
        lines[4].but(nik=""),  # by his card number the same person
        lines[5],
        lines[6],
        *lines_of([elsewhere]),
        Line(stranger.nik, "").but(),
        Line("1303080101809999", "11111111111"),
        Line("1303080101809999", "11111111111"),
    ]
    take(world, Random(5).sample(sent, len(sent)))
    assert found(world) == {
        ("bpjs_missing", people[0].pk): 16_800,
        ("bpjs_missing", people[2].pk): 16_800,
        ("bpjs_amount", people[1].pk): 2_000,
        ("bpjs_month", people[2].pk): 16_800,
        ("bpjs_dead", people[3].pk): 16_800,
        ("bpjs_twice", people[4].pk): 16_800,
        ("bpjs_twice", None): 16_800,
        ("bpjs_fund", elsewhere.pk): 16_800,
        ("bpjs_extra", stranger.pk): 16_800,
        ("bpjs_extra", None): 16_800,
    }
    area = Difference.objects.get(kind="bpjs_missing", person=people[0]).area
    assert area == people[0].area  # where the member lives, so that his nagari sees it


def test_a_split_that_differs_is_an_other_amount_though_the_total_is_the_same(world: World) -> None:
    people = world.members(2)
    world.bill()
    world.see_all()
    lines = lines_of(people)
    take(world, [lines[0].but(jkk=9_000, jkm=7_800), lines[1]])
    assert found(world) == {("bpjs_amount", people[0].pk): 2_000}


def test_joined_records_are_one_person(world: World) -> None:
    """BPJS names the record that was found to be another one's: it is the same person, billed once."""
    people = world.members(2)
    world.bill()
    alias = world.candidates(1, start=60)[0].person
    world.see_all()
    IdentityLink.objects.create(record=alias, canonical=people[0], why="KTP", made_by=1)
    take(world, [Line(alias.nik, ""), lines_of(people)[1]])
    assert found(world) == {}


@pytest.mark.parametrize("seed", range(8))
def test_any_order_and_any_change_of_lines_is_found_exactly(world: World, seed: int) -> None:
    """Lines shuffled, dropped, doubled, moved, repriced or of strangers: the differences are just those changes."""
    chance = Random(seed)
    people = world.members(9)
    world.bill()
    world.see_all()
    sent: list[Line] = []
    expected: Counter[tuple[str, int | None]] = Counter()
    for person, ours in zip(people, lines_of(people), strict=True):
        line = ours
        change = chance.choice(["keep", "keep", "drop", "double", "move", "reprice", "card only"])
        if change == "drop":
            expected["bpjs_missing", person.pk] += 16_800
            continue
        if change == "double":
            sent.append(line)
            expected["bpjs_twice", person.pk] += 16_800
        if change == "move":
            line = ours.but(month="07-2025")
            expected["bpjs_missing", person.pk] += 16_800
            expected["bpjs_month", person.pk] += 16_800
        if change == "reprice":
            more = chance.choice([-6_800, 200, 3_400])
            line = ours.but(jkm=ours.jkm + more)
            expected["bpjs_amount", person.pk] += abs(more)
        sent.append(line.but(nik="") if change == "card only" else line)
    for number in range(chance.randrange(3)):
        sent.append(Line(f"13030801018099{number:02d}", ""))
        expected["bpjs_extra", None] += 16_800
    chance.shuffle(sent)
    if chance.random() < 0.5:
        told = sum(line.total for line in sent) + 16_290
        expected["bpjs_total", None] = 16_290
        take(world, sent, Total_Tagihan=str(told))
    else:
        take(world, sent)
    assert found(world) == dict(expected)


def test_the_same_file_is_one_and_another_of_its_code_takes_its_place(world: World) -> None:
    people = world.members(3)
    world.bill()
    world.see_all()
    short = take(world, lines_of(people)[:2])
    assert receive(world, csv_bill(lines_of(people)[:2]), "again.csv").pk == short.pk
    entries = AuditEntry.objects.count()
    bpjs_bill.take(bill=short, by=world.operator)
    assert AuditEntry.objects.count() == entries  # a second click leaves nothing
    assert found(world) == {("bpjs_missing", people[2].pk): 16_800}
    whole = take(world, lines_of(people))
    short.refresh_from_db()
    assert (short.state, whole.state) == ("replaced", "standing")
    assert found(world) == {}
    assert Difference.objects.get(kind="bpjs_missing").state == "solved"


def test_two_bills_of_a_month_with_two_codes_stand_together(world: World) -> None:
    people = world.members(3)
    world.bill()
    world.see_all()
    take(world, lines_of(people)[:2])
    assert len(found(world)) == 1
    second = take(world, lines_of(people)[2:], Kode_Iuran="632309048827")
    assert found(world) == {}
    assert bpjs_sheet(second).differing == []


def test_what_is_set_aside_counts_no_more_and_can_be_taken_again(world: World) -> None:
    people = world.members(2)
    world.bill()
    world.see_all()
    made = take(world, lines_of(people)[:1])
    with pytest.raises(BadInput, match="reason"):
        bpjs_bill.set_aside(bill=made, reason=" ", by=world.operator)
    bpjs_bill.set_aside(bill=made, reason="Salah unduh", by=world.operator)
    assert found(world) == {}
    bpjs_bill.take(bill=made, by=world.treasurer)
    assert found(world) == {("bpjs_missing", people[1].pk): 16_800}


def test_what_was_only_looked_at_finds_nothing(world: World) -> None:
    people = world.members(2)
    world.bill()
    world.see_all()
    made = receive(world, csv_bill(lines_of(people)[:1]))
    money.reconcile(fund=world.fund, month=JUNE, by=world.operator)
    assert found(world) == {}
    assert [one.kind for one in bpjs_sheet(made).differing] == ["bpjs_missing"]


def test_the_file_is_kept_byte_for_byte_and_encrypted(world: World) -> None:
    content = csv_bill(lines_of(world.members(1)))
    made = receive(world, content)
    kept = StatementFile.objects.get(pk=made.pk)
    assert content[:20] not in bytes(kept.ciphertext)
    assert vault.unseal(kept.wrapped, kept.ciphertext) == content


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"Periode": "Juli 2025"}, "This bill is for 2025-07, not for 2025-06."),
        ({"Periode": "bulan depan"}, "'bulan depan' cannot be read."),
        ({"NPP": "99999999"}, "This bill is for NPP 99999999; APBD Sijunjung has NPP 12345678."),
    ],
)
def test_a_bill_of_another_month_or_wadah_is_refused_in_one_line(
    world: World, change: dict[str, str], told: str
) -> None:
    people = world.members(1)
    Fund.objects.filter(pk=world.fund.pk).update(npp="12345678")
    with pytest.raises(BadInput, match=told.replace("(", ".")) as refusal:
        receive(world, csv_bill(lines_of(people), **change))
    assert "\n" not in str(refusal.value)
    assert not StatementFile.objects.exists()


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "empty"),
        (b"%PDF-1.4 ...", "PDF"),
        (b"NIK;Nama\n1303080101809001;Orang\n", "Columns were not found: total / jkk"),
        (b"NIK;Total\n", "no line below"),
        (b"NIK;Total\n1303080101809001;seratus\n", "row 2: 'seratus' is no amount"),
        (b"NIK;Total;Bulan\n1303080101809001;16800;kapan\n", "row 2: 'kapan' is no month"),
    ],
)
def test_a_file_that_cannot_be_read_whole_is_refused_with_its_place(world: World, content: bytes, told: str) -> None:
    with pytest.raises(BadInput, match=told):
        receive(world, content)
    world.see_all()
    assert not BpjsBill.objects.exists()


def test_a_row_that_is_no_line_is_kept_in_sight(world: World) -> None:
    content = (
        csv_bill(lines_of(world.members(1))) + b"\nMuaro, 1 Juli 2025;\nOrang tanpa iuran;1303080101809001;;;;;;\n"
    )
    made = receive(world, content)
    assert [words for _place, words in made.skipped] == ["Muaro, 1 Juli 2025", "Orang tanpa iuran 1303080101809001"]


def test_a_closed_month_takes_no_bill(world: World) -> None:
    people = world.members(1)
    world.pay(world.bill())
    money.active_list(fund=world.fund, month=JUNE, kpj=[f"99{people[0].pk:09d}"], by=world.operator)
    money.reconcile(fund=world.fund, month=JUNE, by=world.operator)
    closing.close_month(fund=world.fund, month=JUNE, by=world.head)
    made = receive(world, csv_bill(lines_of(people)))
    with pytest.raises(Refused, match="closed"):
        bpjs_bill.take(bill=made, by=world.operator)


def test_only_who_may_and_only_for_their_area(world: World) -> None:
    content = csv_bill(lines_of(world.members(1)))
    told = {"fund": world.fund, "month": JUNE, "filename": "a.csv", "content": content}
    for role in (Role.HEAD, Role.AUDITOR, Role.NAGARI, Role.VERIFIER):
        with pytest.raises(Refused):
            bpjs_bill.receive(**told, by=world.by[role])
    neighbour = user(Role.TREASURER, "13.04", "treasurer_elsewhere")
    with pytest.raises(Refused):
        bpjs_bill.receive(**told, by=neighbour)
    world.see_all()
    assert not BpjsBill.objects.exists()


@pytest.mark.parametrize("deed", ["receive", "take"])
def test_statements_do_not_grow_with_the_lines(world: World, deed: str) -> None:
    counts = []
    for start, count in ((0, 2), (10, 40)):
        people = world.members(count, start=start, number=f"SK-{start}")
        world.see_all()
        content = csv_bill(lines_of(people), Kode_Iuran=f"63230904{start:04d}")
        made = None if deed == "receive" else receive(world, content)
        with CaptureQueriesContext(connection) as asked:
            if made is None:
                receive(world, content)
            else:
                bpjs_bill.take(bill=made, by=world.operator)
        counts.append(len(asked))
        world.see_all()
    assert counts[0] == counts[1] < 45
    assert BpjsBillLine.objects.count() == 42


def test_a_page_of_lines_of_one_kind(world: World) -> None:
    people = world.members(5)
    world.bill()
    world.see_all()
    made = receive(world, csv_bill(lines_of(people)[:1]))
    told = bpjs_sheet(made)
    page = rows(told, "bpjs_missing", 3).page(2)
    assert [row["person"] for row in page.object_list] == [people[4].pk]
    assert (told.totals.our_persons, told.totals.persons, told.totals.ours_agrees) == (5, 1, False)
