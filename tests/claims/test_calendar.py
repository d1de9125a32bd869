"""Who must act, with the law's last day; where families wait, by nagari; and every look at a list is on record."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from rangkiang.access.models import Role
from rangkiang.access.rights import table
from rangkiang.claims import actions, care, decisions, queries, scholarships
from rangkiang.claims.calendar import KINDS, Entry, entries
from rangkiang.claims.models import Child
from rangkiang.claims.school_years import PAPERS
from rangkiang.platform.scope import set_scope
from rangkiang.privacy.models import View
from tests.claims.test_decisions import sent
from tests.claims.test_pages import DIED, member, opened, reported
from tests.claims.test_scholarships import family, scanned
from tests.judged import approve
from tests.world import AIE_AMO, JULY, PALALUAR, World

pytestmark = pytest.mark.django_db
TODAY = date(2025, 8, 20)


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("claims.views", "claims.calendar_views", "claims.school_views", "web.context", "access.rights"):
        monkeypatch.setattr(f"rangkiang.{module}.today", lambda: TODAY)


def told(world: World, on: date = TODAY) -> dict[str, Entry]:
    world.see_all()
    return {one.kind: one for one in entries(world.operator, on)}


def test_every_kind_is_somebody_s_right() -> None:
    assert {kind.verb for kind in KINDS.values()} <= table().keys()


def test_a_death_waits_for_its_claim_and_the_claim_for_each_step(world: World) -> None:
    event = reported(world, member(world))
    assert set(told(world)) == {"open_death"}
    claim = actions.open_claim(event=event, by=world.operator)
    assert set(told(world)) == {"approve"}
    approve(claim=claim, by=world.verifier)
    assert set(told(world)) == {"submit"}
    actions.submit(claim=claim, on=date(2025, 8, 12), by=world.operator)
    waits = told(world)["decide"]
    assert (waits.due, waits.late(TODAY), waits.days(TODAY), waits.yours) == (date(2025, 8, 15), True, 5, False)
    actions.decide(claim=claim, on=date(2025, 8, 14), parts={"pemakaman": 10_000_000}, by=world.bpjs)
    assert set(told(world)) == {"pay", "difference"}
    actions.pay(claim=claim, on=TODAY, by=world.bpjs)
    assert set(told(world)) == {"hand_over", "difference"}
    for code in ("santunan", "berkala"):
        decisions.explain(claim=claim, code=code, reason="not_said", by=world.operator)
    actions.hand_over(claim=claim, heir="Rahma", relation="istri", on=TODAY, by=world.operator)
    assert told(world) == {}


def test_questions_refusals_and_objections_wait(world: World) -> None:
    claim = sent(world)
    decisions.ask(claim=claim, on=date(2025, 8, 13), text="?", by=world.bpjs)
    assert {"question", "decide"} == set(told(world))
    actions.decide(claim=claim, on=date(2025, 8, 14), refusal="lapsed", by=world.bpjs)
    assert {"question", "refused"} == set(told(world))
    decisions.object_to(claim=claim, on=TODAY, grounds="Semua dibayar.", by=world.operator)
    assert {"question", "objection"} == set(told(world))


def test_an_accident_waits_for_its_first_report_and_the_doctor(world: World) -> None:
    event = actions.report(person=member(world), kind="accident", happened_on=DIED, reported_on=DIED, by=world.operator)
    assert told(world)["stage_one"].due == date(2025, 8, 7)
    care.stage_one(event=event, received_on=date(2025, 8, 6), suspected=True, by=world.operator)
    care.unable(event=event, since=DIED, doctor="dr. Contoh", by=world.operator)
    waits = told(world)
    assert set(waits) == {"open_accident", "suspicion", "unable"}
    assert waits["suspicion"].due == date(2025, 9, 5)
    open_ = waits["open_accident"]
    assert (open_.due, open_.soon(TODAY), open_.soon(date(2030, 7, 10))) == (date(2030, 8, 5), False, True)
    assert open_.days(TODAY) == 15  # since the accident, while its expiry is far


def test_a_school_year_waits_step_by_step(world: World) -> None:
    august, by = date(2026, 8, 10), world.operator
    claim = family(world, member(world), "SMA")
    actions.hand_over(claim=claim, heir="Rahma", relation="istri", on=TODAY, by=by)

    def school() -> set[str]:
        return set(told(world, august)) - {"difference"}

    assert school() == {"promote"}
    scholarships.promote(year=2026, by=by)
    assert school() == {"school"}  # from SMA to university nobody moves by itself
    year = scholarships.set_class(child=Child.objects.get(), year=2026, level="PT", grade=1, by=by)
    assert school() == {"papers"}
    scanned(world, Child.objects.get(), 2026, *PAPERS)
    assert school() == {"apply"}
    scholarships.apply_year(year=year, on=august, by=by)
    assert school() == {"scholarship"}
    actions.pay_scholarship(
        claim=claim, child=Child.objects.get(), school_year=2026, amount=12_000_000, on=august, by=world.bpjs
    )
    assert school() == set()
    world.see_all()
    assert "of_age" in {one.kind for one in entries(by, date(2031, 1, 5))}


def test_a_family_with_three_children_is_asked_once_which_two(world: World) -> None:
    august = date(2026, 8, 10)
    family(world, member(world), "SD", "SMP", "SMA")
    asked = [one for one in entries(world.operator, august) if one.kind == "choose"]
    assert [one.child for one in asked] == [None]
    for child, chosen in zip(Child.objects.order_by("pk"), (True, True, False), strict=True):
        scholarships.choose(child=child, chosen=chosen, by=world.operator)
    assert "choose" not in told(world, august)


def test_what_the_law_left_open_and_bpjs_granted_is_no_difference(world: World) -> None:
    claim = opened(world, member(world, months=3))
    assert (claim.decision, claim.computed) == ("review", 10_000_000)
    approve(claim=claim, by=world.verifier)
    actions.submit(claim=claim, on=DIED, by=world.operator)
    actions.decide(claim=claim, on=DIED, parts={"pemakaman": 10_000_000, "santunan": 32_000_000}, by=world.bpjs)
    assert set(told(world)) == {"pay"}


def test_children_are_told_by_right_only(world: World) -> None:
    family(world, member(world), "SMA")
    world.see_all()
    assert "promote" not in {one.kind for one in entries(world.by[Role.NAGARI], date(2026, 8, 10))}


def test_the_calendar_asks_as_much_for_one_as_for_many(world: World, client: Client) -> None:
    people = world.members(6, month=JULY)
    world.pay(world.bill(JULY))
    client.force_login(world.operator)
    counts = []
    for some in (people[:1], people[1:]):
        for person in some:
            reported(world, person)
        for address in ("claims:calendar", "claims:by-nagari", "claims:board"):
            client.get(reverse(address))
            with CaptureQueriesContext(connection) as asked:
                assert client.get(reverse(address)).status_code == 200
            counts.append(len(asked))
    assert counts[:3] == counts[3:]


def test_by_nagari_the_longest_wait_first_with_the_rupiah(world: World, client: Client) -> None:
    here, there = member(world), world.members(1, area=AIE_AMO, start=40, number="SK-9", month=JULY)[0]
    opened(world, here)
    actions.report(person=there, kind="death", happened_on=date(2025, 8, 1), reported_on=DIED, by=world.operator)
    world.see_all()
    first, second = queries.by_nagari(TODAY)
    assert (first.area, first.reported, first.rupiah, first.oldest) == (AIE_AMO, 1, 0, date(2025, 8, 1))
    assert (second.area, second.preparing, second.rupiah) == (PALALUAR, 1, 42_000_000)
    set_scope([PALALUAR])
    assert [one.area for one in queries.by_nagari(TODAY)] == [PALALUAR]
    client.force_login(world.by[Role.NAGARI])
    page = client.get(reverse("claims:by-nagari")).content.decode()
    assert f"area={PALALUAR}" in page
    assert f"area={AIE_AMO}" not in page


@pytest.mark.parametrize("address", ["claims:board", "claims:calendar"])
def test_each_person_on_a_list_is_a_look(world: World, client: Client, address: str) -> None:
    person = member(world)
    reported(world, person)
    client.force_login(world.operator)
    client.get(reverse(address))
    world.see_all()
    look = View.objects.get(person=person)
    assert (look.viewer, look.unmasked) == (world.operator, False)


def test_closed_to_those_without_the_right(world: World, client: Client) -> None:
    for address in ("claims:calendar", "claims:by-nagari"):
        assert client.get(reverse(address)).headers["Location"].startswith(reverse("sign-in"))
    client.force_login(world.treasurer)
    for address in ("claims:calendar", "claims:by-nagari"):
        assert client.get(reverse(address)).status_code == 403
    client.logout()
