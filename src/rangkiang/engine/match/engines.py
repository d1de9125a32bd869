"""The engines by their names, each opened and closed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rangkiang.law.errors import InvalidCase

from .flow import Engine


@contextmanager
def engine(name: str) -> Iterator[Engine]:
    """``duckdb`` or ``spark``. Raises InvalidCase where its package is not installed."""
    if name == "duckdb":
        from .duck import DuckDB

        yield DuckDB()
        return
    try:
        from .spark import opened
    except ImportError:
        raise InvalidCase("engine", "Spark is not installed; install rangkiang[spark]") from None
    with opened() as spark:
        yield spark
