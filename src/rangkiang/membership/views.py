"""Enrol everybody on an approved decree, end one person's cover: buttons of other rooms' pages answer here."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from rangkiang.access.deeds import attempt, given, status_of
from rangkiang.access.pages import needs
from rangkiang.decree.models import Decree
from rangkiang.platform.models import today

from . import actions, forms, queries
from .models import Enrolment


@require_POST
@needs("membership.enrol")
def enrol(request: HttpRequest, key: UUID) -> HttpResponse:
    """Safe to press twice. A refusal becomes the page of refusals, in words."""
    decree = get_object_or_404(Decree, pk=key)
    new = actions.enrol(decree=decree, by=request.user)
    if new:
        messages.success(request, ngettext("%(n)s person enrolled.", "%(n)s persons enrolled.", new) % {"n": new})
    else:
        messages.info(request, _("Everybody on this list was enrolled already."))
    return redirect("decree:page", decree.pk)


@needs("membership.end")
def end(request: HttpRequest, key: int) -> HttpResponse:
    """The reason, the last month and the day; what it will mean stands beside. Safe to send twice."""
    held = get_object_or_404(Enrolment.objects.select_related("person", "fund"), pk=key)
    if held.last_month:
        messages.info(request, _("This cover has ended already."))
        return redirect("insight:person", held.person_id)
    form = forms.End(request.POST if request.method == "POST" else None, enrolment=held, day=today())
    ended: list[int] = []

    def deed() -> None:
        told = given(form)
        leaves = actions.Exit(held.person_id, told["last_month"], told["reason"], told["on"])
        ended.append(actions.end(fund=held.fund, exits=[leaves], by=request.user))

    error = attempt(deed) if request.method == "POST" else None
    if ended:
        said = _("The cover has ended.") if ended[0] else _("This cover has ended already.")
        messages.success(request, said)
        return redirect("insight:person", held.person_id)
    facts = {"enrolment": held, "form": form, "error": error, "charged": queries.charged_until(held)}
    return render(request, "membership/end.html", facts, status=status_of(error))
