"""Training a model: the weights of the comparisons from two large tables of which the truth is known. Needs Splink.

Never on a village list: a few hundred rows hold too few true pairs for any weight. ``u`` comes from random pairs, ``m``
from the true ones; expectation maximisation without the truth is the report's second opinion.
"""

from __future__ import annotations

from typing import Any

import duckdb
import pyarrow as pa
from splink import DuckDBAPI, Linker

from bench.identity_comparisons import Comparison
from rangkiang.engine.match.statements import RECORDS, WHOLE, sides
from rangkiang.engine.match.tables import completed

TRUTH = "person"
LEAST, LEAST_TRUE = 2e-7, 1e-5  # a probability that this many random pairs cannot tell from none


def settings(comparisons: tuple[Comparison, ...], blocking: tuple[str, ...]) -> dict[str, Any]:
    """Splink's settings of an untrained model."""
    made = []
    for one in comparisons:
        rows = [
            {"sql_condition": sql or "ELSE", "label_for_charts": label} | ({"is_null_level": True} if not at else {})
            for at, (label, sql) in enumerate(one.levels)
        ]
        made.append({"output_column_name": one.name, "comparison_levels": rows})
    return {
        "link_type": "link_only",
        "unique_id_column_name": "row",
        "comparisons": made,
        "blocking_rules_to_generate_predictions": [{"blocking_rule": r, "sql_dialect": "duckdb"} for r in blocking],
    }


def train(
    known: pa.Table,
    candidates: pa.Table,
    comparisons: tuple[Comparison, ...],
    blocking: tuple[str, ...],
    *,
    pairs: float = 5e6,
    seed: int = 1,
) -> dict[str, Any]:
    """Splink's trained settings; both tables have the columns of ``match`` and ``person``, the truth."""
    connection = duckdb.connect()
    tables = []
    api = DuckDBAPI(connection)
    for name, table in (("a_candidates", candidates), ("b_known", known)):
        connection.register("source", completed(table, name).append_column(TRUTH, table[TRUTH]))
        whole = WHOLE.format(records=RECORDS.format(source="source"))
        connection.execute(f"CREATE TABLE {name} AS SELECT w.*, s.{TRUTH} FROM ({whole}) w JOIN source s USING (row)")
        tables.append(api.register(name, dataset_display_name=f"{name}_x"))
    linker = Linker(tables, settings(comparisons, blocking), log_level=None)
    linker.training.estimate_u_using_random_sampling(max_pairs=pairs, seed=seed)
    linker.training.estimate_m_from_label_column(TRUTH)
    trained = _without_true_pairs(linker.misc.save_model_to_json(), _true_share(known, candidates))
    return _given_the_date(connection, trained)


def _true_share(known: pa.Table, candidates: pa.Table) -> float:
    """Of all pairs of a candidate and a known person, how many are one person."""
    held = set(known[TRUTH].to_pylist())
    return sum(one in held for one in candidates[TRUTH].to_pylist()) / len(known) / len(candidates)


def _without_true_pairs(settings: dict[str, Any], share: float) -> dict[str, Any]:
    """Random pairs hold a few true ones, which would double the ``u`` of a level that strangers hardly ever reach."""
    for comparison in settings["comparisons"]:
        for level in comparison["comparison_levels"]:
            if not level.get("is_null_level"):
                level["m_probability"] = max(level.get("m_probability", 0.0), LEAST_TRUE)
                strangers = (level.get("u_probability", 0.0) - share * level["m_probability"]) / (1 - share)
                level["u_probability"] = max(strangers, LEAST)
    return settings


def _given_the_date(connection: duckdb.DuckDBPyConnection, settings: dict[str, Any]) -> dict[str, Any]:
    """The NIK's levels weighed given the date: the pairs born on one day among themselves, the others likewise.

    Random pairs are too few for the first, so strangers born on one day are counted from the tables.
    """
    nik = next(one for one in settings["comparisons"] if one["output_column_name"] == "nik")["comparison_levels"]
    conditions = " ".join(
        f"WHEN {sides(level['sql_condition'])} THEN {at}"
        for at, level in enumerate(nik)
        if level["sql_condition"] != "ELSE"
    )
    counted = dict(
        connection.execute(
            f"SELECT CASE {conditions} ELSE {len(nik) - 1} END AS level, count(*) FROM a_candidates l JOIN b_known r"
            f" ON l.born = r.born WHERE l.{TRUTH} <> r.{TRUTH} GROUP BY level"
        ).fetchall()
    )
    dated = [at for at, level in enumerate(nik) if level["label_for_charts"].endswith("_dated")]
    strangers = sum(counted.get(at, 0) for at in dated)
    for at, level in enumerate(nik):
        if at in dated:
            share = sum(nik[other]["m_probability"] for other in dated)
            level["m_probability"] /= share
            level["u_probability"] = max(counted.get(at, 0), 1) / strangers
    return settings
