"""The board of deaths and accidents, and one claim as a receipt: what the law gives, part by part, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import TypeVar

from django.db.models import Count, F, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from rangkiang.access.rights import answerable, titled
from rangkiang.law import Answer
from rangkiang.law.parameters import parameters
from rangkiang.people.models import IdentityLink, Person
from rangkiang.platform.bulk import run

from .estimates import Estimate, estimates, of_accidents
from .models import Claim, Difference, Disbursement, Event

SQL = Path(__file__).parent / "sql"
REPORTED = Event.State.REPORTED
VISIT = "claims.report"  # whose right it is to hear from the family, and to report
DAYS_TO_ACT = timedelta(days=14)  # where the law names no last day: ours
ONGOING = (
    REPORTED,
    Claim.State.REVIEW,
    Claim.State.OPEN,
    Claim.State.SUBMITTED,
    Claim.State.OBJECTED,
    Claim.State.GRANTED,
)
ENDED = (Claim.State.PAID, Claim.State.REFUSED, Claim.State.CLOSED)
PARTS = {
    "santunan": _("Death or accident benefit (santunan)"),
    "berkala": _("Periodic benefit, paid at once (berkala)"),
    "pemakaman": _("Funeral cost (pemakaman)"),
    "stmb": _("Pay while unable to work (STMB)"),
    "cacat": _("Disability benefit (cacat)"),
    "transport": _("Transport to the hospital"),
    "beasiswa": _("Children's scholarship (beasiswa), year by year"),
    "rawat_rumah": _("Care at home"),
    "protesa": _("Orthosis or prosthesis"),
    "alat_bantu": _("Denture, hearing aid, glasses"),
    "rehabilitasi": _("Medical rehabilitation"),
}
LATE = {"tambahan": _("Added for paying late")}  # not granted: owed by the law when BPJS is late


def board(stage: str = "", area: str = "") -> QuerySet[Event]:
    """Events with their claim and its stage (``reported`` while there is none), longest ago first; all that are ongoing
    when no stage is asked for."""
    found = Event.objects.annotate(stage=Coalesce(F("claim__state"), F("state"))).select_related("claim", "person")
    found = found.filter(stage__in=[stage] if stage else ONGOING)
    if area:
        found = found.filter(area__startswith=area)
    return found.order_by("-happened_on", "pk") if stage in ENDED else found.order_by("happened_on", "pk")


def counts(area: str = "") -> dict[str, int]:
    """Stage → how many. One statement."""
    found = Event.objects.filter(area__startswith=area).annotate(stage=Coalesce(F("claim__state"), F("state")))
    return dict(found.values_list("stage").annotate(n=Count("pk")))


def persons(text: str, limit: int = 12) -> list[Person]:
    """Living or dead, by words of the name or the whole NIK, in the reader's areas: whom is reported?

    Not by a part of the NIK: who may not see one could guess it digit by digit.
    """
    found = Person.objects.order_by("name", "pk")
    for word in text.split():
        whole = len(word) == 16 and word.isdigit()
        found = found.filter(nik=word) if whole else found.filter(name__icontains=word)
    return list(found[:limit])


@dataclass(frozen=True)
class Unreported:
    """A member who is known to have died within cover and whose family has not come. ``days`` since the death.

    ``unsure``: a list tells another day of death, or none. ``owner``: who visits the family, by name, ``due``: until
    when; empty where nobody holds the role.
    """

    person: int
    name: str
    area: str
    died_on: date
    days: int
    unsure: bool = False
    owner: str = ""

    @property
    def due(self) -> date:
        return self.died_on + DAYS_TO_ACT


def unreported(on: date, area: str = "") -> list[Unreported]:
    """The death watch, longest ago first. Arrears as long as the law's may still protect. One statement."""
    arrears = parameters()["tunggakan_maks"].on(on)
    rows = run(SQL / "unreported.sql", {"on": on, "area": area, "arrears": arrears.amount if arrears else 0})
    return [Unreported(who, name, where, died, (on - died).days, unsure) for who, name, where, died, unsure in rows]


def visited(found: Iterable[One]) -> list[One]:
    """Each with its owner. One statement, none when nobody waits."""
    if not (listed := list(found)):
        return []
    who = answerable(VISIT)
    return [replace(one, owner=titled(who(VISIT, one.area))) for one in listed]


@dataclass(frozen=True)
class Undated:
    """A member told dead without the day: no bill counts him, and no claim can be opened before it is known.

    ``match``: the row that tells it. ``owner``: who asks the day, by name, ``due``: until when.
    """

    person: int
    name: str
    area: str
    match: int
    source: str
    since: date
    owner: str = ""

    @property
    def due(self) -> date:
        return self.since + DAYS_TO_ACT


One = TypeVar("One", Unreported, Undated)


def undated(area: str = "") -> list[Undated]:
    """The longest known first. One statement."""
    return [Undated(*row) for row in run(SQL / "undated.sql", {"area": area})]


def waiting_for(found: Iterable[Unreported]) -> list[tuple[Unreported, Estimate]]:
    """Each with what the law gives by what is known; with a question where the day is unsure. Seven statements."""
    listed = list(found)
    given = estimates({one.person: one.died_on for one in listed})
    return [(one, replace(given[one.person], review=given[one.person].review or one.unsure)) for one in listed]


@dataclass(frozen=True)
class OfNagari:
    """What is under way in one nagari: by stage, the day of the oldest event, and the rupiah families wait for.

    ``silent``: members who died and whose family was not heard from, or whose day of death nobody knows yet. What has
    no claim yet counts with what the law would give; ``unsure``: of how many of those a person must decide.
    """

    area: str
    silent: int
    reported: int
    preparing: int
    at_bpjs: int
    granted: int
    oldest: date
    rupiah: int
    unsure: int = 0

    @property
    def under_way(self) -> int:
        return self.reported + self.preparing + self.at_bpjs + self.granted


def _unclaimed(area: str) -> Iterator[tuple[str, Estimate]]:
    """(area, what the law would give) of each report without a claim. Months and children may lie on any record."""
    found = list(Event.objects.filter(area__startswith=area, state=REPORTED))
    links = IdentityLink.objects.filter(undone_at=None, record__in=[event.person_id for event in found])
    whose = dict(links.values_list("record", "canonical"))
    told = {event: whose.get(event.person_id, event.person_id) for event in found}
    died = {who: event for event, who in told.items() if event.kind == Event.Kind.DEATH}
    for person, given in estimates({who: event.happened_on for who, event in died.items()}).items():
        yield died[person].area, given
    hurt = {event: who for event, who in told.items() if event.kind == Event.Kind.ACCIDENT}
    given_of = of_accidents(hurt)
    yield from ((event.area, given_of[event.pk]) for event in hurt)


def by_nagari(on: date, area: str = "") -> list[OfNagari]:
    """Every nagari where somebody waits, the longest first. A constant number of statements."""
    silent: dict[str, list[date]] = {}
    rupiah, unsure = Counter[str](), Counter[str]()
    for one, given in waiting_for(unreported(on, area)):
        silent.setdefault(one.area, []).append(one.died_on)
        rupiah[one.area] += given.amount
        unsure[one.area] += given.review
    for asked in undated(area):
        silent.setdefault(asked.area, []).append(asked.since)
        unsure[asked.area] += 1
    for where, given in _unclaimed(area):
        rupiah[where] += given.amount
        unsure[where] += given.review
    rows = {row[0]: row[1:] for row in run(SQL / "by_nagari.sql", {"area": area})}
    found = []
    for code in rows.keys() | silent.keys():
        reported, preparing, at_bpjs, granted, oldest, claimed = rows.get(code, (0, 0, 0, 0, None, 0))
        days = [*silent.get(code, []), *([oldest] if oldest else [])]
        stages = (reported, preparing, at_bpjs, granted)
        total = claimed + rupiah[code]
        found.append(OfNagari(code, len(silent.get(code, [])), *stages, min(days), total, unsure[code]))
    return sorted(found, key=lambda one: (one.oldest, one.area))


@dataclass(frozen=True)
class Part:
    """One part of a claim in rupiah: computed by us, granted by BPJS (None before it decided), and handed out."""

    code: str
    computed: int
    granted: int | None
    paid: int
    article: str

    @property
    def amount(self) -> int:
        """What counts now: BPJS's decision, before it the law's answer."""
        return self.computed if self.granted is None else self.granted

    @property
    def label(self) -> str:
        return str(PARTS.get(self.code, self.code))

    @property
    def differs(self) -> bool:
        return self.granted is not None and self.granted != self.computed


def parts(claim: Claim) -> list[Part]:
    """Every part that is computed, granted or paid, with the article of the rule that gives it. Two statements."""
    answer = Answer.from_json(claim.steps)
    computed, rules = answer.parts, dict(answer.given)
    granted = dict(claim.parts.filter(turn=claim.turn).values_list("code", "amount"))
    paid: dict[str, int] = {}
    for code, handed in claim.disbursements.values_list("part", "amount"):
        paid[code] = paid.get(code, 0) + handed
    known = dict.fromkeys([*PARTS, *computed, *granted])
    return [
        Part(
            code,
            computed.get(code, 0),
            granted.get(code, 0) if claim.decided_on else None,
            paid.get(code, 0),
            step.article if (step := answer.step(rules.get(code, ""))) else "",
        )
        for code in known
        if computed.get(code) or granted.get(code) or paid.get(code)
    ]


def explained(claim: Claim) -> dict[str, Difference]:
    """Part → the newest explanation of its difference. One statement."""
    return {one.code: one for one in claim.differences.filter(turn=claim.turn).order_by("pk")}


def disbursements(claim: Claim) -> list[tuple[Disbursement, str]]:
    """(money handed out, what for), oldest first. One statement."""
    rows = claim.disbursements.select_related("child").order_by("paid_on", "pk")
    return [(row, str((PARTS | LATE).get(row.part, row.part))) for row in rows]
