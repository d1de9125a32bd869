"""What village lists do to a person's facts, each fault with its share: the mix that the identity bench is held to.

A share is one of all persons. A fault that does not fit everybody (two words to swap, a day that may be a month) is
drawn more often among those whom it fits, so that the share is reached. ``abbreviated`` is one of the names that have
a word to abbreviate. Two faults of one name may undo each other: together they change a little less than each alone.
"""

from __future__ import annotations

import numpy as np
import polars as pl

MIX = {
    "nik_digit": 0.03, "nik_swapped": 0.01, "nik_zeroed": 0.015, "nik_lost_digit": 0.005, "nik_of_relative": 0.007,
    "nik_missing": 0.06,
    "abbreviated": 0.5, "old_spelling": 0.03, "word_dropped": 0.05, "words_swapped": 0.02, "initial": 0.02,
    "joined": 0.02, "title": 0.05, "z_s_f_p": 0.03, "typo": 0.09,
    "mother_missing": 0.25, "mother_typo": 0.10,
    "day_month_swapped": 0.015, "year_off": 0.02, "day_wrong": 0.015, "month_wrong": 0.01, "first_of_january": 0.02,
    "birth_missing": 0.02,
    "moved": 0.05, "sex_wrong": 0.005,
    "kk_missing": 0.10, "kk_other": 0.05, "kk_digit": 0.02,
}  # fmt: skip
SHORT = {
    "Muhammad": ("M.", "Muh.", "Moh.", "Mhd", "Mohd."), "Abdul": ("Abd.", "Abd", "A."), "Siti": ("St.", "Sti", "S."),
}  # fmt: skip
TITLES_BEFORE = ("H. ", "Hj. ", "Drs. ", "Ust. ", "Buya ", "Ir. ")
TITLES_AFTER = (", S.Pd", " Dt. Rajo", " St. Marajo", ", A.Md", " bin Saleh", ", SE")
OLD = (("u", "oe"), ("j", "dj"), ("c", "tj"), ("y", "j"))
FITS = {
    "abbreviated": "^(?:Muhammad|Abdul|Siti) ", "old_spelling": "(?i)[ujcy]", "word_dropped": " ", "words_swapped": " ",
    "initial": " ", "joined": " ", "z_s_f_p": "(?i)[zsfp]", "typo": "..", "title": "",
}  # fmt: skip
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def corrupt(rng: np.random.Generator, people: pl.DataFrame, rows: np.ndarray) -> pl.DataFrame:
    """The chosen rows of ``people`` as a list would have them; a row chosen twice errs twice, independently."""
    frame = people[rows]
    changes = {
        "nik": _niks(rng, people, rows),
        "name": _names(rng, frame["name"].to_list()),
        "mother": _mothers(rng, frame["mother"].to_list()),
    }
    sex = np.where(rng.random(len(rows)) < MIX["sex_wrong"], frame["sex"].replace({"L": "P", "P": "L"}), frame["sex"])
    moved = rng.random(len(rows)) < MIX["moved"]
    there = rng.integers(0, people.height, len(rows))
    village = np.where(moved, people["village_code"].to_numpy()[there], frame["village_code"].to_numpy())
    kk = _kks(rng, frame["kk"].to_list(), people["kk"].to_numpy()[there], moved)
    return frame.with_columns(
        birth_date=_births(rng, frame["birth_date"].to_numpy().astype("datetime64[D]")),
        sex=pl.Series(sex.tolist()),
        village_code=pl.Series(village.tolist()),
        kk=pl.Series(kk, dtype=pl.String),
        **{name: pl.Series(values, dtype=pl.String) for name, values in changes.items()},
    )


def _drawn(rng: np.random.Generator, n: int, *names: str, fits: dict[str, np.ndarray] | None = None) -> np.ndarray:
    """Which of the faults each row has: 0 none, then 1, 2 … in the order of the names; at most one."""
    chances = np.cumsum([_chances(MIX[name], (fits or {}).get(name, np.ones(n, bool))) for name in names], axis=0)
    at = (rng.random(n) >= chances).sum(axis=0)
    return np.where(at < len(names), at + 1, 0)


def _chances(share: float, fit: np.ndarray) -> np.ndarray:
    """The chance of every row when a share of all rows is to fall on those that fit."""
    return fit * min(share / max(fit.mean(), 1e-9), 1)


def _digit(rng: np.random.Generator, number: str) -> str:
    at = int(rng.integers(0, len(number)))
    return f"{number[:at]}{(int(number[at]) + int(rng.integers(1, 10))) % 10}{number[at + 1 :]}"


def _niks(rng: np.random.Generator, people: pl.DataFrame, rows: np.ndarray) -> list[str | None]:
    kinds = ("nik_digit", "nik_swapped", "nik_zeroed", "nik_lost_digit", "nik_of_relative", "nik_missing")
    all_niks, homes = people["nik"].to_list(), people["home"].to_numpy()
    no_zero = people["nik"].str.ends_with("0").not_().to_numpy()[rows]
    drawn = _drawn(rng, len(rows), *kinds, fits={"nik_zeroed": no_zero})
    niks: list[str | None] = [all_niks[row] for row in rows]
    for at in np.nonzero(drawn)[0]:
        nik, kind, spot = all_niks[rows[at]], kinds[drawn[at] - 1], int(rng.integers(0, 15))
        if kind == "nik_digit":
            niks[at] = _digit(rng, nik)
        elif kind == "nik_swapped":
            unlike = [one for one in range(15) if nik[one] != nik[one + 1]]
            spot = unlike[spot % len(unlike)]
            niks[at] = nik[:spot] + nik[spot + 1] + nik[spot] + nik[spot + 2 :]
        elif kind == "nik_zeroed":
            niks[at] = nik[:-1] + "0"
        elif kind == "nik_lost_digit":
            niks[at] = nik[:spot] + nik[spot + 1 :]
        elif kind == "nik_of_relative":
            near = [r for r in (rows[at] - 1, rows[at] + 1) if 0 <= r < len(homes) and homes[r] == homes[rows[at]]]
            niks[at] = all_niks[near[int(rng.integers(0, len(near)))]] if near else nik
        else:
            niks[at] = None
    return niks


def _names(rng: np.random.Generator, names: list[str]) -> list[str]:
    kinds = ("abbreviated", "old_spelling", "word_dropped", "words_swapped", "initial", "joined", "z_s_f_p", "typo",
             "title")  # fmt: skip
    whole = pl.Series(names, dtype=pl.String)
    fit = {kind: whole.str.contains(FITS[kind]).to_numpy() for kind in kinds}
    chances = [MIX[kind] * fit[kind] if kind == "abbreviated" else _chances(MIX[kind], fit[kind]) for kind in kinds]
    drawn = rng.random((len(kinds), len(names))) < np.array(chances)
    changed = list(names)
    for row in np.nonzero(drawn.any(axis=0))[0]:
        for kind in np.nonzero(drawn[:, row])[0]:
            changed[row] = NAME_FAULTS[kinds[kind]](rng, changed[row])
    return changed


def _abbreviated(rng: np.random.Generator, name: str) -> str:
    first, _, rest = name.partition(" ")
    short = SHORT.get(first)
    return f"{short[int(rng.integers(0, len(short)))]} {rest}" if short and rest else name


def _old_spelling(rng: np.random.Generator, name: str) -> str:
    """One of the old pairs, wherever it stands."""
    fitting = [(new, old) for new, old in OLD if new in name.lower()]
    if not fitting:
        return name
    new, old = fitting[int(rng.integers(0, len(fitting)))]
    return name.replace(new, old).replace(new.upper(), old.title())


def _word_dropped(rng: np.random.Generator, name: str) -> str:
    words = name.split()
    if len(words) > 1:
        del words[int(rng.integers(0, len(words)))]
    return " ".join(words)


def _words_swapped(rng: np.random.Generator, name: str) -> str:
    words = name.split()
    return " ".join([*words[1:], *words[:1]])


def _initial(rng: np.random.Generator, name: str) -> str:
    words = name.split()
    if len(words) > 1:
        at = int(rng.integers(0, len(words)))
        words[at] = f"{words[at][0]}."
    return " ".join(words)


def _joined(rng: np.random.Generator, name: str) -> str:
    words = name.split()
    return words[0] + "".join(words[1:2]).lower() + "".join(f" {word}" for word in words[2:])


def _z_s_f_p(rng: np.random.Generator, name: str) -> str:
    pairs = [(a, b) for a, b in (("z", "s"), ("s", "z"), ("f", "p"), ("p", "f")) if a in name.lower()]
    if not pairs:
        return name
    a, b = pairs[int(rng.integers(0, len(pairs)))]
    at = name.lower().index(a)
    return name[:at] + (b.upper() if name[at].isupper() else b) + name[at + 1 :]


def _typo(rng: np.random.Generator, name: str) -> str:
    """A letter wrong, lost, doubled or swapped with the next; never the same name."""
    while (made := _slip(rng, name)) == name:
        pass
    return made


def _slip(rng: np.random.Generator, name: str) -> str:
    at, how = int(rng.integers(0, len(name))), int(rng.integers(0, 4))
    if how == 0:
        return name[:at] + LETTERS[int(rng.integers(0, 26))] + name[at + 1 :]
    if how == 1 and len(name) > 3:
        return name[:at] + name[at + 1 :]
    if how == 2:
        return name[:at] + name[at] + name[at:]
    return name[:at] + name[at + 1 : at + 2] + name[at] + name[at + 2 :]


def _title(rng: np.random.Generator, name: str) -> str:
    if rng.random() < 0.6:
        return TITLES_BEFORE[int(rng.integers(0, len(TITLES_BEFORE)))] + name
    return name + TITLES_AFTER[int(rng.integers(0, len(TITLES_AFTER)))]


NAME_FAULTS = {
    "abbreviated": _abbreviated, "old_spelling": _old_spelling, "word_dropped": _word_dropped,
    "words_swapped": _words_swapped, "initial": _initial, "joined": _joined, "z_s_f_p": _z_s_f_p, "typo": _typo,
    "title": _title,
}  # fmt: skip


def _mothers(rng: np.random.Generator, mothers: list[str]) -> list[str | None]:
    drawn = _drawn(rng, len(mothers), "mother_missing", "mother_typo")
    return [None if kind == 1 else _typo(rng, name) if kind == 2 else name
            for kind, name in zip(drawn, mothers, strict=True)]  # fmt: skip


def _births(rng: np.random.Generator, born: np.ndarray) -> pl.Series:
    """Dates of birth with at most one fault each; a day that the month lacks becomes its last."""
    kinds = ("day_month_swapped", "year_off", "day_wrong", "month_wrong", "first_of_january", "birth_missing")
    n = len(born)
    year, month = born.astype("datetime64[Y]").astype(int) + 1970, born.astype("datetime64[M]").astype(int) % 12 + 1
    day = (born - born.astype("datetime64[M]")).astype(int) + 1
    drawn = _drawn(rng, n, *kinds, fits={"day_month_swapped": (day <= 12) & (day != month)})
    swapped = drawn == 1
    month, day = np.where(swapped, day, month), np.where(swapped, month, day)
    year = np.where(drawn == 2, year + rng.choice([-10, -2, -1, 1, 2, 10], n), year)
    day = np.where(drawn == 3, (day + rng.integers(0, 27, n)) % 28 + 1, day)
    month = np.where(drawn == 4, (month + rng.integers(0, 11, n)) % 12 + 1, month)
    month, day = np.where(drawn == 5, 1, month), np.where(drawn == 5, 1, day)
    first = ((year - 1970) * 12 + month - 1).astype("datetime64[M]")
    last = ((first + 1).astype("datetime64[D]") - 1 - first.astype("datetime64[D]")).astype(int) + 1
    dates = first.astype("datetime64[D]") + np.minimum(day, last) - 1
    return pl.Series(dates).set(pl.Series(drawn == 6), None)


def _kks(rng: np.random.Generator, kks: list[str], others: np.ndarray, moved: np.ndarray) -> list[str | None]:
    drawn = _drawn(rng, len(kks), "kk_missing", "kk_other", "kk_digit")
    made: list[str | None] = list(kks)
    for at in np.nonzero(drawn | moved)[0]:
        if drawn[at] == 1:
            made[at] = None
        elif drawn[at] == 2 or moved[at]:
            made[at] = str(others[at])
        else:
            made[at] = _digit(rng, kks[at])
    return made
