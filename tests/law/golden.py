"""The golden cases of the law: YAML files that a jurist can read, and what the law says to each of them.

A file says what it is about and holds cases; each has a name (a sentence), its source, what is asked, the case and what
is expected. ``failures()`` names the cases that the law answers otherwise; ``python -m tests.law.golden`` prints the
first. ``changed()`` tells which cases another value of a parameter would change.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from rangkiang import law
from rangkiang.law import parameters
from tests.law.golden_asks import ASKS, ERRORS

FOLDER = Path(__file__).parent / "golden"
LONGEST = 600  # of a line that says what is wrong
WORDS = ("asks", "withheld")  # empty unless a case expects some
STEP = {"steps": "value", "articles": "article", "marks": "confidence", "labels": "label_id",
        "kinds": "kind"}  # fmt: skip


class Loader(yaml.CSafeLoader):
    """Days stay text, as in a case that comes from a file or a form; ``on`` is a word."""


Loader.yaml_implicit_resolvers = {
    first: [(tag, form) for tag, form in known if not tag.endswith((":timestamp", ":bool"))]
    for first, known in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}
Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("true|false"), list("tf"))


@dataclass(frozen=True)
class Golden:
    """One case: what is asked of the law, by which changed readings (``under``), and what it must answer."""

    name: str
    source: str
    ask: str
    case: Mapping[str, Any]
    expect: Mapping[str, Any]
    on: str = ""
    under: Mapping[str, Any] = field(default_factory=dict)
    file: str = ""

    @property
    def id(self) -> str:
        return f"{self.file}: {self.name}"


def load(paths: Iterable[Path] | None = None) -> Iterator[Golden]:
    """The cases of the files, all by default; a case with ``each`` is as many cases."""
    for path in sorted(FOLDER.glob("*.yaml")) if paths is None else paths:
        told = yaml.load(path.read_text(), Loader)
        shared = {key: told[key] for key in ("ask", "source") if key in told}
        for row in told["cases"]:
            yield from _spread({**shared, **row}, path.stem)


def _spread(row: dict[str, Any], file: str) -> Iterator[Golden]:
    each = row.pop("each", None)
    if each is None:
        yield Golden(**row, file=file)
        return
    for at, one in enumerate(each, 1):
        case, expect = ({**row.get(key, {}), **one.get(key, {})} for key in ("case", "expect"))
        if expect.get("error", "") is None:  # the one among refused cases that is right
            del expect["error"]
        rest = {key: value for key, value in one.items() if key not in ("case", "expect")}
        yield Golden(**{**row, "name": f"{row['name']} ({at})", **rest, "case": case, "expect": expect}, file=file)


def wrong(golden: Golden) -> list[str]:
    """What the law says otherwise than the case expects."""
    expect = golden.expect
    on = date.fromisoformat(golden.on) if golden.on else None
    try:
        with law.revised(_changes(golden.under)) if golden.under else nullcontext():
            told = ASKS[golden.ask](golden.case, on)
            if isinstance(told, law.Answer) and "error" not in expect:
                return [*_answer(told, expect), *_sound(told)]
    except ERRORS as error:
        return _error(error, expect)
    except Exception as error:
        return [f"{type(error).__name__}: {error}"]
    if "error" in expect:
        return [f"no error, but {told!r}"]
    return list(_differ(told, expect, ""))


def _changes(under: Mapping[str, Any]) -> dict[str, Any]:
    """Another amount or reading; ``{confidence: T}``: the same amounts, with another mark."""
    return {name: _marked(name, **value) if isinstance(value, Mapping) else value for name, value in under.items()}


def _marked(name: str, confidence: str) -> parameters.Parameter:
    found = parameters.parameters()[name]
    return replace(found, values=tuple(replace(value, confidence=confidence) for value in found.values))


def _error(error: Exception, expect: Mapping[str, Any]) -> list[str]:
    where, message = getattr(error, "field", "law"), getattr(error, "message", str(error))
    if "error" not in expect:
        return [f"{where}: {message}"]
    found = [] if where == expect["error"] else [f"the error is at {where}, not at {expect['error']}"]
    said = [words for words in _list(expect.get("words", [])) if words not in message]
    return [*found, *(f"{words!r} is not said in {message!r}" for words in said)]


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _differ(told: Any, expect: Any, at: str) -> Iterator[str] | list[str]:
    """An object shows what is expected of it, name by name; everything else is equal."""
    if isinstance(expect, Mapping) and isinstance(told, Mapping):
        return [
            line
            for name, value in expect.items()
            for line in _differ(told.get(name, "nothing"), value, f"{at}.{name}" if at else str(name))
        ]
    if isinstance(expect, Mapping) and isinstance(told, list | str):
        told = told if isinstance(told, str) else [line.strip() for line in told]
        missing = [words for words in _list(expect.get("holds", [])) if words not in told]
        told_yet = [words for words in _list(expect.get("without", [])) if words in told]
        return [f"{at}: {missing} is not in {told!r}"] * bool(missing) + [f"{at}: has {told_yet}"] * bool(told_yet)
    if isinstance(told, set):
        return [f"{at}: {one}" for one in sorted(told ^ set(expect))]
    return [] if told == expect and type(told) is type(expect) else [f"{at}: {told!r}, not {expect!r}"]


def _answer(answer: law.Answer, expect: Mapping[str, Any]) -> list[str]:
    found = [f"{key}: {getattr(answer, key)!r}, not {expect[key]!r}" for key in ("decision", "total")
             if key in expect and getattr(answer, key) != expect[key]]  # fmt: skip
    parts = {name: amount for name, amount in answer.parts.items() if amount}
    if "parts" in expect and parts != expect["parts"]:
        found.append(f"parts: {parts}, not {expect['parts']}")
    for key in WORDS:
        found += _said(key, answer.asked if key == "asks" else answer.withheld, expect.get(key, []))
    for key, told in STEP.items():
        for rule, value in expect.get(key, {}).items():
            steps = [step.as_json()[told] for step in answer.steps if step.rule == rule]
            if steps != ([] if value is None else _list(value)):
                found.append(f"{key}: {rule} is {steps}, not {value!r}")
    for rule, days in expect.get("since", {}).items():
        step = answer.step(rule)
        since = step and [str(day) if day else None for day in (step.valid_from, step.valid_to)]
        if since != days:
            found.append(f"since: {rule} is {since}, not {days}")
    if "day" in expect and str(answer.day) != expect["day"]:
        found.append(f"day: {answer.day}")
    return found


def _said(key: str, told: Iterable[law.Said], expect: list[str]) -> list[str]:
    """Each sentence is expected by the name of its reading, or by a part of it in one of the languages."""
    left = list(told)
    found = []
    for words in expect:
        label = parameters.parameters().get(words)
        fits = [said for said in left if (label.label_id == said[0] if label else any(words in one for one in said))]
        if not fits:
            found.append(f"{key}: {words!r} is not said in {left}")
            continue
        left.remove(fits[0])
    return [*found, *(f"{key}: also {said}" for said in left)]


def _sound(answer: law.Answer) -> list[str]:
    """What holds for every answer, whatever the case: its sum, its kept form, its tree."""
    found = []
    if answer.total != sum(answer.parts.values()) or min([0, *answer.parts.values()]) < 0:
        found.append("the parts do not add up")
    if law.Answer.from_json(answer.as_json()) != answer:
        found.append("kept and read again it is another answer")
    if any(need >= at for at, step in enumerate(answer.steps) for need in step.needs):
        found.append("a step rests on a later one")
    return found


def failures(paths: Iterable[Path] | None = None, stop: bool = False) -> list[str]:
    """The cases that fail, each with what is wrong; with ``stop`` the first alone."""
    found = []
    for golden in load(paths):
        if lines := wrong(golden):
            found.append(f"{golden.id}: {'; '.join(line[:LONGEST] for line in lines)}")
            if stop:
                break
    return found


def reads(goldens: Iterable[Golden]) -> dict[str, list[Golden]]:
    """Parameter → the cases that look at its values: no other case can change with them."""
    found: dict[str, list[Golden]] = {}
    for golden in goldens:
        with _heard() as names:
            wrong(golden)
        for name in names:
            found.setdefault(name, []).append(golden)
    return found


@contextmanager
def _heard() -> Iterator[set[str]]:
    """The names of the parameters whose values are looked at within it."""
    names: set[str] = set()
    slot = parameters.Parameter.values

    def look(one: parameters.Parameter) -> Any:
        names.add(one.name)
        return slot.__get__(one)

    parameters.Parameter.values = property(look, slot.__set__)  # type: ignore[assignment]
    try:
        yield names
    finally:
        parameters.Parameter.values = slot


def changed(name: str, value: Any, goldens: Iterable[Golden] | None = None) -> Iterator[Golden]:
    """The cases that ``value`` (an amount, a reading, or a whole Parameter) in the place of ``name`` would change."""
    for golden in load() if goldens is None else goldens:
        with law.revised({name: value}):
            if wrong(golden):
                yield golden


def main() -> int:
    found = failures(stop=True)
    print(re.sub(r"\s+", " ", found[0]) if found else "every golden case holds")
    return len(found)


if __name__ == "__main__":
    sys.exit(main())
