"""Who came and who left from one billed month of a fund to the next: told again whenever person-months are written."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

from rangkiang.platform.bulk import loaded, run
from rangkiang.platform.month import Month
from rangkiang.programme.models import Fund

from .models import Movement
from .queries import billed

SQL = Path(__file__).parent / "sql"


def tell(*, fund: Fund, month: Month) -> None:
    """After person-months of a month were written: its movements, and those of the billed month that follows.

    A month in which nobody stands is not billed: it has no movements, and the next is compared with the one before.
    Statements: constant, whatever the number of members.
    """
    months = [first for first, _persons in billed(fund)]
    before = {later: earlier for earlier, later in pairwise(months)}
    after = [first for first in months if first > month.first][:1]
    for first in [month.first, *after]:
        facts = {"fund": fund.pk, "month": first, "before": before.get(first)}
        loaded(Movement, int(run(SQL / "movements.sql", facts)[0][0]))
