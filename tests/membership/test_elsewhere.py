"""Months that others paid: noted once, seen by the clock, withdrawn by another person."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from rangkiang import law
from rangkiang.access.models import Role
from rangkiang.membership import actions, elsewhere
from rangkiang.membership.models import ForeignMonth
from rangkiang.membership.queries import paid_months, timeline
from rangkiang.people.models import KnownCover
from rangkiang.platform.errors import BadInput, Refused
from rangkiang.platform.models import AuditEntry, RecordedNow
from tests.world import JUNE, World, read_in

pytestmark = pytest.mark.django_db
TODAY = date(2025, 7, 31)
MAY = JUNE + -1


def rows(world: World, *months: int, payer: str = "MANDIRI") -> list[actions.PaidElsewhere]:
    return [actions.PaidElsewhere(str(p.nik), JUNE + n, payer, date(2025, 5, 5)) for p in world.people for n in months]


def note(world: World, told: list[actions.PaidElsewhere]) -> actions.Noted:
    made = actions.note_foreign_months(rows=told, source="daftar.csv", on=TODAY, by=world.operator)
    world.see_all()
    return made


def test_the_clock_of_the_person_sees_them(world: World) -> None:
    person = world.members(1)[0]
    note(world, rows(world, -1, 0))
    assert [(m.month, m.payer, m.ours) for m in timeline(person.pk)] == [
        (MAY.first, "MANDIRI", False),
        (JUNE.first, "MANDIRI", False),
    ]
    assert law.clock(paid_months(person.pk), date(2025, 6, 10)).covered


def test_the_same_list_again_notes_nothing_and_strangers_are_counted(world: World) -> None:
    world.members(2)
    world.bill(JUNE)
    told = [*rows(world, -1, 0), actions.PaidElsewhere("1" * 16, JUNE, "MANDIRI", date(2025, 5, 5))]
    assert note(world, told + told[:1]) == actions.Noted(4, 0, 1, 2)
    assert note(world, told) == actions.Noted(0, 4, 1, 0)
    assert AuditEntry.objects.filter(verb="membership.note_foreign").count() == 1


def test_what_cannot_be_is_refused_and_nothing_is_noted(world: World) -> None:
    world.members(1)
    late = actions.PaidElsewhere(str(world.people[0].nik), JUNE, "MANDIRI", date(2025, 8, 1))
    with pytest.raises(BadInput, match="Row 2"):
        note(world, [*rows(world, 0), late])
    world.see_all()
    assert not ForeignMonth.objects.exists()


def test_a_mistake_is_withdrawn_by_another_person_and_can_be_noted_anew(world: World) -> None:
    person = world.members(1)[0]
    note(world, rows(world, 0))
    held = ForeignMonth.objects.get()
    with pytest.raises(Refused, match="not among the rights"):
        actions.withdraw_foreign_month(noted=held, reason="salah orang", by=world.operator)
    with pytest.raises(IntegrityError, match="foreign_month_four_eyes"), transaction.atomic():
        ForeignMonth.objects.update(withdrawn_by=world.operator, withdrawn_at=RecordedNow(), reason="x")
    for _ in range(2):
        actions.withdraw_foreign_month(noted=held, reason="salah orang", by=world.verifier)
    world.see_all()
    assert timeline(person.pk) == []
    assert AuditEntry.objects.filter(verb="membership.withdraw_foreign").count() == 1
    assert note(world, rows(world, 0)).new == 1
    assert ForeignMonth.objects.count() == 2


def test_few_and_many_take_the_same_statements(world: World) -> None:
    counts = []
    for number, people in enumerate((2, 50)):
        world.members(people, start=100 * number, number=f"SK-{number}")
        with CaptureQueriesContext(connection) as statements:
            note(world, rows(world, number))
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 12


def test_a_file_is_read_whole_or_not_at_all(world: World) -> None:
    nik = str(world.members(1)[0].nik)
    good = f"nik;bulan;pembayar;dibayar\n{nik};2025-05;MANDIRI;2025-05-05\n"
    assert elsewhere.months_in(good.encode()) == [actions.PaidElsewhere(nik, MAY, "MANDIRI", date(2025, 5, 5))]
    for bad, said in (
        (good.replace("pembayar", "siapa"), "pembayar"),
        (good.replace("2025-05-05", "5 Mei"), "Row 2"),
        (good.replace(nik, nik[:15]), "16 digits"),
    ):
        with pytest.raises(BadInput, match=said):
            elsewhere.months_in(bad.encode())


def test_by_hand_by_file_and_withdrawn_on_the_pages(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("membership.views", "web.context", "access.rights"):
        monkeypatch.setattr(f"rangkiang.{module}.today", lambda: TODAY)
    client = Client()
    read_in("en")
    person = world.members(1)[0]
    page = reverse("membership:elsewhere", args=[person.pk])
    told = {"payer": "PT Sawit", "first_month": "2025-04", "last_month": "2025-05", "paid_on": "2025-05-05"}
    client.force_login(world.by[Role.TREASURER])
    assert client.get(page).status_code == 403
    client.force_login(world.operator)
    address = reverse("membership:note", args=[person.pk])
    assert client.post(address, told | {"source": "BKT 1", "last_month": "2025-03"}).status_code == 400
    assert client.post(address, told | {"source": "BKT 1"}).status_code == 302
    text = client.get(page).content.decode()
    assert ("2 months are noted." in text, "PT Sawit" in text, "BKT 1" in text) == (True, True, True)
    file = BytesIO(f"nik,month,payer,paid_on\n{person.nik},2025-03,MANDIRI,2025-03-05\n".encode())
    file.name = "daftar.csv"
    assert client.post(reverse("membership:elsewhere-file"), {"file": file}).status_code == 302
    world.see_all()
    held = ForeignMonth.objects.get(source="daftar.csv")
    client.force_login(world.verifier)
    assert client.post(reverse("membership:withdraw", args=[held.pk]), {"reason": "twice"}).status_code == 302
    assert "twice" in client.get(page).content.decode()


def test_intake_knows_what_was_noted_and_forgets_what_was_withdrawn(world: World) -> None:
    person = world.members(1)[0]

    def known() -> list[tuple[str, date, date | None]]:
        world.see_all()
        found = KnownCover.objects.filter(person=person, ours=False, withdrawn_at=None).order_by("first_month")
        return list(found.values_list("payer", "first_month", "last_month"))

    note(world, rows(world, -3, -1, 0))
    assert known() == [("MANDIRI", (JUNE + -3).first, (JUNE + -3).first), ("MANDIRI", MAY.first, JUNE.first)]
    note(world, rows(world, -2))
    assert known() == [("MANDIRI", (JUNE + -3).first, JUNE.first)]
    noted = ForeignMonth.objects.get(month=MAY.first)
    actions.withdraw_foreign_month(noted=noted, reason="Salah catat", by=world.verifier)
    assert known() == [("MANDIRI", (JUNE + -3).first, (JUNE + -2).first), ("MANDIRI", JUNE.first, JUNE.first)]
