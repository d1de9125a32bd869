"""Two records found to be one person: joined by a pointer, parted again when that was wrong.

No foreign key is rewritten: what each record was proposed for, paid and given stays visible on it, and the protection
clock reads the months of all records of the person. A join that touches somebody's cover needs two persons.
"""

from __future__ import annotations

from django.utils.translation import gettext as _

from rangkiang.access.action import action, record
from rangkiang.access.models import User
from rangkiang.access.rights import require
from rangkiang.platform.errors import BadInput, Refused
from rangkiang.platform.models import RecordedNow
from rangkiang.platform.scope import whole_register

from .models import DeathMatch, IdentityLink, KnownCover, LinkProposal, Person


def _reason(why: str) -> str:
    if not why.strip():
        raise BadInput(_("A decision needs its reason."), where=_("Reason"), todo=_("Say what the evidence shows."))
    return why.strip()


def _joinable(duplicate: Person, canonical: Person) -> None:
    """Refused when the two may not be joined: unseen, chained, or plainly two persons."""
    both = list(Person.objects.select_for_update().filter(pk__in=(duplicate.pk, canonical.pk)).order_by("pk"))
    if len(both) != 2:
        raise Refused(_("Both records must be in your areas, and two different ones."))
    first, second = both
    live = IdentityLink.objects.filter(undone_at=None)
    if live.filter(record=duplicate).exclude(canonical=canonical).exists():
        raise Refused(_("This record is joined to another one already; part them first."))
    if live.filter(record=canonical).exists():
        raise Refused(_("The other record is itself joined to a third; join to that one."))
    if live.filter(canonical=duplicate).exists():
        raise Refused(_("Other records are joined to this one; join the other record to this one instead."))
    if first.birth_date and second.birth_date and first.birth_date != second.birth_date and first.sex != second.sex:
        raise Refused(_("Birth date and sex both differ; these are two persons."))


def covered(*records: Person) -> bool:
    """Whether one of our funds covers, or ever covered, one of these records."""
    with whole_register():
        return KnownCover.objects.filter(person__in=records, ours=True, withdrawn_at=None).exists()


def _join(duplicate: Person, canonical: Person, why: str, by: User) -> IdentityLink:
    made = IdentityLink.objects.create(record=duplicate, canonical=canonical, why=why, made_by=by.pk)
    record(by=by, verb="people.link", subject=f"person:{duplicate.pk}", canonical=canonical.pk)
    return made


@action("people.link")
def link(*, duplicate: Person, canonical: Person, why: str, by: User) -> IdentityLink | LinkProposal:
    """``duplicate`` is another record of ``canonical``. The same pair again is the same link. Links make no chains.

    When either is or was covered by us, this is a proposal: a second person confirms it with the same deed.
    """
    why = _reason(why)
    _joinable(duplicate, canonical)
    if existing := IdentityLink.objects.filter(undone_at=None, record=duplicate).first():
        return existing
    if not covered(duplicate, canonical):
        return _join(duplicate, canonical, why, by)
    waiting = LinkProposal.objects.filter(record=duplicate, state=LinkProposal.State.OPEN).first()
    if waiting is None:
        waiting = LinkProposal.objects.create(
            record=duplicate, canonical=canonical, area=duplicate.area, why=why, proposed_by=by.pk
        )
        record(by=by, verb="people.propose", subject=f"person:{duplicate.pk}", canonical=canonical.pk)
        return waiting
    if waiting.canonical_id != canonical.pk:
        raise Refused(_("This record is proposed to be joined to another one; that is decided first."))
    if waiting.proposed_by == by.pk:
        return waiting
    return confirm(proposal=waiting, why=why, by=by)


@action("people.link")
def confirm(*, proposal: LinkProposal, why: str, by: User) -> IdentityLink:
    """The second person agrees, and the records are joined."""
    why = _reason(why)
    held = (
        LinkProposal.objects.select_for_update(of=("self",)).select_related("record", "canonical").get(pk=proposal.pk)
    )
    if held.state == LinkProposal.State.CONFIRMED and held.link:
        return held.link
    if held.state != LinkProposal.State.OPEN:
        raise Refused(_("This proposal is decided already."))
    if held.proposed_by == by.pk:
        raise Refused(_("Who proposed a join may not confirm it."))
    _joinable(held.record, held.canonical)
    made = _join(held.record, held.canonical, held.why, by)
    LinkProposal.objects.filter(pk=held.pk).update(
        state=LinkProposal.State.CONFIRMED, decided_by=by.pk, decided_at=RecordedNow(), decided_why=why, link=made
    )
    return made


@action("people.link")
def decline(*, proposal: LinkProposal, why: str, by: User) -> LinkProposal:
    """The records stay two: the second person does not agree, or the first takes it back with a colleague."""
    why = _reason(why)
    held = LinkProposal.objects.select_for_update().get(pk=proposal.pk)
    if held.state == LinkProposal.State.DECLINED:
        return held
    if held.state != LinkProposal.State.OPEN:
        raise Refused(_("This proposal is decided already."))
    if held.proposed_by == by.pk:
        raise Refused(_("Who proposed a join may not decide on it."))
    LinkProposal.objects.filter(pk=held.pk).update(
        state=LinkProposal.State.DECLINED, decided_by=by.pk, decided_at=RecordedNow(), decided_why=why
    )
    record(by=by, verb="people.decline", subject=f"person:{held.record_id}", canonical=held.canonical_id)
    held.refresh_from_db()
    return held


@action("people.link")
def part(*, link: IdentityLink, why: str, by: User) -> IdentityLink:
    """The records were two persons after all: both are whole again."""
    why = _reason(why)
    held = Person.objects.filter(pk=link.record_id).first()
    if held is None:
        raise Refused(_("This record is not in your areas."))
    require(by, "people.link", held.area)
    changed = IdentityLink.objects.filter(pk=link.pk, undone_at=None).update(
        undone_at=RecordedNow(), undone_by=by.pk, undone_why=why
    )
    if changed:
        record(by=by, verb="people.part", subject=f"person:{link.record_id}", canonical=link.canonical_id)
    link.refresh_from_db()
    return link


@action("people.link")
def judge_death(*, match: DeathMatch, same: bool, why: str, by: User) -> DeathMatch:
    """Whether the dead of a list is this person: another one's word than the comparison's, which it may overrule.

    Who brought the list may not say so. The same word again changes nothing.
    """
    why = _reason(why)
    held = DeathMatch.objects.select_for_update(of=("self",)).select_related("death", "person").get(pk=match.pk)
    state = DeathMatch.State.SAME if same else DeathMatch.State.DIFFERENT
    if held.state == state:
        return held
    if held.made_by == by.pk:
        raise Refused(_("Who brought the list in may not decide on it."))
    DeathMatch.objects.filter(pk=held.pk).update(state=state, decided_by=by.pk, decided_at=RecordedNow(), why=why)
    record(by=by, verb="people.judge_death", subject=f"person:{held.person_id}", death=held.death_id, same=same)
    held.refresh_from_db()
    return held
