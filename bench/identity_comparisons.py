"""What is compared between two records, in levels: the form of the model, to which training gives the weights.

Conditions are SQL that DuckDB and Spark both read, in Splink's way of writing: ``name_l`` is the left record's name,
``name_r`` the right one's. The first level whose condition holds is the pair's; a null level says nothing. The columns
are those of ``statements.RECORDS`` and their ``PIECES``. The mother's name, the family card and the home are one
comparison, since they come and go together in a family; weighing each would make a brother certain. The NIK holds the
day of birth, so what its pieces say is weighed given whether the dates agree (the levels that end in ``_dated``).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

# (name of the level, condition), the null level first; None as condition: everything else.
Levels = tuple[tuple[str, str | None], ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    name: str
    levels: Levels


def _every_word(short: str, long: str) -> str:
    """Each word of one name is like some word of the other; an initial is like whatever begins with it."""
    initial = "CASE WHEN substr(w, 1, 1) = substr(v, 1, 1) THEN 1.0 ELSE 0.0 END"
    like = f"CASE WHEN length(w) = 1 OR length(v) = 1 THEN {initial} ELSE jaro_winkler_similarity(w, v) END"
    nearest = f"list_max(list_transform(string_split({long}, ' '), lambda v: {like}))"
    return f"list_min(list_transform(string_split({short}, ' '), lambda w: {nearest})) >= 0.85"


def _like(whole: float, first: float) -> str:
    """Both names, and their first words, at least so similar: twins share much, but not the first word."""
    return (
        f"jaro_winkler_similarity(joined_l, joined_r) >= {whole}"
        f" AND jaro_winkler_similarity(split_part(name_l, ' ', 1), split_part(name_r, ' ', 1)) >= {first}"
    )


def _initial(same: str, short: str) -> str:
    """One of the outer words the same, of the other only its first letter on one side."""
    return (
        f"({same}_l = {same}_r AND substr({short}_l, 1, 1) = substr({short}_r, 1, 1)"
        f" AND (length({short}_l) = 1 OR length({short}_r) = 1))"
    )


_WITHIN = (
    "instr(' ' || name_l || ' ', ' ' || name_r || ' ') > 0 OR instr(' ' || name_r || ' ', ' ' || name_l || ' ') > 0"
    " OR (first_l = first_r AND last_l = last_r)"
)
_WORDS = (
    "CASE WHEN length(joined_l) <= 2 OR length(joined_r) <= 2 THEN FALSE"
    " WHEN length(name_l) - length(joined_l) <= length(name_r) - length(joined_r)"
    f" THEN {_every_word('name_l', 'name_r')} ELSE {_every_word('name_r', 'name_l')} END"
)
_PART = "first_l = first_r OR last_l = last_r OR jaro_winkler_similarity(joined_l, joined_r) >= 0.8"
NAME = Comparison(
    "name",
    (
        ("missing", "name_l IS NULL OR name_r IS NULL"),
        ("same", "name_l = name_r"),
        ("joined", "joined_l = joined_r"),
        ("turned", "length(joined_l) = length(joined_r) AND instr(joined_l || joined_l, joined_r) > 0"),
        ("near", _like(0.94, 0.8)),
        ("shorter", _WITHIN),
        ("initial", f"{_initial('last', 'first')} OR {_initial('first', 'last')}"),
        ("words", _WORDS),
        ("alike", _like(0.86, 0.75)),
        ("part", _PART),
        ("other", None),
    ),
)
BORN = Comparison(
    "born",
    (
        ("missing", "born_l IS NULL OR born_r IS NULL"),
        ("same", "born_l = born_r"),
        ("swapped", "born_year_l = born_year_r AND born_l % 100 * 100 + (born_l // 100) % 100 = born_day_r"),
        ("year", "born_day_l = born_day_r AND abs(born_year_l - born_year_r) IN (1, 2, 10)"),
        ("january", "born_year_l = born_year_r AND (born_day_l = 101 OR born_day_r = 101)"),
        ("month", "born_year_l = born_year_r AND born_l % 100 = born_r % 100"),
        ("day", "born_l // 100 = born_r // 100"),
        ("other", None),
    ),
)
_DATED = "born_l = born_r"
_TWELVE = "nik_12_l = nik_12_r"
_ZEROED = "nik_l // 10 = nik_r // 10 AND (nik_l % 10 = 0 OR nik_r % 10 = 0)"
# Twins, and whoever else was born there that day, have serials one or a few apart.
_NEIGHBOUR = f"{_TWELVE} AND abs(nik_l - nik_r) <= 5"
# One digit of the place, or two of them swapped; the rest equal.
_PLACE = (
    "nik_tail_l = nik_tail_r AND (nik_l // 1000000000000 = nik_r // 1000000000000"
    " OR nik_6_l % 10000 = nik_6_r % 10000"
    " OR (nik_6_l // 10000 = nik_6_r // 10000 AND nik_6_l % 100 = nik_6_r % 100))"
)
_DATE = "nik_6_l = nik_6_r AND nik_l % 10000 = nik_r % 10000"
NIK = Comparison(
    "nik",
    (
        ("missing", "nik_l IS NULL OR nik_r IS NULL"),
        ("same", "nik_l = nik_r"),
        ("zeroed_dated", f"{_ZEROED} AND {_DATED}"),
        ("zeroed", _ZEROED),
        ("neighbour_dated", f"{_NEIGHBOUR} AND {_DATED}"),
        ("neighbour", _NEIGHBOUR),
        ("serial_dated", f"{_TWELVE} AND {_DATED}"),
        ("serial", _TWELVE),
        ("place_dated", f"{_PLACE} AND {_DATED}"),
        ("place", _PLACE),
        ("date_dated", f"{_DATE} AND {_DATED}"),
        ("date", _DATE),
        ("other_dated", _DATED),
        ("other", None),
    ),
)
SEX = Comparison(
    "sex",
    (("missing", "sex_l IS NULL OR sex_r IS NULL"), ("same", "sex_l = sex_r"), ("other", None)),
)
_NO_FAMILY = " AND ".join(f"({column}_l IS NULL OR {column}_r IS NULL)" for column in ("mother", "kk", "village"))
FAMILY = Comparison(
    "family",
    (
        ("missing", _NO_FAMILY),
        ("card_mother", "kk_l = kk_r AND mother_l = mother_r"),
        ("card", "kk_l = kk_r"),
        ("mother_village", "mother_l = mother_r AND village_l = village_r"),
        ("mother", "mother_l = mother_r"),
        ("village", "village_l = village_r"),
        ("district", "district_l = district_r"),
        ("other", None),
    ),
)
COMPARISONS = (NAME, BORN, NIK, SEX, FAMILY)

# Pairs worth comparing once the exact NIK has been dealt with: any of these must hold. Each is selective however many
# records there are, because it joins a date, a place or a family with a piece of the name.
BLOCKING = (
    "l.born = r.born AND l.start = r.start",
    "l.born = r.born AND l.village = r.village",
    "l.nik_12 = r.nik_12",
    "l.nik_tail = r.nik_tail AND l.initial = r.initial AND l.village = r.village",
    "l.kk = r.kk AND l.initial = r.initial",
    "l.joined = r.joined AND l.village = r.village",
    "l.joined = r.joined AND l.born_year = r.born_year",
    "l.joined = r.joined AND l.born_day = r.born_day",
    "l.mother = r.mother AND l.start = r.start",
    "l.start = r.start AND l.born_year = r.born_year AND l.village = r.village",
)

# What no weight may overrule: with these levels the outcome is at most that, and the code says why. The first counts.
_LIKE, _UNLIKE = ["near", "shorter", "initial", "words", "alike"], ["part", "other"]
_NEIGHBOURS = ["neighbour_dated", "neighbour"]
_NEARLY = ["zeroed_dated", "zeroed", "serial_dated", "serial"]
RULES: tuple[dict[str, Any], ...] = (
    {"code": "twin", "when": {"nik": _NEIGHBOURS, "name": _LIKE}, "most": "review"},
    {"code": "twin", "when": {"nik": _NEIGHBOURS, "name": _UNLIKE}, "most": "different"},
    {"code": "nik_of_another", "when": {"nik": ["same"], "name": _UNLIKE, "born": ["other"]}, "most": "different"},
    {"code": "nik_but_name", "when": {"nik": ["same"], "name": _UNLIKE}, "most": "review"},
    {"code": "nik_but_date", "when": {"nik": ["same"], "born": ["other"]}, "most": "review"},
    {"code": "first_name", "when": {"nik": _NEARLY, "name": ["part"]}, "most": "review"},
    {"code": "first_name", "when": {"name": _UNLIKE}, "most": "different"},
)
