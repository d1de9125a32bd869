"""Scholarships of the children: school years still ahead, the amount of each level, the two children worth most."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from .answer import Draft
from .case import Case, number, only
from .errors import InvalidCase
from .months import age, parse_day
from .parameters import parameters
from .rules import Evaluation, rule

PP82 = date(2019, 12, 2)
LEVELS = ("TK", "SD", "SMP", "SMA", "PT")
COUNTED_ON = {"SMP": 6, "SMA": 9}  # classes 7 to 9 and 10 to 12 are classes 1 to 3 of their level
TK_AGE, SD_AGE = 5, 7  # assumed for a child not yet at school; the law names no age
BORN_AFTER_DEATH = 300  # days


@rule(
    article="PP 82/2019 Lampiran III",
    label=("Beasiswa satu anak sampai umur 23", "Scholarship of one child up to age 23"),
    valid_from=PP82,
    decided_by="event",
)
def beasiswa_satu_anak(  # noqa: PLR0917 -- arguments are the edges of the graph
    tahun_tk: int,
    tahun_sd: int,
    tahun_smp: int,
    tahun_sma: int,
    tahun_pt: int,
    beasiswa_tk: int,
    beasiswa_sd: int,
    beasiswa_smp: int,
    beasiswa_sma: int,
    beasiswa_pt: int,
    beasiswa_tk_tahun: int,
    beasiswa_sd_tahun: int,
    beasiswa_smp_tahun: int,
    beasiswa_sma_tahun: int,
    beasiswa_pt_tahun: int,
) -> int:
    school = min(tahun_tk, beasiswa_tk_tahun) * beasiswa_tk + min(tahun_sd, beasiswa_sd_tahun) * beasiswa_sd
    middle = min(tahun_smp, beasiswa_smp_tahun) * beasiswa_smp + min(tahun_sma, beasiswa_sma_tahun) * beasiswa_sma
    return school + middle + min(tahun_pt, beasiswa_pt_tahun) * beasiswa_pt


def _amount(name: str, on: date) -> int:
    value = parameters()[name].on(on)
    return value.amount if value else 0


def scholarship_amount(level: str, on: date) -> int:
    """Rupiah per school year of a level on a day (0 before PP 82/2019)."""
    return _amount(f"beasiswa_{level.lower()}", on)


def _most(level: str, on: date) -> int:
    return _amount(f"beasiswa_{level.lower()}_tahun", on)


def scholarship_years(born: date, level: str | None, grade: int | None, on: date) -> dict[str, int]:
    """School years still ahead by level, the running one included, for a child below 23.

    School years begin in July. A child not yet at school is assumed to enter TK at 5 and SD at 7; one past that age and
    at no school has none. Each year counts while the child is below 23 when it begins. Without a grade, the one worth
    least is taken.
    """
    if level and not grade:
        able = (scholarship_years(born, level, one, on) for one in range(1, _most(level, max(on, PP82)) + 1))
        return min(
            able, key=lambda years: sum(n * scholarship_amount(name, max(on, PP82)) for name, n in years.items())
        )
    start = on.year if on.month >= 7 else on.year - 1
    day = max(on, PP82)
    limit = _amount("beasiswa_umur", day)
    if level:
        place, done = LEVELS.index(level), (grade or 1) - 1
    else:
        years = age(born, date(start, 7, 1))
        if years >= SD_AGE:
            return {}
        place, done = 0, max(0, years - TK_AGE)
        start += max(0, TK_AGE - years)
    found: dict[str, int] = {}
    for name in LEVELS[place:]:
        for _ in range(_most(name, day) - done):
            if age(born, max(on, date(start, 7, 1))) >= limit:
                return found
            found[name] = found.get(name, 0) + 1
            start += 1
        done = 0
    return found


def _grade(child: Case, level: str, field: str, on: date) -> int | None:
    """The class within its level, 1 the first; None when it is not known (missing or 0)."""
    grade = number({"class": child.get("class") or 0}, "class", 0, field=f"{field}.class")
    most, past = _most(level, max(on, PP82)), COUNTED_ON.get(level, 0)
    grade -= past if grade > most else 0
    if grade and not 1 <= grade <= most:
        raise InvalidCase(f"{field}.class", f"{child['class']!r} is no class of {level}; there are {most}")
    return grade or None


def years_of(child: Case, field: str, on: date, draft: Draft | None = None) -> dict[str, int]:
    """The school years of a case's child, in either form; ``draft`` is told what is not known. Raises InvalidCase."""
    if "born" not in child:
        only(child, LEVELS, field)
        return {level: number(child, level, 0, field=f"{field}.{level}") for level in child}
    only(child, ("born", "level", "class"), field)
    born, level = parse_day(child["born"], f"{field}.born"), child.get("level") or None
    if (born - on).days > BORN_AFTER_DEATH:
        raise InvalidCase(f"{field}.born", f"born more than {BORN_AFTER_DEATH} days after the event")
    if level is not None and level not in LEVELS:
        raise InvalidCase(f"{field}.level", f"{level!r} is unknown; use one of {' '.join(LEVELS)}")
    grade = _grade(child, level, field, on) if level else None
    years = scholarship_years(born, level, grade, on)
    if draft and age(born, on) < _amount("beasiswa_umur", max(on, PP82)):
        if level and grade is None:
            draft.question(
                "Kelas anak belum diketahui: dihitung kelas yang nilainya paling kecil.",
                "A child's class is not known: the one worth least is counted.",
            )
        elif level is None and not years:
            draft.question(
                "Anak usia sekolah tanpa data sekolah: apakah masih bersekolah, dan di kelas berapa?",
                "A child of school age without a school: still at school, and in which class?",
            )
    return years


def _worth(years: Mapping[str, int], draft: Draft, on: date) -> int:
    facts = {f"tahun_{level.lower()}": years.get(level, 0) for level in LEVELS}
    for level, count in years.items():
        if count > (most := _most(level, on)):
            draft.note(
                "beasiswa_tahun_maks",
                f"{level}: {count} tahun diminta, paling banyak {most}",
                f"{level}: {count} years asked, at most {most}",
                most,
                "PP 82/2019 Lampiran III",
                "S",
            )
    return Evaluation(facts, on).value("beasiswa_satu_anak")


def family(children: Sequence[Mapping[str, Any]], draft: Draft, on: date) -> int:
    """What the children may receive in all; more than two: the two worth most, with a note. Adds its steps."""
    worth = []
    for at, child in enumerate(children):
        years = years_of(child, f"children[{at}]", on, draft)
        worth.append(_worth(years, draft, on))
        if "born" in child and age(parse_day(child["born"], "born"), on) >= _amount("beasiswa_umur", on):
            draft.refuse(
                "beasiswa_umur",
                f"Anak ke-{at + 1} tidak mendapat beasiswa: sudah berumur 23 tahun",
                f"Child {at + 1} has no scholarship: already 23",
                "Permenaker 1/2025 Pasal 103 (2)",
            )
    most = _amount("beasiswa_anak", on)
    counted = sorted(worth, reverse=True)[:most]
    if len(worth) > most:
        draft.note(
            "beasiswa_anak",
            f"{len(worth)} anak; dihitung {most} anak dengan nilai terbesar, ahli waris boleh memilih",
            f"{len(worth)} children; the {most} worth most are counted, the heirs may choose",
            most,
            "Permenaker 5/2021",
            "O",
        )
    for at, amount in enumerate(counted, 1):
        draft.note(
            "beasiswa_per_anak",
            f"Beasiswa anak ke-{at}, sampai umur 23",
            f"Scholarship of child {at}, to age 23",
            amount,
            "PP 82/2019 Lampiran III",
            "S",
        )
    return sum(counted)
