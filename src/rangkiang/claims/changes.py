"""Changes of a report: taken back, not fatal after all, another day. Of a death two persons say so.

Nothing is lost by it: the change keeps what stood before, and the rows of lists that told the death are answered, so
that only a later list asks anew.
"""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from rangkiang.access.action import action, record
from rangkiang.access.models import User
from rangkiang.access.rights import require
from rangkiang.law import InvalidCase
from rangkiang.people.models import DeathMatch, Person
from rangkiang.platform.errors import BadInput, Refused
from rangkiang.platform.models import RecordedNow
from rangkiang.platform.scope import whole_register

from .actions import asked_anew, close_held
from .billed import stop_billing
from .cases import fatal, records_of
from .changes_models import Answered, Change, Retold
from .decisions import words
from .models import Claim, Event
from .retold import ask
from .unlawful import in_words


def _held(event: Event) -> Event:
    """Locked, its person first, as a report does."""
    Person.objects.select_for_update(no_key=True).get(pk=event.person_id)
    return Event.objects.select_for_update(of=("self",)).select_related("person").get(pk=event.pk)


def _claim(event: Event) -> Claim | None:
    return Claim.objects.select_for_update().filter(event=event).first()


def _not_sent(event: Event) -> Claim | None:
    claim = _claim(event)
    if claim and claim.submitted_on:
        raise Refused(_("The claim of this report was sent to BPJS; the report is not taken back any more."))
    return claim


@action("claims.retract")
def retract(*, event: Event, reason: str, by: User) -> Event:
    """Take back a wrong report: the event and a claim that was not sent yet are closed, the dead lives again.

    Of a death the first asks; a second person agrees by the same deed, or by ``agree``.
    """
    held = _held(event)
    require(by, "claims.retract", held.area)
    if held.state == Event.State.CLOSED:
        return held
    _not_sent(held)
    if held.outcome != "death":
        _take_back(held, words(reason, "reason"), by)
    else:
        change = ask(held, Change.Kind.RETRACT, reason, by)
        if change.asked_by_id != by.pk:
            _agreed(change, held, by)
    held.refresh_from_db()
    return held


@action("claims.redate")
def redate(*, event: Event, on: date, why: str, death: bool = False, by: User) -> Event:
    """Say which day is true. What was told otherwise is settled, the entitlement is asked anew, the old day is kept.

    ``death``: of a fatal accident the day of death is meant. Once the claim is at BPJS the change waits for a second
    person.
    """
    held = _held(event)
    require(by, "claims.redate", held.area)
    if held.state == Event.State.CLOSED:
        raise Refused(_("This report was taken back; no claim rests on it."))
    why = words(why, "why")
    field = "died_on" if death and held.kind == Event.Kind.ACCIDENT else "happened_on"
    if field == "died_on" and held.outcome != "death":
        raise Refused(_("Nobody died of this accident, as far as it was told."))
    if on == getattr(held, field):
        if _settle(held, why, by):
            record(by=by, verb="claims.redate", subject=f"event:{held.pk}", on=on)
        return held
    if field == "happened_on" and on > held.reported_on:
        raise BadInput(
            _("It cannot be reported before it happened."), where=_("The true day"), todo=_("Check both dates.")
        )
    if held.outcome == "death" and (
        on < held.happened_on if field == "died_on" else held.died_on and on > held.died_on
    ):
        raise BadInput(
            _("Nobody dies of an accident before it happened."), where=_("The true day"), todo=_("Check both dates.")
        )
    told, claim = {field: on.isoformat()}, _claim(held)
    if claim and claim.submitted_on:
        ask(held, Change.Kind.DAY, why, by, told)
        return held
    change = ask(held, Change.Kind.DAY, why, by, told, state=Change.State.DONE)
    if change.state == Change.State.OPEN:
        raise Refused(_("Another change of this report waits for a second person; that is decided first."))
    _redate(held, told, why, by, None)
    held.refresh_from_db()
    return held


@action("claims.retract")
def reopen(*, claim: Claim, reason: str, by: User) -> Change:
    """Ask that a closed claim is opened again, with a reason; a second person agrees. Asked again: the same."""
    held = _held(claim.event)
    require(by, "claims.retract", held.area)
    if held.state == Event.State.CLOSED:
        raise Refused(_("This report was taken back; no claim rests on it."))
    closed = _claim(held)
    if closed is None or closed.state != Claim.State.CLOSED:
        raise Refused(_("Only a closed claim is opened again."))
    return ask(held, Change.Kind.REOPEN, reason, by, {"closed": closed.closing_reason})


@action("claims.retract")
def agree(*, change: Change, by: User) -> Change:
    """The second person: what was asked is done."""
    event = _held(change.event)
    require(by, "claims.retract", event.area)
    held = Change.objects.select_for_update().get(pk=change.pk)
    if held.state == Change.State.DECLINED:
        raise Refused(_("This change was declined; ask for it anew."))
    if held.state == Change.State.OPEN:
        _agreed(held, event, by)
        held.refresh_from_db()
    return held


@action("claims.retract")
def decline(*, change: Change, why: str, by: User) -> Change:
    """The second person does not agree, and says why: the report stands as it is."""
    held = Change.objects.select_for_update(of=("self",)).get(pk=change.pk)
    require(by, "claims.retract", held.area)
    if held.state != Change.State.OPEN:
        return held
    _second(held, by)
    Change.objects.filter(pk=held.pk).update(
        state=Change.State.DECLINED, decided_by=by, decided_at=RecordedNow(), decided_why=words(why, "why")
    )
    if held.kind == Change.Kind.FATAL:
        _not_dead(held, by)
    record(by=by, verb="claims.decline_change", subject=f"event:{held.event_id}")
    held.refresh_from_db()
    return held


def _second(change: Change, by: User) -> None:
    if change.asked_by_id == by.pk:
        raise Refused(_("Who asked for a change may not decide on it."))


def _agreed(change: Change, event: Event, by: User) -> None:
    _second(change, by)
    Change.objects.filter(pk=change.pk).update(state=Change.State.DONE, decided_by=by, decided_at=RecordedNow())
    if change.kind == Change.Kind.RETRACT:
        _not_sent(event)
        _take_back(event, change.why, by)
    elif change.kind == Change.Kind.FATAL:
        _fatal(event, change, by)
    elif change.kind == Change.Kind.OUTCOME:
        _not_fatal(event, change, by)
    elif change.kind == Change.Kind.REOPEN:
        _reopened(event, change, by)
    else:
        _redate(event, change.told, change.why, change.asked_by, by)


def _take_back(event: Event, reason: str, by: User) -> None:
    claim = _claim(event)
    if claim and claim.state != Claim.State.CLOSED:
        close_held(claim, reason, by)
    Event.objects.filter(pk=event.pk).update(state=Event.State.CLOSED, closing_reason=reason)
    if event.outcome == "death":
        _lives_again(event, by)
    record(by=by, verb="claims.retract", subject=f"event:{event.pk}")


def _fatal(event: Event, change: Change, by: User) -> None:
    """He died of an accident on which a claim rests: the law is asked anew."""
    with whole_register():
        if fatal(records_of(event.person_id)).exists():
            raise Refused(_("The death of this person is reported already; a wrong report is taken back first."))
    Event.objects.filter(pk=event.pk).update(outcome="death", died_on=change.told["died_on"])
    _settle(event, change.why, by)
    _computed_anew(event, change.asked_by, by)
    record(by=by, verb="claims.describe", subject=f"event:{event.pk}", outcome="death")


def _not_dead(change: Change, by: User) -> None:
    """The day of death that only this change brought goes with it; one that a list or an exit tells stays."""
    with whole_register():
        records = records_of(change.event.person_id)
        told = DeathMatch.objects.filter(person__in=records, state=DeathMatch.State.SAME, death__withdrawn_at=None)
        if not told.exists() and not fatal(records).exists():
            noted = Person.objects.filter(pk__in=records, died_on=change.told["died_on"])
            noted.exclude(enrolments__exit_reason="died").update(died_on=None)
        stop_billing(persons=records, by=by)


def _not_fatal(event: Event, change: Change, by: User) -> None:
    if event.state != Event.State.REPORTED:
        raise Refused(_("Only the report of an accident without a claim can be completed."))
    Event.objects.filter(pk=event.pk).update(died_on=None, **change.told)
    _lives_again(event, by)
    record(by=by, verb="claims.describe", subject=f"event:{event.pk}", outcome=change.told["outcome"])


def _reopened(event: Event, change: Change, by: User) -> None:
    """Where its way began: the law is asked with what is known now, and who asked for it does not approve it."""
    claim = _claim(event)
    if claim is None or claim.state != Claim.State.CLOSED:
        raise Refused(_("Only a closed claim is opened again."))
    state = Claim.State.REFUSED if claim.refusal else Claim.State.OPEN
    if not claim.refusal and claim.decision != "computed":
        state = Claim.State.REVIEW
    Claim.objects.filter(pk=claim.pk).update(
        state=state, prepared_by=change.asked_by, approved_by=None, approved_at=None, closed_by=None, closed_at=None,
        closing_reason="",
    )  # fmt: skip
    record(by=by, verb="claims.reopen", subject=f"claim:{claim.pk}")
    _computed_anew(event, change.asked_by, None)


def _lives_again(event: Event, by: User) -> None:
    """What lists told of this death until now is answered; the day of death goes, unless another report stands. A row
    without a day, which alone holds him back from the bill, is a question again.
    """
    with whole_register():
        records = records_of(event.person_id)
        told = DeathMatch.objects.filter(person__in=records, state=DeathMatch.State.SAME, death__withdrawn_at=None)
        told.filter(death__died_on=None).update(state=DeathMatch.State.ASKED, decided_by=None, decided_at=None, why="")
        Answered.objects.bulk_create(
            [Answered(event=event, area=match.area, match=match) for match in told], ignore_conflicts=True
        )
        if not fatal(records).exists():
            Person.objects.filter(pk__in=records, died_on=event.death_day).update(died_on=None)
        stop_billing(persons=records, by=by)


def _settle(event: Event, why: str, by: User) -> int:
    return Retold.objects.filter(event=event, settled_at=None).update(
        settled_by=by, settled_at=RecordedNow(), settled_why=why
    )


def _redate(event: Event, told: dict[str, str], why: str, by: User, agreed: User | None) -> None:
    """``by`` says so; ``agreed`` is the second person, where one was needed: the deed is then theirs."""
    [(field, said)] = told.items()
    was, on = getattr(event, field), date.fromisoformat(said)
    same_day = Event.objects.filter(person=event.person_id, kind=event.kind, happened_on=on).exclude(pk=event.pk)
    if (
        field == "happened_on"
        and event.kind == Event.Kind.ACCIDENT
        and same_day.exclude(state=Event.State.CLOSED).exists()
    ):
        raise Refused(_("Another accident of this person is reported on that day."))
    Event.objects.filter(pk=event.pk).update(**{field: on})
    setattr(event, field, on)
    if event.outcome == "death":
        with whole_register():
            records = records_of(event.person_id)
            Person.objects.filter(pk__in=records).update(died_on=event.death_day)
            stop_billing(persons=records, by=agreed or by)
    _settle(event, why, by)
    _computed_anew(event, by, agreed)
    record(by=agreed or by, verb="claims.redate", subject=f"event:{event.pk}", was=was, on=on)


def _computed_anew(event: Event, by: User, agreed: User | None) -> None:
    claim = Claim.objects.select_for_update(of=("self",)).select_related("event__person").filter(event=event).first()
    if claim and claim.state != Claim.State.CLOSED:
        try:
            asked_anew(claim, by, agreed)
        except InvalidCase as error:
            raise BadInput(in_words(error), where=_("The report"), todo=_("Complete it below.")) from error
