"""More than the ceiling: refused, until two persons allow it on a legal act; shown wherever the ceiling is."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from rangkiang.access.models import Role
from rangkiang.money import actions as money
from rangkiang.platform.errors import BadInput, Refused
from rangkiang.platform.models import AuditEntry, RecordedNow
from rangkiang.programme import actions, queries
from rangkiang.programme.models import FundSetting, Overspend
from tests.world import ACT, JULY, JUNE, World, read_in

pytestmark = pytest.mark.django_db
PRICE = 16_800


def asked(world: World, **told: Any) -> Overspend:
    facts = {"year": 2025, "amount": PRICE, "reason": "Korban banjir", "act": ACT} | told
    made = actions.ask_overspend(fund=world.fund, by=world.operator, **facts)
    world.see_all()
    return made


def ceiling(world: World, rupiah: int) -> None:
    actions.set_budget(fund=world.fund, year=2025, ceiling=rupiah, effective_on=date(2025, 1, 3), by=world.head)
    world.see_all()


def test_a_bill_beyond_the_ceiling_needs_what_two_persons_allow(world: World) -> None:
    world.members(2)
    ceiling(world, 3 * PRICE)
    world.bill(JUNE)
    july = money.bill(fund=world.fund, month=JULY, by=world.operator)
    refused = {"bill": july, "billing_code": "000000000001", "on": JULY.first, "by": world.head}
    made = asked(world)
    with pytest.raises(Refused, match=r"Rp16.800 left"):
        money.approve_bill(**refused)  # asked for is not allowed
    actions.approve_overspend(overspend=made, by=world.head)
    world.see_all()
    assert money.approve_bill(**refused).state == "issued"
    with pytest.raises(Refused, match="took more than this"):
        ceiling(world, 3 * PRICE - 1)
    world.see_all()
    ceiling(world, 5 * PRICE)


def test_it_takes_four_eyes_a_reason_and_an_act_and_happens_once(world: World) -> None:
    for told, refusal in (({"reason": " "}, "reason"), ({"amount": 0}, "above zero")):
        with pytest.raises(BadInput, match=refusal):
            asked(world, **told)
    made = asked(world)
    assert asked(world) == made
    with pytest.raises(Refused, match="other facts"):
        asked(world, amount=1)
    world.see_all()
    with pytest.raises(IntegrityError, match="overspend_four_eyes"), transaction.atomic():
        Overspend.objects.update(approved_by=world.operator, approved_at=RecordedNow())
    for _ in range(2):
        actions.approve_overspend(overspend=made, by=world.head)
    world.see_all()
    assert queries.overspend(world.fund, 2025) == PRICE
    assert AuditEntry.objects.filter(verb="programme.approve_overspend").count() == 1


def test_the_page_asks_approves_and_shows_it_beside_the_ceiling(client: Client, world: World) -> None:
    read_in("en")
    act = {"act_kind": "Perbup", "act_number": "9/2025", "act_dated": "2025-06-02", "act_title": "Perubahan"}
    client.force_login(world.operator, backend="django.contrib.auth.backends.ModelBackend")
    address = reverse("programme:ask-overspend", args=[world.fund.pk])
    typed = {"year": "2025", "amount": "16.800", "reason": "Banjir", **act}
    assert client.post(address, typed | {"reason": ""}).status_code == 400
    assert client.post(address, typed).status_code == 302
    made = Overspend.objects.get()
    approve = reverse("programme:approve-overspend", args=[made.pk])
    assert client.post(approve).status_code == 403
    client.force_login(world.head, backend="django.contrib.auth.backends.ModelBackend")
    page = reverse("programme:fund", args=[world.fund.pk])
    assert approve in client.get(page).content.decode()
    assert client.post(approve).status_code == 302
    assert "+ Rp16,800 allowed beyond it" in client.get(page).content.decode()


def test_accounts_and_office_hold_from_their_day_on(client: Client, world: World) -> None:
    before = queries.accounts(world.fund, date(2025, 6, 30))
    client.force_login(world.by[Role.ADMINISTRATOR], backend="django.contrib.auth.backends.ModelBackend")
    act = {"act_kind": "Perda", "act_number": "3/2025", "act_dated": "2025-06-02", "act_title": "Nomenklatur"}
    typed = {
        "valid_from": "2025-07-01",
        "jkk_account": "5.1.9",
        "jkm_account": "5.1.8",
        "office": "Dinas Sosial",
        **act,
    }
    assert client.post(reverse("programme:accounts", args=[world.fund.pk]), typed).status_code == 302
    world.see_all()
    assert queries.accounts(world.fund, date(2025, 6, 30)) == before
    assert queries.accounts(world.fund, date(2025, 7, 1)) == queries.Accounts("5.1.9", "5.1.8", "Dinas Sosial")
    assert FundSetting.objects.get().legal_act.number == "3/2025"
