"""Scholarships after the first payment: classes by school year, the July promotion, the yearly claim, rest and end."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from rangkiang import law
from rangkiang.access.action import action, record
from rangkiang.access.models import User
from rangkiang.access.rights import require
from rangkiang.law.parameters import amount
from rangkiang.platform.bulk import run
from rangkiang.platform.errors import BadInput, Refused
from rangkiang.platform.models import RecordedNow

from .cases import records_of
from .decisions import words
from .models import Child, Pause, SchoolYear
from .school_years import begins, law_facts
from .unlawful import in_words

SQL = Path(__file__).parent / "sql"


@action("claims.school")
def promote(*, year: int, by: User) -> int:
    """Propose every child's class of a school year, once; who is of age by then ends. How many are proposed.

    Three statements whatever the number of children; nothing counts before somebody confirms it.
    """
    told = law_facts(year)
    ended = run(SQL / "of_age.sql", told)
    proposed = run(SQL / "promote.sql", told | {"by": by.pk})
    if ended or proposed:
        record(by=by, verb="claims.promote", subject=f"school_year:{year}", proposed=len(proposed), of_age=len(ended))
    return len(proposed)


@action("claims.school")
def confirm(*, years: Iterable[int], by: User) -> int:
    """The proposed classes are right: many at once. One without a level is a question and stays. How many."""
    confirmed = (
        SchoolYear.objects.filter(pk__in=list(years), confirmed_by=None)
        .exclude(level="")
        .update(confirmed_by=by, confirmed_at=RecordedNow())
    )
    if confirmed:
        record(by=by, verb="claims.confirm_classes", subject="school_years", confirmed=confirmed)
    return confirmed


def _child(child: Child, by: User) -> Child:
    held = Child.objects.select_for_update().get(pk=child.pk)
    require(by, "claims.school", held.area)
    return held


def _noted(child: Child, verb: str, by: User, **facts: Any) -> None:
    record(by=by, verb=f"claims.{verb}", subject=f"child:{child.pk}", **facts)


@action("claims.school")
def set_class(*, child: Child, year: int, level: str, grade: int, by: User) -> SchoolYear:
    """A child's class of one school year as the school says it; confirmed with it. Not after it was applied for."""
    held = _child(child, by)
    _in_school(held, year, level, grade)
    made, new = SchoolYear.objects.get_or_create(
        child=held, year=year, defaults={"area": held.area, "level": level, "grade": grade, "by": by}
    )
    if not new and (made.level, made.grade) != (level, grade) and made.applied_on:
        raise Refused(_("This school year was applied for already; its class stands."))
    if new or (made.level, made.grade) != (level, grade) or made.confirmed_by_id is None:
        SchoolYear.objects.filter(pk=made.pk).update(
            level=level, grade=grade, confirmed_by=by, confirmed_at=RecordedNow()
        )
        _noted(held, "set_class", by, year=year, level=level, grade=grade)
        made.refresh_from_db()
    return made


def _in_school(child: Child, year: int, level: str, grade: int) -> None:
    starts = begins(year)
    try:
        law.jkk({
            "accident": starts.isoformat(), "outcome": "total", "band": 1,
            "children": [{"born": child.born.isoformat(), "level": level, "class": grade}],
        })  # fmt: skip
    except law.InvalidCase as error:
        raise BadInput(
            in_words(error), where=_("Class"), todo=_("Copy level and class from the school's letter.")
        ) from error
    if (starts.year - child.born.year) - ((starts.month, starts.day) < (child.born.month, child.born.day)) >= amount(
        "beasiswa_umur", starts
    ):
        raise Refused(_("The child is of age when that school year begins."))


@action("claims.school")
def apply_year(*, year: SchoolYear, on: date, by: User) -> SchoolYear:
    """The yearly claim of one child went to BPJS; its class is confirmed before. Missing papers do not forbid it."""
    held = SchoolYear.objects.select_for_update().get(pk=year.pk)
    if held.applied_on:
        return held
    if held.confirmed_by_id is None:
        raise Refused(_("The class of this school year is confirmed first."))
    SchoolYear.objects.filter(pk=held.pk).update(applied_on=on, applied_by=by)
    record(by=by, verb="claims.apply_year", subject=f"child:{held.child_id}", year=held.year, on=on)
    held.refresh_from_db()
    return held


@action("claims.school")
def choose(*, child: Child, chosen: bool, by: User) -> Child:
    """Where there are more children than scholarships the heirs choose; the law's number is kept."""
    held = _child(child, by)
    if held.chosen == chosen:
        return held
    most = amount("beasiswa_anak", date.max)
    others = Child.objects.filter(parent__in=records_of(held.parent_id), chosen=True).exclude(pk=held.pk).count()
    if chosen and others >= most:
        raise Refused(_("A family has at most %(most)s scholarships; the heirs choose the children.") % {"most": most})
    Child.objects.filter(pk=held.pk).update(chosen=chosen)
    _noted(held, "choose", by, chosen=chosen)
    held.refresh_from_db()
    return held


@action("claims.school")
def pause(*, child: Child, since: date, why: str, by: User) -> Pause:
    """The child is away from school and may come back: no promotion, no reminder until it does."""
    held, why = _child(child, by), words(why, "why")
    if open_one := Pause.objects.filter(child=held, until=None).first():
        return open_one
    if held.ended_on:
        raise Refused(_("This scholarship has ended."))
    made = Pause.objects.create(child=held, area=held.area, since=since, why=why, by=by)
    _noted(held, "pause", by, since=since)
    return made


@action("claims.school")
def resume(*, child: Child, on: date, by: User) -> Child:
    """Back at school."""
    held = _child(child, by)
    resting = Pause.objects.filter(child=held, until=None).first()
    if resting is None:
        return held
    if on < resting.since:
        raise BadInput(_("It ends before it begins."), where="on", todo=_("Check both dates."))
    Pause.objects.filter(pk=resting.pk).update(until=on)
    _noted(held, "resume", by, on=on)
    return held


@action("claims.school")
def end(*, child: Child, reason: str, on: date, by: User) -> Child:
    """The scholarship ends for good: a typed reason and its day; a child that died, married or works is kept so."""
    held = _child(child, by)
    if held.ended_on:
        return held
    if reason not in Child.Ended.values:
        raise BadInput(f"'{reason}' is no reason.", where="reason", todo="Use one of the list.")
    known: dict[str, dict[str, Any]] = {
        Child.Ended.MARRIED: {"married": True},
        Child.Ended.WORKING: {"working": True},
        Child.Ended.DIED: {"died_on": on},
    }
    Child.objects.filter(pk=held.pk).update(ended_on=on, end_reason=reason, **known.get(reason, {}))
    Pause.objects.filter(child=held, until=None, since__lte=on).update(until=on)
    _noted(held, "end_scholarship", by, reason=reason, on=on)
    held.refresh_from_db()
    return held
