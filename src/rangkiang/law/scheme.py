"""A scheme (JKM, JKK, contribution, eligibility): which rules are its parts, which asks whether there is cover.

Its doubts, reasons and notes are found by kind, so none can be forgotten.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from .answer import Answer
from .evaluation import Evaluation, Facts, unsure
from .parameters import READINGS, amount, parameters
from .rules import REGISTRY, Rule, Said, in_force, of_kind

OPEN, GIVEN = READINGS["review"], READINGS["favour"]


@dataclass(frozen=True, slots=True)
class Scheme:
    """``parts``: name → rule, in rupiah. ``cover``: the rule that says 0 no, 1 yes, 2 open. ``day``: the deciding fact.

    ``benefit``: a part that rests on an unconfirmed number is asked about and not given; a contribution only marks it.
    """

    name: str
    day: str
    parts: Mapping[str, str]
    cover: str = ""
    benefit: bool = True
    optional: frozenset[str] = frozenset()  # parts that are told only when the case speaks of them
    says: Mapping[str, int] = field(default_factory=dict)  # facts that hold in every case of it


SCHEMES: dict[str, Scheme] = {}


def scheme(**told: object) -> Scheme:
    """Register a scheme."""
    made = Scheme(**told)  # type: ignore[arg-type]
    SCHEMES[made.name] = made
    return made


def doubts(of: Scheme, day: date, cover: bool) -> list[Rule]:
    """The doubts of a scheme in force on a day that a person must settle, its reading being open."""
    found = [in_force(name, day) for name in of_kind("doubt", of.name)]
    return [one for one in found if one and one.cover is cover and (not one.reading or _open(one.reading, day))]


def _open(reading: str, day: date) -> bool:
    return amount(reading, day) == OPEN


@dataclass
class Draft:
    """An answer being worked out."""

    scheme: Scheme
    evaluation: Evaluation
    parts: dict[str, int]
    asked: list[Said] = field(default_factory=list)
    withheld: list[Said] = field(default_factory=list)
    given: dict[str, str] = field(default_factory=dict)

    def ask(self, one: Rule) -> None:
        for where in self.evaluation.each(one.each) if one.each else [self.evaluation]:
            if where.holds(one.name):
                found = parameters()[one.reading] if one.reading else where.steps[where.place(one.name)]
                self.asked.append((found.label_id, found.label_en))

    def ask_open(self, name: str) -> None:
        """A doubt in force whose reading, if it has one, is open."""
        one = in_force(name, self.evaluation.day)
        if one and (not one.reading or _open(one.reading, self.evaluation.day)):
            self.ask(one)

    def give(self, part: str, rule: str) -> None:
        """A part that rests on an unconfirmed number is left out and asked about."""
        evaluation = self.evaluation
        if in_force(rule, evaluation.day) is None or not (value := evaluation.value(rule)):
            return
        cause = unsure(rule, evaluation.day, evaluation.given) if self.scheme.benefit else ""
        if cause:
            found = parameters().get(cause) or REGISTRY[cause][0]
            self.asked.append(
                (f"{found.label_id}: angka belum terkonfirmasi.", f"{found.label_en}: figure not confirmed.")
            )
            return
        self.parts[part], self.given[part] = value, rule

    def tell(self, kind: str, cover: bool) -> None:
        """Reasons and notes that hold, as steps; reasons also as lines of the receipt."""
        for name in of_kind(kind, self.scheme.name):
            entry = in_force(name, self.evaluation.day)
            if entry is None or entry.cover is not cover:
                continue
            for where in self.evaluation.each(entry.each) if entry.each else [self.evaluation]:
                if where.holds(name) and kind == "reason":
                    self.withheld.append((where.steps[-1].label_id, where.steps[-1].label_en))

    def answer(self, decision: str) -> Answer:
        return Answer(
            decision, sum(self.parts.values()), self.parts, tuple(self.evaluation.steps),
            tuple(dict.fromkeys(self.asked)),
            tuple(self.withheld), tuple(self.given.items()), self.scheme.name, self.evaluation.day,
        )  # fmt: skip


def answer(
    of: Scheme, given: Facts, day: date, records: Mapping[str, Sequence[Facts]] | None = None,
    parts: Sequence[str] | None = None,
) -> Answer:  # fmt: skip
    """What a scheme says to the facts of one case by the law of ``day``; ``parts``: those that are told."""
    told = [part for part in of.parts if part not in of.optional] if parts is None else parts
    draft = Draft(of, Evaluation({**of.says, **given}, day, records), dict.fromkeys(told, 0))
    cover = draft.evaluation.value(of.cover) if of.cover else GIVEN
    draft.tell("note", cover=True)
    if cover == OPEN:
        for one in doubts(of, day, cover=True):
            draft.ask(one)
        return draft.answer("review")
    if cover != GIVEN:
        draft.tell("reason", cover=True)
        return draft.answer("not_covered")
    for part in told:
        draft.give(part, of.parts[part])
    for one in doubts(of, day, cover=False):
        draft.ask(one)
    draft.tell("note", cover=False)
    draft.tell("reason", cover=False)
    return draft.answer("review" if draft.asked else "computed")
