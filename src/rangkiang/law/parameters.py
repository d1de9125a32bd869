"""The numbers of the law: values by date, each with article, source and confidence, from the TOML files beside this.

Three kinds of file: parameters (a name and its values through time), ``facts.toml`` and ``terms.toml`` (what a case and
a local act must say, with bounds), and tables (bands, disability, documents, ...). All are checked when they load: a
value without an article, or two values for one day, stops the start.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from .columns import CITED, CONFIDENCES, DAY, SPECS, TEXT, cell, check_table, only_known
from .errors import InvalidLaw

FOLDER = Path(__file__).parent / "parameters"
UNSURE = ("M", "X")
TABLES = tuple(SPECS)
OF_PARAMETER = ("label", "unit", "asked_by", "within", "values")
OF_VALUE = ("value", "from", "to", "article", "source", "confidence")
DECLARED = ("facts", "terms")
WHOLE = {"type": "number", "least": -(10**12), "most": 10**12}
OF_FACT = {"least": WHOLE, "most": WHOLE, "default": {**WHOLE, "optional": True}, "valid_from": DAY,
           **dict.fromkeys(("unit", "records", "filled_by", "article"), TEXT),
           "confidence": {**TEXT, "words": tuple(CONFIDENCES)}}  # fmt: skip
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
    """A number of the law through time.

    ``asked_by``: the reading that asks about its doubt, so that the doubt does not spread to every result. ``within``:
    the total that is sure although this share of it is not. ``reading``: an open interpretation, see READINGS.
    """

    name: str
    label_id: str
    label_en: str
    values: tuple[Value, ...]
    unit: str = ""  # rupiah, percent, months, days, years, month (YYYYMM), ...
    asked_by: str = ""
    within: str = ""
    reading: bool = False

    def on(self, day: date) -> Value | None:
        for value in self.values:
            if value.since <= day and (value.until is None or day <= value.until):
                return value
        return None


@dataclass(frozen=True, slots=True)
class Fact:
    """What a case says (facts.toml) or a local act fills (terms.toml), as a whole number within its bounds.

    ``default``: what it is when nothing is said; None: it must be given. ``records``: it is one of each of these.
    ``article``, ``confidence`` and ``valid_from``: of one that is no input but found by law from what the case says.
    """

    name: str
    label_id: str
    label_en: str
    least: int
    most: int
    unit: str = ""
    default: int | None = None
    records: str = ""
    filled_by: str = ""
    article: str = "-"
    confidence: str = "T"
    valid_from: date | None = None


def weakest(marks: list[str]) -> str:
    """A result is as sure as the least sure thing it rests on."""
    return max(marks, key=CONFIDENCES.index)


def parsed(text: str, file: str) -> dict[str, Any]:
    """A file's content. Raises InvalidLaw with its line when it is not TOML."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InvalidLaw(f"{file}: not TOML: {error}; mend that line") from None


def _told(text: object) -> bool:
    return isinstance(text, str) and bool(text.strip())


def _value(name: str, row: dict[str, Any], file: str) -> Value:
    only_known(row, OF_VALUE, f"{file}: {name}")
    missing = [key for key in ("value", "from") if key not in row] + [key for key in CITED if not _told(row.get(key))]
    if missing:
        raise InvalidLaw(f"{file}: {name} lacks {', '.join(sorted(missing))}")
    amount = READINGS.get(row["value"], row["value"]) if isinstance(row["value"], str) else row["value"]
    if row["confidence"] not in tuple(CONFIDENCES) or isinstance(amount, bool) or not isinstance(amount, int):
        raise InvalidLaw(f"{file}: {name} has no known confidence or is not a whole number")
    if amount < 0:
        raise InvalidLaw(f"{file}: {name} is {amount}; no number of the law is below 0")
    days = [row["from"], row.get("to", row["from"])]
    if not all(type(day) is date for day in days) or days[1] < days[0]:
        raise InvalidLaw(f"{file}: {name} does not run from a day to a later day")
    return Value(amount, row["from"], row.get("to"), row["article"], row["source"], row["confidence"])


def read(text: str, file: str) -> dict[str, Parameter]:
    """The parameters of one file. Raises InvalidLaw for a missing article, an overlap or a gap."""
    found = {}
    for name, entry in parsed(text, file).items():
        only_known(entry, OF_PARAMETER, f"{file}: {name}")
        label = _label(name, entry, file)
        if not isinstance(rows := entry.get("values"), list) or not rows:
            raise InvalidLaw(f"{file}: {name} lacks values; write each under [[{name}.values]]")
        values = tuple(sorted((_value(name, row, file) for row in rows), key=lambda v: v.since))
        for earlier, later in pairwise(values):
            if earlier.until is None or earlier.until >= later.since:
                raise InvalidLaw(f"{file}: {name} has two values on {later.since}")
            if earlier.until + timedelta(days=1) != later.since:
                raise InvalidLaw(f"{file}: {name} has no value on {earlier.until + timedelta(days=1)}")
        reading = isinstance(entry["values"][0]["value"], str)
        if any(isinstance(row["value"], str) != reading for row in entry["values"]):
            raise InvalidLaw(f"{file}: {name} is a reading in one value and a number in another; keep to one")
        words = {key: str(entry.get(key, "")) for key in ("unit", "asked_by", "within")}
        found[name] = Parameter(name, *label, values, reading=reading, **words)
    return found


def _label(name: str, entry: Mapping[str, Any], file: str) -> tuple[str, str]:
    label = entry.get("label", {})
    if not isinstance(label, dict) or not all(_told(label.get(language)) for language in ("id", "en")):
        raise InvalidLaw(f"{file}: {name} lacks a label in both languages")
    return label["id"], label["en"]


@cache
def enacted() -> dict[str, Parameter]:
    """Every parameter by name as it stands in the files."""
    found: dict[str, Parameter] = {}
    for path in sorted(FOLDER.glob("*.toml")):
        if path.stem not in TABLES + DECLARED:
            more = read(path.read_text(), path.name)
            if twice := sorted(found.keys() & more.keys()):
                raise InvalidLaw(f"{path.name}: {', '.join(twice)} is in another file too")
            found |= more
    _check_shares(found)
    return found


def _check_shares(found: Mapping[str, Parameter]) -> None:
    """Shares add up to their total on every day on which they hold. Whether names exist, ``check_law`` looks."""
    shares: dict[tuple[str, date], int] = {}
    for one in found.values():
        if one.within:
            for value in found[one.within].values if one.within in found else ():
                share, key = one.on(value.since), (one.within, value.since)
                shares[key] = shares.get(key, 0) + (share.amount if share else 0)
    for (total, day), amount in shares.items():
        said = found[total].on(day)
        if said is None or said.amount != amount:
            raise InvalidLaw(f"{total}: its shares on {day} add up to {amount}")


@cache
def facts() -> dict[str, Fact]:
    """Every declared fact and open term by name."""
    found = {}
    for stem in DECLARED:
        for name, entry in parsed((FOLDER / f"{stem}.toml").read_text(), f"{stem}.toml").items():
            only_known(entry, ("label", *OF_FACT), where := f"{stem}.toml: {name}")
            for key, of in OF_FACT.items():
                cell(entry, key, of, where)
            label = _label(name, entry, f"{stem}.toml")
            found[name] = Fact(name, *label, **{key: entry[key] for key in OF_FACT if key in entry})
    return found


_revised: ContextVar[Mapping[str, Parameter] | None] = ContextVar("revised", default=None)


def parameters() -> Mapping[str, Parameter]:
    """Every parameter by name, as revised by the caller if it did so."""
    return _revised.get() or enacted()


def _changed(one: Parameter, change: int | str) -> Parameter:
    if isinstance(change, str) and change not in READINGS:
        raise InvalidLaw(f"{one.name}: {change!r} is no reading; use {' '.join(READINGS)}")
    value = READINGS[change] if isinstance(change, str) else change
    return replace(one, values=tuple(replace(held, amount=value) for held in one.values))


@contextmanager
def revised(changes: Mapping[str, int | str | Parameter]) -> Iterator[None]:
    """What if: within it, each named parameter has this amount (or reading) on every day. Raises InvalidLaw."""
    now = dict(parameters())
    for name, change in changes.items():
        if name not in now:
            raise InvalidLaw(f"there is no parameter {name}")
        now[name] = change if isinstance(change, Parameter) else _changed(now[name], change)
    token = _revised.set(now)
    try:
        yield
    finally:
        _revised.reset(token)


def amount(name: str, on: date) -> int:
    """The value of a parameter on a day; 0 when the law had none then."""
    return value.amount if (value := parameters()[name].on(on)) else 0


def limit(name: str, on: date) -> int:
    """The value of a parameter on a day; before the law had one, its first."""
    found = parameters()[name]
    return amount(name, max(on, found.values[0].since))


def rows_on(name: str, on: date) -> list[dict[str, Any]]:
    """The rows of a table that hold on a day: a row without ``valid_from`` or ``valid_to`` holds since the table does.

    A new annex is added as rows from its day on, and an end to the rows before it; the past stays as it was.
    """
    found = table(name)
    since = found.get("valid_from", date.min)
    return [row for row in found["row"] if row.get("valid_from", since) <= on <= row.get("valid_to", date.max)]


rewritten: ContextVar[Mapping[str, dict[str, Any]]] = ContextVar("rewritten")  # what if: other rows of a table


def table(name: str) -> dict[str, Any]:
    """One of the tables as in its file, or as rewritten by the caller."""
    return rewritten.get({}).get(name) or written(name)


@cache
def written(name: str) -> dict[str, Any]:
    """One of the tables as in its file. Raises InvalidLaw for a row that cannot be read, see columns.py."""
    found = parsed((FOLDER / f"{name}.toml").read_text(), f"{name}.toml")
    check_table(name, found)
    return found
