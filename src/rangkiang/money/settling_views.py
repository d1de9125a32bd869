"""Supplements, credit, reversals, refunds, closing: deeds of a month's page, and the page of what is owed both ways."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse as address_of
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from rangkiang.access.deeds import Refusal, attempt, given, status_of
from rangkiang.access.models import User
from rangkiang.access.pages import needs
from rangkiang.platform.errors import BadInput
from rangkiang.platform.models import today
from rangkiang.platform.month import Month
from rangkiang.platform.rupiah import rupiah
from rangkiang.programme.models import Fund

from . import actions, closing, queries, settling
from .forms import CreditForm, OrderForm, RefundForm, ReversalForm, ReverseForm, SettleRefundForm
from .models import Bill, Refund, Reversal
from .views import do, fund_of, of_order, order_month


def signer(request: HttpRequest) -> User:
    """Who is signed in: the door of every page here sees to it."""
    return request.user  # type: ignore[return-value]


@require_POST
@needs("money.supplement")
def supplement(request: HttpRequest, month: str) -> HttpResponse:
    """Drafts for latecomers and corrections; nothing to correct is said."""
    fund, when = fund_of(request), Month.parse(month)
    made: list[Bill] = []

    def deed() -> None:
        made.extend(actions.supplement(fund=fund, month=when, by=signer(request)))

    def done() -> str:
        if made:
            return _("The supplements are drawn up. Another person approves them.")
        return _("The bills agree with who is enrolled: there is nothing to correct.")

    return do(request, fund, when, deed, done)


@require_POST
@needs("money.use_credit")
def use_credit(request: HttpRequest, key: UUID) -> HttpResponse:
    """Carry the fund's credit forward to one bill."""
    held = get_object_or_404(Bill.objects.select_related("roll__fund"), pk=key)
    return do(
        request,
        held.roll.fund,
        Month.of(held.roll.month),
        lambda: settling.use_credit(bill=held, by=signer(request), **given(CreditForm(request.POST))),
        _("The credit is used as far as the bill needs it."),
    )


@require_POST
@needs("money.ask_reversal")
def ask_reversal(request: HttpRequest, key: UUID) -> HttpResponse:
    done = _("The reversal is asked for. The treasurer approves it.")
    return of_order(request, key, settling.ask_reversal, ReversalForm, done)


@require_POST
@needs("money.reverse")
def reverse(request: HttpRequest, key: int) -> HttpResponse:
    held = get_object_or_404(Reversal.objects.select_related("order__fund"), pk=key)
    return do(
        request,
        held.order.fund,
        order_month(held.order_id)[1],
        lambda: settling.reverse(reversal=held, by=signer(request), **given(ReverseForm(request.POST))),
        _("The order counts no longer; its bills are owed again."),
    )


@require_POST
@needs("money.close_month")
def close(request: HttpRequest, month: str) -> HttpResponse:
    fund, when = fund_of(request), Month.parse(month)
    return do(
        request,
        fund,
        when,
        lambda: closing.close_month(fund=fund, month=when, by=signer(request)),
        _("The month is closed."),
    )


@require_POST
@needs("money.reopen_month")
def reopen(request: HttpRequest, month: str) -> HttpResponse:
    fund, when = fund_of(request), Month.parse(month)
    return do(
        request,
        fund,
        when,
        lambda: closing.reopen_month(fund=fund, month=when, by=signer(request), **given(ReversalForm(request.POST))),
        _("The month is open again."),
    )


def _owed_page(request: HttpRequest, fund: Fund, error: Refusal | None = None) -> HttpResponse:
    held = queries.credits_of(fund)
    due = [(bill, left) for bill, left in queries.to_pay(fund) if left > 0]
    total = sum(left for _bill, left in due)
    refunds = Refund.objects.filter(fund=fund).select_related("prepared_by", "closed_by", "bill__roll", "order")
    facts = {
        "fund": fund,
        "funds": Fund.objects.order_by("kind", "area"),
        "due": due,
        "total": total,
        "ordered": queries.due(fund, today()).total - total,
        "credits": [one for one in held if one.explained],
        "unexplained": [one for one in held if not one.explained],
        "refunds": refunds.order_by("state", "-asked_on", "pk"),
        "dead": queries.paid_after_death(fund),
        "error": error,
        "order_form": OrderForm(initial={"amount": total}),
        "refund_form": RefundForm(initial={"asked_on": today()}, auto_id=False),
        "settle_form": SettleRefundForm(initial={"settled_on": today()}, auto_id=False),
    }
    return render(request, "money/owed.html", facts, status=status_of(error))


@needs("see.money")
def owed(request: HttpRequest) -> HttpResponse:
    """What the fund owes BPJS, what BPJS holds of the fund, and what was asked back."""
    return _owed_page(request, fund_of(request))


def _on_owed(request: HttpRequest, fund: Fund, deed: Callable[[], Any], done: str) -> HttpResponse:
    if error := attempt(deed):
        return _owed_page(request, fund, error)
    messages.success(request, done)
    return redirect(f"{address_of('money:owed')}?fund={fund.code}")


@require_POST
@needs("money.order")
def order_several(request: HttpRequest) -> HttpResponse:
    """One payment order for the bills that were ticked."""
    fund = fund_of(request)

    def deed() -> None:
        try:
            keys = [UUID(key) for key in request.POST.getlist("bill")]
        except ValueError as error:
            raise BadInput(_("This bill is not known."), where=_("Bills")) from error
        if not keys:
            raise BadInput(_("No bill is ticked."), where=_("Bills"), todo=_("Tick what this order pays."))
        chosen = list(Bill.objects.filter(pk__in=keys, roll__fund=fund))
        actions.order(fund=fund, bills=chosen, by=signer(request), **given(OrderForm(request.POST)))

    return _on_owed(request, fund, deed, _("The payment order is drawn up. The treasurer pays it."))


@require_POST
@needs("money.ask_refund")
def ask_refund(request: HttpRequest, key: UUID) -> HttpResponse:
    """Ask back what is left of one credit: a bill below zero, or what an order paid too much."""
    fund = fund_of(request)
    found = next((one for one in queries.credits_of(fund) if one.key == key), None)

    def deed() -> None:
        source = found.bill or found.order if found else None
        if source is None:
            raise BadInput(_("This credit is used up or not known."), where=_("Credit"))
        settling.ask_refund(credit=source, by=signer(request), **given(RefundForm(request.POST)))

    told = _("The refund of %(amount)s is asked for.") % {"amount": rupiah(found.left) if found else ""}
    return _on_owed(request, fund, deed, told)


@require_POST
@needs("money.settle_refund")
def settle_refund(request: HttpRequest, key: int) -> HttpResponse:
    held = get_object_or_404(Refund.objects.select_related("fund"), pk=key)
    return _on_owed(
        request,
        held.fund,
        lambda: settling.settle_refund(refund=held, by=signer(request), **given(SettleRefundForm(request.POST))),
        _("What became of the refund is recorded."),
    )
