"""Am I covered? Asked by anybody with a NIK and a birth date, and answered without telling anything about the person.

Both must fit one record; a wrong one is answered as nobody is, after the very same statements. The answer says whether
cover stands today (or stood when the person died), its tier by law, and which papers a family brings: no months, no
days, nothing that tells one member of a tier from another.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from django.db import transaction

from rangkiang import law
from rangkiang.claims.papers import Paper, papers
from rangkiang.law.parameters import amount
from rangkiang.membership import queries as membership
from rangkiang.people.models import Person
from rangkiang.platform.scope import whole_register
from rangkiang.platform.throttle import spend

NOBODY = 0
WITHIN = timedelta(minutes=15)
# Askings within that time of one address, of one NIK from one address, and of one NIK from everywhere: one stranger
# alone cannot use up what a family has left, and nobody waits longer than this.
BY_PLACE, BY_BOTH, BY_NIK = 20, 5, 20

Tier = Literal["none", "funeral", "full", "open"]


@dataclass(frozen=True)
class Told:
    """``tier`` of the death benefit, ``open`` when a person must decide, and its ``total`` by law in rupiah.

    The others are the law's: for how many ``children`` there are scholarships, and after how many months paid.
    """

    tier: Tier
    total: int
    children: int
    scholarship_after: int

    @property
    def covered(self) -> bool:
        return self.tier != "none"


def may_ask(place: str, nik: str) -> bool:
    """Whether this place and this NIK have askings left; what is refused uses nothing up, of any of the three."""
    with transaction.atomic():
        allowed = (
            spend("cover.place", place, limit=BY_PLACE, within=WITHIN)
            and spend("cover.both", f"{place} {nik}", limit=BY_BOTH, within=WITHIN)
            and spend("cover.nik", nik, limit=BY_NIK, within=WITHIN)
        )
        transaction.set_rollback(not allowed)
    return allowed


def ask(nik: str, born: date, on: date) -> Told:
    """What may be told of whoever has this NIK and this birth date. The same statements whoever it is, or nobody."""
    with whole_register():
        person = Person.objects.filter(nik=nik, birth_date=born).only("pk", "died_on").first()
        months = membership.timeline(person.pk if person else NOBODY)
    day = min(on, person.died_on) if person and person.died_on else on
    answer = law.jkm(
        {"death": day.isoformat(), "segment": "BPU", "memberships": membership.memberships(months, day),
         "paid": membership.law_paid(months), "children": [], "born": born.isoformat()}
    )  # fmt: skip
    return Told(
        tier=_tier(answer),
        total=answer.total,
        children=amount("beasiswa_anak", on),
        scholarship_after=amount("beasiswa_bulan_minimum", on),
    )


def _tier(answer: law.Answer) -> Tier:
    if answer.decision == "not_covered":
        return "none"
    if answer.decision == "review":
        return "open"
    return "full" if answer.parts["santunan"] else "funeral"


def wanted(language: str, on: date) -> dict[str, list[Paper]]:
    """The papers of each claim on a day, in the reader's language."""
    return {claim: papers(claim, language, on) for claim in ("jkm", "jkk")}
