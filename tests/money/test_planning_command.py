"""``rangkiang plan``, ``journal`` and ``trial-balance`` from the shell."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from rangkiang.money.benefits import Benefit, book
from rangkiang.platform.scope import EVERYWHERE, scope
from tests.faults.conftest import own_database  # noqa: F401 -- a fixture
from tests.world import JUNE, make_world


def rangkiang(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "rangkiang", *words], capture_output=True, text=True, check=False,
        env=os.environ | environment,
    )  # fmt: skip


def answered(*words: str) -> Any:
    run = rangkiang(*words, "--json")
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout)


def test_a_number_of_persons_needs_no_database() -> None:
    nowhere = {"DATABASE_URL": "postgresql://u:p@127.0.0.1:1/nothing"}
    words = ("plan", "--roster", "15145", "--ceiling", "3053299200", "--start", "2025-01", "--json")
    run = rangkiang(*words, **nowhere)
    assert run.returncode == 0, run.stderr
    told = json.loads(run.stdout)
    assert (told["person_months"], told["last"], told["left"]) == (181_744, "2025-12", 4 * 16_800)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--roster", "many", "--ceiling", "1"], "no roster"),
        (["--roster", "5", "--ceiling", "1", "--fund", "XX"], "XX"),
        (["--roster", "5", "--ceiling", "1", "--quota", "2"], "enrolled roster"),
        (["--roster", "5", "--ceiling", "1", "--jkk", "2"], "a JKK and a JKM"),
    ],
)
def test_what_cannot_be_asked_is_one_line(words: list[str], said: str) -> None:
    run = rangkiang("plan", "--start", "2025-01", *words)
    assert run.returncode == 2
    assert said in run.stderr
    assert len(run.stderr.strip().splitlines()) == 1


def test_the_enrolled_roster_and_the_books(own_database: str) -> None:  # noqa: F811
    with scope(EVERYWHERE):
        world = make_world()
        world.members(4)
        world.pay(world.bill(JUNE))
        book(claim=uuid4(), fund=world.fund, paid=[Benefit(1, "benefits:jkm", 42_000_000, date(2025, 6, 10))])
    told = answered("plan", "--roster", "enrolled", "--start", "2025-07")
    assert (told["persons"], told["person_months"], told["gap"]["lapse"]) == (4, 181_744, 4)
    books = answered("trial-balance", "--on", "2025-06-11")
    balances = {one["account"]: one["balance"] for one in books["accounts"]}
    assert (balances["payable"], books["total"]) == (-67_200, 0)
    apart = {one["account"]: one["balance"] for one in books["memorandum"]}
    assert apart == {
        "memo:benefits:jkm": 42_000_000,
        "memo:bpjs": -42_000_000,
        "memo:ceiling:2025": -3_053_299_200,
        "memo:committed:2025": 67_200,
        "memo:available:2025": 3_053_232_000,
    }
    assert not apart.keys() & balances.keys()
    assert [line.split()[-1] for line in rangkiang("trial-balance").stdout.splitlines()[-6:]] == [
        "3053232000", "42000000", "-42000000", "-3053299200", "67200", "0",
    ]  # fmt: skip
    lines = rangkiang("journal", "--format", "csv", "--until", "2025-06-11").stdout.splitlines()
    assert len(lines) == 6  # the ceiling, what the bill took of it, its JKK and JKM and the benefit, under the head
