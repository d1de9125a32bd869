"""One rule, one plain function: its argument names are the facts, parameters and rules it needs.

A rule body is restricted Python, checked when it loads: whole numbers, comparisons, conditionals; no division, no
float, no loop, no import. So it is exact, and compiles everywhere. Several functions under one name are one rule
through time; the deciding day chooses.
"""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from .errors import InvalidLaw
from .parameters import parameters

ALLOWED = (
    ast.FunctionDef, ast.arguments, ast.arg, ast.Return, ast.If, ast.IfExp, ast.Compare, ast.BoolOp, ast.BinOp,
    ast.UnaryOp, ast.Name, ast.Load, ast.Store, ast.Assign, ast.Constant, ast.Expr, ast.Call, ast.And, ast.Or, ast.Not,
    ast.USub, ast.Add, ast.Sub, ast.Mult, ast.FloorDiv, ast.Mod, ast.Eq, ast.NotEq, ast.Lt, ast.LtE, ast.Gt, ast.GtE,
)  # fmt: skip
CALLS = ("min", "max", "abs")
MARKS = (
    "TOSMX"  # from text of the law to sources that contradict: a result is as sure as the least sure thing it rests on
)
UNSURE = ("M", "X")


def weakest(marks: Iterable[str]) -> str:
    return max(marks, key=MARKS.index)


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule on the days on which it holds. ``decided_by`` names the fact whose day chooses it."""

    name: str
    function: Callable[..., int]
    needs: tuple[str, ...]
    article: str
    label_id: str
    label_en: str
    confidence: str
    valid_from: date
    valid_to: date | None
    decided_by: str


@dataclass(frozen=True, slots=True)
class Step:
    """One line of an explanation."""

    rule: str
    label_id: str
    label_en: str
    value: int
    article: str
    valid_from: date | None
    confidence: str
    unit: str = ""

    def as_json(self, language: str = "id") -> dict[str, Any]:
        return {
            "rule": self.rule, "label": self.label_id if language == "id" else self.label_en, "label_en": self.label_en,
            "value": self.value, "article": self.article,
            "valid_from": self.valid_from.isoformat() if self.valid_from else None, "confidence": self.confidence,
        }  # fmt: skip


REGISTRY: dict[str, list[Rule]] = {}


def rule(
    *, article: str, label: tuple[str, str], valid_from: date, valid_to: date | None = None, decided_by: str,
    confidence: str = "S",
) -> Callable[[Callable[..., int]], Callable[..., int]]:  # fmt: skip
    """Register a scalar function as the rule of its name for some days. Raises InvalidLaw when it is not plain."""

    def register(function: Callable[..., int]) -> Callable[..., int]:
        name = function.__name__.partition("__")[0]
        check_plain(function)
        entry = Rule(
            name,
            function,
            tuple(inspect.signature(function).parameters),
            article,
            *label,
            confidence,
            valid_from,
            valid_to,
            decided_by,
        )
        for other in REGISTRY.setdefault(name, []):
            if other.valid_from <= (valid_to or date.max) and valid_from <= (other.valid_to or date.max):
                raise InvalidLaw(f"rule {name} is defined twice on {max(valid_from, other.valid_from)}")
        REGISTRY[name].append(entry)
        return function

    return register


def check_plain(function: Callable[..., int]) -> None:
    """Raises InvalidLaw unless the body is whole-number arithmetic on its own arguments."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    body = tree.body[0]
    assert isinstance(body, ast.FunctionDef)
    body.decorator_list, body.returns = [], None
    takes = body.args
    if takes.defaults or takes.vararg or takes.kwarg or takes.kwonlyargs or takes.posonlyargs:
        raise InvalidLaw(f"rule {body.name}: plain arguments only, without defaults")
    for argument in takes.args:
        argument.annotation = None
    own = {argument.arg for argument in takes.args} | set(CALLS)
    own |= {node.id for node in ast.walk(body) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    for node in ast.walk(body):
        if not isinstance(node, ALLOWED):
            raise InvalidLaw(f"rule {body.name}: {type(node).__name__} is not allowed in a rule")
        if isinstance(node, ast.Constant) and not isinstance(node.value, int | str):
            raise InvalidLaw(f"rule {body.name}: {node.value!r} is no whole number")
        if isinstance(node, ast.Name) and node.id not in own:
            raise InvalidLaw(f"rule {body.name}: {node.id} is not one of its arguments")
        if isinstance(node, ast.Call) and not (isinstance(node.func, ast.Name) and node.func.id in CALLS):
            raise InvalidLaw(f"rule {body.name}: only {', '.join(CALLS)} may be called")


@dataclass
class Evaluation:
    """Answers names for one case on one deciding day, and keeps the steps in the order in which they were needed.

    ``marks`` says how sure each name is: a rule is as sure as the least sure of what it needs. A fact of the case is
    sure unless ``marks`` is given for it.
    """

    facts: Mapping[str, int]
    day: date
    steps: list[Step] = field(default_factory=list)
    known: dict[str, int] = field(default_factory=dict)
    marks: dict[str, str] = field(default_factory=dict)

    def value(self, name: str) -> int:
        if name in self.facts:
            return self.facts[name]
        if name not in self.known:
            self.known[name] = self._rule(name) if name in REGISTRY else self._parameter(name)
        return self.known[name]

    def cause(self, name: str) -> str:
        """The parameter or fact that makes ``name`` unsure: the first one found below it."""
        for entry in REGISTRY.get(name, ()):
            for need in entry.needs:
                if self.marks.get(need) in UNSURE:
                    return self.cause(need)
        return name

    def _rule(self, name: str) -> int:
        for entry in REGISTRY[name]:
            if entry.valid_from <= self.day and (entry.valid_to is None or self.day <= entry.valid_to):
                result = entry.function(*(self.value(need) for need in entry.needs))
                mark = weakest([entry.confidence, *(self.marks.get(need, "T") for need in entry.needs)])
                self._keep(Step(name, entry.label_id, entry.label_en, result, entry.article, entry.valid_from, mark))
                return result
        raise InvalidLaw(f"no rule {name} on {self.day}")

    def _parameter(self, name: str) -> int:
        found = parameters().get(name)
        value = found.on(self.day) if found else None
        if found is None or value is None:
            raise InvalidLaw(f"no value of {name} on {self.day}")
        told = (value.amount, value.article, value.since, value.confidence, found.unit)
        self._keep(Step(name, found.label_id, found.label_en, *told))
        return value.amount

    def _keep(self, step: Step) -> None:
        self.marks[step.rule] = step.confidence
        self.steps.append(step)
