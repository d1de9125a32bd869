"""Pictures drawn on the server beyond bars and curves: tiles of places, a funnel, an age pyramid, a ratio, a runway.

Each is a list of boxes, strokes and words with coordinates; the component ``c-picture`` writes them as one SVG with its
title and description, and the page puts the table beside it. Colours and type are the page's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from .charts import ceiling

WIDTH = 480
STEPS = (50, 75, 90, 95)  # of a hundred protected: where the next colour of a tile begins


@dataclass(frozen=True)
class Box:
    """A filled rectangle; ``look`` is its class."""

    x: str
    y: str
    width: str
    height: str
    look: str


@dataclass(frozen=True)
class Stroke:
    x1: str
    y1: str
    x2: str
    y2: str
    look: str = "axis"


@dataclass(frozen=True)
class Word:
    """``anchor`` is start, middle or end."""

    x: str
    y: str
    text: str
    anchor: str = "start"
    look: str = ""


@dataclass
class Picture:
    height: int
    width: int = WIDTH
    boxes: list[Box] = field(default_factory=list)
    strokes: list[Stroke] = field(default_factory=list)
    words: list[Word] = field(default_factory=list)

    def box(self, x: float, y: float, width: float, height: float, look: str) -> None:
        self.boxes.append(Box(_n(x), _n(y), _n(width), _n(height), look))

    def stroke(self, x1: float, y1: float, x2: float, y2: float, look: str = "axis") -> None:
        self.strokes.append(Stroke(_n(x1), _n(y1), _n(x2), _n(y2), look))

    def word(self, x: float, y: float, text: str, anchor: str = "start", look: str = "") -> None:
        self.words.append(Word(_n(x), _n(y), text, anchor, look))


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def grouped(number: int, mark: str) -> str:
    """``16.590``, or ``16,590`` where the decimal mark is a point."""
    return f"{number:,}".replace(",", "." if mark == "," else ",")


def step(percent: int) -> int:
    """Which of the five colours: 0 below half, 4 for nearly everybody."""
    return sum(percent >= edge for edge in STEPS)


def grid(groups: Sequence[tuple[str, Sequence[tuple[str, int]]]], columns: int = 10) -> Picture | None:
    """Rows of tiles under the name of their group, one tile a place with its percentage; None without places."""
    if not any(places for _name, places in groups):
        return None
    size, gap, head, low = WIDTH / columns, 3, 24, 34
    picture, y = Picture(0), 0.0
    for name, places in groups:
        picture.word(0, y + 17, name, look="strong")
        y += head
        for at, (_place, percent) in enumerate(places):
            x, top = at % columns * size, y + at // columns * (low + gap)
            shade = step(percent)
            picture.box(x, top, size - gap, low, f"step-{shade}")
            ink = "on-high" if shade >= 3 else "on-low"
            picture.word(x + (size - gap) / 2, top + low / 2 + 5, str(percent), "middle", ink)
        y += -(-len(places) // columns) * (low + gap) + 6
    picture.height = round(y)
    return picture


def funnel(stages: Sequence[tuple[str, int]], *, mark: str = ",") -> Picture | None:
    """One bar a stage, the widest for most; its name and number above it. None when nothing has begun."""
    most = max((number for _, number in stages), default=0)
    if not most:
        return None
    row, thick = 46, 16
    picture = Picture(row * len(stages))
    for at, (name, number) in enumerate(stages):
        y = at * row
        picture.word(0, y + 18, name)
        picture.word(WIDTH, y + 18, grouped(number, mark), "end", "strong")
        picture.box(0, y + 25, WIDTH, thick, "soft")
        picture.box(0, y + 25, WIDTH * number / most, thick, "mark-1")
    return picture


@dataclass(frozen=True)
class Slice:
    """One age group: how many men and women."""

    ages: str
    men: int
    women: int


def pyramid(slices: Sequence[Slice], *, mark: str = ",") -> Picture | None:
    """Men to the left, women to the right, the youngest at the bottom."""
    most = max((max(s.men, s.women) for s in slices), default=0)
    if not most:
        return None
    row, middle, half = 30, 72, (WIDTH - 72) / 2
    room = half - 58  # beside the longest bar stands its number
    picture = Picture(row * len(slices) + 4)
    for at, one in enumerate(reversed(slices)):
        y = at * row
        picture.word(WIDTH / 2, y + 20, one.ages, "middle", "strong")
        for count, look, left in ((one.men, "mark-1", True), (one.women, "mark-2", False)):
            long = room * count / most
            x = half - long if left else half + middle
            picture.box(x, y + 4, long, row - 8, look)
            at_x = half - long - 6 if left else half + middle + long + 6
            picture.word(at_x, y + 20, grouped(count, mark), "end" if left else "start")
    return picture


def band(low: int, found: int, high: int, *, mark: int, decimal: str = ",") -> Picture:
    """A ratio in hundredths on its scale: the range as a band, the figure as a stroke, ``mark`` as a dashed line."""
    top, size = ceiling(max(high, mark))
    if top == max(high, mark):
        top += size
    left, right = 8, WIDTH - 8
    picture = Picture(92)

    def at(value: int) -> float:
        return left + (right - left) * value / top

    picture.box(left, 34, right - left, 18, "soft")
    picture.box(at(low), 34, at(high) - at(low), 18, "mark-2")
    picture.box(at(found) - 2.5, 28, 5, 30, "mark-1")
    picture.stroke(at(mark), 24, at(mark), 62, "dashed")
    for value in range(0, top + 1, size):
        picture.stroke(at(value), 62, at(value), 67)
        picture.word(at(value), 84, f"{value // 100}{decimal}{value % 100:02d}", "middle")
    picture.stroke(left, 62, right, 62)
    picture.word(at(found), 20, f"{found // 100}{decimal}{found % 100:02d}", "middle", "strong")
    return picture


@dataclass(frozen=True)
class BudgetMonth:
    """One month of the year: its name, rupiah billed for it, or expected while ``ahead``; ``total`` since January."""

    name: str
    amount: int
    total: int
    ahead: bool


def runway(months: Sequence[BudgetMonth], limit: int, *, unit: int, mark: str = ",") -> Picture | None:
    """The year's bills added up month by month, what is still expected in a soft colour, under the ceiling."""
    if not months:
        return None
    top, size = ceiling(max(limit, *(month.total for month in months)))
    left, floor, head = 62, 190, 14
    slot = (WIDTH - left - 6) / len(months)
    picture = Picture(222)

    def high(value: int) -> float:
        return (floor - head) * value / top

    for value in range(0, top + 1, size):
        picture.stroke(left, floor - high(value), WIDTH - 6, floor - high(value), "grid")
        whole, part = divmod(value * 10 // unit, 10)
        text = grouped(whole, mark) + (f"{mark}{part}" if part else "")
        picture.word(left - 8, floor - high(value) + 4, text, "end")
    for number, month in enumerate(months):
        x, look = left + number * slot, "over" if month.total > limit else "soft" if month.ahead else "mark-1"
        picture.box(x + 3, floor - high(month.total), slot - 6, high(month.total), look)
        if number % 2 == 0:
            picture.word(x + slot / 2, floor + 20, month.name, "middle")
    picture.stroke(left, floor, WIDTH - 6, floor)
    picture.stroke(left, floor - high(limit), WIDTH - 6, floor - high(limit), "limit")
    return picture
