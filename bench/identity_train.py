"""Training of the shipped identity model: ``python -m bench.identity_train`` writes its file and report.

Weights come from one generated pair of tables, thresholds are looked at on another, and ``bench.identity`` measures on
a third: no seed serves twice.
"""

from __future__ import annotations

import json
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa

from bench.identity_comparisons import BLOCKING, COMPARISONS, RULES
from bench.identity_model import train
from bench.identity_truth import judged
from bench.persons import make_lists
from rangkiang.engine.match import Model, match
from rangkiang.people import names

TRAIN_SEED, TUNE_SEED, ROWS = 101, 102, 300_000
THRESHOLDS = {"same": 6.0, "review": 0.0}
WITHIN = {"same": 1.0, "review": -4.0}
TARGET = Path(__file__).parents[1] / "src/rangkiang/engine/match/models/persons-1.json"


def heard(frame: pl.DataFrame) -> pa.Table:
    """A list with its names by their sound, as ``match`` wants them."""
    return frame.with_columns(names.sound_column(frame[name]).alias(name) for name in ("name", "mother")).to_arrow()


def document(splink: dict[str, Any]) -> dict[str, Any]:
    return {
        "version": "persons-1",
        "share_known": 0.5,
        "share_twice": 0.05,
        "thresholds": THRESHOLDS,
        "thresholds_within": WITHIN,
        "dear": "name",
        "rules": list(RULES),
        "splink": splink,
    }


def main() -> None:
    lists = make_lists(TRAIN_SEED, ROWS)
    began = time.perf_counter()
    made = document(train(heard(lists.known), heard(lists.candidates), COMPARISONS, BLOCKING))
    seconds = round(time.perf_counter() - began, 1)
    tuning = make_lists(TUNE_SEED, ROWS)
    known, candidates = heard(tuning.known), heard(tuning.candidates)
    model = Model(made)
    linked = judged(match(candidates, known, model=model), tuning.candidates, tuning.known)
    few = tuning.candidates.head(100_000)
    twice = judged(match(heard(few), model=model), few, None)
    made["report"] = {
        "rows": ROWS,
        "seeds": {"train": TRAIN_SEED, "tune": TUNE_SEED},
        "training_seconds": seconds,
        "splink": version("splink"),
        "duckdb": version("duckdb"),
        "tuning": {"link": linked, "within_100k": twice},
        "bits": {name: dict(zip(model.labels(name), np.round(model.weights(name), 2).tolist(), strict=True))
                 for name in model.names},
    }  # fmt: skip
    TARGET.write_text(json.dumps(made, indent=1) + "\n")
    print(json.dumps(made["report"], indent=1))


if __name__ == "__main__":
    main()
