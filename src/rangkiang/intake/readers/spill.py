"""Tables set aside while a file is read: on disk, in a file without a name, so that memory does not grow with the rows.

Such a file is gone with the process that made it, however that ends. ``TMPDIR`` says where it lies. What is small
stays in memory.
"""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterator, Sequence

import polars as pl

SMALL = 2**22  # bytes


class Held(tempfile.SpooledTemporaryFile[bytes]):
    """Bytes that lie on disk as soon as they are many, and are gone with whoever holds them."""

    def __init__(self) -> None:
        super().__init__(SMALL)

    def __del__(self) -> None:
        self.close()


class Spill:
    """Tables of one schema, kept in the order in which they came; each can be read again, whole or some columns."""

    def __init__(self) -> None:
        self._file = Held()
        self._places: list[tuple[int, int]] = []
        self.rows = 0

    def add(self, table: pl.DataFrame) -> None:
        packed = io.BytesIO()
        table.write_ipc(packed, compression="lz4")
        start = self._file.seek(0, io.SEEK_END)
        self._places.append((start, self._file.write(packed.getbuffer())))
        self.rows += table.height

    def __len__(self) -> int:
        return len(self._places)

    def table(self, index: int, columns: Sequence[str] | None = None) -> pl.DataFrame:
        start, size = self._places[index]
        self._file.seek(start)
        return pl.read_ipc(io.BytesIO(self._file.read(size)), columns=list(columns) if columns else None)

    def tables(self, columns: Sequence[str] | None = None) -> Iterator[pl.DataFrame]:
        for index in range(len(self)):
            yield self.table(index, columns)
