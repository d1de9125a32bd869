"""Pages of finding: one box for everything, and the people's list with its filters, kept views and files."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Page
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from rangkiang.access.deeds import Refusal, attempt, status_of
from rangkiang.access.pages import needs
from rangkiang.access.rights import areas_of, may
from rangkiang.platform.errors import BadInput
from rangkiang.privacy.actions import log_views
from rangkiang.regions.queries import places

from . import actions
from .finding import PAGE, STATES, Found, everything, search, shown
from .models import SavedView
from .sheets import FORMS, MOST_ROWS, Cell


@dataclass(frozen=True)
class Filters:
    """What stands in the address bar of the people's page."""

    q: str = ""
    area: str = ""
    state: str = ""

    @classmethod
    def of(cls, request: HttpRequest) -> Filters:
        given = request.GET
        state = given.get("state", "")
        return cls(given.get("q", "").strip()[:80], given.get("area", ""), state if state in STATES else "")

    @property
    def any(self) -> bool:
        return bool(self.q or self.area or self.state)

    @property
    def query(self) -> str:
        return urlencode({name: value for name, value in vars(self).items() if value})

    def page(self, request: HttpRequest, number: int, size: int = PAGE) -> Page[Found]:
        return search(self.q, self.area, number, by_part=may(request.user, "see.nik"), state=self.state, size=size)


@login_required
def everything_found(request: HttpRequest) -> HttpResponse:
    """The box in the header. Every person whose name is shown was looked at, and it is on record."""
    text = request.GET.get("q", "").strip()[:80]
    error, found = None, None
    if len(text) > 1:
        try:
            found = everything(text, request.user)
        except BadInput as refused:
            error = refused
    if found:
        log_views(persons=shown(found), what="search", by=request.user)
    answer = {"sought": text, "found": found, "error": error}
    return render(request, "insight/everything.html", answer, status=status_of(error))


def _list(request: HttpRequest, error: Refusal | None = None) -> HttpResponse:
    asked = Filters.of(request)
    number = request.GET.get("page", "1")
    page = None
    if asked.any and not error:
        try:
            page = asked.page(request, int(number) if number.isdigit() and int(number) else 1)
            log_views(persons=[one.id for one in page], what="search", by=request.user)
        except BadInput as refused:
            error = refused
    return render(
        request,
        "insight/search.html",
        {
            "asked": asked,
            "page": page,
            "error": error,
            "states": STATES.items(),
            "views": SavedView.objects.filter(owner=request.user.pk).order_by("name"),
            "places": places(areas_of(request.user, "see.register")),
        },
        status=status_of(error),
    )


@needs("see.register")
def find(request: HttpRequest) -> HttpResponse:
    """The people's page: nothing asked shows the filters and one's own views."""
    return _list(request)


@require_POST
@needs("insight.save_view")
def keep(request: HttpRequest) -> HttpResponse:
    """Keep the filters in the address bar under the name given."""
    query = Filters.of(request).query
    error = attempt(lambda: actions.save_view(name=request.POST.get("name", ""), query=query, by=request.user))
    if error:
        return _list(request, error)
    messages.success(request, _("The view is kept."))
    return redirect(f"{reverse('people:search')}?{query}")


@require_POST
@needs("insight.drop_view")
def drop(request: HttpRequest, key: int) -> HttpResponse:
    actions.drop_view(view=key, by=request.user)
    messages.success(request, _("The view is removed; no person's record was touched."))
    return redirect("people:search")


def _rows(found: Iterable[Found]) -> Iterable[tuple[Cell, ...]]:
    for one in found:
        yield one.name, one.masked, one.birth_date, one.place or one.area, cover_words(one)


def cover_words(one: Found) -> str:
    """The state of the cover as the list's badge says it."""
    if one.died_on:
        return _("died %(day)s") % {"day": date_format(one.died_on, "j M Y")}
    if not one.first_month:
        return _("not enrolled")
    if not one.last_month:
        return _("enrolled since %(month)s") % {"month": date_format(one.first_month, "M Y")}
    why = {"month": date_format(one.last_month, "M Y"), "why": one.why_ended}
    return _("ended after %(month)s: %(why)s") % why


@require_POST
@needs("insight.export")
def export(request: HttpRequest, form: str) -> HttpResponse:
    """All that the list shows as a file, the NIK masked as on the page. A look at each person is on record."""
    asked = Filters.of(request)
    try:
        page = asked.page(request, 1, MOST_ROWS)
        if page.paginator.count > MOST_ROWS:
            raise BadInput(_("The list is too long for one file."), todo=_("Narrow it by area or state."))
    except BadInput as refused:
        return _list(request, refused)
    found = list(page)
    actions.export(persons=[one.id for one in found], form=form, by=request.user)
    write, kind = FORMS[form]
    head = [_("Name"), "NIK", _("Born"), _("Nagari"), _("Cover")]
    answer = HttpResponse(write(head, _rows(found)), content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="warga.{form}"'
    answer["Cache-Control"] = "no-store"
    return answer
