"""Files to take away. Taking one is a deed, so it is a POST."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from rangkiang.access.pages import needs
from rangkiang.platform.models import today
from rangkiang.programme.models import Fund

from . import actions

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_POST
@needs("exchange.upload_list")
def upload_list(request: HttpRequest, fund: int) -> HttpResponse:
    """The upload list of one fund as a workbook; nobody to send becomes the page of refusals, in words."""
    held = get_object_or_404(Fund, pk=fund)
    made = actions.upload_list(fund=held, by=request.user)
    name = f"bpjs-{held.kind}-{held.area}-{today()}.xlsx"
    return HttpResponse(made.content, content_type=XLSX, headers={
        "Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"})
