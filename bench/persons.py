"""Synthetic persons for the identity bench: a register of known persons, and a list in which half of them stand again.

Households in nagari, with siblings, twins and parents; the new persons of the list live in the same households. The
list carries the faults of ``MIX``, each drawn on its own. Seeded, and the same for the same seed and size.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from bench import person_names
from bench.person_faults import corrupt

COLUMNS = ("id", "person", "nik", "name", "birth_date", "sex", "mother", "kk", "village_code")
FIRST_DAY, LAST_DAY = np.datetime64("1952-01-01", "D").astype(int), np.datetime64("2008-12-31", "D").astype(int)
A_VILLAGE = 750
MOST_CHILDREN, TWINS = 5, 0.03


@dataclass(frozen=True, slots=True)
class Lists:
    """``known`` and ``candidates`` have the columns ``COLUMNS``; ``person`` is the truth and not for the matcher."""

    known: pl.DataFrame
    candidates: pl.DataFrame


def make_lists(seed: int, n: int) -> Lists:
    """``n`` known persons and ``n`` candidates: half of them known, 5 % of the persons twice, faults included."""
    rng = np.random.default_rng(seed)
    people = population(rng, int(n * 1.55))
    order = rng.permutation(people.height)
    known, others = order[:n], order[n:]
    half = round(n / 2.1)
    chosen = np.concatenate([rng.choice(known, half, replace=False), others[:half]])
    again = rng.choice(chosen, n - len(chosen), replace=False)
    rows = rng.permutation(np.concatenate([chosen, again]))
    register = people[np.sort(known)].with_columns(id=pl.int_range(pl.len(), dtype=pl.Int64))
    listed = corrupt(rng, people, rows).with_columns(id=pl.int_range(pl.len(), dtype=pl.Int64))
    return Lists(register.select(COLUMNS), listed.select(COLUMNS))


def population(rng: np.random.Generator, n: int) -> pl.DataFrame:
    """``n`` persons in households: parents and grown children, ``person`` the row number, faultless."""
    homes = n // 4 + 2
    children = rng.integers(0, MOST_CHILDREN + 1, homes)
    sizes = children + 2
    home = np.repeat(np.arange(homes), sizes)[:n]
    begin = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    if len(home) < n:
        raise ValueError("too few households for so many persons")
    place = np.arange(n) - begin[home]  # 0 father, 1 mother, then the children
    born = _births(rng, home, place, homes)
    man = np.where(place == 0, True, np.where(place == 1, False, rng.random(n) < 0.5))
    twin = _twins(rng, home, place)
    born[twin] = born[np.nonzero(twin)[0] - 1]
    alike = twin & (rng.random(n) < 0.7)
    man[alike] = man[np.nonzero(alike)[0] - 1]
    names = _names(rng, man, home=home, place=place, twin=twin, begin=begin)
    frame = pl.DataFrame({"person": np.arange(n), "home": home, "place": place, "twin": twin, "name": names.tolist()})
    frame = frame.with_columns(
        birth_date=pl.Series(born.astype("datetime64[D]")),
        sex=pl.Series(np.where(man, "L", "P").tolist()),
        mother=pl.Series(_mothers(rng, names, home, place, begin).tolist()),
    )
    return _numbers(rng, frame, homes)


def _births(rng: np.random.Generator, home: np.ndarray, place: np.ndarray, homes: int) -> np.ndarray:
    mother = rng.integers(FIRST_DAY, FIRST_DAY + 9500, homes)
    gap = rng.integers(-1000, 4000, homes)
    child = mother[home] + 365 * 18 + place * 700 + rng.integers(0, 600, len(home))
    born = np.where(place == 0, mother[home] - gap[home], np.where(place == 1, mother[home], child))
    return np.clip(born, FIRST_DAY - 3650, LAST_DAY)


def _twins(rng: np.random.Generator, home: np.ndarray, place: np.ndarray) -> np.ndarray:
    twin = (place > 2) & (rng.random(len(home)) < TWINS)
    twin[1:] &= ~twin[:-1]  # no triplets
    return twin


def _names(
    rng: np.random.Generator,
    man: np.ndarray,
    *,
    home: np.ndarray,
    place: np.ndarray,
    twin: np.ndarray,
    begin: np.ndarray,
) -> np.ndarray:
    """Names; some siblings share their last word, some children bear their father's, half of the twins sound alike."""
    names = np.where(man, person_names.draw(rng, "L", len(man)), person_names.draw(rng, "P", len(man)))
    shared = (place > 1) & (rng.random(len(man)) < 0.15)
    for row in np.nonzero(shared)[0]:
        names[row] = f"{names[row].split()[0]} {names[begin[home[row]]].split()[-1]}"
    for row in np.nonzero(twin & (rng.random(len(man)) < 0.5) & (man == np.roll(man, 1)))[0]:
        names[row] = _alike(rng, names[row - 1], names[row])
    return names


def _alike(rng: np.random.Generator, of: str, own: str) -> str:
    """A twin's name: the other's first word with another vowel at its end, or the same last word."""
    first, *rest = of.split()
    if rng.random() < 0.5 or len(first) < 4:
        return " ".join([own.split(maxsplit=1)[0], *rest])
    vowel = {"a": "i", "i": "a", "u": "i", "o": "i", "e": "a"}.get(first[-1])
    return " ".join([first[:-1] + vowel if vowel else first + "i", *rest])


def _mothers(
    rng: np.random.Generator, names: np.ndarray, home: np.ndarray, place: np.ndarray, begin: np.ndarray
) -> np.ndarray:
    drawn = person_names.draw(rng, "P", len(names))
    at = np.minimum(begin[home] + 1, len(names) - 1)
    return np.where(place > 1, names[at], drawn)


def _numbers(rng: np.random.Generator, people: pl.DataFrame, homes: int) -> pl.DataFrame:
    """Village, KK and NIK: low serials in order of entry, so that twins are neighbours and strangers nearly so."""
    villages = max(20, people.height // A_VILLAGE)
    codes = np.array([_village(number) for number in range(villages)], dtype=object)
    lives = np.sort(rng.integers(0, villages, homes))
    issued = rng.integers(np.datetime64("2008-01-01", "D").astype(int), 20000, homes)
    home = people["home"].to_numpy()
    elsewhere = rng.random(people.height) < 0.1
    native = np.where(elsewhere, rng.integers(0, villages, people.height), lives[home])
    twin = np.nonzero(people["twin"].to_numpy())[0]
    native[twin] = native[twin - 1]  # registered together
    day = pl.col("birth_date").dt.day() + pl.when(pl.col("sex") == "P").then(40).otherwise(0)
    frame = people.with_columns(
        village_code=pl.Series(codes[lives[home]].tolist()),
        native=pl.Series([code.replace(".", "")[:6] for code in codes[native]]),
        issued=pl.Series(issued[home].astype("datetime64[D]")),
        at=pl.Series(lives[home]),
    ).with_columns(stem=pl.col("native") + day.cast(pl.String).str.zfill(2) + pl.col("birth_date").dt.strftime("%m%y"))
    kk_stem = pl.col("village_code").str.replace_all(".", "", literal=True).str.slice(0, 6) + pl.col(
        "issued"
    ).dt.strftime("%d%m%y")
    serial = pl.int_range(1, pl.len() + 1).over("stem").cast(pl.String).str.zfill(4)
    cards = frame.unique("home", keep="first", maintain_order=True).select("home", kk_stem.alias("kk_stem"))
    cards = cards.with_columns(
        kk=pl.col("kk_stem") + pl.int_range(1, pl.len() + 1).over("kk_stem").cast(pl.String).str.zfill(4)
    )
    return frame.with_columns(nik=pl.col("stem") + serial).join(
        cards.select("home", "kk"), on="home", how="left", maintain_order="left"
    )


def _village(number: int) -> str:
    """Codes like the Kemendagri's: 7 villages a kecamatan, 10 kecamatan a regency, 19 regencies a province."""
    district, village = divmod(number, 7)
    regency, district = divmod(district, 10)
    province, regency = divmod(regency, 19)
    return f"{13 + province}.{regency + 1:02}.{district + 1:02}.{2001 + village}"
