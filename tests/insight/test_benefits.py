"""What the families received counts for one fund only, in the figures and in the chart alike."""

from __future__ import annotations

from datetime import date

from rangkiang.access.models import Role
from rangkiang.claims import actions as claims
from rangkiang.insight.queries import SQL, figures
from rangkiang.intake.models import Candidate
from rangkiang.membership.actions import Exit, end, enrol
from rangkiang.people.models import Person
from rangkiang.platform.bulk import run
from rangkiang.programme import actions as programme
from rangkiang.programme.models import Fund
from tests.judged import approve
from tests.world import JULY, JUNE, PALALUAR, World

DIED = date(2025, 8, 5)


def granted(world: World, person: Person) -> None:
    event = claims.report(person=person, kind="death", happened_on=DIED, reported_on=DIED, by=world.operator)
    claim = claims.open_claim(event=event, by=world.operator)
    approve(claim=claim, by=world.verifier)
    claims.submit(claim=claim, on=DIED, by=world.operator)
    claims.decide(claim=claim, on=DIED, parts={"pemakaman": 10_000_000}, by=world.bpjs)
    world.see_all()


def both(fund: Fund) -> tuple[int, int, int]:
    """(cases and benefits by the figures, benefits by the chart)."""
    told = figures(fund, date(2025, 8, 31))
    chart = run(SQL / "benefits_by_month.sql", {"fund": fund.pk, "on": date(2025, 8, 31)})
    return told.cases, told.benefits, sum(amount for _, amount in chart)


def nagari_fund(world: World) -> Fund:
    return programme.open_fund(
        programme=world.programme,
        kind="APB_NAGARI",
        area=PALALUAR,
        title="APB Nagari Palaluar",
        jkk_account="1",
        jkm_account="2",
        by=world.by[Role.ADMINISTRATOR],
    )


def test_who_moved_from_one_purse_to_the_other_is_a_case_of_the_newer(world: World) -> None:
    nagari = nagari_fund(world)
    (person,) = world.members(1)
    world.pay(world.bill(JUNE))
    end(fund=world.fund, exits=[Exit(person.pk, JUNE, "other_fund", date(2025, 6, 20))], by=world.operator)
    world.see_all()
    (moved,) = world.candidates(1, fund=nagari, start=5)
    Candidate.objects.filter(pk=moved.pk).update(person=person)
    enrol(decree=world.decree([moved], number="SK-2", month=JULY, fund=nagari), by=world.operator)
    world.see_all()
    granted(world, person)
    assert both(nagari) == (1, 10_000_000, 10_000_000)
    assert both(world.fund) == (0, 0, 0)


def test_who_left_long_ago_is_still_a_case_of_that_fund_in_both(world: World) -> None:
    """What BPJS granted was covered, however old the last month: the chart and the figures never part."""
    (person,) = world.members(1, month=JUNE + (-3))
    end(fund=world.fund, exits=[Exit(person.pk, JUNE + (-2), "declined", date(2025, 4, 20))], by=world.operator)
    world.see_all()
    granted(world, person)
    assert both(world.fund) == (1, 10_000_000, 10_000_000)


def test_an_enrolment_that_never_began_covers_nothing(world: World) -> None:
    nagari = nagari_fund(world)
    (person,) = world.members(1, month=JUNE)
    end(fund=world.fund, exits=[Exit(person.pk, JUNE, "other_fund", date(2025, 6, 20))], by=world.operator)
    world.see_all()
    (moved,) = world.candidates(1, fund=nagari, start=5)
    Candidate.objects.filter(pk=moved.pk).update(person=person)
    enrol(decree=world.decree([moved], number="SK-2", month=JULY, fund=nagari), by=world.operator)
    end(fund=nagari, exits=[Exit(person.pk, JUNE, "wrong_person", date(2025, 7, 1))], by=world.operator)
    world.see_all()
    granted(world, person)
    assert both(world.fund) == (1, 10_000_000, 10_000_000)
    assert both(nagari) == (0, 0, 0)
