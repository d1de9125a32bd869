"""What changes if a missing paper arrives: each open question of a claim, the paper that answers it, and either sum."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from rangkiang import law
from rangkiang.law import Answer
from rangkiang.law.parameters import parameters, revised

from .models import Claim
from .papers import label_of

TABLE = Path(__file__).parent / "documents_answers.toml"
USUAL = ("bpjs_answer",)


@dataclass(frozen=True)
class Effect:
    """One question and the papers that answer it; ``yes`` and ``no`` are the whole claim in rupiah for either answer,
    the other questions left open. None where the paper brings a new fact, so that the claim is computed anew.
    """

    question: str
    papers: tuple[str, ...]
    yes: int | None = None
    no: int | None = None

    @property
    def matters(self) -> bool:
        return self.yes != self.no


@cache
def answered_by() -> Mapping[str, tuple[str, ...]]:
    """question → papers."""
    return {row["question"]: tuple(row["papers"]) for row in tomllib.loads(TABLE.read_text())["row"]}


def _source(answer: Answer, said_id: str) -> str:
    """The reading, or the rule, that asks this."""
    for name, parameter in parameters().items():
        if parameter.reading and parameter.label_id == said_id:
            return name
    return next((step.rule for step in answer.steps if step.label_id == said_id), "")


def effects(claim: Claim, language: str) -> list[Effect]:
    """For every question that the claim's frozen answer asks."""
    answer, which = Answer.from_json(claim.steps), int(language == "en")
    found = []
    for said in answer.asked:
        name = _source(answer, said[0])
        labels = tuple(label_of(paper, language) for paper in answered_by().get(name, USUAL))
        reading = name in parameters() and parameters()[name].reading
        sums = (_total(claim, name, "favour"), _total(claim, name, "refuse")) if reading else (None, None)
        found.append(Effect(said[which], labels, *sums))
    return found


def _total(claim: Claim, reading: str, value: str) -> int:
    """The claim's certain sum if the law's open point were read so."""
    ask: Callable[[Mapping[str, Any]], Answer] = law.jkm if claim.scheme == Claim.Scheme.JKM else law.jkk
    with revised({reading: value}):
        return ask(claim.case).total
