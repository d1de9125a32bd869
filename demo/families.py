"""Families of the synthetic people: their children, where each stands at school, and couples on one list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from demo import names
from demo.assumptions import Assumptions

DAYS_A_YEAR = 365.25
LEVELS = ["TK", "SD", "SMP", "SMA", "PT"]
FIRST_AGE = {"TK": 5, "SD": 7, "SMP": 13, "SMA": 16, "PT": 19}
LAST_AGE = 22
CHILD = pl.Struct(
    {
        "name": pl.String,
        "born": pl.Date,
        "ends": pl.String,  # the level after which school is left
        "kindergarten": pl.Boolean,
        "level": pl.String,  # on the story's last day; null: not yet at school, "none": no longer
        "class": pl.Int8,
    }
)


@dataclass(frozen=True, slots=True)
class Schooling:
    """Where a child stands: a level and class, or ``level`` None while not yet at school."""

    level: str | None
    grade: int


def schooling(born: date, ends: str, kindergarten: bool, on: date) -> Schooling | None:
    """Where the child stands on that day (school years begin in July); None once school is left for good."""
    start = date(on.year if on.month >= 7 else on.year - 1, 7, 1)
    age = start.year - born.year - ((start.month, start.day) < (born.month, born.day))
    if age < FIRST_AGE["TK"] or (age < FIRST_AGE["SD"] and not kindergarten):
        return Schooling(None, 0)
    level = max((name for name in LEVELS if age >= FIRST_AGE[name]), key=LEVELS.index)
    if age > LAST_AGE or LEVELS.index(level) > LEVELS.index(ends):
        return None
    return Schooling(level, age - FIRST_AGE[level] + 1)


def add_children(rng: np.random.Generator, people: pl.DataFrame, assumptions: Assumptions) -> pl.DataFrame:
    """Adds ``children``: those under 23 at the start of the story."""
    rates, n, as_of = assumptions["children"], people.height, assumptions["period"]["as_of"]
    born, kept = _births(rng, people["birth_date"].to_physical().to_numpy(), assumptions)
    ends = rng.choice(list(rates["leaves_after"]), born.shape, p=list(rates["leaves_after"].values()))[kept]
    soon = (rng.random(born.shape) < rates["kindergarten_share"])[kept]
    parent, day = np.nonzero(kept)[0], born[kept].astype("datetime64[D]").astype(object)
    boys = rng.random(len(parent)) < 0.5
    called = names.draw(rng, boys, np.zeros(len(parent), dtype=bool), one_word=0.2)
    families: list[list[tuple]] = [[] for _ in range(n)]
    for row, *child in zip(parent.tolist(), called, day, ends.tolist(), soon.tolist(), strict=True):
        stands = schooling(*child[1:], as_of) or Schooling("none", 0)
        families[row].append((*child, stands.level, stands.grade))
    fields = [field.name for field in CHILD.fields]
    rows = [[dict(zip(fields, child, strict=True)) for child in family] for family in families]
    return people.with_columns(children=pl.Series(rows, dtype=pl.List(CHILD)))


def _births(rng: np.random.Generator, parent: np.ndarray, assumptions: Assumptions) -> tuple[np.ndarray, np.ndarray]:
    """Days of birth (days since 1970, a row per parent) and which of them count."""
    rates, n, most = assumptions["children"], len(parent), assumptions["children"]["max"]
    first = rng.normal(rates["first_at_mean"], rates["first_at_sd"], n).clip(18)
    gaps = rng.uniform(*rates["years_between"], (n, most))
    gaps[:, 0] = 0
    age = first[:, None] + np.cumsum(gaps, axis=1)
    born = parent[:, None] + (age * DAYS_A_YEAR).astype(int)
    start = np.datetime64(assumptions["period"]["first"] + "-01", "D").astype(int)
    since = start - int((LAST_AGE + 1) * DAYS_A_YEAR)
    until = np.datetime64(assumptions["period"]["as_of"], "D").astype(int)
    wanted = np.arange(most) < rng.poisson(rates["mean"], n)[:, None]
    return born, wanted & (age < rates["last_at"]) & (born > since) & (born < until)


def make_couples(rng: np.random.Generator, frame: pl.DataFrame, share: float) -> pl.DataFrame:
    """A share become couples, a man and the woman next on the list: one KK, one home, the same children."""
    man, home, group = (frame[name].to_numpy() for name in ("men", "place", "group"))
    pair = np.zeros(frame.height, dtype=bool)
    pair[:-1] = man[:-1] & ~man[1:] & (home[:-1] == home[1:]) & (group[:-1] == group[1:])
    pair &= rng.random(frame.height) < share / max(pair.mean(), 1e-9) / 2
    wife = pl.Series(np.roll(pair, 1))
    shared = ["kk", "jorong", "address", "children", "phone"]
    return frame.with_columns(
        pl.when(wife).then(pl.col(name).shift(1)).otherwise(pl.col(name)).alias(name) for name in shared
    )
