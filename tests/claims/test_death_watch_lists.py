"""Deaths that lists tell, held against the members: reported, asked, or left alone; by the engine, row for row."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest
from click.testing import CliRunner
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from rangkiang.access.models import Assignment, Role
from rangkiang.claims import actions as claims
from rangkiang.claims import changes, watch
from rangkiang.claims import watch_queries as seen
from rangkiang.claims.calendar import law_days
from rangkiang.claims.models import Claim, Event
from rangkiang.claims.queries import undated
from rangkiang.intake import actions as intake
from rangkiang.intake.actions import DEATHS_NOTED
from rangkiang.people import actions as people
from rangkiang.people.models import DeathMatch, KnownDeath, Person
from rangkiang.platform.errors import BadInput, Refused
from rangkiang.platform.jobs import perform
from rangkiang.platform.models import AuditEntry, Job
from tests.intake.readers.lists import xlsx_file
from tests.judged import approve
from tests.world import AIE_AMO, JULY, JUNE, MUARO, PALALUAR, REGENCY, World, user

pytestmark = pytest.mark.django_db
TODAY, DIED = date(2025, 8, 20), date(2025, 7, 21)
NAMES = ["Zulkifli Tanjung", "Erniwati", "Syamsuardi Koto", "Mardiana Sikumbang", "Bustami Chaniago", "Nurhayati"]


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rangkiang.access.rights.today", lambda: TODAY)
    monkeypatch.setattr("rangkiang.claims.jobs.today", lambda: TODAY)


def members(world: World, count: int = 3, **more: object) -> list[Person]:
    """Members with names, days of birth and mothers of their own, charged for June and July."""
    made = world.members(count, **more)  # type: ignore[arg-type]
    for at, person in enumerate(made):
        born = date(1971 + at, 3 + at, 11 + at)
        name = NAMES[at % len(NAMES)]
        facts = {"name": name, "name_key": name.upper(), "birth_date": born, "mother": f"Siti {NAMES[-1 - at]}",
                 "nik": f"130308{born:%d%m%y}{9001 + person.pk % 900:04d}"}  # fmt: skip
        Person.objects.filter(pk=person.pk).update(**facts)
        person.refresh_from_db()
    for month in (JUNE, JULY):
        world.bill(month)
    world.see_all()
    return made


def told(world: World, person: Person, died: date | None = DIED, **wrong: object) -> KnownDeath:
    """The person's death as a list has it, with what is wrong in the list."""
    world.see_all()
    facts = {
        "nik": person.nik, "kk": person.kk, "name": person.name, "name_key": person.name_key, "sex": person.sex,
        "birth_date": person.birth_date, "mother": person.mother, "area": person.area, "died_on": died,
        "source": "mati.xlsx", **wrong,
    }  # fmt: skip
    return KnownDeath.objects.create(**facts)


def watched(world: World, on: date = TODAY) -> watch.Watched:
    found = watch.watch(on=on, by=world.operator)
    world.see_all()
    return found


def one_digit_wrong(person: Person) -> str:
    """In the serial, as from one key to the next."""
    nik = str(person.nik)
    return nik[:14] + str((int(nik[14]) + 1) % 10) + nik[15]


def day_and_month_swapped(person: Person) -> date:
    assert person.birth_date
    return person.birth_date.replace(month=person.birth_date.day, day=person.birth_date.month)


WRONG = {
    "nothing": lambda person: {},
    "one digit of the NIK": lambda person: {"nik": one_digit_wrong(person)},
    "no NIK": lambda person: {"nik": None},
    "a letter of the name": lambda person: {"nik": None, "name_key": person.name_key.replace("L", "LL", 1)},
    "the family card": lambda person: {"nik": one_digit_wrong(person), "kk": None},
}


@pytest.mark.parametrize("fault", WRONG)
def test_a_member_on_a_list_is_a_reported_death_whatever_is_wrong_in_his_row(world: World, fault: str) -> None:
    person, *_others = members(world)
    told(world, person, **WRONG[fault](person))
    assert watched(world) == watch.Watched(1, 3, same=1, noted=1, reported=1)
    event = Event.objects.get()
    assert (event.person, event.happened_on, event.source, event.outcome) == (person, DIED, "list", "death")
    assert (event.reported_by, event.reported_on, event.area) == (world.operator, TODAY, PALALUAR)
    assert Person.objects.get(pk=person.pk).died_on == DIED
    assert Person.objects.filter(died_on=None).count() == 2


def test_day_and_month_of_birth_swapped_is_found(world: World) -> None:
    person = members(world)[1]
    told(world, person, birth_date=day_and_month_swapped(person))
    assert watched(world).reported == 1


def test_a_second_time_nothing_is_done_and_nothing_written(world: World) -> None:
    told(world, members(world)[0])
    assert watched(world).reported == 1
    entries = AuditEntry.objects.count()
    assert watched(world) == watch.Watched(1, 3)
    assert AuditEntry.objects.count() == entries
    assert Event.objects.count() == DeathMatch.objects.count() == 1


def test_two_lists_that_tell_the_same_death_make_one_report(world: World) -> None:
    person = members(world)[0]
    told(world, person)
    told(world, person, died=date(2025, 7, 22), nik=None, source="nagari.csv")
    assert (watched(world).same, Event.objects.count(), Event.objects.get().happened_on) == (2, 1, DIED)


def test_a_death_that_is_reported_already_is_not_reported_again(world: World) -> None:
    person = members(world)[0]
    claims.report(person=person, kind="death", happened_on=DIED, reported_on=TODAY, by=world.operator)
    told(world, person)
    assert (watched(world).reported, Event.objects.count()) == (0, 1)


def test_a_stranger_of_the_same_village_is_nobody(world: World) -> None:
    members(world)
    world.see_all()
    stranger = {"nik": "1303080506559123", "name_key": "DARMAWAN PILIANG", "birth_date": date(1955, 6, 5), "sex": "L"}
    KnownDeath.objects.create(area=PALALUAR, source="mati.xlsx", died_on=DIED, **stranger)
    assert watched(world) == watch.Watched(1, 3)
    assert not Event.objects.exists()


def test_the_nik_of_a_member_under_another_name_is_a_question(world: World) -> None:
    person = members(world)[0]
    told(world, person, name_key="RATNA JUWITA", birth_date=date(1990, 1, 30), sex="P", mother="", kk=None)
    assert watched(world) == watch.Watched(1, 3, asked=1)
    assert Person.objects.get(pk=person.pk).died_on is None
    assert DeathMatch.objects.get().state == "asked"


@pytest.mark.parametrize(
    ("died", "reported"),
    [(date(2025, 5, 31), 0), (date(2025, 6, 1), 1), (date(2025, 10, 31), 1), (date(2025, 11, 1), 0)],
)
def test_whoever_died_outside_cover_is_no_case_but_is_billed_no_more(world: World, died: date, reported: int) -> None:
    person = members(world)[0]
    told(world, person, died=died)
    assert watched(world, on=date(2025, 12, 1)).reported == reported
    assert Person.objects.get(pk=person.pk).died_on == died


def test_who_died_before_registration_is_a_fault_of_intake_and_his_months_are_counted(world: World) -> None:
    person = members(world)[0]
    told(world, person, died=date(2025, 5, 3))
    watched(world)
    (fault,) = seen.faults(TODAY)
    assert (fault.person, fault.before_cover, fault.months, fault.amount) == (person.pk, True, 2, 33_600)
    assert seen.faults(TODAY, AIE_AMO) == []


def test_a_dead_member_is_not_billed_again_and_what_he_was_billed_is_told(world: World) -> None:
    person = members(world)[0]
    told(world, person, died=date(2025, 6, 20), nik=one_digit_wrong(person))
    watched(world)
    (fault,) = seen.faults(TODAY)
    assert (fault.before_cover, fault.months, fault.first) == (False, 1, JULY.first)
    assert world.bill(JULY + 1).roll.persons == 2


def test_a_death_without_its_day_is_asked_for_it(world: World) -> None:
    person = members(world)[0]
    told(world, person, died=None)
    assert watched(world) == watch.Watched(1, 3, same=1)
    assert [one.person for one in undated()] == [person.pk]


def test_records_joined_as_one_person_are_one_death(world: World) -> None:
    """Both records are members; the list fits both as well, and neither by its NIK."""
    first, second, _third = members(world)
    same = {"name": first.name, "name_key": first.name_key, "birth_date": first.birth_date, "mother": first.mother,
            "kk": first.kk}  # fmt: skip
    Person.objects.filter(pk=second.pk).update(**same)
    for by in (world.verifier, user(Role.VERIFIER, REGENCY, "verifier_two")):
        people.link(duplicate=second, canonical=first, why="KTP sama", by=by)
    told(world, first, nik=None)
    assert watched(world).reported == 1
    assert Event.objects.get().person == first
    assert Person.objects.filter(died_on=DIED).count() == 2


def test_two_who_fit_as_well_are_a_question_until_somebody_says_who(world: World) -> None:
    first, second, _third = members(world)
    same = {"name": first.name, "name_key": first.name_key, "birth_date": first.birth_date, "mother": first.mother,
            "kk": first.kk}  # fmt: skip
    Person.objects.filter(pk=second.pk).update(**same)
    told(world, first, nik=None)
    assert watched(world) == watch.Watched(1, 3, asked=2)
    match = DeathMatch.objects.get(person=second)
    watch.answer(match=match, same=True, why="Ditanyakan ke wali nagari", on=TODAY, by=world.verifier)
    world.see_all()
    assert Event.objects.get().person == second
    assert Event.objects.get().reported_by == world.verifier


def asked(world: World) -> DeathMatch:
    person = members(world)[0]
    told(world, person, name_key="RATNA JUWITA", birth_date=date(1990, 1, 30), sex="P", mother="", kk=None)
    watched(world)
    return DeathMatch.objects.get()


def test_another_person_than_who_brought_the_list_answers_with_a_reason(world: World) -> None:
    match = asked(world)
    with pytest.raises(BadInput, match="reason"):
        watch.answer(match=match, same=False, why=" ", on=TODAY, by=world.verifier)
    with pytest.raises(Refused):
        watch.answer(match=match, same=False, why="Nama lain", on=TODAY, by=world.operator)
    done = watch.answer(match=match, same=False, why="Nama lain", on=TODAY, by=world.verifier)
    assert (done.state, done.decided_by, done.why) == ("different", world.verifier.pk, "Nama lain")
    entries = AuditEntry.objects.count()
    watch.answer(match=match, same=False, why="Nama lain", on=TODAY, by=world.verifier)
    assert AuditEntry.objects.count() == entries
    assert watched(world) == watch.Watched(1, 3)


def test_the_database_keeps_the_two_apart(world: World) -> None:
    match = asked(world)
    with pytest.raises(IntegrityError, match="match_four_eyes"), transaction.atomic():
        DeathMatch.objects.filter(pk=match.pk).update(
            state="same", decided_by=match.made_by, decided_at="2025-08-20T09:00+07:00", why="x"
        )


def test_who_was_wrongly_held_for_dead_lives_again_and_is_not_reported_anew(world: World) -> None:
    person = members(world)[0]
    told(world, person)
    watched(world)
    match, event = DeathMatch.objects.get(), Event.objects.get()
    with pytest.raises(Refused, match="take the report back"):
        watch.answer(match=match, same=False, why="Ia hidup", on=TODAY, by=world.verifier)
    for by in (world.verifier, world.head):
        changes.retract(event=event, reason="Ia hidup", by=by)
    world.see_all()
    assert Person.objects.get(pk=person.pk).died_on is None
    assert watched(world).reported == 0
    assert Person.objects.get(pk=person.pk).died_on is None
    watch.answer(match=match, same=False, why="Ia hidup", on=TODAY, by=world.verifier)


def test_a_death_before_cover_that_was_another_persons_is_taken_from_him(world: World) -> None:
    person = members(world)[0]
    told(world, person, died=date(2025, 5, 3))
    watched(world)
    watch.answer(match=DeathMatch.objects.get(), same=False, why="Ia hidup", on=TODAY, by=world.verifier)
    world.see_all()
    assert Person.objects.get(pk=person.pk).died_on is None


def test_a_list_that_was_taken_back_says_nothing(world: World) -> None:
    told(world, members(world)[0])
    KnownDeath.objects.update(withdrawn_at="2025-08-01T09:00+07:00")
    assert watched(world) == watch.Watched(0, 0)


def test_only_members_of_the_signers_areas_are_compared(world: World) -> None:
    person = members(world)[0]
    told(world, person)
    world.see_all()
    told(world, person, area=MUARO, nik=None)
    there = user(Role.OPERATOR, AIE_AMO, "operator_there")
    assert watch.watch(on=TODAY, by=there) == watch.Watched(0, 0)
    with pytest.raises(Refused):
        watch.watch(on=TODAY, by=world.treasurer)


def test_the_statements_do_not_grow_with_the_list(world: World) -> None:
    first, second, third = members(world)
    told(world, first)
    with CaptureQueriesContext(connection) as few:
        watched(world)
    told(world, second, nik=None)
    told(world, third, nik=one_digit_wrong(third))
    with CaptureQueriesContext(connection) as many:
        assert watched(world).reported == 2
    assert len(many) == len(few)


def test_a_list_taken_in_starts_the_watch_signed_by_who_brought_it(world: World) -> None:
    """From the file: the NIK has a digit wrong, another row has no NIK, a third is a stranger."""
    first, second, _third = members(world)
    rows = [
        (one_digit_wrong(first), first.name, f"{first.birth_date:%d-%m-%Y}", "21-07-2025", "Palaluar"),
        ("", second.name, f"{second.birth_date:%d-%m-%Y}", "22-07-2025", "Palaluar"),
        ("1303080506559123", "Darmawan", "05-06-1955", "23-07-2025", "Palaluar"),
    ]
    content = xlsx_file([("NIK", "Nama", "Tanggal Lahir", "Tanggal Meninggal", "Nagari"), *rows])
    batch = intake.receive(
        fund=world.fund, filename="mati.xlsx", content=content, profile="death_list", on=TODAY, by=world.operator
    )
    assert intake.take_deaths(batch=batch, by=world.operator) == 3
    job = Job.objects.get()
    assert (job.name, job.started_by) == (DEATHS_NOTED, world.operator.pk)
    perform(job=job.pk)
    world.see_all()
    job.refresh_from_db()
    assert (job.state, job.result) == (Job.State.DONE, "/claims/watch/")
    assert set(Event.objects.values_list("person", "reported_by")) == {
        (first.pk, world.operator.pk), (second.pk, world.operator.pk)
    }  # fmt: skip


def test_the_command_says_what_it_found(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from contextlib import nullcontext

    from rangkiang.claims import watch_commands

    told(world, members(world)[0])
    monkeypatch.setattr(watch_commands, "opened", nullcontext)
    monkeypatch.setattr("rangkiang.platform.models.today", lambda: TODAY)
    done = CliRunner().invoke(watch_commands.watch_command, ["--as", "operator", "--json"])
    assert json.loads(done.stdout) == {
        "deaths": 1, "members": 3, "same": 1, "asked": 0, "noted": 1, "reported": 1, "otherwise": 0
    }  # fmt: skip
    wrong = CliRunner().invoke(watch_commands.watch_command, ["--as", "nobody"])
    assert "'nobody' is no user" in str(wrong.exception)


def test_cases_have_an_owner_and_a_next_step(world: World) -> None:
    told(world, members(world)[0])
    watched(world)
    (case,) = seen.cases(TODAY)
    assert (case.office, case.days, case.stage) == ("Disnakertrans", 30, "reported")
    assert (case.owner, case.due) == (world.operator.title, TODAY + seen.DAYS_TO_ACT)
    assert "open the claim" in str(case.step)
    claim = claims.open_claim(event=Event.objects.get(), by=world.operator)
    world.see_all()
    step, _verb = seen.STEPS[claim.state]
    (now,) = seen.cases(TODAY)
    assert now == replace(case, claim=claim.pk, stage=claim.state, step=step, owner=world.verifier.title, due=now.due)
    approve(claim=claim, by=world.verifier)
    claims.submit(claim=claim, on=TODAY, by=world.operator)
    world.see_all()
    (sent,) = seen.cases(TODAY)
    assert (sent.owner, sent.stage) == (world.operator.title, "submitted")
    assert sent.due == law_days()("decide", "jkm", TODAY)  # the law's last day
    Assignment.objects.filter(role=Role.OPERATOR).update(until=date(2025, 1, 1))
    assert seen.cases(TODAY)[0].owner == ""


def test_every_stage_under_way_has_its_next_step() -> None:
    """A death whose refusal is objected to stands on the page too, and must not break it."""
    ended = {Claim.State.PAID, Claim.State.REFUSED, Claim.State.CLOSED}
    assert {*Claim.State} - ended <= {*seen.STEPS}
