"""The income bands of PP 44/2015 Lampiran II: which band an income falls into, and its base."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from .case import Told
from .errors import InvalidCase
from .parameters import table


def band_of(income: int, on: date) -> int:
    """The number of the band that an income in rupiah falls into. Source: PP 44/2015 Lampiran II."""
    return max(row["band"] for row in table("bands")["row"] if row["from"] <= income)


def _band(number: int) -> Mapping[str, Any]:
    for row in table("bands")["row"]:
        if row["band"] == number:
            return row
    raise InvalidCase("band", f"there is no band {number}")


def base_of(band: int, on: date) -> int:
    """The income base of a band, in rupiah."""
    return int(_band(band)["base"])


def base_fact(band: int) -> Told:
    """The base with its band and mark, as a fact of a case."""
    row = _band(band)
    label = (f"Dasar penghasilan, golongan {band}", f"Income base, band {band}")
    return Told.make(row["base"], *label, table("bands")["article"], row["confidence"])
