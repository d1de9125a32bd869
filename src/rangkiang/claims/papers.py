"""The papers that a claim needs, from the list beside this file, in the reader's language."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True)
class Paper:
    """One paper; ``confidence`` is T (text of the law), O (official) or S (secondary)."""

    label: str
    confidence: str


@cache
def _list() -> dict[str, list[dict[str, str]]]:
    return tomllib.loads((Path(__file__).parent / "papers.toml").read_text())


def papers(claim: str, language: str) -> list[Paper]:
    """Those of ``jkm``, ``jkk`` or ``scholarship``."""
    tongue = "en" if language == "en" else "id"
    return [Paper(row[tongue], row["confidence"]) for row in _list()[claim]]
