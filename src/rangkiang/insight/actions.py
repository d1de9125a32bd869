"""Deeds at every list: keep a view, drop it, take a list out of the house."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode

from django.utils.translation import gettext as _

from rangkiang.access.action import action, record
from rangkiang.access.listing import Listing, Sheet
from rangkiang.access.models import User
from rangkiang.access.rights import areas_of, require
from rangkiang.intake import verification as intake
from rangkiang.platform.errors import BadInput
from rangkiang.privacy.actions import log_views

from .finding import digits_of
from .lists import LISTS
from .models import SavedView

MOST = 20  # views of one user and list; more are not found again


def _kept(listing: Listing, query: str) -> str:
    """The filters of a query in one order, without the empty ones. Raises BadInput where it would keep a number."""
    given = dict(parse_qsl(query))
    if digits_of(given.get("q", "")):
        raise BadInput(
            _("A view keeps no NIK and no card number."), where=_("Name or number"), todo=_("Search by name.")
        )
    return urlencode({name: given[name] for name in listing.filters if given.get(name)})


@action("insight.save_view")
def save_view(*, page: str, name: str, query: str, by: User) -> SavedView:
    """Keep a list's filters under a name; the same name again is the same view, with the newer filters.

    ``page`` is the name of the list's page. Raises Refused without the right that opens it.
    """
    listing, title = LISTS[page], name.strip()
    require(by, listing.verb)
    kept = _kept(listing, query)
    if not title or len(title) > 60 or len(kept) > 200:
        raise BadInput(_("Give the view a name of at most 60 letters."), where=_("Name of the view"))
    own = SavedView.objects.filter(owner=by, page=page)
    before = own.filter(name=title).first()
    if before and before.query == kept:
        return before
    if before:
        before.delete()
    elif own.count() >= MOST:
        raise BadInput(_("You keep twenty views of this list already."), todo=_("Remove one that you no longer use."))
    area = areas_of(by, listing.verb)[0]
    made = SavedView.objects.create(owner=by, area=area, page=page, name=title, query=kept)
    record(by=by, verb="insight.save_view", subject=f"view:{made.pk}")
    return made


@action("insight.drop_view")
def drop_view(*, view: int, by: User) -> str:
    """Only one's own; one that is gone already is gone. The name of the page whose view it was, empty when gone."""
    held = SavedView.objects.filter(pk=view, owner=by).first()
    if held is None:
        return ""
    held.delete()
    record(by=by, verb="insight.drop_view", subject=f"view:{view}")
    return held.page


@action("insight.export")
def export(*, sheet: Sheet, page: str, verb: str, form: str, by: User) -> None:
    """A list's rows leave the house as a file: a look at each person and candidate, and one entry with the numbers.

    Raises Refused without ``verb``, the right that opens the list.
    """
    require(by, verb)
    log_views(persons=sheet.persons, what="export", by=by)
    intake.glances(candidates=sheet.candidates, what="export", by=by)
    record(
        by=by, verb="insight.export", subject=f"list:{page}", form=form, rows=len(sheet.rows),
        persons=len(sheet.persons), candidates=len(sheet.candidates),
    )  # fmt: skip
