"""A list is corrected or taken back: what people said stays, and nobody stays refused for what is gone."""

from __future__ import annotations

import pytest

from rangkiang.intake import actions, judging, queries, verification
from rangkiang.intake.models import Batch, Candidate, Likeness
from rangkiang.people.models import KnownCover, KnownDeath
from tests.intake.desk import ON, committed, row, states, workbook
from tests.world import JULY, World

pytestmark = pytest.mark.django_db


def of(batch: Batch, serial: int) -> Candidate:
    return Candidate.objects.get(batch=batch, nik__endswith=str(serial))


def undone(world: World, batch: Batch) -> None:
    actions.undo(batch=Batch.objects.get(pk=batch.pk), by=world.operator)
    world.see_all()


def refused_by_visit(world: World, *rows: tuple[str, ...]) -> Batch:
    """A committed list, of which the row 9107 was visited: he does not work."""
    batch = committed(world, *rows, name="a.xlsx")
    held = of(batch, 9107)
    verification.visit(candidate=held, result="not_working", on=ON, note="pensiun", photo=None, by=world.verifier)
    world.see_all()
    return batch


def test_a_visit_s_refusal_goes_with_the_person_into_the_corrected_list(world: World) -> None:
    first = refused_by_visit(world, row(9107, "Marlis Koto"), row(9108, "Zulkifli"))
    again = committed(
        world, row(9107, "Marlis Koto", Pekerjaan="Nelayan"), row(9108, "Zulkifli"), name="b.xlsx", replaces=first
    )
    held = of(again, 9107)
    assert (held.state, held.reason, held.evidence) == ("refused", "not_working", "pensiun")
    assert held.decided_by == world.verifier
    assert actions.verify(batch=again, by=world.verifier) == 1


@pytest.mark.parametrize("changed", [row(9107, "Marlis Koto Basri"), row(9111, "Marlis Koto")])
def test_a_refusal_of_a_row_that_was_changed_waits_for_a_person(world: World, changed: tuple[str, ...]) -> None:
    first = refused_by_visit(world, row(9107, "Marlis Koto"), row(9108, "Zulkifli"))
    again = committed(world, changed, row(9108, "Zulkifli"), name="b.xlsx", replaces=first)
    held = Candidate.objects.get(batch=again, name__startswith="Marlis")
    assert (held.state, held.reason, held.evidence, held.decided_by) == ("review", "not_working", "pensiun", None)


def test_a_number_put_right_is_no_refusal_any_more(world: World) -> None:
    first = committed(world, row(9107, "Marlis Koto"), name="a.xlsx")
    Candidate.objects.filter(batch=first).update(
        state="refused", reason="nik_of_another", decided_by=world.verifier, decided_at="2025-06-21T00:00Z"
    )
    again = committed(world, row(9119, "Marlis Koto"), name="b.xlsx", replaces=first)
    assert states(again) == {9119: ("proposed", "")}


def test_what_a_register_doubts_stays_doubted_until_the_row_is_changed(world: World) -> None:
    first = committed(world, row(9107, "Marlis Koto"), row(9108, "Zulkifli"), name="a.xlsx")
    Candidate.objects.filter(batch=first).update(state="review", reason="dukcapil_name", evidence="MARLIS KATO")
    again = committed(world, row(9107, "Marlis Koto"), row(9108, "Zul Kifli"), name="b.xlsx", replaces=first)
    assert states(again) == {9107: ("review", "dukcapil_name"), 9108: ("proposed", "")}


def checked(world: World, batch: Batch) -> None:
    """Dukcapil knows 9107 and 9108 of the list; 9107 was visited with a photo."""
    answer = workbook(
        *((str(of(batch, at).pk), f"130308010180{at}", "cocok") for at in (9107, 9108)),
        header=("id_usulan", "nik", "padan_dukcapil"),
    )
    verification.take_answers(
        fund=world.fund, kind="dukcapil", filename="j.xlsx", content=answer, on=ON, by=world.operator
    )
    verification.visit(
        candidate=of(batch, 9107), result="fit", on=ON, note="di sawah", photo=b"\xff\xd8\xff1", by=world.verifier
    )
    world.see_all()


def checks(batch: Batch, serial: int) -> list[tuple[str, str]]:
    found = of(batch, serial).verifications.exclude(kind="admin").order_by("pk")
    return [(one.kind, one.result) for one in found]


BOTH = [("dukcapil", "match"), ("field", "fit")]


def test_checks_that_were_passed_go_with_the_person_into_the_corrected_list(world: World) -> None:
    first = committed(world, row(9107, "Marlis Koto"), row(9108, "Zulkifli"), row(9109, "Ramlah"), name="a.xlsx")
    checked(world, first)
    again = committed(
        world, row(9107, "Marlis Koto"), row(9108, "Zul Kifli"), row(9109, "Ramlah"), name="b.xlsx", replaces=first
    )
    assert [checks(again, at) for at in (9107, 9108, 9109)] == [BOTH, [], []]
    visit = queries.checks_of(of(again, 9107)).get(kind="field")
    assert (visit.note, visit.by, visit.evidence.count()) == ("di sawah", world.verifier, 1)
    third = committed(world, row(9107, "Marlis Koto", Pekerjaan="Nelayan"), name="c.xlsx", replaces=again)
    assert checks(third, 9107) == BOTH[:1]  # the visit saw him at other work
    undone(world, third)
    undone(world, again)
    assert checks(first, 9107) == BOTH
    assert set(states(first).values()) == {("proposed", "")}


def test_an_answer_that_comes_after_the_correction_reaches_the_corrected_row(world: World) -> None:
    first = committed(world, row(9107, "Marlis Koto"), row(9108, "Zulkifli"), name="a.xlsx")
    again = committed(world, row(9107, "Marlis Koto"), row(9108, "Zul Kifli"), name="b.xlsx", replaces=first)
    third = committed(world, row(9107, "Marlis Koto"), row(9108, "Zul Kifli"), name="c.xlsx", replaces=again)
    told = workbook(
        *((str(of(first, at).pk), f"130308010180{at}", "nama beda") for at in (9107, 9108)),
        header=("id_usulan", "nik", "padan_dukcapil"),
    )
    found = verification.take_answers(
        fund=world.fund, kind="dukcapil", filename="j.xlsx", content=told, on=ON, by=world.operator
    )
    assert (found.rows, found.used) == (2, 2)
    world.see_all()
    assert states(third) == {9107: ("review", "dukcapil_name"), 9108: ("proposed", "")}


def test_a_correction_that_is_undone_leaves_every_decision_as_it_was(world: World) -> None:
    first = refused_by_visit(
        world, *(row(9107 + at, name) for at, name in enumerate(("Marlis", "Zulkifli", "Adi", "Ramlah")))
    )
    judging.decide(candidate=of(first, 9108), accept=True, reason="KTP dilihat", by=world.verifier)
    Candidate.objects.filter(pk=of(first, 9109).pk).update(state="review", reason="bpjs_invalid")
    world.see_all()
    before = states(first)
    again = committed(
        world, row(9107, "Marlis"), row(9108, "Zul"), row(9115, "Adi Guci"), name="b.xlsx", replaces=first
    )
    undone(world, again)
    assert states(first) == before == {
        9107: ("refused", "not_working"), 9108: ("verified", ""), 9109: ("review", "bpjs_invalid"),
        9110: ("proposed", ""),
    }  # fmt: skip
    assert of(first, 9107).decided_by == world.verifier
    assert actions.verify(batch=Batch.objects.get(pk=first.pk), by=world.verifier) == 1


def test_who_stood_back_for_a_row_that_a_correction_drops_is_proposed_again(world: World) -> None:
    first = committed(world, row(9107, "Marlis Koto"), row(9400, "Siti Aminah"), name="a.xlsx", sender="A")
    other = committed(world, row(9107, "Marlis Koto"), row(9500, "Budi Santoso"), name="b.xlsx", sender="B")
    assert states(other)[9107] == ("refused", "proposed_twice")
    committed(world, row(9400, "Siti Aminah"), name="c.xlsx", sender="A", replaces=first)
    assert states(other)[9107] == ("proposed", "")


def test_who_stands_on_the_corrected_list_too_still_counts_there(world: World) -> None:
    first = committed(world, row(9107, "Marlis Koto"), row(9400, "Siti Aminah"), name="a.xlsx", sender="A")
    other = committed(world, row(9107, "Marlis Koto"), row(9500, "Budi Santoso"), name="b.xlsx", sender="B")
    again = committed(world, row(9107, "Marlis Koto"), name="c.xlsx", sender="A", replaces=first)
    assert (states(other)[9107], states(again)[9107]) == (("refused", "proposed_twice"), ("proposed", ""))


def test_who_was_held_for_one_whose_list_is_gone_is_proposed_again(world: World) -> None:
    first = committed(world, row(9107, "Marlis Koto"), name="a.xlsx", sender="A")
    other = committed(world, row(9117, "Marlis Koto"), name="b.xlsx", sender="B")
    judging.judge(likeness=Likeness.objects.get(), answer="same", why="KTP", by=world.verifier)
    world.see_all()
    assert states(other)[9117] == ("refused", "proposed_twice")
    undone(world, first)
    assert states(other)[9117] == ("proposed", "")
    assert of(other, 9117).decided_by is None


def test_a_list_of_the_dead_taken_back_stops_nobody_and_what_was_seen_stays(world: World) -> None:
    header = ("NIK", "Nama", "Tanggal Lahir", "Tanggal Meninggal")
    rows = [(f"130308010180{at}", name, "01-01-1980", "01-05-2025") for at, name in
            ((9107, "Marlis Koto"), (9108, "Nurhayati"), (9109, "Ramlah"))]  # fmt: skip
    dead = actions.receive(
        fund=world.fund, filename="mati.xlsx", content=workbook(*rows, header=header), on=ON, by=world.operator
    )
    actions.take_deaths(batch=dead, by=world.operator)
    world.see_all()
    batch = committed(
        world,
        row(9107, "Marlis Koto"),
        row(9108, "Zulkifli"),
        row(9209, "Ramlah"),
        row(9300, "Adi Guci"),
        name="x.xlsx",
    )
    assert states(batch) == {
        9107: ("refused", "died"), 9108: ("review", "nik_of_another"), 9209: ("review", "death_alike"),
        9300: ("proposed", ""),
    }  # fmt: skip
    verification.visit(
        candidate=of(batch, 9300), result="died", on=ON, note="kata anaknya", photo=None, by=world.verifier
    )
    undone(world, dead)
    assert not KnownDeath.objects.filter(withdrawn_at=None, evidence=dead.pk).exists()
    assert states(batch) == dict.fromkeys((9107, 9108, 9209), ("proposed", "")) | {9300: ("refused", "died")}


def test_a_list_of_cover_taken_back_stops_nobody(world: World) -> None:
    header = ("NIK", "No KPJ", "Nama", "Tanggal Lahir")
    paid = workbook(("1303080101809107", "12345678901", "Marlis Koto", "01-01-1980"), header=header)
    held = actions.receive(fund=world.fund, filename="aktif.xlsx", content=paid, on=ON, by=world.operator)
    actions.take_cover(batch=held, payer="PU", month=JULY, by=world.operator)
    world.see_all()
    batch = committed(world, row(9107, "Marlis Koto"), row(9117, "Syafrudin Jamil"), name="x.xlsx")
    assert states(batch)[9107] == ("refused", "covered_by_others")
    undone(world, held)
    assert not KnownCover.objects.filter(withdrawn_at=None).exists()
    assert states(batch)[9107] == ("proposed", "")


def cover_list(world: World, *rows: tuple[str, ...], name: str, header: tuple[str, ...] = ()) -> Batch:
    header = header or ("NIK", "No KPJ", "Nama", "Tanggal Lahir", "Status")
    held = actions.receive(
        fund=world.fund, filename=name, content=workbook(*rows, header=header), on=ON, by=world.operator
    )
    actions.take_cover(batch=held, payer="PU", month=JULY, by=world.operator)
    world.see_all()
    return held


def test_a_list_of_active_members_is_kept_with_its_names_even_where_a_nik_is_wrong(world: World) -> None:
    born = "01-01-1980"
    held = cover_list(
        world,
        ("1303080101809107", "12345678901", "H. Marlis Koto", born, "Aktif"),
        ("130308010180", "12345678902", "Syafrudin Jamil", born, "Aktif"),
        ("", "12345678903", "Adi Guci", born, "Aktif"),
        ("1303080101809104", "12345678904", "Ramlah", born, "Non Aktif"),
        name="aktif.xlsx",
    )
    kept = KnownCover.objects.filter(evidence=held.pk).order_by("nik").values_list("nik", "name", "name_key")
    assert list(kept) == [
        ("130308010180", "Syafrudin Jamil", "SYAFRUDIN JAMIL"),
        ("1303080101809107", "H. Marlis Koto", "MARLIS KOTO"),
        (None, "Adi Guci", "ADI GUCI"),
    ]
    batch = committed(
        world, row(9107, "Marlis Koto"), row(9108, "Syafrudin Jamil"), row(9109, "Adi Guci"), row(9104, "Ramlah"),
        name="x.xlsx",
    )  # fmt: skip
    asked = dict.fromkeys((9108, 9109), ("review", "cover_alike"))
    assert states(batch) == {9107: ("refused", "covered_by_others"), 9104: ("proposed", ""), **asked}
    undone(world, held)
    assert set(states(batch).values()) == {("proposed", "")}


def test_a_list_without_a_column_of_nik_is_known_by_its_names(world: World) -> None:
    cover_list(
        world, ("12345678901", "Sjafroeddin Djamil", "01-01-1980"), name="aktif.xlsx",
        header=("No KPJ", "Nama", "Tanggal Lahir"),
    )  # fmt: skip
    batch = committed(world, row(9107, "Syafrudin Jamil"), name="x.xlsx")
    assert states(batch) == {9107: ("review", "cover_alike")}


def test_what_two_lists_say_stands_when_one_is_taken_back(world: World) -> None:
    born = "01-01-1980"
    rows = (("1303080101809107", "12345678901", "Marlis Koto", born, "Aktif"),
            ("", "12345678903", "Adi Guci", born, "Aktif"))  # fmt: skip
    first = cover_list(world, *rows, name="a.xlsx")
    cover_list(world, *rows, ("1303080101809555", "12345678905", "Orang Lain", born, "Aktif"), name="b.xlsx")
    batch = committed(world, row(9107, "Marlis Koto"), row(9109, "Adi Guci"), name="x.xlsx")
    before = states(batch)
    assert before == {9107: ("refused", "covered_by_others"), 9109: ("review", "cover_alike")}
    undone(world, first)
    assert states(batch) == before


def test_our_own_members_on_a_list_are_no_news_unless_their_nik_is_given_to_another(world: World) -> None:
    mine, other = world.members(2)
    held = cover_list(
        world,
        (str(mine.nik), "12345678901", mine.name, "01-01-1980", "Aktif"),
        (str(other.nik), "12345678902", "Nurhayati Piliang", "04-05-1961", "Aktif"),
        name="aktif.xlsx",
    )
    noted = KnownCover.objects.get(evidence=held.pk)
    assert (noted.name, noted.person) == ("Nurhayati Piliang", None)


def test_a_list_of_the_dead_without_nik_asks_by_name_and_birth_date_side_by_side(world: World) -> None:
    told = workbook(
        ("1", "Sjafroeddin Djamil", "01-01-1980", "01-05-2025"), header=("No", "Nama", "Tgl Lahir", "Tgl Meninggal")
    )
    held = actions.receive(fund=world.fund, filename="mati.xlsx", content=told, on=ON, by=world.operator)
    assert (held.profile, held.accepted) == ("death_list_names", 1)
    assert actions.take_deaths(batch=held, by=world.operator) == 1
    world.see_all()
    batch = committed(world, row(9107, "Syafrudin Jamil"), name="x.xlsx")
    assert states(batch) == {9107: ("review", "death_alike")}
    assert Likeness.objects.get().death == KnownDeath.objects.get()
    undone(world, held)
    assert states(batch) == {9107: ("proposed", "")}
