"""What the law is asked about an event: the case, gathered from every record of the person and from the care noted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db.models import BigIntegerField, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from rangkiang.law.parameters import amount
from rangkiang.law.scholarship import tahun_ajaran
from rangkiang.membership import queries as membership
from rangkiang.membership.models import Enrolment
from rangkiang.people.models import IdentityLink
from rangkiang.platform.bulk import run
from rangkiang.platform.errors import BadInput

from .care_models import Rating, Receipt, StageOne, UnableToWork
from .models import Child, Claim, Event

SQL = Path(__file__).parent / "sql"
TRANSPORT = ("land", "sea", "air")
LOWEST_BAND = 1  # of whom no enrolment tells a band
COVERING = Q(last_month=None) | Q(last_month__gte=F("first_month"))  # one undone before its first month covers nothing


def school_year_of(on: date) -> int:
    """The school year that runs on a day, named by the year in which it began."""
    return tahun_ajaran(on.year * 10_000 + on.month * 100 + on.day, amount("awal_tahun_ajaran", on))


def records_of(person: int) -> list[int]:
    """The records that are this person, the asked one first. One statement."""
    return [record for (record,) in run(SQL / "same_person.sql", {"person": person})]


def fatal(records: Iterable[int]) -> QuerySet[Event]:
    """The reports of this person's death that stand; the database keeps them to one."""
    return Event.objects.filter(person__in=records, outcome="death").exclude(state=Event.State.CLOSED)


def children_of(records: Iterable[int]) -> list[Child]:
    """The living children on any record of the person, oldest first; the same child on two records is one."""
    found: dict[tuple[str, date], Child] = {}
    for child in Child.objects.filter(parent__in=records, died_on=None).order_by("born", "pk"):
        found.setdefault((child.name.casefold(), child.born), child)
    return list(found.values())


def children_known(person: int) -> list[Child]:
    """Every child noted on any record of a person, the dead too, each once, oldest first. One statement."""
    live = IdentityLink.objects.filter(undone_at=None)
    parents, persons = (live.filter(record=one).values("canonical")[:1] for one in (OuterRef("parent"), person))
    of_child = Coalesce(parents, F("parent_id"), output_field=BigIntegerField())
    of_person = Coalesce(persons, Value(person), output_field=BigIntegerField())
    found: dict[tuple[str, date], Child] = {}
    for child in Child.objects.annotate(family=of_child).filter(family=of_person).order_by("born", "pk"):
        found.setdefault((child.name.casefold(), child.born), child)
    return list(found.values())


def told_of_child(child: Child) -> dict[str, Any]:
    """A child in the form of a law case; what marriage and work change, the law says."""
    return (
        {"born": child.born.isoformat()}
        | ({"level": child.level, "class": child.grade} if child.level else {})
        | {said: True for said, holds in (("married", child.married), ("works", child.working)) if holds}
        | ({} if child.works_excepted is None else {"works_excepted": child.works_excepted})
    )


def cover(event: Event, records: Iterable[int]) -> QuerySet[Enrolment]:
    """The person's enrolments that began by the event, the newest first: it is the one that covered it."""
    found = Enrolment.objects.filter(COVERING, person__in=records, first_month__lte=event.happened_on)
    return found.order_by("-first_month")


def span(since: date, until: date) -> tuple[int, int]:
    """(whole months, days left) from one day to another, both counted; a month ends the day before its date."""
    end = until + timedelta(days=1)
    months = (end.year - since.year) * 12 + end.month - since.month
    while months and plus(since, months) > end:
        months -= 1
    return months, (end - plus(since, months)).days


def plus(day: date, months: int) -> date:
    """The same day some months later, or the last of that month."""
    at = day.year * 12 + day.month - 1 + months
    first = date(at // 12, at % 12 + 1, 1)
    last = date((at + 1) // 12, (at + 1) % 12 + 1, 1) - timedelta(days=1)
    return first.replace(day=min(day.day, last.day))


def incapacity(spells: Iterable[UnableToWork], on: date) -> dict[str, int]:
    """Whole months and days left of the ended spells, as the law's case names them."""
    spans = [span(one.since, one.until) for one in spells if one.until]
    months, days = sum(m for m, _ in spans), sum(d for _, d in spans)
    if len(spans) > 1:  # days of several spells make months by the law's own count of days
        a_month = amount("stmb_hari_sebulan", on)
        months, days = months + days // a_month, days % a_month
    return {name: number for name, number in (("incapacity_months", months), ("incapacity_days", days)) if number}


def receipts_told(receipts: Iterable[Receipt]) -> dict[str, Any]:
    """The receipts in the form of a law case: ``transport`` and ``care``."""
    transport: dict[str, int] = {}
    care: dict[str, int] = {}
    for one in receipts:
        into = transport if one.kind in TRANSPORT else care
        into[one.kind] = into.get(one.kind, 0) + one.amount
        if one.months:
            care["home_months"] = care.get("home_months", 0) + one.months
    return {name: sums for name, sums in (("transport", transport), ("care", care)) if sums}


@dataclass
class Noted:
    """What was noted around an accident: receipts that stand, spells by their first day, and the newest rating."""

    receipts: list[Receipt] = field(default_factory=list)
    spells: list[UnableToWork] = field(default_factory=list)
    rating: Rating | None = None


def noted(events: Iterable[Event]) -> dict[UUID, Noted]:
    """Of each accident. Three statements, whatever their number."""
    found = {event.pk: Noted() for event in events}
    for receipt in Receipt.objects.filter(event__in=found, withdrawn_by=None).order_by("pk"):
        found[receipt.event_id].receipts.append(receipt)
    for spell in UnableToWork.objects.filter(event__in=found).order_by("since"):
        found[spell.event_id].spells.append(spell)
    for rating in Rating.objects.filter(event__in=found).order_by("pk"):
        found[rating.event_id].rating = rating
    return found


def care_told(event: Event, around: Noted) -> dict[str, Any]:
    """What was noted around an accident, over what the first report said."""
    told = dict(event.facts) | receipts_told(around.receipts)
    if spells := incapacity(around.spells, event.happened_on):
        told = {name: value for name, value in told.items() if not name.startswith("incapacity_")} | spells
    if around.rating and not around.rating.total:
        told["loss"] = around.rating.losses
    return told


def accident_told(event: Event, around: Noted, band: int) -> dict[str, Any]:
    """What the law is told of an accident itself; ``band`` of the cover counts where no income base was said."""
    told = care_told(event, around)
    if "income_base" not in told:
        told.setdefault("band", band)
    died = {"death": event.died_on.isoformat()} if event.died_on else {}
    return {"accident": event.happened_on.isoformat(), "segment": "BPU", "outcome": event.outcome, **died, **told}


def not_from_work(event: Event) -> bool:
    """Whether BPJS decided that work was not the cause: then a death is claimed as any other death."""
    return StageOne.objects.filter(event=event, from_work=False).exists()


def case_of(event: Event) -> tuple[str, dict[str, Any]]:
    """(scheme, case): what the law is asked, from the register's own paid months."""
    records = records_of(event.person_id)
    months = membership.timeline(event.person_id)
    common: dict[str, Any] = {
        "paid": membership.law_paid(months),
        "children": [told_of_child(child) for child in children_of(records)],
    }
    if event.person.birth_date:  # from 65 on the law leaves the case to a person
        common["born"] = event.person.birth_date.isoformat()
    if event.kind == Event.Kind.DEATH:
        return Claim.Scheme.JKM, {
            "death": event.happened_on.isoformat(),
            "segment": "BPU",
            "memberships": membership.memberships(months, event.happened_on),
            **common,
        }
    band = cover(event, records).values_list("band", flat=True).first() or LOWEST_BAND
    return Claim.Scheme.JKK, common | accident_told(event, noted([event])[event.pk], band)


def died_of(
    kind: str, outcome: str, happened_on: date, died_on: date | None, told_on: date | None = None
) -> date | None:
    """The day on which somebody died of an accident, where it is said; a death's own day is the event's. BadInput."""
    if died_on is None or kind == Event.Kind.DEATH:
        return None
    if outcome != "death":
        raise BadInput(
            _("A day of death belongs to an accident of which somebody died."),
            where=_("Died on"),
            todo=_("Leave it empty."),
        )
    if died_on < happened_on or (told_on and died_on > told_on):
        raise BadInput(
            _("The day of death lies between the accident and today."), where=_("Died on"), todo=_("Check both dates.")
        )
    return died_on


def known_death(event: Event, outcome: str) -> date | None:
    """The day of death that stands, or that a list or an exit told."""
    if outcome != "death":
        return None
    known = event.died_on or event.person.died_on
    return known if known and known >= event.happened_on else None
