"""The family of a member who died: who comes first by law, who must wait and why, whose account, who gets how much.

The law gives the order; where it is silent (how several share) the heirs agree and we record. An account in another
name is a question to a second person, never a payment.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from rangkiang.access.action import action, record
from rangkiang.access.models import User
from rangkiang.access.rights import require
from rangkiang.law.heirs import RELATIONS, Heirs
from rangkiang.law.heirs import heirs as by_law
from rangkiang.law.parameters import limit
from rangkiang.people.names import sound
from rangkiang.platform.errors import BadInput, Refused
from rangkiang.platform.rupiah import rupiah

from .heirs_models import Account, Petition, Relative
from .models import Claim, Event, HandOver

SCHOLARSHIP = "beasiswa"
FUNERAL = Relative.Relation.FUNERAL
Said = tuple[str, str]  # Indonesian, English


@dataclass(frozen=True)
class Family:
    """The living relatives, and what the law says of them; None of it before somebody is entered."""

    relatives: list[Relative]
    law: Heirs

    def entitled(self, one: Relative) -> bool:
        if one.relation == FUNERAL:
            return self.law.entitled.gets == "funeral"
        return one.relation in self.law.entitled.relations

    @property
    def heirs(self) -> list[Relative]:
        return [one for one in self.relatives if self.entitled(one)]

    @property
    def article(self) -> str:
        return self.law.entitled.article

    def said(self, one: Relative) -> Said:
        """The law's sentence about this relative's turn, with its article."""
        if self.entitled(one) or one.relation == FUNERAL:
            found = self.law.told
        else:
            here = [c for c in self.law.later if any(r.relation in c.relations for r in self.relatives)]
            found = self.law.excluded[next(i for i, c in enumerate(here) if one.relation in c.relations)]
        return f"{found[0]} ({self.article})", f"{found[1]} ({self.article})"


def family(event: Event) -> Family:
    """Everybody entered for a case, in the order of the law. One statement."""
    places = [*RELATIONS, "will", FUNERAL]
    found = event.relatives.filter(withdrawn="").order_by("born", "pk")
    relatives = sorted(found, key=lambda one: places.index(one.relation))
    counts = Counter(one.relation for one in relatives if one.relation in RELATIONS)
    funeral = next((one.name for one in relatives if one.relation == FUNERAL), "")
    will = any(one.relation == "will" for one in relatives)
    return Family(relatives, by_law({**counts, "will": will, "funeral_by": funeral}))


def minor(one: Relative, on: date) -> bool:
    """Below the age from which nobody asks: a guardian acts for the heir. Without a birth date taken as grown."""
    if one.born is None:
        return False
    years = on.year - one.born.year - ((on.month, on.day) < (one.born.month, one.born.day))
    return years < limit("umur_bawah_ragu", on)


def entitled_or_refused(one: Relative) -> Family:
    """Refused with the law's own sentence when others come first."""
    found = family(one.event)
    if one.withdrawn or not found.entitled(one):
        said = found.said(one)[get_language() != "id"] if not one.withdrawn else _("This relative was withdrawn.")
        raise Refused(f"{one.name}: {said}")
    return found


def _held(event: Event, by: User, verb: str) -> Event:
    require(by, verb, event.area)
    held = Event.objects.select_for_update().get(pk=event.pk)
    if held.outcome != "death":
        raise Refused(_("The member lives; the money is the member's own and there are no heirs."))
    if held.state == Event.State.CLOSED:
        raise Refused(_("This report was taken back; no heirs are entered."))
    return held


@action("claims.heirs")
def add_relative(*, event: Event, relation: str, name: str, born: date | None = None, by: User) -> Relative:
    """A living relative; the same one again is the same row. Whoever lives counts, whether he asks or not."""
    held = _held(event, by, "claims.heirs")
    name = " ".join(name.split())
    if relation not in Relative.Relation.values or not name:
        raise BadInput(
            _("A relative has a name and a relation."), where=_("Relation"), todo=_("Choose one of the list.")
        )
    if born and born > held.reported_on:
        raise BadInput(_("Born after the death was reported."), where=_("Born on"), todo=_("Check the date."))
    one, new = Relative.objects.get_or_create(
        event=held,
        relation=relation,
        name=name,
        born=born,
        withdrawn="",
        defaults={"area": held.area, "entered_by": by},
    )
    if new:
        record(by=by, verb="claims.add_relative", subject=f"event:{held.pk}", relation=relation)
    return one


def _one(relative: Relative, by: User) -> Relative:
    _held(relative.event, by, "claims.heirs")
    held = Relative.objects.select_for_update(of=("self",)).select_related("event").get(pk=relative.pk)
    if held.withdrawn:
        raise Refused(_("This relative was withdrawn."))
    return held


@action("claims.heirs")
def withdraw_relative(*, relative: Relative, reason: str, by: User) -> Relative:
    """One entered by mistake, or who died since: stays with the reason and counts no more."""
    if not reason.strip():
        raise BadInput(_("This takes a reason."), where=_("Reason"), todo=_("Say why."))
    held = Relative.objects.select_for_update(of=("self",)).select_related("event").get(pk=relative.pk)
    if held.withdrawn:
        return held
    held = _one(relative, by)
    if held.handed.exists():
        raise Refused(_("This heir has received the money already."))
    Relative.objects.filter(pk=held.pk).update(withdrawn=reason.strip(), withdrawn_by=by, share=None)
    record(by=by, verb="claims.withdraw_relative", subject=f"event:{held.event_id}", relative=held.pk)
    held.refresh_from_db()
    return held


@action("claims.heirs")
def name_guardian(*, relative: Relative, guardian: str, guardian_relation: str, by: User) -> Relative:
    """Who acts for an heir who is a minor."""
    held = _one(relative, by)
    guardian, relation = " ".join(guardian.split()), guardian_relation.strip()
    if not guardian or not relation:
        raise BadInput(_("A guardian has a name and a relation."), where=_("Guardian"), todo=_("Write both."))
    if (held.guardian, held.guardian_relation) == (guardian, relation):
        return held
    Relative.objects.filter(pk=held.pk).update(guardian=guardian, guardian_relation=relation)
    record(by=by, verb="claims.name_guardian", subject=f"event:{held.event_id}", relative=held.pk)
    held.refresh_from_db()
    return held


@action("claims.heirs")
def petition(*, relative: Relative, on: date, by: User) -> Petition:
    """Somebody asks for the benefit: what the law says to him is kept, with its article, in both languages."""
    held = _one(relative, by)
    found = family(held.event)
    said_id, said_en = found.said(held)
    made, new = Petition.objects.get_or_create(
        relative=held,
        on=on,
        entitled=found.entitled(held),
        defaults={"area": held.area, "said_id": said_id, "said_en": said_en, "by": by},
    )
    if new:
        record(
            by=by, verb="claims.petition", subject=f"event:{held.event_id}", relative=held.pk, entitled=made.entitled
        )
    return made


@action("claims.heirs")
def set_account(*, relative: Relative, bank: str, number: str, holder: str, by: User) -> Account:
    """The account of an entitled heir. Another name than the heir's is a question, and nothing goes there unanswered.

    Refused, with the law's sentence, for a relative whom others precede.
    """
    held = _one(relative, by)
    entitled_or_refused(held)
    digits = "".join(number.split()).replace("-", "").replace(".", "")
    if not (digits.isascii() and digits.isdigit()) or not 6 <= len(digits) <= 34:
        raise BadInput(
            _("An account number is six digits or more."), where=_("Account number"), todo=_("Copy the bank book.")
        )
    if not sound(holder) or not bank.strip():
        raise BadInput(_("An account has a bank and a holder."), where=_("Holder"), todo=_("Copy the bank book."))
    question = Account.Question.NONE
    if sound(holder) != sound(held.name):
        guards = held.guardian and sound(holder) == sound(held.guardian)
        question = Account.Question.GUARDIAN if guards else Account.Question.OTHER_NAME
    made, new = Account.objects.get_or_create(
        relative=held,
        bank=bank.strip(),
        number=digits,
        holder=" ".join(holder.split()),
        defaults={"area": held.area, "question": question, "entered_by": by},
    )
    if new:
        record(by=by, verb="claims.set_account", subject=f"event:{held.event_id}", account=made.pk, question=question)
    return made


@action("claims.answer_account")
def answer_account(*, account: Account, answer: str, by: User) -> Account:
    """A second person says why money may go to an account in another name."""
    held = Account.objects.select_for_update(of=("self",)).select_related("relative").get(pk=account.pk)
    require(by, "claims.answer_account", held.area)
    if held.settled:
        return held
    if held.entered_by_id == by.pk:
        raise Refused(_("Who entered an account may not answer its question."))
    if not answer.strip():
        raise BadInput(
            _("This takes a reason."), where=_("Reason"), todo=_("Say what shows that the money is the heir's.")
        )
    Account.objects.filter(pk=held.pk).update(answered_by=by, answer=answer.strip())
    record(by=by, verb="claims.answer_account", subject=f"event:{held.relative.event_id}", account=held.pk)
    held.refresh_from_db()
    return held


def lump(claim: Claim) -> int:
    """What is handed out at once, in rupiah, no scholarship: what BPJS paid, with its addition for being late.

    Before it pays: as it granted it, before that as the law gives it.
    """
    if paid := sum(claim.disbursements.exclude(part=SCHOLARSHIP).values_list("amount", flat=True)):
        return paid
    if claim.decided_on:
        return sum(part.amount for part in claim.parts.filter(turn=claim.turn).exclude(code=SCHOLARSHIP))
    return sum(amount for code, amount in claim.steps.get("parts", {}).items() if code != SCHOLARSHIP)


def received(claim: Claim) -> dict[int | None, int]:
    """Rupiah in each heir's hands; None: the living member's."""
    found: dict[int | None, int] = {}
    for heir, amount in claim.handed.values_list("relative_id", "amount"):
        found[heir] = found.get(heir, 0) + amount
    return found


def left_to_hand(claim: Claim) -> int:
    """Rupiah that BPJS paid and the family has not signed for; a record without amounts is of the whole."""
    if claim.paid_on is None:
        return 0
    had = received(claim)
    if not had and HandOver.objects.filter(claim=claim).exists():
        return 0
    return lump(claim) - sum(had.values())


@action("claims.heirs")
def set_shares(*, claim: Claim, shares: Mapping[int, int], by: User) -> list[Relative]:
    """How several heirs of one class share, as they agreed in writing: rupiah of each, together the whole sum.

    When more is paid later they agree anew; nobody's share falls below what he has received.
    """
    event = _held(claim.event, by, "claims.heirs")
    found = family(event)
    ours = {one.pk for one in found.heirs}
    if set(shares) != ours or any(amount <= 0 for amount in shares.values()):
        raise BadInput(
            _("Every heir, and nobody else, has a share."), where=_("Shares"), todo=_("Give each heir's rupiah.")
        )
    whole = lump(claim)
    if sum(shares.values()) != whole:
        raise BadInput(
            _("The shares come to another sum than the benefit."),
            where=_("Shares"),
            todo=_("They make %s together.") % rupiah(whole),
        )
    had = received(claim)
    if had and sum(one.share or 0 for one in found.heirs) == whole:
        raise Refused(_("Money was handed over by the shares that stand."))
    if any(shares.get(pk, 0) < amount for pk, amount in had.items() if pk):
        raise BadInput(
            _("An heir has received more than this share already."),
            where=_("Shares"),
            todo=_("Give each heir's rupiah."),
        )
    if len(ours) > 1 and not event.documents.filter(paper="share_agreement").exists():
        raise Refused(_("The heirs' written agreement is missing; add its photo to the papers first."))
    if {one.pk: one.share for one in found.heirs} != dict(shares):
        for pk, amount in shares.items():
            Relative.objects.filter(pk=pk).update(share=amount)
        record(by=by, verb="claims.set_shares", subject=f"claim:{claim.pk}", heirs=len(shares), amount=whole)
    return family(event).heirs
