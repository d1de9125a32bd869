"""Am I covered: no key, no name, nothing to learn from a wrong guess, and an end to guessing."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from itertools import count, cycle
from types import SimpleNamespace

import pytest
from django.db import connection
from django.db.models import Count, Max
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from rangkiang.claims import actions as claims
from rangkiang.exchange import cover_check, public_views
from rangkiang.platform.models import Asked
from tests.claims.test_pages import member
from tests.world import JULY, World

ON = date(2025, 7, 31)
WRONG = "1303080101809999"
addresses = count(1)


@pytest.fixture(autouse=True)
def a_day_of_the_story(db: None, monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The last day of July 2025; answers come at once, with the pauses that they would have made."""
    monkeypatch.setattr(public_views, "today", lambda: ON)
    pauses: list[float] = []
    clock = cycle([0.0, 0.1, 0.0, 0.3])  # begun and done, by turns
    monkeypatch.setattr(public_views, "time", SimpleNamespace(monotonic=lambda: next(clock), sleep=pauses.append))
    return pauses


def asked(nik: object, born: object = "1980-01-01", *, place: str = "", language: str = "en") -> HttpResponse:
    client = Client(REMOTE_ADDR=place or f"10.0.0.{next(addresses)}")
    client.cookies.load({"django_language": language})
    return client.post(reverse("check"), {"nik": nik, "born": born})


def words(response: HttpResponse) -> str:
    return " ".join(response.content.decode().split())


def test_a_member_of_four_months_reads_the_full_benefit(world: World) -> None:
    person = member(world)
    told = words(asked(person.nik))
    assert "Yes, there is cover" in told
    assert "Rp42,000,000 for the heirs" in told
    assert "after a death for another reason once 36 months are paid" in told  # the law's, not this person's


def test_two_months_give_the_funeral(world: World) -> None:
    told = cover_check.ask(str(member(world, 2).nik), date(1980, 1, 1), ON)
    assert (told.tier, told.total) == ("funeral", 10_000_000)


def test_two_of_one_tier_read_the_very_same(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Four months or five, a month in arrears or none: whoever asks for another learns nothing of the months."""
    long, short, new = (
        world.members(1, month=JULY + (1 - months), start=20 * months, number=f"SK-{months}")[0] for months in (5, 4, 2)
    )
    for month in (JULY + -4).until(JULY):
        world.pay(world.bill(month))
    assert _without_token(asked(long.nik)) == _without_token(asked(short.nik))
    monkeypatch.setattr(public_views, "today", lambda: date(2025, 8, 31))  # August is not paid
    assert _without_token(asked(long.nik)) == _without_token(asked(short.nik))
    assert "full benefit" not in words(asked(new.nik)), "no day is told"


def test_nothing_of_the_person_is_shown(world: World) -> None:
    person = member(world)
    told = words(asked(person.nik))
    for secret in (person.nik, str(person.nik)[:6], person.name, person.area, person.kk, "1980", "Palaluar"):
        assert str(secret) not in told


@pytest.mark.parametrize("language", ["id", "en"])
def test_a_wrong_birth_date_reads_like_nobody(world: World, language: str) -> None:
    person = member(world)
    wrong = asked(person.nik, "1980-01-02", language=language)
    nobody = asked(WRONG, "1980-01-02", language=language)
    assert wrong.status_code == nobody.status_code == 200
    assert _without_token(wrong) == _without_token(nobody)
    assert _without_token(wrong) != _without_token(asked(person.nik, language=language))


def _without_token(response: HttpResponse) -> list[str]:
    return [line for line in response.content.decode().splitlines() if "csrfmiddlewaretoken" not in line]


def test_every_answer_takes_the_same_statements_and_the_same_time(
    world: World, a_day_of_the_story: list[float]
) -> None:
    person = member(world)
    done = []
    for nik, born in ((person.nik, "1980-01-01"), (person.nik, "1981-01-01"), (WRONG, "1980-01-01")):
        with CaptureQueriesContext(connection) as seen:
            asked(nik, born)
        done.append([re.sub(r"'[^']*'|\d+", "?", one["sql"]) for one in seen])
    assert done[0] == done[1] == done[2]
    assert any("membership_personmonth" in one for one in done[2])  # the months are looked for, of nobody too
    assert [round(1000 * pause) for pause in a_day_of_the_story] == [300, 100, 300]


def test_a_dead_member_is_answered_as_of_the_day_of_death(world: World) -> None:
    person = member(world)
    claims.report(person=person, kind="death", happened_on=date(2025, 7, 20), reported_on=ON, by=world.operator)
    world.see_all()
    late = cover_check.ask(str(person.nik), date(1980, 1, 1), date(2026, 7, 31))
    assert late.covered, "a family that asks a year later is not told that there was nothing"
    assert not cover_check.ask(WRONG, date(1980, 1, 1), ON).covered


def test_unpaid_months_end_it(world: World) -> None:
    person = member(world)
    assert cover_check.ask(str(person.nik), date(1980, 1, 1), date(2025, 8, 31)).covered
    assert not cover_check.ask(str(person.nik), date(1980, 1, 1), date(2025, 12, 31)).covered


def test_guessing_from_one_place_ends(world: World) -> None:
    limit = cover_check.BY_PLACE
    for guess in range(limit):
        assert asked(f"13030801018{guess:05d}", place="10.9.9.9").status_code == 200
    refused = asked(member(world).nik, place="10.9.9.9")
    assert refused.status_code == 429
    assert "Asked too often" in words(refused)
    assert "there is cover" not in words(refused)
    assert asked(WRONG, place="10.9.9.8").status_code == 200


def test_one_stranger_locks_no_family_out(world: World) -> None:
    """However often one place asks for a NIK, the family asks from another; refused askings use nothing up."""
    nik = member(world).nik
    answers = [asked(nik, f"1979-01-{day:02d}", place="10.9.9.9").status_code for day in range(1, 29)]
    assert answers == [200] * cover_check.BY_BOTH + [429] * (28 - cover_check.BY_BOTH)
    assert "Yes, there is cover" in words(asked(nik))


def test_what_is_refused_for_one_nik_leaves_its_place_free(world: World) -> None:
    """Many ask from the nagari's one address; who asks for one NIK too often stops nobody else there."""
    place = "10.9.9.9"
    for _again in range(cover_check.BY_BOTH + cover_check.BY_PLACE):
        last = asked(WRONG, place=place)
    assert last.status_code == 429
    assert "Yes, there is cover" in words(asked(member(world).nik, place=place))


def test_guessing_birth_dates_from_many_places_ends_and_is_over_soon(world: World) -> None:
    nik = member(world).nik
    for day in range(cover_check.BY_NIK):
        assert asked(nik, f"1979-01-{day % 28 + 1:02d}").status_code == 200
    for _more in range(5):
        assert asked(nik).status_code == 429, "even the right one: who guesses does not learn that this one was right"
    left = Asked.objects.aggregate(last=Max("until"))["last"] - datetime.now(tz=UTC)
    assert left <= cover_check.WITHIN <= timedelta(minutes=15)
    most = Asked.objects.values("key").annotate(n=Count("pk")).aggregate(most=Max("n"))["most"]
    assert most == cover_check.BY_NIK, "what was refused is not counted: it lengthens nobody's wait"


def test_what_is_counted_names_nobody(world: World) -> None:
    person = member(world)
    asked(person.nik, place="10.7.7.7")
    kept = " ".join(Asked.objects.values_list("key", flat=True))
    assert kept
    assert str(person.nik) not in kept
    assert "10.7.7.7" not in kept


@pytest.mark.parametrize(
    ("nik", "born", "says"),
    [
        ("130308010180900", "1980-01-01", "A NIK has 16 digits; 15 were typed."),
        ("abc", "1980-01-01", "A NIK has 16 digits; 0 were typed."),
        (WRONG, "1980-02-31", "Enter a valid date."),
        (WRONG, "2031-01-01", "This birth date is still to come."),
        ("", "1980-01-01", "This field is required."),
    ],
)
def test_what_cannot_be_asked_is_said(nik: str, born: str, says: str) -> None:
    response = asked(nik, born)
    assert response.status_code == 400
    assert says in words(response)
    assert not Asked.objects.exists(), "a typing mistake costs no asking"


def test_blanks_and_dots_in_a_nik_are_no_mistake(world: World) -> None:
    nik = str(member(world).nik)
    assert "Yes, there is cover" in words(asked(f"{nik[:6]} {nik[6:12]}.{nik[12:]}"))


def test_nothing_is_answered_from_an_address_bar_or_kept_on_the_way(world: World) -> None:
    person = member(world)
    response = Client().get(reverse("check"), {"nik": person.nik, "born": "1980-01-01"})
    assert "there is cover" not in words(response)
    answer = asked(person.nik)
    assert "no-store" in answer["Cache-Control"]


def test_the_page_needs_no_sign_in() -> None:
    assert Client().get(reverse("check")).status_code == 200
