"""The faults of the identity bench come at least as often as it is required of them, each measured alone."""

from __future__ import annotations

import math
from functools import cache

import numpy as np
import polars as pl
import pytest

from bench import person_faults
from bench.persons import population

N = 30_000
REQUIRED = {
    "nik": {
        "nik_digit": 0.03, "nik_swapped": 0.01, "nik_zeroed": 0.015, "nik_lost_digit": 0.005, "nik_of_relative": 0.007,
        "nik_missing": 0.06,
    },
    "name": {
        "old_spelling": 0.03, "word_dropped": 0.05, "words_swapped": 0.02, "initial": 0.02, "joined": 0.02,
        "title": 0.05, "z_s_f_p": 0.03, "typo": 0.09,
    },
    "mother": {"mother_missing": 0.25, "mother_typo": 0.10},
    "birth_date": {
        "day_month_swapped": 0.015, "year_off": 0.02, "day_wrong": 0.015, "month_wrong": 0.01,
        "first_of_january": 0.02, "birth_missing": 0.02,
    },
    "village_code": {"moved": 0.05},
    "sex": {"sex_wrong": 0.005},
}  # fmt: skip
ALL = [(column, fault, share) for column, faults in REQUIRED.items() for fault, share in faults.items()]


@cache
def people() -> pl.DataFrame:
    return population(np.random.default_rng(5), N)


def changed(column: str) -> pl.Series:
    listed = person_faults.corrupt(np.random.default_rng(1), people(), np.arange(N))
    return listed[column].ne_missing(people()[column])


@pytest.mark.parametrize(("column", "fault", "share"), ALL, ids=[fault for _, fault, _ in ALL])
def test_a_fault_comes_as_often_as_required(
    column: str, fault: str, share: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = dict.fromkeys(person_faults.MIX, 0.0) | {fault: person_faults.MIX[fault]}
    monkeypatch.setattr(person_faults, "MIX", alone)
    assert changed(column).mean() > share - 2 * math.sqrt(share / N)


def test_half_of_the_names_that_can_be_abbreviated_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(person_faults, "MIX", dict.fromkeys(person_faults.MIX, 0.0) | {"abbreviated": 0.5})
    can = people()["name"].str.contains("^(?:Muhammad|Abdul|Siti) ")
    assert 0.47 < changed("name").filter(can).mean() < 0.53
    assert not changed("name").filter(~can).any()


def test_all_faults_together_leave_few_names_as_they_were() -> None:
    whole = sum(REQUIRED["name"].values())
    assert changed("name").mean() > 0.75 * whole
