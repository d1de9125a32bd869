"""The loss ratio with the range that chance alone leaves open: benefits by contributions, in hundredths.

Few cases make a ratio uncertain. Each case is taken as one event of a Poisson process with its own amount as weight;
the sum of such weighted counts has the gamma interval of Fay and Feuer (Statistics in Medicine 16, 1997, 791-801),
which for equal amounts is Garwood's exact one. Contributions are known and not uncertain. What the range leaves out: a
year unlike the ones seen, and deaths that nobody has reported yet.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

TAIL = 0.025  # on each side: 95 of 100
CREDIBLE = 1082  # cases for a figure within 5 in 100, nine times in ten: the full-credibility standard, (1.645 / 0.05)²


@dataclass(frozen=True)
class Ratio:
    """All in hundredths: 108 is 1.08. ``cases`` is the number of granted claims that it rests on."""

    low: int
    found: int
    high: int
    cases: int

    @property
    def thin(self) -> bool:
        """Too few cases to be taken at its word."""
        return self.cases < CREDIBLE


def _lower_gamma(shape: float, x: float) -> float:
    """The regularised lower incomplete gamma function P(shape, x): a series below, a continued fraction above."""
    if x <= 0:
        return 0.0
    front = math.exp(shape * math.log(x) - x - math.lgamma(shape))
    if x < shape + 1:
        term = total = 1 / shape
        n = shape
        while term > total * 1e-13:
            n += 1
            term *= x / n
            total += term
        return front * total
    b, c = x + 1 - shape, 1e300
    d = h = 1 / b
    for i in range(1, 10_000):
        an = -i * (i - shape)
        b += 2
        d = 1 / (an * d + b)
        c = b + an / c
        h *= d * c
        if abs(d * c - 1) < 1e-13:
            break
    return 1 - front * h


def gamma_quantile(share: float, shape: float) -> float:
    """x with P(shape, x) = share, for scale 1; by halving."""
    low, high = 0.0, shape + 10 * math.sqrt(shape) + 20
    for _ in range(200):
        middle = (low + high) / 2
        if _lower_gamma(shape, middle) < share:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def weighted_range(weights: Sequence[int]) -> tuple[float, float]:
    """95 of 100 for the expected sum of these Poisson-weighted amounts; (0, …) when there are none."""
    if not weights:
        return 0.0, 0.0
    total, spread, most = sum(weights), sum(w * w for w in weights), max(weights)
    low = spread / total * gamma_quantile(TAIL, total * total / spread)
    wide, up = spread + most * most, total + most
    return low, wide / up * gamma_quantile(1 - TAIL, up * up / wide)


def loss_ratio(benefits: Sequence[int], contributions: int) -> Ratio | None:
    """Benefits granted (one amount a claim, rupiah) by contributions paid; None before any contribution or claim."""
    if not contributions or not sum(benefits):
        return None
    amounts = [amount for amount in benefits if amount]
    low, high = weighted_range(amounts)
    found = (200 * sum(amounts) + contributions) // (2 * contributions)
    return Ratio(int(100 * low // contributions), found, -int(-100 * high // contributions), len(amounts))
