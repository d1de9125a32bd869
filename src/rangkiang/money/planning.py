"""What a ceiling buys: person-months, months, the last funded month, and what the law's clock does in the gap after it.

A scenario is a roster, a ceiling, a first month and a few what-ifs. Every month is priced by ``law``, or by the
scenario's own rate from a month on. Knows no database: the enrolled roster comes in as groups of persons alike.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cache
from typing import Any

from django.utils.translation import gettext as _

from rangkiang import law
from rangkiang.law.parameters import limit
from rangkiang.platform.errors import BadInput
from rangkiang.platform.month import Month

DECEMBER = 12
MOST_AHEAD = 12
LONGEST = 120  # months: how far a look beyond the year goes
UNKNOWN = 11  # after every decile
RESUMES = 4  # April: an annual decree leaves January to March without a payer


@dataclass(frozen=True)
class Group:
    """Persons alike in everything that a plan asks. ``history``: months paid before, or by others, with their day.

    ``who``: the persons themselves, where they were asked for.
    """

    persons: int
    area: str = ""
    decile: int | None = None
    sector: str = "non_transport"
    band: int = 1
    first: Month | None = None
    last: Month | None = None
    history: tuple[law.PaidMonth, ...] = ()
    who: tuple[int, ...] = ()

    def counted(self, month: Month) -> bool:
        return (self.first is None or self.first <= month) and (self.last is None or month <= self.last)


@dataclass(frozen=True)
class Scenario:
    """``persons`` None: the enrolled roster. ``rate``: (JKK, JKM) in rupiah from ``rate_from`` on, not the law's price.

    ``ahead``: months after December that are paid with what is left in December. ``resumes``: the first month that the
    next budget pays, on its due day; April when not given. Raises BadInput.
    """

    name: str
    fund: str
    ceiling: int
    start: Month
    persons: int | None = None
    sector: str = "non_transport"
    quota: int | None = None
    decile_max: int | None = None
    ahead: int = 0
    resumes: Month | None = None
    rate_from: Month | None = None
    rate: tuple[int, int] | None = None

    def __post_init__(self) -> None:
        if self.ceiling < 0:
            raise BadInput(_("A ceiling is not negative."), where=_("Ceiling"), todo=_("Enter whole rupiah."))
        if self.persons is not None and self.persons < 1:
            raise BadInput(_("A roster has at least one person."), where=_("Roster"))
        if self.persons is not None and (self.quota is not None or self.decile_max is not None):
            raise BadInput(_("A quota or a decile limit needs the enrolled roster."), where=_("Roster"))
        if not 0 <= self.ahead <= MOST_AHEAD:
            raise BadInput(_("From 0 to %(most)d months are paid ahead.") % {"most": MOST_AHEAD}, where=_("Paid ahead"))
        if (self.rate is None) != (self.rate_from is None):
            raise BadInput(_("A changed rate has a month, a JKK and a JKM."), where=_("Rate"))
        if self.resumes and self.resumes <= self.until:
            raise BadInput(_("The next budget begins after December."), where=_("Next payment"))

    @property
    def until(self) -> Month:
        """The last month of the budget year."""
        return Month(self.start.year, DECEMBER)

    @property
    def next_payment(self) -> Month:
        return self.resumes or Month(self.start.year + 1, RESUMES)


@dataclass(frozen=True)
class Funded:
    """One month: whom it covers and what it costs in rupiah; ``left`` after it is paid."""

    month: Month
    persons: int
    jkk: int
    jkm: int
    left: int

    @property
    def total(self) -> int:
        return self.jkk + self.jkm


@dataclass(frozen=True)
class Cliff:
    """When nobody pays after ``last``: the first day without cover, and the first on which paying registers anew."""

    last: Month
    stops: date
    lapses: date


@dataclass(frozen=True)
class Ahead:
    """``months`` paid at once from the start: what they cost, whether the ceiling reaches, and their cliff."""

    months: int
    cost: int
    affordable: bool
    cliff: Cliff


@dataclass(frozen=True)
class Lapse:
    """Persons alike who lapse: ``paid`` is every month that stood for them, ``months`` how many the clock counted.

    ``reached``: enough of them for the JKM scholarship.
    """

    group: Group
    paid: tuple[law.PaidMonth, ...]
    months: int
    reached: bool


@dataclass(frozen=True)
class GapOfArea:
    """Of one nagari: those who lapse, and of these the two kinds of ``Gap``."""

    area: str
    lapse: int
    scholarship_open: int
    scholarship_begun: int


@dataclass(frozen=True)
class Gap:
    """The months nobody pays until ``pays_on``. Persons of the last funded month, by what the clock says on that day.

    ``lapse``: registered anew by the next payment. Of these, ``scholarship_open`` had the paid months for the JKM
    scholarship, which becomes an open question after a lapse; ``scholarship_begun`` were on their way to it.
    ``full_jkm_from``: when those who lapse have the whole JKM again, None when nobody lapses.
    """

    first: Month
    last: Month
    pays_on: date
    cliff: Cliff
    persons: int
    lapse: int
    scholarship_open: int
    scholarship_begun: int
    full_jkm_from: date | None
    areas: tuple[GapOfArea, ...] = ()  # nagari where somebody lapses; none for a roster that is only a number

    @property
    def months(self) -> int:
        return self.last - self.first + 1

    @property
    def days(self) -> int:
        """Days without cover."""
        return max(0, (self.pays_on - self.cliff.stops).days)


@dataclass(frozen=True)
class LeftOut:
    """Persons of the roster that the scenario does not cover; an unknown decile is outside any limit."""

    decile: int = 0
    decile_unknown: int = 0
    quota: int = 0


@dataclass(frozen=True)
class Plan:
    """``person_months``: whole ones that the ceiling buys. ``lasts``: months it pays for as if no year ended (at most
    120). ``left``: rupiah over when the funded months are paid; they pay for ``part`` persons of the month after.
    ``last`` is None when not even the first month can be paid.
    """

    scenario: Scenario
    persons: int
    left_out: LeftOut
    person_months: int
    lasts: int
    funded: list[Funded]
    left: int
    part: int
    last: Month | None
    cliff: Cliff | None
    gap: Gap | None
    advances: list[Ahead] = field(default_factory=list)


def roster(scenario: Scenario, enrolled: Sequence[Group]) -> tuple[list[Group], LeftOut]:
    """Whom the scenario covers: the poorest deciles of each nagari first, up to its quota."""
    if scenario.persons is not None:
        return [Group(scenario.persons, sector=scenario.sector)], LeftOut()
    kept: list[Group] = []
    taken: dict[str, int] = {}
    outside = unknown = beyond = 0
    for group in sorted(enrolled, key=lambda one: (one.area, one.decile or UNKNOWN)):
        if scenario.decile_max is not None and group.decile is None:
            unknown += group.persons
            continue
        if scenario.decile_max is not None and (group.decile or 0) > scenario.decile_max:
            outside += group.persons
            continue
        already = taken.get(group.area, 0)
        fits = group.persons if scenario.quota is None else min(group.persons, scenario.quota - already)
        taken[group.area] = already + fits
        beyond += group.persons - fits
        if fits:
            kept.append(replace(group, persons=fits, who=group.who[:fits]))
    return kept, LeftOut(outside, unknown, beyond)


class _Costs:
    """What each month costs for a roster: persons alike in price and time are summed once."""

    def __init__(self, scenario: Scenario, groups: Sequence[Group]) -> None:
        self.scenario = scenario
        self.alike: dict[Group, int] = {}
        for group in groups:
            key = replace(group, persons=0, area="", decile=None, history=(), who=())
            self.alike[key] = self.alike.get(key, 0) + group.persons

    def _price(self, month: Month, group: Group) -> tuple[int, int]:
        asked = self.scenario
        if asked.rate and asked.rate_from and month >= asked.rate_from:
            return asked.rate
        found = _law_price(month, asked.fund, group.sector, group.band)
        return found.jkk, found.jkm

    def of(self, month: Month) -> tuple[int, int, int]:
        """(persons, JKK, JKM) of a month."""
        persons = jkk = jkm = 0
        for group, count in self.alike.items():
            if group.counted(month):
                one = self._price(month, group)
                persons, jkk, jkm = persons + count, jkk + count * one[0], jkm + count * one[1]
        return persons, jkk, jkm

    def funded(self, ceiling: int) -> Iterator[Funded]:
        """Month after month while the ceiling pays for everyone, and somebody is there to be paid for."""
        left, month = ceiling, self.scenario.start
        for _step in range(LONGEST):
            persons, jkk, jkm = self.of(month)
            left -= jkk + jkm
            if left < 0 or not persons:
                return
            yield Funded(month, persons, jkk, jkm, left)
            month = month + 1


@cache
def _law_price(month: Month, fund: str, sector: str, band: int) -> law.Price:
    return law.price(month.first, fund, sector, band)


@cache
def cliff(last: Month) -> Cliff:
    """By the law's clock: it turns only where a month begins or has fallen due."""
    paid = [law.PaidMonth(last.first)]
    most = limit("tunggakan_maks", last.first)  # unpaid months: twice as many are looked through
    months = [last + step for step in range(1, 2 * most + 1)]
    days = sorted({day for month in months for day in (month.first, law.due_date(month.first) + timedelta(days=1))})
    stands = [(day, law.clock(paid, day)) for day in days]
    stops = next(day for day, clock in stands if not clock.covered)
    return Cliff(
        last, stops, next(day for day, clock in stands if clock.status == "lapsed" and not clock.third_month_open)
    )


def _lapses(scenario: Scenario, groups: Sequence[Group], last: Month, pays_on: date) -> Iterator[Lapse]:
    """Whom the plan covers in its last funded month and the next payment registers anew."""
    planned = tuple(law.PaidMonth(month.first) for month in scenario.start.until(last))
    needed = limit("beasiswa_bulan_minimum", pays_on)
    for group in groups:
        if not group.counted(last):
            continue
        mine = (*group.history, *(one for one in planned if group.counted(Month.of(one.month))))
        stand = law.clock(mine, pays_on)
        if stand.status == "lapsed" and not stand.third_month_open:
            yield Lapse(group, mine, stand.paid_months, stand.paid_months >= needed)


def _gap(scenario: Scenario, groups: Sequence[Group], last: Month) -> Gap | None:
    """The months between the last funded one and the next payment, and what they do to whom."""
    resumes = scenario.next_payment
    if resumes <= last + 1:
        return None
    pays_on = law.due_date(resumes.first)
    persons = sum(group.persons for group in groups if group.counted(last))
    lost: dict[str, list[int]] = {}  # nagari → with the paid months for the scholarship, on their way to them
    again: date | None = None
    for one in _lapses(scenario, groups, last, pays_on):
        lost.setdefault(one.group.area, [0, 0])[not one.reached] += one.group.persons
        again = again or law.clock((*one.paid, law.PaidMonth(resumes.first, pays_on)), pays_on).full_jkm_from
    had, begun = (sum(one[which] for one in lost.values()) for which in (0, 1))
    areas = tuple(GapOfArea(area, sum(one), *one) for area, one in sorted(lost.items()) if area)
    return Gap(last + 1, resumes + -1, pays_on, cliff(last), persons, had + begun, had, begun, again, areas)


def lapsing(found: Plan, enrolled: Sequence[Group]) -> list[Lapse]:
    """The persons whom the gap of a plan counts, of the roster that it was worked out with."""
    if not found.gap or not found.last:
        return []
    groups, _left_out = roster(found.scenario, enrolled)
    return list(_lapses(found.scenario, groups, found.last, found.gap.pays_on))


def _advances(scenario: Scenario, costs: _Costs) -> list[Ahead]:
    found, cost = [], 0
    for months in range(1, MOST_AHEAD + 1):
        last = scenario.start + (months - 1)
        cost += sum(costs.of(last)[1:])
        found.append(Ahead(months, cost, cost <= scenario.ceiling, cliff(last)))
    return found


def plan(scenario: Scenario, enrolled: Sequence[Group] = ()) -> Plan:
    """One scenario worked out. Raises BadInput when nobody is on its roster in the first month."""
    groups, left_out = roster(scenario, enrolled)
    costs = _Costs(scenario, groups)
    persons = costs.of(scenario.start)[0]
    if not persons:
        said = _("Nobody is on the roster of '%(name)s' in %(month)s.")
        raise BadInput(said % {"name": scenario.name, "month": scenario.start}, where=_("Roster"))
    everything = list(costs.funded(scenario.ceiling))
    end = scenario.until + scenario.ahead
    funded = [one for one in everything if one.month <= end]
    left = funded[-1].left if funded else scenario.ceiling
    last = funded[-1].month if funded else None
    after = last + 1 if last else scenario.start
    return Plan(
        scenario, persons, left_out, _person_months(funded, left, costs, after), len(everything), funded, left,
        _part(left, costs, after), last, cliff(last) if last else None,
        _gap(scenario, groups, last) if last else None, _advances(scenario, costs),
    )  # fmt: skip


def _bought(left: int, costs: _Costs, month: Month) -> int:
    """Whole person-months of a month's mean price that an amount buys."""
    persons, jkk, jkm = costs.of(month)
    return left * persons // (jkk + jkm) if persons else 0


def _person_months(funded: Sequence[Funded], left: int, costs: _Costs, after: Month) -> int:
    return sum(one.persons for one in funded) + _bought(left, costs, after)


def _part(left: int, costs: _Costs, after: Month) -> int:
    return min(_bought(left, costs, after), costs.of(after)[0])


def compared(scenarios: Sequence[Scenario], enrolled: Sequence[Group] = ()) -> list[Plan]:
    """Several scenarios of one roster, in their order."""
    return [plan(one, enrolled) for one in scenarios]


def as_json(found: Plan) -> dict[str, Any]:
    """Plain facts: months ``YYYY-MM``, days ISO, rupiah whole numbers."""
    facts = _plain(found)
    if found.gap:
        facts["gap"] |= {"months": found.gap.months, "days": found.gap.days}
    for one, kept in zip(facts["funded"], found.funded, strict=True):
        one["total"] = kept.total
    return dict(facts)


def _plain(value: Any) -> Any:
    if isinstance(value, Month):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if hasattr(value, "__dataclass_fields__"):
        return {name: _plain(getattr(value, name)) for name in value.__dataclass_fields__}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value
