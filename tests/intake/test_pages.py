"""The intake desk by its pages: hand in, see every fault, commit, verify, decide, undo; each by right and in words."""

from __future__ import annotations

import io

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from rangkiang.access.models import Role
from rangkiang.intake.models import Batch, Candidate
from rangkiang.programme import actions as programme
from tests.world import AIE_AMO, PALALUAR, World

HEADER = ("NIK", "Nama", "No KK", "Tanggal Lahir", "Jenis Kelamin", "Nagari", "Pekerjaan", "Desil")


def row(serial: int, name: str, **other: str) -> tuple[str, ...]:
    facts = {
        "NIK": f"130308010180{serial:04d}",
        "Nama": name,
        "No KK": f"130308010112{serial:04d}",
        "Tanggal Lahir": "01-01-1980",
        "Jenis Kelamin": "L",
        "Nagari": "Palaluar",
        "Pekerjaan": "Petani",
        "Desil": "1",
    }
    return tuple((facts | other)[name] for name in HEADER)


def workbook(*rows: tuple[str, ...]) -> bytes:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, cells in enumerate((HEADER, *rows)):
            for at, cell in enumerate(cells):
                sheet.write_string(number, at, cell)
    return content.getvalue()


def hand_in(client: Client, world: World, content: bytes, name: str = "usulan.xlsx") -> object:
    client.force_login(world.operator)
    return client.post(
        reverse("intake:upload"),
        {"fund": world.fund.pk, "first_month": "2025-07", "file": SimpleUploadedFile(name, content)},
    )


def handed_in(client: Client, world: World, *rows: tuple[str, ...]) -> Batch:
    hand_in(client, world, workbook(*rows))
    world.see_all()
    return Batch.objects.get(filename="usulan.xlsx")


def post(client: Client, world: World, role: Role, name: str, key: object, **facts: str) -> object:
    client.force_login(world.by[role])
    response = client.post(reverse(f"intake:{name}", args=[key]), facts)
    world.see_all()
    return response


def test_a_list_walks_from_the_file_to_the_waiting_list(world: World, client: Client) -> None:
    batch = handed_in(client, world, row(9001, "Samsul Bahri"), row(9002, "Yusnimar"), row(9003, "Nurlela", NIK="123"))
    page = client.get(reverse("intake:batch", args=[batch.pk])).content.decode()
    assert (batch.rows, batch.accepted) == (3, 2)
    assert ">123<" in page
    assert not Candidate.objects.exists()
    assert post(client, world, Role.OPERATOR, "commit", batch.pk, first_month="2025-07").status_code == 302
    assert Candidate.objects.filter(state="proposed").count() == 2
    assert post(client, world, Role.VERIFIER, "verify", batch.pk).status_code == 302
    waiting = client.get(reverse("intake:waiting")).content.decode()
    assert "Samsul Bahri" in waiting.title()
    assert "1303080101809001" not in waiting


def test_the_first_month_asked_for_is_offered_again_at_commit(world: World, client: Client) -> None:
    response = hand_in(client, world, workbook(row(9001, "Samsul Bahri")))
    assert response["Location"].endswith("?first=2025-07")  # type: ignore[index]
    assert 'value="2025-07"' in client.get(response["Location"]).content.decode()  # type: ignore[index]


def test_the_same_file_again_is_the_same_batch(world: World, client: Client) -> None:
    content = workbook(row(9001, "Samsul Bahri"))
    assert hand_in(client, world, content)["Location"] == hand_in(client, world, content, "lain.xlsx")["Location"]  # type: ignore[index]


def test_a_file_that_cannot_be_read_is_kept_with_the_reason(world: World, client: Client) -> None:
    page = client.get(hand_in(client, world, b"PK\x03\x04 broken")["Location"]).content.decode()  # type: ignore[index]
    world.see_all()
    assert Batch.objects.get().state == "faulty"
    assert "Berkas rusak atau terpotong" in page
    assert reverse("intake:commit", args=[Batch.objects.get().pk]) not in page


@pytest.mark.parametrize("missing", ["file", "fund", "first_month"])
def test_what_is_missing_is_said_on_the_page_and_nothing_is_kept(world: World, client: Client, missing: str) -> None:
    client.force_login(world.operator)
    facts = {"fund": world.fund.pk, "first_month": "2025-07", "file": SimpleUploadedFile("a.xlsx", b"x")}
    del facts[missing]
    page = client.post(reverse("intake:upload"), facts)
    assert page.status_code == 400
    assert b"say-error" in page.content
    world.see_all()
    assert not Batch.objects.exists()


def test_a_month_that_is_none_is_said_in_words(world: World, client: Client) -> None:
    batch = handed_in(client, world, row(9001, "Samsul Bahri"))
    page = post(client, world, Role.OPERATOR, "commit", batch.pk, first_month="July")
    assert page.status_code == 400
    assert b"YYYY-MM" in page.content
    assert not Candidate.objects.exists()


def test_who_handed_it_in_may_not_verify_it(world: World, client: Client) -> None:
    batch = handed_in(client, world, row(9001, "Samsul Bahri"))
    post(client, world, Role.OPERATOR, "commit", batch.pk, first_month="2025-07")
    assert post(client, world, Role.OPERATOR, "verify", batch.pk).status_code == 403
    assert Candidate.objects.get().state == "proposed"


def test_who_is_refused_for_another_reason_is_decided_with_a_word(world: World, client: Client) -> None:
    batch = handed_in(client, world, row(9500, "Samsul Bahri"))
    post(client, world, Role.OPERATOR, "commit", batch.pk, first_month="2025-07")
    Candidate.objects.update(state="review", reason="decile_unknown")
    doubtful = Candidate.objects.get(batch=batch)
    refused = post(client, world, Role.VERIFIER, "decide", doubtful.pk, decision="accept", reason=" ")
    assert refused.status_code == 400
    assert Candidate.objects.get(pk=doubtful.pk).state == "review"
    done = post(client, world, Role.VERIFIER, "decide", doubtful.pk, decision="refuse", reason="desil 9 (SIKS-NG)")
    assert done.status_code == 302
    decided = Candidate.objects.get(pk=doubtful.pk)
    assert (decided.state, decided.evidence, decided.decided_by) == (
        "refused",
        "desil 9 (SIKS-NG)",
        world.verifier,
    )
    again = post(client, world, Role.VERIFIER, "decide", doubtful.pk, decision="accept", reason="lain")
    assert again.status_code == 409


def test_undo_withdraws_and_is_refused_once_a_decree_rests_on_it(world: World, client: Client) -> None:
    batch = handed_in(client, world, row(9001, "Samsul Bahri"))
    post(client, world, Role.OPERATOR, "commit", batch.pk, first_month="2025-07")
    assert post(client, world, Role.OPERATOR, "undo", batch.pk).status_code == 302
    assert Batch.objects.get(pk=batch.pk).state == "undone"
    world.decree(world.candidates(1, start=30))
    world.see_all()
    other = Batch.objects.exclude(pk=batch.pk).get()
    page = post(client, world, Role.OPERATOR, "undo", other.pk)
    assert page.status_code == 409
    assert b"Sudah ada SK berdasar daftar ini" in page.content
    assert Batch.objects.get(pk=other.pk).state == "committed"


def test_a_refused_candidate_is_shown_with_the_reason_to_the_own_nagari_only(world: World, client: Client) -> None:
    for start, area in ((0, None), (20, AIE_AMO)):
        made = world.candidates(1, start=start, **({"area": area} if area else {}))[0]
        Candidate.objects.filter(pk=made.pk).update(state="refused", reason="died")
    client.force_login(world.by[Role.NAGARI])
    page = client.get(reverse("intake:waiting"), {"state": "refused"}).content.decode()
    assert "Orang Contoh 0" in page
    assert "Orang Contoh 20" not in page


@pytest.mark.parametrize(
    ("name", "roles"),
    [
        ("batches", {Role.OPERATOR, Role.NAGARI, Role.VERIFIER, Role.HEAD, Role.AUDITOR}),
        ("upload", {Role.OPERATOR, Role.NAGARI, Role.BPJS}),
        ("review", {Role.OPERATOR, Role.NAGARI, Role.VERIFIER, Role.HEAD, Role.AUDITOR}),
    ],
)
def test_each_page_opens_to_its_roles_and_to_nobody_else(
    world: World, client: Client, name: str, roles: set[Role]
) -> None:
    for role in Role:
        client.force_login(world.by[role])
        assert client.get(reverse(f"intake:{name}")).status_code == (200 if role in roles else 403), role


def test_statements_do_not_grow_with_the_rows(
    world: World, client: Client, django_assert_max_num_queries: object
) -> None:
    world.candidates(40)
    client.force_login(world.operator)
    for name in ("batches", "waiting", "review"):
        client.get(reverse(f"intake:{name}"))
        with django_assert_max_num_queries(22):  # type: ignore[operator]
            client.get(reverse(f"intake:{name}"))


def test_a_nagari_officer_is_offered_his_own_funds_only(world: World) -> None:
    """The regency's fund reaches over his nagari; the neighbour's is not his to propose for."""
    for area, title in ((PALALUAR, "APB Nagari Palaluar"), (AIE_AMO, "APB Nagari Aie Amo")):
        programme.open_fund(programme=world.programme, kind="APB_NAGARI", area=area, title=title, jkk_account="1",
                            jkm_account="2", by=world.by[Role.ADMINISTRATOR])  # fmt: skip
    client = Client()
    client.force_login(world.by[Role.NAGARI])
    page = client.get(reverse("intake:upload")).content.decode()
    assert "APB Nagari Palaluar" in page
    assert "APBD Sijunjung" in page
    assert "Aie Amo" not in page


def test_a_look_alike_stands_beside_whom_it_resembles_and_is_decided_with_a_reason(
    world: World, client: Client
) -> None:
    known = world.candidates(1)[0]
    batch = handed_in(client, world, row(9500, known.name))
    post(client, world, Role.OPERATOR, "commit", batch.pk, first_month="2025-07")
    doubtful = Candidate.objects.get(batch=batch)
    assert (doubtful.state, doubtful.reason) == ("review", "alike")
    pair = doubtful.likenesses.get()
    assert pair.person == known.person
    client.force_login(world.verifier)
    page = client.get(reverse("intake:compare", args=[doubtful.pk])).content.decode()
    assert reverse("insight:person", args=[known.person_id]) in page
    assert "NIK berbeda hanya pada nomor urut" in page
    assert doubtful.nik not in page
    world.see_all()
    refused = post(client, world, Role.VERIFIER, "judge", pair.pk, answer="same", why=" ")
    assert refused.status_code == 400
    done = post(client, world, Role.VERIFIER, "judge", pair.pk, answer="same", why="KTP diperlihatkan")
    assert done.status_code == 302
    doubtful.refresh_from_db()
    assert (doubtful.state, doubtful.reason, doubtful.evidence) == ("refused", "same_person", "KTP diperlihatkan")
    link = doubtful.person.links.get()
    assert (link.canonical, known.person.nik != doubtful.nik) == (known.person, True)
    again = post(client, world, Role.VERIFIER, "judge", pair.pk, answer="different", why="lain")
    assert again.status_code == 409
