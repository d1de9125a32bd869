"""An accident's course on one page: what is noted, and the pay while unable to work, month by month, by the law."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from rangkiang import law

from .care_models import GuaranteeLetter, Milestone, Rating, Receipt, StageOne, UnableToWork
from .cases import plus
from .models import Event


@dataclass(frozen=True)
class Care:
    """Everything noted about one accident. ``healed``: the day from which the second report's two days count."""

    stage: StageOne | None
    letters: list[GuaranteeLetter]
    receipts: list[Receipt]
    spells: list[UnableToWork]
    ratings: list[Rating]
    milestones: list[Milestone]

    @property
    def ended(self) -> date | None:
        healed = [one.on for one in self.milestones if one.kind == Milestone.Kind.HEALED]
        return min([*healed, *(one.on for one in self.ratings)], default=None)


def care_of(event: Event) -> Care:
    """Six statements."""
    return Care(
        StageOne.objects.filter(event=event).first(),
        list(GuaranteeLetter.objects.filter(event=event).order_by("issued_on", "pk")),
        list(Receipt.objects.filter(event=event).order_by("on", "pk")),
        list(UnableToWork.objects.filter(event=event).order_by("since")),
        list(Rating.objects.filter(event=event).order_by("pk")),
        list(Milestone.objects.filter(event=event).order_by("on", "pk")),
    )


@dataclass(frozen=True)
class MonthUnable:
    """``number`` counts from 1 over all spells; ``amount`` is what the law adds for this month, in rupiah."""

    number: int
    since: date
    until: date
    amount: int


def months_unable(spells: list[UnableToWork], case: dict[str, Any], on: date) -> list[MonthUnable]:
    """The whole months of every spell up to its end, or up to ``on`` while it lasts, each with its pay by the law.

    A month of which a part is over is not told: days beyond whole months are for the law's own reading.
    """
    spans = []
    for spell in spells:
        start, end, at = spell.since, spell.until or on, 0
        while plus(start, at + 1) - timedelta(days=1) <= end:
            spans.append((plus(start, at), plus(start, at + 1) - timedelta(days=1)))
            at += 1
    plain = {name: value for name, value in case.items() if name not in ("incapacity_months", "incapacity_days")}
    plain |= {"outcome": "recovered", "children": []}
    plain.pop("loss", None)
    before, found = 0, []
    for number, (since, until) in enumerate(spans, 1):
        so_far = law.jkk(plain | {"incapacity_months": number}).parts.get("stmb", 0)
        found.append(MonthUnable(number, since, until, so_far - before))
        before = so_far
    return found
