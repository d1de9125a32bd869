"""A fund's months, and one month: read it whole, then bill, approve, order, pay, receive, reconcile, explain.

Every deed is a POST to its own address. A refusal shows the same page again, in words, with nothing half done.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from rangkiang.access.deeds import Refusal, attempt, given, status_of
from rangkiang.access.pages import needs
from rangkiang.platform.models import today
from rangkiang.platform.month import Month
from rangkiang.programme import queries as programme
from rangkiang.programme.models import Fund

from . import actions, drafts, lists, queries
from .forms import (
    ApproveForm,
    CreditForm,
    ExplainForm,
    OrderForm,
    PayForm,
    ReceiptForm,
    ReversalForm,
    ReverseForm,
)
from .models import Bill, Difference, PaymentOrder
from .sheet import differences, sheet

PAGE = 25


def fund_of(request: HttpRequest) -> Fund:
    """The fund in the address bar, else the first one that the reader sees."""
    return lists.fund_asked(request.GET)


def address(fund: Fund, month: Month) -> str:
    return f"{reverse('money:month', args=[str(month)])}?fund={fund.code}"


@needs("see.money")
def months(request: HttpRequest) -> HttpResponse:
    """Every billed month of a fund, newest first, with the budget it is paid from."""
    fund, day = fund_of(request), today()
    billed = queries.months(fund)
    newest = Month.of(billed[0]["month"]) if billed else Month.of(day)
    return render(
        request,
        "money/months.html",
        {
            "fund": fund,
            "funds": Fund.objects.order_by("kind", "area"),
            "months": lists.without_gaps(billed),
            "next": newest + 1 if billed else newest,
            "year": day.year,
            "beyond": programme.overspend(fund, day.year),
            "committed": queries.committed(fund, day.year),
            "due": queries.due(fund, day),
            "runway": queries.runway(fund, day, queries.monthly_price(fund, day)),
        },
    )


def _page(request: HttpRequest, fund: Fund, month: Month, error: Refusal | None = None) -> HttpResponse:
    found = sheet(fund, month)
    rows = Paginator(differences(fund, month), PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "money/month.html",
        {
            "sheet": found,
            "rows": rows,
            "day": today(),
            "owners": queries.owners(),
            "error": error,
            "funds": Fund.objects.order_by("kind", "area"),
            "previous": month + -1,
            "next": month + 1,
            "approve_form": ApproveForm(),
            "order_form": OrderForm(initial={"amount": found.unpaid}),
            "explain_form": ExplainForm(auto_id=False),
            "credit_form": CreditForm(initial={"on": today()}, auto_id="credit-%s"),
            "reversal_form": ReversalForm(auto_id=False),
            "reverse_form": ReverseForm(initial={"on": today()}, auto_id="reverse-%s"),
            "reopen_form": ReversalForm(auto_id="reopen-%s"),
            "pay_form": PayForm(initial={"paid_on": today()}),
            "receipt_form": ReceiptForm(initial={"received_on": today()}),
        },
        status=status_of(error),
    )


@needs("see.money")
def month(request: HttpRequest, month: str) -> HttpResponse:
    """One fund and month, whole."""
    return _page(request, fund_of(request), Month.parse(month))


def do(
    request: HttpRequest, fund: Fund, month: Month, deed: Callable[[], Any], done: str | Callable[[], str]
) -> HttpResponse:
    """Try a deed of a month and say what became of it, on the month's page."""
    if error := attempt(deed):
        return _page(request, fund, month, error)
    messages.success(request, done() if callable(done) else done)
    return redirect(address(fund, month))


@require_POST
@needs("money.bill")
def bill(request: HttpRequest, month: str) -> HttpResponse:
    fund, when = fund_of(request), Month.parse(month)
    return do(
        request,
        fund,
        when,
        lambda: actions.bill(fund=fund, month=when, by=request.user),
        _("The bill is drawn up. Another person approves it."),
    )


@require_POST
@needs("money.approve_bill")
def approve(request: HttpRequest, key: UUID) -> HttpResponse:
    held = get_object_or_404(Bill.objects.select_related("roll__fund"), pk=key)
    return do(
        request,
        held.roll.fund,
        Month.of(held.roll.month),
        lambda: actions.approve_bill(bill=held, on=today(), by=request.user, **given(ApproveForm(request.POST))),
        _("The bill is approved and can be paid."),
    )


@require_POST
@needs("money.check_bill")
def check(request: HttpRequest, key: UUID) -> HttpResponse:
    held = get_object_or_404(Bill.objects.select_related("roll__fund"), pk=key)
    return do(
        request,
        held.roll.fund,
        Month.of(held.roll.month),
        lambda: drafts.check_bill(bill=held, by=request.user),
        _("That you have checked it is kept with the bill."),
    )


@require_POST
@needs("money.withdraw_bill")
def withdraw(request: HttpRequest, key: UUID) -> HttpResponse:
    held = get_object_or_404(Bill.objects.select_related("roll__fund"), pk=key)
    return do(
        request,
        held.roll.fund,
        Month.of(held.roll.month),
        lambda: drafts.withdraw_bill(bill=held, by=request.user, **given(ReversalForm(request.POST))),
        _("The draft is withdrawn, with its reason."),
    )


@require_POST
@needs("money.order")
def order(request: HttpRequest, month: str) -> HttpResponse:
    fund, when = fund_of(request), Month.parse(month)
    issued = [bill for bill, _left in queries.to_pay(fund) if bill.roll.month == when.first]
    return do(
        request,
        fund,
        when,
        lambda: actions.order(fund=fund, bills=issued, by=request.user, **given(OrderForm(request.POST))),
        _("The payment order is drawn up. The treasurer pays it."),
    )


def order_month(key: UUID) -> tuple[PaymentOrder, Month]:
    """An order and the last month that it was drawn up for."""
    held = get_object_or_404(PaymentOrder.objects.select_related("fund"), pk=key)
    return held, Month.of(held.allocations.filter(used_on=None).latest("bill__roll__month").bill.roll.month)


def of_order(request: HttpRequest, key: UUID, deed: Callable[..., Any], form: type[Form], done: str) -> HttpResponse:
    """A deed of one order, with what its form tells."""
    held, when = order_month(key)
    return do(request, held.fund, when, lambda: deed(order=held, by=request.user, **given(form(request.POST))), done)


@require_POST
@needs("money.pay")
def pay(request: HttpRequest, key: UUID) -> HttpResponse:
    done = _("The payment is recorded. Its month protects from that day.")
    return of_order(request, key, actions.pay, PayForm, done)


@require_POST
@needs("money.receipt")
def receipt(request: HttpRequest, key: UUID) -> HttpResponse:
    return of_order(request, key, actions.receipt, ReceiptForm, _("The receipt is recorded."))


@require_POST
@needs("money.reconcile")
def reconcile(request: HttpRequest, month: str) -> HttpResponse:
    fund, when = fund_of(request), Month.parse(month)
    return do(
        request,
        fund,
        when,
        lambda: actions.reconcile(fund=fund, month=when, by=request.user),
        _("The four lists were compared."),
    )


@require_POST
@needs("money.explain")
def explain(request: HttpRequest, key: int) -> HttpResponse:
    held = get_object_or_404(Difference.objects.select_related("fund"), pk=key)
    return do(
        request,
        held.fund,
        Month.of(held.month),
        lambda: actions.explain(difference=held, by=request.user, **given(ExplainForm(request.POST))),
        _("The explanation is kept with the difference."),
    )
