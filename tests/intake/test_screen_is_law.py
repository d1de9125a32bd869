"""The register's screen of a list and the law's own rules say the same of age, decile and cover."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rangkiang import law
from rangkiang.intake.actions import ANY_DECILE, SQL
from rangkiang.intake.models import Batch, Candidate
from rangkiang.people.models import KnownCover
from rangkiang.platform.bulk import run
from tests.intake.desk import committed, row
from tests.world import JULY, PALALUAR, World

pytestmark = pytest.mark.django_db

MONTH: date = JULY.first
EDGES = [MONTH.replace(year=MONTH.year - years) + timedelta(days) for years in (18, 60, 64, 65, 66) for days in (-1, 0)]
PERSON = st.fixed_dictionaries({
    "born": st.one_of(st.sampled_from(EDGES), st.dates(date(1930, 1, 1), date(2007, 6, 30))),
    "decile": st.one_of(st.none(), st.integers(1, 10)),
    "covered": st.one_of(st.just(False), st.booleans()),
})  # fmt: skip
TERMS = st.fixed_dictionaries(
    {"age_below": st.integers(60, 65), "decile_max": st.one_of(st.none(), st.integers(1, 10))}
)
SAID = {("proposed", ""): "eligible", ("review", "decile_unknown"): "review", ("refused", "too_old"): "ineligible",
        ("refused", "decile"): "ineligible", ("refused", "covered_by_others"): "ineligible"}  # fmt: skip


def by_law(person: dict[str, Any], terms: dict[str, Any]) -> str:
    act = {"number": "SK 1", "from": "2025-01-01", "age_min": 17, "age_below": terms["age_below"]}
    act |= {"decile_max": terms["decile_max"]} if terms["decile_max"] else {}
    case = {"on": MONTH.isoformat(), "born": person["born"].isoformat(), "works": True, "wage_earner": False,
            "nik_known": True, "covered": person["covered"], "act": act}  # fmt: skip
    return law.eligibility(case | ({"decile": person["decile"]} if person["decile"] else {})).decision


def by_screen(batch: Batch, people: list[dict[str, Any]], terms: dict[str, Any]) -> list[str]:
    niks = [f"130308010170{at:04d}" for at in range(len(people))]
    Candidate.objects.bulk_create(
        Candidate(batch=batch, fund=batch.fund, area=PALALUAR, row=100 + at, nik=nik, name=f"Orang {at}",
                  name_key=f"ORANG {at}", birth_date=one["born"], decile=one["decile"])
        for at, (nik, one) in enumerate(zip(niks, people, strict=True))
    )  # fmt: skip
    KnownCover.objects.bulk_create(
        KnownCover(nik=nik, area=PALALUAR, ours=False, payer="MANDIRI", first_month=date(2025, 1, 1), source="uji")
        for nik, one in zip(niks, people, strict=True) if one["covered"]
    )  # fmt: skip
    asked = {"batch": batch.pk, "month": MONTH, "age_below": terms["age_below"],
             "decile_max": terms["decile_max"] or ANY_DECILE, "rows": [], "reasons": [], "said": []}  # fmt: skip
    run(SQL / "screen.sql", asked)
    found = {nik: (state, why) for nik, state, why in Candidate.objects.values_list("nik", "state", "reason")}
    return [SAID[found[nik]] for nik in niks]


def test_the_screen_says_what_the_law_says(world: World) -> None:
    batch = committed(world, row(1, "Contoh"))

    @settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(st.lists(PERSON, min_size=10, max_size=30), TERMS)
    def same(people: list[dict[str, Any]], terms: dict[str, Any]) -> None:
        with transaction.atomic():
            told = by_screen(batch, people, terms)
            transaction.set_rollback(True)
        assert told == [by_law(one, terms) for one in people]

    same()
