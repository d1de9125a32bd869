"""The course of an accident on one page: the clocks, BPJS's first decision, letters, receipts, incapacity, rating."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from rangkiang.access.deeds import Refusal, attempt, given, status_of
from rangkiang.access.pages import needs
from rangkiang.access.rights import may
from rangkiang.law import InvalidCase
from rangkiang.law.parameters import rows_on
from rangkiang.platform.models import today

from . import care, care_forms
from .care_models import Receipt
from .care_queries import care_of, months_unable
from .cases import case_of
from .limits import limits_of_accident
from .models import Claim, Event
from .views import me


def _event(key: UUID) -> Event:
    return get_object_or_404(Event.objects.select_related("person"), pk=key, kind=Event.Kind.ACCIDENT)


def _page(request: HttpRequest, event: Event, error: Refusal | None = None, **bound: Form) -> HttpResponse:
    request.shown = (event.person, "care")  # type: ignore[attr-defined]  # the frame keeps the look on record
    held, day, language = care_of(event), today(), request.LANGUAGE_CODE
    _scheme, case = case_of(event)
    try:
        months = months_unable(held.spells, case, day)
    except InvalidCase:
        months = []  # the case lacks a fact that its own page asks for
    names = {row["part"]: row["en" if language == "en" else "id"] for row in rows_on("disability", event.happened_on)}
    first = {"on": day}
    fresh: dict[str, Form] = {
        "stage_one": care_forms.StageOne(initial={"received_on": day}),
        "suspicion": care_forms.Suspicion(initial=first),
        "guarantee": care_forms.Guarantee(initial={"issued_on": day}),
        "receipt": care_forms.OneReceipt(initial=first),
        "unable": care_forms.Unable(initial={"since": event.happened_on}),
        "rate": care_forms.Rate(initial=first, on=event.happened_on),
        "step": care_forms.Step(initial=first),
    }
    return render(
        request,
        "claims/care.html",
        {
            "event": event,
            "claim": Claim.objects.filter(event=event).first(),
            "care": held,
            "ratings": [(one, [_loss(loss, names) for loss in one.losses]) for one in held.ratings],
            "months": months,
            "stmb": sum(one.amount for one in months),
            "limits": limits_of_accident(event, held, day, language),
            "forms": fresh | bound,
            "error": error,
            "may_care": may(me(request), "claims.care", event.area) and event.state != Event.State.CLOSED,
        },
        status=status_of(error),
    )


def _loss(loss: dict[str, Any], names: dict[str, str]) -> str:
    """One loss in words: the part, and the percentage that the doctor set."""
    said = [names.get(loss.get("part", ""), "")]
    said += [f"{loss['percent']}%"] if "percent" in loss else []
    said += [_("function %d%%") % loss["function_percent"]] if "function_percent" in loss else []
    said += [f"× {loss['units']}"] if "units" in loss else []
    return ", ".join(word for word in said if word)


@needs("see.claims")
def page(request: HttpRequest, key: UUID) -> HttpResponse:
    """One accident's course."""
    return _page(request, _event(key))


def _done(request: HttpRequest, key: UUID, deed: Callable[[Event], object], **bound: Form) -> HttpResponse:
    held = _event(key)
    if error := attempt(lambda: deed(held)):
        return _page(request, held, error, **bound)
    messages.success(request, _("Noted."))
    return redirect("claims:care", held.pk)


def _formed(request: HttpRequest, key: UUID, action: Callable[..., Any], **bound: Form) -> HttpResponse:
    (form,) = bound.values()
    return _done(request, key, lambda event: action(event=event, **given(form), by=me(request)), **bound)


@require_POST
@needs("claims.care")
def stage_one(request: HttpRequest, key: UUID) -> HttpResponse:
    return _formed(request, key, care.stage_one, stage_one=care_forms.StageOne(request.POST))


@require_POST
@needs("claims.care")
def suspicion(request: HttpRequest, key: UUID) -> HttpResponse:
    form = care_forms.Suspicion(request.POST)

    def deed(event: Event) -> None:
        told = given(form)
        care.settle_suspicion(event=event, on=told["on"], from_work=told["from_work"] == "yes", by=me(request))

    return _done(request, key, deed, suspicion=form)


@require_POST
@needs("claims.care")
def guarantee(request: HttpRequest, key: UUID) -> HttpResponse:
    return _formed(request, key, care.guarantee, guarantee=care_forms.Guarantee(request.POST))


@require_POST
@needs("claims.care")
def receipt(request: HttpRequest, key: UUID) -> HttpResponse:
    return _formed(request, key, care.receipt, receipt=care_forms.OneReceipt(request.POST))


@require_POST
@needs("claims.care")
def withdraw(request: HttpRequest, key: int) -> HttpResponse:
    held = get_object_or_404(Receipt.objects.select_related("event"), pk=key)
    return _done(request, held.event_id, lambda _event: care.withdraw_receipt(receipt=held, by=me(request)))


@require_POST
@needs("claims.care")
def unable(request: HttpRequest, key: UUID) -> HttpResponse:
    return _formed(request, key, care.unable, unable=care_forms.Unable(request.POST))


@require_POST
@needs("claims.care")
def rate(request: HttpRequest, key: UUID) -> HttpResponse:
    held = _event(key)
    form = care_forms.Rate(request.POST, on=held.happened_on)

    def deed(event: Event) -> None:
        told = given(form)
        ratings = care_of(event).ratings
        before = ratings[-1].losses if told["also"] and ratings else []
        total = told["part"] == "total"
        care.rate(
            event=event, on=told["on"], doctor=told["doctor"], role=told["role"], total=total,
            losses=[] if total else [*before, form.loss()], by=me(request),
        )  # fmt: skip

    return _done(request, key, deed, rate=form)


@require_POST
@needs("claims.care")
def step(request: HttpRequest, key: UUID) -> HttpResponse:
    return _formed(request, key, care.milestone, step=care_forms.Step(request.POST))
