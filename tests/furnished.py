"""A house in use, for those who walk through it: users with a password, two funds with money, months, a death."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.hashers import make_password

from rangkiang.access.models import Role, User
from rangkiang.claims import actions as claims
from rangkiang.platform.month import Month
from rangkiang.programme import actions as programme
from tests.world import AIE_AMO, JUNE, REGENCY, World, make_world, user

PASSWORD = "padi-di-rangkiang"
TODAY = date(2025, 7, 15)
DOORKEEPERS = ("keyholder", "codeholder", "forgetful", "traveller")  # their doors get a second lock or are shut
BEREAVED = "Orang Contoh 30"  # whose claim is walked from end to end


def furnish() -> int:
    """Users with a password, members in two nagari paid by the zakat board from February, and a death reported.

    The regency's own fund is left empty: the month of the office is made of what the operator hands in.
    """
    world = make_world()
    for name in DOORKEEPERS:
        user(Role.PLANNER, name=name)
    User.objects.update(password=make_password(PASSWORD))
    fund = programme.open_fund(
        programme=world.programme, kind="BAZNAS", area=REGENCY, title="Baznas Sijunjung", jkk_account="1",
        jkm_account="2", by=world.by[Role.ADMINISTRATOR],
    )  # fmt: skip
    programme.set_budget(fund=fund, year=2025, ceiling=10**9, effective_on=date(2025, 1, 2), by=world.head)
    first = Month(2025, 2)
    world.members(3, fund=fund, month=first, number="SK-Baznas-1")
    world.members(2, fund=fund, month=first, start=30, number="SK-Baznas-3")
    neighbour = world.members(2, fund=fund, month=first, area=AIE_AMO, start=50, number="SK-Baznas-2")[-1].pk
    for month in first.until(Month.of(TODAY)):
        world.pay(world.bill(month, fund))
    _latecomer(world)
    claims.report(
        person=world.people[0], kind="death", happened_on=date(2025, 6, 20), reported_on=date(2025, 6, 24),
        by=world.by[Role.NAGARI],
    )  # fmt: skip
    return neighbour


def _latecomer(world: World) -> None:
    """A company's fund: May and June billed, and only then one more person decreed from May."""
    may = Month(2025, 5)
    fund = programme.open_fund(
        programme=world.programme, kind="CSR", area=REGENCY, title="CSR Perkebunan", jkk_account="1", jkm_account="2",
        by=world.by[Role.ADMINISTRATOR],
    )  # fmt: skip
    programme.set_budget(fund=fund, year=2025, ceiling=10**7, effective_on=date(2025, 1, 2), by=world.head)
    world.members(2, fund=fund, month=may, start=80, number="SK-CSR-1")
    world.bill(may, fund)
    world.members(1, fund=fund, month=JUNE, start=82, number="SK-CSR-2")
    world.bill(JUNE, fund)
    world.members(1, fund=fund, month=may, start=83, number="SK-CSR-3")
