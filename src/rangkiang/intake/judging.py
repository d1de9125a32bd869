"""Doubts decided by people: a candidate accepted or refused, two records said to be one person or two.

Every word is kept. A join is a reversible pointer; one that touches somebody's cover waits for a second person.
"""

from __future__ import annotations

from django.utils.translation import gettext as _

from rangkiang.access.action import action, record
from rangkiang.access.models import User
from rangkiang.people import actions as people
from rangkiang.people.models import IdentityLink, LinkProposal, Person
from rangkiang.platform.bulk import run
from rangkiang.platform.errors import BadInput, Refused
from rangkiang.platform.models import RecordedNow
from rangkiang.platform.scope import whole_register
from rangkiang.programme import queries as programme

from .actions import SQL
from .models import Batch, Candidate, Judgement, Likeness

DUE = (Candidate.State.REVIEW, Candidate.State.PROPOSED)
COPIED = (
    "kk", "name", "name_key", "birth_place", "birth_date", "sex", "mother", "address", "jorong", "area", "occupation",
    "income", "phone", "decile",
)  # fmt: skip
SAME, WAITING = "same_person", "join_waiting"
OF_ANOTHER = "nik_of_another"
BY_PAIRS = ("", "alike")  # what words on every pair settle; any other doubt is decided on its own


def _reason(why: str) -> str:
    if not why.strip():
        raise BadInput(_("A decision needs its reason."), where=_("Reason"), todo=_("Say what the evidence shows."))
    return why.strip()


def _with_batch(held: Candidate) -> None:
    """His list and its programme, which may lie above the decider's area."""
    with whole_register():
        held.batch = Batch.objects.select_related("fund__programme").get(pk=held.batch_id)


def _due(candidate: int, by: User) -> Candidate:
    """The candidate, held until the transaction ends. Refused when he is decided or when one's own list brought him."""
    held = Candidate.objects.select_for_update().get(pk=candidate)
    _with_batch(held)
    if held.state not in DUE:
        raise Refused(_("This candidate is decided already."))
    _not_own(held, by)
    return held


def _not_own(held: Candidate, by: User) -> None:
    """Refused for who brought the list in and for who answers for it since."""
    if by.pk in (held.batch.received_by_id, held.batch.owner_id):
        raise Refused(_("Who brought the list in, or answers for it, may not decide on it."))


def _not_joining(held: Candidate) -> None:
    """Refused while a second person is asked whether two records are one."""
    if held.reason == WAITING:
        raise Refused(_("A join is proposed for this record. Confirm or decline it under Joins."))


def _refuse(held: Candidate, reason: str, why: str, by: User) -> None:
    Candidate.objects.filter(pk=held.pk).update(
        state=Candidate.State.REFUSED, reason=reason, evidence=why, decided_by=by, decided_at=RecordedNow()
    )


def _accept(held: Candidate, why: str, by: User, asked: list[str]) -> None:
    """On the waiting list, or still proposed while a check that the terms ask for is missing. Whoever is proposed under
    the NIK that is now said to be his is asked about.
    """
    if held.reason == OF_ANOTHER:
        others = Candidate.objects.filter(nik=held.nik, state=Candidate.State.PROPOSED).exclude(pk=held.pk)
        with whole_register():
            others.update(state=Candidate.State.REVIEW, reason=OF_ANOTHER)
    Candidate.objects.filter(pk=held.pk).update(state=Candidate.State.PROPOSED, reason="", evidence=why)
    run(SQL / "verify.sql", {"batch": held.batch_id, "candidates": [held.pk], "by": by.pk, "asked": asked})


@action("intake.decide")
def decide(*, candidate: Candidate, accept: bool, reason: str, by: User) -> Candidate:
    """A person decides a doubtful candidate; the reason is kept with it."""
    held, why = _due(candidate.pk, by), _reason(reason)
    _not_joining(held)
    if accept:
        _accept(held, why, by, [])
    else:
        _refuse(held, why[:40], why, by)
    record(by=by, verb="intake.decide", subject=f"candidate:{held.pk}", accept=accept)
    held.refresh_from_db()
    return held


@action("intake.decide")
def judge(*, likeness: Likeness, answer: str, why: str, by: User) -> Candidate:
    """One person's word on a pair: same, different, or unsure. The word is kept; what follows from it is done.

    Same: the candidate's record points to the known one, and he is refused when that one is covered or waits already;
    with cover on either side a second person must say the same. Different on every pair: he is accepted.
    """
    if answer not in Judgement.Answer.values:
        raise BadInput(_("'%s' is no answer.") % answer, where=_("Decision"), todo=_("Choose one of the list."))
    pair = Likeness.objects.select_related("person", "other").get(pk=likeness.pk)
    if pair.listed:
        raise Refused(_("A row of a list is evidence and no record to join: accept or refuse the candidate."))
    held, why = _due(pair.candidate_id, by), _reason(why)
    word, new = Judgement.objects.get_or_create(
        likeness=pair, by=by, answer=answer, defaults={"why": why, "area": held.area}
    )
    if answer == Judgement.Answer.SAME:
        _same(held, pair, word.why, by)
    elif answer == Judgement.Answer.DIFFERENT:
        _different(held, pair, word.why, by)
    if new:
        record(by=by, verb="intake.judge", subject=f"candidate:{held.pk}", likeness=pair.pk, answer=answer)
    held.refresh_from_db()
    return held


def _same(held: Candidate, pair: Likeness, why: str, by: User) -> None:
    if pair.person is None:  # the other is a candidate too, and keeps his place
        _refuse(held, "proposed_twice", why, by)
        return
    if held.nik == pair.person.nik:
        Candidate.objects.filter(pk=held.pk).update(person=pair.person)
        _settle(held, pair.person, why, by)
        return
    facts = {name: getattr(held, name) for name in COPIED}
    own, _new = Person.objects.get_or_create(nik=held.nik, defaults=facts)
    joined = people.link(duplicate=own, canonical=pair.person, why=why, by=by)
    if isinstance(joined, LinkProposal):
        Candidate.objects.filter(pk=held.pk).update(
            state=Candidate.State.REVIEW, reason=WAITING, person=own, evidence=why
        )
        return
    Candidate.objects.filter(pk=held.pk).update(person=own)
    _settle(held, pair.person, why, by)


def _settle(held: Candidate, known: Person, why: str, by: User) -> None:
    """One person with the known one: refused when that one died, is covered or waits elsewhere; else accepted."""
    others = Candidate.objects.filter(person=known, state__in=("verified", "proposed", "review")).exclude(pk=held.pk)
    if known.died_on or people.covered(known) or others.exists():
        _refuse(held, SAME, why, by)
    else:
        _accept(held, why, by, programme.rules(held.batch.fund.programme, held.batch.checked_on).asked)


def _different(held: Candidate, pair: Likeness, why: str, by: User) -> None:
    """Two persons. Under one NIK that cannot stand; otherwise he is accepted once every pair is said to differ, unless
    something else is asked of him.
    """
    other = pair.person or pair.other
    if other and other.nik == held.nik:
        _refuse(held, OF_ANOTHER, why, by)
        return
    _not_joining(held)
    if held.reason not in BY_PAIRS:
        return
    told = Judgement.objects.filter(likeness__candidate=held, answer=Judgement.Answer.DIFFERENT)
    if not held.likenesses.filter(death=None, cover=None).exclude(pk__in=told.values("likeness")).exists():
        _accept(held, why, by, programme.rules(held.batch.fund.programme, held.batch.checked_on).asked)


def _waiting(person: int, by: User) -> list[Candidate]:
    """The candidates for whom a join waits; refused when one's own list brought one of them."""
    found = Candidate.objects.select_for_update().filter(person=person, state=Candidate.State.REVIEW, reason=WAITING)
    waiting = list(found)
    for held in waiting:
        _with_batch(held)
        _not_own(held, by)
    return waiting


@action("people.link")
def join(*, duplicate: Person, canonical: Person, why: str, by: User) -> IdentityLink | LinkProposal:
    """Two known records said to be one person; the candidates that waited for the second word are settled."""
    waiting = _waiting(duplicate.pk, by)
    made = people.link(duplicate=duplicate, canonical=canonical, why=why, by=by)
    if isinstance(made, IdentityLink):
        for held in waiting:
            _settle(held, made.canonical, made.why, by)
    return made


@action("people.link")
def confirm(*, proposal: LinkProposal, why: str, by: User) -> IdentityLink:
    """The second person agrees to a join; the candidates that waited for it are settled."""
    waiting = _waiting(proposal.record_id, by)
    made = people.confirm(proposal=proposal, why=why, by=by)
    for held in waiting:
        _settle(held, made.canonical, made.why, by)
    return made


@action("people.link")
def decline(*, proposal: LinkProposal, why: str, by: User) -> LinkProposal:
    """The second person does not agree; the candidates come back to the queue."""
    waiting = _waiting(proposal.record_id, by)
    declined = people.decline(proposal=proposal, why=why, by=by)
    Candidate.objects.filter(pk__in=[held.pk for held in waiting]).update(reason="alike", person=None)
    return declined


@action("people.link")
def part(*, link: IdentityLink, why: str, by: User) -> IdentityLink:
    """A join is undone; who was refused because of it comes back to the queue."""
    parted = people.part(link=link, why=why, by=by)
    refused = Candidate.objects.filter(person=parted.record_id, state=Candidate.State.REFUSED, reason=SAME)
    refused.update(state=Candidate.State.REVIEW, reason="alike", person=None, decided_by=None, decided_at=None)
    return parted
