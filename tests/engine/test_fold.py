"""A folded rule says what the rule says: for every value of what is left open."""

from __future__ import annotations

import ast
from typing import Any

import pytest

from rangkiang.engine.fold import constant, expression, names

RULES = [
    ("def f(a):\n    return min(a, 6) * 1500 if a else 0", "min(a, 6) * 1500"),
    ("def f(a):\n    return 0 if not a else a * 7", "a * 7"),
    ("def f(a):\n    if not a:\n        return 0\n    return max(a, 3) - 3", "max(a, 3) - 3"),
    ("def f(a):\n    return a + 1 if a else 0", "a + 1 if a else 0"),
    ("def f(a, b):\n    return a * b if a and b else 0", "a * b if a and b else 0"),
    ("def f(a):\n    return 5 if a else 5", "5"),
    ("def f(a):\n    return 5 if a > 3 else 0", "5 if a > 3 else 0"),
]


@pytest.mark.parametrize(("text", "folded"), RULES)
def test_an_if_that_its_own_zero_answers_is_not_asked(text: str, folded: str) -> None:
    body = ast.parse(text).body[0]
    assert isinstance(body, ast.FunctionDef)
    found = expression(body, {})
    assert ast.unparse(found) == folded
    space: dict[str, Any] = {}
    exec(text, space)
    needs = [argument.arg for argument in body.args.args]
    for given in [(a, b)[: len(needs)] for a in range(-2, 8) for b in range(-2, 3)]:
        assert eval(ast.unparse(found), dict(zip(needs, given, strict=True))) == space["f"](*given)


def test_what_is_known_leaves_nothing_of_the_other_side() -> None:
    body = ast.parse("def f(a, b, c):\n    if a:\n        return b\n    return c").body[0]
    assert isinstance(body, ast.FunctionDef)
    assert names(expression(body, {"a": constant(1)})) == {"b"}
    assert names(expression(body, {"a": constant(0)})) == {"c"}
