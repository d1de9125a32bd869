"""BPJS's bill on the page: handed in, looked at, taken, set aside; by whom, and what a refusal looks like."""

from __future__ import annotations

import json
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from rangkiang.access.models import Role
from rangkiang.money.models import Difference
from rangkiang.money.statements_models import BpjsBill
from tests.money.bpjs_file import csv_bill, lines_of
from tests.world import JUNE, World, read_in

pytestmark = pytest.mark.django_db
TODAY = date(2025, 7, 31)


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("money.views", "money.bpjs_bill_views", "web.context", "access.rights"):
        monkeypatch.setattr(f"rangkiang.{module}.today", lambda: TODAY)


@pytest.fixture
def english(client: Client, world: World) -> Client:
    read_in("en")
    return client


def as_(client: Client, world: World, role: Role) -> Client:
    client.force_login(world.by[role])
    return client


def hand_in(client: Client, content: bytes, month: str = "2025-06") -> object:
    file = SimpleUploadedFile("tagihan.csv", content)
    return client.post(reverse("money:bpjs-bills"), {"month": month, "file": file})


def test_from_the_file_to_a_finding_of_the_month(english: Client, world: World) -> None:
    people = world.members(3)
    world.bill()
    world.see_all()
    as_(english, world, Role.OPERATOR)
    answer = hand_in(english, csv_bill(lines_of(people)[:2], Jumlah_Peserta="2"))
    world.see_all()
    held = BpjsBill.objects.get()
    page = reverse("money:bpjs-bill", args=[held.pk])
    assert (answer.status_code, answer["Location"]) == (302, page)  # type: ignore[attr-defined, index]
    text = english.get(page).content.decode()
    for words in ("a look ahead", "Orang Contoh 2", "Rp50,400", "Rp33,600", "by law", "Ask BPJS to add them"):
        assert words in text, words
    assert not Difference.objects.exists()
    assert english.post(reverse("money:take-bpjs-bill", args=[held.pk])).status_code == 302
    assert "BPJS bill: somebody whom we bill" in english.get(reverse("money:month", args=["2025-06"])).content.decode()
    assert "tagihan.csv" in english.get(reverse("money:bpjs-bills")).content.decode()
    aside = reverse("money:set-aside-bpjs-bill", args=[held.pk])
    assert english.post(aside, {"reason": " "}).status_code == 400
    assert english.post(aside, {"reason": "Salah unduh"}).status_code == 302
    assert "Salah unduh" in english.get(page).content.decode()


def test_a_file_that_cannot_be_read_is_one_line_on_the_page(english: Client, world: World) -> None:
    as_(english, world, Role.OPERATOR)
    answer = hand_in(english, b"NIK;Total\n1303080101809001;seratus\n")
    assert answer.status_code == 400  # type: ignore[attr-defined]
    assert "row 2: &#x27;seratus&#x27; is no amount" in answer.content.decode()  # type: ignore[attr-defined]


def test_who_may_look_and_who_may_hand_in(english: Client, world: World) -> None:
    people = world.members(2)
    world.bill()
    world.see_all()
    as_(english, world, Role.TREASURER)
    hand_in(english, csv_bill(lines_of(people)[:1]))
    world.see_all()
    page = reverse("money:bpjs-bill", args=[BpjsBill.objects.get().pk])
    text = english.get(page).content.decode()
    assert "Orang Contoh" not in text  # names are for the register
    assert str(people[1].nik) not in text
    for role in (Role.HEAD, Role.AUDITOR):
        text = as_(english, world, role).get(page).content.decode()
        assert "Orang Contoh 1" in text
        assert "Let it count" not in text
        for address in ("money:take-bpjs-bill", "money:set-aside-bpjs-bill"):
            assert (
                english.post(reverse(address, args=[BpjsBill.objects.first().pk]), {"reason": "x"}).status_code == 403
            )
            world.see_all()
    assert as_(english, world, Role.NAGARI).get(page).status_code == 403


def test_a_nik_is_masked(english: Client, world: World) -> None:
    people = world.members(1)
    world.bill()
    world.see_all()
    as_(english, world, Role.OPERATOR)
    hand_in(english, csv_bill([*lines_of(people), lines_of(people)[0].but(nik="1303080101809999", kpj="")]))
    world.see_all()
    text = english.get(reverse("money:bpjs-bill", args=[BpjsBill.objects.get().pk])).content.decode()
    assert "1303080101809999" not in text
    assert "NIK" in text


@pytest.mark.parametrize("count", [2, 30])
def test_statements_of_the_page_do_not_grow(
    client: Client, world: World, count: int, django_assert_max_num_queries: object
) -> None:
    people = world.members(count)
    world.see_all()
    as_(client, world, Role.OPERATOR)
    hand_in(client, csv_bill(lines_of(people)))
    world.see_all()
    page = reverse("money:bpjs-bill", args=[BpjsBill.objects.get().pk])
    with django_assert_max_num_queries(20):  # type: ignore[operator]
        client.get(page)


def test_the_command_answers_in_json(world: World, monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    from contextlib import nullcontext

    from click.testing import CliRunner

    from rangkiang.money import bpjs_bill_commands
    from rangkiang.platform.errors import BadInput

    people = world.members(3)
    world.bill()
    world.see_all()
    monkeypatch.setattr(bpjs_bill_commands, "opened", nullcontext)
    file = tmp_path / "tagihan.csv"  # type: ignore[operator]
    file.write_bytes(csv_bill(lines_of(people)[:2]))
    words = [str(file), "--month", str(JUNE), "--by", "treasurer", "--take", "--json"]
    told = json.loads(CliRunner().invoke(bpjs_bill_commands.bpjs_bill_command, words, catch_exceptions=False).output)
    assert (told["state"], told["lines"], told["our_persons"]) == ("standing", 2, 3)
    assert told["kinds"] == [
        {"kind": "agrees", "lines": 2, "amount": 0},
        {"kind": "bpjs_missing", "lines": 1, "amount": 16_800},
    ]
    with pytest.raises(BadInput, match="cannot be read"):
        CliRunner().invoke(bpjs_bill_commands.bpjs_bill_command, ["nowhere.csv", *words[1:]], catch_exceptions=False)
