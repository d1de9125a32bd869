"""The death watch over a million members and ten thousand deaths: the office's own deed, on a database of its own.

Half of the dead are members, the others live in the same households; the lists have the faults of ``person_faults``.
Timed is the whole deed: reading, comparing, keeping the pairs, noting the days of death, reporting. Quality is read
from the pairs that were kept; ``same`` alone is what is reported unasked.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import numpy as np
import polars as pl
from django.db import connection, connections, transaction

from bench.arena import Peak, arena
from bench.identity_truth import quality
from bench.person_faults import corrupt
from bench.persons import population
from rangkiang.access.models import Assignment, Role, User
from rangkiang.people.names import normalise_column
from rangkiang.platform.bulk import copy
from rangkiang.platform.month import Month
from rangkiang.platform.scope import EVERYWHERE, set_scope

SEED = 2027
PROVINCES = ("13", "14")  # where the generator's villages lie
JUNE, TODAY = Month(2025, 6), date(2025, 8, 20)
PERSON = ("nik", "kk", "name", "name_key", "birth_date", "sex", "mother", "area")
ENROLMENTS = """
WITH line AS (
  INSERT INTO decree_decreeline (decree_id, line, person_id, candidate_id, area, nik, name, address, occupation)
  SELECT (SELECT id FROM decree_decree LIMIT 1), 10 + row_number() OVER (), id,
         (SELECT min(id) FROM intake_candidate), area, nik, name, '', '' FROM people_person
  WHERE area ^@ ANY (%(areas)s) AND id NOT IN (SELECT person_id FROM decree_decreeline)
  RETURNING id, person_id, area
)
INSERT INTO membership_enrolment (person_id, fund_id, decree_line_id, area, sector, band, first_month, exit_reason)
SELECT person_id, %(fund)s, id, area, 'non_transport', 1, %(first)s, '' FROM line
"""


def _lists(members: int, deaths: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """(members, deaths): the truth is ``person`` in both."""
    rng = np.random.default_rng(SEED)
    people = population(rng, int(members * 1.55))
    order = rng.permutation(people.height)
    known, others = order[:members], order[members:]
    half = deaths // 2
    dead = np.concatenate([rng.choice(known, half, replace=False), rng.choice(others, deaths - half, replace=False)])
    listed = corrupt(rng, people, dead).with_columns(
        died_on=pl.Series([date(2025, 6, 1) + timedelta(days=int(day)) for day in rng.integers(0, 60, deaths)])
    )
    named = [
        frame.rename({"village_code": "area"}).with_columns(
            name_key=normalise_column(frame["name"]), mother=pl.col("mother").fill_null("")
        )
        for frame in (people[np.sort(known)], listed)
    ]
    twice = pl.struct("nik", "died_on").is_duplicated() & pl.col("nik").is_not_null()
    return named[0], named[1].filter(~twice)


def _fill(members: pl.DataFrame, deaths: pl.DataFrame) -> tuple[Any, User]:
    """Everybody enrolled from June and charged for it; the deaths noted. And who signs the watch."""
    from rangkiang.money import actions as money
    from rangkiang.people.models import KnownDeath, Person
    from rangkiang.programme import actions as programme
    from rangkiang.regions import actions as regions
    from tests.world import make_world

    for province in PROVINCES:
        regions.load(province=province)
    with transaction.atomic():
        world = make_world()
        programme.set_budget(fund=world.fund, year=2025, ceiling=10**14, effective_on=date(2025, 1, 3), by=world.head)
        world.decree(world.candidates(1), number="SK-0")
        signer = User.objects.create(username="watch", first_name="Watch")
        for place in PROVINCES:
            Assignment.objects.create(user=signer, role=Role.OPERATOR, place_id=place, since=date(2020, 1, 1))
        set_scope(EVERYWHERE)
        copy(Person, (*PERSON, *TEXTS), ((*row, "", "", "", "", "") for row in members.select(PERSON).iter_rows()))
        with connection.cursor() as cursor:
            facts = {"areas": list(PROVINCES), "fund": world.fund.pk, "first": JUNE.first}
            cursor.execute(ENROLMENTS, facts)
        columns = (*PERSON, "died_on", "source")
        rows = deaths.select(*PERSON, "died_on", pl.col("person").cast(pl.String)).iter_rows()
        copy(KnownDeath, columns, rows)
    with connections["owner"].cursor() as cursor:
        cursor.execute("ANALYZE")
    connections["owner"].close()
    with transaction.atomic():
        money.bill(fund=world.fund, month=JUNE, by=signer)
    return world, signer


TEXTS = ("birth_place", "address", "jorong", "occupation", "phone")


def _told(members: pl.DataFrame, deaths: pl.DataFrame) -> dict[str, Any]:
    """Quality of the pairs that were kept, by class."""
    with transaction.atomic():
        set_scope(EVERYWHERE)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT d.source::bigint, p.nik, m.state FROM people_deathmatch m"
                " JOIN people_knowndeath d ON d.id = m.death_id JOIN people_person p ON p.id = m.person_id"
            )
            rows = cursor.fetchall()
    pairs = pl.DataFrame(rows, schema={"person": pl.Int64, "nik": pl.String, "state": pl.String}, orient="row")
    whose = members.select("nik", pl.col("person").cast(pl.Int64).alias("of"))
    pairs = pairs.join(whose, on="nik").with_columns(true=pl.col("person") == pl.col("of"))
    truth = deaths.join(members, on="person", how="semi").height
    return {
        "true_pairs": truth,
        "same": quality(pairs.filter(pl.col("state") == "same"), truth),
        "same_or_asked": quality(pairs, truth),
        "asked": pairs.filter(pl.col("state") == "asked")["person"].n_unique(),
    }


def measure(name: str, members: int, deaths: int) -> list[dict[str, Any]]:
    from rangkiang.claims.watch import watch

    listed, dead = _lists(members, deaths)
    with arena():
        _world, signer = _fill(listed, dead)
        with Peak() as first, transaction.atomic():
            found = watch(on=TODAY, by=signer)
        with Peak() as again, transaction.atomic():
            repeated = watch(on=TODAY, by=signer)
        told = _told(listed, dead)
    return [
        {
            "name": name,
            "n": members,
            "deaths": dead.height,
            "seconds": first.seconds,
            "peak_mb": first.peak_mb,
            "again_seconds": again.seconds,
            "again_reported": repeated.reported,
            "reported": found.reported,
            "asked": found.asked,
            "quality": told,
        }
    ]


BENCHES: dict[str, Callable[[], list[dict[str, Any]]]] = {
    "deathwatch_20k": lambda: measure("deathwatch_20k", 20_000, 1_000),
    "deathwatch_1m": lambda: measure("deathwatch_1m", 1_000_000, 10_000),
}
