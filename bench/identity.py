"""Who is who: a list against a register and within itself, beside Splink alone and plain SQL; FEBRL's sets.

Each contestant runs in a process of its own on the same tables with two threads. The lists are those of
``bench.persons`` with seeds that neither trained nor tuned the model. Names come by their sound; what that costs is
told beside.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pyarrow.parquet as pq

from bench import identity_febrl
from bench.identity_train import heard
from bench.identity_truth import judged, quality, true_pairs
from bench.persons import make_lists
from rangkiang.engine.match import load
from rangkiang.engine.match.statements import RECORDS, sides
from rangkiang.engine.match.tables import completed

ROOT = Path(__file__).parent.parent
SEED = 2026
Row = dict[str, Any]


def _contest(who: str, folder: Path) -> Row:
    command = [sys.executable, "-m", "bench.identity_contestants", who, str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{who} failed:\n{done.stderr[-2000:]}")
    return dict(json.loads(done.stdout.splitlines()[-1]))


def _tables(folder: Path, seed: int, n: int, *, within: bool, without: tuple[str, ...]) -> tuple[Any, Any, float]:
    """The lists, written for the contestants, and the seconds that the sound of the names took."""
    lists = make_lists(seed, n)
    began = time.perf_counter()
    tables = {"candidates": heard(lists.candidates)} | ({} if within else {"known": heard(lists.known)})
    seconds = time.perf_counter() - began
    for name, table in tables.items():
        pq.write_table(table.drop_columns(["person", *without]), folder / f"{name}.parquet")
    return lists.candidates.select("id", "person"), lists.known.select("id", "person"), seconds


def measure(
    name: str, n: int, *, beside: tuple[str, ...] = (), within: bool = False, without: tuple[str, ...] = ()
) -> list[Row]:
    """Ours, and a row for each contestant beside it."""
    with tempfile.TemporaryDirectory(prefix="identity-") as made:
        folder = Path(made)
        candidates, known, sound = _tables(folder, SEED, n, within=within, without=without)
        register = None if within else known
        mine = _contest("ours", folder)
        told = judged(pq.read_table(folder / "ours.parquet"), candidates, register)
        told["blocking_recall"] = _blocking_recall(folder, candidates, register)
        row = {"name": name, "n": n, **mine, "per_second": int(n / mine["seconds"]), "sound_seconds": round(sound, 2)}
        if without:
            row["without"] = ", ".join(without)
        rows = []
        for other in beside:
            theirs = _contest(other, folder)
            compared = {f"baseline_{what}": theirs[what] for what in ("seconds", "cpu_seconds", "peak_mb")}
            ratio = {"speedup": round(theirs["seconds"] / mine["seconds"], 2)}
            by_them = {"baseline_quality": _same(folder / f"{other}.parquet", candidates, register)}
            rows.append({**row, "baseline": other, **compared, **ratio, **by_them})
        return [{**one, "quality": told} for one in rows or [row]]


def _same(path: Path, left: pl.DataFrame, right: pl.DataFrame | None) -> Row:
    """Quality of what a contestant calls one person; its pairs are row numbers, which are our ids."""
    pairs = pl.read_parquet(path).filter("same")
    both = {"l": left, "r": left if right is None else right}
    whose = [one.select("id", pl.col("person").alias(side)) for side, one in both.items()]
    pairs = pairs.join(whose[0], left_on="row_l", right_on="id").join(whose[1], left_on="row_r", right_on="id")
    return quality(pairs.with_columns(true=pl.col("l") == pl.col("r")), true_pairs(left, right))


def _blocking_recall(folder: Path, left: pl.DataFrame, right: pl.DataFrame | None) -> float:
    """Of the true pairs, how many any blocking rule, or the exact NIK, brings together."""
    connection, model = duckdb.connect(), load()
    for side, name, persons in (("l", "candidates", left), ("r", "candidates" if right is None else "known", right)):
        table = completed(pq.read_table(folder / f"{name}.parquet"), name)
        connection.register(
            "source", table.append_column("person", (left if persons is None else persons)["person"].to_arrow())
        )
        records = RECORDS.format(source="source")
        connection.execute(f"CREATE TABLE {side} AS SELECT t.*, s.person FROM ({records}) t JOIN source s USING (row)")
    rules = " OR ".join(f"({sides(rule)})" for rule in ("l.nik = r.nik", *model.blocking))
    once = " WHERE l.row < r.row" if right is None else ""
    query = f"SELECT avg(CASE WHEN {rules} THEN 1.0 ELSE 0.0 END) FROM l JOIN r ON l.person = r.person{once}"
    return round(connection.execute(query).fetchone()[0], 6)


BENCHES: dict[str, Callable[[], list[Row]]] = {
    "match_100k": lambda: measure("match_100k", 100_000, beside=("splink", "sql")),
    "match_100k_no_kk": lambda: measure("match_100k_no_kk", 100_000, without=("kk",)),
    "match_within_100k": lambda: measure("match_within_100k", 100_000, within=True),
    "match_1m": lambda: measure("match_1m", 1_000_000, beside=("splink", "sql")),
    "match_5m": lambda: measure("match_5m", 5_000_000),
    "match_febrl3": lambda: identity_febrl.measure("3"),
    "match_febrl4": lambda: identity_febrl.measure("4"),
}
