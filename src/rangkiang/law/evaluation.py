"""Working a name out for one case: facts, rules and parameters by name, each told as a step when it is first read.

A rule fetches a need only on the branch that reads it (the idea of recording by access), so an explanation holds what
mattered and nothing else. ``engine.kernel`` compiles the same rules for many cases.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache

from .answer import Step
from .case import Told
from .errors import InvalidLaw
from .parameters import UNSURE, Parameter, Value, enacted, facts, parameters, weakest
from .rules import RECORDS, REGISTRY, Gather, Rule, Said, in_force

Facts = Mapping[str, int]


class Evaluation:
    """Answers names for one case by the law of ``day``. ``records``: the facts of each child, each loss.

    Case and records share one memory: a name of a record is kept under its own key, ``umur_anak[0]``.
    """

    def __init__(self, given: Facts, day: date, records: Mapping[str, Sequence[Facts]] | None = None) -> None:
        self.given, self.day, self.records = given, day, records or {}
        self.steps: list[Step] = []
        self.known: dict[str, int] = {}
        self.marks: dict[str, str] = {}
        self._at: dict[str, int] = {}  # key → place of its step, in the order of the steps
        self._reads: list[list[str]] = [[]]
        self._ones: dict[str, list[_One]] = {}
        self._declared, self._parameters = facts(), parameters()

    def value(self, name: str) -> int:
        """The whole number that ``name`` is. Raises InvalidLaw when nothing says it."""
        key = self._key(name)
        self._reads[-1].append(key)
        if key not in self.known:
            self.known[key] = self._work_out(name)
        return self.known[key]

    def holds(self, name: str) -> bool:
        """Whether a doubt, reason or note applies; one that does not is not told, nor what only it read."""
        before = len(self.steps)
        if self.value(name):
            return True
        while len(self.steps) > before:
            self.steps.pop()
            key, _ = self._at.popitem()
            del self.known[key]
        return False

    def place(self, name: str) -> int:
        """Where the step of a name stands."""
        return self._at[self._key(name)]

    def each(self, records: str) -> list[_One]:
        """The evaluation of each record."""
        if records not in self._ones:
            found = enumerate(self.records.get(records, ()))
            self._ones[records] = [_One(self, given, records, at) for at, given in found]
        return self._ones[records]

    def _key(self, name: str) -> str:
        return name

    def _named(self, words: Said) -> Said:
        return words

    def _work_out(self, name: str) -> int:
        if name in self.given:
            return self._fact(name, self.given[name])
        if name in REGISTRY:
            entry = _rule_on(name, self.day)
            return self._gather(entry, entry.gather) if entry.gather else self._rule(entry)
        if name in self._parameters:
            return self._parameter(name)
        return _unsaid(name)  # and no step

    def _fact(self, name: str, value: int) -> int:
        declared = self._declared.get(name)
        if declared is None:
            raise InvalidLaw(f"{name} is no declared fact")
        if value == declared.default and not isinstance(value, Told):
            return value
        words = value if isinstance(value, Told) else declared
        label, mark, since = self._named((words.label_id, words.label_en)), words.confidence, declared.valid_from
        self._tell(Step(name, *label, int(value), words.article, since, None, mark, declared.unit), mark)
        return value

    def _rule(self, entry: Rule) -> int:
        self._reads.append([])
        result = int(entry.lazy(self.value))
        self._conclude(entry, result, self._reads.pop())
        return result

    def _gather(self, entry: Rule, how: Gather) -> int:
        of, count = how.of, how.count
        self._reads.append([])
        found = [one.value(of) for one in self.each(how.records)]
        most = self.value(count) if isinstance(count, str) else count or len(found)
        result = sum(sorted(found, reverse=True)[:most])
        self._conclude(entry, result, self._reads.pop())
        return result

    def _conclude(self, entry: Rule, value: int, reads: Sequence[str]) -> None:
        """Tell a rule's result as a step that rests on what was read; it is as sure as the least sure of that."""
        needs = dict.fromkeys(reads)
        mark = weakest([entry.confidence, *(self.marks[need] for need in needs if need in self.marks)])
        label = entry.label_id, entry.label_en
        if entry.kind == "amount":
            label = self._named(label)
        else:  # sentences name their record themselves
            label = label[0].format_map(_Said(self)), label[1].format_map(_Said(self))
        places = tuple(self._at[need] for need in needs if need in self._at)
        since, until = entry.valid_from, entry.valid_to
        step = Step(entry.name, *label, value, entry.article, since, until, mark, entry.unit, places)
        self._tell(step, "T" if entry.kind == "doubt" else mark)

    def _parameter(self, name: str) -> int:
        found = self._parameters[name]
        value = _value_on(found, self.day)
        step = Step(
            name, found.label_id, found.label_en, value.amount, value.article, value.since, value.until,
            value.confidence, "reading" if found.reading else found.unit,
        )  # fmt: skip
        self._tell(step, "T" if found.reading or found.asked_by else value.confidence)
        return value.amount

    def _tell(self, step: Step, mark: str) -> None:
        key = self._key(step.rule)
        self.marks[key] = mark
        self._at[key] = len(self.steps)
        self.steps.append(step)


class _One(Evaluation):
    """One record: what is said of it, and the rules that hold for each; everything else it asks of the case."""

    def __init__(self, case: Evaluation, given: Facts, records: str, at: int) -> None:
        self.case, self.given, self.day, self.group, self.number = case, given, case.day, records, at
        self.steps, self.known, self.marks = case.steps, case.known, case.marks
        self._at, self._reads = case._at, case._reads
        self._declared, self._parameters = case._declared, case._parameters
        self._keys: dict[str, str] = {}

    def each(self, records: str) -> list[_One]:
        return self.case.each(records)

    def _key(self, name: str) -> str:
        if name not in self._keys:
            self._keys[name] = f"{name}[{self.number}]" if self._mine(name) else name
        return self._keys[name]

    def _mine(self, name: str) -> bool:
        declared = self._declared.get(name)
        if name == "nomor" or name in self.given or (declared and declared.records == self.group):
            return True
        return name in REGISTRY and REGISTRY[name][0].each == self.group

    def _named(self, words: Said) -> Said:
        which_id, which_en = (which.format(self.number + 1) for which in RECORDS[self.group])
        return f"{words[0]} ({which_id})", f"{words[1]} ({which_en})"

    def _work_out(self, name: str) -> int:
        if name == "nomor":
            return self.number + 1
        return super()._work_out(name) if self._mine(name) else self.case._work_out(name)


class _Said(dict[str, int]):
    """Names in a sentence, looked up when the sentence is told."""

    def __init__(self, evaluation: Evaluation) -> None:
        self.evaluation = evaluation

    def __missing__(self, name: str) -> int:
        return self.evaluation.value(name)


def figure(name: str, known: dict[str, int], day: date) -> int:
    """What ``name`` is, without steps: for a price alone, or to choose between cases. Raises InvalidLaw.

    ``known``: facts of the case and of one record together; to them is added what is worked out on the way.
    """

    held = parameters()

    def value(name: str) -> int:
        if name not in known:
            if name in REGISTRY:
                known[name] = int(_rule_on(name, day).lazy(value))
            else:
                known[name] = _value_on(held[name], day).amount if name in held else _unsaid(name)
        return known[name]

    return value(name)


def _rule_on(name: str, day: date) -> Rule:
    if entry := in_force(name, day):
        return entry
    raise InvalidLaw(f"no rule {name} on {day}")


def _value_on(one: Parameter, day: date) -> Value:
    if value := one.on(day):
        return value
    raise InvalidLaw(f"no value of {one.name} on {day}")


def _unsaid(name: str) -> int:
    """A declared fact of which nothing is said: its default."""
    if name not in facts() or (default := facts()[name].default) is None:
        raise InvalidLaw(f"nothing says {name}")
    return default


def unsure(name: str, day: date, given: Facts | None = None) -> str:
    """The parameter or rule that makes ``name`` unsure on a day; empty when it is sure. Facts are sure."""
    said = frozenset(REGISTRY.keys() & given.keys()) if given else frozenset()
    return (_unsure_as_enacted if parameters() is enacted() else _unsure)(name, day, said)


def _unsure(name: str, day: date, said: frozenset[str]) -> str:
    if name in said:
        return ""
    entry = in_force(name, day)
    if entry is None:
        return _unsure_parameter(name, day)
    if entry.kind == "doubt":
        return ""
    for need in entry.needs:
        if cause := _unsure(need, day, said):
            return cause
    return name if entry.confidence in UNSURE else ""


@lru_cache(maxsize=8192)
def _unsure_as_enacted(name: str, day: date, said: frozenset[str]) -> str:
    """Kept, since the law as enacted does not change; a revised one is asked each time."""
    return _unsure(name, day, said)


def _unsure_parameter(name: str, day: date) -> str:
    found = parameters().get(name)
    value = found.on(day) if found else None
    if found is None or value is None or found.reading or found.asked_by:
        return ""
    if found.within:
        return _unsure_parameter(found.within, day)
    return name if value.confidence in UNSURE else ""
