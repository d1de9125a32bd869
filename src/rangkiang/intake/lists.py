"""The lists of the desk: files, doubtful candidates, who waits or was refused, whom to visit."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from rangkiang.access.listing import MOST_ROWS, Asked, Listing, Sheet, places_of
from rangkiang.access.models import User
from rangkiang.access.rights import may
from rangkiang.people.nik import masked
from rangkiang.platform.typed import number

from . import queries
from .models import Batch, Candidate
from .reasons import words

LISTED = (Candidate.State.VERIFIED, Candidate.State.REFUSED, Candidate.State.DECREED)


def batches(asked: Asked) -> QuerySet[Batch]:
    """Of one fund, in one state."""
    found = queries.batches()
    if (state := asked.get("state", "")) in Batch.State.values:
        found = found.filter(state=state)
    return found.filter(fund_id=fund) if (fund := number(asked.get("fund", ""))) else found


def doubtful(asked: Asked) -> QuerySet[Candidate]:
    """Of one place, for one reason."""
    found = queries.doubtful().filter(area__startswith=asked.get("area", ""))
    return found.filter(reason=why) if (why := asked.get("why", "")) else found


def reasons() -> list[str]:
    """Why somebody waits for a decision now, by code."""
    found = Candidate.objects.filter(state=Candidate.State.REVIEW)
    return list(found.order_by("reason").values_list("reason", flat=True).distinct())


def state_of(asked: Asked) -> str:
    """Who waits, unless others are asked for."""
    state = asked.get("state", "")
    return state if state in LISTED else Candidate.State.VERIFIED


def candidates(asked: Asked) -> QuerySet[Candidate]:
    """In a state, of one place and fund."""
    return queries.listed(state_of(asked), asked.get("area", ""), number(asked.get("fund", "")))


def to_visit(asked: Asked) -> QuerySet[Candidate]:
    return queries.to_visit(asked.get("area", ""), asked.get("q", "").strip())


def _batches(user: User, asked: Asked) -> Sheet:
    head = (_("File"), _("Sent by"), _("Fund"), _("Received on"), _("Rows"), _("Accepted"), _("Errors"), _("State"))
    return Sheet(head, [
        (one.filename, one.sender, one.fund.name, localtime(one.recorded_at).date(), one.rows, one.accepted,
         one.errors, one.get_state_display())
        for one in batches(asked)[: MOST_ROWS + 1]
    ])  # fmt: skip


def _looked_at(head: tuple, rows: list[tuple[Candidate, tuple]]) -> Sheet:
    persons = {one.person_id for one, _cells in rows if one.person_id}
    return Sheet(head, [cells for _one, cells in rows], persons, [one.pk for one, _cells in rows if not one.person_id])


def _doubtful(user: User, asked: Asked) -> Sheet:
    names, found = places_of(user)[1], list(doubtful(asked)[: MOST_ROWS + 1])
    lists = dict(Batch.objects.filter(pk__in={one.batch_id for one in found}).values_list("pk", "filename"))
    head = (_("Name"), _("Reason"), _("Nagari"), _("File"))
    return _looked_at(head, [
        (one, (one.name, words(one.reason), names.get(one.area, one.area), lists.get(one.batch_id, "")))
        for one in found
    ])  # fmt: skip


def _candidates(user: User, asked: Asked) -> Sheet:
    """The decile to those who may see it, the reason of a refusal where there is one."""
    names, poor = places_of(user)[1], may(user, "see.decile")
    refused = state_of(asked) == Candidate.State.REFUSED
    head = (_("Name"), "NIK", _("Nagari"), *((_("Decile"),) if poor else ()), _("Proposed"),
            *((_("Why refused"),) if refused else ()))  # fmt: skip
    return _looked_at(head, [
        (one, (one.name, masked(one.nik), names.get(one.area, one.area), *((one.decile,) if poor else ()),
               localtime(one.recorded_at).date(), *((words(one.reason),) if refused else ())))
        for one in candidates(asked)[: MOST_ROWS + 1]
    ])  # fmt: skip


def _to_visit(user: User, asked: Asked) -> Sheet:
    names = places_of(user)[1]
    return _looked_at((_("Name"), _("Jorong"), _("Nagari"), _("Occupation")), [
        (one, (one.name, one.jorong, names.get(one.area, one.area), one.occupation))
        for one in to_visit(asked)[: MOST_ROWS + 1]
    ])  # fmt: skip


LISTS = (
    Listing("intake:batches", "see.intake", "daftar-masuk", ("state", "fund"), _batches),
    Listing("intake:review", "see.intake", "perlu-keputusan", ("area", "why"), _doubtful),
    Listing("intake:waiting", "see.intake", "daftar-tunggu", ("state", "area", "fund"), _candidates),
    Listing("intake:visits", "see.intake", "kunjungan", ("area", "q"), _to_visit),
)
