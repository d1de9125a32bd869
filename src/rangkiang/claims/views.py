"""Deaths and accidents: the board, the report from the field, and one claim as a receipt with its next step."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.forms import Form, model_to_dict
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from rangkiang.access.deeds import Refusal, attempt, given, status_of
from rangkiang.access.listing import places_of
from rangkiang.access.models import User
from rangkiang.access.pages import needs
from rangkiang.access.rights import may
from rangkiang.law import Answer, InvalidCase
from rangkiang.platform.errors import BadInput, Refused
from rangkiang.platform.models import today
from rangkiang.regions.models import Region

from . import actions, child_deeds, forms, lists, queries
from .care_queries import care_of
from .cases import case_of, children_known, school_year_of
from .changes_queries import said_against
from .decisions import DECIDED
from .documents_effects import effects
from .heirs import left_to_hand
from .judging import judged, open_questions
from .limits import limits, limits_of_accident
from .models import Child, Claim, Difference, Event, Notice
from .papers import of_case
from .payments import payments
from .reasons import reasons, said
from .unlawful import in_words
from .why import why

ROWS = WATCHED = 50
DEEDS = (
    "open", "approve", "submit", "ask", "answer", "decide", "explain", "object", "pay", "hand_over", "close", "retract",
    "care", "school",
)  # fmt: skip


def me(request: HttpRequest) -> User:
    """Who is signed in; the door let nobody else in."""
    return request.user  # type: ignore[return-value]


@needs("see.claims")
def board(request: HttpRequest) -> HttpResponse:
    """What is under way, longest ago first; by stage and nagari."""
    stage, area = request.GET.get("state", ""), request.GET.get("area", "")
    (offered, names), day, labels = places_of(me(request)), today(), lists.stages()
    number = queries.counts(area)
    silent = queries.unreported(day, area)
    page = Paginator(lists.board(request.GET), ROWS).get_page(request.GET.get("page"))
    rows = [
        (event, names.get(event.area, event.area), (day - event.day).days, labels[event.stage])  # type: ignore[attr-defined]
        for event in page.object_list
    ]
    at = Paginator(silent, WATCHED).get_page(request.GET.get("silent"))
    shown = queries.visited(at)
    request.shown_all = ({one.person for one in shown} | {row[0].person_id for row in rows}, "claims")  # type: ignore[attr-defined]
    return render(
        request,
        "claims/board.html",
        {
            "silent": [(one, names.get(one.area, one.area), given) for one, given in queries.waiting_for(shown)],
            "silent_page": at,
            "silent_count": len(silent),
            "undated_count": len(queries.undated(area)),
            "page": page,
            "rows": rows,
            "stage": stage,
            "area": area,
            "places": offered,
            "ongoing": sum(number.get(s, 0) for s in queries.ONGOING),
            "stages": [(value, labels[value], number.get(value, 0)) for value in (*queries.ONGOING, *queries.ENDED)],
        },
    )


def event_page(request: HttpRequest, event: Event, error: Refusal | None = None, **bound: Form) -> HttpResponse:
    request.shown = (event.person, "event")  # type: ignore[attr-defined]  # the frame keeps the look on record
    accident, language = event.kind == Event.Kind.ACCIDENT, request.LANGUAGE_CODE
    claim, user = Claim.objects.filter(event=event).first(), request.user
    notice, care = Notice.objects.filter(event=event).order_by("pk").last(), care_of(event) if accident else None
    told = forms.Disease if accident else forms.Notice
    fresh: dict[str, Form] = {
        "notify": told(initial=model_to_dict(notice) if notice else None),
        "describe": forms.Describe(
            initial={"outcome": event.outcome, "died_on": event.died_on or event.person.died_on, **event.facts}
        ),
        "child": forms.NewChild(),
        "retract": forms.Closing(),
        "other_death": forms.Closing(),
        "redate": forms.TrueDay(initial={"on": event.happened_on}),
    }
    return render(
        request,
        "claims/event.html",
        {
            "event": event,
            "forms": fresh | bound,
            "error": error,
            "days": (today() - event.day).days,
            "claim": claim,
            "place": Region.objects.filter(code=event.area).first(),
            "papers": of_case(event, language),
            "notice": notice,
            "care": care,
            "limits": limits_of_accident(event, care, today(), language) if care and not claim else None,
            "may_other_death": accident
            and event.outcome == "death"
            and care
            and care.stage
            and care.stage.from_work is False
            and may(user, "claims.retract", event.area),
            "may_care": accident and may(user, "claims.care", event.area),
            "may_add_child": event.state != Event.State.CLOSED and not (claim and claim.submitted_on),
            "may_describe": may(user, "claims.report", event.area),
            "may_open": may(user, "claims.open", event.area),
            "may_redate": may(user, "claims.redate", event.area),
            "may_retract": may(user, "claims.retract", event.area)
            and event.state != Event.State.CLOSED
            and not (claim and claim.submitted_on),
            "may_see_children": may(user, "see.children", event.area),
            "children": [(child, forms.of_child(child)) for child in children_known(event.person_id)],
            **said_against(event),
        },
        status=status_of(error),
    )


def found_event(key: UUID) -> Event:
    return get_object_or_404(Event.objects.select_related("person", "reported_by"), pk=key)


@needs("see.claims")
def event(request: HttpRequest, key: UUID) -> HttpResponse:
    """One report: its facts, the papers to gather, and the claim that rests on it."""
    return event_page(request, found_event(key))


@require_POST
@needs("claims.report")
def describe(request: HttpRequest, key: UUID) -> HttpResponse:
    held, form = found_event(key), forms.Describe(request.POST)

    def deed() -> None:
        told = given(form)
        actions.describe(
            event=held, outcome=told["outcome"], facts=form.facts(), why=told["why"], died_on=told["died_on"],
            by=request.user,
        )  # fmt: skip

    if error := attempt(deed):
        return event_page(request, held, error, describe=form)
    if found_event(key).outcome != form.cleaned_data["outcome"]:
        messages.success(request, _("Noted; it holds once a second person agrees."))
    else:
        messages.success(request, _("The report is complete."))
    return redirect("claims:event", held.pk)


@require_POST
@needs("claims.report")
def notify(request: HttpRequest, key: UUID) -> HttpResponse:
    """The data of the notice, completed."""
    held = found_event(key)
    form = (forms.Disease if held.kind == Event.Kind.ACCIDENT else forms.Notice)(request.POST)
    if error := attempt(lambda: actions.notify(event=held, told=given(form), by=request.user)):
        return event_page(request, held, error, notify=form)
    messages.success(request, _("The notice is complete."))
    return redirect("claims:event", held.pk)


@require_POST
@needs("claims.report")
def add_child(request: HttpRequest, key: UUID) -> HttpResponse:
    """A child of the member, known before the claim is computed."""
    held, form = found_event(key), forms.NewChild(request.POST)

    def deed() -> None:
        told = given(form)
        if held.state == Event.State.CLOSED or Claim.objects.filter(event=held, submitted_on__isnull=False).exists():
            raise Refused(_("A child is entered before the claim goes to BPJS."))
        child_deeds.add_child(person=held.person, **told, on=held.happened_on, by=request.user)

    if error := attempt(deed):
        return event_page(request, held, error, child=form)
    messages.success(request, _("The child is noted."))
    return redirect("claims:event", held.pk)


@require_POST
@needs("claims.report")
def correct_child(request: HttpRequest, key: UUID, child: int) -> HttpResponse:
    """What was entered wrongly of a child, before the claim goes to BPJS."""
    held = found_event(key)
    known = next((one for one in children_known(held.person_id) if one.pk == child), None)
    if known is None or not may(me(request), "see.children", held.area):
        raise Http404
    form = forms.NewChild(request.POST)
    if error := attempt(lambda: child_deeds.correct_child(child=known, event=held, **given(form), by=me(request))):
        return event_page(request, held, error)
    messages.success(request, _("The child is corrected."))
    return redirect("claims:event", held.pk)


@require_POST
@needs("claims.open")
def open_claim(request: HttpRequest, key: UUID) -> HttpResponse:
    """Ask the law; a report that lacks a fact says which."""
    held, made = found_event(key), []

    def deed() -> None:
        try:
            made.append(actions.open_claim(event=held, by=request.user))
        except InvalidCase as error:
            raise BadInput(in_words(error), where=_("The report"), todo=_("Complete it below.")) from error

    if error := attempt(deed):
        return event_page(request, held, error)
    return redirect("claims:page", made[0].pk)


def found_claim(key: UUID) -> Claim:
    return get_object_or_404(
        Claim.objects.select_related(
            "event__reported_by", "person", "prepared_by", "approved_by", "closed_by", "hand_over__by"
        ),
        pk=key,
    )


def _judging(claim: Claim, language: str, told: QueryDict | None = None) -> forms.Judging:
    return forms.Judging(told, questions=[said[language == "en"] for said in open_questions(claim)])


def _forms(
    claim: Claim, on: date, parts: list[queries.Part], children: list[Child], bound: dict[str, Form]
) -> dict[str, Form]:
    """The forms of every deed; the one just sent keeps what was typed."""
    first = {"on": on}
    computed = {f"part_{code}": amount for code, amount in claim.steps.get("parts", {}).items() if amount}
    differing = {part.code: part.label for part in parts if part.differs}
    fresh: dict[str, Form] = {
        "submit": forms.OnDay(initial=first),
        "ask": forms.Saying(initial=first),
        "answer": forms.Saying(initial=first),
        "explain": forms.Explain(codes=differing),
        "object": forms.Saying(initial=first),
        "objection": forms.ObjectionAnswer(initial=first, scheme=claim.scheme),
        "decide": forms.Decision(initial=first | computed, scheme=claim.scheme),
        "pay": forms.Payment(initial=first),
        "addition": forms.Addition(initial=first),
        "close": forms.Closing(),
        "reopen": forms.Closing(),
        "scholarship": forms.Scholarship(initial=first | {"school_year": school_year_of(on)}, children=children),
    }
    return fresh | bound


def _differences(claim: Claim, parts: list[queries.Part]) -> list[tuple[queries.Part, Difference | None, str]]:
    """(part, how its difference was explained, the reason in words), of the parts that differ."""
    known = queries.explained(claim) if claim.granted else {}
    return [
        (part, why := known.get(part.code), said("difference", why.reason) if why else "")
        for part in parts
        if part.differs
    ]


def claim_page(request: HttpRequest, claim: Claim, error: Refusal | None = None, **bound: Form) -> HttpResponse:
    request.shown = (claim.person, "claim")  # type: ignore[attr-defined]  # the frame keeps the look on record
    user, language, day = request.user, request.LANGUAGE_CODE, today()
    found = queries.parts(claim)
    allowed = {deed: may(user, f"claims.{deed}", claim.area) for deed in DEEDS}
    care = care_of(claim.event) if claim.scheme == Claim.Scheme.JKK else None
    children = children_known(claim.person_id)
    objections = list(claim.objections.order_by("pk"))
    unsent = claim.state in (Claim.State.OPEN, Claim.State.REVIEW)
    return render(
        request,
        "claims/page.html",
        {
            "claim": claim,
            "error": error,
            "parts": found,
            "to_hand": left_to_hand(claim),
            "why": why(Answer.from_json(claim.steps), language),
            "limits": limits(claim, day, payments(claim), language, care),
            "papers": of_case(claim.event, language),
            "effects": effects(claim, language),
            "forms": _forms(claim, day, found, children, {"approve": _judging(claim, language)} | bound),
            "anew": unsent and case_of(claim.event) != (claim.scheme, claim.case),
            **said_against(claim.event),
            "earlier": claim.earlier.order_by("pk").select_related("prepared_by"),
            "questions": claim.questions.order_by("asked_on", "pk").select_related("answered_by"),
            "judged": judged(claim, language),
            "objections": objections,
            "differences": _differences(claim, found),
            "may_object": claim.state in DECIDED and not any(one.answered_on is None for one in objections),
            "refusal": reasons("refusal").get(claim.refusal),
            "refusal_said": said("refusal", claim.refusal),
            "allowed": allowed,
            "place": Region.objects.filter(code=claim.area).first(),
            "days": (day - claim.event.day).days,
            "granted_total": sum(p.granted or 0 for p in found),
            "paid_total": sum(p.paid for p in found),
            "differs": any(p.differs for p in found),
            "disbursements": queries.disbursements(claim),
            "may_see_children": may(user, "see.children", claim.area),
            "children": children,
        },
        status=status_of(error),
    )


@needs("see.claims")
def page(request: HttpRequest, key: UUID) -> HttpResponse:
    """One claim: what the family receives, why this amount, and the next step."""
    return claim_page(request, found_claim(key))


def done(request: HttpRequest, key: UUID, deed: Callable[[Claim], object], told: str, **bound: Form) -> HttpResponse:
    claim = found_claim(key)
    if error := attempt(lambda: deed(claim)):
        return claim_page(request, found_claim(key), error, **bound)
    messages.success(request, told)
    return redirect("claims:page", key)


def formed(request: HttpRequest, key: UUID, deed: Callable[..., Any], told: str, **bound: Form) -> HttpResponse:
    """A deed that takes exactly what its one form gives."""
    (form,) = bound.values()
    return done(request, key, lambda claim: deed(claim=claim, **given(form), by=request.user), told, **bound)


@require_POST
@needs("claims.approve")
def approve(request: HttpRequest, key: UUID) -> HttpResponse:
    form = _judging(found_claim(key), request.LANGUAGE_CODE, request.POST)
    return done(
        request,
        key,
        lambda claim: actions.approve(claim=claim, answers=form.answers(), by=request.user),
        _("Approved: it may go to BPJS."),
        approve=form,
    )


@require_POST
@needs("claims.submit")
def submit(request: HttpRequest, key: UUID) -> HttpResponse:
    return formed(request, key, actions.submit, _("Noted: it is at BPJS."), submit=forms.OnDay(request.POST))


@require_POST
@needs("claims.decide")
def decide(request: HttpRequest, key: UUID) -> HttpResponse:
    form = forms.Decision(request.POST, scheme=found_claim(key).scheme)

    def deed(claim: Claim) -> None:
        told = given(form)
        refusal = told["refusal"]
        parts = None if refusal else form.parts()
        actions.decide(claim=claim, on=told["on"], parts=parts, refusal=refusal, note=told["note"], by=request.user)

    return done(request, key, deed, _("BPJS's decision is recorded."), decide=form)


@require_POST
@needs("claims.pay")
def pay(request: HttpRequest, key: UUID) -> HttpResponse:
    return formed(request, key, actions.pay, _("Noted: paid to the heir's account."), pay=forms.Payment(request.POST))


@require_POST
@needs("claims.pay")
def scholarship(request: HttpRequest, key: UUID) -> HttpResponse:
    form = forms.Scholarship(request.POST, children=children_known(found_claim(key).person_id))
    return formed(request, key, actions.pay_scholarship, _("Noted: one school year is paid."), scholarship=form)


@require_POST
@needs("claims.close")
def close(request: HttpRequest, key: UUID) -> HttpResponse:
    return formed(request, key, actions.close, _("The claim is closed."), close=forms.Closing(request.POST))
