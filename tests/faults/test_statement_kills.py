"""A file about money whose desk dies in the middle, is handed in twice at once, or is decided at two desks."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.db import OperationalError, connection
from django.db.backends.base.base import BaseDatabaseWrapper

from rangkiang.money import bpjs_bill, statements
from rangkiang.money.models import Difference, Receipt, Reconciliation
from rangkiang.money.statements_models import (
    BpjsBill,
    BpjsBillLine,
    Statement,
    StatementFile,
    StatementLine,
    StatementMatch,
)
from rangkiang.platform.errors import Refused
from rangkiang.platform.models import AuditEntry
from rangkiang.platform.scope import EVERYWHERE, scope
from tests.faults.office import (
    at_once,
    closed_gate,
    commit_and_break,
    kill,
    leave,
    process,
    settled_world,
    until,
    whole_chain,
)
from tests.money.bpjs_file import csv_bill, lines_of
from tests.world import JUNE, World

WORDS = "Iuran 000000000001 ref 623090050711 tanda terima 923092201109691"
STATEMENT = f"Tanggal;Uraian;No Referensi;Debet;Kredit\n12/06/2025;{WORDS};SP2D-2025-06-01;50.400;\n".encode()


DEEDS = ["bill", "take", "look", "statement", "accept"]


@pytest.fixture
def office(own_database: str) -> World:
    """Three members, a bill that is paid, no receipt yet."""
    from rangkiang.money import actions as money

    world = settled_world()
    with scope(EVERYWHERE):
        world.members(3)
        bill = world.bill()
        order = money.order(fund=world.fund, bills=[bill], amount=50_400, spp="1", spm="2", by=world.operator)
        money.pay(order=order, sp2d="SP2D-2025-06-01", paid_on=JUNE.first.replace(day=12), by=world.treasurer)
    return world


def traces() -> tuple[object, ...]:
    """What these deeds leave behind."""
    with scope(EVERYWHERE):
        tables = (StatementFile, BpjsBill, BpjsBillLine, Statement, StatementLine, Reconciliation, Receipt, AuditEntry)
        return (
            *(table.objects.count() for table in tables),
            sorted(BpjsBill.objects.values_list("state", flat=True)),
            sorted(StatementMatch.objects.values_list("state", flat=True)),
            sorted(Difference.objects.values_list("kind", "state", "amount")),
        )


def looked_at(office: World) -> StatementFile:
    return statements.look(fund=office.fund, filename="r.csv", content=STATEMENT, by=office.treasurer)


def kept_statement(office: World) -> None:
    statements.keep(file=looked_at(office), by=office.treasurer)


def short_bill(office: World) -> bytes:
    return csv_bill(lines_of(office.people)[:2])


def prepared(office: World, deed: str, folder: Path) -> list[str]:
    """The words for the desk: everything before the deed is done and committed."""
    file = folder / "file.csv"
    file.write_bytes(STATEMENT if deed == "look" else short_bill(office))
    if deed in ("bill", "look"):
        return [deed, str(office.fund.pk), str(file)]
    with scope(EVERYWHERE):
        if deed == "take":
            told = {"fund": office.fund, "month": JUNE, "filename": "t.csv", "content": short_bill(office)}
            return [deed, str(bpjs_bill.receive(**told, by=office.treasurer).pk)]
        if deed == "statement":
            return [deed, str(looked_at(office).pk)]
        kept_statement(office)
        return [deed, str(StatementMatch.objects.get().pk)]


def once_more(office: World, deed: str, key: str) -> None:
    with scope(EVERYWHERE):
        if deed == "bill":
            told = {"fund": office.fund, "month": JUNE, "filename": "t.csv", "content": short_bill(office)}
            bpjs_bill.receive(**told, by=office.treasurer)
        elif deed == "look":
            looked_at(office)
        elif deed == "statement":
            kept_statement(office)
        elif deed == "take":
            bpjs_bill.take(bill=BpjsBill.objects.select_related("fund").get(pk=key), by=office.treasurer)
        else:
            match = StatementMatch.objects.select_related("line__fund").get(pk=key)
            statements.accept(match=match, with_receipt=True, by=office.treasurer)


@pytest.mark.parametrize("deed", DEEDS)
def test_a_desk_killed_in_the_middle_leaves_nothing_half_done(office: World, deed: str, tmp_path: Path) -> None:
    words = prepared(office, deed, tmp_path)
    before = traces()
    with closed_gate() as gate, process("desk_statements", *words) as desk:
        gate.expect(1)  # everything is written, nothing committed
        kill(desk)
        assert desk.returncode == -9
        gate.open()
        until(lambda: not gate.others(), "the end of the dead desk's session")
    assert traces() == before
    once_more(office, deed, words[1])
    after = traces()
    assert after != before
    once_more(office, deed, words[1])
    assert traces() == after
    assert whole_chain()


@pytest.mark.parametrize("deed", DEEDS)
def test_a_connection_lost_before_the_commit_keeps_nothing(office: World, deed: str, tmp_path: Path) -> None:
    words = prepared(office, deed, tmp_path)
    before = traces()
    with ThreadPoolExecutor(1) as desk, closed_gate() as gate:
        running = desk.submit(once_more, office, deed, words[1])
        gate.cut(*gate.expect(1))
        with pytest.raises(OperationalError, match="terminating connection"):
            running.result(10)
        gate.open()
        desk.submit(leave).result()
        assert traces() == before
        desk.submit(once_more, office, deed, words[1]).result(10)
        desk.submit(leave).result()
    assert traces() != before
    assert whole_chain()


@pytest.mark.parametrize("deed", DEEDS)
def test_a_connection_lost_after_the_commit_is_kept_once(
    office: World, deed: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = prepared(office, deed, tmp_path)
    before = traces()
    with monkeypatch.context() as broken:
        broken.setattr(BaseDatabaseWrapper, "_commit", commit_and_break)
        with pytest.raises(OperationalError, match="lost"):
            once_more(office, deed, words[1])
    connection.close()
    after = traces()
    assert after != before
    once_more(office, deed, words[1])
    assert traces() == after
    assert whole_chain()


@pytest.mark.parametrize("deed", ["take", "look", "statement", "accept"])
def test_the_same_deed_at_two_desks_has_one_result(office: World, deed: str, tmp_path: Path) -> None:
    words = prepared(office, deed, tmp_path)
    with scope(EVERYWHERE):
        entries = AuditEntry.objects.count()
    done = at_once(*(lambda: once_more(office, deed, words[1]) for _ in range(2)))
    assert done == [None, None]
    with scope(EVERYWHERE):
        verbs = list(AuditEntry.objects.order_by("seq").values_list("verb", flat=True)[entries:])
    assert verbs
    assert len(set(verbs)) == len(verbs), "each deed on record once"
    after = traces()
    once_more(office, deed, words[1])
    assert traces() == after
    assert whole_chain()


def test_the_same_file_at_two_desks_at_once_is_kept_once(office: World) -> None:
    told = {"fund": office.fund, "month": JUNE, "filename": "t.csv", "content": short_bill(office)}
    done = at_once(
        lambda: bpjs_bill.receive(**told, by=office.treasurer), lambda: bpjs_bill.receive(**told, by=office.operator)
    )
    assert len({getattr(one, "pk", one) for one in done}) == 1
    with scope(EVERYWHERE):
        assert (StatementFile.objects.count(), BpjsBillLine.objects.count()) == (1, 2)
        assert AuditEntry.objects.filter(verb="money.bpjs_bill").count() == 1


def test_two_desks_that_accept_and_refuse_do_not_both_win(office: World) -> None:
    with scope(EVERYWHERE):
        kept_statement(office)
        match = StatementMatch.objects.select_related("line__fund").get()
    done = at_once(
        lambda: statements.accept(match=match, by=office.treasurer),
        lambda: statements.refuse(match=match, by=office.treasurer),
    )
    assert sum(isinstance(one, Refused) for one in done) == 1
    with scope(EVERYWHERE):
        assert StatementMatch.objects.get().state in ("accepted", "refused")
        assert AuditEntry.objects.filter(verb__startswith="money.match").count() == 1
