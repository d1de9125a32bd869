"""Every address that gives out a paper, letter, card, photo or list, against every role, here and in another nagari.

The addresses are found by what the views answer with: a new one fails until it has a row in the table.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from datetime import date
from types import FunctionType
from typing import Any

import pytest
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from rangkiang.access.models import Role
from rangkiang.access.rights import table
from rangkiang.claims import actions, documents, letters
from rangkiang.intake import verification
from rangkiang.intake.models import Candidate, Glance, Proof
from rangkiang.membership import actions as membership
from rangkiang.platform.models import AuditEntry
from rangkiang.privacy.models import View
from tests.claims.scans import photo, png
from tests.claims.test_documents import death
from tests.intake.desk import committed, row
from tests.world import AIE_AMO, JUNE, PALALUAR, REGENCY, World, user

# counts for all, a script, an address to go on to, a print of its maker's own (tests/exchange/test_families.py)
NO_PAPER = {"public-figures", "worker", "claims:send-report", "exchange:print-file"}
# address: (right, where it lies, how it is kept: a look at the person, a deed on record, or, with no name in it, not)
ROWS = {
    "claims:document": ("claims.see_document", PALALUAR, "look"),
    "claims:letter": ("claims.letter", PALALUAR, "look"),
    "exchange:letter": ("see.claims", PALALUAR, "look"),
    "exchange:families": ("exchange.cards", PALALUAR, "deed"),
    "exchange:upload-list": ("exchange.upload_list", REGENCY, "deed"),
    "exchange:bill-xlsx": ("exchange.bill_lines", REGENCY, "deed"),
    "exchange:bill-pdf": ("see.money", REGENCY, ""),
    "intake:proof": ("intake.see_proof", PALALUAR, "look"),
    "intake:annotated": ("intake.annotate", REGENCY, "deed"),
    "intake:enquiry": ("intake.exchange", REGENCY, "deed"),
    "intake:results": ("intake.exchange", REGENCY, "deed"),
    "lists:file": ("see.register", PALALUAR, "look"),
    "people:export-lapsing": ("see.lapsing", PALALUAR, "look"),
}
LISTS = {"lists:file"}  # opened by the right of the list that is asked for, here the people's
EMPTY_ELSEWHERE = {"lists:file", "people:export-lapsing"}  # a list of one's own area: nobody is in it
REFUSED = {400, 403, 404, 409}  # no such nagari to choose, no right, not there for him, a deed that is not his
Asked = Callable[[Client], HttpResponse]


def routes(patterns: list[URLPattern | URLResolver], space: str = "") -> Iterator[tuple[str, Any]]:
    for one in patterns:
        if isinstance(one, URLResolver):
            yield from routes(one.url_patterns, f"{space}{one.namespace}:" if one.namespace else space)
        else:
            yield f"{space}{one.name}", one.callback


def answers_itself(called: object, seen: tuple[object, ...] = ()) -> bool:
    """Whether a view, or a function of the house that it calls, makes an answer of its own instead of a page."""
    function = inspect.unwrap(called) if callable(called) else called
    if not isinstance(function, FunctionType) or not function.__module__.startswith("rangkiang.") or function in seen:
        return False
    for name in function.__code__.co_names:
        known = function.__globals__.get(name)
        if isinstance(known, type) and issubclass(known, HttpResponseBase):
            return True
        if answers_itself(known, (*seen, function)):
            return True
    return False


def test_every_address_that_gives_out_a_file_has_its_row_and_its_right() -> None:
    found = {name: view for name, view in routes(get_resolver().url_patterns) if answers_itself(view)}
    assert found.keys() == ROWS.keys() | NO_PAPER
    asked = ROWS.keys() - LISTS
    assert {name: found[name].verb for name in asked} == {name: ROWS[name][0] for name in asked}


def get(name: str, *key: object) -> Asked:
    return lambda client: client.get(reverse(name, args=key))


def post(name: str, *key: object, **facts: str) -> Asked:
    return lambda client: client.post(reverse(name, args=key), facts)


@pytest.fixture
def asked(world: World) -> dict[str, Asked]:
    """One real file behind every address."""
    person, *_ = world.members(2)
    bill = world.bill()
    world.pay(bill)
    event = death(world, person)
    claim = actions.open_claim(event=event, by=world.operator)
    paper = documents.receive(event=event, paper="family_card", content=photo(), by=world.operator)
    told = {"kind": "missing", "on": date(2025, 8, 20), "root": "https://rangkiang.example/"}
    letter = letters.issue(event=event, **told, by=world.operator)
    waiting = world.decree(world.candidates(1, start=50), number="SK-W", month=JUNE)
    membership.enrol(decree=waiting, by=world.operator)
    world.see_all()
    batch = committed(world, row(9100, "Samsul Bahri"))
    verification.visit(
        candidate=Candidate.objects.get(batch=batch), result="fit", note="", photo=png(), on=date(2025, 6, 25),
        by=world.by[Role.NAGARI],
    )  # fmt: skip
    world.see_all()
    return {
        "claims:document": get("claims:document", paper.pk),
        "claims:letter": get("claims:letter", letter.pk),
        "exchange:letter": get("exchange:letter", claim.pk),
        "exchange:families": post("exchange:families", area=PALALUAR, since="2025-01"),
        "exchange:upload-list": post("exchange:upload-list", world.fund.pk),
        "exchange:bill-xlsx": post("exchange:bill-xlsx", bill.pk),
        "exchange:bill-pdf": get("exchange:bill-pdf", bill.pk),
        "intake:proof": post("intake:proof", Proof.objects.get().pk),
        "intake:annotated": post("intake:annotated", batch.pk),
        "intake:enquiry": post("intake:enquiry", batch.pk, "bpjs"),
        "intake:results": post("intake:results", batch.pk),
        "lists:file": lambda client: client.post(reverse("lists:file", args=["people:search", "csv"]) + "?q=orang"),
        "people:export-lapsing": lambda client: client.post(
            reverse("people:export-lapsing", args=["xlsx"]) + f"?fund={world.fund.code}&name=A&start=2025-07"
        ),
    }


def kept(world: World) -> dict[str, int]:
    world.see_all()
    return {"look": View.objects.count() + Glance.objects.count(), "deed": AuditEntry.objects.count()}


@pytest.mark.parametrize("role", list(Role))
def test_the_right_role_in_its_area_and_nobody_else(
    world: World, client: Client, asked: dict[str, Asked], role: Role
) -> None:
    world.see_all()
    for name, (verb, place, way) in ROWS.items():
        for here in (True, False):
            where = place if here else AIE_AMO
            client.force_login(user(role, where, f"{role.value}-{where}"))
            before = kept(world)
            answer = asked[name](client)
            grown = {what: count - before[what] for what, count in kept(world).items()}
            case = (name, role.value, where, answer.status_code, grown)
            if role.value not in table()[verb]:
                assert answer.status_code == 403, case
            elif here:
                assert answer.status_code == 200, case
                assert "Content-Disposition" in answer, case
                assert "no-store" in answer["Cache-Control"], case
                assert not way or grown[way] > 0, case
                continue
            elif name in EMPTY_ELSEWHERE:
                assert b"Orang Contoh" not in answer.content, case
            else:
                assert answer.status_code in REFUSED, case
            assert grown["look"] == 0, case
            assert name in EMPTY_ELSEWHERE or grown["deed"] == 0, case
