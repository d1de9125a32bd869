"""The story's first two months, built as the whole is: ``python -m tests.faults.short_demo PLAN``. Killed by the tests.

PLAN is a file with the pickled plan, since making one takes longer than these two months.
"""

from __future__ import annotations

import os
import pickle
import sys
from dataclasses import replace
from pathlib import Path

import django

from demo import plan as plans
from demo.plan import Plan


def first_months() -> Plan:
    """The regency's first file, and March and April 2022; nobody is hurt."""
    whole = plans.make_plan()
    fund = whole.world.regency
    months = [month for month in whole.months if month.fund == fund][:2]
    waves = [wave for wave in whole.waves if wave.plan.fund == fund][:1]
    return replace(whole, waves=tuple(waves), months=tuple(months), events=())


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rangkiang.platform.settings")
    django.setup()
    from demo.build import build

    made = pickle.loads(Path(sys.argv[1]).read_bytes())
    plans.make_plan = lambda: made  # type: ignore[assignment]
    build(print)
