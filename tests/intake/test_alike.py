"""Whom a row of a list looks like: the register, other lists that wait, the list itself; and who only seems alike."""

from __future__ import annotations

import polars as pl
import pytest
from django.utils import translation

from rangkiang.intake import alike, signs
from rangkiang.intake.models import Candidate, Likeness
from rangkiang.people.models import Person
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


@pytest.mark.parametrize("nik", ["1303080101809107", None])
def test_without_a_nik_nobody_is_known_by_it(world: World, nik: str | None) -> None:
    """Neither a person of the register that has none, nor, should such a row ever come, two records without."""
    person = known(world, "Sjafroeddin Djamil", nik="1303080101809101")
    Person.objects.filter(pk=person.pk).update(nik=None)
    batch = committed(world, row(9107, "Syafrudin Jamil"))
    assert states(batch) == {9107: ("review", "alike")}
    with whole_register():
        others = alike._records("others", batch.pk)
    mine = pl.DataFrame({"id": [1], "nik": [nik], "asked": [False], "village_code": ["13.03"]}).to_arrow()
    pairs = pl.DataFrame({"left_id": [1], "right_id": [person.pk]})
    assert alike._told(mine, others, pairs).height == 1


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
