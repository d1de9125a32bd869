"""Why this amount: the answer that a claim keeps, in the reader's language, part by part and step by step.

For the claim's page and for the letter. An answer kept before steps had units or needs is told as a flat list.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from rangkiang.law import Answer, Explanation, Step
from rangkiang.law.explain import PARTS, Branch, article, branch, value_text
from rangkiang.law.parameters import UNSURE

MARKS = {
    "T": _("text of the law"),
    "O": _("official source"),
    "S": _("published, secondary source"),
    "M": _("not confirmed"),
    "X": _("sources contradict"),
}


@dataclass(frozen=True)
class Line:
    """One step with the steps it rests on. ``again``: they stand above and are not repeated.

    ``article`` is empty for a fact of the case, and says so where none is known; ``confidence`` is one of T O S M X.
    """

    label: str
    value: str
    article: str
    since: date | None
    confidence: str
    below: tuple[Line, ...] = ()
    again: bool = False

    @property
    def mark(self) -> str:
        return str(MARKS.get(self.confidence, self.confidence))

    @property
    def sure(self) -> bool:
        return self.confidence not in UNSURE

    def walk(self, depth: int = 0) -> Iterator[tuple[int, Line]]:
        """(depth, line), this one first."""
        yield depth, self
        for line in self.below:
            yield from line.walk(depth + 1)


@dataclass(frozen=True)
class Given:
    """One part that is given, in rupiah, and the step that gives it (None when the answer did not keep it)."""

    code: str
    label: str
    amount: int
    line: Line | None


@dataclass(frozen=True)
class Withheld:
    """Why something is not given, and the step that says so."""

    text: str
    line: Line | None


@dataclass(frozen=True)
class Why:
    """An answer as it is told. ``rest`` are the steps that lead to no part: cover, and parts of nothing."""

    answer: Answer
    sentence: str
    given: list[Given]
    withheld: list[Withheld]
    asked: list[str]
    rest: list[Line]

    @property
    def lines(self) -> list[Line]:
        """The whole tree, in the order in which it is told."""
        told = [*(one.line for one in self.given), *(one.line for one in self.withheld), *self.rest]
        return [line for line in told if line]


class _Teller:
    """Tells each step once; the second time it points up."""

    def __init__(self, steps: tuple[Step, ...], language: str) -> None:
        self.steps, self.language = steps, language
        self.told: set[int] = set()

    def tell(self, at: int | None) -> Line | None:
        return None if at is None else self.line(at)

    def line(self, at: int) -> Line:
        return self.told_as(branch(self.steps, at, self.told))

    def told_as(self, one: Branch) -> Line:
        """A branch of the law's tree in the words of the page."""
        step, below = one.step, tuple(self.told_as(inner) for inner in one.below)
        return Line(
            step.label(self.language).removesuffix("."),
            value_text(step, self.language),
            article(step, self.language),
            step.valid_from,
            step.confidence,
            below,
            one.again,
        )

    def last(self, rule: str | None) -> int | None:
        """Where the last step of a rule stands."""
        return max((at for at, step in enumerate(self.steps) if step.rule == rule), default=None)

    def saying(self, text: str) -> int | None:
        """Where the step with this label stands."""
        found = (at for at, step in enumerate(self.steps) if step.label(self.language) == text)
        return next(found, None)


def why(answer: Answer, language: str) -> Why:
    """The answer as it is told in ``language`` (id or en)."""
    explanation, teller, which = Explanation(answer), _Teller(answer.steps, language), int(language == "en")
    rules = dict(answer.given)
    given = [
        Given(code, PARTS.get(code, (code, code))[which], answer.parts[code], teller.tell(teller.last(rules.get(code))))
        for code in dict.fromkeys([*rules, *answer.parts])
        if answer.parts[code]
    ]
    withheld = [Withheld(said[which], teller.tell(teller.saying(said[which]))) for said in answer.withheld]
    rest = [teller.line(at) for at in explanation.roots() if at not in teller.told]
    return Why(answer, explanation.sentence(language), given, withheld, [said[which] for said in answer.asked], rest)
