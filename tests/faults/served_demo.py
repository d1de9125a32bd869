"""``rangkiang demo`` with the story's first two months: ``python -m tests.faults.served_demo PLAN OPTION …``."""

from __future__ import annotations

import pickle
import sys
from pathlib import Path

from demo import plan as plans
from rangkiang.cli import main

if __name__ == "__main__":
    made = pickle.loads(Path(sys.argv[1]).read_bytes())
    plans.make_plan = lambda: made  # type: ignore[assignment]
    main.main(args=["demo", *sys.argv[2:]])
