"""One rule, one plain function: its argument names are the facts, parameters and rules it needs.

A rule body is restricted Python, checked when it loads: whole numbers, comparisons, conditionals; no division, no
float, no loop, no import. So it is exact, and compiles everywhere. Several functions under one name are one rule
through time; the deciding day chooses. A ``doubt`` is 1 where the law is open, a ``reason`` where something is not
given, a ``note`` where something must be told; ``gather`` joins a rule that holds for each child or each loss.
"""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache, partial
from types import CodeType, FunctionType
from typing import Any

from .errors import InvalidLaw

ALLOWED = (
    ast.FunctionDef, ast.arguments, ast.arg, ast.Return, ast.If, ast.IfExp, ast.Compare, ast.BoolOp, ast.BinOp,
    ast.UnaryOp, ast.Name, ast.Load, ast.Store, ast.Assign, ast.Constant, ast.Expr, ast.Call, ast.And, ast.Or, ast.Not,
    ast.USub, ast.Add, ast.Sub, ast.Mult, ast.FloorDiv, ast.Mod, ast.Eq, ast.NotEq, ast.Lt, ast.LtE, ast.Gt, ast.GtE,
)  # fmt: skip
CALLS = {"min": min, "max": max, "abs": abs}
RECORDS = {"children": ("anak ke-{}", "child {}"), "losses": ("cacat ke-{}", "loss {}")}
Function = Callable[..., int]
Said = tuple[str, str]  # one sentence, in Indonesian and in English


@dataclass(frozen=True, slots=True)
class Gather:
    """Joins the results of ``of`` over the case's records: their sum, or the sum of the ``count`` largest."""

    of: str
    records: str
    count: str | int = 0  # a number or the parameter that says it; 0: all of them


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule on the days on which it holds. ``decided_by`` names the fact whose day chooses it.

    ``kind``: amount, doubt, reason or note. A doubt asks its label, or that of its ``reading``. ``schemes``: whose
    doubts, reasons and notes these are; ``cover``: they belong to the question whether there is cover at all. ``each``:
    the records for each of which the rule holds. ``lazy`` is the function that fetches a need only when it reads it.
    """

    name: str
    function: Function
    lazy: Callable[[Callable[[str], int]], int]
    needs: tuple[str, ...]
    article: str
    label_id: str
    label_en: str
    confidence: str
    valid_from: date
    valid_to: date | None
    decided_by: str
    kind: str = "amount"
    unit: str = ""
    reading: str = ""
    schemes: tuple[str, ...] = ()
    cover: bool = False
    each: str = ""
    gather: Gather | None = None

    def holds(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


REGISTRY: dict[str, list[Rule]] = {}


def in_force(name: str, day: date) -> Rule | None:
    """The rule of this name on a day."""
    for entry in REGISTRY.get(name, ()):
        if entry.holds(day):
            return entry
    return None


@cache
def of_kind(kind: str, scheme: str = "") -> tuple[str, ...]:
    """Names of a kind, in the order in which the law tells them; with ``scheme`` only that scheme's."""
    return tuple(
        name
        for name, entries in REGISTRY.items()
        if entries[0].kind == kind and (not scheme or scheme in entries[0].schemes)
    )


def rule(
    *, article: str, label: Said, valid_from: date, valid_to: date | None = None, decided_by: str,
    confidence: str = "S", kind: str = "amount", unit: str = "", reading: str = "", schemes: tuple[str, ...] = (),
    cover: bool = False, each: str = "",
) -> Callable[[Function], Function]:  # fmt: skip
    """Register a scalar function as the rule of its name for some days. Raises InvalidLaw when it is not plain."""

    def register(function: Function) -> Function:
        needs, lazy = check_plain(function)
        name = function.__name__.partition("__")[0]
        _add(
            Rule(name, function, lazy, needs, article, *label, confidence, valid_from, valid_to, decided_by, kind,
                 unit, reading, schemes, cover, each)
        )  # fmt: skip
        return function

    return register


def doubt(*, reading: str = "", **told: Any) -> Callable[[Function], Function]:
    """A rule that asks: its own label, or that of its reading."""
    return rule(kind="doubt", unit="yes" if reading else "told", reading=reading, **told)


reason = partial(rule, kind="reason", unit="told")
note = partial(rule, kind="note")


def gather(
    name: str, *, of: str, records: str, count: str | int = 0, article: str, label: Said, valid_from: date,
    decided_by: str, unit: str = "rupiah", confidence: str = "S",
) -> None:  # fmt: skip
    """Register ``name`` as the sum over the records of the rule ``of``: all, or the ``count`` largest."""
    if records not in RECORDS:
        raise InvalidLaw(f"rule {name}: {records} are no records; use {' '.join(RECORDS)}")
    joined = Gather(of, records, count)
    needs = (of, count) if isinstance(count, str) else (of,)
    _add(
        Rule(name, _never, _never, needs, article, *label, confidence, valid_from, None, decided_by, unit=unit,
             gather=joined)
    )  # fmt: skip


def _never(*_: Any) -> int:
    raise InvalidLaw("a gathering rule is worked out over records")


def _add(entry: Rule) -> None:
    for other in REGISTRY.setdefault(entry.name, []):
        if other.valid_from <= (entry.valid_to or date.max) and entry.valid_from <= (other.valid_to or date.max):
            raise InvalidLaw(f"rule {entry.name} is defined twice on {max(entry.valid_from, other.valid_from)}")
    REGISTRY[entry.name].append(entry)
    of_kind.cache_clear()


def plain(function: Function) -> ast.FunctionDef:
    """The rule's own text, without decorator and annotations."""
    body = ast.parse(textwrap.dedent(inspect.getsource(function))).body[0]
    assert isinstance(body, ast.FunctionDef)
    body.decorator_list, body.returns = [], None
    for argument in body.args.args:
        argument.annotation = None
    return body


def check_plain(function: Function) -> tuple[tuple[str, ...], Callable[[Callable[[str], int]], int]]:
    """(needs, lazy form). Raises InvalidLaw unless the body is whole-number arithmetic on its own arguments."""
    body = plain(function)
    takes = body.args
    if takes.defaults or takes.vararg or takes.kwarg or takes.kwonlyargs or takes.posonlyargs:
        raise InvalidLaw(f"rule {body.name}: plain arguments only, without defaults")
    needs = tuple(argument.arg for argument in takes.args)
    stored = {node.id for node in ast.walk(body) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    if again := stored & set(needs):
        raise InvalidLaw(f"rule {body.name}: {', '.join(sorted(again))} is an argument and is not assigned again")
    for node in ast.walk(body):
        _check_node(body.name, node, {*needs, *stored, *CALLS})
    _check_conditions(body)
    return needs, _lazily(body, frozenset(needs))


def _check_node(name: str, node: ast.AST, known: set[str]) -> None:
    if not isinstance(node, ALLOWED):
        raise InvalidLaw(f"rule {name}: {type(node).__name__} is not allowed in a rule")
    if isinstance(node, ast.Constant) and not isinstance(node.value, int | str):
        raise InvalidLaw(f"rule {name}: {node.value!r} is no whole number")
    if isinstance(node, ast.Name) and node.id not in known:
        raise InvalidLaw(f"rule {name}: {node.id} is not one of its arguments")
    if isinstance(node, ast.Call) and not (isinstance(node.func, ast.Name) and node.func.id in CALLS):
        raise InvalidLaw(f"rule {name}: only {', '.join(CALLS)} may be called")


def _check_conditions(body: ast.FunctionDef) -> None:
    """``and``, ``or``, ``not`` decide and are never numbers: a compiled rule need not keep which side they gave."""
    nodes = list(ast.walk(body))
    tests = {id(node.test) for node in nodes if isinstance(node, ast.If | ast.IfExp)}
    tests |= {id(value) for node in nodes if isinstance(node, ast.BoolOp) for value in node.values}
    negations = [node for node in nodes if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not)]
    tests |= {id(node.operand) for node in negations}
    if any(id(node) not in tests for node in [*negations, *(one for one in nodes if isinstance(one, ast.BoolOp))]):
        raise InvalidLaw(f"rule {body.name}: and, or, not belong in a condition")


class _Fetch(ast.NodeTransformer):
    """Reads of an argument become calls: so a need is looked up, and told, only on the branch that reads it."""

    def __init__(self, needs: frozenset[str]) -> None:
        self.needs = needs

    def visit_Name(self, node: ast.Name) -> ast.AST:
        if node.id not in self.needs:
            return node
        return ast.Call(ast.Name("__fetch", ast.Load()), [ast.Constant(node.id)], [])


def _lazily(body: ast.FunctionDef, needs: frozenset[str]) -> Callable[[Callable[[str], int]], int]:
    body = _Fetch(needs).visit(body)
    body.args.args = [ast.arg("__fetch")]
    space: dict[str, Any] = {"__builtins__": {}, **CALLS}
    module = ast.fix_missing_locations(ast.Module([body], []))
    code = compile(module, f"<rule {body.name}>", "exec")
    return FunctionType(next(one for one in code.co_consts if isinstance(one, CodeType)), space)
