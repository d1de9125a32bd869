"""What others paid month by month, told where intake asks whether a person is covered."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from rangkiang.people.elsewhere import Stretch, know_elsewhere
from rangkiang.platform.bulk import run

SQL = Path(__file__).parent / "sql"
SOURCE = "foreign months"


def tell(niks: Collection[str]) -> None:
    """The known cover of these persons agrees with their foreign months from now on. Two statements for any number."""
    rows = run(SQL / "foreign_stretches.sql", {"niks": list(niks)})
    stretches = [Stretch(*row) for row in rows if row[3] is not None]
    know_elsewhere(persons={row[1] for row in rows}, stretches=stretches, source=SOURCE)
