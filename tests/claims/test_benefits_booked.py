"""What BPJS paid stands in the books as memorandum accounts, to the rupiah, and moves nothing of our own money."""

from __future__ import annotations

import warnings
from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.models import F, Sum
from django.test.utils import CaptureQueriesContext

from rangkiang.access.models import Role
from rangkiang.claims import actions, changes, decisions, scholarships
from rangkiang.claims.changes_models import Change
from rangkiang.claims.models import Child, Claim, Disbursement
from rangkiang.claims.payments import payments
from rangkiang.insight.queries import figures
from rangkiang.money import journal
from rangkiang.money.models import Transfer
from rangkiang.platform.database import owner
from rangkiang.platform.scope import EVERYWHERE, scope
from rangkiang.platform.setup import migrate
from rangkiang.programme import actions as programme
from rangkiang.programme.models import Fund
from tests.claims.test_decisions import FULL, granted
from tests.claims.test_pages import DIED, member
from tests.claims.test_payments import FIRST, LATE, LATE_DAY, SECOND, objected
from tests.claims.test_scholarships import family
from tests.faults.conftest import own_database  # noqa: F401 -- a fixture
from tests.world import MUARO, REGENCY, World, make_world

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from beancount import loader

END = date(2026, 12, 31)


def memo(until: date | None = END, known_on: date | None = None, fund: str = f"APBD_KAB:{REGENCY}") -> dict[str, int]:
    """account → rupiah of the memorandum accounts of what BPJS paid, of a fund."""
    with connection.cursor() as cursor:
        found = journal.trial_balance(cursor, until, known_on)
    paid = ("memo:benefits:", "memo:late:", "memo:bpjs")
    return {code.removeprefix("memo:"): amount for of, code, amount in found if of == fund and code.startswith(paid)}


def own() -> list[tuple[str, str, int]]:
    with connection.cursor() as cursor:
        return [one for one in journal.trial_balance(cursor) if not one[1].startswith("memo:")]


def agree(world: World) -> None:
    """The books say what the figures say, and with what came for being late what BPJS paid."""
    world.see_all()
    found = memo()
    benefits = sum(amount for code, amount in found.items() if code.startswith("benefits:"))
    assert benefits == figures(world.fund, END).benefits_disbursed
    assert -found["bpjs"] == Disbursement.objects.aggregate(t=Sum("amount"))["t"]
    assert sum(found.values()) == 0


def test_what_bpjs_paid_stands_apart_from_our_own_money(world: World) -> None:
    claim = granted(world, FULL)
    before = own()
    for _again in range(2):
        actions.pay(claim=claim, on=LATE_DAY, late=LATE, by=world.bpjs)
    world.see_all()
    assert memo() == {"benefits:jkm": 42_000_000, "late:jkm": LATE, "bpjs": -43_260_000}
    assert own() == before
    assert sum(one.amount + one.added for one in payments(Claim.objects.get())) == 43_260_000
    agree(world)


def test_every_way_of_being_paid_is_booked_once(world: World) -> None:
    claim = granted(world)
    actions.pay(claim=claim, on=FIRST, by=world.bpjs)
    claim = objected(world, claim)
    actions.pay(claim=claim, on=SECOND, by=world.bpjs)
    for _again in range(2):
        decisions.add_for_lateness(claim=claim, on=SECOND, amount=1_280_000, by=world.bpjs)
    agree(world)
    assert memo() == {"benefits:jkm": 42_000_000, "late:jkm": 1_280_000, "bpjs": -43_280_000}
    assert memo(FIRST) == {"benefits:jkm": 10_000_000, "bpjs": -10_000_000}
    assert memo(FIRST - timedelta(days=1)) == {}
    assert memo(known_on=world.today() - timedelta(days=1)) == {}


def test_a_scholarship_is_booked_year_by_year_in_as_many_statements(world: World) -> None:
    claim = family(world, member(world), "SD", "SMA")
    counts = []
    for child, level in zip(Child.objects.order_by("pk"), ("SMP", "PT"), strict=True):
        scholarships.set_class(child=child, year=2026, level=level, grade=1, by=world.operator)
        for year in (2025, 2026):
            with CaptureQueriesContext(connection) as caught:
                actions.pay_scholarship(
                    claim=claim, child=child, school_year=year, amount=1_500_000, on=date(year, 9, 1), by=world.bpjs
                )
            counts.append(len(caught))
    assert len(set(counts[1:])) == 1
    agree(world)
    assert memo() == {"benefits:jkk": 54_000_000, "bpjs": -54_000_000}


def nagari(world: World) -> Fund:
    return programme.open_fund(
        programme=world.programme, kind="APB_NAGARI", area=MUARO, title="APB Nagari", jkk_account="1", jkm_account="2",
        by=world.by[Role.ADMINISTRATOR],
    )  # fmt: skip


def test_a_paid_claim_that_another_fund_covered_moves_there(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two persons correct the day of a death: the books follow by counter transfers of the same day."""
    claim = granted(world, FULL)
    actions.pay(claim=claim, on=LATE_DAY, by=world.bpjs)
    world.see_all()
    other = nagari(world)
    found = {DIED - timedelta(days=1): other.pk, DIED: world.fund.pk}
    of = Fund.objects.annotate(fund_id=F("pk"))
    monkeypatch.setattr(actions, "cover", lambda event, _records: of.filter(pk=found[event.happened_on]))
    for day in (DIED - timedelta(days=1), DIED, DIED - timedelta(days=1)):
        changes.redate(event=claim.event, on=day, why="Akta kematian", by=world.operator)
        changes.agree(change=Change.objects.get(state="open"), by=world.verifier)
        world.see_all()
        here, there = (memo(fund=name) for name in (f"APBD_KAB:{REGENCY}", f"APB_NAGARI:{MUARO}"))
        stands, empty = (here, there) if day == DIED else (there, here)
        assert {code: amount for code, amount in stands.items() if amount} == {
            "benefits:jkm": 42_000_000, "bpjs": -42_000_000,
        }  # fmt: skip
        assert not any(empty.values())
        assert figures(Fund.objects.get(pk=found[day]), END).benefits_disbursed == 42_000_000
    posted = Transfer.objects.filter(reference__startswith=f"benefit:{claim.pk}:")
    assert set(posted.values_list("happened_on")) == {(LATE_DAY,)}
    assert posted.count() == 3 * (1 + 2 + 2 + 2)  # of three parts; each move is one back and one anew


def test_beancount_checks_them_too(world: World) -> None:
    claim = granted(world, FULL)
    actions.pay(claim=claim, on=LATE_DAY, late=LATE, by=world.bpjs)
    world.see_all()
    with connection.cursor() as cursor:
        found, balances = journal.entries(cursor), journal.trial_balance(cursor)
    text = "\n".join(journal.as_beancount(found, balances))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert loader.load_string(text)[1] == []
    assert "Equity:APBD-KAB:13-03:Memo:Benefits:Jkm  42000000 IDR" in text
    assert f",memo:benefits:jkm,APBD_KAB:{REGENCY},memo:bpjs,20000000,," in journal.as_csv(found)


def test_what_was_paid_before_is_booked_as_it_was_known(own_database: str) -> None:  # noqa: F811
    with scope(EVERYWHERE):
        world = make_world()
        claim = granted(world, FULL)
        actions.pay(claim=claim, on=LATE_DAY, late=LATE, by=world.bpjs)
        world.see_all()
        booked = list(Transfer.objects.order_by("reference").values())
    with owner().open() as session:
        session.execute("DELETE FROM money_transfer WHERE reference LIKE 'benefit:%'")
        session.execute("DELETE FROM money_account WHERE code ~ '^memo:(benefits|late|bpjs)'")
    for _again in range(2):
        call_command("migrate", "claims", "0009", database="owner", verbosity=0)
        migrate()
    with scope(EVERYWHERE):
        agree(world)
        now = list(Transfer.objects.order_by("reference").values())
    same = ("reference", "amount", "happened_on", "recorded_at", "area")
    assert [[one[name] for name in same] for one in now] == [[one[name] for name in same] for one in booked]
