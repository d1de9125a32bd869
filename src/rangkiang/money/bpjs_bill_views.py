"""BPJS's bill on the page: hand it in, look at what it would find, let it count or set it aside."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from rangkiang.access.deeds import Refusal, attempt, given, status_of
from rangkiang.access.pages import needs
from rangkiang.platform.models import today
from rangkiang.platform.month import Month
from rangkiang.programme.models import Fund

from . import bpjs_bill as actions
from . import lists
from .bpjs_bill_sheet import AGREES, bpjs_sheet, rows
from .settling_views import signer
from .statements_forms import BpjsBillForm, ReasonForm
from .statements_models import BpjsBill
from .views import fund_of

PAGE = 25


def _bill(key: UUID) -> BpjsBill:
    return get_object_or_404(BpjsBill.objects.select_related("fund", "file__received_by", "decided_by"), pk=key)


@needs("see.money")
def bills(request: HttpRequest) -> HttpResponse:
    """The bills of BPJS that came for a fund, newest month first, and the form for the next one."""
    fund = fund_of(request)
    error: Refusal | None = None
    form = BpjsBillForm(request.POST or None, request.FILES or None, initial={"month": Month.of(today())})
    if request.method == "POST":
        made: list[BpjsBill] = []

        def deed() -> None:
            told = given(form)
            content, name = told["file"].read(), told["file"].name
            made.append(
                actions.receive(fund=fund, month=told["month"], filename=name, content=content, by=signer(request))
            )

        error = attempt(deed)
        if made:
            return redirect("money:bpjs-bill", made[0].pk)
    return render(
        request,
        "money/bpjs_bills.html",
        {
            "fund": fund,
            "funds": Fund.objects.order_by("kind", "area"),
            "bills": lists.bpjs_bills(fund)[:60],
            "form": form,
            "error": error,
        },
        status=status_of(error),
    )


def _page(request: HttpRequest, held: BpjsBill, error: Refusal | None = None) -> HttpResponse:
    sheet = bpjs_sheet(held)
    known = [one.kind for one in sheet.kinds]
    first = sheet.differing[0].kind if sheet.differing else AGREES
    kind = request.GET.get("kind", "")
    kind = kind if kind in known else first
    return render(
        request,
        "money/bpjs_bill.html",
        {
            "sheet": sheet,
            "kind": next((one for one in sheet.kinds if one.kind == kind), None),
            "rows": rows(sheet, kind, PAGE).get_page(request.GET.get("page")),
            "reason_form": ReasonForm(),
            "error": error,
        },
        status=status_of(error),
    )


@needs("see.money")
def bill(request: HttpRequest, key: UUID) -> HttpResponse:
    """One bill of BPJS beside ours: a look ahead while it does not count yet."""
    return _page(request, _bill(key))


def _done(request: HttpRequest, held: BpjsBill, deed: Callable[[], Any], told: str) -> HttpResponse:
    if error := attempt(deed):
        return _page(request, held, error)
    messages.success(request, told)
    return redirect("money:bpjs-bill", held.pk)


@require_POST
@needs("money.bpjs_bill")
def take(request: HttpRequest, key: UUID) -> HttpResponse:
    held = _bill(key)
    told = _("The bill counts; its differences are findings of the month.")
    return _done(request, held, lambda: actions.take(bill=held, by=signer(request)), told)


@require_POST
@needs("money.bpjs_bill")
def set_aside(request: HttpRequest, key: UUID) -> HttpResponse:
    held = _bill(key)

    def deed() -> None:
        actions.set_aside(bill=held, by=signer(request), **given(ReasonForm(request.POST)))

    return _done(request, held, deed, _("The bill is set aside and counts no longer."))
