"""Whom each row of a batch looks like: the whole register, the lists that wait and the batch itself, by the engine.

The same model judges a list of ten persons and one of a million. What it holds for one person, or is not sure of, is
kept with its evidence and goes to a person: nobody is refused or joined because of a likeness alone.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any
from uuid import UUID

import polars as pl
import pyarrow as pa

from rangkiang.engine.match import match
from rangkiang.engine.match.duck import DuckDB
from rangkiang.people.names import sound_column
from rangkiang.platform.bulk import as_csv, copy, run

from .models import Likeness

SQL = Path(__file__).parent / "sql"
FIELDS = ("id", "nik", "kk", "name", "birth_date", "sex", "mother", "village_code", "asked")
KINDS = {"id": pa.int64(), "birth_date": pa.date32(), "asked": pa.bool_()}  # all others are text
LEVELS = ("name", "born", "nik", "sex", "family", "name_similarity", "why")
MEMORY = "2GB"  # that the engine holds at most; what is more lies on disk, as the records do


def note(batch: UUID) -> int:
    """Keep whom the batch's proposed rows look like, and send those rows to review. Returns how many pairs.

    Within the whole register (``whole_register``). Statements: constant. The register passes through in pieces to a
    file, from which the engine reads: here is held what the engine may hold, and the pairs that it finds.
    """
    with tempfile.TemporaryDirectory() as folder:
        mine = _records("mine", batch)
        if not len(mine):
            return 0
        others = _records("others", batch)
        both = pl.max_horizontal("left_id", "right_id"), -pl.min_horizontal("left_id", "right_id")
        pairs = _pairs(mine, None, folder).with_columns(left_id=both[0], right_id=both[1])
        if len(others):
            pairs = pl.concat([_pairs(mine, others, folder), pairs])
        told = _told(mine, others, pairs)
    columns = ("candidate_id", "area", "person_id", "other_id", "permille", "signs")
    copy(Likeness, columns, (_likeness(pair) for pair in told.iter_rows(named=True)))
    run(SQL / "alike.sql", {"batch": batch})
    return told.height


def _records(which: str, batch: UUID) -> pa.Table:
    """Records to compare, in a file without a name; names by their sound.

    A person stands by its id, a row of a list (of another one, in ``others``) by its id below zero.
    """
    schema = pa.schema([(name, KINDS.get(name, pa.large_string())) for name in FIELDS])
    with tempfile.TemporaryFile() as file:
        with pa.ipc.new_file(pa.PythonFile(file, mode="w"), schema) as writer:
            for piece in as_csv(SQL / f"alike_{which}.sql", {"batch": batch}):
                rows = pl.read_csv(piece, has_header=False, schema=dict.fromkeys(FIELDS, pl.String))
                heard = rows.with_columns(
                    *(sound_column(rows[name]).alias(name) for name in ("name", "mother")),
                    pl.col("id").cast(pl.Int64),
                    pl.col("birth_date").str.to_date("%Y-%m-%d", strict=False),
                    asked=pl.col("asked") == "t",
                )
                writer.write_table(heard.to_arrow(compat_level=pl.CompatLevel.oldest()).cast(schema))
        file.flush()
        return pa.ipc.open_file(pa.memory_map(f"/proc/self/fd/{file.fileno()}")).read_all()


def _pairs(mine: pa.Table, others: pa.Table | None, folder: str) -> pl.DataFrame:
    """The pairs that a person should see; of most, many in a long list, nothing is to be said."""
    engine = DuckDB(memory=MEMORY, folder=folder)
    found = match(mine.drop(["asked"]), None if others is None else others.drop(["asked"]), engine=engine)
    pairs = pl.DataFrame(pl.from_arrow(found)).filter((pl.col("class") != "different") | (pl.col("nik") == "same"))
    words = pl.selectors.categorical()
    return pairs.select("left_id", "right_id", "class", "probability", *LEVELS).with_columns(words.cast(pl.String))


def _told(mine: pa.Table, others: pa.Table, pairs: pl.DataFrame) -> pl.DataFrame:
    """The pairs to keep. Who has the person's own NIK was found by it already, unless the name speaks against it."""
    rows = pl.DataFrame(pl.from_arrow(mine.select(["id", "nik", "asked", "village_code"])))
    beside = pl.DataFrame(pl.from_arrow(others.select(["id", "nik"])))
    beside = pl.concat([beside, rows.select(-pl.col("id"), "nik")]).rename({"nik": "other_nik"})
    about = pairs.join(rows.rename({"nik": "own_nik"}), left_on="left_id", right_on="id", maintain_order="left")
    about = about.join(beside, left_on="right_id", right_on="id", how="left", maintain_order="left")
    known = (pl.col("own_nik") == pl.col("other_nik")).fill_null(value=False) & ~pl.col("asked")
    later = (pl.col("right_id") < 0) & (-pl.col("right_id") > pl.col("left_id"))
    return about.filter(~known & ~later).unique(["left_id", "right_id"], keep="last", maintain_order=True)


def _likeness(pair: dict[str, Any]) -> tuple[Any, ...]:
    """A row of Likeness."""
    other = pair["right_id"]
    sure = 0 if pair["class"] == "different" else round(1000 * pair["probability"])
    ends = (other, None) if other > 0 else (None, -other)
    return (pair["left_id"], pair["village_code"], *ends, sure, json.dumps({level: pair[level] for level in LEVELS}))
