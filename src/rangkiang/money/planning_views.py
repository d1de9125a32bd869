"""The page that plans: scenarios of a fund side by side, kept with a title, printed as they were answered."""

from __future__ import annotations

import re
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.forms import BaseFormSet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from rangkiang.access.deeds import Refusal, given, status_of
from rangkiang.access.pages import needs
from rangkiang.access.rights import may
from rangkiang.platform.errors import BadInput, Refused
from rangkiang.platform.models import today
from rangkiang.platform.month import Month
from rangkiang.programme import actions as programme
from rangkiang.programme import queries
from rangkiang.programme.models import Fund, SavedPlan
from rangkiang.regions.models import Region

from . import planning_roster as roster
from .planning import as_json
from .planning_forms import MOST_SCENARIOS, ScenarioForm, ScenarioSet, TitleForm

PREFIX = "s"
DAY = re.compile(r"\d{4}-\d{2}(-\d{2})?")


def _fund(request: HttpRequest) -> Fund:
    return queries.fund_or_first(request.GET.get("fund", ""))


def _asked(request: HttpRequest) -> BaseFormSet:
    """The scenarios as they stand in the address; one to begin with, or one more like the last when asked for."""
    if f"{PREFIX}-TOTAL_FORMS" not in request.GET:
        return ScenarioSet(prefix=PREFIX, initial=[{"name": "A", "start": Month(today().year, 1)}])
    told = request.GET.copy()
    sent = str(told[f"{PREFIX}-TOTAL_FORMS"])
    count = int(sent) if sent in {str(number) for number in range(1, MOST_SCENARIOS)} else 0
    if "more" in told and count:
        before, after = f"{PREFIX}-{count - 1}-", f"{PREFIX}-{count}-"
        for key in [key for key in told if key.startswith(before)]:
            told[after + key.removeprefix(before)] = str(told[key])
        told[f"{after}name"] = "ABCD"[count]
        told[f"{PREFIX}-TOTAL_FORMS"] = str(count + 1)
    return ScenarioSet(told, prefix=PREFIX)


def _typed(forms: BaseFormSet) -> list[dict[str, Any]]:
    """What was typed of every named scenario. Raises BadInput that names the first field at fault."""
    if not forms.is_bound:
        return [dict.fromkeys(forms.forms[0].fields) | forms.forms[0].initial]
    if not forms.management_form.is_valid() or forms.total_form_count() > MOST_SCENARIOS:
        raise BadInput(_("At most four scenarios stand side by side."))
    found = [given(form) for form in forms.forms]
    if not (named := [one for one in found if one.get("name")]):
        raise BadInput(_("There is no scenario."), todo=_("Give one a name."))
    return named


def _answers(fund: Fund, typed: list[dict[str, Any]]) -> list[dict[str, Any]]:
    scenarios = [roster.asked(fund, one) for one in typed]
    return [as_json(one) for one in roster.worked_out(fund, scenarios)]


def revived(answer: Any, name: str = "") -> Any:
    """A kept answer for a page: days and months (their first day) as dates again, words as they are."""
    if isinstance(answer, dict):
        return {key: revived(value, key) for key, value in answer.items()}
    if isinstance(answer, list):
        return [revived(one) for one in answer]
    if isinstance(answer, str) and name != "name" and DAY.fullmatch(answer):
        return date.fromisoformat(f"{answer}-01"[:10])
    return answer


def named(fund: Fund, answer: dict[str, Any]) -> str:
    """The address of the persons who lapse by an answered scenario; empty where nobody does, or nobody has a name."""
    asked = answer["scenario"]
    if asked["persons"] is not None or not (answer["gap"] or {}).get("lapse"):
        return ""
    jkk, jkm = asked["rate"] or (None, None)
    told = {name: asked[name] for name in ScenarioForm.base_fields if name in asked}
    told |= {"fund": fund.code, "rate_jkk": jkk, "rate_jkm": jkm}
    query = urlencode({name: value for name, value in told.items() if value is not None})
    return f"{reverse('people:lapsing')}?{query}"


def _shown(fund: Fund, answers: list[dict[str, Any]]) -> Any:
    """Answers for a page, each nagari where somebody lapses with its name; plans kept before that have none."""
    addresses = [named(fund, one) for one in answers]
    rows = [row for one in answers for row in (one["gap"] or {}).get("areas", ())]
    names = dict(Region.objects.filter(code__in={row["area"] for row in rows}).values_list("code", "name"))
    for row in rows:
        row["place"] = names.get(row["area"], row["area"])
    return [one | {"names": address} for one, address in zip(revived(answers), addresses, strict=True)]


def _may_save(request: HttpRequest, fund: Fund) -> bool:
    return may(request.user, "programme.save_plan", fund.area)  # type: ignore[arg-type]  # signed in: see needs()


def _page(request: HttpRequest, fund: Fund, error: Refusal | None = None) -> HttpResponse:
    forms, plans = _asked(request), []
    try:
        plans = _shown(fund, _answers(fund, _typed(forms)))
    except (BadInput, Refused) as reason:
        error = error or reason
    query = request.GET.copy()
    query.pop("more", None)
    query["fund"] = fund.code
    return render(
        request,
        "money/plan.html",
        {
            "fund": fund, "funds": Fund.objects.order_by("kind", "area"), "forms": forms, "plans": plans,
            "error": error, "first_look": not forms.is_bound, "more": len(forms.forms) < MOST_SCENARIOS,
            "query": query.urlencode(), "title_form": TitleForm(), "may_save": _may_save(request, fund),
            "saved": SavedPlan.objects.filter(fund=fund).order_by("-recorded_at", "-pk")[:20],
        },
        status=status_of(error) if forms.is_bound else 200,  # a first look asks nothing that could be wrong
    )  # fmt: skip


@needs("see.money")
def plan(request: HttpRequest) -> HttpResponse:
    """Scenarios of a fund side by side; the address holds them whole, so it can be sent on."""
    return _page(request, _fund(request))


@require_POST
@needs("programme.save_plan")
def save(request: HttpRequest) -> HttpResponse:
    """Keep the scenarios of the address with their answers of today."""
    fund = _fund(request)
    try:
        title = given(TitleForm(request.POST))["title"]
        answers = _answers(fund, _typed(_asked(request)))
        made = programme.save_plan(
            fund=fund, title=title, asked=[one["scenario"] for one in answers], answers=answers,
            by=request.user,  # type: ignore[arg-type]  # signed in: see needs()
        )  # fmt: skip
    except (BadInput, Refused) as error:
        return _page(request, fund, error)
    return redirect("money:plan-saved", made.pk)


@needs("see.money")
def saved(request: HttpRequest, key: int) -> HttpResponse:
    """A kept plan, as it was answered on its day."""
    found = get_object_or_404(SavedPlan.objects.select_related("fund", "saved_by"), pk=key)
    return render(request, "money/plan_saved.html", {"plan": found, "plans": _shown(found.fund, found.answers)})
