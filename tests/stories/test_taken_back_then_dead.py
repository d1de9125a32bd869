"""Syafril was on a list by mistake and lived; two persons took his death back. Then he died, and a person is asked."""

from __future__ import annotations

from datetime import date

import pytest

from rangkiang.claims import actions as claims
from rangkiang.claims import changes, watch
from rangkiang.claims.models import Event
from rangkiang.intake import actions as intake
from rangkiang.people.models import DeathMatch, Person
from rangkiang.platform.jobs import perform
from rangkiang.platform.models import Job
from tests.claims.test_pages import member
from tests.intake.readers.lists import xlsx_file
from tests.world import World

pytestmark = pytest.mark.django_db
WRONG, TRUE, TODAY = date(2025, 6, 20), date(2025, 8, 11), date(2025, 8, 20)


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("access.rights", "claims.jobs"):
        monkeypatch.setattr(f"rangkiang.{module}.today", lambda: TODAY)


@pytest.fixture
def syafril(world: World) -> Person:
    man = member(world)
    facts = {"name": "Syafril Tanjung", "name_key": "SYAFRIL TANJUNG", "nik": "1303081205711234"}
    Person.objects.filter(pk=man.pk).update(**facts, birth_date=date(1971, 5, 12))
    man.refresh_from_db()
    return man


def the_list_comes_in(world: World, name: str, died: date) -> None:
    row = ("1303081205711234", "Syafril Tanjung", "12-05-1971", f"{died:%d-%m-%Y}", "Palaluar", name)
    content = xlsx_file([("NIK", "Nama", "Tanggal Lahir", "Tanggal Meninggal", "Nagari", "Keterangan"), row])
    batch = intake.receive(
        fund=world.fund, filename=name, content=content, profile="death_list", on=TODAY, by=world.operator
    )
    intake.take_deaths(batch=batch, by=world.operator)
    for job in Job.objects.filter(finished_at=None):
        perform(job=job.pk)
    world.see_all()


@pytest.mark.parametrize("died", [TRUE, WRONG])
def test_the_second_list_is_heard_by_a_person(world: World, syafril: Person, died: date) -> None:
    """Even when it tells the very day of the first, which was no mistake then."""
    the_list_comes_in(world, "dukcapil.xlsx", WRONG)
    first = Event.objects.get()
    for by in (world.verifier, world.head):
        changes.retract(event=first, reason="Ia datang sendiri ke kantor", by=by)
        world.see_all()
    assert Person.objects.get(pk=syafril.pk).died_on is None

    the_list_comes_in(world, "nagari.xlsx", died)
    assert not Event.objects.exclude(state="closed").exists()
    question = DeathMatch.objects.get(state="asked")
    assert question.death.source == "nagari.xlsx"

    watch.answer(match=question, same=True, why="Akta kematian dan makamnya dilihat", on=TODAY, by=world.verifier)
    world.see_all()
    event = Event.objects.exclude(state="closed").get()
    assert (event.happened_on, Person.objects.get(pk=syafril.pk).died_on) == (died, died)
    claim = claims.open_claim(event=event, by=world.operator)
    assert claim.computed > 0
    assert Event.objects.filter(state="closed").get() == first
