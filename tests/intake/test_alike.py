"""Whom a row of a list looks like: the register, other lists that wait, the list itself; and who only seems alike."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from rangkiang.intake import actions, alike, judging, signs
from rangkiang.intake.models import Candidate, Likeness
from rangkiang.people import actions as people
from rangkiang.people.models import KnownCover, KnownDeath, Person
from rangkiang.people.names import normalise
from rangkiang.platform import bulk
from rangkiang.platform.errors import Refused
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


def covered_as(name: str, born: str | None, nik: str | None, **other: Any) -> KnownCover:
    """A row of a list of active members, as it is kept."""
    facts = {"area": "13.03.08", "ours": False, "payer": "PU", "first_month": "2025-01-01", "source": "aktif.xlsx"}
    facts |= {"evidence": uuid4(), "name": name, "name_key": normalise(name), "birth_date": born}
    return KnownCover.objects.create(nik=nik, **(facts | other))


def test_a_nik_on_a_list_of_the_covered_counts_only_with_its_name_and_birth_date(world: World) -> None:
    owner = covered_as("Nurhayati", "1931-05-04", "1303080101809107")
    covered_as("Marlis Koto", "1980-01-01", "1303080101809108")
    covered_as("Ramlah", None, "1303080101809109")
    batch = committed(
        world, row(9107, "Zulkifli Tanjung"), row(9108, "Marlis Kotto"), row(9109, "Ramlah"), row(9300, "Adi Guci")
    )
    assert states(batch) == {
        9107: ("review", "nik_of_another"), 9108: ("refused", "covered_by_others"),
        9109: ("refused", "covered_by_others"), 9300: ("proposed", ""),
    }  # fmt: skip
    pair = Likeness.objects.select_related("candidate").get()
    assert (pair.candidate.nik[-4:], pair.cover, pair.listed) == ("9107", owner, owner)
    assert pair.candidate.evidence.startswith("aktif.xlsx: Nurhayati, 04-05-1931; nama berbeda; tanggal lahir berbeda")
    with pytest.raises(Refused, match="evidence"):
        judging.judge(likeness=pair, answer="different", why="KTP", by=world.verifier)
    held = judging.decide(candidate=pair.candidate, accept=True, reason="KTP dilihat", by=world.verifier)
    assert (held.state, held.evidence) == ("verified", "KTP dilihat")


@pytest.mark.parametrize("nik", [None, "1303080101809170", "130308010180910"])
def test_who_is_covered_under_a_lacking_or_mistyped_nik_is_asked_side_by_side(world: World, nik: str | None) -> None:
    one = covered_as("Sjafroeddin Djamil", "1980-01-01", nik, sex="L")
    covered_as("Sjafroeddin Djamil", "1980-01-01", nik, sex="L", first_month="2025-02-01")  # the next month's list
    batch = committed(world, row(9107, "Syafrudin Jamil"), row(9300, "Marlis Koto"))
    assert states(batch) == {9107: ("review", "cover_alike"), 9300: ("proposed", "")}
    pair = Likeness.objects.select_related("candidate", "cover").get()
    assert pair.cover
    assert pair.cover.pk > one.pk  # the newest of one person's rows
    lines = {line.label: line.state for line in signs.lines(pair.candidate, pair.cover, {})}
    assert (lines["Name"], lines["Born"]) == ("differs", "same")
    assert "Mother" not in lines
    client = Client()
    client.force_login(world.verifier)
    shown = client.get(reverse("intake:compare", args=[pair.candidate_id])).content.decode()
    assert "aktif.xlsx" in shown
    assert "Sjafroeddin" in shown
    assert reverse("intake:decide", args=[pair.candidate_id]) in shown
    assert reverse("intake:judge", args=[pair.pk]) not in shown


def test_cover_that_ended_or_was_taken_back_asks_nobody(world: World) -> None:
    covered_as("Syafrudin Jamil", "1980-01-01", None, last_month="2025-06-01")
    covered_as("Syafrudin Jamil", "1980-01-01", None, withdrawn_at="2025-06-01T00:00Z")
    assert states(committed(world, row(9107, "Syafrudin Jamil"))) == {9107: ("proposed", "")}


def test_where_a_list_has_no_name_it_is_said_that_only_the_nik_agrees(world: World) -> None:
    covered_as("", None, "1303080101809107")
    batch = committed(world, row(9107, "Marlis Koto"))
    assert states(batch) == {9107: ("refused", "covered_by_others")}
    said = Candidate.objects.get(batch=batch).evidence
    assert said == "aktif.xlsx: NIK sama; daftar itu tidak memuat nama, jadi hanya NIK yang cocok"


def test_a_death_goes_before_cover_and_another_s_nik_before_both(world: World) -> None:
    facts = {"area": "13.03.08", "source": "mati.xlsx", "birth_date": "1980-01-01"}
    KnownDeath.objects.create(name="Syafrudin Jamil", name_key="SYAFRUDIN JAMIL", **facts)
    covered_as("Syafrudin Jamil", "1980-01-01", None)
    covered_as("Nurhayati", "1931-05-04", "1303080101809108")
    batch = committed(world, row(9107, "Syafrudin Jamil"), row(9108, "Syafrudin Jamil", **{"No KK": ""}))
    assert states(batch) == {9107: ("review", "death_alike"), 9108: ("review", "nik_of_another")}
    assert Likeness.objects.filter(candidate__nik__endswith="9107", death__isnull=False).count() == 1
    assert Likeness.objects.filter(candidate__nik__endswith="9107", cover__isnull=False).count() == 1


def test_the_other_nik_of_a_joined_person_counts_only_with_his_name(world: World) -> None:
    person, other = known(world, "Marlis Koto", nik="1303080101809107"), world.candidates(1, start=70)[0].person
    Person.objects.filter(pk=other.pk).update(name="Marlis Kotto", name_key="MARLIS KOTO", birth_date="1980-01-01")
    Candidate.objects.update(state="withdrawn")
    people.link(duplicate=other, canonical=person, why="KTP sama", by=world.verifier)
    covered_as("Nurhayati", "1931-05-04", str(other.nik))
    batch = committed(world, row(9107, "Marlis Koto"))
    assert states(batch) == {9107: ("review", "cover_alike")}
    assert Candidate.objects.get(batch=batch).evidence.startswith("aktif.xlsx: Nurhayati: NIK catatan lain")


@pytest.mark.parametrize(
    ("name", "born", "said"),
    [
        ("Nurhayati", "1931-05-04", ("review", "death_alike")),
        ("Marlis Koto", "1980-01-01", ("refused", "died")),
        ("", None, ("refused", "died")),
    ],
)
def test_a_death_under_the_other_nik_of_a_joined_person_counts_only_with_his_name(
    world: World, name: str, born: str | None, said: tuple[str, str]
) -> None:
    person, other = known(world, "Marlis Koto", nik="1303080101809107"), world.candidates(1, start=70)[0].person
    Person.objects.filter(pk=other.pk).update(name="Marlis Kotto", name_key="MARLIS KOTO", birth_date="1980-01-01")
    Candidate.objects.update(state="withdrawn")
    people.link(duplicate=other, canonical=person, why="KTP sama", by=world.verifier)
    facts = {"nik": str(other.nik), "died_on": "2025-01-05", "area": "13.03", "source": "dukcapil.xlsx"}
    KnownDeath.objects.create(name=name, name_key=normalise(name), birth_date=born, **facts)
    batch = committed(world, row(9107, "Marlis Koto"))
    assert states(batch) == {9107: said}
    assert Candidate.objects.get(batch=batch).evidence.startswith("dukcapil.xlsx: Nurhayati") == (said[0] == "review")


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
        records = alike._records("others", {"batch": batch.pk})
    assert (len(rows), len(pieces)) == (12, 4)
    assert b"".join(pieces) == whole
    assert records["id"].to_pylist() == [row[0] for row in rows]
    assert records["birth_date"].to_pylist() == [row[4] for row in rows]
