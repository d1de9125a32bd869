"""Persons to compare, written as a list or a register would have them."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from rangkiang.engine.match import match
from rangkiang.people import names

RINA = {
    "id": "R1", "nik": "1303064708850001", "name": "Rina Marlina", "birth_date": "1985-08-07", "sex": "P",
    "mother": "Nurbaiti", "kk": "1303060101100007", "village_code": "13.03.06.2004",
}  # fmt: skip
TWIN = RINA | {"id": "R2", "nik": "1303064708850002", "name": "Dewi Marlina"}
BROTHER = RINA | {
    "id": "R3",
    "nik": "1303061203880003",
    "name": "Hendri Saputra",
    "birth_date": "1988-03-12",
    "sex": "L",
}
STRANGER = {
    "id": "S1", "nik": "1303091111700005", "name": "Zulkifli", "birth_date": "1970-11-11", "sex": "L",
    "mother": "Kartini", "kk": "1303090202110001", "village_code": "13.03.09.2001",
}  # fmt: skip


def table(*people: dict[str, Any]) -> pa.Table:
    rows = [dict(person) for person in people]
    for row in rows:
        for column in ("name", "mother"):
            if column in row:
                row[column] = names.sound(row[column])
    return pa.Table.from_pylist(rows)


def register() -> pa.Table:
    """Rina's family and strangers enough that a coincidence says something: 500 persons."""
    return table(RINA, BROTHER, STRANGER, *map(_other, range(1, 498)))


def _other(number: int) -> dict[str, Any]:
    word = ("Ab", "Ce", "Di", "Fu", "Go", "Ka", "Le", "Mo", "Na", "Pe")[number % 10]
    day, month, year = number % 28 + 1, number % 9 + 1, 60 + number % 40
    return {
        "id": f"X{number}",
        "nik": f"1310{number % 7 + 10}{day:02}{month:02}{year}{number:04}",
        "name": f"{word}{chr(97 + number % 26)}rul {chr(65 + number // 26)}ani",
        "birth_date": f"19{year}-{month:02}-{day:02}",
        "sex": "LP"[number % 2],
        "mother": f"Ibu {word} {number}",
        "kk": str(1310_1111_0000_0000 + number),
        "village_code": f"13.10.{number % 9:02}.2001",
    }


def found(*candidates: dict[str, Any], known: pa.Table | None = None) -> list[tuple[str, str, str, str | None]]:
    """Left id, right id, outcome and rule of every pair told."""
    pairs = match(table(*candidates), register() if known is None else known).to_pylist()
    return [(pair["left_id"], pair["right_id"], pair["class"], pair["why"]) for pair in pairs]
