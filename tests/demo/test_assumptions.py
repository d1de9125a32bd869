"""The assumptions hold the published figures, and hold together."""

from __future__ import annotations

from datetime import date

from demo.assumptions import load, on_day, period, targets
from rangkiang.platform.month import Month

FACTS = load()
NUMBERS = [a + b for a, b in zip(targets(FACTS, "list"), targets(FACTS, "register"), strict=True)]


def test_person_months_are_the_published_ones() -> None:
    assert sum(NUMBERS) == FACTS["expected"]["person_months"] == 319_362


def test_person_months_of_2025_are_those_the_payments_buy() -> None:
    year = [n for month, n in zip(period(FACTS), NUMBERS, strict=True) if month.year == 2025]
    assert sum(year) == FACTS["expected"]["person_months_2025"] == 80_282
    assert year[0] == 0


def test_published_months() -> None:
    at = dict(zip(map(str, period(FACTS)), NUMBERS, strict=True))
    assert [at[m] for m in ("2022-03", "2022-12", "2025-05", "2025-06", "2025-07")] == [
        1333,
        1333,
        11_717,
        16_590,
        16_590,
    ]


def test_split_by_kecamatan_is_the_1333() -> None:
    split = {k["code"]: k for k in FACTS["kecamatan"]}
    assert sum(k["first"] for k in split.values()) == 1333
    assert sum(k["first"] for k in split.values() if not k["published"]) == 304
    assert split["13.03.06"]["first"] == 233


def test_budget_is_whole_person_months() -> None:
    assert divmod(FACTS["budget"]["ceiling"], 16_800) == (181_744, 0)


def test_every_block_says_whether_it_is_published() -> None:
    blocks = [*FACTS["targets"], *FACTS["kecamatan"], *FACTS["payments"]["excess"]]
    blocks += [FACTS[name] for name in ("nagari", "files", "people", "children", "exits", "mortality", "accidents")]
    assert all(isinstance(block["published"], bool) for block in blocks)


def test_shares_add_up() -> None:
    for shares in (
        FACTS["matching"]["shares"],
        FACTS["children"]["leaves_after"],
        FACTS["files"]["faults"],
        *(cohort["jobs"] for cohort in FACTS["cohorts"].values()),
    ):
        assert round(sum(shares.values()), 9) == 1


def test_a_weekend_gives_the_friday_before() -> None:
    assert on_day(Month(2025, 2), 15) == date(2025, 2, 14)
    assert on_day(Month(2025, 2), 16) == date(2025, 2, 14)
    assert on_day(Month(2025, 2), 14) == date(2025, 2, 14)
