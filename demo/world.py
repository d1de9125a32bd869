"""What the story's seed does not touch: the people, the files they come in, and each fund's calendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import polars as pl

from demo.assumptions import Assumptions, load, on_day, period, targets
from demo.people import make_people
from demo.roster import EPOCH, Calendar, Roster, Stream, birthday, simulate
from demo.waves import WavePlan, plan_waves
from rangkiang.platform.month import Month
from rangkiang.regions import codes


@dataclass(frozen=True, slots=True)
class World:
    """Before anything happens. ``calendars`` by fund, a ``Calendar`` for each of ``months``."""

    assumptions: Assumptions
    people: pl.DataFrame
    waves: list[WavePlan]
    months: list[Month]
    calendars: dict[str, list[Calendar]]

    @property
    def regency(self) -> str:
        """The regency's fund."""
        return self.assumptions["regency"]["fund"]

    @property
    def nagari(self) -> list[str]:
        """The streams of the nagari funds: the village codes."""
        return [fund["village"] for fund in self.assumptions["nagari"]["funds"]]

    def fund_of(self, stream: str) -> str:
        return next(wave.fund for wave in self.waves if wave.stream == stream)


def make_world(assumptions: Assumptions | None = None) -> World:
    """People, files and calendars of the assumptions (default: those of the file)."""
    assumptions = assumptions or load()
    waves, seed = plan_waves(assumptions), assumptions["seeds"]["people"]
    groups = [group for wave in waves for group in wave.groups()]
    people = make_people(seed, groups, villages(assumptions), assumptions)
    funds = dict.fromkeys(wave.fund for wave in waves)
    calendars = {
        fund: _calendar(np.random.default_rng([seed, number]), fund, waves, assumptions)
        for number, fund in enumerate(funds)
    }
    return World(assumptions, people, waves, period(assumptions), calendars)


def villages(assumptions: Assumptions) -> pl.DataFrame:
    """Code and name of the regency's villages."""
    found = [v for v in codes.below(assumptions["regency"]["area"]) if codes.village(v.code)]
    return pl.DataFrame({"code": [v.code for v in found], "name": [v.name for v in found]})


def _calendar(rng: np.random.Generator, fund: str, waves: list[WavePlan], assumptions: Assumptions) -> list[Calendar]:
    """The regency skips the months that have no number; a nagari skips one now and then."""
    months, rates = period(assumptions), assumptions["payments"]
    begins = min(wave.effective for wave in waves if wave.fund == fund)
    if fund == assumptions["regency"]["fund"]:
        paid = np.add(targets(assumptions, "list"), targets(assumptions, "register")) > 0
    else:
        paid = rng.random(len(months)) >= assumptions["nagari"]["late_month_share"]
        paid[: months.index(begins)], paid[months.index(begins)] = False, True
    days = rng.integers(rates["day_first"], rates["day_last"] + 1, len(months)).tolist()
    ahead = timedelta(days=rates["billed_days_before"])
    on = [on_day(month, day) for month, day in zip(months, days, strict=True)]
    return [Calendar(month, day - ahead, day if p else None) for month, day, p in zip(months, on, paid, strict=True)]


def run(world: World, seed: int) -> dict[str, Roster]:
    """Simulate every stream (``list``, ``register``, and each nagari's).

    Raises ``StoryFails`` for a seed that cannot meet the numbers.
    """
    people, birth = world.people, world.people["birth_date"].to_physical().to_numpy() + EPOCH
    limit = birthday(birth, world.assumptions["people"]["age_below"])
    woman, wave = (people["sex"] == "P").to_numpy(), people["wave"].to_numpy()
    good = (people["role"] == "good").to_numpy()
    effective = np.array([world.months.index(w.effective) for w in world.waves])
    rosters = {}
    for number, stream in enumerate(dict.fromkeys(w.stream for w in world.waves)):
        mine = [w.number for w in world.waves if w.stream == stream]
        at = np.flatnonzero(np.isin(wave, mine) & good)
        given = Stream(
            uid=at,
            birth=birth[at],
            limit=limit[at],
            woman=woman[at],
            available=effective[wave[at]],
            target=_numbers(world, stream),
            calendar=world.calendars[world.fund_of(stream)],
            start=int(effective[mine].min()),
        )
        rosters[stream] = simulate(np.random.default_rng([seed, number]), given, world.assumptions)
    return rosters


def _numbers(world: World, stream: str) -> list[int]:
    for fund in world.assumptions["nagari"]["funds"]:
        if fund["village"] == stream:
            return [fund["persons"]] * len(world.months)
    return targets(world.assumptions, stream)
