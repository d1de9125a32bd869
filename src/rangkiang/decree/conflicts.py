"""Who on a decree one of our funds covers already: seen before it is signed, since nobody can be enrolled twice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from rangkiang.platform.bulk import run
from rangkiang.platform.scope import whole_register

from .models import Decree, DecreeLine

SQL = Path(__file__).parent / "sql"


@dataclass(frozen=True)
class Conflict:
    """A line of the decree, and the fund (its code) that covers the person from ``since`` until ``until`` (or open)."""

    line: int
    person: int
    name: str
    payer: str
    since: date
    until: date | None


def conflicts(decree: Decree) -> list[Conflict]:
    """By NIK and by joined records, wherever the other fund is. Constant number of statements."""
    enrolled = DecreeLine.objects.filter(decree=decree, enrolment__isnull=False).exists()
    with whole_register():
        rows = run(
            SQL / "conflicts.sql",
            {
                "decree": decree.pk,
                "first_month": decree.first_month,
                "payer": decree.fund.code,
                "enrolled": enrolled,
            },
        )
    return [Conflict(*row) for row in rows]
