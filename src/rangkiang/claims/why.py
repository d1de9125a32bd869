"""Why this amount: the answer that a claim keeps, in the reader's language, part by part and step by step.

For the claim's page and for the letter. An answer kept before steps had units or needs is told as a flat list.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from rangkiang.law import Answer, Explanation, Step
from rangkiang.law.explain import PARTS, value_text
from rangkiang.law.parameters import UNSURE

MARKS = {
    "T": _("text of the law"),
    "O": _("official source"),
    "S": _("published, secondary source"),
    "M": _("not confirmed"),
    "X": _("sources contradict"),
}
NO_ARTICLE = ("pasal tidak ditemukan", "no article found")  # law all the same, so it is not told as a fact of the case


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
        step, again = self.steps[at], at in self.told
        self.told.add(at)
        sentence = step.label("id").startswith("Anak ke-")  # what is noted of a child; its value would say "yes"
        return Line(
            step.label(self.language).removesuffix("."),
            "" if sentence else value_text(step, self.language),
            self.article(step),
            step.valid_from,
            step.confidence,
            () if again else tuple(self.line(need) for need in step.needs),
            bool(again and step.needs),
        )

    def article(self, step: Step) -> str:
        """What a step is told by: a fact of the case by nothing, and only such a fact has no first day."""
        if step.article != "-":
            return step.article
        return NO_ARTICLE[self.language == "en"] if step.valid_from else ""

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
