"""Finding: by a name with slips, by numbers, by filters; each kind by its own right and area; every look on record."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from rangkiang.access.models import Role
from rangkiang.claims import actions as claims
from rangkiang.insight.finding import everything, search
from rangkiang.insight.sheets import as_csv, as_xlsx
from rangkiang.money import actions as money
from rangkiang.money import settling
from rangkiang.money.models import Transfer
from rangkiang.people.models import NameWord, Person
from rangkiang.platform.scope import set_scope
from rangkiang.privacy.models import View
from tests.world import AIE_AMO, JULY, JUNE, PALALUAR, World, read_in

pytestmark = pytest.mark.django_db
NAMES = ("Siti Rahmah", "Yusuf Piliang", "Rosnida Koto", "Rosmida Koto")


@pytest.fixture
def named(world: World) -> World:
    """Four members with names: two in Palaluar, two in Aie Amo; June paid; the first one's death reported."""
    world.members(2)
    world.members(2, area=AIE_AMO, start=10, number="188.45/77/2025")
    for person, name in zip(world.people, NAMES, strict=True):
        Person.objects.filter(pk=person.pk).update(name=name)
    world.pay(world.bill(JUNE))
    claims.report(
        person=Person.objects.get(pk=world.people[0].pk),
        kind="death",
        happened_on=date(2025, 6, 20),
        reported_on=date(2025, 6, 24),
        by=world.by[Role.NAGARI],
    )
    world.see_all()
    return world


def names(text: str, **asked: object) -> list[str]:
    return [one.name for one in search(text, "", 1, by_part=True, **asked)]  # type: ignore[arg-type]


def page(client: Client, world: World, role: Role, path: str, **query: str) -> str:
    client.force_login(world.by[role])
    answer = client.get(path, query)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("siti rahmah", ["Siti Rahmah"]),
        ("rahmah siti", ["Siti Rahmah"]),
        ("rahm", ["Siti Rahmah"]),
        ("Sitti Rahma", ["Siti Rahmah"]),
        ("jusuf", ["Yusuf Piliang"]),
        ("yusup pilliang", ["Yusuf Piliang"]),
        ("rosnida", ["Rosnida Koto", "Rosmida Koto"]),  # as typed first, the one alike after it
        ("s%i", []),
        ("xenofon", []),
    ],
)
def test_a_name_is_found_with_its_slips(named: World, typed: str, found: list[str]) -> None:
    assert names(typed) == found


def test_new_and_changed_names_bring_their_words_and_nothing_else(named: World) -> None:
    words = set(NameWord.objects.values_list("word", flat=True))
    assert {"SITI", "RAHMAH", "PILIANG"} <= words
    assert not any(any(letter.isdigit() for letter in word) and len(word) > 4 for word in words)
    before = NameWord.objects.count()
    Person.objects.filter(pk=named.people[1].pk).update(name="Yusuf Rahmah")
    assert NameWord.objects.count() == before


def test_likeness_has_its_index(named: World) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE tablename = 'people_nameword'")
        assert "gin (word gin_trgm_ops)" in str(cursor.fetchall())


@pytest.mark.parametrize(
    ("state", "count"), [("", 4), ("enrolled", 3), ("nocard", 0), ("ended", 0), ("never", 0), ("died", 1)]
)
def test_filters_by_cover(named: World, state: str, count: int) -> None:
    assert len(names("", state=state)) == count


def test_only_ones_own_area_is_found(named: World) -> None:
    set_scope([PALALUAR])
    assert names("rosnida") == []
    assert names("siti") == ["Siti Rahmah"]


EVERY = {"Siti Rahmah": "rahmah", "188.45/77/2025": "188.45/77", "SP2D-2025-06": "sp2d-2025"}


@pytest.mark.parametrize(
    ("role", "kinds"),
    [
        (Role.OPERATOR, {"person", "claim", "decree", "money"}),
        (Role.NAGARI, {"person", "claim"}),
        (Role.VERIFIER, {"person", "claim", "decree"}),
        (Role.HEAD, {"person", "claim", "decree", "money"}),
        (Role.TREASURER, {"decree", "money"}),
        (Role.BPJS, {"person", "claim", "decree", "money"}),
        (Role.AUDITOR, {"person", "claim", "decree", "money"}),
        (Role.PLANNER, {"money"}),
        (Role.ADMINISTRATOR, set()),
    ],
)
def test_the_box_finds_for_each_role_what_it_may_see(client: Client, named: World, role: Role, kinds: set[str]) -> None:
    person = page(client, named, role, reverse("search"), q="rahmah")
    assert (f"/insight/person/{named.people[0].pk}/" in person) == ("person" in kinds)
    assert ("/claims/" in person.split("<main")[1]) == ("claim" in kinds)
    assert ("188.45/77/2025" in page(client, named, role, reverse("search"), q="88.45/77")) == ("decree" in kinds)
    for typed in ("sp2d-2025", "2025-06", "202506000000001"):
        found = page(client, named, role, reverse("search"), q=typed).split("<main")[1]
        assert ("/money/2025-06/" in found) == ("money" in kinds), typed


def test_an_officer_finds_nobody_of_the_next_nagari(client: Client, named: World) -> None:
    assert "Rosnida" not in page(client, named, Role.NAGARI, reverse("search"), q="rosnid")
    assert "Rosnida" in page(client, named, Role.OPERATOR, reverse("search"), q="rosnid")


def test_a_card_number_and_a_part_of_a_nik_lead_to_the_person(client: Client, named: World) -> None:
    person = Person.objects.get(pk=named.people[1].pk)
    kpj = f"99{person.pk:09d}"
    assert "Yusuf Piliang" in page(client, named, Role.AUDITOR, reverse("search"), q=kpj)
    part = str(person.nik)[-6:]
    assert "Yusuf Piliang" in page(client, named, Role.OPERATOR, reverse("search"), q=part)
    assert "Yusuf Piliang" not in page(client, named, Role.AUDITOR, reverse("search"), q=part)


def test_every_person_shown_was_looked_at(client: Client, named: World) -> None:
    page(client, named, Role.OPERATOR, reverse("search"), q="koto")
    named.see_all()
    seen = View.objects.filter(what="search", viewer=named.operator)
    assert set(seen.values_list("person", flat=True)) == {named.people[2].pk, named.people[3].pk}
    page(client, named, Role.HEAD, reverse("people:search"), q="siti")
    named.see_all()
    assert View.objects.get(viewer=named.head).person_id == named.people[0].pk


def test_too_few_digits_are_refused_in_words(client: Client, named: World) -> None:
    read_in("en")
    client.force_login(named.operator)
    for path in (reverse("search"), reverse("people:search")):
        answer = client.get(path, {"q": "123"})
        assert answer.status_code == 400
        assert "at least four digits" in answer.content.decode()


def test_statements_do_not_grow_with_what_is_found(
    client: Client, named: World, django_assert_max_num_queries: object
) -> None:
    client.force_login(named.operator)
    client.get(reverse("search"), {"q": "koto"})
    with django_assert_max_num_queries(24):  # type: ignore[operator]
        client.get(reverse("search"), {"q": "siti"})
    named.members(12, start=100, number="SK-9")
    with django_assert_max_num_queries(24):  # type: ignore[operator]
        client.get(reverse("search"), {"q": "orang"})


@pytest.mark.parametrize("name", ["=1+1", "+62812", "-2", "@SUM(A1)", "\tx", "\rx"])
def test_no_cell_is_a_formula(name: str) -> None:
    assert list(csv.reader(io.StringIO(as_csv(["a"], [[name]]).decode("utf-8-sig"))))[1] == [f"'{name}"]
    from python_calamine import CalamineWorkbook

    sheet = CalamineWorkbook.from_filelike(io.BytesIO(as_xlsx(["a"], [[name]]))).get_sheet_by_index(0)
    assert sheet.to_python()[1] == [name.strip("\t\r")] or sheet.to_python()[1] == [name]


@pytest.mark.parametrize("text", ["2025-07", "Juli 2025", "jul 2025", "July 2025"])
def test_a_month_is_known_by_its_number_and_by_its_name(text: str) -> None:
    from rangkiang.insight.finding import _month

    assert _month(text) == date(2025, 7, 1)
    assert _month("Orang 2025") is None


def test_a_row_of_the_journal_leads_back_to_its_bill_and_its_order(named: World) -> None:
    named.see_all()
    references = list(Transfer.objects.values_list("reference", flat=True))
    for kind in ("bill", "order"):
        held = next(one for one in references if one.startswith(f"{kind}:"))
        found = everything(held, named.treasurer).money
        assert found
        assert [(one.kind, one.month) for one in found] == [(kind, JUNE.first)]


def test_a_reversed_payment_is_found_by_its_row_of_the_journal(named: World) -> None:
    july = named.bill(JULY)
    order = money.order(fund=named.fund, bills=[july], amount=16_800, spp="7", spm="7", by=named.operator)
    order = money.pay(order=order, sp2d="7", paid_on=date(2025, 7, 12), by=named.treasurer)
    asked = settling.ask_reversal(order=order, reason="Retur bank", by=named.operator)
    settling.reverse(reversal=asked, on=date(2025, 7, 15), by=named.treasurer)
    named.see_all()
    (held,) = Transfer.objects.filter(reference__startswith="reversal:").values_list("reference", flat=True)
    (found,) = everything(held, named.treasurer).money
    assert (found.kind, found.month) == ("order", JULY.first)
    assert everything(held.replace("reversal", "refund"), named.treasurer).money == []
