"""The law as a graph: what each rule rests on, and what in turn rests on a number or a rule."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any

from .parameters import parameters
from .rules import REGISTRY, Rule
from .scheme import SCHEMES, Scheme

ROOM = Path(__file__).parent
LOOKS_UP = ("amount", "limit")


def told_in(entry: Rule) -> tuple[str, ...]:
    """The names whose values stand in the sentence of a doubt, reason or note."""
    if entry.kind == "amount":
        return ()
    fields = (name for text in (entry.label_id, entry.label_en) for _, name, _, _ in Formatter().parse(text) if name)
    return tuple(dict.fromkeys(name.partition(".")[0] for name in fields))


def rests_on(entry: Rule) -> tuple[str, ...]:
    """All names that one rule reads: its needs, the reading that answers it, the figures of its sentence."""
    return tuple(dict.fromkeys((*entry.needs, *([entry.reading] if entry.reading else []), *told_in(entry))))


def edges() -> dict[str, set[str]]:
    """name → what it rests on, in all its versions; a parameter rests on the reading that asks about its doubt."""
    found = {name: {need for entry in entries for need in rests_on(entry)} for name, entries in REGISTRY.items()}
    for name, parameter in parameters().items():
        found[name] = {other for other in (parameter.asked_by, parameter.within) if other}
    return found


def reach(starts: Iterable[str], next_to: Mapping[str, Iterable[str]]) -> set[str]:
    """Everything that can be reached, the starts included."""
    found: set[str] = set()
    left = list(starts)
    while left:
        name = left.pop()
        if name not in found:
            found.add(name)
            left += next_to.get(name, ())
    return found


def turned(graph: Mapping[str, Iterable[str]]) -> dict[str, set[str]]:
    """The same graph with every edge the other way round."""
    found: dict[str, set[str]] = {}
    for name, needs in graph.items():
        for need in needs:
            found.setdefault(need, set()).add(name)
    return found


def of_scheme(scheme: Scheme) -> Iterator[str]:
    """The rules that a scheme asks by itself: parts, cover, and its doubts, reasons and notes."""
    yield from scheme.parts.values()
    if scheme.cover:
        yield scheme.cover
    for name, entries in REGISTRY.items():
        if any(scheme.name in entry.schemes for entry in entries):
            yield name


def dependents(name: str, above: Mapping[str, Iterable[str]] | None = None) -> dict[str, Any]:
    """What rests on a fact, parameter or rule, however far above it.

    ``rules``, ``doubts`` and ``told`` (reasons and notes) by name; ``parts``: scheme → its parts; ``cover``: schemes
    whose cover rests on it (and with it all their parts); ``code``: modules that read it beside the rules.
    """
    found = reach([name], above or turned(edges())) - {name}
    kinds: dict[str, list[str]] = {"amount": [], "doubt": [], "told": []}
    for one in sorted(found & REGISTRY.keys()):
        kind = REGISTRY[one][0].kind
        kinds[kind if kind in kinds else "told"].append(one)
    asked = found | {name}
    parts = {
        scheme.name: resting
        for scheme in SCHEMES.values()
        if (resting := [part for part, rule in scheme.parts.items() if scheme.cover in asked or rule in asked])
    }
    cover = [scheme.name for scheme in SCHEMES.values() if scheme.cover in asked]
    return {
        "rules": kinds["amount"], "doubts": kinds["doubt"], "told": kinds["told"], "parts": parts, "cover": cover,
        "code": _read_by().get(name, []),
    }  # fmt: skip


@cache
def _read_by() -> dict[str, list[str]]:
    """parameter → the modules of this room that look it up by name, beside the rules that need it."""
    found: dict[str, list[str]] = {}
    for path in sorted(ROOM.glob("*.py")):
        names = {name for node in ast.walk(ast.parse(path.read_text())) for name in _looked_up(node)}
        for name in names & parameters().keys():
            found.setdefault(name, []).append(path.stem)
    return found


def _looked_up(node: ast.AST) -> Iterator[str]:
    """Texts by which something is looked up: ``amount("x", …)``, ``parameters()["x"]``, keys and values of a table."""
    places: list[ast.expr | None] = []
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in LOOKS_UP:
        places = list(node.args[:1])
    elif isinstance(node, ast.Subscript) and isinstance(node.value, ast.Call):
        places = [node.slice]
    elif isinstance(node, ast.Dict):
        values = (value.elts if isinstance(value, ast.Tuple) else [value] for value in node.values)
        places = [*node.keys, *(one for value in values for one in value)]
    for place in places:
        if isinstance(place, ast.Constant) and isinstance(place.value, str):
            yield place.value
