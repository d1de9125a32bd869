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


def colleagues(batch: Batch) -> QuerySet[User]:
    """Who else may receive lists for the batch's area, by name; its present keeper is left out."""
    parts = batch.area.split(".")
    places = [".".join(parts[:depth]) for depth in range(1, len(parts) + 1)]
    day = today()
    holds = Q(assignments__since__lte=day) & (Q(assignments__until=None) | Q(assignments__until__gte=day))
    found = User.objects.filter(
        holds, is_active=True, assignments__role__in=table()["intake.receive"], assignments__place__in=places
    )
    return found.exclude(pk=batch.keeper.pk).distinct().order_by("first_name", "last_name", "username")


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
    if not may(to, "intake.receive", held.area):
        raise Refused(_("This officer may not receive lists for that area."))
    facts = {"of": held.keeper.pk, "to": to.pk}
    Batch.objects.filter(pk=held.pk).update(owner=to, handed_why=why.strip()[:300])
    record(by=by, verb="intake.hand_over", subject=f"batch:{held.pk}", **facts)
    held.refresh_from_db()
    return held
