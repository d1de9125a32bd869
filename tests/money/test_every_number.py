"""One house in the middle of its work: every figure of the money pages, recomputed from the person-months alone.

June is paid in part, July ordered and not paid, August approved, September a draft; one member left and one came late.
"""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from rangkiang.access.models import Role
from rangkiang.membership import actions as membership
from rangkiang.membership.models import PersonMonth
from rangkiang.money import actions as money
from rangkiang.money.models import Bill
from rangkiang.platform.month import Month
from rangkiang.platform.rupiah import rupiah as written
from rangkiang.programme import actions as programme
from tests.world import ACT, AIE_AMO, JULY, JUNE, World

pytestmark = pytest.mark.django_db
TODAY = date(2025, 9, 5)
AUGUST, SEPTEMBER = JUNE + 2, JUNE + 3
MONTHS = [JUNE, JULY, AUGUST]
CEILING, BEYOND, PART = 1_000_000, 50_000, 30_000


def rupiah(amount: int) -> str:
    """As the pages of this test write it, which are read in Indonesian."""
    return written(amount, "id")


@pytest.fixture
def house(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    for module in ("money.views", "money.settling_views", "insight.views", "programme.views", "web.context"):
        monkeypatch.setattr(f"rangkiang.{module}.today", lambda: TODAY)
    monkeypatch.setattr("rangkiang.access.rights.today", lambda: TODAY)
    programme.set_budget(fund=world.fund, year=2025, ceiling=CEILING, effective_on=date(2025, 1, 3), by=world.head)
    asked = {"year": 2025, "amount": BEYOND, "reason": "Bencana", "act": ACT | {"number": "9/2025"}}
    held = programme.ask_overspend(fund=world.fund, by=world.operator, **asked)
    programme.approve_overspend(overspend=held, by=world.head)
    gone, *_rest = world.members(5)
    june = world.bill(JUNE)
    partly = money.order(fund=world.fund, bills=[june], amount=PART, spp="P-1", spm="M-1", by=world.operator)
    money.pay(order=partly, sp2d="D-1", paid_on=date(2025, 7, 14), by=world.treasurer)
    july = world.bill(JULY)
    world.members(2, month=JUNE, area=AIE_AMO, start=20, number="SK-2")
    left = membership.Exit(gone.pk, JUNE, "moved", date(2025, 6, 20))
    membership.end(fund=world.fund, exits=[left], by=world.operator)
    for month in (JUNE, JULY):
        for more in money.supplement(fund=world.fund, month=month, by=world.operator):
            money.approve_bill(bill=more, billing_code="000000000002", on=month.first, by=world.head)
    money.order(fund=world.fund, bills=[july], amount=july.roll.total, spp="P-2", spm="M-2", by=world.operator)
    world.bill(AUGUST)
    money.bill(fund=world.fund, month=SEPTEMBER, by=world.operator)
    world.see_all()
    return world


def told(house: World, path: str, role: Role = Role.HEAD) -> str:
    client = Client()
    client.force_login(house.by[role])
    answer = client.get(path)
    assert answer.status_code == 200
    house.see_all()
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())))


@pytest.fixture
def lines(house: World) -> dict[Month, Counter[str]]:
    """Month → persons, jkk, jkm and their sum, of the approved bills' person-months."""
    approved = Bill.objects.exclude(approved_at=None).values("roll")
    found: dict[Month, Counter[str]] = {}
    rows = PersonMonth.objects.filter(roll__in=approved).values_list("month", "seq", "jkk", "jkm")
    for month, seq, jkk, jkm in rows:
        facts = {"persons": 1 - 2 * (seq % 2), "jkk": jkk, "jkm": jkm, "all": jkk + jkm}
        found.setdefault(Month.of(month), Counter()).update(facts)
    return found


def owed(house: World) -> tuple[int, int]:
    """What the bills above zero lack, and of it what an order covers already; from their person-months."""
    rows = PersonMonth.objects.exclude(roll__bill__approved_at=None).values_list("roll", "jkk", "jkm")
    totals: Counter[object] = Counter()
    for roll, jkk, jkm in rows:
        totals[roll] += jkk + jkm
    july = Bill.objects.get(roll__month=JULY.first, roll__seq=0).roll.total
    return sum(one for one in totals.values() if one > 0) - PART, july


def test_the_months(house: World, lines: dict[Month, Counter[str]]) -> None:
    text = told(house, reverse("money:months"), Role.TREASURER)
    taken = sum(one["all"] for one in lines.values())
    assert {month: one["persons"] for month, one in lines.items()} == {JUNE: 7, JULY: 6, AUGUST: 6}
    for month in MONTHS:
        one = lines[month]
        persons, jkk, jkm, whole = one["persons"], *(rupiah(one[part]) for part in ("jkk", "jkm", "all"))
        assert f" {persons} {jkk} {jkm} {whole} " in text
    assert f"Sisa anggaran {rupiah(CEILING + BEYOND - taken)} " in text
    assert f"tagihan disetujui: {rupiah(taken)}" in text
    assert f"Dibayar pada 2025 {rupiah(PART)} " in text
    assert f"Terutang kepada BPJS {rupiah(owed(house)[0])} " in text


def test_what_is_owed_is_the_same_everywhere(house: World) -> None:
    lacking, ordered = owed(house)
    assert f"Berapa yang harus dibayar sekarang? {rupiah(lacking)} " in told(house, "/", Role.TREASURER)
    text = told(house, reverse("money:owed"), Role.TREASURER)
    assert f"Masih ada {rupiah(ordered)} terutang" in text
    assert f"Jumlah {rupiah(lacking - ordered)} " in text


def test_each_month_and_each_bill(house: World, lines: dict[Month, Counter[str]]) -> None:
    for month in MONTHS:
        text, one = told(house, reverse("money:month", args=[str(month)])), lines[month]
        assert f"Tagihan {rupiah(one['all'])} " in text
        assert f"Orang ditagihkan {one['persons']} " in text
        for part in ("jkk", "jkm"):
            assert f" {rupiah(one[part])} 5.1.02" in text
    for bill in Bill.objects.exclude(approved_at=None).select_related("roll"):
        jkk, jkm = map(sum, zip(*PersonMonth.objects.filter(roll=bill.roll).values_list("jkk", "jkm"), strict=True))
        text = told(house, reverse("money:bill-page", args=[bill.pk]))
        assert f"orang {rupiah(jkk)} {rupiah(jkm)} " in text
        assert f"Tagihan disetujui {rupiah(sum(each['all'] for each in lines.values()))} " in text


def test_the_picture_of_the_year_counts_as_the_budget_does(house: World, lines: dict[Month, Counter[str]]) -> None:
    text = told(house, reverse("insight:pictures"))
    since, newest = 0, lines[AUGUST]["all"]
    for month, name in zip(MONTHS, ("Jun", "Jul", "Agu"), strict=True):
        since += lines[month]["all"]
        assert f" {name} {rupiah(lines[month]['all'])} {rupiah(since)} " in text
    assert f" Sep perkiraan {rupiah(newest)} {rupiah(since + newest)} " in text
    assert f"Pagu {rupiah(CEILING)} " in text
    assert f"Dengan yang disetujui di atas pagu {rupiah(CEILING + BEYOND)} " in text
    assert f"Sisa anggaran {rupiah(CEILING + BEYOND - since)} " in text


def test_the_fund_and_its_plan(house: World, lines: dict[Month, Counter[str]]) -> None:
    taken = sum(one["all"] for one in lines.values())
    text = told(house, reverse("programme:fund", args=[house.fund.pk]))
    assert f" {rupiah(taken)} {rupiah(CEILING + BEYOND - taken)} " in text
    query = "fund=APBD_KAB&s-TOTAL_FORMS=1&s-INITIAL_FORMS=0&s-0-name=A&s-0-start=2025-10"
    plan = told(house, f"{reverse('money:plan')}?{query}")
    assert (
        f"Okt 2025 6 {rupiah(lines[AUGUST]['jkk'])} {rupiah(lines[AUGUST]['jkm'])} {rupiah(lines[AUGUST]['all'])}"
        in plan
    )
