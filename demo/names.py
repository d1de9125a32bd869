"""Names of synthetic people, drawn from the words in ``names.toml``: Minangkabau and Javanese."""

from __future__ import annotations

import tomllib
from importlib.resources import files

import numpy as np

WORDS = tomllib.loads((files("demo") / "names.toml").read_text(encoding="utf-8"))


def pick(rng: np.random.Generator, words: list[str], n: int) -> np.ndarray:
    """``n`` words of the list, each as likely."""
    return np.array(words, dtype=object)[rng.integers(0, len(words), n)]


def draw(
    rng: np.random.Generator,
    men: np.ndarray,
    javanese: np.ndarray,
    *,
    one_word: float,
    gala: float = 0.0,
    suku: float = 0.0,
) -> np.ndarray:
    """Names for persons given by sex and origin (boolean arrays).

    The shares are of all (one word), of Minang men (gala) and of Minang (suku).
    """
    n, minang = len(men), WORDS["minang"]
    first, middle = (_by_origin(rng, men, javanese, "men", "women") for _ in range(2))
    last = _by_origin(rng, men, javanese, "last_men", "last_women")
    last = np.where(rng.random(n) < 0.5, last, middle)
    name = np.where(rng.random(n) < one_word, first, first + " " + last)
    with_suku = ~javanese & (rng.random(n) < suku)
    name = np.where(with_suku, name + " " + pick(rng, minang["suku"], n), name)
    with_gala = ~javanese & men & (rng.random(n) < gala)
    return np.where(with_gala, name + " " + pick(rng, minang["gala"], n), name)


def _by_origin(rng: np.random.Generator, men: np.ndarray, javanese: np.ndarray, his: str, hers: str) -> np.ndarray:
    """One word each from the list of their sex and origin."""
    drawn = {(o, k): pick(rng, WORDS[o][k], len(men)) for o in ("minang", "javanese") for k in (his, hers)}
    java = np.where(men, drawn["javanese", his], drawn["javanese", hers])
    return np.where(javanese, java, np.where(men, drawn["minang", his], drawn["minang", hers]))
