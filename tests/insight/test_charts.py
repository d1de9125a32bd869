"""Charts: the axis covers every value in round steps, and points stay inside the picture."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from rangkiang.insight.charts import HEIGHT, WIDTH, ceiling, columns, curves
from rangkiang.platform.month import Month

START = Month(2022, 3)
values = st.lists(st.integers(0, 10**12), min_size=1, max_size=60)


def series(numbers: list[int]) -> list[tuple[date, int]]:
    return [((START + i).first, n) for i, n in enumerate(numbers)]


@given(st.integers(1, 10**13))
def test_the_axis_reaches_above_in_few_round_steps(highest: int) -> None:
    top, step = ceiling(highest)
    assert top >= highest
    assert top % step == 0
    assert top // step <= 5
    assert str(step).rstrip("0") in {"1", "2", "5"}


@given(values)
def test_every_bar_stands_on_the_floor_inside_the_picture(numbers: list[int]) -> None:
    chart = columns(series(numbers))
    assert chart is not None
    assert len(chart.bars) == len(numbers)
    for bar in chart.bars:
        assert abs(float(bar.y) + float(bar.height) - chart.floor) < 0.2
        assert 0 <= float(bar.x) < WIDTH
        assert 0 <= float(bar.y) <= HEIGHT


@given(values)
def test_curves_share_one_scale(numbers: list[int]) -> None:
    chart = curves([month for month, _ in series(numbers)], [numbers, numbers], unit=10**6)
    assert chart is not None
    assert chart.lines[0].points == chart.lines[1].points
    assert all(0 <= float(part) <= WIDTH for pair in chart.lines[0].points.split() for part in pair.split(","))


def test_a_higher_value_is_drawn_higher() -> None:
    chart = columns(series([100, 200, 0]))
    assert chart is not None
    first, second, third = (float(bar.height) for bar in chart.bars)
    assert second == 2 * first
    assert third == 0


def test_labels_follow_the_language_and_coordinates_do_not() -> None:
    chart = columns(series([16_590]), mark=",")
    assert chart is not None
    assert chart.rows[-1].text == "20.000"
    assert "," not in chart.bars[0].x
    english = columns(series([16_590]), mark=".")
    assert english is not None
    assert english.rows[-1].text == "20,000"


def test_nothing_to_draw() -> None:
    assert columns([]) is None
    assert curves([], [[], []], unit=1) is None
