"""Every list's file and kept views: one door for all, which asks the right of the list that is named."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from rangkiang.access.listing import MOST_ROWS, Listing, Sheet
from rangkiang.access.models import User
from rangkiang.access.pages import needs
from rangkiang.access.rights import areas_of, may
from rangkiang.platform.errors import BadInput
from rangkiang.platform.scope import set_scope

from . import actions
from .lists import LISTS
from .sheets import FORMS


def _named(request: HttpRequest, page: str) -> Listing:
    """The list, opened by its own right in the areas of that right; 404 for none, a refusal without the right."""
    listing = LISTS.get(page)
    if listing is None:
        raise Http404(page)
    if not may(request.user, listing.verb):  # type: ignore[arg-type]
        raise PermissionDenied(listing.verb)
    set_scope(areas_of(request.user, listing.verb))  # type: ignore[arg-type]
    return listing


def _seen(listing: Listing, query: str) -> HttpResponse:
    return redirect(f"{reverse(listing.page)}{'?' if query else ''}{query}")


@require_POST
@needs("insight.save_view")
def keep(request: HttpRequest, page: str) -> HttpResponse:
    """Keep the filters in the address bar under the name given."""
    listing = _named(request, page)
    query = urlencode(listing.asked(request))
    actions.save_view(page=page, name=request.POST.get("name", ""), query=query, by=request.user)  # type: ignore[arg-type]
    messages.success(request, _("The view is kept."))
    return _seen(listing, query)


@require_POST
@needs("insight.drop_view")
def drop(request: HttpRequest, key: int) -> HttpResponse:
    """Back to the list whose view it was; home when it is gone already."""
    page = actions.drop_view(view=key, by=request.user)  # type: ignore[arg-type]
    messages.success(request, _("The view is removed; what it showed is untouched."))
    return redirect(page or "home")


@require_POST
@needs("insight.export")
def file(request: HttpRequest, page: str, form: str) -> HttpResponse:
    """All that the list shows as a file, each NIK masked as on the page. A look at each person is on record."""
    listing = _named(request, page)
    sheet = listing.sheet(request.user, listing.asked(request))  # type: ignore[arg-type]
    name = f"{listing.file}.{form}"
    return delivered(sheet, verb=listing.verb, page=page, file=name, by=request.user)  # type: ignore[arg-type]


def delivered(sheet: Sheet, *, verb: str, page: str, file: str, by: User) -> HttpResponse:
    """A sheet of the list ``page``, which ``verb`` opens, as the file of this name. Raises BadInput when too long."""
    form = file.rpartition(".")[2]
    if form not in FORMS:
        raise Http404(form)
    if len(sheet.rows) > MOST_ROWS:
        raise BadInput(_("The list is too long for one file."), todo=_("Narrow it with the filters."))
    actions.export(sheet=sheet, page=page, verb=verb, form=form, by=by)
    write, kind = FORMS[form]
    answer = HttpResponse(write(sheet.head, sheet.rows), content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{file}"'
    answer["Cache-Control"] = "no-store"
    return answer
