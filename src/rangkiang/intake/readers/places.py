"""Which nagari a row means, from its name, its code, its district or the title of the list."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from rangkiang.regions import codes

MANY = 500  # unknown names in one file beyond which near matches are no longer sought
REGENCY = codes.LEVELS["regency"]
System = Literal["kemendagri", "bps"]
DOTTED = re.compile(r"[0-9]{2}\.[0-9]{2}\.[0-9]{2}\.[0-9]{4}")
CODE = re.compile("[0-9. ]{8,}")


@dataclass
class Place:
    """The village found (or ``None``) and the findings about it as (code, field, detail)."""

    village: str | None = None
    findings: list[tuple[str, str, str]] = field(default_factory=list)


@dataclass
class Gazetteer:
    """Answers for one file; ``area`` is the programme's or the officer's, ``fallback`` the nagari of the title."""

    area: str | None
    needed: bool
    fallback: str | None = None
    unknown: int = 0
    system: System = "kemendagri"

    @property
    def within(self) -> str:
        return (self.area or "")[:REGENCY]

    def place(self, name: str | None, code: str | None, district: str | None) -> Place:
        """Where one combination of cells lies: the code decides, else the name, else the title."""
        if name and not code and CODE.fullmatch(name):
            name, code = None, name
        place = Place()
        if code:
            self._by_code(place, code, name)
        if place.village is None and name:
            self._by_name(place, name, district)
        elif place.village is None and not name:
            self._by_title(place, code)
        if place.village and self.area and not (place.village + ".").startswith(self.area + "."):
            place.findings.append(("nagari_outside_area", "village" if name else "village_code", place.village))
        return place

    def _by_code(self, place: Place, code: str, name: str | None) -> None:
        found, other = self._read(code, name)
        if found is None:
            place.findings.append(("village_code_unknown", "village_code", ""))
            return
        place.village = found.code
        if other:
            what = "village_code_bps" if self.system == "kemendagri" else "village_code_kemendagri"
            place.findings.append((what, "village_code", f"{found.name} ({found.code})"))
        if name and not _same(name, found):
            place.findings.append(("village_name_differs", "village", found.name))

    def _read(self, code: str, name: str | None) -> tuple[codes.Region | None, bool]:
        """The village of a code in the column's system; in the other only when the name bears it out, or is absent."""
        here, there = codes.village(code), _bps_village(code)
        if self.system == "bps" and not DOTTED.fullmatch(code):
            here, there = there, here
        if here is None and there is not None and (name is None or _same(name, there)):
            return there, True
        return here, False

    def _by_name(self, place: Place, name: str, district: str | None) -> None:
        matches = codes.find(name, within=self.within, level="village", near=bool(self.within) and self.unknown < MANY)
        if len(matches) > 1 and district:
            homes = {match.code for match in codes.find(district, within=self.within, level="district", near=False)}
            matches = [match for match in matches if match.code[: codes.LEVELS["district"]] in homes] or matches
        if not matches:
            self.unknown += 1
            place.findings.append(("nagari_unknown", "village", ""))
        elif len(matches) > 1:
            options = ", ".join(f"{match.name} ({match.code})" for match in matches[:4])
            place.findings.append(("nagari_ambiguous", "village", options))
        else:
            place.village = matches[0].code
            if matches[0].how == "near":
                self.unknown += 1
                place.findings.append(("nagari_near", "village", matches[0].name))

    def _by_title(self, place: Place, code: str | None) -> None:
        if self.fallback:
            place.village = self.fallback
        elif self.needed:
            place.findings.append(("nagari_unknown", "village_code", "") if code else ("nagari_missing", "village", ""))


def code_system(cells: Iterable[tuple[str | None, str | None]]) -> System:
    """Which code system a column is in, from its different (name, code): a code counts for the system that knows it,
    and more so when its name there is the one beside it. Dots, and doubt, mean Kemendagri.
    """
    strength = {"kemendagri": 0, "bps": 0}
    for name, written in cells:
        code = written or (name if name and CODE.fullmatch(name) else None)
        if not code or DOTTED.fullmatch(code):
            continue
        for system, found in (("kemendagri", codes.village(code)), ("bps", _bps_village(code))):
            if found:
                strength[system] += 3 if name and _same(name, found) else 1
    return "bps" if strength["bps"] > strength["kemendagri"] else "kemendagri"


def _bps_village(code: str) -> codes.Region | None:
    found = codes.from_bps(code)
    return found if found and len(found.code) == codes.LEVELS["village"] else None


def _same(name: str, found: codes.Region) -> bool:
    return codes.canonical(name).replace(" ", "") == codes.canonical(found.name).replace(" ", "")


def nagari_of_heading(heading: str, area: str | None) -> str | None:
    """The one nagari that the title rows name (``NAGARI MUARO``), or the area itself when it is a village."""
    if area and codes.village(area):
        return area
    found = set()
    for line in heading.split("\n"):
        for named in re.findall(r"(?i)\b(?:ke)?nagari\b[\s:]+([a-z' ]{3,40})", line):
            words = re.split(r"(?i)\b(?:kecamatan|kec|kabupaten|kab|tahun|jorong)\b", named)[0]
            matches = codes.find(words, within=(area or "")[:REGENCY], level="village", near=False)
            found |= {match.code for match in matches}
    return found.pop() if len(found) == 1 else None
