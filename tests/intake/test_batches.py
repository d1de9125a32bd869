"""The life of a batch: seen before it counts, committed in constant statements, replaced, undone, counted once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rangkiang.access.models import Role
from rangkiang.intake import actions
from rangkiang.intake.models import Batch, Candidate, Verification
from rangkiang.people.models import KnownCover, KnownDeath
from rangkiang.platform.errors import BadInput, Refused
from rangkiang.platform.models import AuditEntry
from rangkiang.programme import actions as programme
from tests.intake.desk import ON, committed, receive, row, states, workbook
from tests.world import ACT, JULY, REGENCY, World, user

pytestmark = pytest.mark.django_db


def statements(deed: Callable[[], Any]) -> int:
    with CaptureQueriesContext(
        connection,
    ) as seen:
        deed()
    return len(seen)


def test_a_preview_says_what_commit_does_and_changes_nothing(world: World) -> None:
    world.members(1, start=1)
    batch = receive(world, row(9002, "Yusnimar Caniago"), row(9050, "Samsul Bahri"), row(9051, "Orang Contoh 1"))
    before = AuditEntry.objects.count()
    seen = actions.preview(batch=batch, first_month=JULY, by=world.operator)
    world.see_all()
    assert not Candidate.objects.filter(batch=batch).exists()
    assert AuditEntry.objects.count() == before
    actions.commit(batch=batch, first_month=JULY, by=world.operator)
    world.see_all()
    told = {(state, reason): n for state, reason, n in seen.counts}
    assert told == dict.fromkeys(states(batch).values(), 1)
    assert states(batch)[9050] == ("proposed", "")
    assert states(batch)[9051] == ("review", "alike")


def test_committing_takes_as_many_statements_for_ten_as_for_two(world: World) -> None:
    few = receive(world, row(9101, "Adi Koto"), row(9102, "Budi Guci"), name="a.xlsx")
    many = receive(world, *(row(9200 + i, f"Warga {'ABCDEFGHIJ'[i]}ni") for i in range(10)), name="b.xlsx")
    counts = [
        statements(lambda one=one: actions.commit(batch=one, first_month=JULY, by=world.operator))
        for one in (few, many)
    ]
    assert counts[0] == counts[1] < 50
    assert statements(lambda: actions.undo(batch=many, by=world.operator)) < 40


def test_a_second_click_commits_nothing_more(world: World) -> None:
    batch = committed(world, row(9001, "Samsul Bahri"))
    entries = AuditEntry.objects.count()
    assert actions.commit(batch=batch, first_month=JULY, by=world.operator).pk == batch.pk
    world.see_all()
    assert Candidate.objects.filter(batch=batch).count() == 1
    assert AuditEntry.objects.count() == entries


def test_every_row_has_its_papers_checked(world: World) -> None:
    batch = committed(world, row(9001, "Samsul Bahri"), row(9002, "Yusnimar 2"))
    found = Verification.objects.filter(candidate__batch=batch, kind="admin")
    assert {(one.result, one.on, one.by) for one in found} == {
        ("passed", ON, world.operator),
        ("warned", ON, world.operator),
    }
    held = "Diperiksa: NIK, nomor KK, nama, tanggal lahir, usia, nagari."
    assert {one.result: one.note for one in found} == {"passed": held, "warned": f"{held} Peringatan: Nama."}


def test_a_corrected_list_replaces_its_own_rows_only(world: World) -> None:
    other = committed(world, row(9900, "Zainal Jambak"), name="lain.xlsx", sender="Nagari Lain")
    first = committed(world, row(9001, "Samsul Bahri"), row(9002, "Yusnimar"), row(9003, "Nurlela"))
    again = receive(world, row(9001, "Samsul Bahri Koto"), row(9003, "Nurlela"), name="perbaikan.xlsx")
    assert again.replaces == first
    seen = actions.preview(batch=again, first_month=JULY, replaces=first, by=world.operator)
    assert seen.withdrawn == 3
    actions.commit(batch=again, first_month=JULY, replaces=first, by=world.operator)
    world.see_all()
    first.refresh_from_db()
    assert first.state == "replaced"
    assert set(states(first).values()) == {("withdrawn", "replaced")}
    assert set(states(again).values()) == {("proposed", "")}
    assert states(other) == {9900: ("proposed", "")}


def test_what_a_decree_or_an_unchanged_verification_holds_stays(world: World) -> None:
    first = committed(world, row(9001, "Samsul Bahri"), row(9002, "Yusnimar"), row(9003, "Nurlela"))
    actions.verify(batch=first, by=world.verifier)
    world.see_all()
    world.decree([Candidate.objects.get(nik__endswith="9001")])
    again = receive(world, row(9001, "Samsul B."), row(9002, "Yusnimar"), row(9003, "Nurlela Sari"), name="baru.xlsx")
    actions.commit(batch=again, first_month=JULY, replaces=first, by=world.operator)
    world.see_all()
    assert states(first) == {
        9001: ("decreed", ""),
        9002: ("verified", ""),
        9003: ("withdrawn", "replaced"),
    }
    assert states(again)[9001] == states(again)[9002] == ("refused", "kept_earlier")
    assert states(again)[9003][0] in ("proposed", "review")


def test_undoing_a_correction_brings_the_earlier_list_back(world: World) -> None:
    first = committed(world, row(9001, "Samsul Bahri"), row(9002, "Yusnimar"))
    again = committed(world, row(9001, "Samsul Bahri"), name="baru.xlsx", replaces=first)
    with pytest.raises(Refused, match="Undo that one first"):
        actions.undo(batch=first, by=world.operator)
    actions.undo(batch=again, by=world.operator)
    world.see_all()
    first.refresh_from_db()
    assert first.state == "committed"
    assert set(states(first).values()) == {("proposed", "")}


def test_only_a_list_of_the_same_sender_is_replaced(world: World) -> None:
    first = committed(world, row(9001, "Samsul Bahri"), sender="Nagari Lain")
    again = receive(world, row(9001, "Samsul Bahri"), row(9002, "Yusnimar"), name="baru.xlsx")
    assert again.replaces is None
    with pytest.raises(Refused, match="same sender"):
        actions.commit(batch=again, first_month=JULY, replaces=first, by=world.operator)


def test_who_stood_back_for_a_withdrawn_list_is_proposed_again(world: World) -> None:
    first = committed(world, row(9001, "Samsul Bahri"), name="satu.xlsx", sender="A")
    second = committed(world, row(9001, "Samsul Bahri"), row(9002, "Yusnimar"), name="dua.xlsx", sender="B")
    assert states(second)[9001] == ("refused", "proposed_twice")
    actions.undo(batch=first, by=world.operator)
    world.see_all()
    assert states(second)[9001] == ("proposed", "")
    assert states(first)[9001][0] == "withdrawn"


def test_undo_says_which_decree_rests_on_it_drafts_too(world: World) -> None:
    batch = committed(world, row(9001, "Samsul Bahri"))
    actions.verify(batch=batch, by=world.verifier)
    world.see_all()
    from rangkiang.decree import actions as decree

    decree.prepare(fund=world.fund, number="SK-7/2025", dated=ON, first_month=JULY, by=world.operator)
    with pytest.raises(Refused, match=r"SK-7/2025 \(1 persons\)"):
        actions.undo(batch=batch, by=world.operator)


def test_a_typed_over_nik_is_a_question_even_when_its_owner_is_covered(world: World) -> None:
    owner = world.members(1)[0]
    batch = committed(world, row(int(str(owner.nik)[-4:]), "Yusnimar Caniago", **{"Tanggal Lahir": "01-01-1980"}))
    assert set(states(batch).values()) == {("review", "nik_of_another")}  # a twin has the birth date too
    other = committed(
        world,
        row(9001, "Yusnimar Caniago", NIK="1303080101809001", **{"Tanggal Lahir": "02-02-1980"}),
        name="lain.xlsx",
    )
    assert set(states(other).values()) == {("review", "nik_of_another")}
    slip = row(int(str(owner.nik)[-4:]), owner.name[:-1] + "l", **{"Tanggal Lahir": "01-01-1980"})
    own = committed(world, slip, name="salah-ketik.xlsx", sender="B")
    assert set(states(own).values()) == {("refused", "covered_by_us")}


def test_one_family_has_so_many_covered_earners_as_the_terms_say(world: World) -> None:
    programme.set_rules(
        programme=world.programme, valid_from=date(2025, 1, 1), age_min=18, age_below=65, decile_max=None,
        earners_max=1, act=ACT, by=world.head,
    )  # fmt: skip
    kk = {"No KK": "1303080101120001"}
    batch = committed(world, row(9001, "Samsul", **kk), row(9002, "Yusnimar", **kk), row(9003, "Zainal Abidin"))
    assert states(batch) == {
        9001: ("proposed", ""),
        9002: ("review", "family_full"),
        9003: ("proposed", ""),
    }
    actions.verify(batch=batch, by=world.verifier)
    later = committed(world, row(9004, "Ramlah", **kk), name="lagi.xlsx")
    assert states(later)[9004] == ("review", "family_full")


def cover_list(*rows: tuple[str, str]) -> bytes:
    return workbook(*((nik, f"99{at:09d}", name) for at, (nik, name) in enumerate(rows)), header=("NIK", "KPJ", "Nama"))


def test_a_list_of_covered_people_is_noted_with_its_file_and_taken_back(world: World) -> None:
    ours = world.members(1)[0]
    content = cover_list(("1303080101809050", "Samsul Bahri"), (str(ours.nik), ours.name))
    held = actions.receive(fund=world.fund, filename="aktif.xlsx", content=content, on=ON, by=world.operator)
    with pytest.raises(Refused, match="proposes nobody"):
        actions.commit(batch=held, first_month=JULY, by=world.operator)
    assert actions.take_cover(batch=held, payer="MANDIRI", month=JULY, by=world.operator) == 1
    assert actions.take_cover(batch=held, payer="MANDIRI", month=JULY, by=world.operator) == 1
    world.see_all()
    noted = KnownCover.objects.get(ours=False)
    assert (noted.nik[-4:], noted.source, noted.evidence) == ("9050", "aktif.xlsx", held.pk)
    batch = committed(world, row(9050, "Samsul Bahri"))
    assert states(batch)[9050] == ("refused", "covered_by_others")
    actions.undo(batch=held, by=world.operator)
    world.see_all()
    assert states(batch)[9050] == ("proposed", "")  # nothing stops him any more
    again = committed(world, row(9050, "Samsul Bahri"), row(9061, "Darwis"), name="lagi.xlsx", sender="B")
    assert states(again)[9050] == ("refused", "proposed_twice")


def test_the_dead_are_not_proposed_under_their_nik_nor_a_like_name(world: World) -> None:
    content = workbook(
        ("1303080101809001", "Samsul Bahri", "01-01-1980", "03-03-2025"),
        header=("NIK", "Nama", "Tanggal Lahir", "Tanggal Meninggal"),
    )
    held = actions.receive(
        fund=world.fund, filename="mati.xlsx", content=content, profile="death_list", on=ON, by=world.operator
    )
    assert actions.take_deaths(batch=held, by=world.operator) == 1
    world.see_all()
    assert KnownDeath.objects.get().died_on == date(2025, 3, 3)
    batch = committed(world, row(9001, "Samsul Bahri"), row(9077, "Samsul Bahri"), row(9003, "Nurlela"))
    assert states(batch) == {
        9001: ("refused", "died"),
        9077: ("review", "death_alike"),
        9003: ("proposed", ""),
    }


def test_who_is_covered_under_another_record_is_covered(world: World) -> None:
    from rangkiang.people import actions as people

    covered = world.members(1)[0]
    loose = world.candidates(1, start=40)[0]
    Candidate.objects.filter(pk=loose.pk).update(state="withdrawn")
    for by in (world.verifier, user(Role.VERIFIER, REGENCY, "verifier_two")):
        people.link(duplicate=loose.person, canonical=covered, why="KTP sama", by=by)
    world.see_all()
    batch = committed(world, row(9041, loose.name))
    assert loose.nik.endswith("9041")
    assert states(batch)[9041] == ("refused", "covered_by_us")


def test_columns_are_remembered_for_the_sender_and_for_nobody_else(world: World) -> None:
    header = (
        "NIK",
        "Warga Binaan",
        "No KK",
        "Tanggal Lahir",
        "Jenis Kelamin",
        "Nagari",
        "Pekerjaan",
        "Nama Ibu",
        "Desil",
    )
    first = receive(world, row(9001, "Samsul Bahri"), header=header)
    assert first.state == "faulty"
    keys = {one.key: one.field for one in actions.columns(batch=first, by=world.operator)}
    assert keys["Warga Binaan"] is None
    named = actions.map_columns(batch=first, chosen={"Warga Binaan": "name"}, by=world.operator)
    assert (named.state, named.accepted, named.columns) == ("checked", 1, {"Warga Binaan": "name"})
    again = receive(world, row(9002, "Yusnimar"), header=header, name="dua.xlsx", sender="nagari palaluar")
    assert (again.state, again.columns) == ("checked", {"Warga Binaan": "name"})
    other = receive(world, row(9003, "Nurlela"), header=header, name="tiga.xlsx", sender="Dinas Sosial")
    assert other.state == "faulty"
    changed = actions.map_columns(batch=again, chosen={"Warga Binaan": "address", "Nagari": ""}, by=world.operator)
    assert changed.state == "faulty"
    world.see_all()
    assert Batch.objects.get(pk=first.pk).state == "checked"


@pytest.mark.parametrize("chosen", [{"Nama": "shoe_size"}, {"Nama": "name", "Nagari": "name"}])
def test_a_mapping_that_makes_no_sense_is_refused(world: World, chosen: dict[str, str]) -> None:
    batch = receive(world, row(9001, "Samsul Bahri"))
    with pytest.raises(BadInput):
        actions.map_columns(batch=batch, chosen=chosen, by=world.operator)
    world.see_all()
    assert Batch.objects.get(pk=batch.pk).columns == {}


def test_the_columns_of_a_committed_list_stay(world: World) -> None:
    batch = committed(world, row(9001, "Samsul Bahri"))
    with pytest.raises(Refused, match="Undo it first"):
        actions.map_columns(batch=batch, chosen={"Nama": "address"}, by=world.operator)
