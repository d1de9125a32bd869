"""Planning with the real roster: who is on it, what the page answers, what is kept and stays as it was."""

from __future__ import annotations

import re
from datetime import date
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from rangkiang.access.models import Role
from rangkiang.membership.models import Enrolment, ForeignMonth
from rangkiang.money.planning import Scenario, plan
from rangkiang.money.planning_roster import enrolled
from rangkiang.people.models import Person
from rangkiang.platform.errors import Refused
from rangkiang.platform.models import AuditEntry
from rangkiang.platform.month import Month
from rangkiang.programme import actions as programme
from rangkiang.programme.models import SavedPlan
from rangkiang.regions.models import Region
from tests.world import AIE_AMO, JULY, JUNE, PALALUAR, World

pytestmark = pytest.mark.django_db
NUMBERS = {"name": "A", "start": "2025-01", "persons": "15145"}


def address(*scenarios: dict[str, str], **more: str) -> str:
    told = {"s-TOTAL_FORMS": str(len(scenarios)), "s-INITIAL_FORMS": "0", **more}
    for number, one in enumerate(scenarios):
        told |= {f"s-{number}-{name}": value for name, value in one.items()}
    return urlencode(told)


def read(world: World, query: str, role: Role = Role.TREASURER) -> tuple[int, str]:
    client = Client()
    client.force_login(world.by[role])
    answer = client.get(f"{reverse('money:plan')}?{query}")
    return answer.status_code, answer.content.decode()


def scenario(world: World, start: Month = JULY, **more: object) -> Scenario:
    return Scenario("A", world.fund.kind, 10**9, start, **more)  # type: ignore[arg-type]


def test_the_roster_is_the_living_whom_the_fund_covers(world: World) -> None:
    world.members(6)
    world.pay(world.bill())
    world.see_all()
    Person.objects.filter(pk=world.people[0].pk).update(died_on=date(2025, 6, 20))
    Enrolment.objects.filter(person=world.people[1]).update(
        last_month=date(2025, 8, 1), exit_reason="moved", exit_on=date(2025, 8, 20)
    )
    Enrolment.objects.filter(person=world.people[2]).update(
        last_month=JUNE.first, exit_reason="moved", exit_on=date(2025, 6, 20)
    )
    found = plan(scenario(world), enrolled(world.fund, JULY))
    assert [one.persons for one in found.funded] == [4, 4, 3, 3, 3, 3]


def test_what_was_paid_before_moves_the_clock(world: World) -> None:
    world.members(3)
    world.pay(world.bill())
    world.see_all()
    ForeignMonth.objects.create(
        person=world.people[2], area=world.people[2].area, month=date(2026, 2, 1), payer="mandiri",
        paid_on=date(2026, 2, 3),
    )  # fmt: skip
    groups = enrolled(world.fund, JULY)
    assert sorted((one.persons, len(one.history)) for one in groups) == [(1, 2), (2, 1)]
    gap = plan(scenario(world), groups).gap
    assert gap
    assert (gap.persons, gap.lapse) == (3, 2)


def test_a_quota_per_nagari_and_a_decile_limit(world: World) -> None:
    world.members(4)
    world.members(3, area=AIE_AMO, start=20, number="SK-2")
    world.see_all()
    for decile, person in zip((1, 2, 5, None), world.people[:4], strict=True):
        Person.objects.filter(pk=person.pk).update(decile=decile)
    Person.objects.filter(pk__in=[p.pk for p in world.people[4:]]).update(decile=3)
    found = plan(scenario(world, quota=2, decile_max=4), enrolled(world.fund, JULY))
    assert (found.persons, found.left_out.decile, found.left_out.decile_unknown, found.left_out.quota) == (4, 1, 1, 1)


def test_who_lapses_is_told_nagari_by_nagari(world: World) -> None:
    world.members(2)
    world.members(3, area=AIE_AMO, start=20, number="SK-2")
    world.see_all()
    gap = plan(scenario(world), enrolled(world.fund, JULY)).gap
    assert gap
    assert {one.area: one.lapse for one in gap.areas} == {PALALUAR: 2, AIE_AMO: 3}
    for name in ("lapse", "scholarship_open", "scholarship_begun"):
        assert getattr(gap, name) == sum(getattr(one, name) for one in gap.areas)
    query = address({"name": "A", "start": "2025-07", "ceiling": "1000000000"})
    _, text = read(world, query)
    shown = re.findall(
        r'<th scope="row">([^<]+)</th>\s*<td class="num">(\d+)</td>\s*<td class="num">\d+</td>\s*<td', text
    )
    names = dict(Region.objects.filter(code__in=[PALALUAR, AIE_AMO]).values_list("name", "code"))
    assert {names[name]: int(count) for name, count in shown if name in names} == {PALALUAR: 2, AIE_AMO: 3}


def test_reading_a_roster_is_one_statement_whatever_its_size(world: World) -> None:
    world.members(2)
    world.members(30, area=AIE_AMO, start=20, number="SK-2")
    world.see_all()
    with CaptureQueriesContext(connection) as told:
        assert sum(one.persons for one in enrolled(world.fund, JULY)) == 32
    assert len(told) == 1


def test_the_page_answers_the_ceiling_of_2025(world: World) -> None:
    status, text = read(world, address(NUMBERS, {**NUMBERS, "name": "B", "persons": "16590", "ahead": "3"}))
    assert status == 200
    assert text.count("181.744") == 2
    assert "Oktober 2025" in text
    assert "Rp3.053.299.200" in text


def test_the_page_begins_with_those_the_fund_covers(world: World) -> None:
    from rangkiang.platform.models import today

    world.members(3)
    programme.set_budget(
        fund=world.fund, year=today().year, ceiling=16_800 * 20, effective_on=today().replace(day=1), by=world.head
    )
    status, text = read(world, "")
    assert status == 200
    assert "Orang-bulan yang terbeli oleh pagu" in text


def test_one_scenario_more_is_like_the_last(world: World) -> None:
    _, text = read(world, address(NUMBERS, more="1"))
    assert 'name="s-1-persons" value="15145"' in text
    assert text.count("181.744") == 2


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"start": "2025-13"}, "2025-13"),
        ({"persons": "0"}, "1"),
        ({"quota": "5"}, "Kuota atau batas desil"),
        ({"rate_jkk": "11000"}, "Iuran yang berubah"),
        ({"start": "2031-01"}, "belum mempunyai pagu"),
        ({"name": ""}, "Belum ada skenario"),
        ({"resumes": "2025-05"}, "sesudah Desember"),
    ],
)
def test_what_cannot_be_asked_is_said(world: World, wrong: dict[str, str], said: str) -> None:
    status, text = read(world, address(NUMBERS | wrong))
    assert status == 400
    assert said in text


def test_a_plan_is_kept_with_its_answers_of_the_day(world: World) -> None:
    client = Client()
    client.force_login(world.by[Role.PLANNER])
    here = f"{reverse('money:plan-save')}?{address(NUMBERS)}"
    for _ in range(2):  # a double click keeps one
        answer = client.post(here, {"title": "Rencana 2025"})
        assert answer.status_code == 302
    world.see_all()
    kept = SavedPlan.objects.get()
    assert AuditEntry.objects.filter(verb="programme.save_plan").count() == 1
    programme.set_budget(fund=world.fund, year=2025, ceiling=1, effective_on=date(2025, 1, 3), by=world.head)
    text = client.get(answer["Location"]).content.decode()
    assert "Rencana 2025" in text
    assert "181.744" in text
    again = client.post(here, {"title": "Rencana 2025"})
    assert again.status_code == 409  # another answer now; the title is taken
    world.see_all()
    assert SavedPlan.objects.get().answers == kept.answers


def test_only_those_who_may_keep_a_plan(world: World) -> None:
    client = Client()
    client.force_login(world.by[Role.AUDITOR])
    assert client.post(f"{reverse('money:plan-save')}?{address(NUMBERS)}", {"title": "x"}).status_code == 403
    with pytest.raises(Refused, match="save_plan"):
        programme.save_plan(fund=world.fund, title="x", asked=[], answers=[], by=world.by[Role.AUDITOR])
    assert "Simpan rencana ini" not in read(world, address(NUMBERS), Role.AUDITOR)[1]
