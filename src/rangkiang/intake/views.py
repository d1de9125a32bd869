"""The intake desk: files received, one batch from its columns to its undoing, the waiting list."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import SEEK_END
from pathlib import Path
from typing import Any, BinaryIO
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from rangkiang.access.deeds import Refusal, attempt, given, status_of
from rangkiang.access.models import User
from rangkiang.access.pages import needs
from rangkiang.access.rights import areas_of, may
from rangkiang.platform.errors import BadInput
from rangkiang.platform.models import today
from rangkiang.platform.month import Month
from rangkiang.programme import queries as programme
from rangkiang.programme.models import Fund

from . import actions, forms, handing, jobs, lists, queries, reading, sharing, verification
from .desk import near
from .models import Batch, Candidate, Verification
from .purposes import ANSWERS, DEATHS, purpose
from .readers.archives import lists_in
from .readers.faults import FileFault
from .readers.fields import FIELDS
from .readers.profiles import profiles
from .reasons import advice, words
from .results import GOOD, label
from .sharing import as_file

ROWS = 50


def _masked(value: str) -> str:
    """A cell as found, its long numbers covered: a NIK written wrongly is still somebody's."""
    return re.sub(r"\d(?:[ .'-]?\d){9,}", lambda found: f"{found[0][:6]}{'*' * 10}", value)


@needs("see.intake")
def batches(request: HttpRequest) -> HttpResponse:
    """Every file received, newest first."""
    page = Paginator(lists.batches(request.GET), 30).get_page(request.GET.get("page"))
    funds = [(one.pk, one.name) for one in Fund.objects.order_by("kind", "area")]
    told = {"page": page, "funds": funds, "states": Batch.State.choices, "asked": request.GET}
    return render(request, "intake/batches.html", told)


def _one(facts: dict[str, Any], name: str, content: BinaryIO, by: User) -> str:
    """Where to go: the batch, or for a large file the background work that makes it."""
    known = {"fund": facts["fund"], "filename": name, "content": content, "on": today(), "by": by}
    known["sender"] = facts["sender"]
    if content.seek(0, SEEK_END) > jobs.AT_ONCE:
        return reverse("job", args=[jobs.hand_in(first_month=facts["first_month"], **known).pk])
    return jobs.address(actions.receive(**known), facts["first_month"])


def _told(request: HttpRequest, fault: FileFault) -> str:
    return fault.message_en if request.LANGUAGE_CODE == "en" else fault.message_id


def _received(request: HttpRequest, facts: dict[str, Any]) -> str:
    """One list, or every list of a zip; all of them or none."""
    file = facts["file"]
    try:
        opened = lists_in(file.file, file.name)
    except FileFault as fault:
        raise BadInput(_told(request, fault), where=file.name) from fault
    with transaction.atomic():
        places = [_one(facts, Path(one.name).name, one.stream, request.user) for one in opened.lists]
    for name, reason in opened.skipped:
        messages.warning(request, f"{name}: {_told(request, reason)}")
    if len(places) > 1:
        messages.success(request, _("%d lists were received, each by itself.") % len(places))
        return reverse("intake:batches")
    return places[0]


@needs("intake.receive")
def upload(request: HttpRequest) -> HttpResponse:
    """Hand in a file; it is checked at once and nothing else changes."""
    error: Refusal | None = None
    form = forms.Upload(request.POST or None, request.FILES or None, initial={"first_month": Month.of(today()) + 1})
    form.fields["fund"].queryset = queries.funds(areas_of(request.user, "intake.receive"))  # type: ignore[attr-defined]
    if request.method == "POST":
        places_to_go: list[str] = []
        error = attempt(lambda: places_to_go.append(_received(request, given(form))))
        if not error:
            return redirect(places_to_go[0])
    told = {"form": form, "error": error, "senders": queries.senders()}
    return render(request, "intake/upload.html", told, status=status_of(error))


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


def _commit_form(request: HttpRequest, batch: Batch) -> forms.Commit:
    form = forms.Commit(
        request.GET if "first_month" in request.GET else None,
        initial={"first_month": _first_month(request), "replaces": batch.replaces_id},
    )
    earlier = queries.earlier(batch)
    form.fields["replaces"].queryset = earlier  # type: ignore[attr-defined]
    form.fields["replaces"].label_from_instance = lambda one: (  # type: ignore[attr-defined]
        f"{one.filename}, {date_format(localtime(one.recorded_at), 'j M Y')}"
    )
    if not earlier.exists():
        del form.fields["replaces"]
    return form


def _checked(batch: Batch) -> list[tuple[str, list[tuple[str, int, bool]]]]:
    """(check, [(result, how many, good)]) of a committed batch."""
    by_kind: dict[str, list[tuple[str, int, bool]]] = {}
    for kind, result, n in queries.check_counts(batch):
        by_kind.setdefault(kind, []).append((label(kind, result), n, result in GOOD))
    return [(str(Verification.Kind(kind).label), by_kind[kind]) for kind in Verification.Kind.values if kind in by_kind]


def _batch_page(request: HttpRequest, batch: Batch, error: Refusal | None = None) -> HttpResponse:
    user, severity = request.user, request.GET.get("severity", "")
    counts = [
        (Candidate.State(state).label, state, words(reason), n) for state, reason, n in queries.candidate_counts(batch)
    ]
    page = Paginator(queries.findings(batch, severity), ROWS).get_page(request.GET.get("page"))
    bare = may(user, "see.nik", batch.area)
    rights = {
        f"may_{verb}": may(user, f"intake.{verb}", batch.area)
        for verb in ("commit", "verify", "undo", "map", "annotate", "exchange", "note_cover", "hand_over")
    }
    return render(
        request,
        "intake/batch.html",
        {
            "batch": batch,
            "error": error,
            "severity": severity,
            "counts": counts,
            "checks": _checked(batch),
            "enquiries": batch.enquiries.select_related("made_by").order_by("-pk")[:6],
            "page": page,
            "severities": _severities(queries.finding_counts(batch)),
            "rows": [(f, f.value if bare else _masked(f.value)) for f in page.object_list],
            "english": request.LANGUAGE_CODE == "en",
            "form": _commit_form(request, batch),
            "cover_form": forms.TakeCover(initial={"month": _first_month(request)}),
            "hand_form": forms.HandOver(batch=batch) if rights["may_hand_over"] else None,
            "purpose": purpose(batch.profile),
            "asked": programme.rules(batch.fund.programme, batch.checked_on).asked,
            "proposed": sum(n for _label, state, _words, n in counts if state == Candidate.State.PROPOSED),
            **rights,
        },
        status=status_of(error),
    )


def _found(key: UUID) -> Batch:
    beside = ("fund__programme", "received_by", "owner", "committed_by", "undone_by", "replaces")
    return get_object_or_404(Batch.objects.select_related(*beside), pk=key)


@needs("see.intake")
def batch(request: HttpRequest, key: UUID) -> HttpResponse:
    """One file: what was read, what is wrong with it, what became of its rows."""
    return _batch_page(request, _found(key))


def _done(request: HttpRequest, held: Batch, deed: Callable[[], object], said: str) -> HttpResponse:
    if error := attempt(deed):
        return _batch_page(request, _found(held.pk), error)
    messages.success(request, said)
    return redirect("intake:batch", held.pk)


def _pairs(request: HttpRequest) -> dict[str, str]:
    """What the columns page sent: for every key the field that was chosen and is not the one it was read as."""
    told = zip(*(request.POST.getlist(name) for name in ("key", "field", "read_as")), strict=True)
    return {key: field for key, field, read_as in told if field != read_as}


@needs("intake.map")
def columns(request: HttpRequest, key: UUID) -> HttpResponse:
    """What every column was read as, with samples; a person may say otherwise, and the sender's next list profits."""
    held, error = _found(key), None
    if request.method == "POST":

        def deed() -> None:
            reading.named_once(request.POST.getlist("field"))
            actions.map_columns(
                batch=held, chosen=_pairs(request), profile=request.POST.get("profile", ""), by=request.user
            )

        error = attempt(deed)
        if not error:
            messages.success(request, _("The columns are named, and the file was read anew."))
            return redirect("intake:batch", held.pk)
    english = request.LANGUAGE_CODE == "en"
    seen = {one.key: one for one in reversed(actions.columns(batch=held, by=request.user))}
    chosen = dict(zip(request.POST.getlist("key"), request.POST.getlist("field"), strict=False))
    rows = [
        (one, chosen.get(one.key, one.field or ""), [_masked(text) for text in one.samples])
        for one in sorted(seen.values(), key=lambda one: (one.sheet, one.position))
    ]
    offered = [(name, one.title_en if english else one.title_id) for name, one in profiles().items()]
    return render(
        request,
        "intake/columns.html",
        {
            "batch": held,
            "rows": rows,
            "fields": [(code, pair[english]) for code, pair in FIELDS.items()],
            "profiles": offered,
            "profile": request.POST.get("profile", "" if held.state == Batch.State.FAULTY else held.profile),
            "remembered": [
                (one, FIELDS[one.field][english] if one.field in FIELDS else "")
                for one in queries.remembered(held.sender)
            ],
            "fixed": held.state not in (Batch.State.CHECKED, Batch.State.FAULTY),
            "error": error,
        },
        status=status_of(error),
    )


def _commit_facts(request: HttpRequest, held: Batch) -> dict[str, Any]:
    form = forms.Commit(request.POST if request.method == "POST" else request.GET)
    form.fields["replaces"].queryset = queries.earlier(held)  # type: ignore[attr-defined]
    return given(form)


@needs("intake.commit")
def preview(request: HttpRequest, key: UUID) -> HttpResponse:
    """What committing would do, before it is done."""
    held, seen = _found(key), []
    facts: dict[str, Any] = {}

    def deed() -> None:
        facts.update(_commit_facts(request, held))
        if held.accepted <= jobs.PREVIEWED:
            seen.append(actions.preview(batch=held, **facts, by=request.user))

    if error := attempt(deed):
        return _batch_page(request, held, error)
    counts = [(Candidate.State(state).label, state, words(reason), advice(reason), n)
              for state, reason, n in (seen[0].counts if seen else ())]  # fmt: skip
    told = {"batch": held, "counts": counts, "seen": seen[0] if seen else None, **facts}
    return render(request, "intake/preview.html", told)


@require_POST
@needs("intake.commit")
def commit(request: HttpRequest, key: UUID) -> HttpResponse:
    held = _found(key)
    begun: list[str] = []

    def deed() -> None:
        facts = _commit_facts(request, held)
        if held.accepted > jobs.COMMITTED_AT_ONCE:
            begun.append(reverse("job", args=[jobs.commit_later(batch=held, **facts, by=request.user).pk]))
        else:
            actions.commit(batch=held, **facts, by=request.user)

    if error := attempt(deed):
        return _batch_page(request, _found(held.pk), error)
    if begun:
        return redirect(begun[0])
    messages.success(request, _("The accepted rows are now candidates."))
    return redirect("intake:batch", held.pk)


@require_POST
@needs("intake.note_cover")
def take(request: HttpRequest, key: UUID) -> HttpResponse:
    """A list of covered people, of the dead or of BPJS's rejects, taken in as what it is."""
    held = _found(key)

    def deed() -> None:
        if purpose(held.profile) == DEATHS:
            actions.take_deaths(batch=held, by=request.user)
        elif purpose(held.profile) == ANSWERS:
            verification.take_rejects(batch=held, by=request.user)
        else:
            actions.take_cover(batch=held, **given(forms.TakeCover(request.POST)), by=request.user)

    return _done(request, held, deed, _("Noted. Every list that comes is held against it from now on."))


@require_POST
@needs("intake.annotate")
def annotated(request: HttpRequest, key: UUID) -> HttpResponse:
    """The list for its sender, with the faulty cells marked. Taking it out is a deed, so it is a POST."""
    held = _found(key)
    made = sharing.annotated_copy(batch=held, by=request.user)
    return as_file(made, f"{Path(held.filename).stem}-temuan.xlsx")


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


@require_POST
@needs("intake.hand_over")
def hand_over(request: HttpRequest, key: UUID) -> HttpResponse:
    """Another officer answers for the list."""
    held = _found(key)

    def deed() -> None:
        handing.hand_over(batch=held, **given(forms.HandOver(request.POST, batch=held)), by=request.user)

    return _done(request, held, deed, _("The list is handed over."))


@needs("see.intake")
def waiting(request: HttpRequest) -> HttpResponse:
    """Who waits for a decree, who was refused and why, who is decreed; by nagari and fund."""
    state = lists.state_of(request.GET)
    page = Paginator(lists.candidates(request.GET), ROWS).get_page(request.GET.get("page"))
    offered, names = near(request)
    return render(
        request,
        "intake/waiting.html",
        {
            "page": page,
            "rows": [(c, words(c.reason), advice(c.reason), names.get(c.area, c.area)) for c in page.object_list],
            "state": state,
            "area": request.GET.get("area", ""),
            "fund": request.GET.get("fund", ""),
            "funds": Fund.objects.order_by("kind", "area"),
            "day": today(),
            "states": [(s.value, s.label) for s in lists.LISTED],
            "places": offered,
            "may_see_decile": may(request.user, "see.decile"),
        },
    )
