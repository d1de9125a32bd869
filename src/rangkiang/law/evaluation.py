"""Working a name out for one case: facts, rules and parameters by name, each told as a step when it is first read.

A rule fetches a need only on the branch that reads it (the idea of recording by access), so an explanation holds what
mattered and nothing else. ``engine.kernel`` compiles the same rules for many cases.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from .answer import Step
from .case import Told
from .errors import InvalidLaw
from .parameters import UNSURE, facts, parameters, weakest
from .rules import RECORDS, REGISTRY, Gather, Rule, in_force

Facts = Mapping[str, int]


class Evaluation:
    """Answers names for one case by the law of ``day``. ``records``: the facts of each child, each loss."""

    def __init__(self, given: Facts, day: date, records: Mapping[str, Sequence[Facts]] | None = None) -> None:
        self.given, self.day, self.records = given, day, records or {}
        self.steps: list[Step] = []
        self.known: dict[str, int] = {}
        self.marks: dict[str, str] = {}
        self._at: dict[str, int] = {}
        self._reads: list[list[str]] = [[]]
        self._ones: dict[str, list[_One]] = {}
        self._declared, self._parameters = facts(), parameters()

    def value(self, name: str) -> int:
        """The whole number that ``name`` is. Raises InvalidLaw when nothing says it."""
        self._reads[-1].append(name)
        if name not in self.known:
            self.known[name] = self._work_out(name)
        return self.known[name]

    def holds(self, name: str) -> bool:
        """Whether a doubt, reason or note applies; one that does not is not told, nor what only it read."""
        before = len(self.steps)
        if self.value(name):
            return True
        self._forget(before)
        return False

    def place(self, name: str) -> int:
        """Where the step of a name stands."""
        return self._at[name]

    def each(self, records: str) -> list[_One]:
        """The evaluation of each record."""
        if records not in self._ones:
            found = enumerate(self.records.get(records, ()))
            self._ones[records] = [_One(self, given, records, at) for at, given in found]
        return self._ones[records]

    def _forget(self, before: int) -> None:
        del self.steps[before:]
        for name in [name for name, at in self._at.items() if at >= before]:
            del self._at[name]
            self.known.pop(name, None)
        for one in (one for ones in self._ones.values() for one in ones):
            one._forget(before)

    def _work_out(self, name: str) -> int:
        if name in self.given:
            return self._fact(name, self.given[name])
        if name in REGISTRY:
            entry = in_force(name, self.day)
            if entry is None:
                raise InvalidLaw(f"no rule {name} on {self.day}")
            return self._gather(entry, entry.gather) if entry.gather else self._rule(entry)
        if name in self._parameters:
            return self._parameter(name)
        return self._absent(name)

    def _absent(self, name: str) -> int:
        """A declared fact of which nothing is said: its default, and no step."""
        if name not in self._declared or (default := self._declared[name].default) is None:
            raise InvalidLaw(f"nothing says {name}")
        return default

    def _fact(self, name: str, value: int) -> int:
        declared = self._declared.get(name)
        if declared is None:
            raise InvalidLaw(f"{name} is no declared fact")
        if value == declared.default and not isinstance(value, Told):
            return value
        words = value if isinstance(value, Told) else declared
        mark = value.confidence if isinstance(value, Told) else "T"
        step = Step(name, words.label_id, words.label_en, int(value), words.article, None, None, mark, declared.unit)
        self._keep(name, step)
        return value

    def _rule(self, entry: Rule) -> int:
        self._reads.append([])
        result = int(entry.lazy(self.value))
        needs = dict.fromkeys(self._reads.pop())
        mark = weakest([entry.confidence, *(self.marks.get(need, "T") for need in needs)])
        spread = "T" if entry.kind == "doubt" else mark
        self._keep(entry.name, self._step(entry, result, mark, needs), spread)
        return result

    def _step(self, entry: Rule, value: int, mark: str, needs: Mapping[str, None]) -> Step:
        label_id, label_en = entry.label_id, entry.label_en
        if entry.kind != "amount":
            label_id, label_en = (text.format_map(_Said(self)) for text in (label_id, label_en))
        places = tuple(self._at[need] for need in needs if need in self._at)
        return Step(
            entry.name,
            label_id,
            label_en,
            value,
            entry.article,
            entry.valid_from,
            entry.valid_to,
            mark,
            entry.unit,
            places,
        )

    def _parameter(self, name: str) -> int:
        found = self._parameters[name]
        value = found.on(self.day)
        if value is None:
            raise InvalidLaw(f"no value of {name} on {self.day}")
        step = Step(
            name, found.label_id, found.label_en, value.amount, value.article, value.since, value.until,
            value.confidence, "reading" if found.reading else found.unit,
        )  # fmt: skip
        self._keep(name, step, "T" if found.reading or found.asked_by else value.confidence)
        return value.amount

    def _gather(self, entry: Rule, how: Gather) -> int:
        of, count = how.of, how.count
        self._reads.append([])  # what each record reads of the case is told below the record, not here
        found = [one.value(of) for one in self.each(how.records)]
        most = self.value(count) if isinstance(count, str) else count or len(found)
        self._reads.pop()
        needs = dict.fromkeys(
            [*(f"{of}[{at}]" for at in range(len(found))), *([count] if isinstance(count, str) else ())]
        )
        result = sum(sorted(found, reverse=True)[:most])
        mark = weakest([entry.confidence, *(self.marks.get(need, "T") for need in needs)])
        self._keep(entry.name, self._step(entry, result, mark, needs))
        return result

    def _keep(self, name: str, step: Step, mark: str | None = None) -> None:
        self.marks[name] = mark or step.confidence
        self._at[name] = len(self.steps)
        self.steps.append(step)


class _One(Evaluation):
    """One record: what is said of it, and the rules that hold for each; everything else it asks of the case."""

    def __init__(self, case: Evaluation, given: Facts, records: str, at: int) -> None:
        super().__init__(given, case.day)
        self.case, self.group, self.number = case, records, at
        self.steps = case.steps

    def _work_out(self, name: str) -> int:
        mine = name in REGISTRY and REGISTRY[name][0].each == self.group
        declared = self._declared.get(name)
        if name == "nomor":
            return self.number + 1
        if name in self.given or mine or (declared and declared.records == self.group):
            return super()._work_out(name)
        value = self.case.value(name)
        self.marks[name] = self.case.marks.get(name, "T")
        if name in self.case._at:
            self._at[name] = self.case._at[name]
        return value

    def _keep(self, name: str, step: Step, mark: str | None = None) -> None:
        entry = REGISTRY.get(step.rule)
        if entry is None or entry[0].kind == "amount":  # sentences name their record themselves
            which_id, which_en = (which.format(self.number + 1) for which in RECORDS[self.group])
            labels = {"label_id": f"{step.label_id} ({which_id})", "label_en": f"{step.label_en} ({which_en})"}
            step = replace(step, **labels)  # type: ignore[arg-type]
        super()._keep(name, step, mark)
        self.case._at[f"{name}[{self.number}]"] = self._at[name]
        self.case.marks[f"{name}[{self.number}]"] = self.marks[name]


class _Said(dict[str, int]):
    """Names in a sentence, looked up when the sentence is told."""

    def __init__(self, evaluation: Evaluation) -> None:
        self.evaluation = evaluation

    def __missing__(self, name: str) -> int:
        return self.evaluation.value(name)


def unsure(name: str, day: date, given: Facts | None = None) -> str:
    """The parameter or rule that makes ``name`` unsure on a day; empty when it is sure. Facts are sure."""
    if given and name in given:
        return ""
    entry = in_force(name, day)
    if entry is None:
        return _unsure_parameter(name, day)
    if entry.kind == "doubt":
        return ""
    for need in entry.needs:
        if cause := unsure(need, day, given):
            return cause
    return name if entry.confidence in UNSURE else ""


def _unsure_parameter(name: str, day: date) -> str:
    found = parameters().get(name)
    value = found.on(day) if found else None
    if found is None or value is None or found.reading or found.asked_by:
        return ""
    if found.within:
        return _unsure_parameter(found.within, day)
    return name if value.confidence in UNSURE else ""
