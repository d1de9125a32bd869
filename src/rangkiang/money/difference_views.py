"""Differences across months: mine, overdue, open, unsigned; given to somebody, signed off by a second person."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from rangkiang.access.deeds import given
from rangkiang.access.models import User
from rangkiang.access.pages import needs
from rangkiang.platform.models import today
from rangkiang.platform.month import Month

from . import actions, closing, lists
from .forms import AssignForm, ExplainForm
from .models import Difference
from .queries import owners
from .views import PAGE, do, fund_of


@needs("see.money")
def listed(request: HttpRequest) -> HttpResponse:
    """Of all months and funds that the reader sees; the oldest due day first."""
    day = today()
    user: User = request.user  # type: ignore[assignment]
    show, wanted = lists.shown(request.GET), lists.wanted(user, day)
    counts = Difference.objects.aggregate(**{name: Count("pk", filter=each) for name, each in wanted.items()})
    facts = {
        "rows": Paginator(lists.differences(user, request.GET, day), PAGE).get_page(request.GET.get("page")),
        "shows": [(name, label, counts[name]) for name, label in lists.SHOWS.items()],
        "show": show,
        "title": lists.SHOWS[show],
        "day": day,
        "owners": owners(),
        "explain_form": ExplainForm(auto_id=False),
    }
    return render(request, "money/differences.html", facts)


@require_POST
@needs("money.assign")
def assign(request: HttpRequest, key: int) -> HttpResponse:
    held = get_object_or_404(Difference.objects.select_related("fund"), pk=key)
    return do(
        request,
        held.fund,
        Month.of(held.month),
        lambda: actions.assign(difference=held, by=request.user, **given(AssignForm(request.POST))),  # type: ignore[arg-type]
        _("It has its owner and its day."),
    )


@require_POST
@needs("money.sign_off")
def sign_off(request: HttpRequest, month: str) -> HttpResponse:
    """Every explanation of others in the month."""
    fund, when = fund_of(request), Month.parse(month)
    return do(
        request,
        fund,
        when,
        lambda: closing.sign_off(fund=fund, month=when, by=request.user),  # type: ignore[arg-type]
        _("The explanations are signed off."),
    )
