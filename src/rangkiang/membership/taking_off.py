"""A roll that was drawn up wrongly is taken off whole: its lines stay, each with its reversal beside it."""

from __future__ import annotations

import uuid
from pathlib import Path

from rangkiang.platform.bulk import run
from rangkiang.platform.month import Month

from . import movements
from .models import Roll

SQL = Path(__file__).parent / "sql"


def take_off(*, roll: Roll) -> Roll | None:
    """The roll that takes off every standing line of this one; None when none stands."""
    key = uuid.uuid4()
    run(SQL / "take_off.sql", {"roll": roll.pk, "month": roll.month, "key": key})
    taken = Roll.objects.filter(pk=key).first()
    if taken:
        movements.tell(fund=roll.fund, month=Month.of(roll.month))
    return taken
