"""Nothing of the law cites an act of a day before the act was there."""

from __future__ import annotations

from datetime import date

import pytest

from rangkiang.law.parameters import parameters
from rangkiang.law.rules import REGISTRY

ACTS = {
    "PP 44/2015": date(2015, 7, 1),
    "PP 82/2019": date(2019, 12, 2),
    "PP 49/2020": date(2020, 8, 31),
    "Permenaker 5/2021": date(2021, 4, 1),
    "PP 49/2023": date(2023, 1, 1),  # its day was not confirmed: the first of its year, as a lower bound
    "Permenaker 1/2025": date(2025, 2, 24),
    "PP 50/2025": date(2025, 12, 22),
}
NO_ACT = ("-", "Perbup")
# A month is priced by its first day; the act of 31 August is about the contribution of August itself.
OF_ITS_MONTH = {("bagian_jkm_pandemi", date(2020, 8, 1))}


def too_early(article: str, since: date | None) -> list[str]:
    """The acts an article names that were not there yet on its first day."""
    return [act for act, begins in ACTS.items() if act in article and (since is None or since < begins)]


def cited() -> list[tuple[str, date | None, str]]:
    """(name, first day, article) of every value and every rule."""
    found: list[tuple[str, date | None, str]] = [
        (one.name, value.since, value.article) for one in parameters().values() for value in one.values
    ]
    return [*found, *((one.name, one.valid_from, one.article) for held in REGISTRY.values() for one in held)]


def test_no_value_and_no_rule_cites_an_act_before_its_day() -> None:
    early = {(name, since): acts for name, since, article in cited() if (acts := too_early(article, since))}
    assert early.keys() == OF_ITS_MONTH, {key: acts for key, acts in early.items() if key not in OF_ITS_MONTH}


def test_every_act_that_is_cited_has_its_day_here() -> None:
    unknown = {
        article for _, _, article in cited() if article not in NO_ACT and not any(act in article for act in ACTS)
    }
    assert unknown == set()


@pytest.mark.parametrize(
    ("article", "since", "acts"),
    [
        ("PP 82/2019 Pasal 34", date(2019, 12, 1), ["PP 82/2019"]),
        ("PP 82/2019 Pasal 34", date(2019, 12, 2), []),
        ("PP 44/2015 Pasal 37; Permenaker 1/2025 Pasal 79", date(2015, 7, 1), ["Permenaker 1/2025"]),
        ("PP 50/2025", None, ["PP 50/2025"]),
        ("-", date(2015, 7, 1), []),
    ],
)
def test_an_act_before_its_day_is_seen(article: str, since: date | None, acts: list[str]) -> None:
    assert too_early(article, since) == acts
