"""The death watch: the deaths that lists tell, held against the members by the identity engine.

What the engine holds for one person becomes a reported death when the member died within cover, and stops the next
bill in any case; what it is not sure of is a question to a person. Safe to repeat; a constant number of statements.
"""

from __future__ import annotations

import json
from dataclasses import astuple, dataclass
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

import polars as pl
from django.db import connection
from django.utils.translation import gettext as _

from rangkiang.access.action import action, record
from rangkiang.access.models import User
from rangkiang.access.rights import areas_of
from rangkiang.law.parameters import parameters
from rangkiang.people import actions as people
from rangkiang.people.models import DeathMatch, IdentityLink, Person
from rangkiang.people.names import sound_column
from rangkiang.platform.bulk import run, statement, whole_lists
from rangkiang.platform.errors import Refused
from rangkiang.platform.scope import whole_register

from .billed import stop_billing
from .cases import fatal, records_of

if TYPE_CHECKING:
    import pyarrow as pa

SQL = Path(__file__).parent / "sql"
FIELDS: dict[str, Any] = {
    "id": pl.Int64, "nik": pl.String, "kk": pl.String, "name": pl.String, "birth_date": pl.Date, "sex": pl.String,
    "mother": pl.String, "village_code": pl.String,
}  # fmt: skip
LEVELS = ("name", "born", "nik", "sex", "family", "name_similarity", "why")
SEVERAL = "several"


@dataclass(frozen=True)
class Watched:
    """``deaths`` and ``members`` compared; new pairs held for one person and asked; persons whose day of death is new,
    deaths newly reported, and days told that contradict a report."""

    deaths: int
    members: int
    same: int = 0
    asked: int = 0
    noted: int = 0
    reported: int = 0
    otherwise: int = 0


@action("claims.watch")
def watch(*, on: date, evidence: UUID | None = None, by: User) -> Watched:
    """Compare the deaths of one list, or of all, with the members of the signer's areas, and report what is sure."""
    deaths = pl.DataFrame(run(SQL / "watch_deaths.sql", {"evidence": evidence}), schema=FIELDS, orient="row")
    members = _members() if deaths.height else deaths
    rows = _kept(_paired(deaths, members), by) if members.height else []
    followed = _report(on, "claims.watch", by)
    made = Watched(deaths.height, members.height, rows.count("same"), rows.count("asked"), *followed)
    if made.same or made.asked or any(followed):
        facts = dict(zip(("same", "asked", "noted", "reported"), astuple(made)[2:], strict=False))
        record(by=by, verb="claims.watch", subject=f"batch:{evidence}" if evidence else "deaths", **facts)
    stop_billing(persons=None, by=by)
    return made


@action("people.link")
def answer(*, match: DeathMatch, same: bool, why: str, on: date, by: User) -> DeathMatch:
    """A person's word on a pair. Same: what follows from a sure pair follows. Different: he lives, unless others say
    otherwise; a death that is reported is taken back first, where the report is.
    """
    held = DeathMatch.objects.select_for_update(of=("self",)).select_related("person").get(pk=match.pk)
    with whole_register():
        records = records_of(held.person_id)
        if not same and fatal(records).exists():
            raise Refused(_("The death of this person is reported; take the report back first, with its reason."))
    told = people.judge_death(match=held, same=same, why=why, by=by)
    if same:
        _report(on, "people.link", by)
        stop_billing(persons=records, by=by)
    elif not DeathMatch.objects.filter(person__in=records, state="same", death__withdrawn_at=None).exists():
        _lives(records, told)
    return told


def _lives(records: list[int], told: DeathMatch) -> None:
    """The day of death that this pair brought goes with it; one that an exit noted stays."""
    with whole_register():
        noted = Person.objects.filter(pk__in=records, died_on=told.death.died_on)
        noted.exclude(enrolments__exit_reason="died").update(died_on=None)


def _report(on: date, verb: str, by: User) -> tuple[int, int, int]:
    """What follows from the pairs of the signer's areas; a joined record of the dead may lie in another one."""
    arrears = parameters()["tunggakan_maks"].on(on)
    facts = {"on": on, "by": by.pk, "areas": list(areas_of(by, verb)), "arrears": arrears.amount if arrears else 0}
    with whole_register(), whole_lists():
        noted, reported, otherwise = run(SQL / "watch_report.sql", facts)[0]
    return noted, reported, otherwise


def _members() -> pl.DataFrame:
    """By COPY: a million records fit so, where as Python's rows they would not."""
    found = BytesIO()
    told = f"COPY ({statement(SQL / 'watch_members.sql')}) TO STDOUT (FORMAT csv, HEADER)"
    with connection.cursor() as cursor, cursor.copy(told) as stream:
        for block in stream:
            found.write(block)
    found.seek(0)
    return pl.read_csv(found, schema=FIELDS)


def heard(records: pl.DataFrame) -> pa.Table:
    """Records as the engine takes them, their names by their sound."""
    return records.with_columns(sound_column(records[name]).alias(name) for name in ("name", "mother")).to_arrow()


def _paired(deaths: pl.DataFrame, members: pl.DataFrame) -> pl.DataFrame:
    """Pairs of a death and a member with ``state``: same, or asked. One NIK is at least a question."""
    from rangkiang.engine.match import match  # half a second to import, and only who watches pays it

    return judged(pl.DataFrame(pl.from_arrow(match(heard(deaths), heard(members)))), _links())


def _links() -> dict[int, int]:
    return dict(IdentityLink.objects.filter(undone_at=None).values_list("record_id", "canonical_id"))


def judged(pairs: pl.DataFrame, links: dict[int, int]) -> pl.DataFrame:
    """The engine's pairs that say something, with ``state``. ``links``: records of members and whose they are.

    A death that fits several records of one person fits that person, in the nearest of them. Where one member is surely
    the dead nobody else is asked about.
    """
    found = pairs.with_columns(pl.col("class", *LEVELS[:5]).cast(pl.String))
    found = found.filter((pl.col("class") != "different") | (pl.col("nik") == "same"))
    whose = pl.col("right_id").replace(links) if links else pl.col("right_id")
    found = found.with_columns(one=(whose.n_unique() == 1).over("left_id"), best=pl.col("bits").max().over("left_id"))
    found = found.filter(~pl.col("one") | (pl.col("bits") == pl.col("best")))
    sure = (pl.col("class") == "same") | (pl.col("one") & (pl.col("why") == SEVERAL).fill_null(value=False))
    found = found.with_columns(state=pl.when(sure).then(pl.lit("same")).otherwise(pl.lit("asked")))
    return found.filter((pl.col("state") == "same") | ~(pl.col("state") == "same").any().over("left_id"))


def _kept(pairs: pl.DataFrame, by: User) -> list[str]:
    """The states of the pairs that are new."""
    facts = {
        "deaths": pairs["left_id"].to_list(),
        "persons": pairs["right_id"].to_list(),
        "sure": (pairs["probability"] * (pairs["class"] != "different") * 1000).round().cast(pl.Int64).to_list(),
        "signs": [json.dumps(row) for row in pairs.select(LEVELS).iter_rows(named=True)],
        "states": pairs["state"].to_list(),
        "by": by.pk,
    }
    with whole_register(), whole_lists():  # a death taken back may lie on a joined record of another area
        return [state for (state,) in run(SQL / "watch_keep.sql", facts)]
