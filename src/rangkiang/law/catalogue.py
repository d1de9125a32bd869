"""The law as one document that others can load: every rule and number with its history, and what rests on each.

Its form is described by ``catalogue.schema.json``; ``law`` in it is a hash of all that the law says, so two documents
with the same hash are the same law. ``impact`` answers which cases change when a number changes.
"""

from __future__ import annotations

import ast
import hashlib
import inspect
import json
import re
import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from .answer import Answer
from .bounds import Span, spans
from .columns import OF_ROW, OF_TABLE, SPECS, check_table
from .errors import InvalidCase, InvalidLaw
from .explain import ask
from .graph import dependents, edges, of_scheme, told_in, turned
from .parameters import CONFIDENCES, READINGS, TABLES, Fact, Parameter, facts, parameters, revised, rewritten, table
from .rules import REGISTRY, Rule
from .scheme import SCHEMES, Scheme

FORMAT = 2
SCHEMA = Path(__file__).with_name("catalogue.schema.json")
FOR_TOOLS = re.compile(r"\s+# (?:noqa|fmt|type):.*$")
WORDS = {amount: word for word, amount in READINGS.items()}
MOST_AMOUNT = 10**12  # above it a sum could leave 64 bits
IN_CASES = ("bands", "disability", "funds")  # the tables that an answer reads: a row of them can be changed
Change = int | str | bool | Parameter
Named = tuple[str, str, Mapping[str, Any]]  # the name of a case, its scheme, the case itself


def catalogue() -> dict[str, Any]:
    """The whole law as one JSON document (days are ISO texts, rupiah integers)."""
    above, could = turned(edges()), spans()
    found: dict[str, Any] = {
        "format": FORMAT,
        "confidences": list(CONFIDENCES),
        "readings": list(READINGS),
        "schemes": [_scheme(one) for one in SCHEMES.values()],
        "rules": [_rule(name, REGISTRY[name], could[name], above) for name in sorted(REGISTRY)],
        "parameters": [_parameter(parameters()[name], above) for name in sorted(parameters())],
        "facts": [_fact(facts()[name], above) for name in sorted(facts())],
        "tables": {name: _plain(table(name)) for name in TABLES},
        "columns": SPECS,
    }
    told = json.dumps(found, sort_keys=True, ensure_ascii=False).encode()
    return {"format": FORMAT, "law": hashlib.sha256(told).hexdigest(), **found}


def schema() -> dict[str, Any]:
    """The JSON schema (draft 2020-12) of ``catalogue()``."""
    found = json.loads(SCHEMA.read_text())
    assert isinstance(found, dict)
    found["$defs"] |= {f"table_{name}": _table_schema(name) for name in TABLES}
    return found


OF_TYPE: dict[str, dict[str, Any]] = {
    "text": {"type": "string"}, "flag": {"type": "boolean"}, "texts": {"type": "array", "items": {"type": "string"}},
    "day": {"type": "string", "format": "date", "pattern": r"^\d{4}-\d{2}-\d{2}$"},
}  # fmt: skip


def _table_schema(name: str) -> dict[str, Any]:
    """What a table holds, as columns.toml has it: so that rows made elsewhere can be checked before they come here."""
    spec = SPECS[name]
    row = _object({**spec["columns"], **OF_ROW})
    row["required"] += ["source", "confidence"]
    if one_of := spec.get("one_of"):
        row["oneOf"] = [{"required": [column]} for column in one_of]
    top = _object({**OF_TABLE, **spec.get("table", {})})
    rows = {"type": "array", "minItems": 1, "items": row}
    return {**top, "properties": {**top["properties"], "row": rows}, "required": [*top["required"], "row"]}


def _object(columns: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    told = {name: {"$ref": "#/$defs/confidence"} if name == "confidence" else _cell(of) for name, of in columns.items()}
    needed = [name for name, of in columns.items() if not of.get("optional")]
    return {"type": "object", "properties": told, "required": needed, "additionalProperties": False}


def _cell(of: Mapping[str, Any]) -> dict[str, Any]:
    """One column: its type, bounds and words."""
    if of["type"] == "number":
        return {"type": "integer", "minimum": of.get("least", 0), "maximum": of["most"]}
    told = dict(OF_TYPE[of["type"]])
    words = {"enum": list(of["words"])} if "words" in of else {}
    if of["type"] == "texts":
        return {**told, "items": {**told["items"], **words}}
    return {**told, **words, **({"minLength": 1} if of["type"] == "text" and not of.get("optional") else {})}


def source_of(entry: Rule) -> str:
    """A rule's own text as it is written, without decorator and remarks for tools; of a gathering one what it joins."""
    if how := entry.gather:
        largest = f"the {how.count} largest" if how.count else "all"
        return f"sum of {how.of} over {how.records}: {largest}"
    text = textwrap.dedent(inspect.getsource(entry.function))
    body = ast.parse(text).body[0]
    return "\n".join(FOR_TOOLS.sub("", line) for line in text.splitlines()[body.lineno - 1 :])


def _said(what: Rule | Parameter | Fact) -> dict[str, str]:
    return {"id": what.label_id, "en": what.label_en}


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _rule(name: str, entries: Sequence[Rule], could: Span, above: Mapping[str, Iterable[str]]) -> dict[str, Any]:
    first = entries[0]
    versions = [_version(entry) for entry in sorted(entries, key=lambda one: one.valid_from)]
    return {
        "name": name, "label": _said(first), "kind": first.kind, "unit": first.unit, "each": first.each,
        "schemes": list(first.schemes), "least": could.least, "most": could.most, "versions": versions,
        "dependents": dependents(name, above),
    }  # fmt: skip


def _version(entry: Rule) -> dict[str, Any]:
    return {
        "label": _said(entry), "article": entry.article, "valid_from": _day(entry.valid_from),
        "valid_to": _day(entry.valid_to), "confidence": entry.confidence, "decided_by": entry.decided_by,
        "reading": entry.reading, "cover": entry.cover, "needs": list(entry.needs), "told": list(told_in(entry)),
        "gather": asdict(entry.gather) if entry.gather else None, "source": source_of(entry),
    }  # fmt: skip


def _parameter(one: Parameter, above: Mapping[str, Iterable[str]]) -> dict[str, Any]:
    values = [
        {
            "value": WORDS[value.amount] if one.reading else value.amount, "valid_from": _day(value.since),
            "valid_to": _day(value.until), "article": value.article, "source": value.source,
            "confidence": value.confidence,
        }
        for value in one.values
    ]  # fmt: skip
    return {
        "name": one.name, "label": _said(one), "unit": one.unit, "reading": one.reading, "asked_by": one.asked_by,
        "within": one.within, "values": values, "dependents": dependents(one.name, above),
    }  # fmt: skip


def _fact(one: Fact, above: Mapping[str, Iterable[str]]) -> dict[str, Any]:
    return {
        "name": one.name, "label": _said(one), "unit": one.unit, "least": one.least, "most": one.most,
        "default": one.default, "records": one.records, "filled_by": one.filled_by, "article": one.article,
        "confidence": one.confidence, "valid_from": _day(one.valid_from),
        "dependents": dependents(one.name, above),
    }  # fmt: skip


def _scheme(one: Scheme) -> dict[str, Any]:
    return {
        "name": one.name, "decided_by": one.day, "parts": dict(one.parts), "optional": sorted(one.optional),
        "cover": one.cover, "benefit": one.benefit, "says": dict(one.says),
        **{
            f"{kind}s": [name for name in of_scheme(one) if REGISTRY[name][0].kind == kind]
            for kind in ("doubt", "reason", "note")
        },
    }  # fmt: skip


def _plain(value: Any) -> Any:
    """The same with days as texts."""
    if isinstance(value, Mapping):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    return value.isoformat() if isinstance(value, date) else value


# --- what if ----------------------------------------------------------------------------------------------------------
def impact(changes: Mapping[str, Change], cases: Iterable[Named]) -> list[dict[str, Any]]:
    """The cases whose answer changes when the parameters named have these values on every day.

    ``changes``: name → a whole number, a reading (refuse, favour, review), or a parameter with a history of its own;
    or of one row of a table (table, row, column: ``bands.2.base``) → what its column says. Each case found has its
    ``name`` and ``scheme``, and ``before`` and ``after`` with decision, total, parts and questions. Raises InvalidLaw
    for a change that makes no sense, InvalidCase for a case that cannot be answered.
    """
    cells = {name: value for name, value in changes.items() if "." in name}
    numbers = {name: value for name, value in changes.items() if name not in cells}
    for name, value in numbers.items():
        _check_change(name, value)
    known, tables = list(cases), _rewritten(cells)
    before = [_gist(scheme, name, case) for name, scheme, case in known]
    with revised(numbers), _in_place(tables):
        try:
            after = [_gist(scheme, name, case) for name, scheme, case in known]
        except (ValueError, ArithmeticError) as error:  # a due day of 31, for one, is in no February
            if isinstance(error, InvalidCase):
                raise
            raise InvalidLaw(f"{', '.join(changes)}: the law cannot be worked out with it ({error})") from None
    return [
        {"name": name, "scheme": scheme, "before": was, "after": becomes}
        for (name, scheme, _), was, becomes in zip(known, before, after, strict=True)
        if was != becomes
    ]


def _rewritten(cells: Mapping[str, Change]) -> dict[str, dict[str, Any]]:
    """The tables with other values in some cells (``table.row.column``), of the row on every day it holds."""
    found: dict[str, dict[str, Any]] = {}
    for name, value in cells.items():
        of, _, row = name.partition(".")
        row, _, column = row.rpartition(".")
        if of not in IN_CASES:
            raise InvalidLaw(f"{name}: {of} is no table that a case reads; use {' '.join(IN_CASES)}")
        held = found.setdefault(of, {**table(of), "row": [dict(one) for one in table(of)["row"]]})
        (key,) = SPECS[of]["key"]
        mine = [one for one in held["row"] if str(one[key]) == row]
        if not mine:
            raise InvalidLaw(f"{name}: {of} has no {key} {row!r}; use {' '.join(str(one[key]) for one in held['row'])}")
        for one in mine:
            one[column] = value
        check_table(of, held)
    return found


@contextmanager
def _in_place(tables: Mapping[str, dict[str, Any]]) -> Iterator[None]:
    token = rewritten.set({**rewritten.get({}), **tables})
    try:
        yield
    finally:
        rewritten.reset(token)


def _check_change(name: str, value: Change) -> None:
    if name not in parameters():
        raise InvalidLaw(f"there is no parameter {name}; `rangkiang law catalogue` lists them")
    if isinstance(value, Parameter):
        return
    if isinstance(value, int) and value > MOST_AMOUNT:
        raise InvalidLaw(f"{name}: {value} is more than {MOST_AMOUNT}")
    if parameters()[name].reading:
        if value not in READINGS:
            raise InvalidLaw(f"{name}: {value!r} is no reading; use {' '.join(READINGS)}")
    elif isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise InvalidLaw(f"{name}: {value!r} is not a whole number of 0 or more")


def _gist(scheme: str, name: str, case: Mapping[str, Any]) -> dict[str, Any]:
    try:
        found: Answer = ask(scheme, case)
    except InvalidCase as error:
        raise InvalidCase(f"{name}: {error.field}", error.message) from None
    return {
        "decision": found.decision, "total": found.total, "parts": dict(found.parts),
        "questions": [list(said) for said in found.asked],
    }  # fmt: skip
