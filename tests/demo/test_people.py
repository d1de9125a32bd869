"""Synthetic people have the structure of real ones and are nobody."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from demo.families import LAST_AGE, LEVELS, schooling
from demo.people import Group, make_people
from demo.world import World, villages


@pytest.fixture(scope="module")
def good(story_world: World) -> pl.DataFrame:
    return story_world.people.filter(pl.col("role") == "good")


def test_nik_is_valid_and_nobodys_else(story_world: World) -> None:
    people, born = story_world.people, pl.col("birth_date")
    day = born.dt.day().cast(pl.Int32) + pl.when(pl.col("sex") == "P").then(40).otherwise(0)
    wrong = people.filter(
        (pl.col("nik").str.slice(0, 6) != pl.col("village_code").str.replace_all(".", "", literal=True).str.slice(0, 6))
        | (pl.col("nik").str.slice(6, 2) != day.cast(pl.String).str.zfill(2))
        | (pl.col("nik").str.slice(8, 4) != born.dt.strftime("%m%y"))
        | (pl.col("nik").str.slice(12).cast(pl.Int32) < 9000)
        | (pl.col("nik").str.len_chars() != 16)
    )
    assert wrong.is_empty()
    assert people["nik"].is_unique().all()
    assert people.filter(pl.col("nik") == pl.col("kk")).is_empty()


def test_last_digits_are_mixed(good: pl.DataFrame) -> None:
    """A file whose every NIK ended in 0 would look as if a spreadsheet had cut them."""
    assert good["nik"].str.slice(15).n_unique() == 10


def test_kk_is_a_family_of_one_home(story_world: World) -> None:
    families = story_world.people.group_by("kk").agg(
        pl.len(), pl.col("village_code").n_unique().alias("homes"), pl.col("sex").sort().str.join()
    )
    assert families["homes"].max() == 1
    couples = families.filter(pl.col("len") > 1)
    assert set(couples["sex"]) == {"LP"}
    assert 0.02 < 2 * couples.height / story_world.people.height < 0.06


def test_ages_of_the_cohorts(story_world: World, good: pl.DataFrame) -> None:
    mean = {}
    for cohort, on in (("pioneer", date(2022, 3, 1)), ("worker", date(2023, 6, 1)), ("poor", date(2025, 6, 1))):
        born = good.filter(pl.col("cohort") == cohort)["birth_date"]
        mean[cohort] = (pl.Series([on] * len(born)) - born).dt.total_days().mean() / 365.25
    assert mean["pioneer"] == pytest.approx(42, abs=1)
    assert mean["worker"] == pytest.approx(45, abs=1.2)
    assert mean["poor"] == pytest.approx(49, abs=1)


def test_good_people_are_in_the_age_limits_when_decreed(story_world: World, good: pl.DataFrame) -> None:
    for wave in story_world.waves:
        born = good.filter(pl.col("wave") == wave.number)["birth_date"]
        assert born.min() > wave.decreed.replace(year=wave.decreed.year - 65)
        assert born.max() < wave.received.replace(year=wave.received.year - 18)


def test_incomes_stay_in_the_lowest_band(good: pl.DataFrame) -> None:
    assert good["income"].max() <= 1_099_000
    assert good["income"].min() > 0


def test_javanese_names_live_in_kamang_baru(good: pl.DataFrame) -> None:
    called = good.filter(pl.col("name").str.contains("^(Suparno|Ngatno|Tukiman|Ponimin|Tuminah)"))
    assert called.height > 0
    assert called["village_code"].str.starts_with("13.03.06").all()


def test_one_name_and_birthday_are_one_person(good: pl.DataFrame) -> None:
    assert good.select("name", "birth_date").is_unique().all()


def test_the_register_alone_gives_a_decile(good: pl.DataFrame) -> None:
    assert good.filter(pl.col("cohort") == "poor")["decile"].unique().to_list() == [1]
    assert good.filter(pl.col("cohort") != "poor")["decile"].is_null().all()


def test_children_are_children(good: pl.DataFrame, story_world: World) -> None:
    children = good.select("birth_date", "children").explode("children").drop_nulls().unnest("children")
    age_at_birth = (children["born"] - children["birth_date"]).dt.total_days() / 365.25
    assert children["born"].max() <= story_world.assumptions["period"]["as_of"]
    assert age_at_birth.quantile(0.01) > 17
    assert set(children["level"].drop_nulls()) == {*LEVELS, "none"}


def test_same_seed_same_people(story_world: World) -> None:
    facts = story_world.assumptions
    groups, places = [Group(0, "worker", date(2024, 1, 1), {"13.03.06": 40, "13.03.10": 9})], villages(facts)
    first, again, other = (make_people(seed, groups, places, facts) for seed in (1, 1, 2))
    assert first.equals(again)
    assert not first.equals(other)


@given(
    born=st.dates(date(1995, 1, 1), date(2025, 7, 31)),
    ends=st.sampled_from(LEVELS[1:]),
    on=st.dates(date(2022, 3, 1), date(2025, 7, 31)),
)
def test_schooling_goes_up_and_ends(born: date, ends: str, on: date) -> None:
    now = schooling(born, ends, True, on)
    then = schooling(born, ends, True, on.replace(year=on.year + 1, day=min(on.day, 28)))
    if now is None:
        assert then is None
        assert on.year - born.year > 11
    elif now.level:
        assert LEVELS.index(now.level) <= LEVELS.index(ends)
        assert on.year - born.year <= LAST_AGE + 2
        if then:
            assert (LEVELS.index(then.level), then.grade) > (LEVELS.index(now.level), now.grade)
