"""What the law says to one case: parts, total, steps, and the questions it leaves to a person."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from .parameters import READINGS, parameters
from .rules import UNSURE, Evaluation, Step

Said = tuple[str, str]  # one sentence, in Indonesian and in English


@dataclass(frozen=True, slots=True)
class Answer:
    """``decision``: computed, not_covered or review; then ``parts`` holds what is certain, in rupiah.

    ``review`` are the questions in both languages, ``asked`` the same as pairs. ``given`` names the rule behind each
    part; ``withheld`` says why something is not given.
    """

    decision: str
    total: int
    parts: dict[str, int]
    steps: tuple[Step, ...]
    review: tuple[str, ...] = ()
    asked: tuple[Said, ...] = ()
    withheld: tuple[Said, ...] = ()
    given: tuple[tuple[str, str], ...] = ()

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
    asked: list[Said] = field(default_factory=list)
    withheld: list[Said] = field(default_factory=list)
    given: dict[str, str] = field(default_factory=dict)

    def note(  # noqa: PLR0917 -- reads as one line of the explanation
        self, rule: str, label_id: str, label_en: str, value: int, article: str = "-", confidence: str = "T"
    ) -> None:
        """A step that is a fact or a reason, not a rule of law."""
        self.evaluation.steps.append(Step(rule, label_id, label_en, value, article, None, confidence))

    def refuse(self, rule: str, label_id: str, label_en: str, article: str, confidence: str = "S") -> None:
        """Why something is not given: a step, and a line of the receipt."""
        self.note(rule, label_id, label_en, 0, article, confidence)
        self.withheld.append((label_id, label_en))

    def give(self, part: str, rule: str) -> int:
        """Evaluate a rule into a part. A part that rests on an unconfirmed number is left out and asked about."""
        amount = self.evaluation.value(rule)
        if amount and self.evaluation.marks[rule] in UNSURE:
            label = parameters()[cause] if (cause := self.evaluation.cause(rule)) in parameters() else None
            self.question(
                f"{label.label_id if label else rule}: angka belum terkonfirmasi.",
                f"{label.label_en if label else rule}: figure not confirmed.",
            )
            return 0
        self.parts[part] += amount
        self.given[part] = rule
        return amount

    def question(self, text_id: str, text_en: str) -> None:
        if (text_id, text_en) not in self.asked:
            self.asked.append((text_id, text_en))

    def favours(self, name: str) -> bool:
        """How an open interpretation reads on the deciding day; ``review`` asks its question and favours nobody."""
        found = parameters()[name]
        value = found.on(self.evaluation.day)
        if value is None or value.amount == READINGS["review"]:
            self.question(found.label_id, found.label_en)
            return False
        self.note(name, found.label_id, found.label_en, value.amount, value.article, value.confidence)
        return value.amount == READINGS["favour"]

    def answer(self) -> Answer:
        decision = "review" if self.asked else "computed"
        review = tuple(f"{text_id} / {text_en}" for text_id, text_en in self.asked)
        return Answer(
            decision,
            sum(self.parts.values()),
            self.parts,
            tuple(self.evaluation.steps),
            review,
            tuple(self.asked),
            tuple(self.withheld),
            tuple(self.given.items()),
        )

    def not_covered(self, label_id: str, label_en: str, article: str) -> Answer:
        self.refuse("not_covered", label_id, label_en, article, "O")
        return Answer(
            "not_covered", 0, dict.fromkeys(self.parts, 0), tuple(self.evaluation.steps), withheld=tuple(self.withheld)
        )
