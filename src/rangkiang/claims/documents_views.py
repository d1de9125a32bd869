"""The papers of a case: what is here and what is missing, taking in a scan, judging it, and looking at it by right."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from rangkiang.access.deeds import Refusal, attempt, given, status_of
from rangkiang.access.models import User
from rangkiang.access.pages import needs
from rangkiang.access.rights import may
from rangkiang.platform.errors import BadInput
from rangkiang.platform.models import today
from rangkiang.platform.typed import number
from rangkiang.regions.models import Region

from . import documents, documents_forms
from .cases import children_known, school_year_of
from .documents_kinds import LARGEST, PDF, SUFFIX
from .documents_models import Document, PaperMark
from .models import Child, Claim, Event
from .papers import STATES, Paper, of_case, of_child

# A picture is shown in an empty, locked page of its own; a PDF is saved, since a locked page could not show it.
LOCKED = "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'"


def me(request: HttpRequest) -> User:
    """Who is signed in; the door let nobody else in."""
    assert isinstance(request.user, User)
    return request.user


def case(key: UUID) -> Event:
    return get_object_or_404(Event.objects.select_related("person"), pk=key)


@dataclass(frozen=True)
class Whose:
    """Papers of the case itself, or of one child's yearly claim."""

    child: Child | None = None
    school_year: int = 0

    def listed(self, event: Event, language: str) -> list[Paper]:
        return of_child(event, self.child, self.school_year, language) if self.child else of_case(event, language)

    def address(self, event: Event) -> str:
        asked = f"?child={self.child.pk}&school_year={self.school_year}" if self.child else ""
        return reverse("claims:papers", args=[event.pk]) + asked


def _whose(request: HttpRequest, event: Event) -> Whose:
    """As the address or the form says; a child's only with the right to see children."""
    asked = request.POST if request.method == "POST" else request.GET
    if not asked.get("child"):
        return Whose()
    key, year = number(asked["child"]), number(asked.get("school_year", ""))
    if not (key and year and may(me(request), "see.children", event.area)):
        raise Http404
    child = next((one for one in children_known(event.person_id) if one.pk == key), None)
    if child is None:
        raise Http404
    return Whose(child, year)


def _children(request: HttpRequest, event: Event) -> list[tuple[Child, int]]:
    """The children whose yearly papers can be opened, with the school year that runs."""
    if not may(me(request), "see.children", event.area):
        return []
    year = school_year_of(today())
    return [(child, year) for child in children_known(event.person_id) if child.died_on is None]


def _page(request: HttpRequest, event: Event, error: Refusal | None = None, **bound: Form) -> HttpResponse:
    request.shown = (event.person, "papers")  # type: ignore[attr-defined]  # the frame keeps the look on record
    user, whose = me(request), _whose(request, event)
    listed = whose.listed(event, request.LANGUAGE_CODE)
    asked = request.GET.get("paper", "")
    upload = bound.get("upload") or documents_forms.Upload(listed=listed, initial={"paper": asked})
    return render(
        request,
        "claims/case_papers.html",
        {
            "event": event,
            "whose": whose,
            "children": _children(request, event),
            "claim": Claim.objects.filter(event=event).first(),
            "place": Region.objects.filter(code=event.area).first(),
            "papers": [paper for paper in listed if not paper.sometimes or paper.mark or paper.files],
            "sometimes": [paper for paper in listed if paper.sometimes and not (paper.mark or paper.files)],
            "lacking": sum(paper.lacking for paper in listed),
            "upload": upload,
            "states": [(value, STATES[value]) for value in PaperMark.State.values],
            "error": error,
            "scanner": settings.SCAN_COMMAND,
            "may_file": may(user, "claims.file", event.area) and event.state != Event.State.CLOSED,
            "may_mark": may(user, "claims.mark", event.area),
            "may_see": may(user, "claims.see_document", event.area),
            "may_letter": may(user, "claims.letter", event.area),
        },
        status=status_of(error),
    )


@require_GET
@needs("see.claims")
def papers(request: HttpRequest, key: UUID) -> HttpResponse:
    """Every paper of a case as it stands."""
    return _page(request, case(key))


@require_POST
@needs("claims.file")
def file(request: HttpRequest, key: UUID) -> HttpResponse:
    """A scan or photo comes in."""
    held = case(key)
    whose = _whose(request, held)
    form = documents_forms.Upload(request.POST, request.FILES, listed=whose.listed(held, request.LANGUAGE_CODE))

    def deed() -> None:
        told = given(form)
        if told["file"].size > LARGEST:  # said before the whole of it is read into memory
            raise BadInput(
                _("The file is larger than %d MB.") % (LARGEST >> 20),
                where=_("File"),
                todo=_("Take the photo smaller, or scan in grey at 200 dpi."),
            )
        documents.receive(
            event=held,
            paper=told["paper"],
            content=told["file"].read(),
            child=whose.child,
            school_year=whose.school_year,
            by=me(request),
        )

    if error := attempt(deed):
        return _page(request, held, error, upload=form)
    messages.success(request, _("The paper is here, encrypted. Thank you."))
    return redirect(whose.address(held))


@require_POST
@needs("claims.mark")
def mark(request: HttpRequest, key: UUID) -> HttpResponse:
    """A word on one paper."""
    held, form = case(key), documents_forms.Mark(request.POST)
    whose = _whose(request, held)

    def deed() -> None:
        documents.mark(event=held, child=whose.child, school_year=whose.school_year, **given(form), by=me(request))

    if error := attempt(deed):
        return _page(request, held, error)
    messages.success(request, _("Noted on the paper."))
    return redirect(whose.address(held))


@require_GET
@needs("claims.see_document")
def document(request: HttpRequest, key: UUID) -> HttpResponse:
    """The scan or photo itself: never kept by the browser, never run, and every look is on record."""
    held = get_object_or_404(Document.objects.select_related("event__person"), pk=key)
    if held.child_id and not may(me(request), "see.children", held.area):
        raise PermissionDenied("see.children")
    content = documents.read(document=held, by=me(request))
    request.shown = (held.event.person, f"paper {held.paper}"[:30])  # type: ignore[attr-defined]
    way = "attachment" if held.media == PDF else "inline"
    return private(content, held.media, f'{way}; filename="{held.paper}-{str(held.pk)[:8]}.{SUFFIX[held.media]}"')


def private(content: bytes, media: str, disposition: str) -> HttpResponse:
    """Bytes about a family, as no browser keeps or runs them."""
    return HttpResponse(
        content,
        content_type=media,
        headers={
            "Content-Disposition": disposition,
            "Cache-Control": "no-store, private",
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": LOCKED,
            "Cross-Origin-Resource-Policy": "same-origin",
        },
    )
