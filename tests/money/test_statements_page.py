"""Statements on the page: handed in by who may, decided line by line, undone with a reason."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from rangkiang.access.models import Role
from rangkiang.membership import actions as membership
from rangkiang.money import actions as money
from rangkiang.money import settling
from rangkiang.money.models import Receipt
from rangkiang.money.statements_models import Statement, StatementFile, StatementLine, StatementMatch
from tests.world import JUNE, World, read_in

pytestmark = pytest.mark.django_db
TODAY = date(2025, 7, 31)
WORDS = "Iuran 000000000001 ref 623090050711 tanda terima 923092201109691"
CONTENT = f"""Tanggal;Uraian;No Referensi;Debet;Kredit
12/06/2025;{WORDS};00123/SP2D/2025;33.600,00;
30/06/2025;Biaya admin;;6.500;
""".encode()


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("money.views", "web.context", "access.rights"):
        monkeypatch.setattr(f"rangkiang.{module}.today", lambda: TODAY)


@pytest.fixture
def english(client: Client, world: World) -> Client:
    read_in("en")
    return client


def as_(client: Client, world: World, role: Role) -> Client:
    client.force_login(world.by[role])
    return client


@pytest.fixture
def statement(english: Client, world: World) -> Statement:
    """A payment of June, and the bank's statement that shows it, handed in by the treasurer."""
    world.members(2)
    bill = world.bill()
    order = money.order(fund=world.fund, bills=[bill], amount=33_600, spp="1", spm="2", by=world.operator)
    money.pay(order=order, sp2d="00123/SP2D/2025", paid_on=date(2025, 6, 12), by=world.treasurer)
    world.see_all()
    as_(english, world, Role.TREASURER)
    answer = english.post(reverse("money:statements"), {"file": SimpleUploadedFile("rekening.csv", CONTENT)})
    world.see_all()
    file = StatementFile.objects.get()
    looked = reverse("money:statement-file", args=[file.pk])
    assert (answer.status_code, answer["Location"]) == (302, looked)
    assert english.post(looked)["Location"] == reverse("money:statement", args=[file.pk])
    world.see_all()
    return Statement.objects.get()


def test_a_file_is_looked_at_before_its_lines_are_kept(english: Client, world: World) -> None:
    as_(english, world, Role.OPERATOR)
    content = CONTENT + b"TOTAL;;;40.100;\n2/07/2025;Jasa giro;;;1.234\n"
    answer = english.post(reverse("money:statements"), {"file": SimpleUploadedFile("juni.csv", content)})
    page = answer["Location"]
    text = english.get(page).content.decode()
    for words in ("juni.csv", "Rp40,100", "Rp1,234", "12 Jun 2025", "Jasa giro", "Keep its lines"):
        assert words in text, words
    assert page in english.get(reverse("money:statements")).content.decode()
    world.see_all()
    assert (Statement.objects.count(), StatementLine.objects.count()) == (0, 0)
    for role, status in ((Role.AUDITOR, 403), (Role.NAGARI, 403), (Role.TREASURER, 302)):
        assert as_(english, world, role).post(page).status_code == status
    world.see_all()
    assert StatementLine.objects.count() == 3
    kept = reverse("money:statement", args=[StatementFile.objects.get().pk])
    assert english.get(page)["Location"] == english.post(page)["Location"] == kept
    again = english.post(reverse("money:statements"), {"file": SimpleUploadedFile("juni.csv", content)})
    assert again["Location"] == page
    second = english.post(reverse("money:statements"), {"file": SimpleUploadedFile("dua.csv", CONTENT)})
    text = english.get(second["Location"]).content.decode()
    assert text.count(">known<") == 2


def test_money_that_came_in_is_held_against_the_refunds_asked_for(english: Client, world: World) -> None:
    """A payment of two persons, one of whom had died: asked back by letter, and there it is on the statement."""
    people = world.members(2)
    world.pay(world.bill())
    gone = membership.Exit(people[0].pk, JUNE + -1, "died", date(2025, 5, 20))
    membership.end(fund=world.fund, exits=[gone], by=world.operator)
    [credit] = money.supplement(fund=world.fund, month=JUNE, by=world.operator)
    money.approve_bill(bill=credit, billing_code="", on=date(2025, 7, 1), by=world.head)
    asked = settling.ask_refund(credit=credit, letter="B-7", asked_on=date(2025, 7, 2), by=world.operator)
    content = (
        b"Tanggal;Uraian;No Referensi;Debet;Kredit\n" + b"1/07/2025;a;;;16.800\n3/07/2025;b;;;16.800\n4/07/2025;c;;;5\n"
    )
    as_(english, world, Role.TREASURER)
    looked = english.post(reverse("money:statements"), {"file": SimpleUploadedFile("juli.csv", content)})["Location"]
    page = english.post(looked)["Location"]
    text = english.get(page).content.decode()
    assert text.count("It may be the refund asked for by letter B-7") == 1
    assert text.count("no payment looks like it") == 2
    settling.settle_refund(
        refund=asked, received=True, settled_on=date(2025, 7, 3), reference="NK-1", by=world.treasurer
    )
    assert "The refund of letter B-7 came back so, noted as NK-1" in english.get(page).content.decode()


def test_a_line_is_accepted_with_its_receipt_and_the_other_set_aside(
    english: Client, world: World, statement: Statement
) -> None:
    page = reverse("money:statement", args=[statement.pk])
    text = english.get(page).content.decode()
    for words in ("same SP2D number", "It is SP2D 00123/SP2D/2025", "record the receipt", "no payment looks like it"):
        assert words in text, words
    world.see_all()
    match = StatementMatch.objects.get()
    assert english.post(reverse("money:accept-match", args=[match.pk]), {"receipt": "yes"}).status_code == 302
    world.see_all()
    assert Receipt.objects.get().number == "923092201109691"
    assert "It is SP2D" not in english.get(page).content.decode()
    assert "00123/SP2D/2025" in english.get(f"{page}?state=matched").content.decode()
    aside = reverse("money:set-aside-lines", args=[statement.pk])
    other = StatementLine.objects.get(amount=6_500)
    assert english.post(aside, {"reason": "Biaya bank"}).status_code == 400
    assert english.post(aside, {"reason": "Biaya bank", "line": "x"}).status_code == 400
    assert english.post(aside, {"reason": "Biaya bank", "line": str(other.pk)}).status_code == 302
    assert "Biaya bank" in english.get(f"{page}?state=aside").content.decode()
    assert english.post(reverse("money:bring-back-line", args=[other.pk])).status_code == 302
    undo = reverse("money:undo-match", args=[match.pk])
    assert english.post(undo, {"reason": ""}).status_code == 400
    answer = english.post(undo, {"reason": "Salah baris"}, follow=True)
    assert "The receipt stays: BPJS gave it for this payment" in answer.content.decode()
    world.see_all()
    again = StatementMatch.objects.get(state="proposed")
    assert english.post(reverse("money:refuse-match", args=[again.pk])).status_code == 302
    assert "was refused by" in english.get(page).content.decode()
    assert english.post(reverse("money:look-again", args=[statement.pk])).status_code == 302
    assert english.post(reverse("money:accept-match", args=[again.pk])).status_code == 409


def test_who_may_look_and_who_may_decide(english: Client, world: World, statement: Statement) -> None:
    page = reverse("money:statement", args=[statement.pk])
    match, line = StatementMatch.objects.get(), StatementLine.objects.first()
    assert line is not None
    for role in (Role.OPERATOR, Role.HEAD, Role.AUDITOR):
        text = as_(english, world, role).get(page).content.decode()
        assert "same SP2D number" in text
        assert "It is SP2D" not in text
        for name, key in (("accept", match.pk), ("refuse", match.pk), ("undo", match.pk)):
            assert english.post(reverse(f"money:{name}-match", args=[key]), {"reason": "x"}).status_code == 403
        assert english.post(reverse("money:bring-back-line", args=[line.pk])).status_code == 403
        assert english.post(reverse("money:set-aside-lines", args=[statement.pk])).status_code == 403
    assert as_(english, world, Role.NAGARI).get(page).status_code == 403
    as_(english, world, Role.AUDITOR)
    file = SimpleUploadedFile("a.csv", CONTENT)
    assert english.post(reverse("money:statements"), {"file": file}).status_code == 409


def test_a_file_that_cannot_be_read_is_one_line_on_the_page(english: Client, world: World) -> None:
    as_(english, world, Role.OPERATOR)
    answer = english.post(reverse("money:statements"), {"file": SimpleUploadedFile("a.csv", b"a;b\n1;2\n")})
    assert answer.status_code == 400
    assert "No header row was found" in answer.content.decode()
