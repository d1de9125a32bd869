"""Lists as a nagari sends them to this small world, and what the office does with them: tools of the intake tests."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime

import xlsxwriter

from rangkiang.intake import actions
from rangkiang.intake.models import Batch, Candidate
from tests.world import JULY, World

HEADER = ("NIK", "Nama", "No KK", "Tanggal Lahir", "Jenis Kelamin", "Nagari", "Pekerjaan", "Nama Ibu", "Desil")
ON = date(2025, 6, 20)


def row(serial: int, name: str, **other: str) -> tuple[str, ...]:
    """A good row; ``other`` by header."""
    facts = {
        "NIK": f"130308010180{serial:04d}",
        "Nama": name,
        "No KK": f"130308010112{serial:04d}",
        "Tanggal Lahir": "01-01-1980",
        "Jenis Kelamin": "L",
        "Nagari": "Palaluar",
        "Pekerjaan": "Petani",
        "Nama Ibu": "Rosna",
        "Desil": "1",
    }
    return tuple((facts | other)[name] for name in HEADER)


def workbook(*rows: tuple[str, ...], header: tuple[str, ...] = HEADER, sheet: str = "Data") -> bytes:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        book.set_properties({"created": datetime(2025, 6, 20, tzinfo=UTC)})  # the same rows are the same file
        page = book.add_worksheet(sheet)
        for number, cells in enumerate((header, *rows)):
            for at, cell in enumerate(cells):
                page.write_string(number, at, cell)
    return content.getvalue()


def receive(world: World, *rows: tuple[str, ...], name: str = "usulan.xlsx", sender: str = "Nagari Palaluar",
            header: tuple[str, ...] = HEADER) -> Batch:  # fmt: skip
    content = workbook(*rows, header=header)
    return actions.receive(fund=world.fund, filename=name, content=content, sender=sender, on=ON, by=world.operator)


def committed(world: World, *rows: tuple[str, ...], replaces: Batch | None = None, **told: str) -> Batch:
    batch = receive(world, *rows, **told)  # type: ignore[arg-type]
    done = actions.commit(batch=batch, first_month=JULY, replaces=replaces, by=world.operator)
    world.see_all()
    return done


def states(batch: Batch) -> dict[int, tuple[str, str]]:
    """By the serial of the NIK: (state, reason)."""
    found = Candidate.objects.filter(batch=batch).values_list("nik", "state", "reason")
    return {int(nik[-4:]): (state, reason) for nik, state, reason in found}
