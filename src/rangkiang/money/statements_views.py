"""Statements of the bank and of SIPD on the page: hand in, and decide line by line what is which payment."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from rangkiang.access.deeds import Refusal, attempt, given, status_of
from rangkiang.access.pages import needs
from rangkiang.platform.errors import BadInput
from rangkiang.programme.models import Fund

from . import lists
from . import statements as actions
from .models import Receipt
from .settling_views import signer
from .statements_forms import ReasonForm, StatementForm
from .statements_models import Statement, StatementFile, StatementLine, StatementMatch
from .statements_sheet import OPEN, SHOWN, counts, lines, preview, shown
from .views import fund_of

PAGE = 25


@needs("see.money")
def statements(request: HttpRequest) -> HttpResponse:
    """The statements of a fund, newest first, and the form for the next one."""
    fund = fund_of(request)
    error: Refusal | None = None
    form = StatementForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        made: list[StatementFile] = []

        def deed() -> None:
            file = given(form)["file"]
            made.append(actions.look(fund=fund, filename=file.name, content=file.read(), by=signer(request)))

        error = attempt(deed)
        if made:
            return redirect("money:statement-file", made[0].pk)
    waiting = StatementFile.objects.filter(fund=fund, statement=None, bpjs_bill=None).select_related("received_by")
    return render(
        request,
        "money/statements.html",
        {
            "fund": fund,
            "funds": Fund.objects.order_by("kind", "area"),
            "statements": lists.statements(fund)[:60],
            "waiting": waiting.order_by("-recorded_at")[:60],
            "form": form,
            "error": error,
        },
        status=status_of(error),
    )


@needs("money.statement")
def file(request: HttpRequest, key: UUID) -> HttpResponse:
    """What a file would add, before its lines are kept; POST keeps them."""
    held = get_object_or_404(StatementFile.objects.select_related("fund", "received_by"), pk=key, bpjs_bill=None)
    if request.method == "POST":
        if error := attempt(lambda: actions.keep(file=held, by=signer(request))):
            return render(request, "money/statement_file.html", {"file": held, "error": error}, status=status_of(error))
        return redirect("money:statement", held.pk)
    if Statement.objects.filter(file=held).exists():
        return redirect("money:statement", held.pk)
    return render(request, "money/statement_file.html", {"file": held, "preview": preview(held)})


def _page(request: HttpRequest, held: Statement, error: Refusal | None = None) -> HttpResponse:
    state = request.GET.get("state", OPEN)
    state = state if state in SHOWN else OPEN
    page = Paginator(lines(held, state), PAGE).get_page(request.GET.get("page"))
    number = counts(held)
    return render(
        request,
        "money/statement.html",
        {
            "statement": held,
            "state": state,
            "states": [(name, label, number[name]) for name, label in SHOWN.items()],
            "page": page,
            "rows": shown(list(page.object_list)),
            "reason_form": ReasonForm(auto_id="aside-%s"),
            "error": error,
        },
        status=status_of(error),
    )


def _statement(key: UUID) -> Statement:
    return get_object_or_404(Statement.objects.select_related("fund", "file__received_by"), pk=key)


@needs("see.money")
def statement(request: HttpRequest, key: UUID) -> HttpResponse:
    return _page(request, _statement(key))


def _done(request: HttpRequest, held: Statement, deed: Callable[[], Any], told: str) -> HttpResponse:
    if error := attempt(deed):
        return _page(request, held, error)
    messages.success(request, told)
    return redirect("money:statement", held.pk)


@require_POST
@needs("money.statement")
def look_again(request: HttpRequest, key: UUID) -> HttpResponse:
    held = _statement(key)
    told = _("The lines were compared with today's payments.")
    return _done(request, held, lambda: actions.look_again(fund=held.fund, by=signer(request)), told)


def _match(key: int) -> StatementMatch:
    return get_object_or_404(StatementMatch.objects.select_related("line__fund", "line__statement__fund"), pk=key)


@require_POST
@needs("money.match")
def accept(request: HttpRequest, key: int) -> HttpResponse:
    held = _match(key)
    with_receipt = request.POST.get("receipt") == "yes"

    def deed() -> None:
        actions.accept(match=held, with_receipt=with_receipt, by=signer(request))

    return _done(request, held.line.statement, deed, _("The line is kept as evidence of the payment."))


@require_POST
@needs("money.match")
def refuse(request: HttpRequest, key: int) -> HttpResponse:
    held = _match(key)
    told = _("Refused: this pair is not proposed again.")
    return _done(request, held.line.statement, lambda: actions.refuse(match=held, by=signer(request)), told)


@require_POST
@needs("money.match")
def undo(request: HttpRequest, key: int) -> HttpResponse:
    held = _match(key)

    def deed() -> None:
        actions.undo(match=held, by=signer(request), **given(ReasonForm(request.POST)))

    told = _("The decision is taken back and stays on record.")
    if Receipt.objects.filter(order=held.order_id).exists():
        told += " " + _("The receipt stays: BPJS gave it for this payment, whatever line told of it.")
    return _done(request, held.line.statement, deed, told)


@require_POST
@needs("money.match")
def set_aside(request: HttpRequest, key: UUID) -> HttpResponse:
    """The ticked lines."""
    held = _statement(key)
    done: list[int] = []

    def deed() -> None:
        try:
            chosen = [int(one) for one in request.POST.getlist("line")]
        except ValueError as error:
            raise BadInput(_("This line is not known."), where=_("Lines")) from error
        told = given(ReasonForm(request.POST))
        done.append(actions.set_aside(fund=held.fund, lines=chosen, by=signer(request), **told))

    if error := attempt(deed):
        return _page(request, held, error)
    messages.success(
        request, ngettext("%(n)s line is set aside.", "%(n)s lines are set aside.", done[0]) % {"n": done[0]}
    )
    return redirect("money:statement", held.pk)


@require_POST
@needs("money.match")
def bring_back(request: HttpRequest, key: int) -> HttpResponse:
    held = get_object_or_404(StatementLine.objects.select_related("fund", "statement__fund"), pk=key)
    told = _("The line is open again.")
    return _done(request, held.statement, lambda: actions.bring_back(line=held, by=signer(request)), told)
