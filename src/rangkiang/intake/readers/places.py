"""Which nagari a row means, from its name, its code, its district or the title of the list."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from rangkiang.regions import codes

MANY = 500  # unknown names in one file beyond which near matches are no longer sought
REGENCY = codes.LEVELS["regency"]


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

    @property
    def within(self) -> str:
        return (self.area or "")[:REGENCY]

    def place(self, name: str | None, code: str | None, district: str | None) -> Place:
        """Where one combination of cells lies: the code decides, else the name, else the title."""
        if name and not code and re.fullmatch(r"[0-9. ]{8,}", name):
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
        found = codes.village(code)
        if found is None:
            digits = re.sub("[^0-9]", "", code)
            other = codes.from_bps(digits[:4])
            bps = other is not None and len(digits) == 10 and other.code == self.within
            place.findings.append(
                ("village_code_bps", "village_code", other.name)
                if bps and other
                else ("village_code_unknown", "village_code", "")
            )
            return
        place.village = found.code
        if name and codes.canonical(name) != codes.canonical(found.name):
            place.findings.append(("village_name_differs", "village", found.name))

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
