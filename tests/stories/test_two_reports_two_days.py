"""Nuraini's death is told twice, with two days: the officer took one from an old paper, the hospital knows better.

The day decides whether her third month had begun: who looks at the certificate says which is true, and the sum follows.
"""

from __future__ import annotations

from datetime import date

import pytest

from rangkiang.access.models import Role
from rangkiang.claims import actions as claims
from rangkiang.claims import changes
from rangkiang.claims.changes_models import Change
from rangkiang.claims.models import Claim, Event
from rangkiang.claims.retold import contradictions
from rangkiang.insight.tasks import tasks
from rangkiang.people.models import Person
from tests.claims.test_pages import member
from tests.judged import approve
from tests.world import World

pytestmark = pytest.mark.django_db
BURIED, DIED, TODAY = date(2025, 4, 29), date(2025, 8, 5), date(2025, 8, 20)


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rangkiang.access.rights.today", lambda: TODAY)


def told(world: World, person: Person, on: date, role: Role, source: str) -> Event:
    made = claims.report(
        person=person, kind="death", happened_on=on, reported_on=TODAY, source=source, by=world.by[role]
    )
    world.see_all()
    return made


def test_the_sum_follows_the_true_day_and_two_persons_stand_for_it(world: World) -> None:
    nuraini = member(world)
    event = told(world, nuraini, BURIED, Role.NAGARI, "nagari")
    claim = claims.open_claim(event=event, by=world.operator)
    approve(claim=claim, by=world.verifier)
    claims.submit(claim=claim, on=TODAY, by=world.operator)
    world.see_all()
    before = claim.computed

    assert told(world, nuraini, DIED, Role.BPJS, "hospital") == event
    assert [one.happened_on for one in contradictions()] == [DIED]
    assert "claims:watch" in {task.page for task in tasks(world.operator, TODAY) if task.code == "report_contradicted"}

    changes.redate(event=event, on=DIED, why="Akta kematian RSUD", by=world.operator)
    world.see_all()
    assert Event.objects.get().happened_on == BURIED  # the claim is at BPJS: one alone does not change it
    (task,) = [task for task in tasks(world.verifier, TODAY) if task.code == "report_change"]
    assert task.yours
    assert "report_change" not in {task.code for task in tasks(world.operator, TODAY)}  # who asked may not agree
    changes.agree(change=Change.objects.get(), by=world.verifier)
    world.see_all()

    now = Claim.objects.get()
    assert (Event.objects.get().happened_on, now.state) == (DIED, "submitted")
    assert (before < now.computed, now.computed) == (True, 42_000_000)
    (earlier,) = now.earlier.all()
    assert (earlier.computed, earlier.case["death"]) == (before, BURIED.isoformat())
    assert not contradictions().exists()
    assert Person.objects.get(pk=nuraini.pk).died_on == DIED
