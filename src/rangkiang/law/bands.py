"""The income bands of PP 44/2015 Lampiran II: which band an income falls into, and its base."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from .case import Told
from .errors import InvalidCase
from .parameters import rows_on, table


def band_of(income: int, on: date) -> int:
    """The number of the band that an income in rupiah falls into. Source: PP 44/2015 Lampiran II."""
    held = [row["band"] for row in rows_on("bands", on) if row["from"] <= income]
    if not held:
        raise InvalidCase("month", "before PP 44/2015 (July 2015) there is no price here; give 2015-07 or later")
    return int(max(held))


def _band(number: int, on: date) -> Mapping[str, Any]:
    for row in rows_on("bands", on):
        if row["band"] == number:
            return row
    known = " ".join(str(row["band"]) for row in rows_on("bands", on))
    raise InvalidCase("band", f"there is no band {number} on {on}; use one of {known}")


def base_of(band: int, on: date) -> int:
    """The income base of a band, in rupiah."""
    return int(_band(band, on)["base"])


def base_fact(band: int, on: date) -> Told:
    """The base with its band and mark, as a fact of a case."""
    row = _band(band, on)
    label = (f"Dasar penghasilan, golongan {band}", f"Income base, band {band}")
    return Told.make(row["base"], *label, table("bands")["article"], row["confidence"])
