"""The journal: beancount's own checker agrees with our books, and an earlier day's knowledge can be looked at."""

from __future__ import annotations

import csv
import warnings
from collections import defaultdict
from datetime import date, timedelta
from io import StringIO
from typing import Any

import pytest
from django.db import connection

from rangkiang.access.models import Role
from rangkiang.money import actions as money
from rangkiang.money import journal
from rangkiang.money.models import Transfer
from rangkiang.platform.errors import Refused
from rangkiang.programme import actions as programme
from tests.world import ACT, JULY, JUNE, MUARO, World

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from beancount import loader
    from beancount.core.data import Transaction

pytestmark = pytest.mark.django_db


def books(until: date | None = None, known_on: date | None = None) -> tuple[list[journal.Entry], list[Any]]:
    with connection.cursor() as cursor:
        return journal.entries(cursor, until, known_on), journal.trial_balance(cursor, until, known_on)


def checked(text: str) -> list[Transaction]:
    """The transactions as beancount reads them; its checker, balances included, must find nothing."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found, errors, _ = loader.load_string(text)
    assert errors == []
    return [one for one in found if isinstance(one, Transaction)]


@pytest.fixture
def paid(world: World) -> World:
    """June paid with 16,290 beyond the bill; July billed; another fund with a bill of its own."""
    world.members(4)
    world.pay(world.bill(), beyond=16_290)
    world.bill(JULY)
    nagari = programme.open_fund(
        programme=world.programme, kind="APB_NAGARI", area=MUARO, title="APB Nagari", jkk_account="1", jkm_account="2",
        by=next(user for role, user in world.by.items() if role.value == "administrator"),
    )  # fmt: skip
    programme.set_budget(fund=nagari, year=2025, ceiling=10**9, effective_on=date(2025, 1, 2), by=world.head)
    world.members(2, fund=nagari, area=MUARO, start=20, number="SK-N")
    world.bill(JUNE, nagari)
    world.see_all()
    return world


def test_beancount_accepts_the_journal_and_finds_our_balances(paid: World) -> None:
    found, balances = books()
    text = "\n".join(journal.as_beancount(found, balances))
    assert len(checked(text)) == Transfer.objects.count() == len(found)
    assert text.count(" balance ") == len(balances)
    assert "Liabilities:APBD-KAB:13-03:Payable  -67200 IDR" in text  # July: 4 × 16,800
    assert "Assets:APBD-KAB:13-03:Unallocated  16290 IDR" in text


def test_beancount_refuses_the_journal_when_a_rupiah_is_missing(paid: World) -> None:
    found, balances = books()
    fund, code, amount = balances[0]
    wrong = "\n".join(journal.as_beancount(found, [(fund, code, amount + 1), *balances[1:]]))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert loader.load_string(wrong)[1]


def test_the_csv_adds_up_to_the_trial_balance(paid: World) -> None:
    found, balances = books()
    sums: dict[tuple[str, str], int] = defaultdict(int)
    for row in csv.DictReader(StringIO(journal.as_csv(found))):
        sums[row["debit_fund"], row["debit"]] += int(row["amount"])
        sums[row["credit_fund"], row["credit"]] -= int(row["amount"])
    assert {(fund, code): amount for fund, code, amount in balances} == dict(sums)
    assert sum(sums.values()) == 0


def test_an_entry_tells_the_account_and_office_of_its_month(world: World) -> None:
    """Changed from July on: June's bill keeps its codes, though it is approved in July; what is no bill has none."""
    told = {"jkk_account": "5.1.02.02.09.0001", "jkm_account": "5.1.02.02.09.0002", "office": "BPKAD"}
    programme.set_accounts(fund=world.fund, valid_from=JULY.first, act=ACT, by=world.by[Role.ADMINISTRATOR], **told)
    world.members(1)
    june = money.bill(fund=world.fund, month=JUNE, by=world.operator)
    money.approve_bill(bill=june, billing_code="000000000001", on=date(2025, 7, 2), by=world.head)
    world.bill(JULY)
    world.pay(june, paid_on=date(2025, 7, 3))
    every, balances = books()
    found = [one for one in every if not one.debit.startswith("memo:")]
    kept = [(one.reference.split(":")[-1], one.budget_account, one.office) for one in found]
    assert sorted(kept[:2]) == [
        ("jkk", "5.1.02.02.09.0001", "BPKAD"),
        ("jkm", "5.1.02.02.09.0002", "BPKAD"),
    ]
    assert sorted(kept[2:4]) == [
        ("jkk", "5.1.02.02.02.0006", "Disnakertrans"),
        ("jkm", "5.1.02.02.02.0007", "Disnakertrans"),
    ]
    assert [(one.budget_account, one.office) for one in found[4:]] == [("", "BPKAD")]
    rows = list(csv.DictReader(StringIO(journal.as_csv(found))))
    assert [(row["budget_account"], row["office"]) for row in rows] == [(b, o) for _, b, o in kept]
    read = checked("\n".join(journal.as_beancount(every, balances)))
    own = [one for one in read if ":Memo:" not in one.postings[0].account]
    assert [(one.meta.get("budget-account", ""), one.meta["office"]) for one in own] == [(b, o) for _, b, o in kept]


def test_the_trial_balance_of_an_earlier_day_leaves_out_what_came_after(paid: World) -> None:
    before = date(2025, 6, 11)  # June is billed on the 1st and paid on the 12th
    found, balances = books(until=before)
    assert ("APBD_KAB:13.03", "payable", -67_200) in balances
    assert not [code for _, code, _ in balances if code == "cash"]
    checked("\n".join(journal.as_beancount(found, balances, before)))
    assert books(until=date(2025, 6, 12))[1] != balances


def test_what_was_recorded_later_was_not_known(world: World) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT rangkiang_now()")
        today = cursor.fetchone()[0].date()
    world.members(3)
    world.pay(world.bill())
    found, balances = books(known_on=today - timedelta(days=2))
    assert (found, balances) == ([], [])
    assert "\n".join(journal.as_beancount(found, balances)).count("\n") == 1
    assert books(known_on=today + timedelta(days=2)) == books()


def test_words_in_a_reference_cannot_break_the_file() -> None:
    assert journal.account("APB_NAGARI:13.03.08.2002", "cash") == "Assets:APB-NAGARI:13-03-08-2002:Cash"
    assert journal._quoted('a "b" \\') == '"a \\"b\\" \\\\"'


def test_an_account_without_a_side_is_refused_and_named() -> None:
    with pytest.raises(Refused, match=r"'grants:jkm' of APBD_KAB:13\.03 has no side"):
        journal.account("APBD_KAB:13.03", "grants:jkm")
