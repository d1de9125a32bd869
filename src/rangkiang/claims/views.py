"""Deaths and accidents: the board, the report from the field, and one claim as a receipt with its next step."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from rangkiang.access.deeds import Refusal, attempt, given, status_of
from rangkiang.access.pages import needs
from rangkiang.access.rights import areas_of, may, roles_of
from rangkiang.law import Answer, InvalidCase
from rangkiang.people.models import Person
from rangkiang.platform.errors import BadInput, Refused
from rangkiang.platform.models import today
from rangkiang.regions.models import Region
from rangkiang.regions.queries import places

from . import actions, forms, queries
from .limits import limits
from .models import Child, Claim, Event
from .papers import papers
from .why import why

ROWS = WATCHED = 50
DEEDS = ("open", "approve", "submit", "decide", "pay", "hand_over", "close")


@needs("see.claims")
def board(request: HttpRequest) -> HttpResponse:
    """What is under way, longest ago first; by stage and nagari."""
    stage, area = request.GET.get("state", ""), request.GET.get("area", "")
    offered = places(areas_of(request.user))
    names, day = {place.code: place.name for place in offered}, today()
    labels = {queries.REPORTED: _("reported, no claim yet"), **dict(Claim.State.choices)}
    number = queries.counts(area)
    silent = queries.unreported(day, area)
    page = Paginator(queries.board(stage if stage in labels else "", area), ROWS).get_page(request.GET.get("page"))
    rows = [
        (event, names.get(event.area, event.area), (day - event.happened_on).days, labels[event.stage])  # type: ignore[attr-defined]
        for event in page.object_list
    ]
    return render(
        request,
        "claims/board.html",
        {
            "silent": [(one, names.get(one.area, one.area)) for one in silent[:WATCHED]],
            "silent_count": len(silent),
            "page": page,
            "rows": rows,
            "stage": stage,
            "area": area,
            "places": offered,
            "ongoing": sum(number.get(s, 0) for s in queries.ONGOING),
            "stages": [(value, labels[value], number.get(value, 0)) for value in (*queries.ONGOING, *queries.ENDED)],
        },
    )


def _report_page(request: HttpRequest, form: Form, person: Person | None, error: Refusal | None = None) -> HttpResponse:
    text = request.GET.get("q", "").strip()
    found = queries.persons(text) if text and not person else []
    names = dict(
        Region.objects.filter(code__in={p.area for p in found} | ({person.area} if person else set())).values_list(
            "code", "name"
        )
    )
    return render(
        request,
        "claims/report.html",
        {
            "form": form,
            "person": person,
            "text": text,
            "found": [(p, names.get(p.area, p.area)) for p in found],
            "place": names.get(person.area) if person else "",
            "error": error,
        },
        status=status_of(error),
    )


@needs("claims.report")
def report(request: HttpRequest) -> HttpResponse:
    """Who, what, when: under a minute on a phone."""
    key = request.GET.get("person", "")
    person = get_object_or_404(Person, pk=int(key)) if key.isdigit() else None
    known = person.died_on if person else None  # the day is known, whether it came from work is not
    form = forms.Report(request.POST or None, initial={"happened_on": known or today()})
    if request.method != "POST" or not person:
        return _report_page(request, form, person)
    made: list[Event] = []

    def deed() -> None:
        facts = given(form)
        kind, outcome = forms.HAPPENED[facts["what"]]
        source = "nagari" if "nagari_officer" in roles_of(request.user) else "office"
        made.append(
            actions.report(
                person=person,
                kind=kind,
                outcome=outcome,
                happened_on=facts["happened_on"],
                reported_on=today(),
                source=source,
                by=request.user,
            )
        )

    if error := attempt(deed):
        return _report_page(request, form, person, error)
    messages.success(
        request, _("Reported. The labour office sees it at once; the family pays nothing and needs no broker.")
    )
    return redirect("claims:event", made[0].pk)


def _event_page(request: HttpRequest, event: Event, error: Refusal | None = None, **bound: Form) -> HttpResponse:
    request.shown = (event.person, "event")  # type: ignore[attr-defined]  # the frame keeps the look on record
    scheme = "jkm" if event.kind == Event.Kind.DEATH else "jkk"
    claim, user = Claim.objects.filter(event=event).first(), request.user
    fresh: dict[str, Form] = {
        "describe": forms.Describe(initial={"outcome": event.outcome}),
        "child": forms.NewChild(),
        "retract": forms.Closing(),
    }
    return render(
        request,
        "claims/event.html",
        {
            "event": event,
            "forms": fresh | bound,
            "error": error,
            "days": (today() - event.happened_on).days,
            "claim": claim,
            "place": Region.objects.filter(code=event.area).first(),
            "papers": papers(scheme, request.LANGUAGE_CODE),
            "may_describe": may(user, "claims.report", event.area),
            "may_open": may(user, "claims.open", event.area),
            "may_retract": may(user, "claims.retract", event.area)
            and event.state != Event.State.CLOSED
            and not (claim and claim.submitted_on),
            "may_see_children": may(user, "see.children", event.area),
            "children": Child.objects.filter(parent=event.person_id).order_by("born", "pk"),
        },
        status=status_of(error),
    )


def _event(key: UUID) -> Event:
    return get_object_or_404(Event.objects.select_related("person", "reported_by"), pk=key)


@needs("see.claims")
def event(request: HttpRequest, key: UUID) -> HttpResponse:
    """One report: its facts, the papers to gather, and the claim that rests on it."""
    return _event_page(request, _event(key))


@require_POST
@needs("claims.report")
def describe(request: HttpRequest, key: UUID) -> HttpResponse:
    held, form = _event(key), forms.Describe(request.POST)

    def deed() -> None:
        told = given(form)
        actions.describe(event=held, outcome=told["outcome"], facts=form.facts(), by=request.user)

    if error := attempt(deed):
        return _event_page(request, held, error, describe=form)
    messages.success(request, _("The report is complete."))
    return redirect("claims:event", held.pk)


@require_POST
@needs("claims.retract")
def retract(request: HttpRequest, key: UUID) -> HttpResponse:
    """A wrong report, taken back with a reason."""
    held, form = _event(key), forms.Closing(request.POST)
    if error := attempt(lambda: actions.retract(event=held, **given(form), by=request.user)):
        return _event_page(request, held, error, retract=form)
    messages.success(request, _("The report is taken back."))
    return redirect("claims:event", held.pk)


@require_POST
@needs("claims.report")
def add_child(request: HttpRequest, key: UUID) -> HttpResponse:
    """A child of the member, known before the claim is computed."""
    held, form = _event(key), forms.NewChild(request.POST)

    def deed() -> None:
        told = given(form)
        if held.state != Event.State.REPORTED:
            raise Refused(_("A child is entered before the claim is opened."))
        actions.add_child(person=held.person, **told, by=request.user)

    if error := attempt(deed):
        return _event_page(request, held, error, child=form)
    messages.success(request, _("The child is noted."))
    return redirect("claims:event", held.pk)


@require_POST
@needs("claims.open")
def open_claim(request: HttpRequest, key: UUID) -> HttpResponse:
    """Ask the law; a report that lacks a fact says which."""
    held, made = _event(key), []

    def deed() -> None:
        try:
            made.append(actions.open_claim(event=held, by=request.user))
        except InvalidCase as error:
            raise BadInput(str(error), where=_("The report"), todo=_("Complete it below.")) from error

    if error := attempt(deed):
        return _event_page(request, held, error)
    return redirect("claims:page", made[0].pk)


def _found(key: UUID) -> Claim:
    return get_object_or_404(
        Claim.objects.select_related(
            "event__reported_by", "person", "prepared_by", "approved_by", "closed_by", "hand_over__by"
        ),
        pk=key,
    )


def _forms(claim: Claim, on: date, bound: dict[str, Form]) -> dict[str, Form]:
    """The forms of every deed; the one just sent keeps what was typed."""
    first = {"on": on}
    computed = {f"part_{code}": amount for code, amount in claim.steps.get("parts", {}).items() if amount}
    fresh: dict[str, Form] = {
        "submit": forms.OnDay(initial=first),
        "decide": forms.Decision(initial=first | computed),
        "pay": forms.OnDay(initial=first),
        "hand_over": forms.HandOver(initial=first),
        "close": forms.Closing(),
        "scholarship": forms.Scholarship(
            initial=first | {"school_year": queries.school_year(on)}, parent=claim.person_id
        ),
    }
    return fresh | bound


def _page(request: HttpRequest, claim: Claim, error: Refusal | None = None, **bound: Form) -> HttpResponse:
    request.shown = (claim.person, "claim")  # type: ignore[attr-defined]  # the frame keeps the look on record
    user, language, day = request.user, request.LANGUAGE_CODE, today()
    found = queries.parts(claim)
    allowed = {deed: may(user, f"claims.{deed}", claim.area) for deed in DEEDS}
    lump = sum(part.amount for part in found if part.code != actions.SCHOLARSHIP)
    return render(
        request,
        "claims/page.html",
        {
            "claim": claim,
            "error": error,
            "parts": found,
            "why": why(Answer.from_json(claim.steps), language),
            "limits": limits(claim, day, lump, language),
            "papers": papers(claim.scheme, language),
            "forms": _forms(claim, day, bound),
            "allowed": allowed,
            "place": Region.objects.filter(code=claim.area).first(),
            "days": (day - claim.event.happened_on).days,
            "granted_total": sum(p.granted or 0 for p in found),
            "paid_total": sum(p.paid for p in found),
            "differs": any(p.differs for p in found),
            "disbursements": queries.disbursements(claim),
            "may_see_children": may(user, "see.children", claim.area),
            "children": Child.objects.filter(parent=claim.person_id).order_by("born"),
        },
        status=status_of(error),
    )


@needs("see.claims")
def page(request: HttpRequest, key: UUID) -> HttpResponse:
    """One claim: what the family receives, why this amount, and the next step."""
    return _page(request, _found(key))


def _done(request: HttpRequest, key: UUID, deed: Callable[[Claim], object], said: str, **bound: Form) -> HttpResponse:
    claim = _found(key)
    if error := attempt(lambda: deed(claim)):
        return _page(request, _found(key), error, **bound)
    messages.success(request, said)
    return redirect("claims:page", key)


def _formed(request: HttpRequest, key: UUID, deed: Callable[..., Any], said: str, **bound: Form) -> HttpResponse:
    """A deed that takes exactly what its one form gives."""
    (form,) = bound.values()
    return _done(request, key, lambda claim: deed(claim=claim, **given(form), by=request.user), said, **bound)


@require_POST
@needs("claims.approve")
def approve(request: HttpRequest, key: UUID) -> HttpResponse:
    return _done(
        request, key, lambda claim: actions.approve(claim=claim, by=request.user), _("Approved: it may go to BPJS.")
    )


@require_POST
@needs("claims.submit")
def submit(request: HttpRequest, key: UUID) -> HttpResponse:
    return _formed(request, key, actions.submit, _("Noted: it is at BPJS."), submit=forms.OnDay(request.POST))


@require_POST
@needs("claims.decide")
def decide(request: HttpRequest, key: UUID) -> HttpResponse:
    form = forms.Decision(request.POST)

    def deed(claim: Claim) -> None:
        told = given(form)
        refusal = told["refusal"].strip()
        actions.decide(
            claim=claim, on=told["on"], parts=None if refusal else form.parts(), refusal=refusal, by=request.user
        )

    return _done(request, key, deed, _("BPJS's decision is recorded."), decide=form)


@require_POST
@needs("claims.pay")
def pay(request: HttpRequest, key: UUID) -> HttpResponse:
    return _formed(request, key, actions.pay, _("Noted: paid to the heir's account."), pay=forms.OnDay(request.POST))


@require_POST
@needs("claims.pay")
def scholarship(request: HttpRequest, key: UUID) -> HttpResponse:
    form = forms.Scholarship(request.POST, parent=_found(key).person_id)
    return _formed(request, key, actions.pay_scholarship, _("Noted: one school year is paid."), scholarship=form)


@require_POST
@needs("claims.hand_over")
def hand_over(request: HttpRequest, key: UUID) -> HttpResponse:
    return _formed(
        request, key, actions.hand_over, _("The hand-over is recorded."), hand_over=forms.HandOver(request.POST)
    )


@require_POST
@needs("claims.close")
def close(request: HttpRequest, key: UUID) -> HttpResponse:
    return _formed(request, key, actions.close, _("The claim is closed."), close=forms.Closing(request.POST))
