"""A list is handed to another officer, who answers for it from then on; a decree's mark keeps its people in place."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from rangkiang.access.models import Assignment, Role
from rangkiang.decree import actions as decree
from rangkiang.intake import actions, handing
from rangkiang.intake.models import Batch, Candidate
from rangkiang.platform.errors import BadInput, Refused
from rangkiang.platform.models import AuditEntry
from tests.intake.desk import ON, committed, receive, row, workbook
from tests.world import AIE_AMO, JULY, PALALUAR, REGENCY, World, user

pytestmark = pytest.mark.django_db


def entries(batch: Batch) -> list[str]:
    found = AuditEntry.objects.filter(verb="intake.hand_over", subject=f"batch:{batch.pk}")
    return list(found.order_by("seq").values_list("facts", flat=True))


def test_another_officer_answers_for_it_and_who_brought_it_stays(world: World) -> None:
    batch = receive(world, row(9001, "Adi Koto"))
    other = user(Role.OPERATOR, REGENCY, "operator_dua")
    done = handing.hand_over(batch=batch, to=other, why="cuti", by=world.operator)
    assert (done.keeper, done.received_by, done.handed_why) == (other, world.operator, "cuti")
    handing.hand_over(batch=batch, to=other, why="", by=world.operator)
    assert len(entries(batch)) == 1
    assert "cuti" not in entries(batch)[0]
    assert handing.hand_over(batch=batch, to=world.operator, why="kembali", by=other).keeper == world.operator
    assert len(entries(batch)) == 2


def test_only_to_who_may_receive_lists_there_and_with_a_reason(world: World) -> None:
    batch = receive(world, row(9001, "Adi Koto"))
    elsewhere = user(Role.NAGARI, AIE_AMO, "nagari_lain")
    for to in (world.treasurer, elsewhere):
        with pytest.raises(Refused):
            handing.hand_over(batch=batch, to=to, why="cuti", by=world.operator)
    other = user(Role.OPERATOR, REGENCY, "operator_dua")
    with pytest.raises(BadInput):
        handing.hand_over(batch=batch, to=other, why=" ", by=world.operator)
    with pytest.raises(Refused):
        handing.hand_over(batch=batch, to=other, why="cuti", by=world.treasurer)
    gone = user(Role.OPERATOR, REGENCY, "operator_lama")
    Assignment.objects.filter(user=gone).update(until=date(2021, 1, 1))
    assert list(handing.colleagues(batch)) == [other]  # the officer of BPJS may bring lists, and sees none here
    with pytest.raises(Refused, match="carry on"):
        handing.hand_over(batch=batch, to=world.bpjs, why="cuti", by=world.operator)
    actions.undo(batch=batch, by=world.operator)
    with pytest.raises(Refused):
        handing.hand_over(batch=batch, to=other, why="cuti", by=world.operator)


def test_each_kind_of_list_goes_to_whom_it_is_of_use(world: World) -> None:
    other = user(Role.OPERATOR, REGENCY, "operator_dua")
    mine, colleague = user(Role.NAGARI, PALALUAR, "wali_dua"), world.by[Role.NAGARI]
    content = workbook(row(9001, "Adi Koto"))
    batch = actions.receive(fund=world.fund, filename="a.xlsx", content=content, on=ON, by=mine)
    offered = {}
    for profile in ("candidates_xlsx", "bpjs_active", "death_list", "padan_bpjs"):
        Batch.objects.filter(pk=batch.pk).update(profile=profile)
        offered[profile] = set(handing.colleagues(Batch.objects.get(pk=batch.pk)))
    operators = {other, world.operator}
    assert offered == {
        "candidates_xlsx": operators | {colleague},
        "bpjs_active": operators,
        "death_list": operators,
        "padan_bpjs": operators | {world.verifier},
    }


def test_who_answers_for_a_list_may_not_verify_it(world: World) -> None:
    batch = committed(world, row(9001, "Adi Koto"))
    both = user(Role.OPERATOR, REGENCY, "operator_dua")
    Assignment.objects.create(user=both, role=Role.VERIFIER, place_id=REGENCY, since=date(2020, 1, 1))
    handing.hand_over(batch=batch, to=both, why="pindah", by=world.operator)
    both.live = None
    with pytest.raises(Refused):
        actions.verify(batch=batch, by=both)
    assert actions.verify(batch=batch, by=world.verifier) == 1


def test_the_page_offers_it_and_does_it(world: World) -> None:
    batch = receive(world, row(9001, "Adi Koto"))
    other = user(Role.OPERATOR, REGENCY, "operator_dua")
    client = Client()
    client.force_login(world.operator)
    page = client.get(f"/intake/{batch.pk}/").content.decode()
    assert f"/intake/{batch.pk}/hand-over/" in page
    sent = client.post(f"/intake/{batch.pk}/hand-over/", {"to": other.pk, "why": "cuti panjang"})
    assert sent.status_code == 302
    assert "cuti panjang" in client.get(f"/intake/{batch.pk}/").content.decode()
    client.force_login(world.treasurer)
    assert client.post(f"/intake/{batch.pk}/hand-over/", {"to": other.pk, "why": "x"}).status_code == 403


def test_a_decree_marks_its_people_and_lets_them_go(world: World) -> None:
    batch = committed(world, row(9001, "Adi Koto"), row(9002, "Budi Guci"))
    actions.verify(batch=batch, by=world.verifier)
    told = {"fund": world.fund, "dated": ON, "first_month": JULY, "by": world.operator}
    made = decree.prepare(number="SK-1", count=1, **told)
    world.see_all()
    assert sorted(Candidate.objects.values_list("held", flat=True)) == ["", "SK-1"]
    with pytest.raises(Refused, match="SK-1"):
        actions.undo(batch=batch, by=world.operator)
    assert decree.prepare(number="SK-2", **told).persons == 1
    decree.withdraw(decree=made, by=world.operator)
    decree.prepare(number="SK-3", **told)
    decree.withdraw(decree=made, by=world.operator)  # again: it holds nobody any more, and lets go of nobody
    world.see_all()
    assert sorted(Candidate.objects.values_list("held", flat=True)) == ["SK-2", "SK-3"]
