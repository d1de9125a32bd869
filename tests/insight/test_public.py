"""The public's page and files: sums and counts, no person, no small number, no sign-in."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from rangkiang.insight.public import FEW, open_figures, untold
from tests.world import AIE_AMO, JUNE, MUARO, PALALUAR, World

ON = date(2025, 6, 30)


@pytest.fixture
def told(world: World, client: Client, monkeypatch: pytest.MonkeyPatch) -> World:
    """Six protected in Palaluar, three in Aie Amo, nobody elsewhere."""
    world.members(6)
    world.members(3, area=AIE_AMO, start=20, number="SK-2")
    world.pay(world.bill())
    monkeypatch.setattr("rangkiang.insight.public_views.today", lambda: ON)
    return world


def test_the_page_counts_and_names_nobody(told: World, client: Client) -> None:
    client.cookies.load({"django_language": "en"})
    response = client.get(reverse("public"))
    page = " ".join(response.content.decode().split())
    assert "Palaluar" in page
    assert "not told" in page
    assert "A number below 5 is not told" in page
    for person in told.people:
        assert person.name not in page
        assert str(person.nik) not in page


def test_small_numbers_are_not_told_anywhere(told: World, client: Client) -> None:
    rows = {row["kode"]: row for row in csv.DictReader(io.StringIO(client.get("/public/figures.csv").content.decode()))}
    assert len(rows) == 62
    assert rows[AIE_AMO]["terlindungi"] == ""
    assert rows[PALALUAR]["terlindungi"] == ""  # nine in all, so six would tell the three
    assert rows[MUARO]["terlindungi"] == "0"
    whole = json.loads(client.get("/public/figures.json").content)
    assert whole["covered"] == 9
    assert whole["contributions"] == 9 * 16_800
    told_there = {one["code"]: one["covered"] for one in whole["nagari"]}
    assert told_there[AIE_AMO] is told_there[PALALUAR] is None


@given(st.lists(st.integers(0, 12), min_size=2, max_size=8))
def test_a_small_number_cannot_be_worked_out_from_the_sum(numbers: list[int]) -> None:
    """Whoever takes what is told from the sum still has two answers for every small number."""
    counts = {str(at): n for at, n in enumerate(numbers)}
    hidden = untold(counts)
    assert {code for code, n in counts.items() if 0 < n < FEW} <= hidden
    assert len(hidden) != 1
    if hidden and counts.keys() - hidden and all(0 < counts[code] < FEW for code in hidden):
        assert len(hidden) < sum(counts[code] for code in hidden) < len(hidden) * (FEW - 1)


def test_the_one_that_joins_is_the_next_smallest_and_else_an_empty_one() -> None:
    assert untold({"a": 3, "b": 40, "c": 6, "d": 0}) == {"a", "c"}
    assert untold({"a": 3, "d": 0}) == {"a", "d"}
    assert untold({"a": 1, "b": 1, "c": 9}) == {"a", "b", "c"}
    assert untold({"a": 1, "b": 3, "c": 9}) == {"a", "b"}
    assert untold({"a": 5, "c": 9}) == set()


def test_whom_other_funds_pay_is_told_unless_they_are_few(told: World) -> None:
    seen = open_figures(ON, "id")
    assert seen
    assert replace(seen, covered=9 + 5).beside == 5
    assert replace(seen, covered=9 + 4).beside == 0
    assert seen.beside == 0


def test_before_a_month_is_paid_there_is_a_page_and_no_file(world: World, client: Client) -> None:
    assert client.get(reverse("public")).status_code == 200
    assert client.get("/public/figures.csv").status_code == 404
    assert client.get("/public/figures.xml").status_code == 404


def test_the_statements_do_not_grow_with_the_nagari(world: World) -> None:
    counts = []
    for at, area in enumerate((PALALUAR, AIE_AMO, MUARO)):
        world.members(2, area=area, start=10 * at, number=f"SK-{at}", month=JUNE + at)
        world.pay(world.bill(JUNE + at))
        with CaptureQueriesContext(connection) as seen:
            assert open_figures(date(2025, 12, 31), "id")
        counts.append(len(seen))
    assert len(set(counts)) == 1
