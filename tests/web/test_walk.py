"""Every page that links lead to, as every role: it opens, and it is HTML as the standard has it."""

from __future__ import annotations

import re
from uuid import UUID

import pytest
from django.test import Client
from django.urls import get_resolver

from rangkiang.access.models import Role, User
from rangkiang.platform.scope import EVERYWHERE, scope, set_scope
from tests.furnished import furnish
from tests.markup import Checker
from tests.walk import Page, walk
from tests.web.test_frame import patterns

pytestmark = pytest.mark.django_db
STRANGER = ""
NO_FILE = ("intake/<uuid:key>/columns/", 409)  # the lists of this house came into its tables without one
# Pages whose rows the browser tests make, and files: what links lead to elsewhere, not in this house.
ELSEWHERE = {
    "sign-in/", "sign-out/", "sign-in/again/", "language/", "safety/authenticate/", "safety/totp/deactivate/",
    "safety/recovery-codes/", "safety/recovery-codes/generate/", "safety/recovery-codes/download/",
    "safety/webauthn/", "safety/reauthenticate/", "safety/webauthn/reauthenticate/",
    "safety/webauthn/keys/<int:pk>/remove/", "safety/webauthn/keys/<int:pk>/edit/", "safety/webauthn/login/",
    "periksa/<str:code>/", "public/figures.csv", "public/figures.json", "worker.js",
    "people/lapsing/", "exchange/families/print/<int:key>/",
    "intake/review/<int:key>/compare/", "intake/candidate/<int:key>/",
    "intake/<uuid:key>/preview/", "intake/answers/", "money/plan/<int:key>/", "money/bill/<uuid:key>/",
    "money/order/<uuid:key>/", "money/bpjs-bill/<uuid:key>/", "money/statements/<uuid:key>/",
    "money/statements/file/<uuid:key>/",
    "claims/watch/<int:key>/", "claims/documents/<uuid:key>/", "claims/letters/<int:key>/",
    "claims/children/<int:key>/", "claims/events/<uuid:key>/care/", "claims/<uuid:key>/",
    "exchange/bills/<uuid:key>.pdf", "exchange/letters/<uuid:key>/",
}  # fmt: skip


def test_the_checker_sees_what_is_wrong(markup: Checker) -> None:
    page = "<!doctype html><html lang=id><head><title>a</title></head><body><p>{}</p></body></html>"
    assert markup.faults(page.format("b")) == []
    for wrong in ("<dl><span>b</span></dl>", '<i id="x"></i><i id="x"></i>', '<input aria-describedby="nowhere">'):
        assert markup.faults(page.format(wrong)), wrong


@pytest.fixture
def clients() -> dict[str, Client]:
    """By role, in a house in use; and one of a stranger."""
    with scope(EVERYWHERE):
        furnish()
    set_scope(EVERYWHERE)
    known = {role.value: Client() for role in Role}
    for name, client in known.items():
        client.force_login(User.objects.get(username=name))
    return {**known, STRANGER: Client()}


@pytest.fixture
def pages(clients: dict[str, Client]) -> list[Page]:
    def fetch(role: str, address: str) -> tuple[int, str]:
        answer = clients[role].get(address, follow=True)
        is_page = answer.headers.get("Content-Type", "").startswith("text/html")
        return answer.status_code, answer.content.decode() if is_page else ""

    return list(walk(list(clients), fetch, first=("/", "/search/?q=orang")))


def test_every_page_is_right(pages: list[Page], clients: dict[str, Client], markup: Checker) -> None:
    told = [(page.route, page.status, page.role, page.address) for page in pages if page.status != 200]
    assert [one for one in told if one[:2] != NO_FILE] == []
    faults = [(page.role, page.address, wrong) for page in pages if page.html for wrong in markup.faults(page.html)]
    assert faults == []
    unseen = {address for address, _ in patterns(get_resolver().url_patterns)} - {page.route for page in pages}
    assert {address for address in unseen if _is_read(clients["operator"], address)} == ELSEWHERE


def _is_read(client: Client, address: str) -> bool:
    """Whether a route answers at all when it is only asked for, not told something."""
    path = re.sub(r"<(int|str|slug):\w+>", "1", re.sub(r"<uuid:\w+>", str(UUID(int=1)), address))
    return client.get(f"/{path}").status_code not in (403, 405)
