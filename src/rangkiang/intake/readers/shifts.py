"""Rows whose cells slipped one column to the left or right, told by what stands where something else belongs."""

from __future__ import annotations

import polars as pl

from .headers import Header

SIXTEEN = r"^\D{0,2}(?:[0-9][ .]?){16}\D{0,2}$"
DAY = r"^(?:[0-9]{1,2}[-/. ][0-9]{1,2}[-/. ][0-9]{2,4}|[0-9]{4}-[0-9]{2}-[0-9]{2})\b"
LOOKS = {
    "nik": SIXTEEN,
    "kk": SIXTEEN,
    "birth_date": DAY,
    "sex": "(?i)^(?:L|P|LK|PR|LAKI.?LAKI|PEREMPUAN)$",
    "name": r"^[^0-9]{3,}$",
}
# What a cell must look like to be certainly not of its field; a mere slip of the pen is not enough.
NEVER = {
    "nik": r"^[^0-9]*$|^[0-9]{1,5}$",
    "kk": r"^[^0-9]*$|^[0-9]{1,5}$",
    "birth_date": r"^[^0-9]*$|^\d{16}$",
    "sex": r"[0-9]|^.{12,}$",
    "name": r"[0-9]{5}",
}


def shifted(header: Header, width: int) -> pl.Expr:
    """Whether a row slipped: two fields find their content one column further on, in the same direction.

    Expects the columns ``cell_0`` … of the sheet. At least one of the two must hold something that can never be
    its own; the other may be blank.
    """
    return _slipped(header, width, 1) | _slipped(header, width, -1)


def _slipped(header: Header, width: int, step: int) -> pl.Expr:
    sure, blank = [pl.lit(0)], [pl.lit(0)]
    for name, looks in LOOKS.items():
        place = header.columns.get(name)
        if place is None or not 0 <= place + step < width:
            continue
        own, there = pl.col(f"cell_{place}"), pl.col(f"cell_{place + step}").str.contains(looks).fill_null(False)
        sure.append((own.str.contains(NEVER[name]).fill_null(False) & there).cast(pl.Int32))
        if name != "name":
            blank.append((own.is_null() & there).cast(pl.Int32))
    certain, maybe = pl.sum_horizontal(sure), pl.sum_horizontal(blank)
    return (certain >= 1) & (certain + maybe >= 2)
