"""Pictures: what they draw stays inside, says what its table says, and each is there for who may see its figures."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from rangkiang.access.models import Role
from rangkiang.access.rights import areas_of
from rangkiang.insight.gallery import gallery
from rangkiang.insight.pictures import WIDTH, BudgetMonth, Picture, Slice, band, funnel, grid, pyramid, runway, step
from rangkiang.insight.ratio import gamma_quantile, loss_ratio, weighted_range
from rangkiang.platform.scope import set_scope
from tests.world import AIE_AMO, JULY, JUNE, MUARO, PALALUAR, World

TODAY = date(2025, 7, 31)
counts = st.integers(0, 10**7)


def inside(picture: Picture) -> None:
    for box in picture.boxes:
        left, top, width, height = (float(part) for part in (box.x, box.y, box.width, box.height))
        assert -0.1 <= left <= left + width <= WIDTH + 0.2
        assert -0.1 <= top <= top + height <= picture.height + 0.2


@given(st.lists(st.lists(st.tuples(st.text(max_size=5), st.integers(0, 100)), max_size=25), min_size=1, max_size=4))
def test_every_place_has_its_tile(groups: list[list[tuple[str, int]]]) -> None:
    picture = grid([(f"K{at}", places) for at, places in enumerate(groups)])
    tiles = sum(map(len, groups))
    assert (picture is None) == (tiles == 0)
    if picture:
        inside(picture)
        assert len(picture.boxes) == tiles


def test_a_tile_is_darker_the_more_are_protected() -> None:
    assert [step(percent) for percent in (0, 49, 50, 75, 90, 95, 100)] == [0, 0, 1, 2, 3, 4, 4]


@given(st.lists(st.tuples(st.just("x"), counts), min_size=1, max_size=8))
def test_a_funnel_is_as_wide_as_its_numbers(stages: list[tuple[str, int]]) -> None:
    picture = funnel(stages)
    if picture:
        inside(picture)
        most = max(number for _, number in stages)
        drawn = [float(box.width) for box in picture.boxes if box.look == "mark-1"]
        assert drawn == pytest.approx([WIDTH * number / most for _, number in stages], abs=0.06)


@given(st.lists(st.builds(Slice, st.just("15–24"), counts, counts), min_size=1, max_size=8))
def test_a_pyramid_grows_from_the_middle_to_both_sides(slices: list[Slice]) -> None:
    if picture := pyramid(slices):
        inside(picture)
        assert all(float(box.x) < WIDTH / 2 for box in picture.boxes if box.look == "mark-1")
        assert all(float(box.x) > WIDTH / 2 for box in picture.boxes if box.look == "mark-2")


@pytest.mark.parametrize(("low", "found", "high"), [(82, 108, 142), (0, 0, 1), (3, 480, 500), (100, 100, 100)])
def test_the_figure_stands_in_its_band(low: int, found: int, high: int) -> None:
    picture = band(low, found, high, mark=100)
    inside(picture)
    _back, range_, figure = picture.boxes
    assert float(range_.x) - 2.6 <= float(figure.x) <= float(range_.x) + float(range_.width) + 2.6


def test_a_year_beyond_its_ceiling_shows_where() -> None:
    months = [BudgetMonth("m", 10, 10 * n, n > 2) for n in range(1, 6)]
    picture = runway(months, 35, unit=1)
    assert picture is not None
    inside(picture)
    assert [box.look for box in picture.boxes] == ["mark-1", "mark-1", "soft", "over", "over"]
    assert runway([], 35, unit=1) is None


# Garwood's exact limits for a Poisson count, as tabulated everywhere.
@pytest.mark.parametrize(
    ("cases", "low", "high"),
    [(1, 0.0253, 5.5716), (10, 4.7954, 18.3904), (50, 37.1110, 65.9188), (119, 98.582, 142.401)],
)
def test_equal_amounts_give_the_exact_poisson_range(cases: int, low: float, high: float) -> None:
    assert weighted_range([1] * cases) == pytest.approx((low, high), abs=2e-3)
    amount = 42_000_000
    assert weighted_range([amount] * cases) == pytest.approx((low * amount, high * amount), rel=1e-3)


@given(st.floats(0.001, 0.999), st.floats(0.5, 2000))
def test_a_quantile_grows_with_its_share(share: float, shape: float) -> None:
    assert gamma_quantile(share * 0.9, shape) < gamma_quantile(share, shape)


@given(st.lists(st.integers(1, 200_000_000), min_size=1, max_size=60), st.integers(1, 10**10))
def test_the_ratio_lies_in_its_range_and_few_large_cases_widen_it(amounts: list[int], contributions: int) -> None:
    ratio = loss_ratio(amounts, contributions)
    assert ratio is not None
    assert ratio.low <= ratio.found <= ratio.high
    assert ratio.thin
    uneven = loss_ratio([sum(amounts)], contributions)
    assert uneven is not None
    assert uneven.low <= ratio.low


def test_nothing_paid_or_granted_has_no_ratio() -> None:
    assert loss_ratio([], 100) is None
    assert loss_ratio([100], 0) is None


@pytest.fixture
def told(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    for module in ("insight.views", "web.context", "access.rights"):
        monkeypatch.setattr(f"rangkiang.{module}.today", lambda: TODAY)
    world.members(5)
    world.members(3, area=AIE_AMO, start=10, number="SK-2")
    world.candidates(1, area=AIE_AMO, start=15)
    world.candidates(2, area=MUARO, start=20)
    for month in (JUNE, JULY):
        world.pay(world.bill(month))
    return world


@pytest.mark.django_db
def test_the_pictures_count_what_the_tables_say(told: World) -> None:
    seen = gallery(told.head, TODAY, None, "id")
    assert seen is not None
    assert {tile.area: (tile.covered, tile.percent) for tile in seen.tiles} == {
        PALALUAR: (5, 100), AIE_AMO: (3, 75), MUARO: (0, 0)
    }  # fmt: skip
    assert [(one.ages, one.men, one.women) for one in seen.slices if one.men] == [("45–54", 8, 0)]
    assert [number for _, number in seen.stages] == [0] * 6
    assert seen.funnel is None
    assert seen.money is not None
    year = [month.total for month in seen.money.year]
    assert year[4:8] == [0, 8 * 16_800, 16 * 16_800, 24 * 16_800]
    assert [month.ahead for month in seen.money.year].index(True) == 7


@pytest.mark.django_db
def test_an_officer_sees_the_own_nagari_and_no_money(told: World) -> None:
    officer = told.by[Role.NAGARI]
    set_scope(areas_of(officer))
    seen = gallery(officer, TODAY, None, "id")
    assert seen is not None
    assert [tile.area for tile in seen.tiles] == [PALALUAR]
    assert sum(one.men for one in seen.slices) == 5
    assert seen.money is None


@pytest.mark.django_db
@pytest.mark.parametrize("role", list(Role))
def test_who_may_open_the_pictures_and_what_each_names(client: Client, told: World, role: Role) -> None:
    client.force_login(told.by[role])
    answer = client.get(reverse("insight:pictures"))
    assert answer.status_code == (403 if role == Role.ADMINISTRATOR else 200)
    page = answer.content.decode()
    assert ("Anggaran 2025" in page) == (
        role in {Role.OPERATOR, Role.HEAD, Role.TREASURER, Role.BPJS, Role.AUDITOR, Role.PLANNER}
    )
    assert ("sampai mana penanganannya" in page) == (role not in {Role.TREASURER, Role.PLANNER, Role.ADMINISTRATOR})
    for labelled in re.findall(r'role="img"\s+aria-labelledby="([\w-]+) ([\w-]+)"', page):
        assert all(f'id="{name}"' in page for name in labelled)
    assert page.count('role="img"') == page.count("<desc ")


@pytest.mark.django_db
def test_statements_of_the_pictures_do_not_grow(client: Client, told: World) -> None:
    client.force_login(told.head)
    client.get(reverse("insight:pictures"))
    with CaptureQueriesContext(connection) as few:
        client.get(reverse("insight:pictures"))
    told.candidates(9, area=MUARO, start=40)
    with CaptureQueriesContext(connection) as many:
        client.get(reverse("insight:pictures"))
    assert len(many) == len(few) <= 32
