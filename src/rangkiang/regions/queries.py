"""Which places lie in somebody's areas: what a page offers to choose from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection


@dataclass(frozen=True)
class Place:
    """A kecamatan (level 3) or a nagari (level 4) with its name."""

    code: str
    name: str
    level: int


def places(areas: Sequence[str]) -> list[Place]:
    """Every kecamatan and nagari in these areas, in order of code, a kecamatan before its nagari. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT code, name, level FROM regions_region
            WHERE level IN (3, 4) AND code ^@ ANY (%s::text[]) ORDER BY code""",
            [list(areas)],
        )
        return [Place(*row) for row in cursor.fetchall()]
