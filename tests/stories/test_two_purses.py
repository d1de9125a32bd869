"""Pak Rusli is on his nagari's list and on the regency's. One purse pays, whoever asks, and his months go on."""

from __future__ import annotations

from datetime import date

import pytest

from rangkiang.access.models import Role
from rangkiang.decree.conflicts import conflicts
from rangkiang.intake import actions as intake
from rangkiang.intake.models import Candidate
from rangkiang.membership import actions as membership
from rangkiang.membership.models import Enrolment, PersonMonth
from rangkiang.membership.queries import timeline
from rangkiang.money import actions as money
from rangkiang.people.models import Person
from rangkiang.platform.errors import BadInput, Refused
from rangkiang.platform.month import Month
from rangkiang.programme import actions as programme
from rangkiang.programme.models import Fund
from tests.intake.readers.lists import HEADER, person, xlsx_file
from tests.world import JULY, JUNE, MUARO, World

pytestmark = pytest.mark.django_db
RUSLI = "1303040307709002"  # the second person of the village list


def nagari_fund(world: World) -> Fund:
    fund = programme.open_fund(
        programme=world.programme,
        kind="APB_NAGARI",
        area=MUARO,
        title="APB Nagari Muaro",
        jkk_account="1",
        jkm_account="2",
        by=world.by[Role.ADMINISTRATOR],
    )
    programme.set_budget(fund=fund, year=2025, ceiling=10**6, effective_on=date(2025, 1, 2), by=world.head)
    return fund


def proposed(world: World, fund: Fund, name: str, month: Month) -> Candidate:
    """A list with Rusli alone, received, screened and verified as far as it goes."""
    content = xlsx_file([HEADER, person(2)], sheet=name)
    batch = intake.receive(fund=fund, filename=f"{name}.xlsx", content=content, on=date(2025, 5, 5), by=world.operator)
    intake.commit(batch=batch, first_month=month, by=world.operator)
    intake.verify(batch=batch, by=world.verifier)
    world.see_all()
    return Candidate.objects.get(batch=batch)


@pytest.fixture
def nagari(world: World) -> Fund:
    """Rusli is enrolled by his nagari from June."""
    fund = nagari_fund(world)
    signed = world.decree([proposed(world, fund, "nagari", JUNE)], number="SK-N", fund=fund)
    membership.enrol(decree=signed, by=world.operator)
    world.see_all()
    return fund


def test_the_regency_s_list_is_told_that_his_nagari_pays(world: World, nagari: Fund) -> None:
    again = proposed(world, world.fund, "kabupaten", JULY)
    assert (again.state, again.reason) == (Candidate.State.REFUSED, "covered_by_us")
    with pytest.raises(BadInput, match="No verified person"):
        world.decree([again], number="SK-K")
    assert PersonMonth.objects.count() == 0


def test_even_past_every_screen_the_database_holds_the_line(world: World, nagari: Fund) -> None:
    """A candidate forced onto the regency's decree: the enrolment is refused whole, and only the nagari bills."""
    other, forced = world.candidates(2, start=70)
    Candidate.objects.filter(pk=forced.pk).update(person=Person.objects.get(nik=RUSLI))
    signed = world.decree([other, forced], number="SK-K")
    world.see_all()
    (seen,) = conflicts(signed)  # told on the decree's page, before anybody tries
    assert (seen.person, seen.payer, seen.since) == (Person.objects.get(nik=RUSLI).pk, nagari.code, JUNE.first)
    with pytest.raises(Refused, match="covered by another of our funds"):
        membership.enrol(decree=signed, by=world.operator)
    with pytest.raises(BadInput, match="nothing to bill"):
        money.bill(fund=world.fund, month=JUNE, by=world.operator)
    assert money.bill(fund=nagari, month=JUNE, by=world.operator).roll.persons == 1


def test_who_pays_for_himself_is_not_paid_for(world: World) -> None:
    intake.note_cover(
        covers=[intake.ForeignCover(RUSLI, MUARO, "MANDIRI", Month(2025, 1))], source="BPJS", by=world.operator
    )
    found = proposed(world, world.fund, "kabupaten", JUNE)
    assert (found.state, found.reason) == (Candidate.State.REFUSED, "covered_by_others")
    world.see_all()
    assert not Enrolment.objects.exists()


def test_he_moves_from_one_purse_to_the_other_without_a_gap_or_a_second_payment(world: World, nagari: Fund) -> None:
    world.pay(world.bill(JUNE, nagari))
    rusli = Person.objects.get(nik=RUSLI)
    gone = membership.Exit(rusli.pk, JUNE, "other_fund", date(2025, 6, 28))
    assert membership.end(fund=nagari, exits=[gone], by=world.operator) == 1
    moved = proposed(world, world.fund, "kabupaten", JULY)
    assert moved.person_id == rusli.pk
    membership.enrol(decree=world.decree([moved], number="SK-K", month=JULY), by=world.operator)
    with pytest.raises(BadInput, match="nothing to bill"):
        money.bill(fund=nagari, month=JULY, by=world.operator)
    world.see_all()
    bill = world.bill(JULY)
    order = money.order(fund=world.fund, bills=[bill], amount=bill.roll.total, spp="K", spm="K", by=world.operator)
    money.pay(order=order, sp2d="K", paid_on=date(2025, 7, 14), by=world.treasurer)
    world.see_all()
    assert [(m.month, m.payer) for m in timeline(rusli.pk)] == [
        (JUNE.first, f"APB_NAGARI:{MUARO}"),
        (JULY.first, "APBD_KAB:13.03"),
    ]
