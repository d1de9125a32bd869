"""Deeds on a report: taken back, dated anew, and the second person's answer."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from rangkiang.access.deeds import attempt, given
from rangkiang.access.pages import needs

from . import changes, forms
from .changes_models import Change
from .models import Event
from .views import event_page, formed, found_event, me


@require_POST
@needs("claims.retract")
def retract(request: HttpRequest, key: UUID) -> HttpResponse:
    """A wrong report, taken back with a reason; a death once a second person agrees."""
    held, form = found_event(key), forms.Closing(request.POST)
    if error := attempt(lambda: changes.retract(event=held, **given(form), by=me(request))):
        return event_page(request, held, error, retract=form)
    if found_event(key).state == Event.State.CLOSED:
        messages.success(request, _("The report is taken back."))
    else:
        messages.success(request, _("Noted; it holds once a second person agrees."))
    return redirect("claims:event", held.pk)


@require_POST
@needs("claims.redate")
def redate(request: HttpRequest, key: UUID) -> HttpResponse:
    """Which day is true."""
    held, form = found_event(key), forms.TrueDay(request.POST)

    def deed() -> None:
        told = given(form)
        changes.redate(event=held, on=told["on"], why=told["why"], death=bool(told["death"]), by=me(request))

    if error := attempt(deed):
        return event_page(request, held, error, redate=form)
    now = found_event(key)
    if form.cleaned_data["on"] in (now.happened_on, now.died_on):
        messages.success(request, _("The day is settled."))
    else:
        messages.success(request, _("Noted; it holds once a second person agrees."))
    return redirect("claims:event", held.pk)


@require_POST
@needs("claims.retract")
def reopen(request: HttpRequest, key: UUID) -> HttpResponse:
    """A closed claim, opened again once a second person agrees."""
    told = _("Noted; it holds once a second person agrees.")
    return formed(request, key, changes.reopen, told, reopen=forms.Closing(request.POST))


def _change(key: int) -> Change:
    return get_object_or_404(Change.objects.select_related("event__person", "event__reported_by"), pk=key)


@require_POST
@needs("claims.retract")
def agree(request: HttpRequest, key: int) -> HttpResponse:
    """The second person agrees."""
    held = _change(key)
    if error := attempt(lambda: changes.agree(change=held, by=me(request))):
        return event_page(request, held.event, error)
    messages.success(request, _("Done."))
    return redirect("claims:event", held.event_id)


@require_POST
@needs("claims.retract")
def decline(request: HttpRequest, key: int) -> HttpResponse:
    """The second person does not, and says why."""
    held, form = _change(key), forms.Closing(request.POST)

    def deed() -> None:
        changes.decline(change=held, why=given(form)["reason"], by=me(request))

    if error := attempt(deed):
        return event_page(request, held.event, error)
    messages.success(request, _("Declined; the report stands."))
    return redirect("claims:event", held.event_id)
