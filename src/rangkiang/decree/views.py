"""Decrees: the list, a new draft from the waiting list, and one decree with all that its signer must see."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from rangkiang.access.deeds import Refusal, attempt, given, status_of
from rangkiang.access.pages import needs
from rangkiang.access.rights import may
from rangkiang.platform.models import today
from rangkiang.platform.month import Month
from rangkiang.programme.models import Fund
from rangkiang.regions.models import Region

from . import actions, forms, lists, queries
from .conflicts import conflicts
from .models import Decree

LINES = 50


@needs("see.decrees")
def decrees(request: HttpRequest) -> HttpResponse:
    """Every decree, newest first."""
    page = Paginator(lists.decrees(request.GET), 30).get_page(request.GET.get("page"))
    funds = [(one.pk, one.name) for one in Fund.objects.order_by("kind", "area")]
    told = {"page": page, "funds": funds, "states": Decree.State.choices, "asked": request.GET}
    return render(request, "decree/list.html", told)


@needs("decree.prepare")
def prepare(request: HttpRequest) -> HttpResponse:
    """A draft from the head of the waiting list."""
    error: Refusal | None = None
    form = forms.Prepare(request.POST or None, initial={"dated": today(), "first_month": Month.of(today()) + 1})
    if request.method == "POST":
        made: list[Decree] = []

        def deed() -> None:
            facts = given(form)
            made.append(actions.prepare(**facts, by=request.user))

        error = attempt(deed)
        if not error:
            messages.success(request, _("This is the draft of that number. A second person must approve it."))
            return redirect("decree:page", made[0].pk)
    waits = queries.waiting()
    funds = [(fund, waits.get(fund.pk, 0)) for fund in Fund.objects.order_by("kind", "area") if waits.get(fund.pk)]
    return render(
        request, "decree/prepare.html", {"form": form, "error": error, "funds": funds}, status=status_of(error)
    )


def _page(request: HttpRequest, decree: Decree, error: Refusal | None = None) -> HttpResponse:
    user, control = request.user, queries.control(decree)
    page = Paginator(queries.lines(decree), LINES).get_page(request.GET.get("page"))
    names = dict(Region.objects.filter(code__in={line.area for line in page.object_list}).values_list("code", "name"))
    drawn = [(line, line.holds(control.age_min, control.age_below)) for line in queries.sample(decree)]
    return render(
        request,
        "decree/page.html",
        {
            "decree": decree,
            "error": error,
            "control": control,
            "conflicts": conflicts(decree) if decree.state != Decree.State.WITHDRAWN else [],
            "page": page,
            "drawn": drawn,
            "rows": [(line, names.get(line.area, line.area)) for line in page.object_list],
            "whole": actions.fingerprint(decree) == decree.sha256,
            "may_approve": may(user, "decree.approve", decree.area),
            "may_withdraw": may(user, "decree.withdraw", decree.area),
            "may_enrol": may(user, "membership.enrol", decree.area),
            "waits": queries.someone_waits(decree),
            "may_export": may(user, "exchange.upload_list", decree.area),
        },
        status=status_of(error),
    )


def _found(key: UUID) -> Decree:
    return get_object_or_404(Decree.objects.select_related("fund__programme", "prepared_by", "approved_by"), pk=key)


@needs("see.decrees")
def page(request: HttpRequest, key: UUID) -> HttpResponse:
    """One decree: control totals, what is new, lines drawn at random, the whole list."""
    return _page(request, _found(key))


@require_POST
@needs("decree.approve")
def approve(request: HttpRequest, key: UUID) -> HttpResponse:
    decree = _found(key)
    if error := attempt(lambda: actions.approve(decree=decree, by=request.user)):
        return _page(request, decree, error)
    messages.success(request, _("Approved. The list can no longer change."))
    return redirect("decree:page", decree.pk)


@require_POST
@needs("decree.withdraw")
def withdraw(request: HttpRequest, key: UUID) -> HttpResponse:
    decree = _found(key)
    if error := attempt(lambda: actions.withdraw(decree=decree, by=request.user)):
        return _page(request, decree, error)
    messages.success(request, _("Withdrawn. Its people are back on the waiting list."))
    return redirect("decree:page", decree.pk)
