"""What the house does by itself: once for a night, however often it is looked at; a missed night is made up for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pytest

from rangkiang.access import schedule
from rangkiang.access.models import Assignment, Role
from rangkiang.access.schedule import every_morning, latest, look, nightly, signers, yearly
from rangkiang.platform.jobs import perform
from rangkiang.platform.models import OFFICE, Job
from tests.world import PALALUAR, REGENCY, World, user

pytestmark = pytest.mark.django_db


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Sets the office's clock."""

    class Clock(datetime):
        pass

    def put(moment: str) -> None:
        now = datetime.fromisoformat(moment)
        monkeypatch.setattr(Clock, "now", classmethod(lambda cls, zone=None: now.replace(tzinfo=OFFICE)))
        for module in ("access.schedule", "access.rights", "claims.jobs"):
            monkeypatch.setattr(f"rangkiang.{module}.today", now.date)
        monkeypatch.setattr(schedule, "datetime", Clock)

    return put


def started() -> list[tuple[str, str, str]]:
    return [(job.name, job.arguments["due"], job.arguments["place"]) for job in Job.objects.order_by("pk")]


def test_the_night_begins_at_two_and_the_year_on_its_day() -> None:
    assert nightly(datetime.fromisoformat("2025-08-20T01:59")) == date(2025, 8, 19)
    assert nightly(datetime.fromisoformat("2025-08-20T02:00")) == date(2025, 8, 20)
    july = yearly(7, 1)
    assert july(datetime.fromisoformat("2025-07-01T01:00")) == date(2024, 7, 1)
    assert july(datetime.fromisoformat("2025-07-01T02:00")) == date(2025, 7, 1)
    assert july(datetime.fromisoformat("2026-06-30T23:00")) == date(2025, 7, 1)
    assert every_morning(datetime.fromisoformat("2025-08-20T07:59")) == date(2025, 8, 19)
    assert every_morning(datetime.fromisoformat("2025-08-20T08:00")) == date(2025, 8, 20)


def test_once_a_night_for_each_office_and_signed_by_who_answers(world: World, at: Callable[[str], None]) -> None:
    user(Role.OPERATOR, PALALUAR, "operator_of_a_nagari")
    user(Role.OPERATOR, "13.04", "operator_elsewhere")
    at("2025-08-20T03:00")
    assert look() == 6
    assert look() == 0
    night = [one for one in started() if one[0] == "deaths.night"]
    assert sorted(night) == [("deaths.night", "2025-08-20", "13.03"), ("deaths.night", "2025-08-20", "13.04")]
    assert {name for name, *_rest in started()} == {"deaths.night", "school.promote", "exchange.morning"}
    at("2025-08-20T07:59")
    assert look() == 0
    at("2025-08-20T23:00")
    assert look() == 2
    assert {one[:2] for one in started()[-2:]} == {("exchange.morning", "2025-08-20")}
    at("2025-08-21T02:00")
    assert look() == 2


def test_nights_without_work_are_made_up_for_once(world: World, at: Callable[[str], None]) -> None:
    at("2025-08-20T03:00")
    look()
    at("2025-08-27T09:00")
    assert look() == 2
    assert {one[1] for one in started()[-2:]} == {"2025-08-27"}


def test_who_left_signs_nothing(world: World, at: Callable[[str], None]) -> None:
    at("2025-08-20T03:00")
    assert signers("claims.school") == {REGENCY: world.operator}
    Assignment.objects.filter(user=world.operator).update(until=date(2025, 8, 1))
    assert signers("claims.school") == {}


def test_the_works_are_done_and_their_time_is_known(world: World, at: Callable[[str], None]) -> None:
    world.members(1)
    at("2025-08-20T03:00")
    assert latest("deaths.night") is None
    look()
    for job in Job.objects.all():
        perform(job=job.pk)
        job.refresh_from_db()
        assert (job.state, job.note, job.reference) == ("done", "", "")
        world.see_all()
    found = latest("deaths.night")
    assert found is not None
    assert found.result == "/claims/watch/"
