"""Whether the rows of a table can be read: the type, bounds and words of each column, as columns.toml tells them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

from .errors import InvalidLaw

SPECS: dict[str, Any] = tomllib.loads(Path(__file__).with_name("columns.toml").read_text())
CONFIDENCES = "TOSMX"  # from text of the law to sources that contradict
CITED = ("article", "source", "confidence")
DAY = {"type": "day", "optional": True}
TEXT = {"type": "text", "optional": True}
OF_ROW = {"article": TEXT, "source": TEXT, "confidence": TEXT, "valid_from": DAY, "valid_to": DAY}
OF_TABLE = {"article": TEXT, "valid_from": DAY, "declared_until": DAY}
TYPES: dict[str, tuple[type[Any], str]] = {  # type → what the file holds, and what to write
    "number": (int, "a whole number"), "text": (str, "a text in quotes"), "flag": (bool, "true or false"),
    "day": (date, "a day, YYYY-MM-DD without quotes"), "texts": (list, "a list of texts"),
}  # fmt: skip


def words(table: str, column: str) -> tuple[str, ...]:
    """The words that a column knows."""
    return tuple(SPECS[table]["columns"][column]["words"])


def only_known(found: object, known: Sequence[str], where: str) -> None:
    """A misspelt name must not vanish."""
    if not isinstance(found, Mapping):
        raise InvalidLaw(f"{where} is {found!r}; write names with their values: {' '.join(known)}")
    for name in found:
        if name not in known:
            raise InvalidLaw(f"{where}: {name} is not known here; use {' '.join(known)}")


def check_table(name: str, found: Mapping[str, Any]) -> None:
    """Raises InvalidLaw, naming the file, the row, what is wrong and what to do."""
    spec, file, rows = SPECS[name], f"{name}.toml", found.get("row")
    if not isinstance(rows, list) or not rows:
        raise InvalidLaw(f"{file}: it has no rows; write each under [[row]]")
    only_known(found, (*OF_TABLE, "row"), file)
    for column, of in {**OF_TABLE, **spec.get("table", {})}.items():
        cell(found, column, of, file)
    for at, row in enumerate(rows, 1):
        _row(row, spec, f"{file}: row {at}", found.get("article"))
    _through_time(name, spec, found)


def _row(row: Mapping[str, Any], spec: Mapping[str, Any], where: str, article: object) -> None:
    columns = {**spec["columns"], **OF_ROW}
    only_known(row, tuple(columns), where)
    for column, of in columns.items():
        cell(row, column, of, where)
    cited = [{"article": article, **row}.get(key) for key in CITED]
    if not all(isinstance(one, str) and one.strip() for one in cited) or cited[-1] not in tuple(CONFIDENCES):
        raise InvalidLaw(f"{where} lacks its article, source or confidence ({' '.join(CONFIDENCES)}); give it")
    one_of = spec.get("one_of", ())
    if one_of and sum(column in row for column in one_of) != 1:
        raise InvalidLaw(f"{where}: give exactly one of {' '.join(one_of)}")
    for least, most in (("valid_from", "valid_to"), ("percent", "percent_to")):
        if least in row and most in row and row[most] < row[least]:
            raise InvalidLaw(f"{where}: {most} {row[most]} is before {least} {row[least]}; correct one")


def cell(row: Mapping[str, Any], column: str, of: Mapping[str, Any], where: str) -> None:
    """What a row says in a column is of its type, within its bounds, one of its words. Raises InvalidLaw."""
    if column not in row and of.get("optional"):
        return
    value: Any = row.get(column)
    (kind, told), known = TYPES[of["type"]], of.get("words", ())
    empty = kind is str and not of.get("optional") and not str(value).strip()
    if type(value) is not kind or empty or (kind is list and not all(isinstance(one, str) for one in value)):
        raise InvalidLaw(f"{where}: {column} is {repr(value) if column in row else 'missing'}; write {told}")
    if kind is int and not of.get("least", 0) <= value <= of["most"]:
        raise InvalidLaw(f"{where}: {column} is {value}; it lies from {of.get('least', 0)} to {of['most']}")
    for one in value if kind is list else [value]:
        if known and one not in known:
            raise InvalidLaw(f"{where}: {column} {one!r} is unknown; use {' '.join(known)}")


def _through_time(name: str, spec: Mapping[str, Any], found: Mapping[str, Any]) -> None:
    """No two rows say something of the same thing on one day, nor does it stop in between."""
    begins: date = found.get("valid_from", date.min)
    spoken: dict[tuple[Any, ...], list[tuple[date, date]]] = {}
    for row in found["row"]:
        days = (row.get("valid_from", begins), row.get("valid_to", date.max))
        spoken.setdefault(tuple(row[column] for column in spec["key"]), []).append(days)
    for at, (key, held) in enumerate(spoken.items()):
        where = f"{name}.toml: {' '.join(map(str, key))}"
        for (_, last), (first, _) in pairwise(sorted(held)):
            if first <= last:
                raise InvalidLaw(f"{where} has two rows on one day; end the first with valid_to")
            if last + timedelta(days=1) != first:
                raise InvalidLaw(f"{where} has no row from {last + timedelta(days=1)} to {first}; close the gap")
        if (lasting := spec.get("lasting")) and (lasting == "every" or at == 0):
            if max(held)[1] != date.max:
                raise InvalidLaw(f"{where} ends on {max(held)[1]} without a row after it; add one from the next day on")
            if lasting == "first" and min(held)[0] > begins:
                raise InvalidLaw(f"{where} begins only on {min(held)[0]}; it holds since the table does, {begins}")
