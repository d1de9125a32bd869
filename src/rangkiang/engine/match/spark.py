"""Matching on Spark, for tables that outgrow a machine: the same statements, and the same measure of names.

Names are measured by DuckDB inside Spark's Python workers. The functions in Splink's jar count transposed letters
another way (0.8148 where DuckDB finds 0.8246), which would move pairs across the thresholds of one trained model.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import duckdb
import pyarrow as pa
from pyspark.sql import SparkSession
from pyspark.sql.functions import arrow_udf

from .model import Model
from .statements import cases

SIMILARITY = "jaro_winkler_similarity"
HERE = "similarity_as_duckdb"  # Spark has a function of the first name that counts otherwise


class Spark:
    """An ``Engine`` on a Spark session; what it keeps stays with Spark."""

    def __init__(self, session: SparkSession) -> None:
        self.session = session
        self.session.udf.register(HERE, _measured(f"{SIMILARITY}(a, b)", ["a", "b"], "double"))

    def dear(self, model: Model) -> str:
        columns = [f"{column}_{side}" for side in "lr" for column in model.dear_columns]
        level = _measured(f"CAST({cases(model.conditions(model.dear))} AS INTEGER)", columns, "int")
        self.session.udf.register("dear_level", level)
        return f"dear_level({', '.join(columns)})"

    def load(self, name: str, table: pa.Table) -> None:
        self.session.createDataFrame(table).createOrReplaceTempView(name)

    def keep(self, name: str, sql: str) -> None:
        self.session.sql(_spoken(sql)).localCheckpoint().createOrReplaceTempView(name)

    def fetch(self, sql: str) -> pa.Table:
        return self.session.sql(_spoken(sql)).toArrow()


def _spoken(sql: str) -> str:
    """Whole division and the measure of names have other words in Spark."""
    return sql.replace("//", "DIV").replace(SIMILARITY, HERE)


def _measured(expression: str, columns: list[str], kind: str) -> Any:
    """A Spark function that DuckDB works out, a batch of rows at a time."""

    def measure(*values: pa.Array) -> pa.Array:
        with duckdb.connect(config={"threads": 1}) as connection:
            connection.register("batch", pa.table(dict(zip(columns, values, strict=True))))
            found = connection.execute(f"SELECT {expression} AS found FROM batch").to_arrow_table()
        return found["found"].combine_chunks()

    decorate: Any = arrow_udf  # its hints know no plain function
    return decorate(measure, kind)


@contextmanager
def opened(master: str = "local[2]") -> Iterator[Spark]:
    """A session of its own, stopped afterwards; local unless another master is given."""
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    session = (
        SparkSession.builder.master(master)
        .appName("rangkiang")
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.log.level", "ERROR")
        .config("spark.sql.shuffle.partitions", "4")
        # The statements nest one CASE in another, which as generated Java outgrows what may be compiled.
        .config("spark.sql.codegen.wholeStage", "false")
        .config("spark.sql.codegen.factoryMode", "NO_CODEGEN")
        .getOrCreate()
    )
    try:
        yield Spark(session)
    finally:
        session.stop()
