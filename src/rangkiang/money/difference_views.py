"""Differences across months: mine, overdue, open, unsigned; given to somebody, signed off by a second person."""

from __future__ import annotations

from datetime import date

from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from rangkiang.access.deeds import given
from rangkiang.access.models import User
from rangkiang.access.pages import needs
from rangkiang.platform.models import today
from rangkiang.platform.month import Month

from . import actions, closing
from .forms import AssignForm, ExplainForm
from .models import Difference
from .queries import owners
from .views import PAGE, do, fund_of

SHOWS = {
    "mine": gettext_lazy("Mine"),
    "overdue": gettext_lazy("Overdue"),
    "open": gettext_lazy("Open"),
    "unsigned": gettext_lazy("Waits for a second person"),
}


def _wanted(user: User, day: date) -> dict[str, Q]:
    unsolved = Q(state=Difference.State.OPEN)
    return {
        "mine": unsolved & Q(owner=user),
        "overdue": unsolved & Q(due_on__lt=day),
        "open": unsolved,
        "unsigned": Q(state=Difference.State.EXPLAINED, signed_at=None),
    }


def _found(wanted: Q) -> QuerySet[Difference]:
    rows = Difference.objects.filter(wanted).select_related("fund", "person", "owner", "closed_by", "signed_by")
    return rows.order_by("due_on", "month", "-amount", "pk")


@needs("see.money")
def listed(request: HttpRequest) -> HttpResponse:
    """Of all months and funds that the reader sees; the oldest due day first."""
    day = today()
    wanted = _wanted(request.user, day)  # type: ignore[arg-type]
    show = request.GET.get("show", "")
    show = show if show in wanted else "mine"
    counts = Difference.objects.aggregate(**{name: Count("pk", filter=each) for name, each in wanted.items()})
    facts = {
        "rows": Paginator(_found(wanted[show]), PAGE).get_page(request.GET.get("page")),
        "shows": [(name, label, counts[name]) for name, label in SHOWS.items()],
        "show": show,
        "title": SHOWS[show],
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
