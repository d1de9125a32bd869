"""The floor plan holds in SQL too: a room's statements name tables of its own and of the rooms before it only."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROOMS = ROOT / "src" / "rangkiang"
PLAN = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"][0]["layers"][::-1]
WITH_TABLES = [room for room in PLAN if (ROOMS / room / "migrations").is_dir()]
STATEMENT = re.compile(
    r"\b(?:select|insert into|update|delete from|create (?:temp table|table|trigger|index|function))\b", re.IGNORECASE
)


def named(text: str, above: list[str]) -> set[str]:
    """Tables of later rooms in a statement; comments do not count."""
    bare = re.sub(r"--[^\n]*|/\*.*?\*/", " ", text, flags=re.DOTALL)
    return set(re.findall(rf"\b(?:{'|'.join(above)})_[a-z]+\b", bare)) if above else set()


def statements(room: str) -> Iterator[tuple[str, str]]:
    """Every SQL file of a room, and every string of its Python that is a statement; migrations may look back."""
    for path in sorted((ROOMS / room).rglob("*.sql")):
        yield path.name, path.read_text()
    for path in sorted((ROOMS / room).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and STATEMENT.search(node.value):
                yield path.name, node.value


@pytest.mark.parametrize("room", PLAN)
def test_no_statement_names_a_table_of_a_later_room(room: str) -> None:
    above = [later for later in PLAN[PLAN.index(room) + 1 :] if later in WITH_TABLES]
    found = {(place, table) for place, text in statements(room) for table in named(text, above)}
    assert not found


def test_the_test_sees_a_table_of_a_later_room() -> None:
    assert named("SELECT 1 FROM decree_decreeline l -- money_bill", ["decree", "money"]) == {"decree_decreeline"}
    assert {"intake", "decree", "money", "claims"} <= set(WITH_TABLES)
    assert any(name == "screen.sql" for name, _text in statements("intake"))
    assert any(name == "reading.py" and "given" in text for name, text in statements("intake"))
