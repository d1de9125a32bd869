"""The model of identity: a versioned file with what is compared, the trained weights, and where the thresholds lie."""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

SHIPPED = "persons-1.json"
DIFFERENT, REVIEW, SAME = 0, 1, 2
OUTCOMES = ("different", "review", "same")


@dataclass(frozen=True, slots=True)
class Model:
    """A model file: ``document`` is its JSON, whose ``splink`` part is what Splink saves and reads."""

    document: dict[str, Any]

    @property
    def version(self) -> str:
        return str(self.document["version"])

    def thresholds(self, *, within: bool) -> tuple[float, float]:
        """Bits from which a pair is one person, and from which it is a question; of their own within one list."""
        found = self.document["thresholds_within" if within else "thresholds"]
        return float(found["same"]), float(found["review"])

    @property
    def comparisons(self) -> dict[str, list[dict[str, Any]]]:
        found = self.document["splink"]["comparisons"]
        return {one["output_column_name"]: one["comparison_levels"] for one in found}

    @property
    def names(self) -> list[str]:
        return list(self.comparisons)

    @property
    def records(self) -> str | None:
        """The statement that makes records of other tables than those of persons; None: ``statements.RECORDS``."""
        return self.document.get("records")

    @property
    def dear(self) -> str:
        """The comparison that costs most, done last."""
        return str(self.document["dear"])

    @property
    def dear_columns(self) -> list[str]:
        """The columns that it reads."""
        text = " ".join(sql for sql in self.conditions(self.dear) if sql)
        return sorted(set(re.findall(r"\b(\w+)_[lr]\b", text)))

    @property
    def rules(self) -> list[dict[str, Any]]:
        """What no weight may overrule: ``when`` these levels are found, the outcome is at ``most`` that."""
        return list(self.document["rules"])

    @staticmethod
    def outcome(name: str) -> int:
        return OUTCOMES.index(name)

    @property
    def blocking(self) -> list[str]:
        return [rule["blocking_rule"] for rule in self.document["splink"]["blocking_rules_to_generate_predictions"]]

    def conditions(self, name: str) -> list[str | None]:
        """The levels' conditions in order; None for everything else."""
        return [
            None if level["sql_condition"] == "ELSE" else level["sql_condition"] for level in self.comparisons[name]
        ]

    def labels(self, name: str) -> list[str]:
        return [level["label_for_charts"] for level in self.comparisons[name]]

    def weights(self, name: str) -> list[float]:
        """Bits for or against each level: log2(m / u); a null level says nothing."""
        return [
            0.0 if level.get("is_null_level") else math.log2(level["m_probability"] / level["u_probability"])
            for level in self.comparisons[name]
        ]

    def prior(self, right_rows: int, *, within: bool) -> float:
        """Bits before anything is compared: of so many records at most one is the person."""
        share = self.document["share_twice" if within else "share_known"]
        return math.log2(share / (max(right_rows, 2) - share))


@cache
def load(path: Path | None = None) -> Model:
    """The model of a file, or the shipped one."""
    text = path.read_text() if path else (files(__package__) / "models" / SHIPPED).read_text()
    return Model(json.loads(text))
