"""What every page knows: the office's date, whether this is a demo, who is signed in and where they may go."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from rangkiang.access.listing import Listing
from rangkiang.access.models import Role
from rangkiang.access.rights import may, roles_of
from rangkiang.insight.lists import LISTS
from rangkiang.insight.models import SavedView
from rangkiang.platform.models import Installation, today

from .help import guide_of


@dataclass(frozen=True)
class Tools:
    """What ``<c-list-tools />`` shows of the list whose page this is: its file, the reader's views, what is asked."""

    listing: Listing
    request: HttpRequest

    @property
    def asked(self) -> str:
        return urlencode(self.listing.asked(self.request))

    @property
    def views(self) -> list[SavedView]:
        found = SavedView.objects.filter(owner=self.request.user.pk, page=self.listing.page).order_by("name")
        return list(found) if self.listing.filters else []


def _tools(request: HttpRequest) -> Tools | None:
    listing = LISTS.get(request.resolver_match.view_name) if request.resolver_match else None
    return Tools(listing, request) if listing else None


def _doors(request: HttpRequest) -> list[dict[str, Any]]:
    """The main pages this user may open, in the order in which the data walks through the house."""
    plan = [
        (_("Home"), "home", None),
        (_("People"), "people:search", "see.register"),
        (_("Lists in"), "intake:batches", "see.intake"),
        (_("Decrees"), "decree:list", "see.decrees"),
        (_("Money"), "money:months", "see.money"),
        (_("Claims"), "claims:board", "see.claims"),
        (_("BPJS"), "exchange:bpjs", "money.active_list"),
        (_("Families"), "exchange:families", "exchange.cards"),
        (_("Programme"), "programme:page", "see.programme"),
        (_("Audit"), "access:audit", "see.audit"),
        (_("Users"), "access:users", "see.users"),
    ]
    doors = []
    for label, name, verb in plan:
        if verb and not may(request.user, verb):
            continue
        try:
            path = reverse(name)
        except NoReverseMatch:
            continue
        here = request.path == path or (path != "/" and request.path.startswith(path))
        doors.append({"label": label, "path": path, "here": here})
    return doors


def house(request: HttpRequest) -> dict[str, Any]:
    known = getattr(request, "user", None) is not None and request.user.is_authenticated
    return {
        "today": today(),
        "demo": Installation.objects.filter(demo=True).exists(),
        "roles": [Role(role).label for role in sorted(roles_of(request.user))] if known else [],
        "guide": guide_of(request) if known else "",
        "tools": _tools(request) if known else None,
        "doors": _doors(request) if known else [],
        "keeps": known and may(request.user, "claims.report"),  # this browser keeps reports while the link is gone
    }
