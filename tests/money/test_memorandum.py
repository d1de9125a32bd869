"""The memorandum accounts: what BPJS paid, under the fund that covered it; a year's ceiling and what is left of it."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID, uuid4

from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rangkiang.access.models import Role
from rangkiang.membership import actions as membership
from rangkiang.money import actions as money
from rangkiang.money.benefits import Benefit, book
from rangkiang.money.journal import trial_balance
from rangkiang.money.models import Transfer
from rangkiang.platform.database import owner
from rangkiang.platform.scope import EVERYWHERE, scope, set_scope
from rangkiang.platform.setup import migrate
from rangkiang.programme import actions as programme
from tests.faults.conftest import own_database  # noqa: F401 -- a fixture
from tests.world import ACT, JUNE, MUARO, PALALUAR, REGENCY, World, make_world

DAY, END = date(2025, 8, 5), date(2025, 12, 31)
AMOUNTS = st.integers(1, 10**12)
STEPS = st.lists(st.tuples(st.sampled_from([0, 1, None]), st.lists(AMOUNTS, max_size=2)), max_size=6)


def balances(on: date | None = None, known_on: date | None = None) -> dict[tuple[str, str], int]:
    with connection.cursor() as cursor:
        return {(fund, code): amount for fund, code, amount in trial_balance(cursor, on, known_on) if amount}


def of_benefits() -> dict[tuple[str, str], int]:
    return {key: amount for key, amount in balances().items() if not key[1].endswith(":2025")}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_the_books_follow_the_payments_and_the_fund(world: World, steps: list[tuple[int | None, list[int]]]) -> None:
    with transaction.atomic():
        other = programme.open_fund(
            programme=world.programme, kind="APB_NAGARI", area=MUARO, title="APB Nagari", jkk_account="1",
            jkm_account="2", by=world.by[Role.ADMINISTRATOR],
        )  # fmt: skip
        world.see_all()
        claim, paid = uuid4(), []
        funds = {0: (world.fund, f"APBD_KAB:{REGENCY}"), 1: (other, f"APB_NAGARI:{MUARO}"), None: (None, "")}
        for which, amounts in steps:
            first = len(paid)
            paid += [Benefit(key, "benefits:jkm", one, DAY + timedelta(key)) for key, one in enumerate(amounts, first)]
            fund, name = funds[which]
            for _again in range(2):
                book(claim=claim, fund=fund, paid=paid)
            total = sum(one.amount for one in paid) if fund else 0
            expected = {(name, "memo:benefits:jkm"): total, (name, "memo:bpjs"): -total} if total else {}
            assert of_benefits() == expected
        transaction.set_rollback(True)


def test_a_deed_takes_as_many_statements_whatever_was_paid_before(world: World) -> None:
    claim = UUID(int=1)
    paid = [Benefit(key, "benefits:jkk", 10, DAY) for key in range(20)]
    book(claim=claim, fund=world.fund, paid=paid[:2])
    counts = []
    for upto in (3, 19, 20):
        with CaptureQueriesContext(connection) as caught:
            book(claim=claim, fund=world.fund, paid=paid[:upto])
        counts.append(len(caught))
    assert counts == [counts[0]] * 3
    assert Transfer.objects.filter(reference__startswith="benefit:").count() == 20


def test_a_fund_of_a_wider_area_is_reached_and_the_view_stays_narrow(world: World) -> None:
    set_scope([PALALUAR])
    book(claim=UUID(int=2), fund=world.fund, paid=[Benefit(1, "benefits:jkm", 5, DAY)])
    assert not Transfer.objects.exists()
    world.see_all()
    assert Transfer.objects.get(reference__startswith="benefit:").area == REGENCY


def budget(on: date, known_on: date | None = None) -> dict[str, int]:
    found = balances(on, known_on)
    return {code.split(":")[1]: amount for (_fund, code), amount in found.items() if code.endswith(":2025")}


def revised(world: World, ceiling: int, on: date) -> None:
    programme.set_budget(fund=world.fund, year=2025, ceiling=ceiling, effective_on=on, by=world.head)
    world.see_all()


def test_a_ceiling_a_bill_and_a_correction_move_between_ceiling_available_and_committed(world: World) -> None:
    first = 3_053_299_200
    assert not budget(date(2025, 1, 1))
    assert budget(date(2025, 1, 2)) == {"ceiling": -first, "available": first}
    world.members(3)
    world.bill()
    assert budget(END) == {"ceiling": -first, "available": first - 50_400, "committed": 50_400}
    membership.end(
        fund=world.fund, exits=[membership.Exit(world.people[0].pk, JUNE + -1, "moved", DAY)], by=world.operator
    )
    (less,) = money.supplement(fund=world.fund, month=JUNE, by=world.operator)
    assert budget(END)["committed"] == 50_400  # a draft takes and gives nothing
    for _again in range(2):
        money.approve_bill(bill=less, billing_code="", on=DAY, by=world.head)
    world.see_all()
    assert budget(END) == {"ceiling": -first, "available": first - 33_600, "committed": 33_600}


def test_the_last_decision_counts_from_its_day_on_also_before_one_that_was_to_come(world: World) -> None:
    march, june, october = date(2025, 3, 1), date(2025, 6, 1), date(2025, 10, 1)
    revised(world, 500, october)
    revised(world, 800, march)
    revised(world, 700, june)
    told = [-budget(day)["ceiling"] for day in (date(2025, 2, 28), march, june, october, END)]
    assert told == [3_053_299_200, 800, 700, 700, 700]
    asked = {"year": 2025, "amount": 40, "reason": "Bencana", "act": ACT}
    beyond = programme.ask_overspend(fund=world.fund, by=world.operator, **asked)
    assert budget(END)["available"] == 700
    programme.approve_overspend(overspend=beyond, by=world.head)
    world.see_all()
    assert budget(END) == {"ceiling": -700, "beyond": -40, "available": 740}
    assert not budget(END, known_on=World.today() - timedelta(days=2))


def test_what_was_decided_and_billed_before_is_booked_as_it_was_known(own_database: str) -> None:  # noqa: F811
    with scope(EVERYWHERE):
        world = make_world()
        revised(world, 10**7, date(2025, 10, 1))
        revised(world, 10**6, date(2025, 3, 1))
        asked = {"year": 2025, "amount": 40, "reason": "Bencana", "act": ACT}
        beyond = programme.ask_overspend(fund=world.fund, by=world.operator, **asked)
        programme.approve_overspend(overspend=beyond, by=world.head)
        world.see_all()
        world.members(3)
        world.pay(world.bill())
        world.see_all()
        booked = kept()
        assert len(booked) == 9  # three moves of ceilings and one taken back, beyond, the bill's three, the payment
    with owner().open() as session:
        session.execute("DELETE FROM money_transfer WHERE reference ~ '^(budget|overspend):|:committed$'")
        session.execute("DELETE FROM money_account WHERE code LIKE 'memo:%'")
    for _again in range(2):
        call_command("migrate", "money", "0008", database="owner", verbosity=0)
        migrate()
    with scope(EVERYWHERE):
        assert kept() == booked


def kept() -> list[tuple[object, ...]]:
    named = ("reference", "debit__code", "credit__code", "amount", "happened_on", "recorded_at", "area")
    return list(Transfer.objects.order_by("reference").values_list(*named))
