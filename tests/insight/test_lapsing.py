"""Who would lapse by a plan, by name: those whom the plan counts, by right and area, every look on record."""

from __future__ import annotations

import csv
import io
import re
from html import unescape
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from rangkiang.access.models import Role
from rangkiang.insight import lapsing
from rangkiang.membership.models import ForeignMonth
from rangkiang.money.planning import Scenario
from rangkiang.money.planning_roster import lapsing_of
from rangkiang.people.models import Person
from rangkiang.platform.models import AuditEntry
from rangkiang.platform.month import Month
from rangkiang.privacy.models import View
from rangkiang.programme.models import SavedPlan
from tests.world import AIE_AMO, JULY, PALALUAR, World, user

pytestmark = pytest.mark.django_db
MAY = {Role.OPERATOR, Role.HEAD, Role.BPJS, Role.AUDITOR}
ASKED = {"name": "A", "start": "2025-07", "ceiling": "1000000000"}


@pytest.fixture
def covered(world: World) -> World:
    """Two members in Palaluar, three in Aie Amo; June paid; one of Aie Amo pays for himself in the gap."""
    world.members(2)
    world.members(3, area=AIE_AMO, start=20, number="SK-2")
    world.pay(world.bill())
    world.see_all()
    spared = world.people[-1]
    ForeignMonth.objects.create(
        person=spared, area=spared.area, month="2026-02-01", payer="mandiri", paid_on="2026-02-03"
    )
    return world


def address(world: World, **more: str) -> str:
    return f"{reverse('people:lapsing')}?{urlencode({'fund': world.fund.code, **ASKED, **more})}"


def signed_in(world: World, role: Role = Role.OPERATOR) -> Client:
    client = Client()
    client.force_login(world.by[role])
    return client


def shown(text: str) -> list[str]:
    return re.findall(r'<a href="/insight/person/\d+/">([^<]+)</a>', text)


def test_the_names_are_those_the_plan_counts(covered: World) -> None:
    client = signed_in(covered)
    query = {"s-TOTAL_FORMS": "1", "s-INITIAL_FORMS": "0", **{f"s-0-{name}": value for name, value in ASKED.items()}}
    text = client.get(reverse("money:plan"), query).content.decode()
    links = [unescape(link) for link in re.findall(r'href="(/people/lapsing/[^"]+)"', text)]
    assert len(links) == 3  # all of them, and each nagari
    found = [shown(client.get(link).content.decode()) for link in links]
    everybody = sorted(one.name for one in covered.people[:-1])
    assert [sorted(names) for names in found] == [everybody, everybody[2:], everybody[:2]]
    plan, lapses = lapsing_of(covered.fund, Scenario("A", covered.fund.kind, 10**9, JULY))
    assert plan.gap
    assert plan.gap.lapse == sum(one.group.persons for one in lapses) == 4
    assert {who for one in lapses for who in one.group.who} == {one.pk for one in covered.people[:-1]}


def test_a_quota_covers_as_many_names_as_it_counts(covered: World) -> None:
    covered.see_all()
    plan, lapses = lapsing_of(covered.fund, Scenario("A", covered.fund.kind, 10**9, JULY, quota=1))
    assert plan.gap
    assert plan.gap.lapse == sum(len(one.group.who) for one in lapses) == plan.persons == 2
    first = {covered.people[0].pk, covered.people[2].pk}
    assert {who for one in lapses for who in one.group.who} == first


def test_a_kept_plan_leads_to_the_names_too(covered: World) -> None:
    query = {"s-TOTAL_FORMS": "1", "s-INITIAL_FORMS": "0", **{f"s-0-{name}": value for name, value in ASKED.items()}}
    more = {"s-0-rate_from": "2025-09", "s-0-rate_jkk": "9000", "s-0-rate_jkm": "7000", "s-0-decile_max": "10"}
    Person.objects.update(decile=2)
    here = f"{reverse('money:plan-save')}?{urlencode({'fund': covered.fund.code, **query, **more})}"
    answer = signed_in(covered, Role.OPERATOR).post(here, {"title": "Rencana"})
    text = signed_in(covered).get(answer["Location"]).content.decode()
    link = unescape(re.findall(r'href="(/people/lapsing/[^"]+)"', text)[0])
    for piece in ("rate_from=2025-09", "rate_jkk=9000", "rate_jkm=7000", "decile_max=10", "start=2025-07"):
        assert piece in link
    assert len(shown(signed_in(covered).get(link).content.decode())) == 4
    covered.see_all()
    assert "Orang Contoh" not in str(SavedPlan.objects.get().answers)


def test_the_filters_stand_in_the_address(covered: World) -> None:
    client = signed_in(covered)
    assert len(shown(client.get(address(covered, area=PALALUAR)).content.decode())) == 2
    assert shown(client.get(address(covered, kind="open")).content.decode()) == []
    assert len(shown(client.get(address(covered, kind="begun")).content.decode())) == 4
    page = client.get(address(covered, area=AIE_AMO, kind="begun")).content.decode()
    assert re.search(rf'value="{AIE_AMO}"\s+selected', page)
    assert 'name="ceiling" value="1000000000"' in page


def test_a_long_list_has_pages(covered: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lapsing.Asked.page, "__defaults__", (3,))
    client = signed_in(covered)
    pages = [shown(client.get(address(covered, page=number)).content.decode()) for number in ("1", "2")]
    assert [len(one) for one in pages] == [3, 1]
    assert 'rel="next"' in client.get(address(covered)).content.decode()


def test_the_nik_is_masked_and_each_look_is_on_record(covered: World) -> None:
    page = signed_in(covered, Role.AUDITOR).get(address(covered)).content.decode()
    assert "130308**********" in page
    assert not re.search(r"\d{16}", page)
    covered.see_all()
    looks = View.objects.filter(what="plan", viewer=covered.by[Role.AUDITOR], unmasked=False)
    assert sorted(looks.values_list("person", flat=True)) == sorted(one.pk for one in covered.people[:-1])


@pytest.mark.parametrize("role", list(Role))
def test_who_may(covered: World, role: Role) -> None:
    client = signed_in(covered, role)
    status = 200 if role in MAY else 403
    assert client.get(address(covered)).status_code == status
    assert client.post(f"/people/lapsing/csv/?{address(covered).partition('?')[2]}").status_code == status
    covered.see_all()
    assert View.objects.filter(viewer=covered.by[role]).count() == (8 if role in MAY else 0)
    if role in {Role.TREASURER, Role.PLANNER}:  # they plan, and see numbers only
        query = {"s-TOTAL_FORMS": "1", "s-INITIAL_FORMS": "0", **{f"s-0-{key}": value for key, value in ASKED.items()}}
        assert "/people/lapsing/" not in client.get(reverse("money:plan"), query).content.decode()


def test_who_sees_one_area_is_told_its_persons_of_the_whole_plan(covered: World) -> None:
    """The ceiling pays three months of five persons, also for who sees but three of them."""
    client = Client()
    client.force_login(user(Role.OPERATOR, AIE_AMO, "elsewhere"))
    text = client.get(address(covered, ceiling=str(16_800 * 5 * 3))).content.decode()
    assert shown(text) == [one.name for one in covered.people[2:4]]
    assert "September 2025" in text
    covered.see_all()
    assert set(View.objects.filter(what="plan").values_list("area", flat=True)) == {AIE_AMO}


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"persons": "100"}, "tidak memuat nama"),
        ({"start": "2025-13"}, "2025-13"),
        ({"fund": "CSR"}, "CSR"),
        ({"ceiling": "", "start": "2031-01"}, "pagu"),
    ],
)
def test_what_cannot_be_asked_is_said(covered: World, wrong: dict[str, str], said: str) -> None:
    answer = signed_in(covered).get(address(covered, **wrong))
    assert answer.status_code == 400
    assert said in answer.content.decode()


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_list_leaves_as_it_is_seen(covered: World, form: str) -> None:
    from python_calamine import CalamineWorkbook

    query = address(covered, area=AIE_AMO).partition("?")[2]
    answer = signed_in(covered).post(f"{reverse('people:export-lapsing', args=[form])}?{query}")
    assert answer["Cache-Control"] == "no-store"
    if form == "csv":
        rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    else:
        rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert rows[0] == ["Nama", "NIK", "Lahir", "Nagari", "Bulan terbayar", "Beasiswa JKM"]
    assert [row[:2] for row in rows[1:]] == [[one.name, "130308**********"] for one in covered.people[2:4]]
    assert {int(row[4]) for row in rows[1:]} == {7}  # June, and what the plan pays from July to December
    covered.see_all()
    assert View.objects.filter(what="export").count() == 2
    assert '"persons": 2' in AuditEntry.objects.get(verb="insight.export").facts


def test_the_number_of_statements_does_not_grow(covered: World) -> None:
    client = signed_in(covered)
    counts = []
    for more in (0, 25):
        if more:
            covered.members(more, start=100, number="SK-3", month=Month(2025, 6))
        client.get(address(covered))
        with CaptureQueriesContext(connection) as told:
            assert len(shown(client.get(address(covered)).content.decode())) == 4 + more
        counts.append(len(told))
    assert counts[0] == counts[1] <= 18


def test_the_address_without_a_fund_is_of_the_regency_s_own(covered: World) -> None:
    client, path = signed_in(covered), reverse("people:lapsing")
    assert client.get(path, ASKED).context["asked"].fund == covered.fund
    assert shown(client.get(path, ASKED).content.decode()) == shown(client.get(address(covered)).content.decode()) != []
    wrong = client.get(path, {"fund": "APBD"})
    assert (wrong.status_code, "Tidak ada dana “APBD”." in wrong.content.decode()) == (400, True)


def test_the_bare_address_leads_to_the_plan_where_a_scenario_is_made(covered: World) -> None:
    answer = signed_in(covered).get(reverse("people:lapsing"))
    assert (answer.status_code, answer["Location"]) == (302, reverse("money:plan"))
