"""The order of matching, on any engine: cut, the exact NIK first, then the rest by the model, then who is nearest."""

from __future__ import annotations

from typing import Protocol

import pyarrow as pa

from . import statements
from .model import SAME, Model


class Engine(Protocol):
    """What runs the statements: DuckDB here, Spark where the tables outgrow the machine."""

    def load(self, name: str, table: pa.Table) -> None:
        """Make a table known under a name."""

    def keep(self, name: str, sql: str) -> None:
        """Run a statement and keep its rows under a name."""

    def dear(self, model: Model) -> str:
        """The level of the model's dear comparison, in a statement of this engine."""

    def fetch(self, sql: str) -> pa.Table:
        """Run a statement and bring its rows here."""


def run(engine: Engine, model: Model, left: pa.Table, right: pa.Table | None) -> pa.Table:
    """Pairs of row numbers with bits, levels, outcome and rule; ``right`` None: those who stand twice in ``left``."""
    within = right is None
    for name, table in (("left", left), ("right", right)):
        if table is not None:
            engine.load(f"{name}_source", table)
            engine.keep(f"{name}_all", (model.records or statements.RECORDS).format(source=f"{name}_source"))
    known = "left_all" if within else "right_all"
    prior = model.prior(len(left if right is None else right), within=within)
    least = model.thresholds(within=within)[1] - prior
    dear = engine.dear(model)
    engine.keep("by_nik", statements.same_nik(model, "left_all", known, dear, within=within))
    engine.keep("first_step", statements.decided(model, "by_nik", prior, within=within))
    rest = "left_all"
    if not within:
        found = f"SELECT 1 FROM first_step f WHERE f.outcome = {SAME} AND f.left_row = l.row"
        engine.keep("left_rest", f"SELECT * FROM left_all l WHERE NOT EXISTS ({found})")
        rest = "left_rest"
    rules = statements.blocked(model, rest, known, dear, least, within=within)
    parts = {f"rule_{at}": sql for at, sql in enumerate(rules)}
    for name, sql in parts.items():  # one after the other, so that one join's memory is held at a time
        engine.keep(name, sql)
    by_model = f"({' UNION ALL '.join(f'SELECT * FROM {name}' for name in parts)})"
    both = f"SELECT * FROM first_step UNION ALL {statements.decided(model, by_model, prior, within=within)}"
    engine.keep("pairs", both)
    pairs = "pairs" if within else f"({statements.contested(model, 'pairs')})"
    return engine.fetch(statements.described(model, pairs, "left_all", known))
