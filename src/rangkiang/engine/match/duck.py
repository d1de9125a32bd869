"""Matching on DuckDB, in memory; what does not fit goes to a temporary folder on disk."""

from __future__ import annotations

import duckdb
import pyarrow as pa

from .model import Model
from .statements import cases


class DuckDB:
    """An ``Engine`` in this process."""

    def __init__(self, *, threads: int | None = None, memory: str | None = None, folder: str | None = None) -> None:
        """``memory``: how much is held at most, as ``2GB``; the rest lies in ``folder``."""
        self.connection = duckdb.connect(config={"preserve_insertion_order": "false"})
        if threads:
            self.connection.execute(f"SET threads = {int(threads)}")
        if memory:
            self.connection.execute("SET memory_limit = ?", [memory])
        if folder:
            self.connection.execute("SET temp_directory = ?", [folder])

    def load(self, name: str, table: pa.Table) -> None:
        self.connection.register(name, table)

    def keep(self, name: str, sql: str) -> None:
        self.connection.execute(f"CREATE OR REPLACE TABLE {name} AS {sql}")

    def dear(self, model: Model) -> str:
        return cases(model.conditions(model.dear))

    def fetch(self, sql: str) -> pa.Table:
        return self.connection.execute(sql).to_arrow_table()
