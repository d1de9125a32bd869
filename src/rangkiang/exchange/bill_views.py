"""The papers of an issued bill, to take away. A draft has none: only what is issued is signed."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from rangkiang.access.pages import needs
from rangkiang.money.models import Bill

from . import actions, bills
from .views import XLSX


def _issued(key: UUID) -> Bill:
    found = Bill.objects.select_related("roll__fund__programme", "prepared_by", "checked_by", "approved_by")
    held = get_object_or_404(found, pk=key)
    if not held.approved_at:
        raise Http404("a draft has no papers")
    return held


def _file(held: Bill, content: bytes, kind: str, end: str) -> HttpResponse:
    name = f"tagihan-{held.roll.month:%Y-%m}-{held.roll.seq}-{held.roll.fund.kind.lower()}.{end}"
    return HttpResponse(
        content,
        content_type=kind,
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"},
    )


@require_POST
@needs("exchange.bill_lines")
def workbook(request: HttpRequest, key: UUID) -> HttpResponse:
    """With the names of its lines, so taking it is a deed on record."""
    held = _issued(key)
    made = actions.bill_lines(bill=held, by=request.user)  # type: ignore[arg-type]
    return _file(held, made.content, XLSX, "xlsx")


@needs("see.money")
def pdf(request: HttpRequest, key: UUID) -> HttpResponse:
    held = _issued(key)
    return _file(held, bills.pdf(bills.paper_of(held)), "application/pdf", "pdf")
