"""Which people stand in the rows of each file: the good ones, and those that must be refused."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl

from demo.roster import Roster
from demo.waves import OWN_PERSON, WavePlan
from demo.world import World


@dataclass(frozen=True, slots=True)
class Wave:
    """One file: ``rows`` are (uid, fault) in the order of the sheet, fault "" for a row to be accepted.

    ``accepted`` is the waiting order; ``decoys`` are the rows that must be refused, with the fault:
    ``nik_length nik_date nik_number impossible_date too_old twice_in_file already_covered``.
    """

    plan: WavePlan
    accepted: tuple[int, ...]
    rows: tuple[tuple[int, str], ...]

    @property
    def decoys(self) -> tuple[tuple[int, str], ...]:
        return tuple((uid, fault) for uid, fault in self.rows if fault)


def fill_files(world: World, rosters: dict[str, Roster], seed: int) -> Iterator[Wave]:
    """The rows of every file, sorted by village as offices sort them; a repeated row follows its first."""
    rng, village = np.random.default_rng([seed, 99]), world.people["village_code"].to_list()
    for plan in world.waves:
        mine = world.people.filter(pl.col("wave") == plan.number)
        uids = {role: mine.filter(pl.col("role") == role)["uid"].to_list() for role in ("good", "faulty", "too_old")}
        bad = {role: rng.permutation(uids[role]).tolist() for role in ("faulty", "too_old")}
        rows = [(uid, "") for uid in uids["good"]]
        for fault, role in OWN_PERSON.items():
            rows += [(bad[role].pop(), fault) for _ in range(plan.faults[fault])]
        again = rng.choice(uids["good"], plan.faults["twice_in_file"], replace=False).tolist()
        rows += [(uid, "twice_in_file") for uid in again]
        rows += [(uid, "already_covered") for uid in _covered(rng, plan, rosters, village, world)]
        place = dict(zip((uid for uid, _ in rows), rng.random(len(rows)).tolist(), strict=True))
        rows.sort(key=lambda row: (village[row[0]], row[1] == "twice_in_file", place[row[0]]))
        yield Wave(plan, tuple(uids["good"]), tuple(rows))


def _covered(
    rng: np.random.Generator, plan: WavePlan, rosters: dict[str, Roster], village: list[str], world: World
) -> list[int]:
    """People proposed although a fund of ours covers them, from before the file to after its first month."""
    here, wanted = world.months.index(plan.effective), plan.faults["already_covered"]

    def standing(stream: str) -> list[int]:
        roster = rosters[stream]
        there = roster.stream.uid[(roster.first < here - 2) & (roster.last > here + 1)].tolist()
        return [uid for uid in there if village[uid].startswith(plan.area)]

    both = world.assumptions["nagari"]["both_lists"]
    found = [uid for stream in world.nagari if plan.stream == "list" for uid in standing(stream)[:both]]
    listed = standing("list")
    return found + rng.choice(listed, min(len(listed), max(0, wanted - len(found))), replace=False).tolist()
