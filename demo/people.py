"""Synthetic people: who they are, where they live and what they work. Seeded and vectorised.

Nobody is real: names are common words combined at random, NIK have the right structure with serials from
9000 up, telephone numbers lie in a block that is not handed out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from demo import names
from demo.assumptions import Assumptions
from demo.families import add_children, make_couples
from demo.names import WORDS

DAYS_A_YEAR = 365.25
FIRST_SERIAL = 9000
EPOCH = date(1970, 1, 1).toordinal()
COLUMNS = """uid wave cohort role nik kk name sex birth_date birth_place mother village_code village jorong
address occupation income phone decile relation children""".split()  # noqa: SIM905


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


def make_people(seed: int, groups: list[Group], villages: pl.DataFrame, assumptions: Assumptions) -> pl.DataFrame:
    """All persons of the groups, in the order of the groups, shuffled inside each; ``uid`` is the row number.

    ``villages`` has the columns ``code`` (13.03.06.2001) and ``name``. The columns of the result are
    ``COLUMNS``: sex L or P, decile null unless the register gave it, children a list of structs.
    """
    rng = np.random.default_rng(seed)
    frame = _homes(rng, groups, villages)
    frame = _traits(rng, frame, groups, assumptions)
    frame = _names(rng, frame, assumptions["people"])
    frame = _work(rng, frame, groups, assumptions)
    frame = frame.with_columns(nik=_nik(), kk=_kk(rng, frame.height))
    frame = make_couples(rng, add_children(rng, frame, assumptions), assumptions["people"]["couple_share"])
    shuffled = np.lexsort((rng.random(frame.height), frame["group"].to_numpy()))
    frame = frame[shuffled].with_columns(uid=pl.int_range(pl.len(), dtype=pl.Int32))
    return _tell_apart(frame).select(COLUMNS)


def _homes(rng: np.random.Generator, groups: list[Group], villages: pl.DataFrame) -> pl.DataFrame:
    """Village and group of every person, sorted by both; villages of a kecamatan differ in size."""
    codes = villages["code"].to_list()
    size = rng.gamma(4.0, 1.0, len(codes))
    homes, members = [], []
    for number, group in enumerate(groups):
        for place, persons in group.places.items():
            inside = np.array([row for row, code in enumerate(codes) if code.startswith(place)])
            homes.append(np.sort(rng.choice(inside, persons, p=size[inside] / size[inside].sum())))
            members.append(np.full(persons, number))
    at = np.concatenate(homes)
    return pl.DataFrame(
        {"group": np.concatenate(members), "place": at, "lot": rng.integers(0, 1000, len(at))}
    ).with_columns(
        village_code=pl.Series(villages["code"].gather(at)),
        village=pl.Series(villages["name"].gather(at)),
        kecamatan=pl.Series(villages["code"].gather(at).str.replace_all(".", "", literal=True).str.slice(0, 6)),
    )


def _traits(
    rng: np.random.Generator, frame: pl.DataFrame, groups: list[Group], assumptions: Assumptions
) -> pl.DataFrame:
    """Sex, birth date, origin, and the marks of the group."""
    n, group, people = frame.height, frame["group"].to_numpy(), assumptions["people"]
    cohorts = [assumptions["cohorts"][g.cohort] for g in groups]
    men = rng.random(n) < np.array([c["men"] for c in cohorts])[group]
    old = np.array([g.role == "too_old" for g in groups])[group]
    age = _ages(rng, group, cohorts, people)
    age = np.where(old, people["age_below"] + 0.3 + rng.gamma(2.0, 2.5, n), age)
    day = np.array([g.on.toordinal() for g in groups])[group] - (age * DAYS_A_YEAR).astype(int)
    java = people["javanese_kecamatan"].replace(".", "")
    marks = pl.DataFrame(
        {
            "group": range(len(groups)),
            "wave": [g.wave for g in groups],
            "cohort": [g.cohort for g in groups],
            "role": [g.role for g in groups],
            "decile": [c["decile"] or None for c in cohorts],
        },
        schema_overrides={"wave": pl.Int16, "decile": pl.Int8},
    )
    return frame.join(marks, on="group", how="left", maintain_order="left").with_columns(
        men=pl.Series(men),
        javanese=(pl.col("kecamatan") == java) & pl.Series(rng.random(n) < people["javanese_share"]),
        birth_date=pl.Series((day - EPOCH).astype("datetime64[D]")).cast(pl.Date),
        sex=pl.when(pl.Series(men)).then(pl.lit("L")).otherwise(pl.lit("P")),
        relation=pl.when(pl.Series(men)).then(pl.lit("kepala keluarga")).otherwise(pl.lit("istri")),
    )


def _ages(rng: np.random.Generator, group: np.ndarray, cohorts: list[Mapping], people: Mapping) -> np.ndarray:
    """Years on the group's day: a bell inside the age limits."""
    low, high = people["age_min"] + 0.1, people["age_below"] - 0.1
    mean, sd = (np.array([cohort[key] for cohort in cohorts])[group] for key in ("age_mean", "age_sd"))
    age = rng.normal(mean, sd)
    while (outside := (age < low) | (age > high)).any():
        age[outside] = rng.normal(mean[outside], sd[outside])
    return age


def _names(rng: np.random.Generator, frame: pl.DataFrame, people: Mapping) -> pl.DataFrame:
    """The person's name, the mother's, and where the person was born."""
    n, men, javanese = frame.height, frame["men"].to_numpy(), frame["javanese"].to_numpy()
    own = names.draw(
        rng,
        men,
        javanese,
        one_word=people["one_word_share"],
        gala=people["gala_share"],
        suku=people["suku_share"],
    )
    mother = names.draw(rng, np.zeros(n, dtype=bool), javanese, one_word=0.5)
    near = names.pick(rng, ["Sijunjung", *WORDS["minang"]["towns"]], n)
    java, away = names.pick(rng, WORDS["javanese"]["towns"], n), rng.random(n)
    town = np.where(javanese & (away < 0.5), java, np.where(away < 0.3, near, None))
    return frame.with_columns(
        name=pl.Series(own.tolist()),
        mother=pl.Series(mother.tolist()),
        birth_place=pl.Series(town.tolist(), dtype=pl.String).fill_null(frame["village"]),
    )


def _work(rng: np.random.Generator, frame: pl.DataFrame, groups: list[Group], assumptions: Assumptions) -> pl.DataFrame:
    """Home, job in the words lists use, income within the lowest band, telephone (some share one)."""
    n, people, group = frame.height, assumptions["people"], frame["group"].to_numpy()
    jobs = np.empty(n, dtype=object)
    for number, one in enumerate(groups):
        words = assumptions["cohorts"][one.cohort]["jobs"]
        share = np.array(list(words.values()))
        jobs[group == number] = rng.choice(list(words), int((group == number).sum()), p=share / share.sum())
    step = people["income_step"]
    income = np.exp(rng.normal(people["income_log_mean"], people["income_log_sd"], n)).astype(int)
    income = np.minimum(income, people["income_max"]) // step * step
    place, draw = frame["place"].to_numpy(), rng.random(n)
    number = np.where(draw < people["phone_shared_share"], 90000 + place, np.arange(n))
    jorong = names.pick(rng, WORDS["minang"]["jorong"], n)
    door = rng.integers(1, 8, n).astype(str).astype(object)
    return frame.with_columns(
        occupation=pl.Series(jobs.tolist()),
        income=pl.Series(income),
        jorong=pl.Series(jorong.tolist()),
        address=pl.Series(("Jorong " + jorong + " RT 0" + door).tolist()),
        phone=pl.when(pl.Series(draw < people["phone_share"]))
        .then(pl.lit("08120000") + pl.Series(number).cast(pl.String).str.zfill(5))
        .otherwise(pl.lit("")),
    )


def _nik() -> pl.Expr:
    """Kecamatan, day of birth (+40 for women), month, year, and serial."""
    born = pl.col("birth_date").dt
    day = born.day().cast(pl.Int32) + pl.when("men").then(0).otherwise(40)
    stem = pl.concat_str("kecamatan", day.cast(pl.String).str.zfill(2), born.strftime("%m%y"))
    return stem + _serial(stem)


def _kk(rng: np.random.Generator, n: int) -> pl.Expr:
    """Kecamatan, the card's day of issue, and serial."""
    issued = date(2010, 1, 1).toordinal() - EPOCH + rng.integers(0, 4000, n)
    stem = pl.concat_str("kecamatan", pl.Series(issued.astype("datetime64[D]")).dt.strftime("%d%m%y"))
    return stem + _serial(stem, skip=int(rng.integers(100, 900)))


def _serial(stem: pl.Expr, skip: int = 0) -> pl.Expr:
    """One that no other of the stem has, from an arbitrary start, so that not all NIK end in one digit."""
    number = (pl.col("lot").first() + pl.int_range(pl.len())).over(stem)
    return (FIRST_SERIAL + (number + skip) % 1000).cast(pl.String)


def _tell_apart(frame: pl.DataFrame) -> pl.DataFrame:
    """Two of one name and one birthday would be a question for a human: the second takes another word."""
    again = pl.int_range(pl.len()).over("name", "birth_date")
    extra = pl.Series(np.resize(WORDS["minang"]["last_men"], frame.height).tolist())
    longer = pl.concat_str("name", pl.lit(" "), extra)
    return frame.with_columns(name=pl.when(again > 0).then(longer).otherwise("name"))
