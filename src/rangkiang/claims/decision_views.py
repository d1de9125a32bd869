"""BPJS's questions, differences, objections and a second reckoning: deeds of a claim's page."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from rangkiang.access.deeds import attempt, given
from rangkiang.access.pages import needs
from rangkiang.law import InvalidCase
from rangkiang.platform.errors import BadInput

from . import actions, decisions, forms, queries
from .models import Claim, Event, Objection, Question
from .unlawful import in_words
from .views import claim_page, done, event_page, formed, found_claim, me


@require_POST
@needs("claims.open")
def recompute(request: HttpRequest, key: UUID) -> HttpResponse:
    """Ask the law again, with what is known now."""

    def deed(claim: Claim) -> None:
        try:
            actions.recompute(claim=claim, by=me(request))
        except InvalidCase as error:
            raise BadInput(in_words(error), where=_("The report"), todo=_("Complete it first.")) from error

    return done(request, key, deed, _("Computed anew; a second person approves it."))


@require_POST
@needs("claims.ask")
def ask(request: HttpRequest, key: UUID) -> HttpResponse:
    return formed(request, key, decisions.ask, _("The question is noted."), ask=forms.Saying(request.POST))


@require_POST
@needs("claims.answer")
def answer(request: HttpRequest, key: int) -> HttpResponse:
    held, form = get_object_or_404(Question, pk=key), forms.Saying(request.POST)
    if error := attempt(lambda: decisions.answer(question=held, **given(form), by=me(request))):
        return claim_page(request, found_claim(held.claim_id), error, answer=form)
    messages.success(request, _("The answer is noted."))
    return redirect("claims:page", held.claim_id)


@require_POST
@needs("claims.explain")
def explain(request: HttpRequest, key: UUID) -> HttpResponse:
    codes = {part.code: part.label for part in queries.parts(found_claim(key)) if part.differs}
    form = forms.Explain(request.POST, codes=codes)
    return formed(request, key, decisions.explain, _("The reason is noted."), explain=form)


@require_POST
@needs("claims.object")
def object_to(request: HttpRequest, key: UUID) -> HttpResponse:
    form = forms.Saying(request.POST)

    def deed(claim: Claim) -> None:
        told = given(form)
        decisions.object_to(claim=claim, on=told["on"], grounds=told["text"], by=me(request))

    return done(request, key, deed, _("The objection is noted."), object=form)


@require_POST
@needs("claims.decide")
def answer_objection(request: HttpRequest, key: int) -> HttpResponse:
    held = get_object_or_404(Objection.objects.select_related("claim"), pk=key)
    form = forms.ObjectionAnswer(request.POST, scheme=held.claim.scheme)

    def deed(claim: Claim) -> None:
        told = given(form)
        changed = told["outcome"] == Objection.Outcome.CHANGED
        decisions.answer_objection(
            objection=held, on=told["on"], outcome=told["outcome"], text=told["text"],
            parts=form.parts() if changed else None, by=me(request),
        )  # fmt: skip

    return done(request, held.claim_id, deed, _("BPJS's answer is recorded."), objection=form)


@require_POST
@needs("claims.pay")
def addition(request: HttpRequest, key: UUID) -> HttpResponse:
    """What BPJS paid for being late, after the benefit itself."""
    form = forms.Addition(request.POST)
    return formed(request, key, decisions.add_for_lateness, _("The addition is noted."), addition=form)


@require_POST
@needs("claims.retract")
def as_other_death(request: HttpRequest, key: UUID) -> HttpResponse:
    """BPJS said it was no work accident: the death is claimed as any other."""
    held = get_object_or_404(Event.objects.select_related("person", "reported_by"), pk=key)
    form, made = forms.Closing(request.POST), []

    def deed() -> None:
        made.append(decisions.as_other_death(event=held, **given(form), by=me(request)))

    if error := attempt(deed):
        return event_page(request, held, error, other_death=form)
    messages.success(request, _("The death is reported anew; open its claim as any other death."))
    return redirect("claims:event", made[0].pk)
