"""Cover by others that a room above has noted month by month: kept where intake asks before anyone is proposed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from rangkiang.platform.bulk import run

SQL = Path(__file__).parent / "sql"


@dataclass(frozen=True)
class Stretch:
    """Months without a gap that one payer paid for a person, the first and the last."""

    nik: str
    person: int
    area: str
    payer: str
    first: date
    last: date


def know_elsewhere(*, persons: Collection[int], stretches: Sequence[Stretch], source: str) -> None:
    """From this ``source`` exactly these stretches are known of these persons; what is gone is withdrawn, not erased.

    One statement, whatever the number. Called inside a deed, which signs it.
    """
    run(
        SQL / "cover_elsewhere.sql",
        {
            "niks": [one.nik for one in stretches],
            "persons": [one.person for one in stretches],
            "areas": [one.area for one in stretches],
            "payers": [one.payer for one in stretches],
            "firsts": [one.first for one in stretches],
            "lasts": [one.last for one in stretches],
            "all": list(persons),
            "source": source,
        },
    )
