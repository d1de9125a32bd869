"""Charts drawn on the server as numbers for an SVG: no script, about a kilobyte each, with the table beside them.

Coordinates are text with a point, whatever the language of the page. Colours and type are the page's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

WIDTH, HEIGHT = 480, 230
LEFT, RIGHT, TOP, BOTTOM = 62, 6, 14, 30
YEAR = 40  # the width of a year's four figures


@dataclass(frozen=True)
class Tick:
    """A line of the grid or a mark of the axis: where, and what it says."""

    at: str
    text: str


@dataclass(frozen=True)
class Bar:
    x: str
    y: str
    width: str
    height: str


@dataclass(frozen=True)
class Line:
    """A curve and the point where it ends."""

    points: str
    end_x: str
    end_y: str


@dataclass(frozen=True)
class Chart:
    """Everything a template needs; ``bars`` or ``lines`` is empty."""

    rows: list[Tick]
    columns: list[Tick]
    bars: list[Bar]
    lines: list[Line]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    floor: int = HEIGHT - BOTTOM


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def ceiling(highest: int) -> tuple[int, int]:
    """(top, step): round numbers such that three to six steps reach above the highest value."""
    step = 1
    while True:
        for factor in (1, 2, 5):
            if step * factor * 5 >= highest:
                size = step * factor
                return max(size * -(-highest // size), size), size
        step *= 10


def _y(value: int, top: int) -> float:
    return HEIGHT - BOTTOM - value * (HEIGHT - BOTTOM - TOP) / top


def _grid(top: int, step: int, unit: int, mark: str) -> list[Tick]:
    """Grid lines with labels in thousands, millions or billions as ``unit`` says."""
    rows = []
    for value in range(0, top + 1, step):
        whole, part = divmod(value * 10 // unit, 10)
        text = f"{whole:,}".replace(",", "." if mark == "," else ",") + (f"{mark}{part}" if part else "")
        rows.append(Tick(_n(_y(value, top)), text))
    return rows


def _years(months: Sequence[date], slot: float) -> list[Tick]:
    """A year under its January, and under the first month when its year has room; none that would not fit."""
    marks = [(LEFT + i * slot, m) for i, m in enumerate(months) if m.month == 1 or (i == 0 and m.month <= 9)]
    return [Tick(_n(x), str(m.year)) for x, m in marks if x < WIDTH - YEAR]


def columns(series: Sequence[tuple[date, int]], *, mark: str = ",") -> Chart | None:
    """One bar a month."""
    if not series:
        return None
    top, step = ceiling(max(value for _, value in series) or 1)
    slot = (WIDTH - LEFT - RIGHT) / len(series)
    gap = min(slot * 0.25, 6)
    bars = [
        Bar(_n(LEFT + i * slot + gap / 2), _n(_y(value, top)), _n(slot - gap), _n(HEIGHT - BOTTOM - _y(value, top)))
        for i, (_, value) in enumerate(series)
    ]
    return Chart(_grid(top, step, 1, mark), _years([m for m, _ in series], slot), bars, [])


def curves(months: Sequence[date], values: Sequence[Sequence[int]], *, unit: int, mark: str = ",") -> Chart | None:
    """One curve for each list of values, on a common scale counted in ``unit`` (a million, a billion)."""
    if not months:
        return None
    top, step = ceiling(max(max(row) for row in values) or 1)
    slot = (WIDTH - LEFT - RIGHT) / max(len(months) - 1, 1)
    lines = []
    for row in values:
        places = [(_n(LEFT + i * slot), _n(_y(value, top))) for i, value in enumerate(row)]
        lines.append(Line(" ".join(f"{x},{y}" for x, y in places), *places[-1]))
    return Chart(_grid(top, step, unit, mark), _years(months, slot), [], lines)
