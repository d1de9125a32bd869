"""Whom each row of a batch looks like: the whole register, the lists that wait and the batch itself, by the engine.

The same model judges a list of ten persons and one of a million. What it holds for one person, or is not sure of, is
kept with its evidence and goes to a person: nobody is refused or joined because of a likeness alone. Nor is anybody
known by the NIK alone: with another name or date of birth it is a question, whoever else has that NIK.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import polars as pl
import pyarrow as pa
from django.db.models import Q

from rangkiang.engine.match import match, reason
from rangkiang.engine.match.duck import DuckDB
from rangkiang.people.models import KnownCover, KnownDeath
from rangkiang.people.names import sound_column
from rangkiang.platform.bulk import as_csv, copy, run

from .models import Candidate, Likeness

SQL = Path(__file__).parent / "sql"
FIELDS = ("id", "nik", "kk", "name", "birth_date", "sex", "mother", "village_code")
KINDS = {"id": pa.int64(), "birth_date": pa.date32()}  # all others are text
LEVELS = ("name", "born", "nik", "sex", "family", "name_similarity", "why")
MEMORY = "2GB"  # that the engine holds at most; what is more lies on disk, as the records do
QUESTIONS = ("nik_of_another", "nik_but_name", "nik_but_date")  # the engine's doubts of one NIK
OF_ANOTHER = "nik_of_another"  # what screening asks because of them
LISTS = {"covered": "cover_alike", "dead": "death_alike"}  # and because of somebody on a list, the gravest last
DUE = (*LISTS.values(), OF_ANOTHER)


@dataclass(frozen=True)
class Seen:
    """``pairs`` to show beside rows, of the register or of a list; ``questions`` that screening asks: row → (reason,
    evidence in words).
    """

    pairs: pl.DataFrame
    questions: dict[int, tuple[str, str]]


def compare(batch: UUID, month: date) -> Seen:
    """Whom the batch's proposed rows look like, and who of them has the NIK of somebody else.

    Within the whole register (``whole_register``); a list of the covered speaks while its cover lasts in ``month``.
    Statements: constant. The register passes through in pieces to a file, from which the engine reads: here is held
    what the engine may hold, and the pairs that it finds.
    """
    facts = {"batch": batch, "month": month}
    with tempfile.TemporaryDirectory() as folder:
        mine = _records("mine", facts)
        both = pl.max_horizontal("left_id", "right_id"), -pl.min_horizontal("left_id", "right_id")
        pairs = _pairs(mine, None, folder).with_columns(left_id=both[0], right_id=both[1])
        listed = dict.fromkeys(LISTS, pairs.clear())
        if len(mine):
            if len(others := _records("others", facts)):
                pairs = pl.concat([_pairs(mine, others, folder), pairs])
            for which in LISTS:
                if len(listing := _records(which, facts)):
                    listed[which] = _pairs(mine, listing, folder)
    asked = [one for which, found in listed.items() for one in _listed(which, found)]
    questions = {row: (why, said) for row, why, said in sorted(asked, key=lambda one: DUE.index(one[1]))}
    for row in pairs.filter(pl.col("why").is_in(QUESTIONS))["left_id"]:
        questions[row] = (OF_ANOTHER, questions.get(row, ("", ""))[1])
    every = [frame.with_columns(of=pl.lit(which)) for which, frame in (("register", pairs), *listed.items())]
    return Seen(_told(mine, pl.concat(every)), questions)


def note(batch: UUID, seen: Seen) -> int:
    """Keep whom those rows look like whom screening did not settle, and send them to review; returns how many pairs.

    Pairs that are kept already stay as they are. Statements: constant.
    """
    rows = [0, *seen.pairs["left_id"], *(-seen.pairs["right_id"])]  # never empty: the statement is always asked
    due = Q(state="proposed") | Q(state="review", reason__in=DUE)
    settled = list(Candidate.objects.filter(batch=batch, pk__in=rows).exclude(due).values_list("pk", flat=True))
    left = seen.pairs.filter(~pl.col("left_id").is_in(settled) & ~(-pl.col("right_id")).is_in(settled))
    ends = ("candidate_id", "person_id", "other_id", "death_id", "cover_id")
    before = set(Likeness.objects.filter(candidate__batch=batch).values_list(*ends))
    found = [row for row in map(_likeness, left.iter_rows(named=True)) if row[: len(ends)] not in before]
    copy(Likeness, (*ends, "area", "permille", "signs"), found)
    run(SQL / "alike.sql", {"batch": batch})
    return len(found)


def _records(which: str, facts: dict[str, Any]) -> pa.Table:
    """Records to compare, in a file without a name; names by their sound.

    A person stands by its id, a row of a list (of another one, in ``others``) by its id below zero.
    """
    schema = pa.schema([(name, KINDS.get(name, pa.large_string())) for name in FIELDS])
    with tempfile.TemporaryFile() as file:
        with pa.ipc.new_file(pa.PythonFile(file, mode="w"), schema) as writer:
            for piece in as_csv(SQL / f"alike_{which}.sql", facts):
                rows = pl.read_csv(piece, has_header=False, schema=dict.fromkeys(FIELDS, pl.String))
                heard = rows.with_columns(
                    *(sound_column(rows[name]).alias(name) for name in ("name", "mother")),
                    pl.col("id").cast(pl.Int64),
                    pl.col("birth_date").str.to_date("%Y-%m-%d", strict=False),
                )
                writer.write_table(heard.to_arrow(compat_level=pl.CompatLevel.oldest()).cast(schema))
        file.flush()
        return pa.ipc.open_file(pa.memory_map(f"/proc/self/fd/{file.fileno()}")).read_all()


def _pairs(mine: pa.Table, others: pa.Table | None, folder: str) -> pl.DataFrame:
    """The pairs that a person should see. Who has the other's own NIK is known by it, unless name or date speak
    against it; of most pairs, many in a long list, nothing is to be said.
    """
    found = match(mine, others, engine=DuckDB(memory=MEMORY, folder=folder))
    told = (pl.col("class") != "different") & (pl.col("nik") != "same") | pl.col("why").is_in(QUESTIONS)
    pairs = pl.DataFrame(pl.from_arrow(found)).filter(told)
    words = pl.selectors.categorical()
    return pairs.select("left_id", "right_id", "class", "probability", *LEVELS).with_columns(words.cast(pl.String))


def _told(mine: pa.Table, pairs: pl.DataFrame) -> pl.DataFrame:
    """The pairs to keep, with the row's place: of two rows that only look alike the later one is asked."""
    rows = pl.DataFrame(pl.from_arrow(mine.select(["id", "village_code"])))
    about = pairs.join(rows, left_on="left_id", right_on="id", maintain_order="left")
    later = (pl.col("right_id") < 0) & (-pl.col("right_id") > pl.col("left_id")) & (pl.col("nik") != "same")
    return about.filter(~later).unique(["left_id", "right_id", "of"], keep="last", maintain_order=True)


def _listed(which: str, pairs: pl.DataFrame) -> Iterator[tuple[int, str, str]]:
    """What a kind of list says of the rows, the surest last: row, what is asked, and in the words of files which list,
    whom it names, and what was compared.
    """
    found = pairs["right_id"].to_list()
    rows: dict[int, Any] = (KnownDeath.objects if which == "dead" else KnownCover.objects).in_bulk(found)
    for pair in pairs.sort("probability").iter_rows(named=True):
        one = rows[pair["right_id"]]
        born = f", {one.birth_date:%d-%m-%Y}" if one.birth_date else ""
        why = OF_ANOTHER if pair["why"] in QUESTIONS else LISTS[which]
        yield pair["left_id"], why, f"{one.source}: {one.name}{born}; {reason(pair)}"


def _likeness(pair: dict[str, Any]) -> tuple[Any, ...]:
    """A row of Likeness."""
    other, of = pair["right_id"], pair["of"]
    sure = 0 if pair["class"] == "different" else round(1000 * pair["probability"])
    person, waits = (other if other > 0 else None, -other if other < 0 else None) if of == "register" else (None, None)
    dead, covered = (other if of == which else None for which in ("dead", "covered"))
    signs = json.dumps({level: pair[level] for level in LEVELS})
    return (pair["left_id"], person, waits, dead, covered, pair["village_code"], sure, signs)
