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

from rangkiang.insight.public import open_figures
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
    assert "fewer than 5" in page
    for person in told.people:
        assert person.name not in page
        assert str(person.nik) not in page


def test_small_numbers_are_not_told_anywhere(told: World, client: Client) -> None:
    rows = {row["kode"]: row for row in csv.DictReader(io.StringIO(client.get("/public/figures.csv").content.decode()))}
    assert len(rows) == 62
    assert rows[PALALUAR]["terlindungi"] == "6"
    assert rows[AIE_AMO]["terlindungi"] == ""
    assert rows[MUARO]["terlindungi"] == "0"
    whole = json.loads(client.get("/public/figures.json").content)
    assert whole["covered"] == 9
    assert whole["contributions"] == 9 * 16_800
    assert {one["code"]: one["covered"] for one in whole["nagari"]}[AIE_AMO] is None


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
