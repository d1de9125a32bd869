"""What the law says to one case: parts, total, steps, and the questions it leaves to a person."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from .parameters import table
from .rules import Evaluation, Step


@dataclass(frozen=True, slots=True)
class Answer:
    """``decision``: computed, not_covered or review; then ``parts`` holds what is certain, in rupiah."""

    decision: str
    total: int
    parts: dict[str, int]
    steps: tuple[Step, ...]
    review: tuple[str, ...] = ()

    def as_json(self, language: str = "id") -> dict[str, Any]:
        steps = [step.as_json(language) for step in self.steps]
        return {
            "decision": self.decision,
            "total": self.total,
            "parts": dict(self.parts),
            "steps": steps,
            "review": list(self.review),
        }


@dataclass
class Draft:
    """An answer being worked out."""

    evaluation: Evaluation
    parts: dict[str, int]
    questions: list[str] = field(default_factory=list)

    def note(
        self, rule: str, label_id: str, label_en: str, value: int, article: str = "-", confidence: str = "T"
    ) -> None:
        """A step that is a fact or a reason, not a rule of law."""
        self.evaluation.steps.append(Step(rule, label_id, label_en, value, article, None, confidence))

    def give(self, part: str, rule: str) -> int:
        """Evaluate a rule into a part. A part that rests on an unconfirmed number is left out and asked about."""
        before = len(self.evaluation.steps)
        amount = self.evaluation.value(rule)
        weak = [s for s in self.evaluation.steps[before:] if s.confidence == "M" and s.rule != rule]
        if amount and weak:
            self.questions.append(
                f"{weak[0].label_id}: angka belum terkonfirmasi ({weak[0].value}). "
                f"Unconfirmed figure: {weak[0].label_en}."
            )
            return 0
        self.parts[part] += amount
        return amount

    def ask(self, name: str) -> None:
        """The question of an open interpretation."""
        question = table("interpretations")[name]["question"]
        self.questions.append(f"{question['id']} / {question['en']}")

    def answer(self) -> Answer:
        decision = "review" if self.questions else "computed"
        return Answer(
            decision, sum(self.parts.values()), self.parts, tuple(self.evaluation.steps), tuple(self.questions)
        )

    def not_covered(self, label_id: str, label_en: str, article: str) -> Answer:
        self.note("not_covered", label_id, label_en, 0, article, "O")
        return Answer("not_covered", 0, dict.fromkeys(self.parts, 0), tuple(self.evaluation.steps))
