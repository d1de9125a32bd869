"""What holds for every case: sums, signs, monotony, the days of change, and that lazy and plain rules are one.

The cases are drawn by hypothesis; nothing here knows an expected amount but the laws of arithmetic and of the calendar.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rangkiang import law
from rangkiang.law import scheme
from rangkiang.law.bounds import spans
from rangkiang.law.evaluation import Evaluation
from rangkiang.law.months import age, first_day, index
from rangkiang.law.parameters import parameters, revised
from rangkiang.law.rules import REGISTRY, Rule

LEVELS = {
    "TK": (2, 1_500_000),
    "SD": (6, 1_500_000),
    "SMP": (3, 2_000_000),
    "SMA": (3, 3_000_000),
    "PT": (5, 12_000_000),
}
CHANGES = (date(2019, 12, 2), date(2025, 2, 24), date(2025, 12, 22))
FUNDS = ("APBD_KAB", "APBN", "APB_NAGARI", "CSR", "MANDIRI")
DAYS = st.one_of(
    st.dates(date(2015, 7, 1), date(2027, 6, 30)),
    st.tuples(st.sampled_from(CHANGES), st.integers(-1, 1)).map(lambda near: near[0] + timedelta(days=near[1])),
)
YEARS_AHEAD = st.fixed_dictionaries(
    {}, optional={level: st.integers(0, most + 1) for level, (most, _) in LEVELS.items()}
)
SETTLED = {name: "favour" for name, one in parameters().items() if one.reading}
OPEN = dict.fromkeys(SETTLED, "review")


def text(month: int) -> str:
    return f"{first_day(month):%Y-%m}"


def born_before(event: date) -> st.SearchStrategy[dict[str, Any]]:
    """A child with its birthday, now and then with a school, a class, or a class that is not known."""
    level = st.sampled_from([None, *LEVELS])
    grades = st.integers(0, 9)
    days = st.integers(-200, 26 * 366)

    def build(told: tuple[int, str | None, int]) -> dict[str, Any]:
        lived, level, grade = told
        child: dict[str, Any] = {"born": (event - timedelta(days=lived)).isoformat()}
        if level is None:
            return child
        grade %= LEVELS[level][0] + 1
        behind = sum(LEVELS[one][0] for one in list(LEVELS)[: list(LEVELS).index(level)]) + max(grade, 1) - 3  # from SD
        return child | ({"level": level, "class": grade} if lived >= 366 * behind else {})

    return st.tuples(days, level, grades).map(build)


def family(event: date) -> st.SearchStrategy[list[dict[str, Any]]]:
    return st.lists(st.one_of(YEARS_AHEAD, born_before(event)), max_size=3)


def paid_before(event: date) -> st.SearchStrategy[list[dict[str, str]]]:
    """Months up to the event or a little after: a run, with holes and stray months, some paid on a day of the month."""
    run = st.tuples(st.integers(-2, 5), st.integers(0, 45)).map(lambda r: set(range(r[0], r[0] + r[1])))
    held = st.tuples(run, st.sets(st.integers(0, 48), max_size=4)).map(lambda r: sorted(r[0] ^ r[1]))

    def row(back: int, day: int) -> dict[str, str]:
        month = index(event) - back
        told = {"from": text(month), "to": text(month)}
        return told | ({"paid_on": f"{text(month)}-{day:02d}"} if day else {})

    payday = st.one_of(st.just(0), st.integers(1, 28))
    return st.tuples(held, st.lists(payday, min_size=60, max_size=60)).map(
        lambda told: [row(back, told[1][at % 60]) for at, back in enumerate(told[0])]
    )


def members(day: str) -> st.SearchStrategy[dict[str, Any]]:
    """What a JKM and a JKK case have in common; ``day`` is the field of the event."""

    def on(event: date) -> st.SearchStrategy[dict[str, Any]]:
        return st.fixed_dictionaries(
            {
                day: st.just(event.isoformat()),
                "segment": st.sampled_from(["BPU", "BPU", "PU"]),
                "paid": paid_before(event),
                "children": family(event),
            },
            optional={"born": st.sampled_from(["1950-02-28", "1960-12-02", "2000-02-29"])},
        )

    return DAYS.flatmap(on)


JKM = st.tuples(members("death"), st.integers(1, 3)).map(lambda told: {**told[0], "memberships": told[1]})
LOSSES = st.lists(
    st.one_of(
        st.fixed_dictionaries({"percent": st.integers(0, 100), "function_percent": st.integers(0, 100)}),
        st.fixed_dictionaries(
            {"part": st.sampled_from(["one_eye", "smell", "right_thumb", "scalp", "right_arm_shoulder"])}
        ),
    ),
    min_size=1,
    max_size=3,
)
WAGE = st.one_of(
    st.integers(1, 10**10).map(lambda base: {"income_base": base}), st.integers(1, 33).map(lambda band: {"band": band})
)
RECEIPTS = st.fixed_dictionaries({}, optional={mode: st.integers(0, 20_000_000) for mode in ("land", "sea", "air")})
CARE = st.fixed_dictionaries(
    {},
    optional={
        **{name: st.integers(0, 20_000_000) for name in ("prosthesis_price", "denture", "hearing_aid", "glasses")},
        "rehabilitation": st.booleans(),
    },
)
ACCIDENT = st.fixed_dictionaries(
    {
        "outcome": st.sampled_from(["recovered", "partial", "total", "death"]),
        "incapacity_months": st.integers(0, 30),
        "loss": LOSSES,
        "transport": RECEIPTS,
        "care": CARE,
    }
)
JKK = st.tuples(members("accident"), ACCIDENT, WAGE).map(lambda told: {**told[0], **told[1], **told[2]})
MONTHS = st.dates(date(2015, 7, 1), date(2027, 6, 30)).map(lambda day: f"{day:%Y-%m}")
CONTRIBUTION = st.fixed_dictionaries(
    {"month": MONTHS, "fund": st.sampled_from(FUNDS), "sector": st.sampled_from(["transport", "non_transport"]),
     "income": st.integers(0, 30_000_000), "persons": st.integers(0, 10**6), "months": st.integers(1, 24)}
)  # fmt: skip
UNKNOWN = st.sampled_from([True, False, None])
ELIGIBILITY = st.fixed_dictionaries(
    {"on": st.just("2025-06-20"), "born": st.dates(date(1950, 1, 1), date(2015, 1, 1)).map(date.isoformat),
     "works": UNKNOWN, "wage_earner": UNKNOWN, "nik_known": UNKNOWN, "covered": UNKNOWN, "decile": st.integers(0, 10),
     "act": st.sampled_from([None, {"number": "Perbup 1/2025", "from": "2025-01-01", "decile_max": 4, "age_min": 18}])}
)  # fmt: skip
CASES = st.one_of(
    st.tuples(st.just("jkm"), JKM), st.tuples(st.just("jkk"), JKK), st.tuples(st.just("contribution"), CONTRIBUTION),
    st.tuples(st.just("eligibility"), ELIGIBILITY),
)  # fmt: skip


# --- sums and signs ---------------------------------------------------------------------------------------------------
@given(CASES)
def test_a_total_is_the_sum_of_its_parts_and_nothing_is_negative(told: tuple[str, dict[str, Any]]) -> None:
    answer = law.ask(*told)
    assert answer.total == sum(answer.parts.values())
    assert all(type(value) is int and value >= 0 for value in answer.parts.values())
    assert all(type(step.value) is int for step in answer.steps)
    assert {part for part, value in answer.parts.items() if value} == dict(answer.given).keys() or told[1].get(
        "persons"
    ) == 0


@given(CASES)
def test_a_question_is_asked_exactly_when_a_person_must_decide(told: tuple[str, dict[str, Any]]) -> None:
    answer = law.ask(*told)
    assert bool(answer.asked) == (answer.decision == "review")
    if answer.decision in ("not_covered", "ineligible"):
        assert (answer.total, bool(answer.withheld)) == (0, True)


SCATTERED = (parameters()["scattered_arrears"].label_id, parameters()["scattered_arrears"].label_en)


# --- more paid months -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("readings", [SETTLED, OPEN, {}], ids=["favour", "review", "as they are"])
def test_a_paid_month_more_never_lowers_the_benefit(readings: Mapping[str, str]) -> None:
    """A month before the event, at the start, the end or in a gap; paid in its own month."""

    @settings(max_examples=150)
    @given(case=JKM, back=st.integers(0, 50), day=st.integers(0, 28))
    def never_lowers(case: dict[str, Any], back: int, day: int) -> None:
        month = text(index(date.fromisoformat(case["death"])) - back)
        more = {"from": month, "to": month} | ({"paid_on": f"{month}-{day:02d}"} if day else {})
        with revised(readings):
            less, greater = law.jkm(case), law.jkm({**case, "paid": [*case["paid"], more]})
        if {SCATTERED} & set(greater.asked) - set(less.asked):
            return  # an earlier month makes the membership longer, and the months unpaid in it a question
        assert all(greater.parts[part] >= value for part, value in less.parts.items())

    never_lowers()


@given(case=JKM, turn=st.randoms(use_true_random=False))
def test_the_order_of_the_rows_of_a_case_does_not_matter(case: dict[str, Any], turn: Any) -> None:
    turned = copy.deepcopy(case)
    turn.shuffle(turned["paid"])
    turn.shuffle(turned["children"])
    here, there = law.jkm(case), law.jkm(turned)
    assert (here.decision, here.parts) == (there.decision, there.parts)


# --- the days of change -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("death", "months", "memberships", "total"),
    [
        ("2019-12-01", 12, 1, 24_000_000), ("2019-12-02", 12, 1, 42_000_000),
        ("2019-12-01", 1, 2, 48_000_000), ("2019-12-02", 1, 2, 84_000_000),
        ("2025-02-23", 2, 1, 42_000_000), ("2025-02-24", 2, 1, 10_000_000),
        ("2025-02-23", 12, 3, 126_000_000), ("2025-02-24", 12, 3, 3 * 32_000_000 + 10_000_000),
        ("2025-12-21", 12, 1, 42_000_000), ("2025-12-22", 12, 1, 42_000_000),
    ],
)  # fmt: skip
def test_the_day_of_death_decides(death: str, months: int, memberships: int, total: int) -> None:
    last = index(date.fromisoformat(death))
    paid = [{"from": text(last - months + 1), "to": text(last)}]
    with revised({"memberships": "favour"}):
        assert law.jkm({"death": death, "paid": paid, "memberships": memberships}).total == total


@given(case=JKM, law_of=st.sampled_from([day - timedelta(days=back) for day in CHANGES for back in (0, 1)]))
def test_an_answer_cites_only_law_in_force_on_its_day(case: dict[str, Any], law_of: date) -> None:
    answer = law.jkm(case, law_of)
    assert answer.day == law_of
    for step in answer.steps:
        assert step.valid_from is None or step.valid_from <= law_of
        assert step.valid_to is None or step.valid_to >= law_of


@pytest.mark.parametrize(("law_of", "total"), [(date(2025, 12, 21), 16_800), (date(2025, 12, 22), 8_400)])
def test_the_relief_begins_with_its_law(law_of: date, total: int) -> None:
    assert law.contribution({"month": "2026-05", "fund": "MANDIRI"}, law_of).total == total


@given(count=st.integers(1, 100), day=st.sampled_from([date(2025, 2, 23), date(2025, 2, 24)]))
def test_memberships_add_up_before_2025_and_share_one_funeral_since(count: int, day: date) -> None:
    case = {"death": day.isoformat(), "paid": [{"from": "2023-01", "to": "2025-02"}], "memberships": count}
    read = {}
    for reading in ("refuse", "favour", "review"):
        with revised({"memberships": reading}):
            read[reading] = law.jkm(case)
    if day < date(2025, 2, 24):
        assert {answer.total for answer in read.values()} == {42_000_000 * count}
        return
    assert read["refuse"].total == read["review"].total == 42_000_000
    assert read["favour"].total == 32_000_000 * count + 10_000_000
    assert read["review"].decision == ("review" if count > 1 else "computed")


# --- explanations -----------------------------------------------------------------------------------------------------
@given(CASES, st.sampled_from(["id", "en"]))
def test_an_answer_that_was_kept_explains_itself_word_for_word(told: tuple[str, dict[str, Any]], language: str) -> None:
    answer = law.ask(*told)
    kept = law.Answer.from_json(json.loads(json.dumps(answer.as_json(language))))
    assert kept == answer
    for depth in ("sentence", "receipt", "tree"):
        assert law.Explanation(kept).text(language, depth) == law.Explanation(answer).text(language, depth)
    assert law.Explanation(kept).html(language) == law.Explanation(answer).html(language)


@given(CASES)
def test_the_same_case_reads_the_same_twice_and_steps_rest_on_earlier_steps(told: tuple[str, dict[str, Any]]) -> None:
    first, again = law.ask(*told), law.ask(told[0], copy.deepcopy(told[1]))
    assert law.Explanation(first).text() == law.Explanation(again).text()
    for at, step in enumerate(first.steps):
        assert all(0 <= need < at for need in step.needs)
    below = {need for step in first.steps for need in step.needs}
    assert below.isdisjoint(law.Explanation(first).roots())


# --- lazy and plain ---------------------------------------------------------------------------------------------------
RULES = [entry for entries in REGISTRY.values() for entry in entries if not entry.gather]
SPANS = spans()


@pytest.mark.parametrize("entry", RULES, ids=[f"{entry.name}-{entry.valid_from}" for entry in RULES])
def test_the_lazy_form_of_a_rule_is_its_plain_function(entry: Rule) -> None:
    def within(name: str) -> st.SearchStrategy[int]:
        least, most = SPANS[name].least, SPANS[name].most
        return st.one_of(st.integers(max(least, min(0, most)), min(most, max(40, least))), st.integers(least, most))

    @settings(max_examples=40)
    @given(st.fixed_dictionaries({need: within(need) for need in entry.needs}))
    def one(values: dict[str, int]) -> None:
        read: list[str] = []
        assert entry.lazy(lambda name: (read.append(name), values[name])[1]) == entry.function(**values)
        assert set(read) <= set(entry.needs)

    one()


BENEFITS = st.one_of(st.tuples(st.just("jkm"), JKM), st.tuples(st.just("jkk"), JKK))


def worked(told: tuple[str, dict[str, Any]]) -> list[Evaluation]:
    """The evaluations behind an answer: of the case, then of each record."""
    made: list[Evaluation] = []

    def kept(*args: Any) -> Evaluation:
        made.append(Evaluation(*args))
        return made[-1]

    with patch.object(scheme, "Evaluation", kept):
        law.ask(*told)
    return [made[0], *made[0].each("children"), *made[0].each("losses")]


@settings(max_examples=60)
@given(BENEFITS)
def test_a_step_rests_on_all_that_its_rule_read_and_on_nothing_else(told: tuple[str, dict[str, Any]]) -> None:
    for where in worked(told):
        for entry in _rules_of(where):
            step = next((where.steps[at] for at in _told_at(where, entry.name)), None)
            if step is None:
                continue
            read: list[str] = []
            entry.lazy(lambda name, where=where, read=read: (read.append(name), where.value(name))[1])
            spoken = [name for name in dict.fromkeys(read) if name in REGISTRY or name in parameters()]
            assert all(_told_at(where, name) for name in spoken)
            assert list(step.needs) == [at for name in dict.fromkeys(read) for at in _told_at(where, name)]


def _told_at(where: Evaluation, name: str) -> list[int]:
    try:
        return [where.place(name)]
    except KeyError:
        return []


@settings(max_examples=60)
@given(BENEFITS)
def test_a_case_is_answered_as_if_every_need_were_worked_out(told: tuple[str, dict[str, Any]]) -> None:
    rules = 0
    for where in worked(told):
        for entry in _rules_of(where):
            values = _worked_out(where, entry.needs)
            if values is not None:
                rules += 1
                assert entry.function(**values) == where.value(entry.name)
    assert rules


def _rules_of(where: Evaluation) -> Iterator[Rule]:
    """The rules that hold on the day where they hold: for the case, or for each record of a kind."""
    for entry in RULES:
        if entry.each == getattr(where, "group", "") and entry.holds(where.day) and entry.name not in where.given:
            yield entry


def _worked_out(where: Evaluation, needs: Sequence[str]) -> dict[str, int] | None:
    try:
        return {need: where.value(need) for need in needs}
    except law.InvalidLaw:  # the case does not say it, or the law had it not yet
        return None


# --- contributions ----------------------------------------------------------------------------------------------------
@given(CONTRIBUTION)
def test_months_priced_one_by_one_are_the_range(case: dict[str, Any]) -> None:
    start = index(date.fromisoformat(f"{case['month']}-01"))
    singles = [law.contribution({**case, "month": text(start + at), "months": 1}) for at in range(case["months"])]
    whole = law.contribution(case)
    assert whole.parts == {part: sum(one.parts[part] for one in singles) for part in whole.parts}
    assert whole.decision == ("review" if any(one.decision == "review" for one in singles) else "computed")
    assert whole.total == case["persons"] * law.contribution({**case, "persons": 1}).total


# --- scholarships -----------------------------------------------------------------------------------------------------
def july_by_july(born: date, place: int | None, on: date) -> dict[str, int]:
    """The school years ahead, walked through: every July from the running school year on, until the child is 23."""
    ladder = [level for level, (most, _) in LEVELS.items() for _ in range(most)]
    found: dict[str, int] = {}
    running = on.year if on >= date(on.year, 7, 1) else on.year - 1
    if age(born, on) >= 23 or (place is None and age(born, date(running, 7, 1)) >= 7):
        return {}
    for year in range(running, running + 60):
        begins = date(year, 7, 1)
        if age(born, begins) >= 23:
            break
        if place is None and age(born, begins) >= 5:
            place = age(born, begins) - 5
        if place is not None:
            if place >= len(ladder):
                break
            found[ladder[place]] = found.get(ladder[place], 0) + 1
            place += 1
    return found


def days(least: date, most: date) -> st.SearchStrategy[date]:
    """Any day, and as often the days on which a school year turns."""
    turns = [date(year, *day) for year in range(least.year, most.year) for day in ((6, 30), (7, 1), (7, 2))]
    return st.one_of(st.dates(least, most), st.sampled_from([day for day in turns if least <= day]))


@settings(max_examples=500)
@given(
    on=days(date(2019, 12, 2), date(2030, 12, 31)),
    born=days(date(1995, 1, 1), date(2030, 12, 31)),
    level=st.sampled_from([None, *LEVELS]),
    grade=st.integers(1, 6),
)
def test_school_years_are_those_of_a_walk_through_every_july(
    on: date, born: date, level: str | None, grade: int
) -> None:
    if level is None:
        assert law.scholarship_years(born, None, None, on) == july_by_july(born, None, on)
        return
    grade = min(grade, LEVELS[level][0])
    before = sum(most for most, _ in list(LEVELS.values())[: list(LEVELS).index(level)])
    assert law.scholarship_years(born, level, grade, on) == july_by_july(born, before + grade - 1, on)
    every = [july_by_july(born, before + at, on) for at in range(LEVELS[level][0])]
    assert worth(law.scholarship_years(born, level, None, on)) == min(worth(years) for years in every)


def worth(years: Mapping[str, int]) -> int:
    return sum(count * LEVELS[level][1] for level, count in years.items())


# --- bad cases --------------------------------------------------------------------------------------------------------
WHOLE: dict[str, dict[str, Any]] = {
    "jkm": {"death": "2025-06-20", "born": "1980-01-01", "segment": "BPU", "memberships": 1,
            "paid": [{"from": "2022-01", "to": "2025-06", "paid_on": "2022-01-02"}],
            "children": [{"SD": 6}, {"born": "2014-01-01", "level": "SD", "class": 4}]},
    "jkk": {"accident": "2025-06-20", "outcome": "partial", "income_base": 1_000_000, "segment": "PU",
            "paid": [{"from": "2025-01", "to": "2025-06"}], "children": [{"PT": 1}], "incapacity_months": 3,
            "loss": [{"part": "one_eye", "function_percent": 50}, {"percent": 10}],
            "transport": {"land": 1, "sea": 2, "air": 3},
            "care": {"home": 1, "home_months": 13, "rehabilitation": True, "prosthesis_price": 333, "denture": 1}},
    "contribution": {"month": "2026-05", "fund": "CSR", "sector": "transport", "income": 1, "persons": 3, "months": 2},
    "eligibility": {"on": "2025-06-20", "born": "1980-01-01", "works": True, "wage_earner": False, "nik_known": True,
                    "covered": False, "decile": 2, "region": "13.03", "job": "petani", "family_covered": 0,
                    "act": {"number": "Perbup 5/2022", "from": "2022-01-01", "to": "2026-01-01", "regions": ["13.03"],
                            "jobs": ["petani"], "age_min": 18, "age_below": 60, "decile_max": 4,
                            "covered_may_join": False, "family_max": 2}},
}  # fmt: skip


def places(of: Any, here: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield here
    for key, value in of.items() if isinstance(of, dict) else enumerate(of) if isinstance(of, list) else ():
        yield from places(value, (*here, key))


SPOTS = [(name, place) for name, case in WHOLE.items() for place in places(case) if place]
JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8),
              st.sampled_from(["2025-13", "2025-06", "2025-06-31", "9999-12-31", "²"])),
    lambda inner: st.one_of(st.lists(inner, max_size=2), st.dictionaries(st.text(max_size=4), inner, max_size=2)),
    max_leaves=3,
)  # fmt: skip


@settings(max_examples=500)
@given(st.sampled_from(SPOTS), JSON)
def test_whatever_stands_in_a_field_is_answered_or_refused_with_its_field(
    spot: tuple[str, tuple[Any, ...]], value: Any
) -> None:
    name, place = spot
    case = copy.deepcopy(WHOLE[name])
    inside: Any = case
    for key in place[:-1]:
        inside = inside[key]
    inside[place[-1]] = value
    try:
        told = law.explain(name, case).text()
    except law.InvalidCase as error:
        told = error.field
    assert told
