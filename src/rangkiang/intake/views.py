"""The intake desk: files received, one batch with its findings, the doubtful ones, the waiting list."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from rangkiang.access.deeds import Refusal, attempt, given, status_of
from rangkiang.access.models import User
from rangkiang.access.pages import needs
from rangkiang.access.rights import areas_of, may
from rangkiang.platform.errors import BadInput
from rangkiang.platform.models import today
from rangkiang.platform.month import Month
from rangkiang.programme.models import Fund
from rangkiang.regions.queries import places

from . import actions, forms, jobs, queries
from .models import Batch, Candidate
from .reasons import words

ROWS, DOUBTS = 50, 10
LISTS = (Candidate.State.VERIFIED, Candidate.State.REFUSED, Candidate.State.DECREED)


def _masked(value: str) -> str:
    """A cell as found, its long numbers covered: a NIK written wrongly is still somebody's."""
    return re.sub(r"\d(?:[ .'-]?\d){9,}", lambda found: f"{found[0][:6]}{'*' * 10}", value)


@needs("see.intake")
def batches(request: HttpRequest) -> HttpResponse:
    """Every file received, newest first."""
    page = Paginator(queries.batches(), 30).get_page(request.GET.get("page"))
    return render(request, "intake/batches.html", {"page": page})


def _received(facts: dict[str, Any], by: User) -> str:
    """Where to go: the batch, or for a large file the background work that makes it."""
    file, first_month = facts["file"], facts["first_month"]
    known = {"fund": facts["fund"], "filename": file.name, "content": file.read(), "on": today(), "by": by}
    if file.size > jobs.AT_ONCE:
        return reverse("job", args=[jobs.hand_in(first_month=first_month, **known).pk])
    return jobs.address(actions.receive(**known), first_month)


@needs("intake.receive")
def upload(request: HttpRequest) -> HttpResponse:
    """Hand in a file; it is checked at once and nothing else changes."""
    error: Refusal | None = None
    form = forms.Upload(request.POST or None, request.FILES or None, initial={"first_month": Month.of(today()) + 1})
    form.fields["fund"].queryset = queries.funds(areas_of(request.user, "intake.receive"))  # type: ignore[attr-defined]
    if request.method == "POST":
        places_to_go: list[str] = []
        error = attempt(lambda: places_to_go.append(_received(given(form), request.user)))
        if not error:
            return redirect(places_to_go[0])
    return render(request, "intake/upload.html", {"form": form, "error": error}, status=status_of(error))


def _first_month(request: HttpRequest) -> Month:
    try:
        return Month.parse(request.GET.get("first", ""))
    except BadInput:
        return Month.of(today()) + 1


def _severities(counts: list[tuple[str, int]]) -> list[tuple[str, str, int]]:
    """(severity, word, how many), all of them first; empty when there is no finding."""
    number = dict(counts)
    words = (("error", _("errors")), ("warning", _("warnings")), ("info", _("notes")))
    return [("", _("all"), sum(number.values())), *((s, word, number.get(s, 0)) for s, word in words)] if number else []


def _batch_page(request: HttpRequest, batch: Batch, error: Refusal | None = None) -> HttpResponse:
    user, severity = request.user, request.GET.get("severity", "")
    counts = [
        (Candidate.State(state).label, state, words(reason), n) for state, reason, n in queries.candidate_counts(batch)
    ]
    page = Paginator(queries.findings(batch, severity), ROWS).get_page(request.GET.get("page"))
    bare = may(user, "see.nik", batch.area)
    return render(
        request,
        "intake/batch.html",
        {
            "batch": batch,
            "error": error,
            "severity": severity,
            "counts": counts,
            "page": page,
            "severities": _severities(queries.finding_counts(batch)),
            "rows": [(f, f.value if bare else _masked(f.value)) for f in page.object_list],
            "english": request.LANGUAGE_CODE == "en",
            "form": forms.Commit(initial={"first_month": _first_month(request)}),
            "proposed": sum(n for _label, state, _words, n in counts if state == Candidate.State.PROPOSED),
            "may_commit": may(user, "intake.commit", batch.area),
            "may_verify": may(user, "intake.verify", batch.area),
            "may_undo": may(user, "intake.undo", batch.area),
        },
        status=status_of(error),
    )


def _found(key: UUID) -> Batch:
    return get_object_or_404(Batch.objects.select_related("fund", "received_by", "committed_by", "undone_by"), pk=key)


@needs("see.intake")
def batch(request: HttpRequest, key: UUID) -> HttpResponse:
    """One file: what was read, what is wrong with it, what became of its rows."""
    return _batch_page(request, _found(key))


def _done(request: HttpRequest, held: Batch, deed: Callable[[], object], said: str) -> HttpResponse:
    if error := attempt(deed):
        return _batch_page(request, _found(held.pk), error)
    messages.success(request, said)
    return redirect("intake:batch", held.pk)


@require_POST
@needs("intake.commit")
def commit(request: HttpRequest, key: UUID) -> HttpResponse:
    held, form = _found(key), forms.Commit(request.POST)
    return _done(
        request,
        held,
        lambda: actions.commit(batch=held, first_month=given(form)["first_month"], by=request.user),
        _("The accepted rows are now candidates."),
    )


@require_POST
@needs("intake.verify")
def verify(request: HttpRequest, key: UUID) -> HttpResponse:
    held = _found(key)
    return _done(
        request,
        held,
        lambda: actions.verify(batch=held, by=request.user),
        _("Candidates without a question are on the waiting list."),
    )


@require_POST
@needs("intake.undo")
def undo(request: HttpRequest, key: UUID) -> HttpResponse:
    held = _found(key)
    return _done(request, held, lambda: actions.undo(batch=held, by=request.user), _("The batch is withdrawn."))


def _review_page(request: HttpRequest, error: Refusal | None = None, failed: int | None = None) -> HttpResponse:
    page = Paginator(queries.doubtful(), DOUBTS).get_page(request.GET.get("page"))
    found = queries.twins(page.object_list)
    names = _names(request)
    rows = [
        (
            c,
            words(c.reason),
            names.get(c.area, c.area),
            [(twin, names.get(twin.area, twin.area)) for twin in found.get(c.pk, [])],
        )
        for c in page.object_list
    ]
    return render(
        request,
        "intake/review.html",
        {
            "page": page,
            "rows": rows,
            "error": error,
            "failed": failed,
            "may_decide": may(request.user, "intake.decide"),
        },
        status=status_of(error),
    )


@needs("see.intake")
def review(request: HttpRequest) -> HttpResponse:
    """The doubtful candidates, each beside whom it looks like."""
    return _review_page(request)


@require_POST
@needs("intake.decide")
def decide(request: HttpRequest, key: int) -> HttpResponse:
    candidate, form = get_object_or_404(Candidate, pk=key), forms.Decision(request.POST)

    def deed() -> None:
        facts = given(form)
        actions.decide(
            candidate=candidate, accept=facts["decision"] == "accept", reason=facts["reason"], by=request.user
        )

    if error := attempt(deed):
        return _review_page(request, error, key)
    messages.success(request, _("Decided and recorded."))
    return redirect("intake:review")


def _names(request: HttpRequest) -> dict[str, str]:
    return {place.code: place.name for place in places(areas_of(request.user))}


@needs("see.intake")
def waiting(request: HttpRequest) -> HttpResponse:
    """Who waits for a decree, who was refused and why, who is decreed; by nagari and fund."""
    state = request.GET.get("state", "")
    state = state if state in LISTS else Candidate.State.VERIFIED
    area, fund = request.GET.get("area", ""), request.GET.get("fund", "")
    rows = queries.listed(state, area, int(fund) if fund.isdigit() else None)
    page = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    offered = places(areas_of(request.user))
    names = {place.code: place.name for place in offered}
    return render(
        request,
        "intake/waiting.html",
        {
            "page": page,
            "rows": [(c, words(c.reason), names.get(c.area, c.area)) for c in page.object_list],
            "state": state,
            "area": area,
            "fund": fund,
            "funds": Fund.objects.order_by("kind", "area"),
            "day": today(),
            "states": [(s.value, s.label) for s in LISTS],
            "places": offered,
            "may_see_decile": may(request.user, "see.decile"),
        },
    )
