"""A rule as one expression, simplified by what is already known: so a kernel reads only the columns that matter.

The restricted Python of a rule has no loop and no effect, so a chain of ``if`` and ``return`` is a conditional
expression, and an assignment can be put in the place where its name is read.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from typing import Any

BINARY: dict[type[ast.AST], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod, ast.Eq: operator.eq, ast.NotEq: operator.ne, ast.Lt: operator.lt, ast.LtE: operator.le,
    ast.Gt: operator.gt, ast.GtE: operator.ge,
}  # fmt: skip
CALLS: dict[str, Callable[..., int]] = {"min": min, "max": max, "abs": abs}


def expression(body: ast.FunctionDef, known: Mapping[str, ast.expr]) -> ast.expr:
    """The value of a rule with its arguments replaced by ``known`` expressions, folded."""
    return _of(body.body, dict(known))


def names(node: ast.AST) -> set[str]:
    """The variables that an expression reads."""
    return {one.id for one in ast.walk(node) if isinstance(one, ast.Name)} - CALLS.keys()


def constant(value: int) -> ast.expr:
    return ast.Constant(int(value))


def _of(statements: list[ast.stmt], known: dict[str, ast.expr]) -> ast.expr:
    head, rest = statements[0], statements[1:]
    if isinstance(head, ast.Return):
        assert head.value
        return _Fold(known).visit(head.value)
    if isinstance(head, ast.Assign):
        assert isinstance(head.targets[0], ast.Name)
        return _of(rest, {**known, head.targets[0].id: _Fold(known).visit(head.value)})
    if isinstance(head, ast.If):
        test = _Fold(known).visit(head.test)
        sure = truth(test)
        if sure is not None:
            return _of([*(head.body if sure else head.orelse), *rest], known)
        then, otherwise = _of([*head.body, *rest], known), _of([*head.orelse, *rest], known)
        return _choice(test, then, otherwise)
    return _of(rest, known)  # the docstring


def _choice(test: ast.expr, then: ast.expr, otherwise: ast.expr) -> ast.expr:
    """``then if test else otherwise``, without asking where both say the same.

    ``min(years, 6) * 1500000 if years else 0`` says 0 for no years either way; a branch that a processor cannot foresee
    costs more than the sum.
    """
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        test, then, otherwise = test.operand, otherwise, then
    if isinstance(test, ast.Name):
        at_zero = _Fold({test.id: constant(0)}).visit(then)
        if ast.dump(at_zero) == ast.dump(otherwise):
            return then
    return then if ast.dump(then) == ast.dump(otherwise) else ast.IfExp(test, then, otherwise)


def truth(node: ast.expr) -> bool | None:
    """Whether an expression is surely true or surely false; None: it depends."""
    if isinstance(node, ast.Constant):
        return bool(node.value)
    if isinstance(node, ast.BoolOp):
        sure = [truth(value) for value in node.values]
        decides = isinstance(node.op, ast.Or)
        if decides in sure:
            return decides
        return not decides if None not in sure else None
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        inner = truth(node.operand)
        return None if inner is None else not inner
    return None


class _Fold(ast.NodeTransformer):
    """Puts known expressions in the place of names and works out what only constants decide."""

    def __init__(self, known: Mapping[str, ast.expr]) -> None:
        self.known = known

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return self.known.get(node.id, node)

    def visit_Constant(self, node: ast.Constant) -> ast.expr:
        return node

    def visit_BinOp(self, node: ast.BinOp) -> ast.expr:
        left, right = self.visit(node.left), self.visit(node.right)
        if isinstance(left, ast.Constant) and isinstance(right, ast.Constant):
            return constant(BINARY[type(node.op)](left.value, right.value))
        if isinstance(node.op, ast.Mult) and 0 in (_value(left), _value(right)):
            return constant(0)
        return ast.BinOp(left, node.op, right)

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.expr:
        operand = self.visit(node.operand)
        if isinstance(node.op, ast.Not) and (sure := truth(operand)) is not None:
            return constant(not sure)
        if isinstance(node.op, ast.USub) and isinstance(operand, ast.Constant):
            return constant(-_value(operand))
        return ast.UnaryOp(node.op, operand)

    def visit_Compare(self, node: ast.Compare) -> ast.expr:
        left, sides = self.visit(node.left), [self.visit(one) for one in node.comparators]
        values = [_value(left), *(_value(side) for side in sides)]
        if None not in values:
            pairs = zip(values, node.ops, values[1:], strict=False)
            return constant(all(BINARY[type(op)](one, other) for one, op, other in pairs))
        return ast.Compare(left, node.ops, sides)

    def visit_BoolOp(self, node: ast.BoolOp) -> ast.expr:
        values = [self.visit(value) for value in node.values]
        folded = ast.BoolOp(node.op, values)
        if (sure := truth(folded)) is not None:
            return constant(sure)
        open_yet = [value for value in values if truth(value) is None]
        return open_yet[0] if len(open_yet) == 1 else ast.BoolOp(node.op, open_yet)

    def visit_IfExp(self, node: ast.IfExp) -> ast.expr:
        test = self.visit(node.test)
        sure = truth(test)
        if sure is not None:
            return self.visit(node.body if sure else node.orelse)
        return _choice(test, self.visit(node.body), self.visit(node.orelse))

    def visit_Call(self, node: ast.Call) -> ast.expr:
        assert isinstance(node.func, ast.Name)
        given = [self.visit(one) for one in node.args]
        if all(isinstance(one, ast.Constant) for one in given):
            return constant(CALLS[node.func.id](*(one.value for one in given)))
        return ast.Call(node.func, given, [])


def _value(node: ast.expr) -> Any:
    return node.value if isinstance(node, ast.Constant) else None
