"""The Kemendagri code list as the package carries it: lookup by code, and by a name as people write it.

No Django and no database. A written name is compared after spelling variants are brought to one form
(Lubuak/Lubuk, Aie/Air, Muaro/Muara, VII/Tujuh); a near match is marked as near, never taken for sure.
"""

from __future__ import annotations

import csv
import gzip
import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from importlib.resources import files
from typing import Literal

DATA = files("rangkiang.regions") / "data"
LEVELS = {"province": 2, "regency": 5, "district": 8, "village": 13}
NEAR = 0.82  # below this two names of Sijunjung's nagari begin to answer to each other
AHEAD = 0.04  # how far the best near match must lead the next to stand alone

WORDS = {
    "AIE": "AIR",
    "AIA": "AIR",
    "AYIA": "AIR",
    "AYIE": "AIR",
    "ANGEK": "ANGAT",
    "LAWEH": "LUAS",
    "LAWAS": "LUAS",
    "LIMO": "LIMA",
    "V": "LIMA",
    "5": "LIMA",
    "TIGO": "TIGA",
    "III": "TIGA",
    "3": "TIGA",
    "IV": "EMPAT",
    "AMPEK": "EMPAT",
    "4": "EMPAT",
    "VII": "TUJUH",
    "TUJUAH": "TUJUH",
    "7": "TUJUH",
    "KOTA": "KOTO",
    "TJ": "TANJUNG",
    "TG": "TANJUNG",
    "TJG": "TANJUNG",
    "SEI": "SUNGAI",
    "SI": "SUNGAI",
    "PDG": "PADANG",
    "PD": "PADANG",
    "SLT": "SELATAN",
    "SEL": "SELATAN",
    "TARUAK": "TAROK",
    "LB": "LUBUK",
    "LBK": "LUBUK",
    "KP": "KAMPUNG",
    "KPG": "KAMPUNG",
}
ENDINGS = (
    ("UANG", "UNG"),
    ("IANG", "ING"),
    ("UAK", "UK"),
    ("UAH", "UH"),
    ("IAK", "IK"),
    ("IAH", "IH"),
    ("UIK", "UT"),
    ("O", "A"),
)
KINDS = re.compile(
    r"^(?:NAGARI|KENAGARIAN|NAG|DESA|DS|KELURAHAN|KEL|KECAMATAN|KEC|KABUPATEN|KAB|PROVINSI|PROV|DKI|DI(?= Y)"
    r"|DAERAH ISTIMEWA|DAERAH KHUSUS(?: IBU ?KOTA)?)\b\s*"
)
BEARINGS = frozenset(
    ("UTARA", "SELATAN", "BARAT", "TIMUR", "TENGAH", "ILIR", "HILIR", "ULU", "HULU", "ATAS", "BAWAH", "BARU", "LAMA")
)
NUMBER = re.compile("[0-9]+|[IVX]+|SATU|DUA|TIGA|EMPAT|LIMA|ENAM|TUJUH|DELAPAN|SEMBILAN|SEPULUH|[A-Z]")


@dataclass(frozen=True, slots=True)
class Region:
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Match:
    """A region that a written name may mean; ``how`` is ``exact``, ``variant`` (another spelling) or ``near``."""

    code: str
    name: str
    how: Literal["exact", "variant", "near"]


@cache
def _names() -> dict[str, str]:
    """Code to name, sorted by code, so that everything below a region follows it."""
    text = gzip.decompress((DATA / "regions.csv.gz").read_bytes()).decode()
    lines = csv.reader(text.splitlines())
    next(lines)
    return dict(lines)


@cache
def _codes() -> list[str]:
    return list(_names())


def _slice(prefix: str) -> list[str]:
    codes = _codes()
    return codes[bisect_left(codes, prefix + ".") : bisect_left(codes, prefix + "/")]


def region(code: str) -> Region | None:
    """The region of any level with this dotted code, or ``None``."""
    name = _names().get(code)
    return None if name is None else Region(code, name)


def village(code: str) -> Region | None:
    """The nagari, desa or kelurahan of this code, with or without dots; ``None`` when there is none today."""
    return region(dotted(code)) if len(dotted(code)) == LEVELS["village"] else None


def dotted(code: str) -> str:
    """``1303042001`` and ``13.03.04.2001`` both as ``13.03.04.2001``; other text comes back stripped."""
    plain = code.strip().replace(".", "")
    if not re.fullmatch(r"[0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{10}", plain):
        return code.strip()
    return ".".join(part for part in (plain[:2], plain[2:4], plain[4:6], plain[6:]) if part)


def children(prefix: str) -> list[Region]:
    """The regions directly below one (``""`` gives the provinces), in order of code."""
    if not prefix:
        return [Region(code, _names()[code]) for code in _codes() if len(code) == LEVELS["province"]]
    depth = prefix.count(".") + 1
    return [Region(code, _names()[code]) for code in _slice(prefix) if code.count(".") == depth]


def below(prefix: str) -> Iterator[Region]:
    """A region and everything under it, parents before children."""
    if here := region(prefix):
        yield here
    yield from (Region(code, _names()[code]) for code in _slice(prefix))


@cache
def provinces() -> frozenset[str]:
    """Today's province codes, two digits each."""
    return frozenset(place.code for place in children(""))


@cache
def prefixes(level: Literal["regency", "district"]) -> frozenset[str]:
    """Today's regency or district codes as the digits that begin a NIK: 4 or 6 of them."""
    return frozenset(code.replace(".", "") for code in _codes() if len(code) == LEVELS[level])


def plain(text: str) -> str:
    """Upper case, letters and digits only, one space between words, without a leading NAGARI, DESA, KEC."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c)).upper()
    words = " ".join(re.sub(r"[^A-Z0-9]+", " ", bare.replace("'", "")).split())
    return KINDS.sub("", words) or words


def _canonical_word(word: str) -> str:
    word = WORDS.get(word, word)
    for ending, instead in ENDINGS:
        if word.endswith(ending) and len(word) > len(ending) + 1:
            return word[: -len(ending)] + instead
    return word


def canonical(text: str) -> str:
    """The one form that all known spellings of a place name share; not for display."""
    return " ".join(_canonical_word(word) for word in plain(text).split())


@cache
def _index(within: str, level: str) -> tuple[tuple[str, str, str], ...]:
    """(code, plain, canonical) of every region of one level inside another (``""``: the country)."""
    codes = _slice(within) if within else _codes()
    if within and len(within) == LEVELS[level] and within in _names():
        codes = [within]
    names = _names()
    return tuple((c, plain(names[c]), canonical(names[c])) for c in codes if len(c) == LEVELS[level])


@cache
def _by_spelling(within: str, level: str) -> dict[tuple[str, str], list[str]]:
    found: dict[tuple[str, str], list[str]] = {}
    for code, exact, variant in _index(within, level):
        found.setdefault(("exact", exact), []).append(code)
        found.setdefault(("variant", variant.replace(" ", "")), []).append(code)
    return found


def find_village(text: str, within: str = "13.03") -> list[Match]:
    """The villages inside ``within`` that ``text`` may mean: none, one, or several (then a person must choose)."""
    return find(text, within=within, level="village")


def find(text: str, *, within: str, level: str, near: bool = True) -> list[Match]:
    """Regions of one level (``province regency district village``) by name: exact, else variant, else near.

    ``near=False`` spares the comparison with every name, which is slow over the whole country.
    """
    spellings, names = _by_spelling(within, level), _names()
    if codes := spellings.get(("exact", plain(text))):
        return [Match(code, names[code], "exact") for code in codes]
    if codes := spellings.get(("variant", canonical(text).replace(" ", ""))):
        return [Match(code, names[code], "variant") for code in codes]
    return _near(canonical(text), within, level) if near else []


def alike(wanted: str, other: str) -> float:
    """How alike two canonical names are, 0 to 1: 0 when they differ in a bearing or a number, or are below ``NEAR``."""
    if BEARINGS & set(wanted.split()) != BEARINGS & set(other.split()):
        return 0.0  # Sumpur Kudus Selatan is another nagari than Sumpur Kudus
    if _numbers(wanted) != _numbers(other):
        return 0.0
    matcher = SequenceMatcher(None, wanted, other, autojunk=False)
    if matcher.real_quick_ratio() < NEAR or matcher.quick_ratio() < NEAR:
        return 0.0
    ratio = matcher.ratio()
    return ratio if ratio >= NEAR else 0.0


def _numbers(canonical_name: str) -> list[str]:
    return sorted(word for word in canonical_name.split() if NUMBER.fullmatch(word))


def _near(wanted: str, within: str, level: str) -> list[Match]:
    if len(wanted) < 4:
        return []
    scored = [(alike(wanted, variant), code) for code, _, variant in _index(within, level)]
    scored = sorted((pair for pair in scored if pair[0]), key=lambda pair: (-pair[0], pair[1]))
    if len(scored) > 1 and scored[0][0] - scored[1][0] >= AHEAD:
        scored = scored[:1]
    return [Match(code, _names()[code], "near") for _, code in scored]


@cache
def _crosswalk() -> dict[str, str]:
    lines = csv.reader(gzip.decompress((DATA / "bps.csv.gz").read_bytes()).decode().splitlines())
    next(lines)
    return dict(lines)


def from_bps(code: str) -> Region | None:
    """The region of a BPS code, with or without dots, as far as the crosswalk goes; ``None`` when it is not in it."""
    return region(_crosswalk().get(re.sub("[. ]", "", code), ""))
