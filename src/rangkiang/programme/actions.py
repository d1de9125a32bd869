"""Found a programme; set its funds, budgets and rules, each tied to a legal act; keep a plan."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from rangkiang import law
from rangkiang.access.action import action, record
from rangkiang.access.models import User
from rangkiang.access.rights import require
from rangkiang.platform.errors import BadInput, Refused

from . import queries
from .models import CHECKS, Budget, Fund, LegalAct, Programme, RuleSet, SavedPlan

DECILES = 10


def _act(act: dict[str, Any]) -> LegalAct:
    """An act is named by kind, number and date; the same one is not written twice."""
    found, _ = LegalAct.objects.get_or_create(
        kind=act["kind"], number=act["number"], dated=act["dated"], defaults={"title": act["title"]}
    )
    return found


def _as_told(kept: Model, **told: Any) -> None:
    """What stands already is not written twice; told otherwise than it stands, it is not silently left as it is."""
    if any(getattr(kept, name) != value for name, value in told.items()):
        raise Refused(_("This stands already with other facts, and stays as it is. Terms change from a later day."))


@action("programme.found")
def found(*, area: str, name: str, owner_office: str, starts_on: date, act: dict[str, Any], by: User) -> Programme:
    require(by, "programme.found", area)
    programme, new = Programme.objects.get_or_create(
        area=area, name=name, defaults={"owner_office": owner_office, "starts_on": starts_on, "legal_act": _act(act)}
    )
    _as_told(programme, starts_on=starts_on)
    if new:
        record(by=by, verb="programme.found", subject=f"programme:{programme.pk}", area=area)
    return programme


@action("programme.found")
def open_fund(
    *, programme: Programme, kind: str, area: str, title: str, jkk_account: str, jkm_account: str, by: User
) -> Fund:
    require(by, "programme.found", area)
    fund, new = Fund.objects.get_or_create(
        programme=programme,
        kind=kind,
        area=area,
        defaults={"name": title, "jkk_account": jkk_account, "jkm_account": jkm_account},
    )
    _as_told(fund, name=title, jkk_account=jkk_account, jkm_account=jkm_account)
    if new:
        record(by=by, verb="programme.open_fund", subject=f"fund:{fund.pk}", kind=kind, area=area)
    return fund


@action("programme.set_budget")
def set_budget(
    *, fund: Fund, year: int, ceiling: int, effective_on: date, act: dict[str, Any] | None = None, by: User
) -> Budget:
    """The first call sets the year's ceiling, a later one revises it; the same ceiling again changes nothing."""
    require(by, "programme.set_budget", fund.area)
    if ceiling < 0:
        raise BadInput(_("A ceiling is not negative."), where=_("Ceiling"), todo=_("Enter whole rupiah."))
    queries.hold(fund)
    last = Budget.objects.filter(fund=fund, year=year).order_by("-seq").first()
    if last and last.ceiling == ceiling:
        return last
    budget = Budget.objects.create(
        fund=fund,
        area=fund.area,
        year=year,
        seq=last.seq + 1 if last else 0,
        ceiling=ceiling,
        effective_on=effective_on,
        legal_act=_act(act) if act else None,
    )
    record(by=by, verb="programme.set_budget", subject=f"fund:{fund.pk}", year=year, ceiling=ceiling, seq=budget.seq)
    return budget


@action("programme.set_rules")
def set_rules(
    *,
    programme: Programme,
    valid_from: date,
    age_min: int,
    age_below: int,
    decile_max: int | None,
    earners_max: int | None = None,
    checks: Sequence[str] = (),
    act: dict[str, Any],
    by: User,
) -> RuleSet:
    """Terms from a day on. At most ``earners_max`` of one family card are covered (None: no limit); ``checks``, of
    ``CHECKS``, are asked of every candidate beside the papers.
    """
    require(by, "programme.set_rules", programme.area)
    if not 0 <= age_min < age_below:
        raise BadInput(_("The lowest age lies below the age limit."), where=_("Age"))
    if age_below > (limit := law.age_limit(valid_from)):  # a local act may be stricter than the law, not wider
        told = {"limit": limit}
        raise BadInput(_("The law's age limit is %(limit)d; an act can only lower it.") % told, where=_("Age"))
    if decile_max is not None and not 1 <= decile_max <= DECILES:
        raise BadInput(_("Deciles go from 1 to 10."), where=_("Decile"), todo=_("Leave it empty for no limit."))
    if earners_max is not None and earners_max < 1:
        raise BadInput(
            _("A family has at least one earner."), where=_("Earners"), todo=_("Leave it empty for no limit.")
        )
    terms: dict[str, Any] = {
        "age_min": age_min,
        "age_below": age_below,
        "decile_max": decile_max,
        "earners_max": earners_max,
    }
    terms["checks"] = ",".join(one for one in CHECKS if one in checks)
    rules, new = RuleSet.objects.get_or_create(
        programme=programme, valid_from=valid_from, defaults={**terms, "legal_act": _act(act)}
    )
    _as_told(rules, **terms)
    if new:
        record(by=by, verb="programme.set_rules", subject=f"programme:{programme.pk}", valid_from=valid_from)
    return rules


@action("programme.save_plan")
def save_plan(
    *, fund: Fund, title: str, asked: list[dict[str, Any]], answers: list[dict[str, Any]], by: User
) -> SavedPlan:
    """Keep scenarios with their answers. The same plan again is the one that stands; a title names one plan."""
    require(by, "programme.save_plan", fund.area)
    if not title.strip():
        raise BadInput(_("A plan has a title."), where=_("Title"), todo=_("Say what it is about."))
    plan, new = SavedPlan.objects.get_or_create(
        fund=fund,
        title=title.strip(),
        defaults={"area": fund.area, "asked": asked, "answers": answers, "saved_by": by},
    )
    if not new and (plan.asked, plan.answers) != (asked, answers):
        raise Refused(_("There is another plan with this title already. Take another title."))
    if new:
        record(by=by, verb="programme.save_plan", subject=f"plan:{plan.pk}", scenarios=len(asked))
    return plan
