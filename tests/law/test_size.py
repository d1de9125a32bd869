"""The machinery of the law stays small enough to be read in an afternoon: a limit on its lines of code."""

from __future__ import annotations

import io
import tokenize
from importlib import import_module
from pathlib import Path

MOST = 1000
# What loads a rule, checks it and works it out. What is made from the rules (explanation in words, catalogue, proof of
# 64 bits, compiled kernel) stands on this and is not needed by it.
MACHINERY = ("answer", "check", "columns", "errors", "evaluation", "graph", "parameters", "rules", "scheme")
MADE_FROM_IT = {"catalogue", "explain"}
SILENT = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER}


def _text(module: str) -> str:
    file = import_module(f"rangkiang.law.{module}").__file__
    assert file
    return Path(file).read_text()


def _code_lines(text: str) -> int:
    """Lines that hold code: no comment, no empty line, no text standing alone (a docstring)."""
    lines: set[int] = set()
    statement: list[tokenize.TokenInfo] = []
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type not in SILENT:
            statement.append(token)
        elif token.type == tokenize.NEWLINE:
            if [one.type for one in statement] != [tokenize.STRING]:
                lines |= {line for one in statement for line in range(one.start[0], one.end[0] + 1)}
            statement = []
    return len(lines)


def test_lines_are_counted_as_said() -> None:
    assert _code_lines('"""Told."""\n\n# why\nx = (\n    1\n)\n') == 3


def test_the_machinery_stays_within_a_thousand_lines() -> None:
    assert sum(_code_lines(_text(module)) for module in MACHINERY) <= MOST


def test_the_machinery_needs_nothing_that_is_made_from_it() -> None:
    for module in MACHINERY:
        for other in MADE_FROM_IT:
            assert f"from .{other} import" not in _text(module), f"{module} rests on {other}"
