"""The numbers of the law: values by date, each with article, source and confidence, from the TOML files beside this.

Files are checked when they load: a value without an article, or two values for one day, stops the start.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from .errors import InvalidLaw

FOLDER = Path(__file__).parent / "parameters"
CONFIDENCES = ("T", "O", "S", "M", "X")
TABLES = ("bands.toml", "disability.toml", "funds.toml")
READINGS = {"refuse": 0, "favour": 1, "review": 2}  # what an open interpretation does: against, for, or ask a person


@dataclass(frozen=True, slots=True)
class Value:
    """One value and the days on which it holds (``until`` None: still)."""

    amount: int
    since: date
    until: date | None
    article: str
    source: str
    confidence: str


@dataclass(frozen=True, slots=True)
class Parameter:
    """A number of the law through time."""

    name: str
    label_id: str
    label_en: str
    values: tuple[Value, ...]
    unit: str = ""  # "month": the number is YYYYMM

    def on(self, day: date) -> Value | None:
        for value in self.values:
            if value.since <= day and (value.until is None or day <= value.until):
                return value
        return None


def _value(name: str, row: dict[str, Any], file: str) -> Value:
    missing = {"value", "from", "article", "source", "confidence"} - row.keys()
    if missing or not row.get("article"):
        raise InvalidLaw(f"{file}: {name} lacks {', '.join(sorted(missing)) or 'its article'}")
    amount = READINGS.get(row["value"], row["value"]) if isinstance(row["value"], str) else row["value"]
    if row["confidence"] not in CONFIDENCES or isinstance(amount, bool) or not isinstance(amount, int):
        raise InvalidLaw(f"{file}: {name} has no known confidence or is not a whole number")
    days = [row["from"], row.get("to", row["from"])]
    if not all(type(day) is date for day in days) or days[1] < days[0]:
        raise InvalidLaw(f"{file}: {name} does not run from a day to a later day")
    return Value(amount, row["from"], row.get("to"), row["article"], row["source"], row["confidence"])


def read(text: str, file: str) -> dict[str, Parameter]:
    """The parameters of one file. Raises InvalidLaw for a missing article or an overlap."""
    found = {}
    for name, entry in tomllib.loads(text).items():
        if not entry.get("values") or not {"id", "en"} <= entry.get("label", {}).keys():
            raise InvalidLaw(f"{file}: {name} lacks values or a label in both languages")
        values = tuple(sorted((_value(name, row, file) for row in entry["values"]), key=lambda v: v.since))
        for earlier, later in pairwise(values):
            if earlier.until is None or earlier.until >= later.since:
                raise InvalidLaw(f"{file}: {name} has two values on {later.since}")
            if earlier.until + timedelta(days=1) != later.since:
                raise InvalidLaw(f"{file}: {name} has no value on {earlier.until + timedelta(days=1)}")
        found[name] = Parameter(name, entry["label"]["id"], entry["label"]["en"], values, entry.get("unit", ""))
    return found


@cache
def parameters() -> dict[str, Parameter]:
    """Every parameter by name."""
    found: dict[str, Parameter] = {}
    for path in sorted(FOLDER.glob("*.toml")):
        if path.name not in TABLES:
            more = read(path.read_text(), path.name)
            if twice := sorted(found.keys() & more.keys()):
                raise InvalidLaw(f"{path.name}: {', '.join(twice)} is in another file too")
            found |= more
    return found


@cache
def table(name: str) -> dict[str, Any]:
    """One of the tables (bands, disability, funds) as in its file. Raises InvalidLaw for a row without its source."""
    found = tomllib.loads((FOLDER / f"{name}.toml").read_text())
    for row in found["row"]:
        if not found.get("article") or not row.get("source") or row.get("confidence") not in CONFIDENCES:
            raise InvalidLaw(f"{name}.toml: {row} lacks its article, source or confidence")
    return found
