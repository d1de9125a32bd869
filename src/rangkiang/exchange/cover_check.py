"""Am I covered? Asked by anybody with a NIK and a birth date, and answered without telling anything about the person.

Both must fit one record; a wrong one is answered as nobody is, after as many statements. The answer says whether cover
stands today (or stood when the person died), how far it goes, and which papers a family brings.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from rangkiang import law
from rangkiang.claims.papers import Paper, papers
from rangkiang.law.parameters import amount
from rangkiang.membership import queries as membership
from rangkiang.people.models import Person
from rangkiang.platform.scope import whole_register
from rangkiang.platform.throttle import spend

NOBODY = 0
BY_PLACE, BY_NIK = (20, timedelta(minutes=15)), (6, timedelta(days=1))  # askings, and within what time

Tier = Literal["none", "funeral", "full", "open"]


@dataclass(frozen=True)
class Told:
    """``tier`` of the death benefit, ``open`` when a person must decide, and its ``total`` in rupiah.

    ``arrears``: unpaid months; ``lapse_after`` of them cover ends. ``children``: how many a scholarship is for at most.
    """

    tier: Tier
    total: int
    arrears: int
    lapse_after: int
    full_from: date | None
    scholarship: bool
    children: int

    @property
    def covered(self) -> bool:
        return self.tier != "none"


def may_ask(place: str, nik: str) -> bool:
    """Whether this place and this NIK have askings left; both are counted each time."""
    held = [spend("cover.place", place, limit=BY_PLACE[0], within=BY_PLACE[1])]
    held.append(spend("cover.nik", nik, limit=BY_NIK[0], within=BY_NIK[1]))
    return all(held)


def ask(nik: str, born: date, on: date) -> Told:
    """What may be told of whoever has this NIK and this birth date. The same statements whoever it is, or nobody."""
    with whole_register():
        person = Person.objects.filter(nik=nik, birth_date=born).only("pk", "died_on").first()
        paid = membership.law_paid(person.pk if person else NOBODY)
    day = min(on, person.died_on) if person and person.died_on else on
    answer = law.jkm(
        {"death": day.isoformat(), "segment": "BPU", "memberships": 1, "paid": paid, "children": [],
         "born": born.isoformat()}
    )  # fmt: skip
    stands = law.clock([law.PaidMonth(date.fromisoformat(f"{m['from']}-01"), date.fromisoformat(m["paid_on"]))
                        for m in paid], day)  # fmt: skip
    return Told(
        tier=_tier(answer),
        total=answer.total,
        arrears=stands.arrears,
        lapse_after=amount("tunggakan_maks", day),
        full_from=stands.full_jkm_from,
        scholarship=_scholarship(answer),
        children=amount("beasiswa_anak", day),
    )


def _tier(answer: law.Answer) -> Tier:
    if answer.decision == "not_covered":
        return "none"
    if answer.decision == "review":
        return "open"
    return "full" if answer.parts["santunan"] else "funeral"


def _scholarship(answer: law.Answer) -> bool:
    step = answer.step("hak_beasiswa")
    return bool(step and step.value == 1)


def wanted(language: str) -> dict[str, list[Paper]]:
    """The papers of each claim, in the reader's language."""
    return {claim: papers(claim, language) for claim in ("jkm", "jkk")}
