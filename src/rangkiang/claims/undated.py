"""A death told without its day: no claim can be opened yet, so the day is asked, and no bill counts the member."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from rangkiang.access.action import action, record
from rangkiang.access.models import User
from rangkiang.access.rights import require
from rangkiang.people.models import DeathMatch, KnownDeath, Person
from rangkiang.platform.errors import BadInput, Refused
from rangkiang.platform.models import RecordedNow, today
from rangkiang.platform.scope import whole_register

from .cases import fatal, records_of
from .retold import words_of


@action("claims.report")
def report_undated(
    *, person: Person, what: str, source: str, notice: Mapping[str, Any] | None = None, by: User
) -> DeathMatch:
    """Keep it as a list's row without a day would be kept, with who told it; another person may say that he lives.

    Again: the same row. Raises Refused where the death is known, BadInput for an accident, which has its day.
    """
    require(by, "claims.report", person.area)
    if what != "death":
        raise BadInput(
            _("Only the day of a death may be unknown; a work accident has its day."), where=_("On which day"),
            todo=_("Ask which day it was."),
        )  # fmt: skip
    held = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    with whole_register():
        records = records_of(held.pk)
        if held.died_on or fatal(records).exists():
            raise Refused(_("The death of this person is reported already; a wrong report is taken back first."))
    told = {"state": DeathMatch.State.SAME, "death__died_on": None, "death__withdrawn_at": None}
    if waiting := DeathMatch.objects.filter(person__in=records, **told).order_by("pk").first():
        return waiting
    before = KnownDeath.objects.filter(matches__person__in=records, died_on=None, evidence=None, withdrawn_at=None)
    before.update(withdrawn_at=RecordedNow())  # answered meanwhile: he lived, and now somebody tells it again
    death = KnownDeath.objects.create(
        nik=held.nik, kk=held.kk, name=held.name, name_key=held.name_key, birth_date=held.birth_date, sex=held.sex,
        mother=held.mother, area=held.area, source=f"{source} {today().isoformat()}",
    )  # fmt: skip
    made = DeathMatch.objects.create(
        death=death, person=held, area=held.area, permille=1000, signs={"told": words_of(notice)},
        state=DeathMatch.State.SAME, made_by=by.pk,
    )  # fmt: skip
    record(by=by, verb="claims.report_undated", subject=f"person:{held.pk}")
    return made
