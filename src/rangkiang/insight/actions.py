"""Deeds at the people's page: keep a view, drop it, take a list out of the house."""

from __future__ import annotations

from collections.abc import Collection
from urllib.parse import parse_qsl, urlencode

from django.utils.translation import gettext as _

from rangkiang.access.action import action, record
from rangkiang.access.models import User
from rangkiang.access.rights import areas_of
from rangkiang.platform.errors import BadInput
from rangkiang.privacy.actions import log_views

from .finding import digits_of
from .models import SavedView

FILTERS = ("q", "area", "state")
MOST = 20  # views of one user; more are not found again


def _kept(query: str) -> str:
    """The filters of a query in one order, without the empty ones. Raises BadInput where it would keep a number."""
    given = dict(parse_qsl(query))
    if digits_of(given.get("q", "")):
        raise BadInput(
            _("A view keeps no NIK and no card number."), where=_("Name or number"), todo=_("Search by name.")
        )
    return urlencode({name: given[name] for name in FILTERS if given.get(name)})


@action("insight.save_view")
def save_view(*, name: str, query: str, by: User) -> SavedView:
    """Keep the filters under a name; the same name again is the same view, with the newer filters."""
    title, kept = name.strip(), _kept(query)
    if not title or len(title) > 60 or len(kept) > 200:
        raise BadInput(_("Give the view a name of at most 60 letters."), where=_("Name of the view"))
    before = SavedView.objects.filter(owner=by, name=title).first()
    if before and before.query == kept:
        return before
    if before:
        before.delete()
    elif SavedView.objects.filter(owner=by).count() >= MOST:
        raise BadInput(_("You keep twenty views already."), todo=_("Remove one that you no longer use."))
    made = SavedView.objects.create(owner=by, area=areas_of(by)[0], name=title, query=kept)
    record(by=by, verb="insight.save_view", subject=f"view:{made.pk}")
    return made


@action("insight.drop_view")
def drop_view(*, view: int, by: User) -> None:
    """Only one's own; one that is gone already is gone."""
    gone, _each = SavedView.objects.filter(pk=view, owner=by).delete()
    if gone:
        record(by=by, verb="insight.drop_view", subject=f"view:{view}")


@action("insight.export")
def export(*, persons: Collection[int], form: str, by: User) -> None:
    """These persons' rows leave the house as a file: a look at each, and one entry with their number."""
    log_views(persons=persons, what="export", by=by)
    record(by=by, verb="insight.export", subject=f"user:{by.pk}", persons=len(persons), form=form)
