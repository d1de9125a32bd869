"""The list that came in on the story's last day: who in it is somebody already known is left to the reader."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from demo.files import nagari_xlsx
from demo.plan import Plan
from demo.rows import Wave
from demo.waves import WavePlan
from rangkiang.platform.month import Month

SERIAL = 8_000  # last four digits of a NIK; those of the story are above 9000
Row = dict[str, Any]


def _other_nik(row: Row, number: int) -> Row:
    """A second NIK, all else alike: a typing error, or a new card."""
    return {"nik": f"{row['nik'][:12]}{SERIAL + number}"}


def _shorter_name(row: Row, number: int) -> Row:
    """As the neighbours call her, without the last word; and another family card."""
    return _other_nik(row, number) | {"name": row["name"].partition(" ")[0], "kk": f"{row['kk'][:12]}{SERIAL + number}"}


def _other_mother(row: Row, number: int) -> Row:
    """The name and the day of birth of a member, and another mother and house: two persons, perhaps."""
    return _other_nik(row, number) | {"mother": "Nuraini", "kk": f"{row['kk'][:12]}{SERIAL + number}", "address": "-"}


WAYS: tuple[Callable[[Row, int], Row], ...] = (_other_nik, _shorter_name, _other_mother)
PAIRS = 2 * len(WAYS)


def doubtful_list(plan: Plan, fund: str, members: list[int]) -> tuple[str, bytes]:
    """Name and content of a nagari list whose rows are like these members', in three ways by turns."""
    known: Mapping[int, Row] = {row["uid"]: row for row in plan.people.drop("children").to_dicts()}
    rows = [known[uid] | WAYS[at % len(WAYS)](known[uid], at) for at, uid in enumerate(members)]
    day: date = plan.world.assumptions["period"]["as_of"]
    wave = WavePlan(
        number=0, stream=fund, fund=fund, area=fund.partition(":")[2], received=day, decreed=day,
        effective=Month.of(day) + 1, cohort="", kind="nagari_xlsx", places=(), faults={},
    )  # fmt: skip
    return f"usulan-susulan-{day:%Y-%m}.xlsx", nagari_xlsx(rows, Wave(wave, (), ()))
