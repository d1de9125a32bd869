"""Letters of a case: issue one, fetch its PDF; and the public page where anybody verifies one by its code."""

from __future__ import annotations

import hashlib
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from rangkiang.access.deeds import Refusal, attempt, status_of
from rangkiang.access.pages import needs
from rangkiang.access.rights import may
from rangkiang.platform.models import today
from rangkiang.regions.models import Region

from . import letters
from .documents_kinds import LARGEST, PDF
from .documents_views import case, me, private
from .letters_models import Letter
from .letters_told import WHOLE_NIK, fingerprint
from .models import Claim, Event

TOO_MANY = 429


def _page(request: HttpRequest, event: Event, error: Refusal | None = None) -> HttpResponse:
    request.shown = (event.person, "letters")  # type: ignore[attr-defined]  # the frame keeps the look on record
    user, claim = me(request), Claim.objects.filter(event=event).first()
    whole = may(user, "see.nik", event.area)
    offered = [
        (value, label)
        for value, label in Letter.Kind.choices
        if (value not in letters.NEEDS_CLAIM or claim) and (value not in WHOLE_NIK or whole)
    ]
    issued = Letter.objects.filter(event=event).select_related("issued_by").order_by("-pk")
    return render(
        request,
        "claims/letters.html",
        {
            "event": event,
            "claim": claim,
            "place": Region.objects.filter(code=event.area).first(),
            "offered": offered,
            "issued": [(one, one.kind not in WHOLE_NIK or whole) for one in issued],
            "may_letter": may(user, "claims.letter", event.area),
            "error": error,
        },
        status=status_of(error),
    )


@require_GET
@needs("see.claims")
def listed(request: HttpRequest, key: UUID) -> HttpResponse:
    """The letters that went out about a case."""
    return _page(request, case(key))


@require_POST
@needs("claims.letter")
def issue(request: HttpRequest, key: UUID) -> HttpResponse:
    held, made = case(key), []

    def deed() -> None:
        kind, root = request.POST.get("kind", ""), request.build_absolute_uri("/")
        made.append(letters.issue(event=held, kind=kind, on=today(), root=root, by=me(request)))

    if error := attempt(deed):
        return _page(request, held, error)
    messages.success(request, _("Letter %s is issued.") % made[0].number)
    return redirect("claims:letters", held.pk)


@require_GET
@needs("claims.letter")
def letter(request: HttpRequest, key: int) -> HttpResponse:
    """The PDF as it was issued; each look is on record."""
    held = get_object_or_404(Letter.objects.select_related("event__person"), pk=key)
    content = letters.fetch(letter=held, by=me(request))
    request.shown = (held.event.person, f"letter {held.kind}")  # type: ignore[attr-defined]
    return private(content, PDF, f'attachment; filename="surat-{held.kind}-{held.serial:03d}-{held.year}.pdf"')


def _place(request: HttpRequest) -> str:
    """The asker's address; behind the server in front, the one that it saw."""
    seen = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip() if settings.HTTPS else ""
    return seen or str(request.META["REMOTE_ADDR"])


@never_cache
def verify(request: HttpRequest, code: str) -> HttpResponse:
    """Whether a letter is ours: number, day and office, never whom it is about. Its file can be held against it."""
    if not letters.may_ask(_place(request)):
        return render(request, "claims/verify.html", {"too_many": True}, status=TOO_MANY)
    found, same = letters.verified(code), None
    file = request.FILES.get("file") if request.method == "POST" else None
    if found and file and file.size and file.size <= LARGEST:
        same = hashlib.sha256(file.read()).hexdigest() == found.sha256
    facts = {
        "letter": found,
        "same": same,
        "sent": bool(file),
        "fingerprint": fingerprint(found.digest) if found else "",
        "regency": Region.objects.filter(code=found.regency).first() if found else None,
    }
    return render(request, "claims/verify.html", facts, status=200 if found else 404)
