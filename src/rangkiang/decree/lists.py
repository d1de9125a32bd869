"""The list of decrees: of one fund, in one state."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from rangkiang.access.listing import MOST_ROWS, Asked, Listing, Sheet
from rangkiang.access.models import User
from rangkiang.platform.typed import number

from . import queries
from .models import Decree


def decrees(asked: Asked) -> QuerySet[Decree]:
    found = queries.decrees()
    if (state := asked.get("state", "")) in Decree.State.values:
        found = found.filter(state=state)
    return found.filter(fund_id=fund) if (fund := number(asked.get("fund", ""))) else found


def _decrees(user: User, asked: Asked) -> Sheet:
    head = (_("Number"), _("Date"), _("Fund"), _("First month"), _("Persons"), _("State"))
    return Sheet(head, [
        (one.number, one.dated, one.fund.name, one.first_month, one.persons, one.get_state_display())
        for one in decrees(asked)[: MOST_ROWS + 1]
    ])  # fmt: skip


LISTS = (Listing("decree:list", "see.decrees", "sk", ("state", "fund"), _decrees),)
