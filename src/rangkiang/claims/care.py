"""Accident care: what BPJS received and decided, guarantee letters, receipts, months unable to work, the rating.

Everything noted here is a fact for the law; the sums come from the law, when the claim is opened or computed anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from rangkiang import law
from rangkiang.access.action import action, record
from rangkiang.access.models import User
from rangkiang.platform.errors import BadInput, Refused

from .care_models import GuaranteeLetter, Milestone, Rating, Receipt, StageOne, UnableToWork
from .cases import case_of
from .decisions import words
from .models import Event
from .unlawful import in_words


def _accident(event: Event, on: date) -> Event:
    """The accident, held for this deed. Raises for one that is none, and for a day before it."""
    held = Event.objects.select_for_update().get(pk=event.pk)
    if held.kind != Event.Kind.ACCIDENT or held.state == Event.State.CLOSED:
        raise Refused(_("Care is noted for an accident whose report stands."))
    if on < held.happened_on:
        raise BadInput(_("That is before the accident."), where=_("On"), todo=_("Check the day."))
    return held


def _noted(event: Event, verb: str, by: User, **facts: Any) -> None:
    record(by=by, verb=f"claims.{verb}", subject=f"event:{event.pk}", **facts)


@action("claims.care")
def stage_one(*, event: Event, received_on: date, suspected: bool = False, by: User) -> StageOne:
    """BPJS has the first report; from this day its 30 days run when it is in doubt that work was the cause."""
    held = _accident(event, received_on)
    made, new = StageOne.objects.get_or_create(
        event=held, defaults={"area": held.area, "received_on": received_on, "suspected": suspected, "by": by}
    )
    if suspected and not made.suspected:
        StageOne.objects.filter(pk=made.pk).update(suspected=True)
        made.refresh_from_db()
        new = True
    if new:
        _noted(held, "stage_one", by, on=received_on, suspected=suspected)
    return made


@action("claims.care")
def settle_suspicion(*, event: Event, on: date, from_work: bool, by: User) -> StageOne:
    """BPJS's decision on a suspected accident: from work, or not (then the care is not at its cost)."""
    held = _accident(event, on)
    stage = StageOne.objects.select_for_update().filter(event=held).first()
    if stage is None or not stage.suspected:
        raise Refused(_("Only an accident that BPJS doubts is decided; note its first report as doubted before."))
    if stage.decided_on:
        return stage
    if on < stage.received_on:
        raise BadInput(_("BPJS had not received it on that day."), where=_("On"), todo=_("Check the day."))
    StageOne.objects.filter(pk=stage.pk).update(decided_on=on, from_work=from_work)
    _noted(held, "settle_suspicion", by, on=on, from_work=from_work)
    stage.refresh_from_db()
    return stage


@action("claims.care")
def guarantee(*, event: Event, number: str, facility: str, issued_on: date, by: User) -> GuaranteeLetter:
    """The letter by which BPJS guarantees the care at a facility."""
    held = _accident(event, issued_on)
    made, new = GuaranteeLetter.objects.get_or_create(
        event=held, number=words(number, "number"),
        defaults={"area": held.area, "facility": words(facility, "facility"), "issued_on": issued_on, "by": by},
    )  # fmt: skip
    if new:
        _noted(held, "guarantee", by, on=issued_on)
    return made


@action("claims.care")
def receipt(*, event: Event, kind: str, amount: int, on: date, issuer: str, months: int = 0, by: User) -> Receipt:
    """One receipt of the family in whole rupiah; care at home says for how many months. The same again is the same."""
    held = _accident(event, on)
    if kind not in Receipt.Kind.values or amount <= 0:
        raise BadInput(
            _("A receipt has a kind and an amount above zero."), where=_("Amount"), todo=_("Copy the receipt.")
        )
    if (kind == Receipt.Kind.HOME) != bool(months):
        raise BadInput(
            _("Care at home is noted with its months, other receipts without."), where=_("Months, for care at home"),
            todo=_("Correct it."),
        )  # fmt: skip
    made, new = Receipt.objects.get_or_create(
        event=held, kind=kind, amount=amount, on=on, issuer=words(issuer, "issuer"), withdrawn_by=None,
        defaults={"area": held.area, "months": months, "by": by},
    )  # fmt: skip
    if new:
        _noted(held, "receipt", by, kind=kind, amount=amount)
    return made


@action("claims.care")
def withdraw_receipt(*, receipt: Receipt, by: User) -> Receipt:
    """Entered wrongly: it counts no more, and stays to be seen."""
    if Receipt.objects.filter(pk=receipt.pk, withdrawn_by=None).update(withdrawn_by=by):
        _noted(receipt.event, "withdraw_receipt", by, receipt=receipt.pk)
    receipt.refresh_from_db()
    return receipt


@action("claims.care")
def unable(*, event: Event, since: date, until: date | None = None, doctor: str, by: User) -> UnableToWork:
    """A time in which the doctor forbade work; the same beginning again sets its end. Times do not overlap."""
    held, doctor = _accident(event, since), words(doctor, "doctor")
    if until and until < since:
        raise BadInput(_("It ends before it begins."), where=_("To, once it is over"), todo=_("Check both dates."))
    others = UnableToWork.objects.filter(event=held).exclude(since=since)
    last = until or date.max
    if any(one.since <= last and since <= (one.until or date.max) for one in others):
        raise Refused(_("That time overlaps one that is noted; end the earlier one first."))
    made, new = UnableToWork.objects.get_or_create(
        event=held, since=since, defaults={"area": held.area, "until": until, "doctor": doctor, "by": by}
    )
    if not new and made.until != until:
        UnableToWork.objects.filter(pk=made.pk).update(until=until)
        made.refresh_from_db()
        new = True
    if new:
        _noted(held, "unable", by, since=since, until=until)
    return made


@action("claims.care")
def rate(
    *, event: Event, on: date, doctor: str, role: str, total: bool = False, losses: Sequence[dict[str, Any]] = (),
    by: User,
) -> Rating:  # fmt: skip
    """A doctor's rating: total, or the losses as the law's case names them. It becomes the outcome of the accident.

    Raises BadInput in the law's words when a loss is none of its table.
    """
    held, lost = _accident(event, on), [] if total else [dict(loss) for loss in losses]
    if held.outcome == "death":
        raise Refused(_("The member died; a disability is not rated any more."))
    if role not in Rating.Role.values:
        raise BadInput(f"'{role}' is no role of a doctor.", where="role", todo="Use one of the list.")
    if not total:
        _lawful(held, lost)
    newest = Rating.objects.filter(event=held).order_by("pk").last()
    told = {"total": total, "losses": lost, "doctor": words(doctor, "doctor"), "role": role, "on": on}
    if newest and all(getattr(newest, name) == value for name, value in told.items()):
        return newest
    made = Rating.objects.create(event=held, area=held.area, by=by, **told)
    Event.objects.filter(pk=held.pk).update(outcome="total" if total else "partial")
    _noted(held, "rate", by, on=on, total=total)
    return made


def _lawful(event: Event, losses: list[dict[str, Any]]) -> None:
    _scheme, case = case_of(event)
    try:
        law.jkk(case | {"outcome": "partial", "loss": losses})
    except law.InvalidCase as error:
        raise BadInput(
            in_words(error), where=_("The loss"), todo=_("Choose a part, or give the doctor's percent.")
        ) from error


@action("claims.care")
def milestone(*, event: Event, kind: str, on: date, said: str = "", by: User) -> Milestone:
    """Healed, in training, at work again. Healed without a loss is the outcome of an accident that had none yet."""
    held = _accident(event, on)
    if kind not in Milestone.Kind.values:
        raise BadInput(f"'{kind}' is no step of the way back.", where="kind", todo="Use one of the list.")
    made, new = Milestone.objects.get_or_create(
        event=held, kind=kind, defaults={"area": held.area, "on": on, "said": said.strip(), "by": by}
    )
    if new:
        if kind == Milestone.Kind.HEALED:
            Event.objects.filter(pk=held.pk, outcome="").update(outcome="recovered")
        _noted(held, "milestone", by, kind=kind, on=on)
    return made
