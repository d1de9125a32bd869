"""Each role's first page: its three questions with answers, and what waits for it, oldest first, one click away."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from rangkiang.access.models import Role
from rangkiang.access.rights import areas_of
from rangkiang.claims import actions as claims
from rangkiang.insight import home
from rangkiang.insight.questions import QUESTIONS
from rangkiang.insight.tasks import KINDS, mine, tasks
from rangkiang.money import actions as money
from rangkiang.people.models import Person
from rangkiang.platform.scope import set_scope
from tests.world import AIE_AMO, JULY, JUNE, MUARO, World

pytestmark = pytest.mark.django_db
TODAY = date(2025, 7, 31)


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("insight.views", "web.context", "access.rights"):
        monkeypatch.setattr(f"rangkiang.{module}.today", lambda: TODAY)


@pytest.fixture
def told(world: World) -> World:
    """June paid, July's bill approved and unpaid; two wait for a decree; a death and an accident are reported."""
    world.members(4)
    world.members(2, area=AIE_AMO, start=10, number="SK-2")
    world.candidates(2, area=MUARO, start=20)
    world.pay(world.bill(JUNE))
    world.bill(JULY)
    for person, kind, day in ((0, "death", 20), (1, "accident", 10)):
        claims.report(
            person=Person.objects.get(pk=world.people[person].pk),
            kind=kind,
            happened_on=date(2025, 6, day),
            reported_on=date(2025, 6, 24),
            by=world.by[Role.NAGARI],
        )
    world.see_all()
    return world


def answers(world: World, role: Role) -> dict[str, str]:
    """Question → answer, as the role reads them."""
    user = world.by[role]
    set_scope(areas_of(user))
    if role == Role.ADMINISTRATOR:
        return {ask.question: ask.answer for ask in home.bare(user, TODAY, "en")}
    seen = home.home(user, TODAY, None, "en")
    assert seen is not None
    return {ask.question: ask.answer for ask in seen.asks}


EXPECTED = {
    Role.OPERATOR: {"Which lists wait for me?": "Nothing", "Who is ready for a decree?": "2",
                    "How far is July 2025?": "Approved, not paid"},
    Role.NAGARI: {"How many are protected?": "4", "What became of our proposals?": "4 accepted",
                  "Which families are still to be helped?": "2"},
    Role.VERIFIER: {"Which doubtful persons must be decided?": "Nothing",
                    "Which lists are still to be verified?": "Nothing",
                    "Which claims wait for my approval?": "Nothing"},
    Role.HEAD: {"What waits for my approval?": "Nothing", "How far is July 2025?": "Approved, not paid",
                "Does the money last?": "Until December 2025"},
    Role.TREASURER: {"What is owed now?": "Rp100,800", "What was paid last?": "Rp100,800",
                     "Does the money last?": "Until December 2025"},
    Role.BPJS: {"Whose card number is missing?": "Nobody's", "Which active list came last?": "None yet",
                "Which claims wait for BPJS?": "Nothing"},
    Role.AUDITOR: {"What does not add up?": "Nothing", "Who decided what, and when?": "Every deed",
                   "What did families receive?": "Rp0"},
    Role.PLANNER: {"How many are protected?": "6", "Who is still missing?": "2", "What did families receive?": "Rp0"},
    Role.ADMINISTRATOR: {"Who may enter?": "9", "Does the background work run?": "Yes",
                         "Who decided what, and when?": "Every deed"},
}  # fmt: skip


def test_every_role_has_its_three_questions() -> None:
    assert {Role(role) for role in QUESTIONS} == set(Role) == set(EXPECTED)
    assert {len(questions) for questions in QUESTIONS.values()} == {3}


@pytest.mark.parametrize("role", list(Role))
def test_the_questions_of_a_role_and_their_answers(told: World, role: Role) -> None:
    assert answers(told, role) == EXPECTED[role]


@pytest.mark.parametrize("role", list(Role))
def test_every_way_from_the_first_page_opens(client: Client, told: World, role: Role) -> None:
    """No question and nothing that waits leads where the reader may not go."""
    user = told.by[role]
    set_scope(areas_of(user))
    seen = None if role == Role.ADMINISTRATOR else home.home(user, TODAY, None, "en")
    asks = seen.asks if seen else home.bare(user, TODAY, "en")
    paths = [ask.path for ask in asks if ask.path] + [item.path for item in (seen.mine if seen else [])]
    client.force_login(user)
    assert client.get("/").status_code == 200
    for path in paths:
        assert client.get(path.partition("#")[0]).status_code == 200, path


def test_what_waits_stands_oldest_first_on_the_page_of_its_deed(client: Client, told: World) -> None:
    set_scope(areas_of(told.operator))
    items = mine(tasks(told.operator, TODAY))
    days = [item.since for item in items if item.since]
    assert days == sorted(days)
    assert [item.deed for item in items] == [
        "Open the claim of an accident",
        "Open the claim of a death",
        "Draw up the payment of a bill",
    ]
    assert items[0].path.startswith("/claims/events/")
    assert items[2].path == f"{reverse('money:month', args=['2025-07'])}?fund={told.fund.code}"
    client.force_login(told.operator)
    page = client.get("/").content.decode().split('class="waits"')[1]
    assert page.index(items[0].path) < page.index(items[1].path) < page.index(items[2].path)


def test_a_difference_waits_for_who_may_explain_it(told: World) -> None:
    money.reconcile(fund=told.fund, month=JULY, by=told.operator)
    set_scope(areas_of(told.operator))
    found = [item for item in mine(tasks(told.operator, TODAY)) if item.deed == "Explain a difference"]
    assert found
    assert all(item.path.endswith("#differences") for item in found)
    for other in (told.head, told.by[Role.PLANNER]):  # it is the operator's, who compared; the planner may not
        assert "Explain a difference" not in {item.deed for item in mine(tasks(other, TODAY))}


def test_no_name_stands_on_the_first_page(client: Client, told: World) -> None:
    for role in (Role.OPERATOR, Role.NAGARI, Role.BPJS):
        client.force_login(told.by[role])
        page = client.get("/").content.decode()
        assert "Orang Contoh" not in page
        assert "1303080101" not in page


def test_another_area_adds_nothing(told: World) -> None:
    """The accident and the death of Palaluar are nothing to the officer of another nagari."""
    set_scope([MUARO])
    assert tasks(told.by[Role.NAGARI], TODAY) == []


def test_every_kind_names_pages_that_exist_and_rights_that_are_granted() -> None:
    from rangkiang.access.rights import table

    for kind in KINDS.values():
        assert reverse(kind.page)
        assert {kind.see, kind.do} <= set(table())


def test_statements_do_not_grow_with_what_waits(client: Client, told: World) -> None:
    client.force_login(told.operator)
    client.get("/")
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get("/")
    told.see_all()
    for person in told.people[2:6]:
        claims.report(
            person=Person.objects.get(pk=person.pk),
            kind="accident",
            happened_on=date(2025, 7, 3),
            reported_on=date(2025, 7, 4),
            by=told.operator,
        )
    with CaptureQueriesContext(connection) as many:
        client.get("/")
    assert len(many) == len(few) <= 32
