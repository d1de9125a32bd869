"""The programme, its terms and its purses; a form beside each for those whose deed it is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from rangkiang.access.deeds import Refusal, attempt, given, status_of
from rangkiang.access.pages import needs
from rangkiang.access.rights import areas_of, may
from rangkiang.platform.errors import Refused
from rangkiang.platform.models import today

from . import actions, forms, queries
from .models import Fund, Overspend, Programme

Sent = tuple[str, int, Form]  # which form came back, of which programme, as it was filled in


def _forms(request: HttpRequest, standing: queries.Standing, day: date, sent: Sent | None) -> dict[str, Any]:
    """One programme's forms, by right; the one just sent keeps what was typed."""
    programme = standing.programme
    terms = standing.terms_now
    kept = ("age_min", "age_below", "decile_max", "earners_max", "checks")
    before = {name: getattr(terms, name) for name in kept} if terms else {}
    fresh: dict[str, Any] = {"standing": standing}
    if may(request.user, "programme.found", programme.area):
        fresh["fund_form"] = forms.OpenFund(initial={"area": programme.area})
    if may(request.user, "programme.set_rules", programme.area):
        fresh["terms_form"] = forms.Terms(initial={"valid_from": day, **before})
    if sent and sent[1] == programme.pk:
        fresh[sent[0]] = sent[2]
    return fresh


def _page(request: HttpRequest, error: Refusal | None = None, sent: Sent | None = None) -> HttpResponse:
    day, areas = today(), areas_of(request.user)
    standings = queries.standings(areas, day)
    found_form = sent[2] if sent and sent[0] == "found_form" else None
    if not standings and not found_form and may(request.user, "programme.found"):
        found_form = forms.Found(initial={"area": areas[0], "starts_on": day})
    return render(
        request,
        "programme/page.html",
        {
            "shown": [_forms(request, one, day, sent) for one in standings],
            "found_form": found_form,
            "error": error,
            "day": day,
        },
        status=status_of(error),
    )


@needs("see.programme")
def page(request: HttpRequest) -> HttpResponse:
    """Every programme of the reader's areas: its act, its terms, its purses and what is left in them."""
    return _page(request)


def _done(request: HttpRequest, deed: Callable[[], object], said: str, sent: Sent) -> HttpResponse:
    if error := attempt(deed):
        return _page(request, error, sent)
    messages.success(request, said)
    return redirect("programme:page")


@require_POST
@needs("programme.found")
def found(request: HttpRequest) -> HttpResponse:
    """The first programme of an area; a second one is not founded by this page."""
    form = forms.Found(request.POST)

    def deed() -> None:
        given(form)
        told = form.told()
        others = Programme.objects.filter(area=told["area"]).exclude(name=told["name"])
        if others.exists():
            raise Refused(_("This place has a programme already."))
        actions.found(**told, by=request.user)

    return _done(request, deed, _("The programme is founded. Open its funds next."), ("found_form", 0, form))


@require_POST
@needs("programme.found")
def open_fund(request: HttpRequest, key: int) -> HttpResponse:
    programme, form = get_object_or_404(Programme, pk=key), forms.OpenFund(request.POST)
    return _done(
        request, lambda: actions.open_fund(programme=programme, **given(form), by=request.user),
        _("The fund is open. The head of office sets its ceiling."), ("fund_form", key, form),
    )  # fmt: skip


@require_POST
@needs("programme.set_rules")
def set_terms(request: HttpRequest, key: int) -> HttpResponse:
    programme, form = get_object_or_404(Programme, pk=key), forms.Terms(request.POST)

    def deed() -> None:
        given(form)
        actions.set_rules(programme=programme, **form.told(), by=request.user)

    return _done(request, deed, _("The terms are set."), ("terms_form", key, form))


def _fund_page(
    request: HttpRequest, held: Fund, form: Form | None = None, error: Refusal | None = None,
) -> HttpResponse:  # fmt: skip
    """``form`` is the one that came back, as it was filled in."""
    day, user = today(), request.user
    now = queries.accounts(held, day)
    fresh = {
        "form": forms.Ceiling(initial={"year": day.year, "effective_on": day}),
        "beyond_form": forms.Overspending(initial={"year": day.year}, auto_id="beyond-%s"),
        "accounts_form": forms.Accounts(
            initial={"valid_from": day, "jkk_account": now.jkk, "jkm_account": now.jkm, "office": now.office},
            auto_id="accounts-%s",
        ),
    }
    for name, one in fresh.items():
        if form is not None and type(one) is type(form):
            fresh[name] = form
    return render(
        request,
        "programme/fund.html",
        {
            "purse": queries.purse(held, day),
            "error": error,
            **fresh,
            "accounts": now,
            "settings": queries.settings_of(held),
            "may_set": may(user, "programme.set_budget", held.area),
            "may_ask": may(user, "programme.ask_overspend", held.area),
            "may_approve": may(user, "programme.approve_overspend", held.area),
            "may_set_accounts": may(user, "programme.set_accounts", held.area),
        },
        status=status_of(error),
    )


def _fund(key: int) -> Fund:
    return get_object_or_404(Fund.objects.select_related("programme"), pk=key)


@needs("see.programme")
def fund(request: HttpRequest, key: int) -> HttpResponse:
    """One purse year by year, with every revision."""
    return _fund_page(request, _fund(key))


@require_POST
@needs("programme.set_budget")
def set_budget(request: HttpRequest, key: int) -> HttpResponse:
    """The year's first ceiling, or its revision; the same ceiling again changes nothing."""
    return _of_fund(request, key, actions.set_budget, forms.Ceiling(request.POST), _("The ceiling is set."))


def _of_fund(
    request: HttpRequest, key: int, act: Callable[..., object], form: forms.WithAct, said: str
) -> HttpResponse:
    held = _fund(key)

    def deed() -> None:
        given(form)
        act(fund=held, **form.told(), by=request.user)

    if error := attempt(deed):
        return _fund_page(request, held, form, error)
    messages.success(request, said)
    return redirect("programme:fund", held.pk)


@require_POST
@needs("programme.ask_overspend")
def ask_overspend(request: HttpRequest, key: int) -> HttpResponse:
    form = forms.Overspending(request.POST, auto_id="beyond-%s")
    return _of_fund(request, key, actions.ask_overspend, form, _("It is asked for. Another person approves it."))


@require_POST
@needs("programme.approve_overspend")
def approve_overspend(request: HttpRequest, key: int) -> HttpResponse:
    held = get_object_or_404(Overspend.objects.select_related("fund__programme"), pk=key)
    if error := attempt(lambda: actions.approve_overspend(overspend=held, by=request.user)):
        return _fund_page(request, held.fund, None, error)
    messages.success(request, _("Approved: so much more may be committed."))
    return redirect("programme:fund", held.fund_id)


@require_POST
@needs("programme.set_accounts")
def set_accounts(request: HttpRequest, key: int) -> HttpResponse:
    form = forms.Accounts(request.POST, auto_id="accounts-%s")
    return _of_fund(request, key, actions.set_accounts, form, _("Set. Bills of earlier months keep theirs."))
