"""A list handed over: from now on another officer answers for it. Who brought it in stays on record."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from rangkiang.access.action import action, record
from rangkiang.access.models import User
from rangkiang.access.rights import may, table
from rangkiang.platform.errors import BadInput, Refused
from rangkiang.platform.models import today

from .models import Batch
from .purposes import ANSWERS, COVER, DEATHS, PEOPLE, purpose

# What whoever answers for a list must be able to do with it, by what the list is for.
CARRIED_ON = {
    PEOPLE: "intake.commit",
    COVER: "intake.note_cover",
    DEATHS: "intake.note_cover",
    ANSWERS: "intake.exchange",
}


def _needed(batch: Batch) -> tuple[str, str]:
    """The rights without which a list is only in somebody's way: to see it, and to do what it came for."""
    return "see.intake", CARRIED_ON[purpose(batch.profile)]


def colleagues(batch: Batch) -> QuerySet[User]:
    """Who else can carry the list on, by name: sees it and may do what it came for. Its present keeper is left out."""
    parts = batch.area.split(".")
    places = [".".join(parts[:depth]) for depth in range(1, len(parts) + 1)]
    day = today()
    holds = Q(assignments__since__lte=day) & (Q(assignments__until=None) | Q(assignments__until__gte=day))
    found = User.objects.filter(is_active=True).exclude(pk=batch.keeper.pk)
    for verb in _needed(batch):
        found = found.filter(holds, assignments__role__in=table()[verb], assignments__place__in=places)
    return found.distinct().order_by("first_name", "last_name", "username")


@action("intake.hand_over")
def hand_over(*, batch: Batch, to: User, why: str, by: User) -> Batch:
    """Another officer answers for the list, because of ``why``. Who has it already changes nothing."""
    held = Batch.objects.select_for_update(of=("self",)).select_related("owner", "received_by").get(pk=batch.pk)
    if held.keeper.pk == to.pk:
        return held
    if not why.strip():
        raise BadInput(_("A hand-over needs its reason."), where=_("Reason"), todo=_("Say why another one takes over."))
    if held.state in (Batch.State.UNDONE, Batch.State.REPLACED):
        raise Refused(_("Nobody needs to answer for a list that counts no more."))
    if not all(may(to, verb, held.area) for verb in _needed(held)):
        raise Refused(_("This officer cannot carry on a list of this kind in that area."))
    facts = {"of": held.keeper.pk, "to": to.pk}
    Batch.objects.filter(pk=held.pk).update(owner=to, handed_why=why.strip()[:300])
    record(by=by, verb="intake.hand_over", subject=f"batch:{held.pk}", **facts)
    held.refresh_from_db()
    return held
