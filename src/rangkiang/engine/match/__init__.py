"""Who is who among many records: link a list to a register, or find those who stand twice in one.

First the exact NIK, verified by name and date of birth; then, for whom that did not settle, a model whose weights
were trained once and are kept in a versioned file. Three outcomes: ``same``, ``review`` (a person decides) and
``different``. Names must come by their sound (``people.names.sound``), worked out once when a file is read. Arrow
tables in and out; this room knows no database.
"""

from __future__ import annotations

import pyarrow as pa

from .flow import Engine, run
from .model import OUTCOMES, Model, load
from .reasons import reason
from .tables import completed, told

__all__ = ["OUTCOMES", "Model", "load", "match", "reason"]


def match(
    candidates: pa.Table, known: pa.Table | None = None, *, model: Model | None = None, engine: Engine | None = None
) -> pa.Table:
    """Pairs that are, may be or only seem one person; without ``known`` those who stand twice among the candidates.

    Columns in: ``id`` (any type), ``nik``, ``name``, ``birth_date`` (date or ISO text), ``sex`` (L, P), ``mother``,
    ``kk``, ``village_code``; all but ``id`` may lack. Columns out: ``left_id``, ``right_id``, ``probability``,
    ``class``, ``bits`` (weight of the evidence), ``why`` (the rule that held the pair back, or null),
    ``name_similarity``, and the level of each comparison. ``different`` are only pairs that share a NIK or were
    held back by a rule. The same tables give the same pairs in the same order. Raises InvalidCase.
    """
    shipped = model or load()
    left = completed(candidates, "candidates")
    right = completed(known, "known") if known is not None else None
    if engine is None:
        from .duck import DuckDB

        engine = DuckDB()
    found = run(engine, shipped, left, right)
    return told(shipped, found, candidates["id"], (candidates if known is None else known)["id"])
