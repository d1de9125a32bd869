"""What a kind of list is for: it proposes people, tells whom others cover or who died, or answers us."""

from __future__ import annotations

from .readers.profiles import profiles

PEOPLE, COVER, DEATHS, ANSWERS = "people", "cover", "deaths", "answers"
ASKED = ("padan_dukcapil", "padan_bpjs")  # the answers to lists of our own, which no profile reads


def purpose(profile: str) -> str:
    """The purpose of a profile; a file that was not recognised proposes people, if anything."""
    if profile in ASKED:
        return ANSWERS
    return profiles()[profile].purpose if profile in profiles() else PEOPLE
