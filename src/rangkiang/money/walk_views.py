"""The pages of an auditor's walk: one bill, one payment order, each with links to the steps around it."""

from __future__ import annotations

from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from rangkiang.access.pages import needs

from . import queries, walk
from .views import PAGE


@needs("see.money")
def bill(request: HttpRequest, key: UUID) -> HttpResponse:
    """From the budget line down to persons, orders and the ledger."""
    held = walk.bill_of(key)
    if held is None:
        raise Http404
    rows = walk.lines(held)
    facts = {
        "bill": held,
        "line": walk.budget_line(held),
        "decrees": walk.decrees(held),
        "totals": walk.totals(rows),
        "rows": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "shares": walk.shares(held),
        "transfers": walk.booked(bill=held),
        "whole": bool(held.sha256) and queries.fingerprint(held.roll) == held.sha256,
    }
    return render(request, "money/bill.html", facts)


@needs("see.money")
def order(request: HttpRequest, key: UUID) -> HttpResponse:
    """From the money that left down to the bills it paid, its receipt and the ledger."""
    held = walk.order_of(key)
    if held is None:
        raise Http404
    facts = {"order": held, "shares": walk.paid_bills(held), "transfers": walk.booked(order=held)}
    return render(request, "money/order.html", facts)
