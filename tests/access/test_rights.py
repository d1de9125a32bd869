"""Who may do what: one cell, one test; and every deed has its row."""

from __future__ import annotations

import importlib
import inspect
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from rangkiang.access.models import Assignment, Role
from rangkiang.access.rights import areas_of, may, table
from rangkiang.platform.errors import Refused
from tests.world import AIE_AMO, PALALUAR, World, user

ROOMS = ("people", "programme", "intake", "decree", "membership", "money", "claims", "insight")
FILE = Path(importlib.import_module("rangkiang.access.rights").__file__ or "").parent / "permissions.toml"
VERBS = sorted(tomllib.loads(FILE.read_text())["may"])


def deeds() -> list[tuple[str, object]]:
    """Every deed of every room, in whichever of its files it stands."""
    found = []
    for room in ROOMS:
        folder = FILE.parents[1] / room
        for path in sorted(folder.glob("*.py")):
            if "@action(" not in path.read_text():
                continue
            module = importlib.import_module(f"rangkiang.{room}.{path.stem}")
            functions = inspect.getmembers(module, inspect.isfunction)
            found += [
                (f"{room}.{path.stem}.{name}", f)
                for name, f in functions
                if hasattr(f, "verb") and f.__module__ == module.__name__
            ]
    return found


@pytest.mark.django_db
@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("verb", VERBS)
def test_cell(role: Role, verb: str) -> None:
    someone = user(role, PALALUAR)
    assert may(someone, verb) == (role.value in table()[verb])
    assert not may(someone, verb, AIE_AMO)


def test_every_named_role_exists() -> None:
    assert {role for roles in table().values() for role in roles} <= set(Role.values)


def test_every_deed_has_a_row_and_every_row_a_deed() -> None:
    verbs = {deed.verb for _, deed in deeds()}  # type: ignore[attr-defined]
    rows = {verb for verb in VERBS if not verb.startswith(("see.", "access.", "exchange."))}
    assert verbs == rows


def test_every_deed_is_signed_and_named() -> None:
    for name, deed in deeds():
        kinds = {p.kind for p in inspect.signature(deed).parameters.values()}  # type: ignore[arg-type]
        assert kinds == {inspect.Parameter.KEYWORD_ONLY}, name
        assert "by" in inspect.signature(deed).parameters, name  # type: ignore[arg-type]


@pytest.mark.django_db
def test_an_ended_assignment_gives_nothing() -> None:
    someone = user(Role.HEAD)
    Assignment.objects.filter(user=someone).update(until=date(2020, 1, 2))
    assert areas_of(someone) == ()
    assert not may(someone, "decree.approve")


@pytest.mark.django_db
def test_a_deed_without_the_right_is_refused(world: World) -> None:
    from rangkiang.money import actions as money
    from tests.world import JUNE

    with pytest.raises(Refused, match=r"money\.bill"):
        money.bill(fund=world.fund, month=JUNE, by=world.treasurer)


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "deed"), deeds(), ids=[name for name, _ in deeds()])
def test_a_deed_asks_for_its_right_before_anything_else(world: World, name: str, deed: Any) -> None:
    """Called with nothing but its signer: every other role is refused by name; the named ones get past the door."""
    facts = dict.fromkeys(inspect.signature(deed).parameters)
    for role, someone in world.by.items():
        try:
            deed(**(facts | {"by": someone}))
            refused = False
        except Refused as error:
            refused = f"'{deed.verb}' is not among the rights" in str(error)
        except Exception:  # past the door it misses its facts
            refused = False
        assert refused == (role.value not in table()[deed.verb]), (name, role)
