"""A scheme of the law over columns: the same rules that explain one case, for ten million.

``compile_scheme`` writes the rules as one loop (``loop``), turns it into machine code once (``machine``), shares the
rows among threads and tells what is wrong with a table that the loop refused. Whole numbers of 64 bits throughout.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np

from rangkiang.law.errors import InvalidCase
from rangkiang.law.parameters import facts
from rangkiang.law.scheme import SCHEMES, Scheme

from .loop import COUNTED, REFUSED, Loop, source
from .machine import machine_code

Columns = Mapping[str, np.ndarray]
DECISIONS = ("not_covered", "computed", "review")
ROWS_A_TASK = 50_000


@dataclass(frozen=True, slots=True)
class Records:
    """The records of all rows, one after another: row i has those from ``offsets[i]`` to ``offsets[i + 1]``."""

    offsets: np.ndarray
    columns: Columns


@dataclass(slots=True)
class Kernel:
    """A compiled scheme. Call it with columns and records; facts that are left out have their default.

    The answer: int64 rupiah per part and in ``total``, int8 ``decision`` (its place in DECISIONS).
    """

    scheme: Scheme
    parts: tuple[str, ...]
    loop: Loop

    def __call__(self, columns: Columns, records: Mapping[str, Records] | None = None) -> dict[str, np.ndarray]:
        """``columns[scheme.day]`` are days (datetime64[D], or whole days since 1970). Raises InvalidCase."""
        if self.scheme.day not in columns:
            raise InvalidCase(self.scheme.day, "is missing: the day that decides")
        days = np.asarray(columns[self.scheme.day])
        if days.dtype.kind == "M":
            days = days.astype("datetime64[D]").view(np.int64)
        out = {part: np.empty(len(days), np.int64) for part in (*self.parts, "total")}
        decision = np.zeros(len(days), np.int8)
        told = {name: column for name, column in columns.items() if name != self.scheme.day}
        given = {f"c_{name}": _checked(name, column, len(days)) for name, column in told.items()}
        for group, held in (records or {}).items():
            given[f"n_{group}"], given[f"m_{group}"] = _offsets(group, held, len(days))
            given |= {f"r_{name}": _checked(name, column, len(column)) for name, column in held.columns.items()}
            if f"n_{group}" not in self.loop.takes:
                _rising(group, given[f"n_{group}"])
        given |= {"days": days, "decision": decision, **{f"out_{part}": column for part, column in out.items()}}
        if missing := [name for name in self.loop.takes if name not in given]:
            raise InvalidCase(missing[0][2:], "is missing: the kernel was compiled for it")
        taken = [_plain(given[name]) for name in self.loop.takes]
        in_parallel(self._run([column.dtype.name for column in taken]), taken, len(days))
        if len(decision) and decision.max() == REFUSED:
            raise _refusal(columns, records or {}, days, self.loop.days)
        return {**out, "decision": decision}

    def _run(self, types: Sequence[str]) -> Callable[..., None]:
        """The machine code, with arrays of its own for each call: several threads run it at once."""
        run = machine_code(self.loop.text, (*types, *["int64"] * len(self.loop.scratch)))
        lengths = self.loop.scratch.values()
        return lambda start, stop, *given: run(start, stop, *given, *(np.empty(n, np.int64) for n in lengths))


def in_parallel(run: Callable[..., None], given: Sequence[np.ndarray], rows: int) -> None:
    """The loop lets go of the interpreter, so plain threads share the rows; a small table needs only one."""
    if rows <= ROWS_A_TASK:
        run(0, rows, *given)
        return
    run(0, 0, *given)  # compiles or loads once, before the threads
    with ThreadPoolExecutor(len(os.sched_getaffinity(0))) as pool:
        starts = range(0, rows, ROWS_A_TASK)
        list(pool.map(lambda start: run(start, min(start + ROWS_A_TASK, rows), *given), starts))


def _plain(column: np.ndarray) -> np.ndarray:
    """Contiguous, in this machine's byte order, yes and no as whole numbers."""
    column = np.ascontiguousarray(column, column.dtype.newbyteorder("="))
    return column.view(np.uint8) if column.dtype.kind == "b" else column


def _checked(name: str, column: Any, rows: int) -> np.ndarray:
    column = np.asarray(column)
    if len(column) != rows:
        raise InvalidCase(name, f"has {len(column)} rows, the days have {rows}")
    if column.dtype.kind not in "iub":
        raise InvalidCase(name, f"holds {column.dtype}, not whole numbers (a missing value makes it so)")
    if column.dtype == np.uint64 and len(column) and column.max() >= 2**63:
        raise InvalidCase(name, f"{column.max()} is too large")
    return column


def _offsets(group: str, held: Records, rows: int) -> tuple[np.ndarray, np.ndarray]:
    """The offsets and, as a column of one, how many records there are; the loop looks at what lies between."""
    offsets = np.asarray(held.offsets)
    lengths = {len(column) for column in held.columns.values()}
    if offsets.dtype.kind not in "iu" or len(offsets) != rows + 1 or offsets[0] != 0:
        raise InvalidCase(group, f"offsets go from 0 upwards, one more of them than the {rows} rows")
    if lengths - {int(offsets[-1])}:
        raise InvalidCase(group, f"offsets for {len(offsets) - 1} rows, {lengths} records; the days have {rows} rows")
    return offsets.astype(np.int64, copy=False), offsets[-1:].astype(np.int64)


def _rising(group: str, offsets: np.ndarray) -> None:
    if (np.diff(offsets) < 0).any():
        raise InvalidCase(group, f"offsets go from 0 upwards, one more of them than the {len(offsets) - 1} rows")


def _refusal(
    columns: Columns, records: Mapping[str, Records], days: np.ndarray, within: tuple[int, int]
) -> InvalidCase:
    """What is wrong with a table of which the loop refused a block: its first fact, or day, out of bounds."""
    for group, held in records.items():
        _rising(group, np.asarray(held.offsets))
        for name, column in {COUNTED[group]: np.diff(held.offsets), **held.columns}.items():
            if (at := _beyond(name, np.asarray(column))) is not None:
                place = f"row {at + 1}" if name == COUNTED[group] else f"record {at + 1}"
                return InvalidCase(name, f"{column[at]} in {place} is outside {_span(name)}")
    for name, column in columns.items():
        if name in facts() and (at := _beyond(name, np.asarray(column))) is not None:
            return InvalidCase(name, f"{column[at]} in row {at + 1} is outside {_span(name)}")
    first, last = within
    row = int(np.argmax((days < first) | (days > last)))
    day = np.datetime64(int(days[row]), "D")  # an empty and a far day can be written, too
    return InvalidCase("day", f"{day} in row {row + 1}: there is no rule on that day")


def _beyond(name: str, column: np.ndarray) -> int | None:
    wrong = (column < facts()[name].least) | (column > facts()[name].most)
    return int(np.argmax(wrong)) if wrong.any() else None


def _span(name: str) -> str:
    return f"{facts()[name].least} to {facts()[name].most}"


def compile_scheme(
    name: str, columns: Collection[str], records: Mapping[str, Collection[str]] | None = None,
    parts: Sequence[str] | None = None,
) -> Kernel:  # fmt: skip
    """The kernel of a scheme for these fact columns (and the fact columns of each group of records).

    ``parts``: which parts of it; by default those that every answer tells. Raises InvalidCase for a column that the law
    does not know or that is needed and missing.
    """
    if name not in SCHEMES:
        raise InvalidCase("scheme", f"{name!r} is unknown; use one of {' '.join(SCHEMES)}")
    scheme = SCHEMES[name]
    told = tuple(part for part in scheme.parts if part not in scheme.optional) if parts is None else tuple(parts)
    if unknown := [part for part in told if part not in scheme.parts]:
        raise InvalidCase("parts", f"{unknown[0]!r} is no part of {name}; the parts are {' '.join(scheme.parts)}")
    given: dict[str, Collection[str]] = {"": tuple(columns), **(records or {})}
    for column in (column for group in given.values() for column in group):
        if column not in facts() and column != scheme.day:
            raise InvalidCase(column, "is no fact of the law")
    return Kernel(scheme, told, source(scheme, told, given))
