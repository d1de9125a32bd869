"""The list that goes back to its sender: marked where it is wrong, in words, with nothing in it that could run."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from rangkiang.access.models import Role
from rangkiang.intake import sharing
from rangkiang.intake.annotated import LISTED, TITLE, Fault, annotate
from rangkiang.intake.commands import intake_group
from rangkiang.platform.errors import Refused
from rangkiang.platform.models import AuditEntry
from tests.intake.desk import receive, row, workbook
from tests.intake.readers.lists import csv_file
from tests.world import World


def sheets(content: bytes) -> dict[str, list[list[str]]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def member(content: bytes, pattern: str) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return "".join(archive.read(name).decode() for name in archive.namelist() if re.search(pattern, name))


def fault(row: int, letter: str, message: str = "NIK bukan 16 angka.", **other: str) -> Fault:
    facts = {"sheet": "Data", "column": "NIK", "value": "123", "severity": "error"} | other
    return Fault(row=row, letter=letter, message=message, **facts)


def test_every_cell_stays_where_it_was_and_the_fault_stands_beside_it() -> None:
    given = workbook(row(9001, "Samsul Bahri"), row(9002, "Yusnimar", NIK="123"))
    made = annotate(given, [fault(3, "A")])
    before, after = sheets(given)["Data"], sheets(made)["Data"]
    assert [cells[:-1] for cells in after] == before
    assert [cells[-1] for cells in after] == [TITLE, "", "NIK: NIK bukan 16 angka."]
    assert sheets(made)[LISTED][1] == ["Data", "3", "NIK", "kesalahan", "123", "NIK bukan 16 angka."]
    assert "NIK bukan 16 angka." in member(made, "comments")
    cells = dict(re.findall(r'<c r="(A[23])" s="(\d+)"', member(made, "sheet1.xml")))
    assert cells["A2"] != cells["A3"]


@pytest.mark.parametrize("evil", ["=cmd|'/c calc'!A1", "+1+1", "-2+3", "@SUM(A1)", "\t=1+1", '=HYPERLINK("http://x")'])
def test_what_a_stranger_typed_never_runs(evil: str) -> None:
    made = annotate(workbook(row(9001, evil)), [fault(2, "B", evil, column=evil, value=evil)])
    assert "<f>" not in member(made, "worksheets/sheet")
    assert "<hyperlink" not in member(made, "worksheets/sheet")
    assert 'quotePrefix="1"' in member(made, "styles.xml")
    assert evil.strip() in sheets(made)["Data"][1][1]


def test_a_csv_comes_back_as_a_workbook_and_odd_sheet_names_are_kept_apart() -> None:
    made = annotate(csv_file([["NIK", "Nama"], ["123", "Adi"]]), [fault(2, "A", sheet="")])
    assert sheets(made)["Daftar"][1] == ["123", "Adi", "NIK: NIK bukan 16 angka."]
    for name in ("Temuan", "a" * 31):
        found = sheets(annotate(workbook(row(9001, "Adi"), sheet=name), [fault(2, "A", sheet=name)]))
        assert len(found) == 2
        assert next(iter(found.values()))[1][-1] == "NIK: NIK bukan 16 angka."


def test_a_list_longer_than_a_worksheet_goes_on_in_a_further_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rangkiang.intake.annotated.HELD", 4)
    rows = [["NIK", "Nama"], *([str(at), "Adi"] for at in range(2, 11))]
    made = sheets(annotate(csv_file(rows), [fault(row, "A", sheet="") for row in (2, 6, 7, 10)]))
    assert list(made) == ["Daftar", "Daftar baris 5", "Daftar baris 9", LISTED, f"{LISTED} 2"]
    cells = [line for name in list(made)[:3] for line in made[name]]
    assert [line[:2] for line in cells] == rows
    assert [at for at, line in enumerate(cells, 1) if "16 angka" in "".join(line[2:])] == [2, 6, 7, 10]
    assert sum(len(made[name]) - 1 for name in list(made)[3:]) == 4


@pytest.mark.django_db
def test_who_may_takes_it_and_it_is_on_record(world: World) -> None:
    batch = receive(world, row(9001, "Samsul Bahri"), row(9002, "Yusnimar", NIK="123"))
    client = Client()
    for role in (Role.OPERATOR, Role.VERIFIER, Role.AUDITOR, Role.TREASURER):
        client.force_login(world.by[role])
        answer = client.post(reverse("intake:annotated", args=[batch.pk]))
        assert answer.status_code == (200 if role in (Role.OPERATOR, Role.VERIFIER) else 403), role
    client.force_login(world.operator)
    answer = client.post(reverse("intake:annotated", args=[batch.pk]))
    assert answer["Cache-Control"] == "no-store"
    assert sheets(answer.content)["Data"][2][-1].startswith("NIK: ")
    world.see_all()
    assert AuditEntry.objects.filter(verb="intake.annotate", subject=f"batch:{batch.pk}").count() == 3
    client.force_login(world.by[Role.NAGARI])
    assert client.post(reverse("intake:annotated", args=[batch.pk])).status_code == 404


@pytest.mark.django_db
def test_a_file_that_cannot_be_read_cannot_be_marked(world: World) -> None:
    from rangkiang.intake import actions
    from tests.intake.desk import ON

    batch = actions.receive(fund=world.fund, filename="a.xlsx", content=b"PK\x03\x04 broken", on=ON, by=world.operator)
    with pytest.raises(Refused, match="cannot be read"):
        sharing.annotated_copy(batch=batch, by=world.operator)


def test_the_command_writes_the_same_file(tmp_path: Path) -> None:
    given, made = tmp_path / "usulan.xlsx", tmp_path / "temuan.xlsx"
    given.write_bytes(workbook(row(9001, "Samsul"), row(9002, "Yusnimar", NIK="123")))
    done = CliRunner().invoke(intake_group, ["annotate", str(given), "--out", str(made), "--on", "2025-07-01"])
    assert done.exit_code == 0, done.output
    assert sheets(made.read_bytes())["Data"][2][-1].startswith("NIK: ")
