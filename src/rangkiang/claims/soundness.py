"""What a deed on a claim cannot be true without: asked before it is recorded, and refused in words."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from rangkiang import law
from rangkiang.platform.errors import BadInput, Refused
from rangkiang.platform.models import today
from rangkiang.platform.rupiah import rupiah

from .care_models import Rating
from .cases import school_year_of
from .models import Child, Claim, Pause, SchoolYear
from .school_years import begins

RATED = ("partial", "total")


def rated(claim: Claim) -> None:
    """A disability is computed as a doctor rated it: the form of a report alone moves no money."""
    outcome = claim.case.get("outcome")
    if outcome not in RATED:
        return
    newest = Rating.objects.filter(event=claim.event_id).order_by("pk").last()
    if newest is None:
        raise Refused(_("No doctor has rated this disability yet; note the rating on the accident's page first."))
    if newest.total != (outcome == "total"):
        raise Refused(_("The doctor rated this disability otherwise; compute the claim again first."))


def on_its_day(since: date | None, on: date) -> None:
    """Event, sent to BPJS, decided, paid: each not before the one that goes before it, and not after today."""
    if not (since or date.max) <= on <= today():
        raise BadInput(
            _("That day is before what must have gone before, or after today."), where=_("On"), todo=_("Check the day.")
        )


def stands(on: date, told: date) -> None:
    """A deed that is recorded is not recorded again with another day."""
    if on != told:
        raise Refused(_("That is recorded already, of %(day)s; it stands.") % {"day": f"{told:%d-%m-%Y}"})


def stands_so(*, same: bool, what: str) -> None:
    """The very same deed again is done already; another one in its place is refused, and what stands is said."""
    if not same:
        raise Refused(
            _("Recorded already: %(what)s. It stays; if BPJS says otherwise, record an objection and its answer.")
            % {"what": what}
        )


def of_school_year(claim: Claim, child: Child, year: int, amount: int, on: date) -> None:
    """One school year as it may be paid on a day: a child that receives it, in a class that is known, at most its sum.

    Source: PP 82/2019 Lampiran III.
    """
    on_its_day(claim.decided_on, on)
    first = school_year_of(claim.event.happened_on)
    if not first <= year <= school_year_of(on):
        raise Refused(
            _("A school year is paid from %(first)s on, the year of the event, and not before it begins.")
            % {"first": first}
        )
    if child.chosen is False:
        raise Refused(_("The heirs chose other children for the scholarship."))
    if child.ended_on and year > school_year_of(child.ended_on):
        raise Refused(_("This child's scholarship ended before that school year."))
    if Pause.objects.filter(child=child, until=None, since__lte=on).exists():
        raise Refused(_("This child's scholarship is at rest; note first that it is back at school."))
    level = _level(child, year, first)
    most = law.scholarship_amount(level, max(begins(year), min(on, begins(year + 1))))
    if not 0 < amount <= most:
        raise BadInput(
            _("The law gives %(most)s for a school year of %(level)s.") % {"most": rupiah(most), "level": level},
            where=_("Amount"),
            todo=_("Copy the amount that BPJS paid."),
        )


def _level(child: Child, year: int, first: int) -> str:
    """The level that somebody confirmed; of the event's own year the one that was noted with the child."""
    noted = SchoolYear.objects.filter(child=child, year=year).first()
    level = (noted.level if noted.confirmed_by_id else "") if noted else child.level if year == first else ""
    if not level:
        raise Refused(_("The class of this school year is confirmed first."))
    return level
