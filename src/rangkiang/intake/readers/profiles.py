"""Profiles: which columns a kind of list has, how people name them, and which checks it asks for. Data, not code.

A new profile is a TOML file in ``intake/profiles``:

- ``title_id title_en``: its name for people
- ``required fields unique``: the columns that it must have, may have, and whose repetition is a fault
- ``check_age needs_village``: whether ages have limits and every person a nagari
- ``purpose`` (``people`` when not given; or ``cover deaths answers``): what the list is for
- ``general = true``: the one that is taken for a list that several profiles fit equally
- ``ignore``: further headers that are known and not needed
- ``[headers]`` field to spellings that only this list uses; ``[fill]`` field to the value of its blank cells;
  ``[values.FIELD]`` code to meaning, as ``1 = "KEPALA KELUARGA"``

What every list may name is in ``dictionary.toml``. A file that breaks these rules is refused when it is loaded.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, Literal, get_args

from .faults import file_fault
from .fields import FIELDS

FOLDER = files("rangkiang.intake") / "profiles"
COMMON = "dictionary"
Purpose = Literal["people", "cover", "deaths", "answers"]
KEYS: dict[str, type] = {
    "title_id": str,
    "title_en": str,
    "required": list,
    "fields": list,
    "unique": list,
    "check_age": bool,
    "needs_village": bool,
    "headers": dict,
}
OPTIONAL: dict[str, type] = {"purpose": str, "general": bool, "ignore": list, "fill": dict, "values": dict}


class ProfileError(ValueError):
    """A profile file that breaks the rules: which file, what is wrong, what to do."""


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
    purpose: Purpose = "people"
    general: bool = False
    ignore: frozenset[str] = frozenset()
    fill: dict[str, str] = field(default_factory=dict)
    values: dict[str, dict[str, str]] = field(default_factory=dict)

    @property
    def names_nik(self) -> bool:
        """Whether this kind of list has NIK at all; who is proposed needs one."""
        return self.purpose == "people" or "nik" in self.headers.values()

    def field_of(self, header: str | None) -> str | None:
        """The field that a header cell names, or ``None``. Brackets and filler words may stand in it."""
        whole, unbracketed = _forms(header or "")
        for text in (whole, unbracketed):
            if text in self.headers:
                return self.headers[text]
        meant = self.headers.get(self._bare(unbracketed))
        return None if meant == "number" else meant  # "No. Peserta" is not the row number

    def ignores(self, header: str | None) -> bool:
        """Whether the header is known as one that is not needed."""
        whole, unbracketed = _forms(header or "")
        return any(text in self.ignore for text in (whole, unbracketed, self._bare(unbracketed)))

    def _bare(self, text: str) -> str:
        return " ".join(word for word in text.split() if word not in self.filler)


@lru_cache(maxsize=1024)  # every profile asks for the same first rows
def _forms(header: str) -> tuple[str, str]:
    """The plain text with what stands in brackets, and without."""
    return plain(header), plain(re.sub(r"\([^)]*\)?", " ", header))


def plain(header: str | None) -> str:
    """A header in lower case with single spaces and without punctuation."""
    return " ".join(re.sub(r"[^0-9a-z]+", " ", (header or "").lower()).split())


@cache
def profiles() -> dict[str, Profile]:
    """Every profile by name. Raises ``ProfileError`` for a file that breaks the rules."""
    names = sorted(entry.name.removesuffix(".toml") for entry in FOLDER.iterdir() if entry.name.endswith(".toml"))
    return {name: _load(name) for name in names if name != COMMON}


def profile(name: str) -> Profile:
    """The profile of this name. Raises ``FileFault`` when there is none."""
    if name not in profiles():
        raise file_fault("profile_unknown", name=name, known=", ".join(profiles()))
    return profiles()[name]


def _load(name: str) -> Profile:
    common, own = _toml(COMMON), _toml(name)
    _check_common(common)
    _check_own(name, own)
    headers = {plain(text): one for one in own["fields"] for text in common["headers"].get(one, ())}
    headers |= {plain(text): one for one, texts in own["headers"].items() for text in texts}
    ignored = {plain(text) for text in (*common["ignore"], *own.get("ignore", ()))}
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
        own.get("purpose", "people"),
        own.get("general", False),
        frozenset(ignored - headers.keys()),
        own.get("fill", {}),
        {
            one: {plain(code): meaning for code, meaning in codes.items()}
            for one, codes in own.get("values", {}).items()
        },
    )


def _toml(name: str) -> dict[str, Any]:
    try:
        return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as broken:
        raise ProfileError(f"{name}.toml: {broken}. Mend the TOML.") from broken


def _check_common(common: dict[str, Any]) -> None:
    _refuse(COMMON, "fields", set(common["headers"]) - FIELDS.keys())
    _refuse_twice(COMMON, common["headers"])


def _check_own(name: str, own: dict[str, Any]) -> None:
    """Raises ``ProfileError`` for the first rule that the file breaks."""
    _refuse(name, "keys", own.keys() - KEYS.keys() - OPTIONAL.keys())
    if missing := KEYS.keys() - own.keys():
        raise ProfileError(f"{name}.toml: {', '.join(sorted(missing))} missing. Add it.")
    for key, kind in (KEYS | OPTIONAL).items():
        if key in own and not isinstance(own[key], kind):
            raise ProfileError(f"{name}.toml: {key} is no {kind.__name__}. Write it as one.")
    known = set(own["fields"])
    _refuse(name, "fields", known - FIELDS.keys())
    for key in ("required", "unique", "headers", "fill", "values"):
        _refuse(name, f"fields in {key}", set(own.get(key, ())) - known)
    if not own["unique"]:
        raise ProfileError(f"{name}.toml: unique names no field. Name at least nik.")
    if own.get("purpose", "people") not in get_args(Purpose):
        raise ProfileError(f"{name}.toml: purpose is not one of {', '.join(get_args(Purpose))}.")
    _refuse_twice(name, own["headers"])


def _refuse(name: str, what: str, unknown: set[str]) -> None:
    if unknown:
        raise ProfileError(f"{name}.toml: unknown {what}: {', '.join(sorted(unknown))}. Take them out or mend them.")


def _refuse_twice(name: str, headers: dict[str, list[str]]) -> None:
    seen: dict[str, str] = {}
    for one, texts in headers.items():
        for text in map(plain, texts):
            if seen.setdefault(text, one) != one:
                raise ProfileError(f"{name}.toml: '{text}' is given for {seen[text]} and {one}. Keep one.")
