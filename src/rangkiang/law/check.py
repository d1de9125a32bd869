"""Whether the law hangs together: checked when the room is opened, so that a bad rule or file stops the start.

``check_law`` looks at the graph of rules (fast); ``check_bounds`` also reads every rule's text, see ``bounds.py``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path

from .bounds import spans
from .errors import InvalidLaw
from .graph import edges, of_scheme, reach, told_in
from .parameters import DECLARED, FOLDER, TABLES, Parameter, facts, parameters, table
from .rules import RECORDS, REGISTRY, Rule
from .scheme import SCHEMES

Days = tuple[date, date]
NEXT = timedelta(days=1)
TOLD_OF_EACH = ("doubt", "reason", "note")


def check_law() -> None:
    """Raises InvalidLaw, naming the rule or file, what is wrong and what to do."""
    for name in TABLES:
        table(name)
    _bounds_of_facts()
    _parameters()
    _names()
    _cycles()
    for entries in REGISTRY.values():
        for entry in entries:
            _in_force(entry)
            _records(entry)
    _gathered()
    _schemes()


def check_bounds() -> None:
    """No result leaves signed 64 bits, whatever a case says within its bounds. Raises InvalidLaw."""
    spans()


def file_of(name: str) -> str:
    """Where a rule, parameter or fact stands."""
    if name in REGISTRY:
        joined = REGISTRY[name][0].gather
        written = REGISTRY[joined.of if joined and joined.of in REGISTRY else name][0].function
        return f"{Path(written.__code__.co_filename).name}: rule {name}"
    for path in sorted(FOLDER.glob("*.toml")):
        if f"[{name}]" in path.read_text().splitlines() or f"[[{name}.values]]" in path.read_text().splitlines():
            return f"{path.name}: {name}"
    return name


def _wrong(name: str, what: str, todo: str) -> InvalidLaw:
    return InvalidLaw(f"{file_of(name)}: {what}; {todo}")


def _bounds_of_facts() -> None:
    for name, fact in facts().items():
        if fact.least > fact.most:
            raise _wrong(name, f"its least, {fact.least}, is above its most, {fact.most}", "turn them round")
        if fact.default is not None and not fact.least <= fact.default <= fact.most:
            raise _wrong(name, f"its default {fact.default} lies outside its bounds", "widen them or change it")
        if fact.records and fact.records not in RECORDS:
            raise _wrong(name, f"{fact.records} are no records", f"use {' '.join(RECORDS)}")
        if name in parameters():
            raise _wrong(name, f"is a parameter and in {' or '.join(DECLARED)}.toml", "give one of them another name")


def _parameters() -> None:
    for name, parameter in parameters().items():
        if name in REGISTRY:
            raise _wrong(name, "is a rule and a parameter", "give one of them another name")
        if parameter.asked_by and not _reading(parameter.asked_by):
            raise _wrong(name, f"asked_by names no reading: {parameter.asked_by}", "name one of interpretations.toml")
        if parameter.within and parameter.within not in parameters():
            raise _wrong(name, f"within names no parameter: {parameter.within}", "name the total that is sure")


def _reading(name: str) -> Parameter | None:
    found = parameters().get(name)
    return found if found and found.reading else None


def _names() -> None:
    """Every name that a rule or its sentence reads is known."""
    known = REGISTRY.keys() | parameters().keys() | facts().keys()
    for name, entries in REGISTRY.items():
        for entry in entries:
            for need in (*entry.needs, *told_in(entry)):
                if need not in known:
                    raise _wrong(name, f"{need} is no rule, parameter or declared fact", "declare it in facts.toml")
            if entry.reading and not _reading(entry.reading):
                raise _wrong(name, f"{entry.reading} is no reading", "add it to interpretations.toml")
            if entry.decided_by != "event" and entry.decided_by not in {scheme.day for scheme in SCHEMES.values()}:
                raise _wrong(name, f"{entry.decided_by} is no deciding day", "name a scheme's, or event")


def _cycles() -> None:
    graph = edges()
    done: set[str] = set()

    def walk(name: str, way: tuple[str, ...]) -> None:
        if name in way:
            raise _wrong(name, f"rests on itself: {' → '.join((*way[way.index(name) :], name))}", "break the circle")
        if name not in done:
            for need in sorted(graph.get(name, ())):
                walk(need, (*way, name))
            done.add(name)

    for name in REGISTRY:
        walk(name, ())


def _span(entry: Rule) -> Days:
    return entry.valid_from, entry.valid_to or date.max


def _missing(name: str, days: Days) -> date | None:
    """The first of the days on which nothing says a name; a fact is said by the case."""
    if name in facts():
        return None
    if name in REGISTRY:
        held = sorted(_span(entry) for entry in REGISTRY[name])
    else:
        held = [(value.since, value.until or date.max) for value in parameters()[name].values]
    day, last = days
    for since, until in held:
        if since > day:
            return day
        if until >= last:
            return None
        if until >= day:
            day = until + NEXT
    return day


def _in_force(entry: Rule) -> None:
    """On no day on which a rule holds may it read what is not in force."""
    for need in (*entry.needs, *told_in(entry), *([entry.reading] if entry.reading else [])):
        if gap := _missing(need, _span(entry)):
            raise _wrong(
                entry.name, f"it holds on {gap} and reads {need}, which is not in force that day",
                f"begin {need} earlier, or let the rule hold later",
            )  # fmt: skip


def _each(name: str) -> str:
    """The records of which a name is one each; empty: it is of the whole case."""
    if name in REGISTRY:
        return REGISTRY[name][0].each
    return facts()[name].records if name in facts() else ""


def _records(entry: Rule) -> None:
    """A rule reads only what is of the case, or of its own record; what joins records reads one of each."""
    if entry.each and entry.each not in RECORDS:
        raise _wrong(entry.name, f"{entry.each} are no records", f"use {' '.join(RECORDS)}")
    own = entry.gather.records if entry.gather else entry.each
    if entry.gather and _each(entry.gather.of) != own:
        raise _wrong(entry.name, f"it gathers {entry.gather.of}, which is not one of each of {own}", f"add each={own}")
    for need in (*entry.needs, *told_in(entry)):
        if _each(need) not in ("", own):
            raise _wrong(entry.name, f"it reads {need}, one of each of {_each(need)}", "gather it first")


def _gathered() -> None:
    """A rule for each record is gathered, told as a doubt, reason or note, or needed by one that is."""
    starts = [entry.gather.of for entry in _entries(lambda one: one.gather is not None) if entry.gather]
    starts += [entry.name for entry in _entries(lambda one: bool(one.each) and one.kind in TOLD_OF_EACH)]
    used = reach(starts, edges())
    for entry in _entries(lambda one: bool(one.each)):
        if entry.name not in used:
            raise _wrong(entry.name, f"it holds for each of {entry.each} and nothing gathers it", "gather or remove it")


def _entries(wanted: Callable[[Rule], bool]) -> Iterator[Rule]:
    return (entry for entries in REGISTRY.values() for entry in entries if wanted(entry))


def _schemes() -> None:
    """What a scheme asks exists, and is decided by its own day."""
    graph: Mapping[str, set[str]] = edges()
    for scheme in SCHEMES.values():
        for asked in of_scheme(scheme):
            if asked not in REGISTRY:
                raise InvalidLaw(f"scheme {scheme.name}: there is no rule {asked}; write it or take the part out")
        for name in reach(of_scheme(scheme), graph) & REGISTRY.keys():
            for entry in REGISTRY[name]:
                if entry.decided_by not in (scheme.day, "event"):
                    raise _wrong(
                        name, f"{scheme.name} is decided by {scheme.day}, and the rule by {entry.decided_by}",
                        "let the event decide, or take the rule out of the scheme",
                    )  # fmt: skip
    for entry in _entries(lambda one: bool(one.schemes)):
        for unknown in set(entry.schemes) - SCHEMES.keys():
            raise _wrong(entry.name, f"{unknown} is no scheme", f"use {' '.join(SCHEMES)}")
