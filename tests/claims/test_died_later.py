"""Hurt on one day, dead of it on another: months, clocks, lists and claims go by the day of death."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from rangkiang.claims import actions as claims
from rangkiang.claims import calendar, care, changes, decisions, letters_told, queries, watch, watch_queries
from rangkiang.claims.billed import take_off
from rangkiang.claims.care_queries import care_of
from rangkiang.claims.limits import limits_of_accident
from rangkiang.claims.models import Claim, Event
from rangkiang.claims.retold import contradictions
from rangkiang.insight.tasks import tasks
from rangkiang.intake import actions as intake
from rangkiang.money.models import Bill
from rangkiang.people.models import Person
from rangkiang.platform.errors import BadInput, Refused
from rangkiang.platform.month import Month
from tests.intake.readers.lists import xlsx_file
from tests.judged import approve
from tests.stories.test_days_that_decide import paid_since
from tests.world import JULY, World

pytestmark = pytest.mark.django_db
HURT, DIED = date(2025, 5, 20), date(2025, 7, 20)


def hurt(world: World, outcome: str = "", died_on: date | None = None) -> tuple[Person, Event]:
    person = paid_since(world, Month(2025, 5), JULY)
    made = claims.report(
        person=person, kind="accident", outcome=outcome, happened_on=HURT, died_on=died_on,
        reported_on=DIED if outcome else HURT, by=world.operator,
    )  # fmt: skip
    world.see_all()
    return person, made


def died_on(person: Person) -> date | None:
    return Person.objects.get(pk=person.pk).died_on


@pytest.mark.parametrize("told", ["described", "reported"])
def test_he_lived_the_months_until_his_death(world: World, told: str) -> None:
    person, event = hurt(world, *(("death", DIED) if told == "reported" else ()))
    if told == "described":
        claims.describe(event=event, outcome="death", died_on=DIED, by=world.operator)
        world.see_all()
    take_off(by=world.operator)
    world.see_all()
    held = Event.objects.select_related("person").get()
    assert (died_on(person), held.happened_on, held.died_on) == (DIED, HURT, DIED)
    assert not Bill.objects.filter(roll__kind="correction").exists()
    assert watch_queries.faults(DIED) == []
    assert [one.died_on for one in watch_queries.cases(date(2025, 7, 25))] == [DIED]
    dues = [one.due for one in limits_of_accident(held, care_of(held), DIED, "en").found]
    assert max(dues) > DIED
    claim = claims.open_claim(event=held, by=world.operator)
    assert (claim.case["accident"], claim.case["death"]) == ("2025-05-20", "2025-07-20")


def test_the_day_of_death_is_corrected_without_moving_the_accident(world: World) -> None:
    person, event = hurt(world, "death")
    assert died_on(person) == HURT
    with pytest.raises(Refused, match="which day is true"):
        claims.describe(event=event, outcome="death", died_on=DIED, by=world.operator)
    world.see_all()
    changes.redate(event=event, on=DIED, death=True, why="akta", by=world.operator)
    world.see_all()
    held = Event.objects.get()
    assert (died_on(person), held.happened_on, held.died_on) == (DIED, HURT, DIED)
    take_off(by=world.operator)
    world.see_all()
    assert not Bill.objects.filter(roll__kind="correction").exists()
    with pytest.raises(BadInput):
        changes.redate(event=event, on=date(2025, 5, 19), death=True, why="akta", by=world.operator)
    world.see_all()
    with pytest.raises(BadInput):
        changes.redate(event=event, on=date(2025, 7, 21), why="akta", by=world.operator)


def test_a_day_of_death_needs_a_death_after_the_accident(world: World) -> None:
    _person, event = hurt(world)
    for outcome, day in (("recovered", DIED), ("death", date(2025, 5, 19))):
        with pytest.raises(BadInput):
            claims.describe(event=event, outcome=outcome, died_on=day, by=world.operator)
        world.see_all()
    assert Event.objects.get().outcome == ""


def test_another_day_of_death_told_of_a_fatal_accident_is_a_question(world: World) -> None:
    person, event = hurt(world, "death", DIED)
    claims.report(
        person=person, kind="accident", outcome="death", happened_on=HURT, died_on=date(2025, 7, 19), reported_on=DIED,
        by=world.operator,
    )  # fmt: skip
    assert [one.event_id for one in contradictions()] == [event.pk]
    assert died_on(person) == DIED


def test_he_who_lives_after_all_has_no_day_of_death(world: World) -> None:
    person, event = hurt(world, "death", DIED)
    claims.describe(event=event, outcome="total", why="Ia sadar", by=world.operator)
    world.see_all()
    changes.agree(change=event.changed.get(), by=world.verifier)
    world.see_all()
    assert (died_on(person), Event.objects.get().died_on, Claim.objects.count()) == (None, None, 0)


def dies_after_the_claim(world: World, how: str) -> tuple[Person, Event, Claim]:
    person, event = hurt(world)
    care.rate(
        event=event, on=date(2025, 6, 1), doctor="dr", role="treating", losses=[{"part": "one_eye"}], by=world.operator
    )
    world.see_all()
    claim = claims.open_claim(event=Event.objects.get(), by=world.operator)
    if how == "described":
        claims.describe(event=event, outcome="death", died_on=DIED, why="akta", by=world.operator)
    else:
        claims.report(
            person=person, kind="accident", outcome="death", happened_on=HURT, died_on=DIED, reported_on=DIED,
            by=world.operator,
        )  # fmt: skip
    world.see_all()
    return person, event, claim


@pytest.mark.parametrize("how", ["described", "reported"])
def test_he_dies_of_it_after_the_claim_was_opened(world: World, how: str) -> None:
    person, event, claim = dies_after_the_claim(world, how)
    assert died_on(person) == DIED
    assert [one.person for one in queries.unreported(DIED)] == [person.pk]
    world.see_all()
    with pytest.raises(Refused, match="rights of operator"):
        changes.agree(change=event.changed.get(), by=world.operator)
    world.see_all()
    changes.agree(change=event.changed.get(), by=world.verifier)
    world.see_all()
    now = Claim.objects.get()
    assert (now.case["outcome"], now.case["death"]) == ("death", "2025-07-20")
    assert now.computed > claim.computed
    assert [one.died_on for one in watch_queries.cases(DIED)] == [DIED]
    assert not contradictions().exists()
    assert queries.unreported(DIED) == []


def test_he_lives_when_the_second_person_does_not_agree(world: World) -> None:
    person, event, _claim = dies_after_the_claim(world, "described")
    changes.decline(change=event.changed.get(), why="orang lain", by=world.verifier)
    world.see_all()
    assert (died_on(person), Event.objects.get().outcome) == (None, "partial")


def listed(world: World, person: Person) -> watch.Watched:
    row = (person.nik, person.name, "01-01-1980", "20-07-2025", "Palaluar")
    head = ("NIK", "Nama", "Tanggal Lahir", "Tanggal Meninggal", "Nagari")
    batch = intake.receive(
        fund=world.fund, filename="d.xlsx", content=xlsx_file([head, row]), profile="death_list",
        on=date(2025, 8, 6), by=world.operator,
    )  # fmt: skip
    intake.take_deaths(batch=batch, by=world.operator)
    world.see_all()
    return again(world)


def again(world: World) -> watch.Watched:
    found = watch.watch(on=date(2025, 8, 6), by=world.operator)
    world.see_all()
    return found


def test_a_list_that_tells_the_death_of_somebody_hurt_asks_whether_it_was_of_that(world: World, client: Client) -> None:
    person, event = hurt(world)
    listed(world, person)
    again(world)
    assert [one.event_id for one in contradictions()] == [event.pk]
    assert list(Event.objects.all()) == [event]
    assert died_on(person) == DIED
    assert [one.person for one in queries.unreported(date(2025, 8, 6))] == [person.pk]
    type(world.operator).objects.filter(pk=world.operator.pk).update(language="en")
    client.force_login(world.operator)
    page = client.get(reverse("claims:event", args=[event.pk])).content.decode()
    assert "Did this person die of the accident?" in page
    world.see_all()
    claims.describe(event=event, outcome="death", by=world.operator)
    world.see_all()
    assert Event.objects.get().died_on == DIED
    assert not contradictions().exists()


def test_a_death_that_was_not_of_the_accident_is_a_report_of_its_own(world: World, client: Client) -> None:
    person, event = hurt(world)
    listed(world, person)
    changes.redate(event=event, on=HURT, why="meninggal karena sakit", by=world.operator)
    world.see_all()
    again(world)
    death = Event.objects.get(kind="death")
    assert death.happened_on == DIED
    client.force_login(world.operator)
    assert str(event.pk) in client.get(reverse("claims:event", args=[death.pk])).content.decode()
    world.see_all()
    claim = claims.open_claim(event=death, by=world.operator)
    world.see_all()
    assert str(event.pk) in client.get(reverse("claims:page", args=[claim.pk])).content.decode()


AFTER = date(2025, 7, 26)


@pytest.mark.parametrize("ended", ["paid", "refused"])
def test_he_dies_of_it_after_bpjs_decided_and_the_difference_is_a_case_again(
    world: World, ended: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rangkiang.access.rights.today", lambda: AFTER)
    _person, event = hurt(world)
    rated = {"doctor": "dr", "role": "treating", "losses": [{"part": "one_eye"}]}
    care.rate(event=event, on=date(2025, 6, 1), **rated, by=world.operator)
    world.see_all()
    claim = claims.open_claim(event=Event.objects.get(), by=world.operator)
    approve(claim=claim, by=world.verifier)
    claims.submit(claim=claim, on=date(2025, 6, 10), by=world.operator)
    sums = {"parts": {"cacat": claim.computed}} if ended == "paid" else {"refusal": "lapsed"}
    claims.decide(claim=claim, on=date(2025, 6, 20), **sums, by=world.bpjs)
    if ended == "paid":
        claims.pay(claim=claim, on=date(2025, 6, 25), by=world.bpjs)
    world.see_all()
    assert watch_queries.cases(AFTER) == []
    claims.describe(event=event, outcome="death", died_on=DIED, why="akta", by=world.operator)
    world.see_all()
    changes.agree(change=event.changed.get(), by=world.verifier)
    world.see_all()
    (case,) = watch_queries.cases(AFTER)
    assert (case.stage, case.died_on, case.label) == ("died_later", DIED, "died after BPJS decided")
    assert "difference" in str(case.step)
    assert case.owner
    now = Claim.objects.get()
    owed = now.computed - (now.granted or 0)
    assert owed > 0
    (task,) = [one for one in tasks(world.operator, AFTER) if one.code == "claim_died_later"]
    assert (task.count, task.amount) == (1, owed)
    (row,) = queries.by_nagari(AFTER)
    assert (row.at_bpjs, row.rupiah, row.oldest) == (1, owed, DIED)
    filed = world.today()
    objection = decisions.object_to(claim=now, on=filed, grounds="Meninggal karenanya", by=world.operator)
    world.see_all()
    assert [one.stage for one in watch_queries.cases(AFTER)] == ["objected"]
    more = {"santunan": now.computed}
    decisions.answer_objection(objection=objection, on=filed, outcome="changed", parts=more, by=world.bpjs)
    world.see_all()
    assert [one.stage for one in watch_queries.cases(AFTER)] == ["granted"]
    claims.pay(claim=Claim.objects.get(), on=filed, by=world.bpjs)
    world.see_all()
    assert watch_queries.cases(AFTER) == []


def test_board_calendar_and_letters_count_from_the_death(world: World) -> None:
    _person, event = hurt(world, "death", DIED)
    assert [one.oldest for one in queries.by_nagari(AFTER)] == [DIED]
    (task,) = [one for one in tasks(world.operator, AFTER) if one.code == "accident_unclaimed"]
    assert task.since == DIED
    claims.open_claim(event=event, by=world.operator)
    world.see_all()
    waits = {one.kind: one.since for one in calendar.entries(world.operator, AFTER)}
    assert waits.get("approve", waits.get("review")) == DIED
    told = letters_told.told_of(Event.objects.get(), "summary", AFTER)
    assert told["happened"] == "20 Juli 2025"
    assert ["Tanggal meninggal", "20 Juli 2025"] in told["member"]
    assert ["Tanggal kejadian", "20 Mei 2025"] in told["member"]


@pytest.mark.parametrize(
    ("outcome", "rupiah", "unsure"),
    [("", 150_000, 1), ("recovered", 150_000, 0), ("total", 68_150_000, 1), ("death", 70_150_000, 0)],
)
def test_an_accident_without_a_claim_counts_what_the_law_can_say(
    world: World, outcome: str, rupiah: int, unsure: int
) -> None:
    """What was noted of transport is certain; how it ends, and a disability no doctor rated, are questions."""
    _person, event = hurt(world, outcome, DIED if outcome == "death" else None)
    care.receipt(event=event, kind="land", amount=150_000, on=HURT, issuer="Ojek", by=world.operator)
    world.see_all()
    assert [(one.rupiah, one.unsure) for one in queries.by_nagari(AFTER)] == [(rupiah, unsure)]
