"""Profiles: which columns a kind of list has, how people name them, and which checks it asks for. Data, not code.

A new profile is a TOML file in ``intake/profiles`` with ``title_id title_en required fields unique check_age
needs_village`` and, under ``[headers]``, spellings that only this list uses.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from .faults import file_fault

FOLDER = files("rangkiang.intake") / "profiles"
COMMON = "dictionary"


@dataclass(frozen=True)
class Profile:
    """One kind of list; ``headers`` maps a plain header text to its field."""

    name: str
    title_id: str
    title_en: str
    required: tuple[str, ...]
    unique: tuple[str, ...]
    check_age: bool
    needs_village: bool
    headers: dict[str, str]
    filler: frozenset[str]

    def field_of(self, header: str | None) -> str | None:
        """The field that a header cell names, or ``None``. Brackets and filler words may stand in it."""
        whole = plain(header)
        unbracketed = plain(re.sub(r"\([^)]*\)?", " ", header or ""))
        for text in (whole, unbracketed):
            if text in self.headers:
                return self.headers[text]
        meant = self.headers.get(" ".join(word for word in unbracketed.split() if word not in self.filler))
        return None if meant == "number" else meant  # "No. Peserta" is not the row number


def plain(header: str | None) -> str:
    """A header in lower case with single spaces and without punctuation."""
    return " ".join(re.sub(r"[^0-9a-z]+", " ", (header or "").lower()).split())


@cache
def profiles() -> dict[str, Profile]:
    """Every profile by name."""
    names = sorted(entry.name.removesuffix(".toml") for entry in FOLDER.iterdir() if entry.name.endswith(".toml"))
    return {name: _load(name) for name in names if name != COMMON}


def profile(name: str) -> Profile:
    """The profile of this name. Raises ``FileFault`` when there is none."""
    if name not in profiles():
        raise file_fault("profile_unknown", name=name, known=", ".join(profiles()))
    return profiles()[name]


def _load(name: str) -> Profile:
    common = tomllib.loads((FOLDER / f"{COMMON}.toml").read_text(encoding="utf-8"))
    own = tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
    headers = {text: field for field in own["fields"] for text in common["headers"][field]}
    headers |= {text: field for field, texts in own["headers"].items() for text in texts}
    return Profile(
        name,
        own["title_id"],
        own["title_en"],
        tuple(own["required"]),
        tuple(own["unique"]),
        own["check_age"],
        own["needs_village"],
        headers,
        frozenset(common["filler"]),
    )
