"""What the law says to one case: parts, total, the steps that led there, and the questions it leaves to a person."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from .rules import Said


@dataclass(frozen=True, slots=True)
class Step:
    """One line of an explanation; ``needs`` are the places of the steps it rests on, so the steps are a tree.

    What the case itself tells has no article and no first day (kind ``case``); all else is by law (kind ``law``), where
    "-" says that no article was found.
    ``unit``: rupiah, percent, months, month (YYYYMM), yes, ...; empty: a plain number.
    """

    rule: str
    label_id: str
    label_en: str
    value: int
    article: str
    valid_from: date | None
    valid_to: date | None
    confidence: str
    unit: str = ""
    needs: tuple[int, ...] = ()

    def label(self, language: str) -> str:
        return self.label_id if language == "id" else self.label_en

    def as_json(self, language: str = "id") -> dict[str, Any]:
        return {
            "rule": self.rule, "kind": "law" if self.valid_from or self.article != "-" else "case",
            "label": self.label(language), "label_id": self.label_id, "label_en": self.label_en,
            "value": self.value, "unit": self.unit, "article": self.article,
            "valid_from": self.valid_from and self.valid_from.isoformat(),
            "valid_to": self.valid_to and self.valid_to.isoformat(),
            "confidence": self.confidence, "needs": list(self.needs),
        }  # fmt: skip

    @staticmethod
    def from_json(told: Mapping[str, Any]) -> Step:
        since, until = (told.get(key) and date.fromisoformat(told[key]) for key in ("valid_from", "valid_to"))
        label_id = told.get("label_id", told["label"])
        return Step(
            told["rule"], label_id, told.get("label_en", label_id), told["value"], told["article"], since, until,
            told["confidence"], told.get("unit", ""), tuple(told.get("needs", ())),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Answer:
    """``decision``: computed, not_covered or review; then ``parts`` holds what is certain, in rupiah.

    ``asked`` are the questions, ``withheld`` why something is not given, both in both languages; ``given`` names the
    rule behind each part; ``day`` is the deciding day.
    """

    decision: str
    total: int
    parts: dict[str, int]
    steps: tuple[Step, ...]
    asked: tuple[Said, ...] = ()
    withheld: tuple[Said, ...] = ()
    given: tuple[tuple[str, str], ...] = ()
    scheme: str = ""
    day: date | None = None

    @property
    def review(self) -> tuple[str, ...]:
        """The questions, each in both languages."""
        return tuple(f"{text_id} / {text_en}" for text_id, text_en in self.asked)

    def step(self, rule: str) -> Step | None:
        """The last step of a rule."""
        return next((step for step in reversed(self.steps) if step.rule == rule), None)

    def rests(self, rule: str) -> Iterator[Step]:
        """The steps of a rule, and the shares (percent below 100) that it takes: another law may have given them."""
        for step in self.steps:
            if step.rule == rule:
                yield step
                yield from (self.steps[at] for at in step.needs if self._is_share(self.steps[at]))

    @staticmethod
    def _is_share(step: Step) -> bool:
        return step.unit == "percent" and step.value < 100 and bool(step.valid_from)

    def as_json(self, language: str = "id") -> dict[str, Any]:
        return {
            "decision": self.decision, "total": self.total, "parts": dict(self.parts),
            "steps": [step.as_json(language) for step in self.steps], "review": list(self.review),
            "asked": [list(said) for said in self.asked], "withheld": [list(said) for said in self.withheld],
            "given": dict(self.given), "scheme": self.scheme, "day": self.day and self.day.isoformat(),
        }  # fmt: skip

    @staticmethod
    def from_json(told: Mapping[str, Any]) -> Answer:
        """An answer that was kept, to be explained as it was given."""
        asked = told.get("asked") or [question.split(" / ", 1) for question in told.get("review", ())]
        steps = tuple(Step.from_json(one) for one in told["steps"])
        places = {step.rule: at for at, step in enumerate(steps)}  # a store may have lost the order of the keys
        given = sorted(told.get("given", {}).items(), key=lambda one: places.get(one[1], -1))
        return Answer(
            told["decision"], told["total"], dict(told["parts"]), steps,
            tuple((said[0], said[-1]) for said in asked),
            tuple((said[0], said[-1]) for said in told.get("withheld", ())),
            tuple(given), told.get("scheme", ""),
            date.fromisoformat(told["day"]) if told.get("day") else None,
        )  # fmt: skip
