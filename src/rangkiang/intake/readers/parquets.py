"""A parquet table some rows at a time; its column names become the first row.

Whole numbers are exact there, fractions may not be.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from .csvs import texts
from .faults import file_fault
from .kinds import Limits
from .parts import Part

ROWS = 50_000  # rows that become columns together
BUFFER = 2**20  # bytes of a column that are read ahead
DAMAGE = (pa.ArrowException, pl.exceptions.PolarsError, OSError, ValueError)


def opened(stream: BinaryIO, limits: Limits) -> pq.ParquetFile:
    """The table, none of its rows read. Raises ``FileFault`` when it is damaged, too much, or holds more than cells."""
    try:
        file = pq.ParquetFile(stream, buffer_size=BUFFER, pre_buffer=False)
        schema = file.schema_arrow
    except DAMAGE as broken:
        raise file_fault("file_corrupt") from broken
    if len(schema) > limits.columns or len(schema) * file.metadata.num_rows > limits.cells:
        raise file_fault("file_bomb")
    if odd := [field.name for field in schema if pa.types.is_nested(field.type) or _is_binary(field.type)]:
        raise file_fault("column_not_cells", columns=", ".join(odd)[:80])
    return file


def parts(file: pq.ParquetFile) -> Iterator[Part]:
    """Its rows, the names of its columns first. Raises ``FileFault`` where it turns out to be damaged."""
    yield Part(0, [texts([name]) for name in file.schema_arrow.names])
    start = 1
    try:
        for batch in file.iter_batches(batch_size=ROWS, use_threads=False):
            part = _part(batch, start)
            yield part
            start += part.height
    except DAMAGE as broken:
        raise file_fault("file_corrupt") from broken


def _part(batch: pa.RecordBatch, start: int) -> Part:
    columns, numbers = [], {}
    for place, column in enumerate(map(pl.Series, map(pl.from_arrow, batch.columns))):
        if column.dtype.is_float():
            numbers[place] = column.is_not_null()
        columns.append(texts(_as_text(column)))
    return Part(start, columns, numbers)


def _is_binary(kind: pa.DataType) -> bool:
    return any(
        is_kind(kind) for is_kind in (pa.types.is_binary, pa.types.is_large_binary, pa.types.is_fixed_size_binary)
    )


def _as_text(column: pl.Series) -> pl.Series:
    """A typed column as text: whole numbers without a decimal point, dates in ISO form."""
    if column.dtype.is_float():
        whole = column.is_finite() & (column == column.round()) & (column.abs() < 1e18)
        as_whole = column.set((~whole).fill_null(True), None).cast(pl.Int64).cast(pl.String)
        return as_whole.zip_with(whole.fill_null(True), column.cast(pl.String))
    if isinstance(column.dtype, pl.Datetime):
        return column.dt.strftime("%Y-%m-%d %H:%M:%S").str.replace(" 00:00:00$", "")
    return column.cast(pl.String)
