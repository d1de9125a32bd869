"""Why BPJS refuses or grants another amount: the typed reasons of reasons.toml, in the reader's language."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils.translation import get_language

FILE = Path(__file__).parent / "reasons.toml"


@dataclass(frozen=True)
class Reason:
    """``todo``: what the office does next. Both in Indonesian and English."""

    code: str
    labels: tuple[str, str]
    todos: tuple[str, str]

    @property
    def label(self) -> str:
        return self.labels[get_language() == "en"]

    @property
    def todo(self) -> str:
        return self.todos[get_language() == "en"]


@cache
def reasons(kind: str) -> dict[str, Reason]:
    """Code → reason of ``refusal`` or ``difference``."""
    rows = tomllib.loads(FILE.read_text())[kind]
    return {code: Reason(code, (row["id"], row["en"]), (row["todo_id"], row["todo_en"])) for code, row in rows.items()}


def said(kind: str, code: str) -> str:
    """A reason in words; what was kept before reasons were typed is its own words."""
    known = reasons(kind).get(code)
    return known.label if known else code
