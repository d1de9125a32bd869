"""Names of synthetic persons for the identity bench: a few very common ones, many that are rare, as in a province.

Words are put together from beginnings and endings that Minangkabau and Javanese names share; nobody is real.
"""

from __future__ import annotations

from itertools import product

import numpy as np

from demo.names import WORDS

BEGINNINGS = """
Af Ag Al Am An Ar As Az Bas Bus Dar Das Def Der Des Don Ed Ef El Em Er Fad Fir Gus Had Har Has Hel Hen Her Id Il
In Ir Is Jam Jas Jon Jul Kas Kham Lis Mai Mar Mas Mis Mul Mur Naf Nas Naz Nel Nof Nov Nur Oki Raf Ram Ras Ref Ren
Rid Ris Riz Ron Ros Rus Saf Sal Sam Sud Suh Suk Sum Sur Syaf Syam Tam Tas Tri Wel Wid Win Yan Yas Yen Yon Yul Yus
Zai Zal Zam Zul
""".split()  # noqa: SIM905
HIS = """
rizal ril mon wan di man nal dra fendi hendri nedi mansyah iadi yanto andi yadi uddin rudin izon efri ardi aldi
maidi ison imar ijon usman isman ferry kamal natun isnur
""".split()  # noqa: SIM905
HERS = """
nita niar wati yenti neli marni nizar mawati lina rida rina dawati nengsih yulis iani riani netti nawati eni isna
elvi linda melia nofa rita santi mita yusni idar asni widya
""".split()  # noqa: SIM905
COMMON = {"L": WORDS["minang"]["men"][:24] + WORDS["javanese"]["men"][:16],
          "P": WORDS["minang"]["women"][:24] + WORDS["javanese"]["women"][:16]}  # fmt: skip
LAST = {"L": WORDS["minang"]["last_men"] + WORDS["javanese"]["last_men"],
        "P": WORDS["minang"]["last_women"] + WORDS["javanese"]["last_women"]}  # fmt: skip
FAMILY = {"L": WORDS["minang"]["men"] + WORDS["javanese"]["men"], "P": WORDS["minang"]["women"]}
PREFIX = {"L": ("Muhammad", "Abdul", "Ahmad"), "P": ("Siti", "Nur", "Sri")}
SHARE_PREFIX = {"L": (0.12, 0.04, 0.03), "P": (0.10, 0.05, 0.03)}
ONE_WORD, VERY_COMMON, THREE_WORDS = 0.17, 0.17, 0.15


def vocabulary(sex: str) -> np.ndarray:
    """Rare words and those of the demo, in an order that is the same for every seed."""
    made = [a + b for a, b in product(BEGINNINGS, HIS if sex == "L" else HERS)]
    return np.array(sorted({*made, *FAMILY[sex], *LAST[sex]}), dtype=object)


def _zipf(rng: np.random.Generator, words: np.ndarray, n: int) -> np.ndarray:
    """``n`` words; the word of rank r has a weight of 1 / (r + 40), ranks drawn anew for no seed but this order."""
    order = np.random.default_rng(7).permutation(len(words))
    weight = 1 / (np.arange(len(words)) + 40.0)
    return words[order[rng.choice(len(words), n, p=weight / weight.sum())]]


def draw(rng: np.random.Generator, sex: str, n: int) -> np.ndarray:
    """``n`` full names of a sex: a third one word or very common, the others two or three words."""
    words = vocabulary(sex)
    first, second, third = (_zipf(rng, words, n) for _ in range(3))
    last = np.array(LAST[sex], dtype=object)[rng.integers(0, len(LAST[sex]), n)]
    second = np.where(rng.random(n) < 0.4, last, second)
    kind = rng.random(n)
    name = np.where(kind < THREE_WORDS, first + " " + second + " " + third, first + " " + second)
    common = np.array(COMMON[sex], dtype=object)[rng.integers(0, len(COMMON[sex]), n)]
    few = np.array(LAST[sex][:12], dtype=object)[rng.integers(0, 12, n)]
    name = np.where(kind > 1 - VERY_COMMON, common + " " + few, name)
    prefix = rng.choice(4, n, p=[*SHARE_PREFIX[sex], 1 - sum(SHARE_PREFIX[sex])])
    before = np.array([f"{word} " for word in PREFIX[sex]] + [""], dtype=object)[prefix]
    name = before + name
    alone = np.where(rng.random(n) < 0.3, common, first)
    return np.where((kind > THREE_WORDS) & (kind < THREE_WORDS + ONE_WORD), alone, name)
