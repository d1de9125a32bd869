"""Found a programme; set its funds, budgets and rules, each tied to a legal act; keep a plan."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from rangkiang import law
from rangkiang.access.action import action, record
from rangkiang.access.models import User
from rangkiang.access.rights import require
from rangkiang.platform.errors import BadInput, Refused
from rangkiang.platform.models import RecordedNow

from . import queries
from .models import CHECKS, Budget, Fund, FundSetting, LegalAct, Overspend, Programme, RuleSet, SavedPlan

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
    """The first call sets the year's ceiling, a later one revises it; the same ceiling again changes nothing,
    unless it shall hold from an earlier day.

    A ceiling below what the approved bills of the year have taken is refused, unless so much beyond it was approved.
    """
    require(by, "programme.set_budget", fund.area)
    if ceiling < 0:
        raise BadInput(_("A ceiling is not negative."), where=_("Ceiling"), todo=_("Enter whole rupiah."))
    queries.hold(fund)
    last = Budget.objects.filter(fund=fund, year=year).order_by("-seq").first()
    if last and last.ceiling == ceiling and last.effective_on <= effective_on:
        return last
    try:
        with transaction.atomic():
            budget = Budget.objects.create(
                fund=fund,
                area=fund.area,
                year=year,
                seq=last.seq + 1 if last else 0,
                ceiling=ceiling,
                effective_on=effective_on,
                legal_act=_act(act) if act else None,
            )
    except IntegrityError as error:
        if "budget_covers_what_is_committed" not in str(error):
            raise
        raise Refused(
            _("The approved bills of %(year)s took more than this: have the rest approved beyond the ceiling first.")
            % {"year": year}
        ) from error
    record(by=by, verb="programme.set_budget", subject=f"fund:{fund.pk}", year=year, ceiling=ceiling, seq=budget.seq)
    return budget


@action("programme.ask_overspend")
def ask_overspend(*, fund: Fund, year: int, amount: int, reason: str, act: dict[str, Any], by: User) -> Overspend:
    """Ask that the year's ceiling may be exceeded by so much, on a legal act; asked once per act."""
    require(by, "programme.ask_overspend", fund.area)
    queries.hold(fund)
    if amount <= 0:
        raise BadInput(_("It is above zero."), where=_("Amount"), todo=_("Enter whole rupiah."))
    if not reason.strip():
        raise BadInput(_("A reason is needed."), where=_("Reason"), todo=_("Say why the ceiling does not suffice."))
    made, new = Overspend.objects.get_or_create(
        fund=fund,
        year=year,
        legal_act=_act(act),
        defaults={"area": fund.area, "amount": amount, "reason": reason.strip(), "asked_by": by},
    )
    _as_told(made, amount=amount)
    if new:
        record(by=by, verb="programme.ask_overspend", subject=f"fund:{fund.pk}", year=year, amount=amount)
    return made


@action("programme.approve_overspend")
def approve_overspend(*, overspend: Overspend, by: User) -> Overspend:
    """Another person approves; from now on so much more may be committed."""
    require(by, "programme.approve_overspend", overspend.area)
    queries.hold(overspend.fund)
    held = Overspend.objects.select_for_update().get(pk=overspend.pk)
    if held.approved_at:
        return held
    if held.asked_by_id == by.pk:
        raise Refused(_("Who asked to exceed a ceiling may not approve it."))
    Overspend.objects.filter(pk=held.pk).update(approved_by=by, approved_at=RecordedNow())
    record(
        by=by, verb="programme.approve_overspend", subject=f"fund:{held.fund_id}", year=held.year, amount=held.amount
    )
    held.refresh_from_db()
    return held


@action("programme.set_accounts")
def set_accounts(
    *, fund: Fund, valid_from: date, jkk_account: str, jkm_account: str, office: str, act: dict[str, Any], by: User
) -> FundSetting:
    """The account codes and the owning office from a day on; bills of earlier months keep theirs."""
    require(by, "programme.set_accounts", fund.area)
    queries.hold(fund)
    told = {"jkk_account": jkk_account, "jkm_account": jkm_account, "office": office.strip()}
    made, new = FundSetting.objects.get_or_create(
        fund=fund, valid_from=valid_from, defaults={**told, "area": fund.area, "legal_act": _act(act), "set_by": by}
    )
    _as_told(made, **told)
    if new:
        record(by=by, verb="programme.set_accounts", subject=f"fund:{fund.pk}", valid_from=valid_from)
    return made


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
