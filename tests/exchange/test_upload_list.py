"""The upload list for BPJS: written by the profile, read back cell by cell, audited, by right."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from rangkiang.access.models import Role
from rangkiang.exchange import actions, upload_list
from rangkiang.exchange.commands import export_upload_list
from rangkiang.membership import actions as membership
from rangkiang.platform.errors import BadInput, Refused
from rangkiang.platform.models import AuditEntry
from tests.world import JULY, World


def enrolled(world: World, count: int = 3) -> None:
    """Enrolled, not numbered."""
    membership.enrol(decree=world.decree(world.candidates(count), month=JULY), by=world.operator)
    world.see_all()


def read(content: bytes) -> list[list[object]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()


def test_the_file_reads_back_with_every_identifier_as_text(world: World) -> None:
    enrolled(world)
    made = actions.upload_list(fund=world.fund, by=world.operator)
    header, *rows = read(made.content)
    assert header == [column.header for column in upload_list.profile().columns]
    assert len(rows) == made.persons == 3
    told = [dict(zip(header, row, strict=True)) for row in rows]
    people = {person.nik: person for person in world.people}
    for row in told:
        person = people[row["NIK"]]
        assert (row["NO_KK"], row["NAMA_LENGKAP"]) == (person.kk, person.name.upper())
        assert (row["TGL_LAHIR"], row["TGL_MULAI"], row["BULAN_IURAN"]) == ("01-01-1980", "01-07-2025", "07-2025")
        assert (row["NAGARI"], row["KECAMATAN"]) == ("Palaluar", "Koto VII")
        assert (row["PENGHASILAN"], row["PROGRAM"], row["SUMBER_DANA"]) == ("1000000", "JKK, JKM", "APBD_KAB")
        assert (row["KPJ"], row["NO_SK"]) == ("", "SK-1")
    assert [row["NO_URUT_SK"] for row in told] == ["1", "2", "3"]


def test_who_has_a_number_or_has_left_is_not_on_it(world: World) -> None:
    enrolled(world)
    first, second, third = world.people
    membership.number(fund=world.fund, kpj={first.nik: "99000000001"}, by=world.bpjs)
    world.see_all()
    membership.end(fund=world.fund, by=world.operator, exits=[membership.Exit(second.pk, JULY, "moved", JULY.last)])
    world.see_all()
    assert [row["nik"] for row in upload_list.members(world.fund)] == [third.nik]


def test_nobody_to_send_is_said_and_not_recorded(world: World) -> None:
    world.members(2)
    with pytest.raises(BadInput, match="card number"):
        actions.upload_list(fund=world.fund, by=world.operator)
    assert not AuditEntry.objects.filter(verb="exchange.upload_list").exists()


def test_who_took_how_many_is_on_record_without_a_name(world: World) -> None:
    enrolled(world)
    actions.upload_list(fund=world.fund, by=world.bpjs)
    entry = AuditEntry.objects.get(verb="exchange.upload_list")
    assert (entry.actor, json.loads(entry.facts)) == (world.bpjs.pk, {"persons": 3})
    assert entry.subject == f"fund:{world.fund.pk}"


@pytest.mark.parametrize("role", [Role.NAGARI, Role.TREASURER, Role.AUDITOR])
def test_others_may_not_take_it(world: World, client: Client, role: Role) -> None:
    enrolled(world)
    with pytest.raises(Refused):
        actions.upload_list(fund=world.fund, by=world.by[role])
    client.force_login(world.by[role])
    assert client.post(f"/exchange/upload-list/{world.fund.pk}/").status_code == 403


def test_the_page_hands_it_over_by_post_only(world: World, client: Client) -> None:
    enrolled(world)
    client.force_login(world.operator)
    assert client.get(f"/exchange/upload-list/{world.fund.pk}/").status_code == 405
    file = client.post(f"/exchange/upload-list/{world.fund.pk}/")
    assert file.status_code == 200
    assert "attachment" in file["Content-Disposition"]
    assert len(read(file.content)) == 4


def test_the_command_writes_it_and_names_who_signs(world: World, tmp_path: Path) -> None:
    enrolled(world)
    out = tmp_path / "unggah.xlsx"
    assert export_upload_list("APBD_KAB", out, "operator") == 3
    assert len(read(out.read_bytes())) == 4
    with pytest.raises(BadInput, match="no user 'nobody'"):
        export_upload_list("APBD_KAB", out, "nobody")
    with pytest.raises(BadInput, match="no folder"):
        export_upload_list("APBD_KAB", tmp_path / "none" / "x.xlsx", "operator")


def test_the_office_edits_order_headers_and_dates(world: World) -> None:
    enrolled(world, 1)
    mine = upload_list.read_profile(
        """
        date_format = "%d/%m/%Y"
        columns = [{field = "birth_date", header = "LAHIR"}, {text = "SG", header = "JENIS"},
                   {field = "nik", header = "No NIK"}]
        """,
        "mine.toml",
    )
    rows = read(upload_list.write(upload_list.members(world.fund), mine))
    assert rows == [["LAHIR", "JENIS", "No NIK"], ["01/01/1980", "SG", world.people[0].nik]]


@pytest.mark.parametrize(
    "text",
    [
        "columns = []",
        "not toml",
        'columns = [{header = "A"}]',
        'columns = [{field = "salary", header = "A"}]',
        'columns = [{field = "nik", header = "A"}, {field = "kk", header = "A"}]',
        'columns = [{field = "nik"}]',
    ],
)
def test_a_faulty_profile_is_refused_with_its_name(text: str) -> None:
    with pytest.raises(BadInput, match=r"mine\.toml"):
        upload_list.read_profile(text, "mine.toml")
