"""The hand-over: the right person, the right account, a witness, a photo and a signature; free and without a broker."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from rangkiang.access.action import action, record
from rangkiang.access.models import User
from rangkiang.access.rights import require
from rangkiang.platform.errors import BadInput, Refused

from . import actions, documents
from .documents_models import Document
from .heirs import entitled_or_refused, lump, minor
from .heirs_models import Handed, Relative
from .models import Claim


def _payable(claim: Claim, heir: Relative, on: date) -> int:
    """Rupiah due to this heir, once everything about him is settled. Refused with what is still open."""
    if heir.event_id != claim.event_id:
        raise Refused(_("This relative belongs to another case."))
    found = entitled_or_refused(heir)
    if minor(heir, on) and not heir.guardian:
        raise Refused(_("%s is a minor; name the guardian first.") % heir.name)
    account = heir.accounts.order_by("-pk").first()
    if account is None:
        raise Refused(_("%s has no account of their own yet; the money goes nowhere else.") % heir.name)
    if not account.settled:
        raise Refused(_("The account is not in the heir's name; a second person must answer for it first."))
    if len(found.heirs) > 1 and heir.share is None:
        raise Refused(_("Several heirs are entitled; enter their agreed shares first."))
    whole = lump(claim)
    if len(found.heirs) > 1 and sum(one.share or 0 for one in found.heirs) != whole:
        raise Refused(_("BPJS paid another sum than the shares make; enter the shares of the whole sum first."))
    return heir.share if heir.share and len(found.heirs) > 1 else whole


@action("claims.hand_over")
def hand_over_to(
    *,
    claim: Claim,
    heir: Relative | None,
    on: date,
    witness: str,
    witness_role: str,
    photo: bytes,
    signature: bytes,
    by: User,
) -> Handed:
    """One heir (None: the living member) received what is due of the money paid, before a witness.

    The same hand-over again is the same. Refused for whoever is not entitled, with the law's reason.
    """
    require(by, "claims.hand_over", claim.area)
    held = Claim.objects.select_for_update(of=("self",)).select_related("event", "person").get(pk=claim.pk)
    if held.paid_on is None:
        raise Refused(_("Only a paid claim is handed over."))
    if heir is None and held.event.outcome == "death":
        raise BadInput(_("Say which heir received it."), where=_("Heir"), todo=_("Choose one of the list."))
    if not witness.strip() or not witness_role.strip():
        raise BadInput(
            _("A hand-over has a witness."), where=_("Witness"), todo=_("Write name and office or relation.")
        )
    due = _payable(held, heir, on) if heir else lump(held)
    earlier = list(Handed.objects.filter(claim=held, relative=heir).order_by("turn"))
    amount = due - sum(one.amount for one in earlier)
    if amount <= 0:
        if earlier and earlier[-1].on == on:
            return earlier[-1]
        raise Refused(_("Everything due was handed over already."))
    if on < held.paid_on:
        raise BadInput(_("It was not paid yet on this day."), where=_("On"), todo=_("Check the date."))
    made = Handed.objects.create(
        claim=held,
        area=held.area,
        relative=heir,
        turn=len(earlier),
        amount=amount,
        on=on,
        witness=" ".join(witness.split()),
        witness_role=witness_role.strip(),
        photo=_kept(held, "handed_photo", photo, by),
        signature=_kept(held, "signature", signature, by),
        by=by,
    )
    relation = heir.get_relation_display() if heir else _("the member")
    actions.hand_over(claim=held, heir=heir.name if heir else held.person.name, relation=str(relation), on=on, by=by)
    record(by=by, verb="claims.hand_over_to", subject=f"claim:{held.pk}", amount=amount, on=on)
    return made


def _kept(claim: Claim, paper: str, content: bytes, by: User) -> Document:
    if not content:
        raise BadInput(_("A hand-over has a photo and a signature."), where=_("File"), todo=_("Take a photo of both."))
    return documents.receive(event=claim.event, paper=paper, content=content, by=by)
