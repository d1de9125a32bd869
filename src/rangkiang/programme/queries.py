"""Which fund is meant, what its ceiling is on a day, which terms of eligibility are in force."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Sum
from django.utils.translation import gettext as _

from rangkiang.platform.errors import BadInput
from rangkiang.regions.models import Region

from .models import Budget, Fund, FundKind, FundSetting, Overspend, Programme, RuleSet


def fund(code: str) -> Fund:
    """``APBD_KAB``, or ``APB_NAGARI:13.03.08.2002`` where several authorities pay by that kind."""
    kind, _colon, area = code.partition(":")
    found = list(Fund.objects.filter(kind=kind, **({"area": area} if area else {})).order_by("area")[:3])
    if not found:
        kinds = {"kinds": ", ".join(FundKind.values)}
        raise BadInput(_("There is no fund “%s”.") % code, where="fund", todo=_("Known kinds: %(kinds)s.") % kinds)
    if len(found) > 1:
        say = _("Say which: %s, …") % found[0].code
        raise BadInput(_("Several authorities pay by “%s”.") % code, where="fund", todo=say)
    return found[0]


def fund_or_first(code: str) -> Fund:
    """The fund that is named, or when none is the regency's own, else the first that there is."""
    if code:
        return fund(code)
    funds = sorted(Fund.objects.select_related("programme"), key=lambda one: (one.kind != FundKind.APBD_KAB, one.area))
    return funds[0] if funds else fund(FundKind.APBD_KAB)


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


def lowest_ceiling(fund: Fund, year: int, on: date) -> int | None:
    """The lowest that is in force on the day or on any later one, as decided by now; None when none is on the day."""
    later = Budget.objects.filter(fund=fund, year=year, effective_on__gt=on).values_list("effective_on", flat=True)
    found = [ceiling(fund, year, day) for day in (on, *later.distinct())]
    return None if found[0] is None else min(one for one in found if one is not None)


def overspend(fund: Fund, year: int, known: datetime | None = None) -> int:
    """Rupiah beyond the ceiling that two persons allowed in the year; ``known`` leaves out what was approved since."""
    held = Overspend.objects.filter(fund=fund, year=year, approved_at__isnull=False)
    if known:
        held = held.filter(approved_at__lt=known)
    return int(held.aggregate(total=Sum("amount"))["total"] or 0)


@dataclass(frozen=True)
class Accounts:
    """Where a fund's contributions are booked on a day, and the office that owns it."""

    jkk: str
    jkm: str
    office: str


def accounts(fund: Fund, on: date) -> Accounts:
    """By the newest setting in force on the day; before any, what the fund was opened with."""
    held = FundSetting.objects.filter(fund=fund, valid_from__lte=on).order_by("-valid_from").first()
    if held:
        return Accounts(held.jkk_account, held.jkm_account, held.office)
    return Accounts(fund.jkk_account, fund.jkm_account, fund.programme.owner_office)


def settings_of(fund: Fund) -> list[FundSetting]:
    """Every setting, newest first."""
    return list(FundSetting.objects.filter(fund=fund).select_related("legal_act", "set_by").order_by("-valid_from"))


def rules(programme: Programme, on: date) -> RuleSet:
    found = RuleSet.objects.filter(programme=programme, valid_from__lte=on).order_by("-valid_from").first()
    if not found:
        said = _("The programme has no terms of eligibility on %(day)s.") % {"day": on}
        raise BadInput(said, todo=_("Set them first."))
    return found


@dataclass(frozen=True)
class Year:
    """A fund's budget year. ``ceiling`` in rupiah by the newest revision in force, None while none is; newest first.

    ``overspends``: what was asked for beyond it, approved or not.
    """

    fund: int
    number: int
    ceiling: int | None
    revisions: list[Budget]
    overspends: list[Overspend]

    @property
    def beyond(self) -> int:
        """Rupiah beyond the ceiling that two persons allowed."""
        return sum(one.amount for one in self.overspends if one.approved_at)


@dataclass(frozen=True)
class Purse:
    """A fund, the name of the place that pays, its budget years (newest first) and the year of the day asked for."""

    fund: Fund
    place: str
    years: list[Year]
    now: Year


@dataclass(frozen=True)
class Standing:
    """A programme on a day: the terms in force, every set of terms ever given (newest first), its purses."""

    programme: Programme
    place: str
    terms_now: RuleSet | None
    terms: list[RuleSet]
    purses: list[Purse]


def _purses(funds: Sequence[Fund], names: dict[str, str], on: date) -> list[Purse]:
    """Their budgets are read in one statement, what is allowed beyond them in another."""
    beyond: dict[tuple[int, int], list[Overspend]] = {}
    asked = Overspend.objects.filter(fund__in=funds).select_related("legal_act", "asked_by", "approved_by")
    for each in asked.order_by("recorded_at", "pk"):
        beyond.setdefault((each.fund_id, each.year), []).append(each)
    by_fund: dict[int, dict[int, list[Budget]]] = {fund.pk: {} for fund in funds}
    for one in Budget.objects.filter(fund__in=funds).select_related("legal_act").order_by("-year", "-seq"):
        by_fund[one.fund_id].setdefault(one.year, []).append(one)
    purses = []
    for fund in funds:
        years = [
            Year(
                fund.pk,
                year,
                next((b.ceiling for b in found if b.effective_on <= on), None),
                found,
                beyond.get((fund.pk, year), []),
            )
            for year, found in by_fund[fund.pk].items()
        ]
        now = next((year for year in years if year.number == on.year), Year(fund.pk, on.year, None, [], []))
        purses.append(Purse(fund, names.get(fund.area, fund.area), years, now))
    return purses


def _names(codes: set[str]) -> dict[str, str]:
    return dict(Region.objects.filter(code__in=codes).values_list("code", "name"))


def standings(areas: Sequence[str], on: date) -> list[Standing]:
    """The programmes that lie in these areas or around them. Six statements, whatever the number."""
    programmes = [
        one for one in Programme.objects.select_related("legal_act").order_by("area", "pk")
        if any(one.area.startswith(area) or area.startswith(one.area) for area in areas)
    ]  # fmt: skip
    funds = list(Fund.objects.filter(programme__in=programmes).order_by("kind", "area"))
    names = _names({fund.area for fund in funds} | {one.area for one in programmes})
    purses = _purses(funds, names, on)
    given = list(RuleSet.objects.filter(programme__in=programmes).select_related("legal_act").order_by("-valid_from"))
    found = []
    for one in programmes:
        terms = [each for each in given if each.programme_id == one.pk]
        now = next((each for each in terms if each.valid_from <= on), None)
        mine = [purse for purse in purses if purse.fund.programme_id == one.pk]
        found.append(Standing(one, names.get(one.area, one.area), now, terms, mine))
    return found


def purse(fund: Fund, on: date) -> Purse:
    """One fund with all its years."""
    return _purses([fund], _names({fund.area}), on)[0]
