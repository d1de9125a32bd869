"""Synthetic people: who they are, where they live, their work and their children. Seeded and vectorised.

Nobody is real: names are common words combined at random, NIK have the right structure with serials from 9000 up,
telephone numbers lie in a block that is not handed out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from demo import names
from demo.assumptions import Assumptions

DAYS_A_YEAR = 365.25
FIRST_SERIAL = 9000


@dataclass(frozen=True, slots=True)
class Group:
    """Persons drawn alike: ``places`` gives how many per kecamatan or village code; ages hold on ``on``.

    ``role``: ``good``, ``too_old`` (above the age limit) or ``faulty`` (the file will have them wrong).
    """

    wave: int
    cohort: str
    on: date
    places: Mapping[str, int]
    role: str = "good"

    @property
    def persons(self) -> int:
        return sum(self.places.values())


def make_people(seed: int, groups: list[Group], villages: pl.DataFrame, assumptions: Assumptions) -> pl.DataFrame:
    """All persons of the groups, in the order of the groups, shuffled inside each; ``uid`` is the row number.

    ``villages`` has the columns ``code`` (13.03.06.2001) and ``name``.
    """
    rng = np.random.default_rng(seed)
    village, group = _homes(rng, groups, villages)
    frame = _persons(rng, groups, villages, village, group, assumptions)
    frame = _couples(rng, frame, assumptions)
    shuffled = np.lexsort((rng.random(frame.height), frame["group"].to_numpy()))
    frame = frame[shuffled].with_columns(uid=pl.int_range(pl.len(), dtype=pl.Int32))
    return _tell_apart(frame).select(COLUMNS)


COLUMNS = ["uid", "wave", "cohort", "role", "nik", "kk", "name", "sex", "birth_date", "birth_place", "mother",
           "village_code", "village", "jorong", "address", "occupation", "income", "phone", "decile", "relation",
           "children"]


def _homes(rng: np.random.Generator, groups: list[Group], villages: pl.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Village (row of ``villages``) and group of every person, sorted by both; villages of a kecamatan differ in size."""
    codes = villages["code"].to_list()
    size = rng.gamma(4.0, 1.0, len(codes))
    homes, members = [], []
    for number, group in enumerate(groups):
        for place, persons in group.places.items():
            inside = np.array([row for row, code in enumerate(codes) if code.startswith(place)])
            share = size[inside] / size[inside].sum()
            homes.append(np.sort(rng.choice(inside, persons, p=share)))
            members.append(np.full(persons, number))
    return np.concatenate(homes), np.concatenate(members)


def _ages(rng: np.random.Generator, groups: list[Group], group: np.ndarray, assumptions: Assumptions) -> np.ndarray:
    """Years on the group's day: a bell inside the age limits, or above them for those who are too old."""
    limits = assumptions["people"]
    low, high = limits["age_min"] + 0.1, limits["age_below"] - 0.1
    mean = np.array([assumptions["cohorts"][g.cohort]["age_mean"] for g in groups])[group]
    sd = np.array([assumptions["cohorts"][g.cohort]["age_sd"] for g in groups])[group]
    age = rng.normal(mean, sd)
    while (outside := (age < low) | (age > high)).any():
        age[outside] = rng.normal(mean[outside], sd[outside])
    old = np.array([g.role == "too_old" for g in groups])[group]
    return np.where(old, limits["age_below"] + 0.3 + rng.gamma(2.0, 2.5, len(age)), age)


def _persons(rng: np.random.Generator, groups: list[Group], villages: pl.DataFrame, village: np.ndarray,
             group: np.ndarray, assumptions: Assumptions) -> pl.DataFrame:
    n, traits = len(village), assumptions["people"]
    cohorts = [assumptions["cohorts"][g.cohort] for g in groups]
    men = rng.random(n) < np.array([c["men"] for c in cohorts])[group]
    days = np.array([g.on.toordinal() for g in groups])[group]
    birth = _dates(days - (_ages(rng, groups, group, assumptions) * DAYS_A_YEAR).astype(int))
    codes = villages["code"].to_numpy()[village].astype(object)
    kecamatan = np.array([code.replace(".", "")[:6] for code in villages["code"]], dtype=object)[village]
    javanese = (kecamatan == traits["javanese_kecamatan"].replace(".", "")) & (
        rng.random(n) < traits["javanese_share"])
    jorong = np.array(names.JORONG, dtype=object)[rng.integers(0, len(names.JORONG), n)]
    neighbours = rng.integers(1, 8, n).astype(str).astype(object)
    women = np.zeros(n, dtype=bool)
    shares = (traits["one_word_share"], traits["gala_share"], traits["suku_share"])
    frame = pl.DataFrame({
        "group": group, "wave": np.array([g.wave for g in groups])[group],
        "cohort": np.array([g.cohort for g in groups], dtype=object)[group].tolist(),
        "role": np.array([g.role for g in groups], dtype=object)[group].tolist(),
        "lot": rng.integers(0, 1000, n), "kecamatan": kecamatan.tolist(), "men": men, "birth_date": birth,
        "name": names.draw(rng, men, javanese, *shares).tolist(),
        "mother": names.draw(rng, women, javanese, 0.5, 0.0, 0.0).tolist(),
        "birth_place": _birth_places(rng, villages["name"].to_numpy()[village].astype(object), javanese).tolist(),
        "village_code": codes.tolist(), "village": villages["name"].to_numpy()[village].tolist(),
        "jorong": jorong.tolist(), "address": ("Jorong " + jorong + " RT 0" + neighbours).tolist(),
        "occupation": _occupations(rng, cohorts, group).tolist(),
        "income": _incomes(rng, n, traits), "phone": _phones(rng, village, traits).tolist(),
        "decile": np.array([c["decile"] for c in cohorts])[group],
    }, schema_overrides={"wave": pl.Int16, "decile": pl.Int8, "income": pl.Int64, "birth_date": pl.Date})
    frame = frame.with_columns(
        sex=pl.when("men").then(pl.lit("L")).otherwise(pl.lit("P")),
        decile=pl.when(pl.col("decile") > 0).then("decile"),
        relation=pl.when("men").then(pl.lit("kepala keluarga")).otherwise(pl.lit("istri")),
        children=pl.Series(_children(rng, frame, assumptions), dtype=CHILDREN))
    return frame.with_columns(nik=_nik(), kk=_kk(rng, n))


def _dates(ordinals: np.ndarray) -> np.ndarray:
    return (ordinals - date(1970, 1, 1).toordinal()).astype("datetime64[D]")


def _nik() -> pl.Expr:
    """Kecamatan, day of birth (+40 for women), month, year, and serial."""
    born = pl.col("birth_date").dt
    day = pl.when("men").then(born.day().cast(pl.Int32)).otherwise(born.day().cast(pl.Int32) + 40)
    stem = pl.concat_str("kecamatan", day.cast(pl.String).str.zfill(2), born.strftime("%m%y"))
    return stem + _serial(stem)


def _serial(stem: pl.Expr) -> pl.Expr:
    """A serial no other person of the stem has, from an arbitrary start: not all NIK of a list end in one digit."""
    return (FIRST_SERIAL + (pl.col("lot").first() + pl.int_range(pl.len())).over(stem) % 1000).cast(pl.String)


def _kk(rng: np.random.Generator, n: int) -> pl.Expr:
    issued = pl.Series(_dates(date(2010, 1, 1).toordinal() + rng.integers(0, 4000, n)))
    stem = pl.concat_str("kecamatan", issued.dt.strftime("%d%m%y"))
    return stem + _serial(stem)


def _birth_places(rng: np.random.Generator, village: np.ndarray, javanese: np.ndarray) -> np.ndarray:
    n = len(village)
    near = np.array(["Sijunjung", *names.NEAR_TOWNS], dtype=object)[rng.integers(0, 1 + len(names.NEAR_TOWNS), n)]
    java = np.array(names.JAVANESE_TOWNS, dtype=object)[rng.integers(0, len(names.JAVANESE_TOWNS), n)]
    away = rng.random(n)
    return np.where(javanese & (away < 0.5), java, np.where(away < 0.3, near, village))


def _occupations(rng: np.random.Generator, cohorts: list[Mapping], group: np.ndarray) -> np.ndarray:
    jobs = np.empty(len(group), dtype=object)
    for number, cohort in enumerate(cohorts):
        mine = group == number
        share = np.array(list(cohort["jobs"].values()))
        jobs[mine] = rng.choice(np.array(list(cohort["jobs"]), dtype=object), mine.sum(), p=share / share.sum())
    return jobs


def _incomes(rng: np.random.Generator, n: int, traits: Mapping) -> np.ndarray:
    step = traits["income_step"]
    drawn = np.exp(rng.normal(traits["income_log_mean"], traits["income_log_sd"], n)).astype(int)
    return np.minimum(drawn // step * step, traits["income_max"] // step * step)


def _phones(rng: np.random.Generator, village: np.ndarray, traits: Mapping) -> np.ndarray:
    own = np.array([f"08120000{number:05d}" for number in range(len(village))], dtype=object)
    shared = np.array([f"08120009{number:04d}" for number in range(village.max() + 1)], dtype=object)[village]
    draw = rng.random(len(village))
    phone = np.where(draw < traits["phone_share"], own, "")
    return np.where(draw < traits["phone_shared_share"], shared, phone)


# ---------------------------------------------------------------- children

LEVELS = ["TK", "SD", "SMP", "SMA", "PT"]
FIRST_AGE = {"TK": 5, "SD": 7, "SMP": 13, "SMA": 16, "PT": 19}
LAST_AGE = 22
CHILDREN = pl.List(pl.Struct({"name": pl.String, "born": pl.Date, "ends": pl.String, "kindergarten": pl.Boolean,
                              "level": pl.String, "class": pl.Int8}))


@dataclass(frozen=True, slots=True)
class Schooling:
    """Where a child stands: a level and class, or ``level`` None while not yet at school."""

    level: str | None
    grade: int


def schooling(born: date, ends: str, kindergarten: bool, on: date) -> Schooling | None:
    """Where the child stands on that day (school years begin in July); None once school is left for good."""
    start = date(on.year if on.month >= 7 else on.year - 1, 7, 1)
    age = start.year - born.year - ((start.month, start.day) < (born.month, born.day))
    if age < FIRST_AGE["TK"] or (age < FIRST_AGE["SD"] and not kindergarten):
        return Schooling(None, 0)
    level = max((name for name in LEVELS if age >= FIRST_AGE[name]), key=LEVELS.index)
    if age > LAST_AGE or LEVELS.index(level) > LEVELS.index(ends):
        return None
    return Schooling(level, age - FIRST_AGE[level] + 1)


def _children(rng: np.random.Generator, people: pl.DataFrame, assumptions: Assumptions) -> list[list[dict]]:
    """Children under 23 at the start of the story, with where they stand at school on its last day."""
    rates, n, most = assumptions["children"], people.height, assumptions["children"]["max"]
    as_of = assumptions["period"]["as_of"]
    first = date.fromisoformat(assumptions["period"]["first"] + "-01")
    parent = people["birth_date"].to_numpy().astype("datetime64[D]").astype(int)
    age = rng.normal(rates["first_at_mean"], rates["first_at_sd"], n).clip(18)[:, None] + np.cumsum(
        rng.uniform(*rates["years_between"], (n, most)), axis=1) - rates["years_between"][0]
    born = parent[:, None] + (age * DAYS_A_YEAR).astype(int)
    wanted = rng.poisson(rates["mean"], n)
    since = np.datetime64(first.replace(year=first.year - LAST_AGE - 1), "D").astype(int)
    kept = ((np.arange(most) < wanted[:, None]) & (age < rates["last_at"]) & (born > since)
            & (born < np.datetime64(as_of, "D").astype(int)))
    ends = rng.choice(list(rates["leaves_after"]), (n, most), p=list(rates["leaves_after"].values()))
    begins = rng.random((n, most)) < rates["kindergarten_share"]
    rows, places = np.nonzero(kept)
    called = names.draw(rng, rng.random(len(rows)) < 0.5, np.zeros(len(rows), dtype=bool), 0.2, 0.0, 0.0)
    families: list[list[dict]] = [[] for _ in range(n)]
    days = born[rows, places].astype("datetime64[D]").astype(object)
    for row, day, name, end, soon in zip(rows.tolist(), days, called, ends[rows, places].tolist(),
                                         begins[rows, places].tolist(), strict=True):
        stands = schooling(day, end, soon, as_of) or Schooling("none", 0)
        families[row].append({"name": name, "born": day, "ends": end, "kindergarten": soon,
                              "level": stands.level, "class": stands.grade})
    return families


# ---------------------------------------------------------------- families, twins of name

def _couples(rng: np.random.Generator, frame: pl.DataFrame, assumptions: Assumptions) -> pl.DataFrame:
    """A share of the men and the woman next on the list become one family: one KK, one home, the same children."""
    man, home, group = frame["men"].to_numpy(), frame["village_code"].to_numpy(), frame["group"].to_numpy()
    pair = np.zeros(frame.height, dtype=bool)
    pair[:-1] = man[:-1] & ~man[1:] & (home[:-1] == home[1:]) & (group[:-1] == group[1:])
    pair &= rng.random(frame.height) < assumptions["people"]["couple_share"] / max(pair.mean(), 1e-9) / 2
    wife = np.roll(pair, 1)
    shared = ["kk", "jorong", "address", "children", "phone"]
    return frame.with_columns(
        pl.when(pl.Series(wife)).then(pl.col(name).shift(1)).otherwise(pl.col(name)).alias(name) for name in shared)


def _tell_apart(frame: pl.DataFrame) -> pl.DataFrame:
    """Two persons of one name and one birthday would be a question for a human: the second takes another word."""
    again = pl.int_range(pl.len()).over("name", "birth_date")
    extra = pl.Series(np.resize(names.MINANG_LAST, frame.height).tolist())
    return frame.with_columns(name=pl.when(again > 0).then(pl.concat_str("name", pl.lit(" "), extra)).otherwise("name"))
