"""One contestant of the identity bench in a process of its own: ``python -m bench.identity_contestants WHO FOLDER``.

Each reads ``candidates.parquet`` and ``known.parquet`` (names by their sound; without the second, doubles are looked
for), writes ``WHO.parquet`` with the pairs it holds to be one person or asks about, and prints seconds (from the Arrow
tables to the Arrow table of pairs) and peak memory as JSON.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from rangkiang.engine.commands import peak_mb
from rangkiang.engine.match import load, match
from rangkiang.engine.match.duck import DuckDB
from rangkiang.engine.match.statements import RECORDS, WHOLE
from rangkiang.engine.match.tables import completed

THREADS = 2


def ours(candidates: pa.Table, known: pa.Table | None) -> pa.Table:
    return match(candidates, known, engine=DuckDB(threads=THREADS))


def splink(candidates: pa.Table, known: pa.Table | None) -> pa.Table:
    """The same weights and blocking (the exact NIK as one rule more), all of it by Splink."""
    from splink import DuckDBAPI, Linker

    assert known is not None
    model, connection = load(), duckdb.connect(config={"threads": THREADS})
    api, tables = DuckDBAPI(connection), []
    for name, table in (("a_candidates", candidates), ("b_known", known)):
        connection.register("source", completed(table, name))
        connection.execute(f"CREATE TABLE {name} AS {WHOLE.format(records=RECORDS.format(source='source'))}")
        tables.append(api.register(name, dataset_display_name=f"{name}_x"))
    odds = 2.0 ** model.prior(len(known), within=False)
    rules = [{"blocking_rule": rule, "sql_dialect": "duckdb"} for rule in ("l.nik = r.nik", *model.blocking)]
    settings = model.document["splink"] | {
        "probability_two_random_records_match": odds / (1 + odds),
        "blocking_rules_to_generate_predictions": rules,
        "retain_intermediate_calculation_columns": False,
        "retain_matching_columns": False,
    }
    linker = Linker(tables, settings, log_level=None)
    same, review = model.thresholds(within=False)
    found = linker.inference.predict(threshold_match_weight=review).physical_name
    return connection.execute(
        f"SELECT row_l, row_r, match_weight AS bits, match_weight >= {same} AS same FROM {found}"
    ).to_arrow_table()


def sql(candidates: pa.Table, known: pa.Table | None) -> pa.Table:
    """What is written by hand in an afternoon: the same NIK, or the same name, date of birth and sex."""
    connection = duckdb.connect(config={"threads": THREADS})
    connection.register("candidates", completed(candidates, "candidates"))
    connection.register("known", completed(known if known is not None else candidates, "known"))
    once = "" if known is not None else " AND l.row < r.row"
    pairs = f"candidates l JOIN known r ON {{}}{once}"
    return connection.execute(
        f"SELECT l.row AS row_l, r.row AS row_r, TRUE AS same FROM {pairs.format('l.nik = r.nik')} UNION SELECT l.row,"
        f" r.row, TRUE FROM {pairs.format('l.name = r.name AND l.birth_date = r.birth_date AND l.sex = r.sex')}"
    ).to_arrow_table()


def main(who: str, folder: Path) -> None:
    candidates = pq.read_table(folder / "candidates.parquet")
    register = folder / "known.parquet"
    known = pq.read_table(register) if register.exists() else None
    before = peak_mb()
    began, worked = time.perf_counter(), time.process_time()
    pairs = {"ours": ours, "splink": splink, "sql": sql}[who](candidates, known)
    seconds, worked = time.perf_counter() - began, time.process_time() - worked
    peak = peak_mb()
    pq.write_table(pairs, folder / f"{who}.parquet")
    print(
        json.dumps(
            {"seconds": round(seconds, 3), "cpu_seconds": round(worked, 3), "peak_mb": peak, "tables_mb": before}
        )
    )


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
