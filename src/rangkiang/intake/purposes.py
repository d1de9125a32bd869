"""What a kind of list is for: it proposes people, tells whom others cover or who died, or answers us."""

from __future__ import annotations

PEOPLE, COVER, DEATHS, ANSWERS = "people", "cover", "deaths", "answers"
PURPOSES = {
    "bpjs_active": COVER,
    "death_list": DEATHS,
    "padan_dukcapil": ANSWERS,
    "padan_bpjs": ANSWERS,
}


def purpose(profile: str) -> str:
    """The purpose of a profile: people, unless it is known to be another."""
    return PURPOSES.get(profile, PEOPLE)
