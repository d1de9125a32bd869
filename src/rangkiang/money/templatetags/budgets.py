"""What the approved bills have taken from a budget year, for the pages of the programme, which knows no bills."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from django import template

from rangkiang.money.queries import committed_by_year
from rangkiang.programme.queries import Purse, Year

register = template.Library()


class Use(NamedTuple):
    """A year's approved bills and what they leave of the ceiling and what is allowed beyond it, in rupiah; ``left`` is
    None without a ceiling.
    """

    purse: Purse
    year: Year
    committed: int
    left: int | None


def _uses(pairs: Sequence[tuple[Purse, Year]]) -> list[Use]:
    taken = committed_by_year({year.fund for _, year in pairs})
    found = []
    for purse, year in pairs:
        committed = taken.get((year.fund, year.number), 0)
        found.append(
            Use(purse, year, committed, None if year.ceiling is None else year.ceiling + year.beyond - committed)
        )
    return found


@register.simple_tag
def use_now(purses: Sequence[Purse]) -> list[Use]:
    """Each purse with the present year. One statement."""
    return _uses([(purse, purse.now) for purse in purses])


@register.simple_tag
def use_by_year(purse: Purse) -> list[Use]:
    """Each year of one purse. One statement."""
    return _uses([(purse, year) for year in purse.years])
