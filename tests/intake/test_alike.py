"""Whom a row of a list looks like: the register, other lists that wait, the list itself; and who only seems alike."""

from __future__ import annotations

import pytest
from django.utils import translation

from rangkiang.intake import actions, alike, judging, signs
from rangkiang.intake.models import Candidate, Likeness
from rangkiang.people.models import KnownDeath, Person
from rangkiang.people.names import normalise
from rangkiang.platform import bulk
from rangkiang.platform.scope import whole_register
from tests.intake.desk import committed, row, states
from tests.world import World

pytestmark = pytest.mark.django_db
BORN = {"Tanggal Lahir": "01-01-1980"}


def known(world: World, name: str, **other: str) -> Person:
    """A person whom the register has, out of any list."""
    held = world.candidates(1, start=80)[0]
    Candidate.objects.filter(pk=held.pk).update(state="withdrawn")
    facts = {"name": name, "name_key": normalise(name), "birth_date": "1980-01-01", "mother": "Rosna", **other}
    Person.objects.filter(pk=held.person_id).update(**facts)
    return Person.objects.get(pk=held.person_id)


def test_an_old_spelling_with_a_wrong_digit_is_the_person_of_the_register(world: World) -> None:
    person = known(world, "Sjafroeddin Djamil", nik="1303080101809101")
    batch = committed(world, row(9107, "Syafrudin Jamil"), row(9300, "Marlis Koto"))
    assert states(batch) == {9107: ("review", "alike"), 9300: ("proposed", "")}
    pair = Likeness.objects.get(candidate__batch=batch)
    assert (pair.person, pair.other) == (person, None)
    assert pair.permille > 900
    with translation.override("id"):
        assert signs.evidence(pair)[:2] == ["nama sama", "tanggal lahir sama"]
    with translation.override("en"):
        assert signs.evidence(pair)[:2] == ["same name", "same date of birth"]


def test_brothers_of_one_house_are_two_persons(world: World) -> None:
    known(world, "Hendri Gunawan", nik="1303080101809101", kk="1303080101129101")
    batch = committed(world, row(9102, "Rizal Efendi", **{"No KK": "1303080101129101"}))
    assert states(batch) == {9102: ("proposed", "")}
    assert not Likeness.objects.exists()


def test_a_nik_typed_over_another_person_s_is_asked_with_both_records(world: World) -> None:
    person = known(world, "Nurhayati Piliang", nik="1303080101809107", birth_date="1961-05-04", sex="P")
    batch = committed(world, row(9107, "Zulkifli Tanjung"))
    assert states(batch) == {9107: ("review", "nik_of_another")}
    pair = Likeness.objects.get(candidate__batch=batch)
    assert pair.person == person
    assert pair.permille == 0
    with translation.override("id"):
        assert {"nama berbeda", "NIK sama"} <= set(signs.evidence(pair))


def test_a_row_with_a_person_s_own_nik_is_that_person_and_no_look_alike(world: World) -> None:
    known(world, "Marlis Koto", nik="1303080101809300")
    batch = committed(world, row(9300, "Marlis Koto"))
    assert states(batch) == {9300: ("proposed", "")}
    assert not Likeness.objects.exists()


def test_without_a_nik_nobody_is_known_by_it(world: World) -> None:
    person = known(world, "Sjafroeddin Djamil", nik="1303080101809101")
    Person.objects.filter(pk=person.pk).update(nik=None)
    batch = committed(world, row(9107, "Syafrudin Jamil"))
    assert states(batch) == {9107: ("review", "alike")}


@pytest.mark.parametrize("name", ["Zulkifli Tanjung", "Suparni Wijaya Kusuma", "Wijaya"])
def test_another_name_under_a_known_nik_is_asked_with_the_birth_date_the_same(world: World, name: str) -> None:
    """A twin's NIK, or one copied from the row above: only a person can say whose it is."""
    person = known(world, "Suparno Tanjung", nik="1303080101809107")
    batch = committed(world, row(9107, name))
    assert states(batch) == {9107: ("review", "nik_of_another")}
    assert Likeness.objects.get(candidate__batch=batch).person == person
    assert actions.verify(batch=batch, by=world.verifier) == 0


@pytest.mark.parametrize(
    "name", ["Suparno Wijaya", "Soeparno Widjaja", "Suparno W.", "Suparmo Wijaya", "H. Suparno Wijaya", "Suparno"]
)
def test_an_old_spelling_a_slip_or_a_short_name_under_the_own_nik_is_no_question(world: World, name: str) -> None:
    known(world, "Suparno Wijaya", nik="1303080101809107")
    batch = committed(world, row(9107, name))
    assert states(batch) == {9107: ("proposed", "")}
    assert not Likeness.objects.exists()


def test_one_nik_with_two_names_in_two_lists_is_asked_and_stands_for_one_only(world: World) -> None:
    first = committed(world, row(9107, "Suparno Wijaya"), name="a.xlsx", sender="A")
    later = committed(
        world, row(9107, "Zulkifli Tanjung", **{"Tanggal Lahir": "05-06-1975"}), name="b.xlsx", sender="B"
    )
    assert states(first) == {9107: ("proposed", "")}
    assert states(later) == {9107: ("review", "nik_of_another")}
    pair = Likeness.objects.get()
    assert pair.other == Candidate.objects.get(batch=first)
    held = judging.judge(likeness=pair, answer="different", why="NIK adiknya", by=world.verifier)
    assert (held.state, held.reason) == ("refused", "nik_of_another")
    world.see_all()
    third = committed(world, row(9107, "Zulkifli Tanjung"), name="c.xlsx", sender="C")
    judging.decide(candidate=Candidate.objects.get(batch=third), accept=True, reason="KTP dilihat", by=world.verifier)
    world.see_all()
    assert states(first) == {9107: ("review", "nik_of_another")}


def test_a_list_of_the_dead_with_another_name_under_the_nik_is_a_question(world: World) -> None:
    facts = {"area": "13.03.08", "source": "mati.xlsx", "died_on": "2025-01-01"}
    for name, born, nik in (
        ("Nurhayati", "1931-05-04", "1303080101809107"),
        ("Marlis Koto", "1980-01-01", "1303080101809108"),
    ):
        KnownDeath.objects.create(nik=nik, name=name, name_key=normalise(name), birth_date=born, **facts)
    batch = committed(world, row(9107, "Zulkifli Tanjung"), row(9108, "Marlis Kotto"))
    assert states(batch) == {9107: ("review", "nik_of_another"), 9108: ("refused", "died")}
    said = Candidate.objects.get(nik__endswith="9107").evidence
    assert said.startswith("mati.xlsx: Nurhayati, 04-05-1931; nama berbeda; tanggal lahir berbeda; NIK sama;")


def test_who_is_named_otherwise_on_a_list_of_the_dead_is_asked(world: World) -> None:
    KnownDeath.objects.create(
        name="Sjafroeddin Djamil", name_key="SJAFROEDDIN DJAMIL", birth_date="1980-01-01", mother="Rosna",
        area="13.03.08", source="mati.xlsx",
    )  # fmt: skip
    batch = committed(world, row(9200, "Syafrudin Jamil"), row(9300, "Marlis Koto"))
    assert states(batch) == {9200: ("review", "death_alike"), 9300: ("proposed", "")}
    assert Candidate.objects.get(nik__endswith="9200").evidence.startswith("mati.xlsx: Sjafroeddin Djamil, 01-01-1980")


def test_who_waits_in_another_list_is_shown_beside_the_row(world: World) -> None:
    first = committed(world, row(9110, "Muhammad Yusuf"), name="a.xlsx")
    later = committed(world, row(9119, "M. Yusuf", **BORN), name="b.xlsx", sender="Nagari Lain")
    assert states(first)[9110] == ("proposed", "")
    assert states(later)[9119] == ("review", "alike")
    assert Likeness.objects.get().other == Candidate.objects.get(batch=first)


def test_who_stands_twice_in_one_list_is_asked_once_at_the_later_row(world: World) -> None:
    batch = committed(world, row(9120, "Abdul Muis"), row(9126, "Abd. Muis"), row(9400, "Darwis"))
    assert states(batch) == {9120: ("proposed", ""), 9126: ("review", "alike"), 9400: ("proposed", "")}
    pair = Likeness.objects.get()
    assert pair.candidate.nik.endswith("9126")
    assert pair.other is not None
    assert pair.other.nik.endswith("9120")


def test_the_register_comes_in_pieces_and_none_of_it_is_lost(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.candidates(12)
    batch = committed(world, row(9300, "Marlis Koto"))
    sql = alike.SQL / "alike_others.sql"
    with whole_register():
        rows = bulk.run(sql, {"batch": batch.pk})
        (whole,) = bulk.as_csv(sql, {"batch": batch.pk})
        monkeypatch.setattr(bulk, "PIECE", 3 * len(whole) // len(rows))
        pieces = list(bulk.as_csv(sql, {"batch": batch.pk}))
        records = alike._records("others", batch.pk)
    assert (len(rows), len(pieces)) == (12, 4)
    assert b"".join(pieces) == whole
    assert records["id"].to_pylist() == [row[0] for row in rows]
    assert records["birth_date"].to_pylist() == [row[4] for row in rows]
