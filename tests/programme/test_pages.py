"""The programme's page: founded, funded, budgeted and given terms, each by the one whose deed it is."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from rangkiang.access.models import Role
from rangkiang.platform.models import AuditEntry
from rangkiang.programme import actions, queries
from rangkiang.programme.models import Budget, Fund, FundKind, Programme, RuleSet
from tests.world import JUNE, MUARO, PALALUAR, REGENCY, World, user

pytestmark = pytest.mark.django_db
ACT = {"act_kind": "Perbup", "act_number": "9/2025", "act_dated": "2025-02-01", "act_title": "Contoh"}
FUND = {
    "kind": "APB_NAGARI",
    "area": MUARO,
    "title": "APB Nagari Muaro",
    "jkk_account": "5.1.02.02.02.0006",
    "jkm_account": "5.1.02.02.02.0007",
}
TERMS = {"valid_from": "2025-03-01", "age_min": "18", "age_below": "65", "decile_max": "4", **ACT}
CEILING = {"year": "2025", "ceiling": "Rp3.100.000.000", "effective_on": "2025-07-01", **ACT}
FOUND = {"name": "Pekerja Rentan", "owner_office": "Disnakertrans", "area": REGENCY, "starts_on": "2025-01-01", **ACT}


def signed_in(world: World, role: Role) -> Client:
    client = Client()
    client.force_login(world.by[role])
    return client


def test_the_page_shows_act_terms_ceiling_and_what_is_left(world: World) -> None:
    world.members(2)
    world.bill(JUNE)
    text = signed_in(world, Role.HEAD).get(reverse("programme:fund", args=[world.fund.pk])).content.decode()
    assert "Rp3.053.299.200" in text
    assert "Rp3.053.265.600" in text  # two persons at Rp16.800 less
    text = signed_in(world, Role.HEAD).get(reverse("programme:page")).content.decode()
    for said in ("Perbup 1/2022", "18 tahun ke atas, di bawah 65", "APBD Sijunjung"):
        assert said in text


def test_a_draft_bill_takes_nothing_from_the_ceiling(world: World) -> None:
    from rangkiang.money import actions as money

    world.members(2)
    money.bill(fund=world.fund, month=JUNE, by=world.operator)
    text = signed_in(world, Role.HEAD).get(reverse("programme:fund", args=[world.fund.pk])).content.decode()
    assert "Rp3.053.265.600" not in text


def test_a_revision_is_a_new_line_and_the_same_again_is_nothing(world: World) -> None:
    head, address = signed_in(world, Role.HEAD), reverse("programme:budget", args=[world.fund.pk])
    for _ in range(2):
        assert head.post(address, CEILING).status_code == 302
    world.see_all()
    kept = list(Budget.objects.order_by("seq").values_list("seq", "ceiling"))
    assert kept == [(0, 3_053_299_200), (1, 3_100_000_000)]
    assert Budget.objects.get(seq=1).legal_act.number == "9/2025"
    assert AuditEntry.objects.filter(verb="programme.set_budget", subject=f"fund:{world.fund.pk}").count() == 2
    text = head.get(reverse("programme:fund", args=[world.fund.pk])).content.decode()
    assert "Rp3.053.299.200" in text
    assert "Rp3.100.000.000" in text


@pytest.mark.parametrize(
    "change",
    [
        {"ceiling": ""},
        {"ceiling": "-1"},
        {"ceiling": "1.000.00"},
        {"ceiling": "3,5"},
        {"year": "25"},
        {"effective_on": "besok"},
        {"act_number": ""},
    ],
)
def test_a_ceiling_that_cannot_be_is_said_in_words(world: World, change: dict[str, str]) -> None:
    head = signed_in(world, Role.HEAD)
    answer = head.post(reverse("programme:budget", args=[world.fund.pk]), CEILING | change)
    assert answer.status_code == 400
    assert b"say-error" in answer.content
    world.see_all()
    assert Budget.objects.count() == 1


def test_the_same_ceiling_from_an_earlier_day_holds_from_that_day(world: World) -> None:
    told = {"fund": world.fund, "year": 2025, "by": world.head}
    for day in (date(2025, 6, 1), date(2025, 3, 1), date(2025, 3, 1), date(2025, 6, 1)):
        actions.set_budget(ceiling=10**9, effective_on=day, **told)
    world.see_all()
    kept = Budget.objects.order_by("seq").values_list("ceiling", "effective_on")
    assert list(kept)[1:] == [(10**9, date(2025, 6, 1)), (10**9, date(2025, 3, 1))]
    assert queries.ceiling(world.fund, 2025, date(2025, 3, 1)) == 10**9


def test_zero_is_a_ceiling(world: World) -> None:
    head = signed_in(world, Role.HEAD)
    assert head.post(reverse("programme:budget", args=[world.fund.pk]), CEILING | {"ceiling": "0"}).status_code == 302
    world.see_all()
    assert Budget.objects.get(seq=1).ceiling == 0


def test_new_terms_decide_from_their_day_and_the_old_stay(world: World) -> None:
    head, address = signed_in(world, Role.HEAD), reverse("programme:terms", args=[world.programme.pk])
    for _ in range(2):
        assert head.post(address, TERMS).status_code == 302
    assert RuleSet.objects.count() == 2
    text = head.get(reverse("programme:page")).content.decode()
    assert "1 sampai 4" in text
    assert "tanpa batas" in text


def test_terms_of_a_day_are_never_edited(world: World) -> None:
    head, address = signed_in(world, Role.HEAD), reverse("programme:terms", args=[world.programme.pk])
    head.post(address, TERMS)
    answer = head.post(address, TERMS | {"decile_max": "5"})
    assert answer.status_code == 409
    assert 'value="5"' in answer.content.decode()  # what was typed stays
    assert RuleSet.objects.get(valid_from="2025-03-01").decile_max == 4


@pytest.mark.parametrize(
    "change", [{"age_min": "65"}, {"age_below": "66"}, {"decile_max": "11"}, {"age_below": ""}, {"valid_from": ""}]
)
def test_terms_that_cannot_be_are_said_in_words(world: World, change: dict[str, str]) -> None:
    head = signed_in(world, Role.HEAD)
    assert head.post(reverse("programme:terms", args=[world.programme.pk]), TERMS | change).status_code == 400
    assert RuleSet.objects.count() == 1


@pytest.mark.parametrize("kind", [kind for kind in FundKind.values if kind != "APBD_KAB"])
def test_the_administrator_opens_a_fund_of_every_kind(world: World, kind: str) -> None:
    admin, address = signed_in(world, Role.ADMINISTRATOR), reverse("programme:open-fund", args=[world.programme.pk])
    for _ in range(2):
        assert admin.post(address, FUND | {"kind": kind}).status_code == 302
    assert Fund.objects.get(kind=kind).area == MUARO


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"area": "13.03.99"}, 400),
        ({"area": "Muaro"}, 400),
        ({"jkk_account": "satu"}, 400),
        ({"kind": "DANA"}, 400),
        ({"area": "13.04"}, 409),
        ({"kind": "APBD_KAB", "area": REGENCY}, 409),
    ],
)
def test_a_fund_that_cannot_be_is_said_in_words(world: World, change: dict[str, str], status: int) -> None:
    admin = signed_in(world, Role.ADMINISTRATOR)
    answer = admin.post(reverse("programme:open-fund", args=[world.programme.pk]), FUND | change)
    assert answer.status_code == status
    assert b"say-error" in answer.content
    assert Fund.objects.count() == 1


def test_a_programme_is_founded_where_there_is_none_and_only_once() -> None:
    client = Client()
    client.force_login(user(Role.ADMINISTRATOR))
    assert reverse("programme:found") in client.get(reverse("programme:page")).content.decode()
    for _ in range(2):
        assert client.post(reverse("programme:found"), FOUND).status_code == 302
    assert Programme.objects.get().legal_act.number == "9/2025"
    assert reverse("programme:found") not in client.get(reverse("programme:page")).content.decode()
    assert client.post(reverse("programme:found"), FOUND | {"name": "Lain"}).status_code == 409
    assert Programme.objects.count() == 1


def test_nobody_founds_outside_his_area() -> None:
    client = Client()
    client.force_login(user(Role.ADMINISTRATOR))
    assert client.post(reverse("programme:found"), FOUND | {"area": "13.04"}).status_code == 409
    assert not Programme.objects.exists()


@pytest.mark.parametrize(
    ("role", "status"),
    [
        (Role.OPERATOR, 200),
        (Role.HEAD, 200),
        (Role.TREASURER, 200),
        (Role.PLANNER, 200),
        (Role.AUDITOR, 200),
        (Role.ADMINISTRATOR, 200),
        (Role.NAGARI, 403),
        (Role.VERIFIER, 403),
        (Role.BPJS, 403),
    ],
)
def test_who_opens_the_page(world: World, role: Role, status: int) -> None:
    client = signed_in(world, role)
    assert client.get(reverse("programme:page")).status_code == status
    assert client.get(reverse("programme:fund", args=[world.fund.pk])).status_code == status


@pytest.mark.parametrize(
    ("name", "mine", "facts"),
    [("open-fund", Role.ADMINISTRATOR, FUND), ("terms", Role.HEAD, TERMS), ("budget", Role.HEAD, CEILING)],
)
def test_each_deed_is_offered_to_its_role_and_refused_to_others(
    world: World,
    name: str,
    mine: Role,
    facts: dict[str, str],
) -> None:
    of = world.fund.pk if name == "budget" else world.programme.pk
    address = reverse(f"programme:{name}", args=[of])
    page = reverse("programme:fund", args=[of]) if name == "budget" else reverse("programme:page")
    for role in (Role.OPERATOR, Role.HEAD, Role.ADMINISTRATOR, Role.AUDITOR):
        client = signed_in(world, role)
        assert (f'action="{address}"' in client.get(page).content.decode()) == (role == mine)
        if role != mine:
            assert client.post(address, facts).status_code == 403
    assert Client().post(address, facts).headers["Location"].startswith(reverse("sign-in"))
    world.see_all()
    assert (Fund.objects.count(), RuleSet.objects.count(), Budget.objects.count()) == (1, 1, 1)


def test_the_head_of_another_place_sets_nothing_here(world: World) -> None:
    """A nagari's head neither changes the regency's terms, which have no area of their own, nor its ceiling."""
    client = Client()
    client.force_login(user(Role.HEAD, PALALUAR, "wali"))
    for name, of, facts in (("terms", world.programme.pk, TERMS), ("budget", world.fund.pk, CEILING)):
        assert client.post(reverse(f"programme:{name}", args=[of]), facts).status_code == 409
    world.see_all()
    assert (RuleSet.objects.count(), Budget.objects.count()) == (1, 1)


def test_only_who_sees_money_sees_what_is_left(world: World) -> None:
    assert "Sisa" in signed_in(world, Role.PLANNER).get(reverse("programme:page")).content.decode()
    assert "Sisa" not in signed_in(world, Role.ADMINISTRATOR).get(reverse("programme:page")).content.decode()


def test_the_page_asks_as_many_statements_for_one_fund_as_for_many(world: World) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from rangkiang.programme import actions

    def statements() -> int:
        world.see_all()
        client = signed_in(world, Role.HEAD)
        with CaptureQueriesContext(connection) as seen:
            client.get(reverse("programme:page"))
        return len(seen)

    few = statements()
    for kind in ("APBN", "CSR", "BAZNAS"):
        fund = actions.open_fund(
            programme=world.programme,
            kind=kind,
            area=REGENCY,
            title=kind,
            jkk_account="1.1",
            jkm_account="1.2",
            by=world.by[Role.ADMINISTRATOR],
        )
        actions.set_budget(fund=fund, year=2025, ceiling=1, effective_on=JUNE.first, by=world.head)
    assert statements() == few
