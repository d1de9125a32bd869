"""Whom each row of a batch looks like: the whole register, the lists that wait and the batch itself, by the engine.

The same model judges a list of ten persons and one of a million. What it holds for one person, or is not sure of, is
kept with its evidence and goes to a person: nobody is refused or joined because of a likeness alone.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

import polars as pl

from rangkiang.people.names import sound_column
from rangkiang.platform.bulk import copy, run

from .models import Likeness

if TYPE_CHECKING:
    import pyarrow as pa

SQL = Path(__file__).parent / "sql"
FIELDS = {
    "id": pl.Int64, "nik": pl.String, "kk": pl.String, "name": pl.String, "birth_date": pl.Date, "sex": pl.String,
    "mother": pl.String, "village_code": pl.String, "asked": pl.Boolean,
}  # fmt: skip
LEVELS = ("name", "born", "nik", "sex", "family", "name_similarity", "why")


def note(batch: UUID) -> int:
    """Keep whom the batch's proposed rows look like, and send those rows to review. Returns how many pairs.

    Within the whole register (``whole_register``). Statements: constant.
    """
    from rangkiang.engine.match import match  # the engine takes half a second to import: only who screens pays it

    mine = _records("mine", batch)
    if mine.is_empty():
        return 0
    others = _records("others", batch)
    known = _pairs(match(_table(mine), _table(others))) if len(others) else []
    twice = [{**p, "left_id": max(p["left_id"], p["right_id"]), "right_id": -min(p["left_id"], p["right_id"])}
             for p in _pairs(match(_table(mine)))] if len(mine) > 1 else []  # fmt: skip
    rows = _likenesses(mine, others, [*known, *twice])
    copy(Likeness, ("candidate_id", "area", "person_id", "other_id", "permille", "signs"), rows)
    run(SQL / "alike.sql", {"batch": batch})
    return len(rows)


def _records(which: str, batch: UUID) -> pl.DataFrame:
    """Records to compare: a person by its id, a row of a list (of another one, in ``others``) by its id below zero."""
    rows = run(SQL / f"alike_{which}.sql", {"batch": batch})
    return pl.DataFrame(rows, schema=FIELDS, orient="row")


def _table(records: pl.DataFrame) -> pa.Table:
    heard = records.with_columns(sound_column(records[name]).alias(name) for name in ("name", "mother"))
    return heard.drop("asked").to_arrow()


def _pairs(found: pa.Table) -> list[dict[str, Any]]:
    """The pairs that a person should see; of most, many in a long list, nothing is to be said."""
    pairs = pl.DataFrame(pl.from_arrow(found))
    return pairs.filter((pl.col("class") != "different") | (pl.col("nik") == "same")).to_dicts()


def _likenesses(mine: pl.DataFrame, others: pl.DataFrame, pairs: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    """Rows of Likeness. Who has the person's own NIK was found by it already, unless the name speaks against it."""
    by_id = {row["id"]: row for row in mine.iter_rows(named=True)}
    niks = dict(zip(others["id"], others["nik"], strict=True)) | {-key: row["nik"] for key, row in by_id.items()}
    kept = {}
    for pair in pairs:
        row, other = by_id[pair["left_id"]], pair["right_id"]
        if (niks[other] == row["nik"] and not row["asked"]) or (other < 0 and -other > row["id"]):
            continue
        signs = json.dumps({level: pair[level] for level in LEVELS})
        ends = (other, None) if other > 0 else (None, -other)
        sure = 0 if pair["class"] == "different" else round(1000 * pair["probability"])
        kept[row["id"], other] = (row["id"], row["village_code"], *ends, sure, signs)
    return list(kept.values())
