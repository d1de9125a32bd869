"""The tables that matching takes and gives: columns completed on the way in, ids and words on the way out."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from rangkiang.law.errors import InvalidCase

from .model import OUTCOMES, Model

TEXT = ("nik", "name", "sex", "mother", "kk", "village_code")
BATCH = 100_000  # rows a thread takes at once


def completed(table: pa.Table, which: str) -> pa.Table:
    """The columns that matching reads, those that lack as nulls, with ``row``, the row's number. Raises InvalidCase."""
    if "id" not in table.column_names:
        raise InvalidCase("id", f"the table of {which} has no such column; give each row an id")
    columns: dict[str, Any] = {"row": pa.array(np.arange(len(table)))}
    for name in TEXT:
        columns[name] = _text(table, name, which)
    born = table["birth_date"] if "birth_date" in table.column_names else pa.nulls(len(table), pa.date32())
    if not (pa.types.is_temporal(born.type) or _is_text(born.type) or pa.types.is_null(born.type)):
        raise InvalidCase("birth_date", f"the table of {which} has it as {born.type}; give dates or YYYY-MM-DD")
    columns["birth_date"] = born.cast(pa.date32()) if pa.types.is_temporal(born.type) else born.cast(pa.string())
    whole = pa.table(columns)
    return pa.Table.from_batches(whole.to_batches(max_chunksize=BATCH), schema=whole.schema)


def _is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind))


def _text(table: pa.Table, name: str, which: str) -> pa.ChunkedArray | pa.Array:
    if name not in table.column_names or pa.types.is_null(table[name].type):
        return pa.nulls(len(table), pa.string())
    kind = table[name].type
    if pa.types.is_dictionary(kind):
        return table[name].cast(pa.string())
    if not _is_text(kind):
        raise InvalidCase(name, f"the table of {which} has it as {kind}; give text, so that no digit is lost")
    return table[name].cast(pa.string())


def told(model: Model, found: pa.Table, left: pa.ChunkedArray, right: pa.ChunkedArray) -> pa.Table:
    """The engine's pairs with the ids of their records and words for the levels."""
    bits = found["bits"].cast(pa.float64())
    odds = pc.power(2.0, pc.max_element_wise(pc.min_element_wise(bits, 60.0), -60.0))
    levels = {name: _words(found[name], model.labels(name)) for name in model.names}
    columns = {
        "left_id": left.take(found["left_row"]),
        "right_id": right.take(found["right_row"]),
        "probability": pc.divide(odds, pc.add(odds, 1.0)),
        "class": _words(found["outcome"], list(OUTCOMES)),
        "bits": bits,
        "why": found["why"].cast(pa.string()),
        "name_similarity": found["name_similarity"].cast(pa.float64()),
        **levels,
    }
    return pa.table(columns).replace_schema_metadata({"model": model.version})


def _words(numbers: pa.ChunkedArray, words: list[str]) -> pa.DictionaryArray:
    at = pc.cast(numbers, pa.int8()).combine_chunks()
    return pa.DictionaryArray.from_arrays(at, pa.array(words))
