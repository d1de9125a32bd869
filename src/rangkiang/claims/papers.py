"""The papers of a claim, from the law's list, in the reader's language: what is always needed, and what only then."""

from __future__ import annotations

from dataclasses import dataclass

from rangkiang.law import documents

# What only some cases need: here they are all named, since a report does not say which of them it is.
SOMETIMES = {
    "jkm": ("spouse_heir", "will", "other_heir"),
    "jkk": ("transport_costs", "not_contracted_facility", "attendance_kept", "traffic_accident"),
    "scholarship": (),
}


@dataclass(frozen=True)
class Paper:
    """One paper; ``sometimes``: only where the case is so, which its label says. ``article`` may be empty."""

    label: str
    article: str
    sometimes: bool


def papers(claim: str, language: str) -> list[Paper]:
    """Those of ``jkm``, ``jkk`` or ``scholarship``, the ones always needed first."""
    always = documents(claim)
    every = documents(claim, **dict.fromkeys(SOMETIMES[claim], True))
    return [
        Paper(
            (one.label_en if language == "en" else one.label_id),
            "" if one.article == "-" else one.article,
            one not in always,
        )
        for one in [*always, *(one for one in every if one not in always)]
    ]
