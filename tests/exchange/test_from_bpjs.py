"""What BPJS sends back goes where it belongs, once, and its file is kept."""

from __future__ import annotations

import io
from datetime import date

import pytest
import xlsxwriter
from django.test import Client

from rangkiang.access.models import Role
from rangkiang.decree.models import Decree
from rangkiang.exchange import incoming
from rangkiang.intake import actions as intake
from rangkiang.intake.models import Batch, Candidate
from rangkiang.membership import actions as membership
from rangkiang.membership.models import Enrolment
from rangkiang.money.models import ActiveMember
from rangkiang.people.models import Person
from rangkiang.platform.errors import BadInput, Refused
from tests.world import JUNE, PALALUAR, World, user

pytestmark = pytest.mark.django_db
ON = date(2025, 6, 20)


def workbook(people: list[Person], start: int = 0) -> bytes:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["No", "NIK", "No KPJ", "Nama"])
        for at, person in enumerate(people, 1):
            sheet.write_row(at, 0, [at, person.nik, f"77{start + at:09d}", person.name])
    return content.getvalue()


def unnumbered(world: World, count: int) -> list[Person]:
    signed: Decree = world.decree(world.candidates(count))
    membership.enrol(decree=signed, by=world.operator)
    world.see_all()
    return world.people[-count:]


def take(world: World, kind: str, content: bytes) -> incoming.Taken:
    return incoming.take_in(
        fund=world.fund, kind=kind, month=JUNE, filename="bpjs.xlsx", content=content, on=ON, by=world.bpjs
    )


def test_card_numbers_come_back_by_file(world: World) -> None:
    content = workbook(unnumbered(world, 3))
    assert take(world, incoming.NUMBERS, content).used == 3
    assert take(world, incoming.NUMBERS, content).used == 0
    world.see_all()
    assert Enrolment.objects.exclude(kpj=None).count() == 3
    assert Batch.objects.filter(profile="bpjs_active").get().state == Batch.State.COMMITTED


def test_the_active_list_comes_by_file(world: World) -> None:
    content = workbook(unnumbered(world, 3))
    take(world, incoming.NUMBERS, content)
    assert take(world, incoming.ACTIVE, content).used == 3
    world.see_all()
    assert ActiveMember.objects.filter(month=JUNE.first, person=None).count() == 0
    assert not Candidate.objects.filter(batch__profile="bpjs_active").exists()


def test_a_list_of_members_proposes_nobody(world: World) -> None:
    content = workbook(unnumbered(world, 1))
    batch = intake.receive(fund=world.fund, filename="x.xlsx", content=content, on=ON, by=world.operator)
    with pytest.raises(Refused):
        intake.commit(batch=batch, first_month=JUNE, by=world.operator)


def test_a_file_that_cannot_be_read_changes_nothing(world: World) -> None:
    with pytest.raises(BadInput):
        take(world, incoming.NUMBERS, b"%PDF-1.4 not a list")
    world.see_all()
    assert not Batch.objects.filter(filename="bpjs.xlsx").exists()


def test_the_page_takes_a_file_and_says_what_it_did(world: World) -> None:
    file = io.BytesIO(workbook(unnumbered(world, 2)))
    file.name = "kartu.xlsx"
    client = Client()
    client.force_login(world.bpjs)
    answer = client.post(
        "/exchange/bpjs/", {"fund": world.fund.pk, "kind": "numbers", "month": "2025-06", "file": file}
    )
    assert answer.status_code == 200
    assert "2 di antaranya baru" in answer.content.decode()


def test_a_nagari_officer_hands_in_for_the_regency_his_own_people_only(world: World) -> None:
    """The regency's fund is seen by all; a row from another nagari is a finding, not a candidate."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["No", "NIK", "Nama", "Tanggal Lahir", "JK", "Nagari", "Pekerjaan"])
        sheet.write_row(1, 0, [1, "1303080107809011", "Budi Contoh", "01-07-1980", "L", "Palaluar", "Petani"])
        sheet.write_row(2, 0, [2, "1303060107809012", "Anto Contoh", "01-07-1980", "L", "Aie Amo", "Petani"])
    officer = user(Role.NAGARI, PALALUAR, "palaluar")
    batch = intake.receive(fund=world.fund, filename="usulan.xlsx", content=content.getvalue(), on=ON, by=officer)
    intake.commit(batch=batch, first_month=JUNE, by=officer)
    world.see_all()
    assert list(Candidate.objects.filter(batch=batch).values_list("area", flat=True)) == [PALALUAR]
    assert batch.area == PALALUAR
