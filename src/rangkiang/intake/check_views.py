"""The checks beside the papers: the field visit on a phone, files out to and back from registers, and known cover."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from rangkiang.access.deeds import Refusal, attempt, given, status_of
from rangkiang.access.pages import needs
from rangkiang.access.rights import areas_of, may
from rangkiang.people import queries as known
from rangkiang.platform.models import today
from rangkiang.programme.models import FundKind
from rangkiang.regions.models import Region

from . import forms, lists, queries, verification
from .desk import near, reader_of
from .models import Batch, Candidate, Proof, Verification
from .reasons import advice, words
from .results import GOOD, label
from .sharing import as_file

ROWS = 50


@needs("see.intake")
def visits(request: HttpRequest) -> HttpResponse:
    """Who is still to be met in the field, by nagari and jorong: a list for the phone."""
    area, text = request.GET.get("area", ""), request.GET.get("q", "").strip()
    offered, names = near(request)
    page = Paginator(lists.to_visit(request.GET), ROWS).get_page(request.GET.get("page"))
    rows = [(one, names.get(one.area, one.area)) for one in page.object_list]
    told = {"page": page, "rows": rows, "places": offered, "area": area, "text": text}
    return render(request, "intake/visits.html", told)


def _candidate(request: HttpRequest, held: Candidate, nik: str = "", **more: Any) -> HttpResponse:
    me, error = reader_of(request), more.get("error")
    if not nik:
        verification.glance(candidate=held, what="candidate", by=me)
    done = [
        (one, Verification.Kind(one.kind).label, label(one.kind, one.result), one.result in GOOD)
        for one in queries.checks_of(held)
    ]
    facts = {
        "candidate": held,
        "batch": Batch.objects.filter(pk=held.batch_id).first(),  # may lie above the reader's area
        "nik": nik,
        "place": Region.objects.filter(code=held.area).values_list("name", flat=True).first() or held.area,
        "why": words(held.reason) if held.reason else "",
        "advice": advice(held.reason),
        "checks": done,
        "glances": queries.glances(held) if may(me, "see.audit") or may(me, "intake.decide") else [],
        "form": forms.Visit(initial={"on": today()}),
        "may_visit": may(me, "intake.visit", held.area) and held.state in ("proposed", "review", "verified"),
        "may_see_nik": may(me, "see.nik", held.area),
        "may_see_decile": may(me, "see.decile", held.area),
        "may_see_proof": may(me, "intake.see_proof", held.area),
    }
    return render(request, "intake/candidate.html", {**facts, **more}, status=status_of(error))


def _held(key: int) -> Candidate:
    return get_object_or_404(Candidate.objects.select_related("person", "decided_by"), pk=key)


@needs("see.intake")
def candidate(request: HttpRequest, key: int) -> HttpResponse:
    """One candidate: what was proposed, every check with its evidence, and the form of the visit."""
    return _candidate(request, _held(key))


@require_POST
@needs("intake.visit")
def visit(request: HttpRequest, key: int) -> HttpResponse:
    """A field visit is recorded."""
    held, form = _held(key), forms.Visit(request.POST, request.FILES)

    def deed() -> None:
        facts = given(form)
        note = ". ".join(part for part in (facts["work"].strip(), facts["note"].strip()) if part)
        photo = facts["photo"].read() if facts["photo"] else None
        verification.visit(
            candidate=held, result=facts["result"], note=note, photo=photo, on=facts["on"], by=reader_of(request)
        )

    if error := attempt(deed):
        return _candidate(request, held, error=error, form=form)
    messages.success(request, _("The visit is recorded: %s.") % held.name)
    return redirect("intake:visits")


@require_POST
@needs("see.intake")
def reveal(request: HttpRequest, key: int) -> HttpResponse:
    """The same page with the whole NIK, for those who may; asked for by hand each time, never kept in the address."""
    held, seen = _held(key), []
    error = attempt(lambda: seen.append(verification.reveal(candidate=held, what="candidate", by=reader_of(request))))
    return _candidate(request, held, seen[0] if seen else "", error=error)


@require_POST
@needs("intake.see_proof")
def proof(request: HttpRequest, key: int) -> HttpResponse:
    """The photo or scan; each look is on record."""
    held = get_object_or_404(Proof, pk=key)
    content = verification.proof(proof=held, by=reader_of(request))
    headers = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "Content-Disposition": "inline"}
    return HttpResponse(content, content_type=held.media, headers=headers)


@require_POST
@needs("intake.exchange")
def enquiry(request: HttpRequest, key: UUID, kind: str) -> HttpResponse:
    """The list for Dukcapil or BPJS. Taking it out is a deed, so it is a POST."""
    held = get_object_or_404(Batch, pk=key)
    made = verification.enquire(batch=held, kind=kind, by=reader_of(request))
    return as_file(made, f"padanan-{kind}-{Path(held.filename).stem}-{today()}.xlsx")


@require_POST
@needs("intake.exchange")
def results(request: HttpRequest, key: UUID) -> HttpResponse:
    """Every check of every candidate of a list, as one workbook."""
    held = get_object_or_404(Batch, pk=key)
    made = verification.results_file(batch=held, by=reader_of(request))
    return as_file(made, f"hasil-verifikasi-{Path(held.filename).stem}-{today()}.xlsx")


@needs("intake.exchange")
def answers(request: HttpRequest) -> HttpResponse:
    """The answers of Dukcapil or BPJS come back."""
    error: Refusal | None = None
    taken: list[verification.Answered] = []
    form = forms.Answers(request.POST or None, request.FILES or None)
    form.fields["fund"].queryset = queries.funds(areas_of(reader_of(request), "intake.exchange"))  # type: ignore[attr-defined]
    if request.method == "POST":

        def deed() -> None:
            facts = given(form)
            file = facts.pop("file")
            content = file.read()
            taken.append(
                verification.take_answers(
                    **facts, filename=file.name, content=content, on=today(), by=reader_of(request)
                )
            )

        error = attempt(deed)
    told = {"form": form, "error": error, "taken": taken[0] if taken else None}
    return render(request, "intake/answers.html", told, status=status_of(error))


@needs("see.intake")
def cover(request: HttpRequest) -> HttpResponse:
    """Whom others cover and who is known to have died, each with the list that said so; one NIK can be asked about."""
    me = reader_of(request)
    asked = forms.FindCover(request.POST) if request.method == "POST" else None
    nik = asked.cleaned_data["nik"] if asked and asked.is_valid() and may(me, "see.nik") else ""
    error = attempt(lambda: given(asked)) if asked else None
    covers, deaths = known.foreign_cover(nik), known.deaths(nik)
    page = Paginator(covers, ROWS).get_page(request.GET.get("page"))
    evidence = {one.evidence for one in page.object_list} | {one.evidence for one in deaths[:ROWS]}
    lists = Batch.objects.in_bulk([key for key in evidence if key])
    payers = {**dict(FundKind.choices), **dict(forms.PAYERS)}
    return render(
        request,
        "intake/cover.html",
        {
            "page": page,
            "rows": [(one, payers.get(one.payer, one.payer), lists.get(one.evidence)) for one in page.object_list],
            "deaths": [(one, lists.get(one.evidence)) for one in deaths[:ROWS]],
            "death_count": deaths.count(),
            "nik": nik,
            "form": asked or forms.FindCover(),
            "error": error,
            "may_search": may(me, "see.nik"),
            "may_receive": may(me, "intake.receive") and may(me, "intake.note_cover"),
        },
        status=status_of(error),
    )
