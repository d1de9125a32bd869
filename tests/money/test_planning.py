"""What a ceiling buys, to the rupiah, and what the law's clock does when the money stops."""

from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rangkiang import law
from rangkiang.money.planning import Group, Scenario, as_json, cliff, plan, roster
from rangkiang.platform.errors import BadInput
from rangkiang.platform.month import Month

CEILING_2025 = 3_053_299_200
JANUARY = Month(2025, 1)


def scenario(
    persons: int | None = 15_145, ceiling: int = CEILING_2025, start: Month = JANUARY, **more: object
) -> Scenario:
    return Scenario("A", "APBD_KAB", ceiling, start, persons, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("persons", [1, 100, 15_145, 16_590, 200_000])
def test_the_ceiling_of_2025_buys_181744_person_months_whoever_is_on_the_roster(persons: int) -> None:
    assert plan(scenario(persons)).person_months == 181_744


@pytest.mark.parametrize(
    ("persons", "months", "amount"),
    [(5_000, 12, 1_008_000_000), (30_000, 6, 3_024_000_000), (3_360, 5, 282_240_000), (35_440, 3, 1_786_176_000)],
)
def test_published_programmes_close(persons: int, months: int, amount: int) -> None:
    found = plan(scenario(persons, amount))
    assert (len(found.funded), found.left, found.person_months) == (months, 0, persons * months)
    assert plan(scenario(persons, amount - 1)).last == JANUARY + (months - 2)


def test_the_roster_of_july_lasts_into_november() -> None:
    found = plan(scenario(16_590))
    assert (found.last, len(found.funded), found.lasts) == (Month(2025, 10), 10, 10)
    assert found.left == CEILING_2025 - 10 * 16_590 * 16_800
    assert found.part == found.left // 16_800 < 16_590


def test_a_ceiling_that_reaches_no_month() -> None:
    found = plan(scenario(1_000, 16_800 * 999))
    assert (found.last, found.gap, found.part, found.person_months) == (None, None, 999, 999)


def test_the_january_to_march_gap_by_the_clock_of_the_law() -> None:
    gap = plan(scenario(1_000)).gap
    assert gap
    assert (str(gap.first), str(gap.last), gap.months) == ("2026-01", "2026-03", 3)
    assert gap.cliff.stops == date(2026, 3, 1)
    assert gap.cliff.lapses == law.due_date(date(2026, 3, 1)).replace(day=law.due_date(date(2026, 3, 1)).day + 1)
    assert (gap.persons, gap.lapse, gap.scholarship_begun, gap.scholarship_open) == (1_000, 1_000, 1_000, 0)
    assert gap.pays_on == law.due_date(date(2026, 4, 1))
    assert gap.full_jkm_from
    assert gap.full_jkm_from >= date(2026, 7, 1)  # three months after registering anew


@pytest.mark.parametrize(("month", "lapse"), [(1, None), (2, 0), (3, 0), (4, 1_000), (6, 1_000)])
def test_who_lapses_hangs_on_the_month_in_which_the_next_budget_pays(month: int, lapse: int | None) -> None:
    gap = plan(scenario(1_000, resumes=Month(2026, month))).gap
    assert (gap.lapse if gap else None) == lapse


def test_months_paid_ahead_in_december_close_the_gap() -> None:
    assert plan(scenario(1_000, 16_800 * 15_000, ahead=3)).gap is None
    short = plan(scenario(1_000, 16_800 * 13_000, ahead=3)).gap  # only January can be paid ahead
    assert short
    assert (str(short.first), short.lapse, short.days) == ("2026-02", 0, 14)  # April is its third month


def test_the_scholarship_clock_of_those_with_three_years() -> None:
    years = tuple(law.PaidMonth(month.first) for month in Month(2022, 12).until(Month(2024, 12)))  # 25, and 12 planned
    two = [Group(40, history=years), Group(60, history=years[5:])]
    gap = plan(scenario(None), two).gap
    assert gap
    assert (gap.persons, gap.lapse, gap.scholarship_open, gap.scholarship_begun) == (100, 100, 40, 60)


def test_who_pays_for_himself_in_the_gap_does_not_lapse() -> None:
    own = law.PaidMonth(date(2026, 2, 1), date(2026, 2, 3))
    gap = plan(scenario(None), [Group(7), Group(2, history=(own,))]).gap
    assert gap
    assert (gap.persons, gap.lapse) == (9, 7)


def test_twelve_months_in_advance_each_with_its_cliff() -> None:
    found = plan(scenario(1_000, 16_800 * 6_500)).advances
    assert [one.months for one in found] == list(range(1, 13))
    assert [one.cost for one in found] == [16_800_000 * months for months in range(1, 13)]
    assert [one.affordable for one in found].index(False) == 6
    assert found[2].cliff.stops == date(2025, 6, 1)  # January to March paid: the third unpaid month is June


@given(st.integers(2016 * 12, 2034 * 12))
def test_the_cliff_is_where_the_clock_turns(number: int) -> None:
    last = Month(number // 12, number % 12 + 1)
    paid, edge = [law.PaidMonth(last.first)], cliff(last)
    before = law.clock(paid, edge.stops.fromordinal(edge.stops.toordinal() - 1))
    assert before.covered
    assert not law.clock(paid, edge.stops).covered
    again = [*paid, law.PaidMonth(edge.lapses.replace(day=1), edge.lapses)]
    assert law.clock(again, edge.lapses).re_registered
    day = edge.lapses.fromordinal(edge.lapses.toordinal() - 1)
    assert not law.clock([*paid, law.PaidMonth(day.replace(day=1), day)], day).re_registered


@given(
    st.lists(st.tuples(st.integers(1, 500), st.sampled_from("abc"), st.none() | st.integers(1, 10)), max_size=8),
    st.none() | st.integers(1, 400),
    st.none() | st.integers(1, 10),
)
def test_everyone_is_covered_or_left_out_for_a_reason(
    told: list[tuple[int, str, int | None]], quota: int | None, limit: int | None
) -> None:
    groups = [Group(persons, area, decile) for persons, area, decile in told]
    kept, out = roster(scenario(None, quota=quota, decile_max=limit), groups)
    assert sum(one.persons for one in kept) + out.quota + out.decile + out.decile_unknown == sum(t[0] for t in told)
    for area in "abc":
        here = [one for one in kept if one.area == area]
        assert quota is None or sum(one.persons for one in here) <= quota
        poorest = [one.decile or 11 for one in here]
        assert limit is None or max(poorest, default=0) <= limit
        left = [
            one.decile or 11 for one in groups if one.area == area and (limit is None or (one.decile or 11) <= limit)
        ]
        if quota is not None and sum(one.persons for one in here) < quota:
            assert len(left) == len(poorest)  # nobody waits while there is room


@given(st.integers(1, 30_000), st.integers(0, 10**10))
def test_no_rupiah_is_lost(persons: int, ceiling: int) -> None:
    found = plan(scenario(persons, ceiling))
    assert sum(one.total for one in found.funded) + found.left == ceiling
    assert found.person_months == ceiling // 16_800 or found.lasts == 120
    assert 0 <= found.part <= persons


def test_a_changed_rate_counts_from_its_month() -> None:
    changed = plan(scenario(1_000, rate_from=Month(2025, 7), rate=(11_000, 9_000)))
    assert [one.total for one in changed.funded] == [16_800_000] * 6 + [20_000_000] * 6


def test_relief_of_the_law_is_the_price_where_it_reaches() -> None:
    nagari = Scenario("A", "MANDIRI", 10**9, Month(2026, 3), 100)
    prices = {str(one.month): one.total // 100 for one in plan(nagari).funded}
    assert prices["2026-03"] == 16_800
    assert prices["2026-04"] == law.price(date(2026, 4, 1), "MANDIRI", "non_transport", 1).total == 8_400


def test_who_comes_and_goes_is_counted_in_his_months_only() -> None:
    groups = [Group(10), Group(5, first=Month(2025, 3)), Group(2, last=Month(2025, 1))]
    found = plan(scenario(None, 10**9), groups)
    assert [one.persons for one in found.funded][:4] == [12, 10, 15, 15]


@pytest.mark.parametrize(
    "wrong",
    [
        {"ceiling": -1}, {"persons": 0}, {"quota": 5}, {"decile_max": 4}, {"ahead": 13}, {"rate": (1, 1)},
        {"rate_from": JANUARY}, {"resumes": Month(2025, 12)},
    ],
)  # fmt: skip
def test_what_cannot_be_asked(wrong: dict[str, object]) -> None:
    with pytest.raises(BadInput):
        plan(scenario(**({"persons": 10} | wrong)))  # type: ignore[arg-type]


def test_the_answer_is_plain_json() -> None:
    told = json.loads(json.dumps(as_json(plan(scenario(1_000)))))
    assert told["last"] == "2025-12"
    assert told["gap"]["cliff"]["stops"] == "2026-03-01"
    assert told["funded"][0]["total"] == 16_800_000
