"""The family of a case by its page: who is entitled, what a relative is told, and every address by right and area."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from rangkiang.access.models import Role
from rangkiang.access.rights import table
from rangkiang.claims import actions, heirs
from rangkiang.claims.case_urls import urlpatterns
from rangkiang.claims.heirs_models import Handed, Relative
from rangkiang.claims.models import Claim, Event
from rangkiang.platform.errors import BadInput, Refused
from rangkiang.privacy.models import View
from tests.claims.scans import photo, png
from tests.claims.test_documents import DIED, death
from tests.judged import approve
from tests.world import AIE_AMO, PALALUAR, World, read_in, user

VERBS = {
    "heirs": "see.claims",
    "heir-add": "claims.heirs",
    "heir-withdraw": "claims.heirs",
    "heir-guardian": "claims.heirs",
    "heir-ask": "claims.heirs",
    "heir-account": "claims.heirs",
    "account-answer": "claims.answer_account",
    "shares": "claims.heirs",
    "handed": "claims.hand_over",
}


@pytest.fixture
def event(world: World) -> Event:
    return death(world, world.members(1)[0])


def enter(world: World, event: Event, relation: str = "spouse", name: str = "Siti") -> Relative:
    made = heirs.add_relative(event=event, relation=relation, name=name, by=world.operator)
    world.see_all()
    return made


def test_a_relative_entered_twice_is_one_and_one_withdrawn_counts_no_more(world: World, event: Event) -> None:
    widow = enter(world, event)
    assert enter(world, event, name=" Siti ").pk == widow.pk
    brother = enter(world, event, "siblings", "Buyuang")
    assert heirs.family(event).heirs == [widow]
    with pytest.raises(BadInput):
        heirs.withdraw_relative(relative=widow, reason=" ", by=world.operator)
    heirs.withdraw_relative(relative=widow, reason="meninggal 2023", by=world.operator)
    world.see_all()
    assert heirs.family(event).heirs == [brother]
    with pytest.raises(Refused, match="withdrawn"):
        heirs.set_account(relative=widow, bank="B", number="123456", holder="Siti", by=world.operator)


def test_without_heirs_who_arranged_the_funeral_has_the_funeral_cost(world: World, event: Event) -> None:
    neighbour = enter(world, event, "funeral", "Pak RT")
    found = heirs.family(event)
    assert found.heirs == [neighbour]
    assert "Funeral cost to Pak RT" in found.said(neighbour)[1]
    enter(world, event, "siblings", "Buyuang")
    assert not heirs.family(event).entitled(neighbour)


def test_the_living_have_no_heirs(world: World) -> None:
    person = world.members(1)[0]
    accident = actions.report(
        person=person, kind="accident", outcome="recovered", happened_on=DIED, reported_on=DIED, by=world.operator
    )
    with pytest.raises(Refused, match="lives"):
        heirs.add_relative(event=accident, relation="spouse", name="Siti", by=world.operator)


def addresses(event: Event, one: Relative, account: int, claim: Claim) -> dict[str, str]:
    keys = {"heirs": event.pk, "heir-add": event.pk, "account-answer": account, "shares": claim.pk, "handed": claim.pk}
    return {name: reverse(f"claims:{name}", args=[keys.get(name, one.pk)]) for name in VERBS}


@pytest.mark.parametrize("role", list(Role))
def test_every_address_of_the_family_by_role_and_area(world: World, event: Event, client: Client, role: Role) -> None:
    """Nothing is sent along, so whoever may is told what lacks; nobody else gets even so far."""
    assert {p.name: p.callback.verb for p in urlpatterns if p.name in VERBS} == VERBS
    claim = actions.open_claim(event=event, by=world.operator)
    world.see_all()
    one = enter(world, event)
    account = heirs.set_account(relative=one, bank="B", number="123456", holder="Lain", by=world.operator)
    for place in (AIE_AMO, PALALUAR):
        client.force_login(user(role, place, f"{role.value}-{place}"))
        for name, address in addresses(event, one, account.pk, claim).items():
            world.see_all()
            looks = View.objects.count()
            page = client.get(address) if name == "heirs" else client.post(address)
            may, here = role.value in table()[VERBS[name]], place == PALALUAR
            good = {"heirs": 200, "heir-ask": 302}.get(name, 400)
            assert page.status_code == (good if may and here else 404 if may else 403), (name, place)
            world.see_all()
            assert View.objects.count() - looks == (good != 302 and may and here)


def test_the_page_tells_the_order_of_law_and_leads_to_the_hand_over(world: World, client: Client) -> None:
    from tests.claims.test_pages import member

    event = death(world, member(world))
    claim = actions.open_claim(event=event, by=world.operator)
    approve(claim=claim, by=world.verifier)
    actions.submit(claim=claim, on=DIED, by=world.operator)
    actions.decide(claim=claim, on=DIED, parts={"santunan": 20_000_000}, by=world.bpjs)
    actions.pay(claim=claim, on=DIED, by=world.bpjs)
    world.see_all()
    client.force_login(world.operator)
    read_in("id")
    for relation, name in (("spouse", "Siti"), ("siblings", "Buyuang")):
        sent = client.post(reverse("claims:heir-add", args=[event.pk]), {"relation": relation, "name": name})
        assert sent.status_code == 302
    world.see_all()
    widow = Relative.objects.get(relation="spouse")
    bank = {"bank": "Bank Nagari", "number": "1234567890", "holder": "SITI"}
    assert client.post(reverse("claims:heir-account", args=[widow.pk]), bank).status_code == 302
    text = client.get(reverse("claims:heirs", args=[event.pk])).content.decode()
    assert "Yang berhak atas seluruh manfaat: janda atau duda (1)." in text
    assert "Tidak berhak: saudara (1), karena didahului janda atau duda (1)." in text
    assert "1234567890" not in text
    assert "Gratis, tanpa perantara." in text
    facts = {"heir": widow.pk, "on": "2025-08-20", "witness": "Wali", "witness_role": "wali nagari"}
    files = {"photo": SimpleUploadedFile("a.jpg", photo()), "signature": SimpleUploadedFile("b.png", png())}
    assert client.post(reverse("claims:handed", args=[claim.pk]), facts | files).status_code == 302
    world.see_all()
    assert Handed.objects.get().amount == 20_000_000
