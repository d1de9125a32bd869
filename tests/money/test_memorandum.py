"""Whatever BPJS pays, and whichever fund is found to have covered it: each payment stands once, where it belongs."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID, uuid4

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rangkiang.access.models import Role
from rangkiang.money.benefits import Benefit, book
from rangkiang.money.journal import trial_balance
from rangkiang.money.models import Transfer
from rangkiang.platform.scope import set_scope
from rangkiang.programme import actions as programme
from tests.world import MUARO, PALALUAR, REGENCY, World

DAY = date(2025, 8, 5)
AMOUNTS = st.integers(1, 10**12)
STEPS = st.lists(st.tuples(st.sampled_from([0, 1, None]), st.lists(AMOUNTS, max_size=2)), max_size=6)


def balances(on: date | None = None) -> dict[tuple[str, str], int]:
    with connection.cursor() as cursor:
        return {(fund, code): amount for fund, code, amount in trial_balance(cursor, on) if amount}


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
            assert balances() == expected
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
    assert Transfer.objects.get().area == REGENCY
