"""Which fund is meant, what its ceiling is on a day, which terms of eligibility are in force."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext as _

from rangkiang.platform.errors import BadInput

from .models import Budget, Fund, FundKind, Programme, RuleSet


def fund(code: str) -> Fund:
    """``APBD_KAB``, or ``APB_NAGARI:13.03.08.2002`` where several authorities pay by that kind."""
    kind, _, area = code.partition(":")
    found = list(Fund.objects.filter(kind=kind, **({"area": area} if area else {})).order_by("area")[:3])
    if not found:
        raise BadInput(f"There is no fund '{code}'.", where="fund", todo=f"Known kinds: {', '.join(FundKind.values)}.")
    if len(found) > 1:
        raise BadInput(f"Several authorities pay by '{code}'.", where="fund", todo=f"Say which: {found[0].code}, …")
    return found[0]


def hold(fund: Fund) -> Fund:
    """The fund, held until the transaction ends: its lists, bills and orders are one person's work at a time."""
    return Fund.objects.select_for_update(no_key=True).get(pk=fund.pk)


def ceiling(fund: Fund, year: int, on: date, known: datetime | None = None) -> int | None:
    """Rupiah the fund may spend in the year, by the newest revision effective on the day; None before any.

    ``known`` leaves out revisions recorded from that moment on.
    """
    found = Budget.objects.filter(fund=fund, year=year, effective_on__lte=on).order_by("-seq")
    if known:
        found = found.filter(recorded_at__lt=known)
    budget = found.first()
    return budget.ceiling if budget else None


def rules(programme: Programme, on: date) -> RuleSet:
    found = RuleSet.objects.filter(programme=programme, valid_from__lte=on).order_by("-valid_from").first()
    if not found:
        raise BadInput(_("The programme has no terms of eligibility on %(day)s.") % {"day": on}, todo=_("Set them first."))
    return found
