"""Files to take away. Taking one is a deed, so it is a POST."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST

from rangkiang.access.deeds import Refusal, attempt, given, status_of
from rangkiang.access.pages import needs
from rangkiang.platform.models import today
from rangkiang.platform.month import Month
from rangkiang.programme.models import Fund

from . import actions, forms, incoming
from . import upload_list as upload_lists

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_POST
@needs("exchange.upload_list")
def upload_list(request: HttpRequest, fund: int) -> HttpResponse:
    """The upload list of one fund as a workbook; nobody to send becomes the page of refusals, in words."""
    held = get_object_or_404(Fund, pk=fund)
    made = actions.upload_list(fund=held, by=request.user)
    name = f"bpjs-{held.kind}-{held.area}-{today()}.xlsx"
    return HttpResponse(
        made.content,
        content_type=XLSX,
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"},
    )


@needs("money.active_list")
def bpjs(request: HttpRequest) -> HttpResponse:
    """Files to and from BPJS: what it must register, the numbers it gave, whom it counts as active."""
    error: Refusal | None = None
    taken: incoming.Taken | None = None
    form = forms.FromBpjs(request.POST or None, request.FILES or None, initial={"month": Month.of(today())})
    if request.method == "POST":

        def deed() -> None:
            nonlocal taken
            facts = given(form)
            file = facts.pop("file")
            taken = incoming.take_in(**facts, filename=file.name, content=file.read(), on=today(), by=request.user)

        error = attempt(deed)
    waiting = upload_lists.waiting()
    return render(
        request,
        "exchange/bpjs.html",
        {"form": form, "error": error, "taken": taken, "waiting": waiting},
        status=status_of(error),
    )
