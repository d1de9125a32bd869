"""Rina keeps the month at the labour office: from the list that the nagari sends to the month in which all agrees."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from rangkiang.decree import actions as decree
from rangkiang.decree.queries import control, waiting
from rangkiang.exchange import actions as exchange
from rangkiang.intake import actions as intake
from rangkiang.intake import queries as lists
from rangkiang.intake.models import Batch, Candidate
from rangkiang.membership import actions as membership
from rangkiang.membership.models import Enrolment
from rangkiang.money import actions as money
from rangkiang.money.models import Difference
from rangkiang.money.queries import months
from rangkiang.people.models import Person
from rangkiang.platform.errors import Refused
from tests.intake.readers.lists import HEADER, people, person, xlsx_file
from tests.world import JULY, World

pytestmark = pytest.mark.django_db
RECEIVED = date(2025, 6, 20)
ROWS, GOOD = 9, 7


def village_list() -> bytes:
    """Six good rows; one whose NIK is a number, one of fifteen digits, one row twice, a total below."""
    rows = people(6)
    bad = [person(7, NIK=int(person(7)[1])), person(8, NIK="130304020770900"), person(1)]
    return xlsx_file([["Daftar Pekerja Rentan Nagari Muaro"], HEADER, *rows, *bad, ["Jumlah", "9"]])


def receive(world: World, content: bytes) -> Batch:
    return intake.receive(fund=world.fund, filename="muaro.xlsx", content=content, on=RECEIVED, by=world.operator)


def test_the_list_is_read_every_fault_is_named_and_the_good_rows_wait(world: World) -> None:
    batch = receive(world, village_list())
    assert (batch.rows, batch.accepted, batch.state) == (ROWS, GOOD, Batch.State.CHECKED)
    world.see_all()
    faults = {(f.row, f.code, f.severity) for f in lists.findings(batch)}
    assert (9, "nik_number_cell", "warning") in faults
    assert (10, "nik_not_16_digits", "error") in faults
    assert {row for row, _, severity in faults if severity == "error"} == {10, 11}
    assert Person.objects.count() == 0

    intake.commit(batch=batch, first_month=JULY, by=world.operator)
    with pytest.raises(Refused, match="not among the rights"):
        intake.verify(batch=batch, by=world.operator)
    assert intake.verify(batch=batch, by=world.verifier) == GOOD
    world.see_all()
    assert waiting() == {world.fund.pk: GOOD}


def test_the_same_file_again_is_the_same_batch(world: World) -> None:
    content = village_list()
    assert receive(world, content).pk == receive(world, content).pk
    world.see_all()
    assert Batch.objects.count() == 1


def test_from_the_list_to_the_month_in_which_all_agrees(world: World) -> None:
    batch = receive(world, village_list())
    intake.commit(batch=batch, first_month=JULY, by=world.operator)
    intake.verify(batch=batch, by=world.verifier)

    sk = decree.prepare(fund=world.fund, number="SK-7", dated=RECEIVED, first_month=JULY, by=world.operator)
    assert control(sk).month_cost == GOOD * 16_800
    decree.approve(decree=sk, by=world.head)
    assert membership.enrol(decree=sk, by=world.operator) == GOOD

    sent = exchange.upload_list(fund=world.fund, by=world.operator)
    sheet = CalamineWorkbook.from_filelike(BytesIO(sent.content)).get_sheet_by_index(0).to_python()
    assert len(sheet) == 1 + sent.persons == 1 + GOOD
    cards = {nik: f"99{row:09d}" for row, nik in enumerate(Person.objects.values_list("nik", flat=True))}
    assert membership.number(fund=world.fund, kpj=cards, by=world.bpjs) == GOOD

    world.pay(world.bill(JULY))
    money.active_list(fund=world.fund, month=JULY, kpj=[*cards.values()], by=world.bpjs)
    compared = money.reconcile(fund=world.fund, month=JULY, by=world.operator)
    assert (compared.decreed, compared.active, compared.billed) == (GOOD, GOOD, GOOD)
    assert compared.billed_amount == compared.received_amount == GOOD * 16_800
    world.see_all()
    assert not Difference.objects.exists()
    assert [(m["persons"], m["state"], m["open"]) for m in months(world.fund)] == [(GOOD, "settled", 0)]
    assert Enrolment.objects.filter(kpj=None).count() == 0
    assert Candidate.objects.filter(state=Candidate.State.DECREED).count() == GOOD
