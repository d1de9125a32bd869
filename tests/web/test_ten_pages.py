"""The most used pages: what they ask the database does not grow with the rows they show, and a phone's are light."""

from __future__ import annotations

import gzip
import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from rangkiang.access.models import Role
from rangkiang.claims import actions as claims
from tests.world import JULY, JUNE, PALALUAR, World

pytestmark = pytest.mark.django_db
TEN = (
    (Role.OPERATOR, "/"),
    (Role.NAGARI, "/"),
    (Role.OPERATOR, "/search/?q=Orang"),
    (Role.OPERATOR, "/people/?q=Orang"),
    (Role.OPERATOR, "/intake/"),
    (Role.HEAD, "/decrees/"),
    (Role.TREASURER, "/money/"),
    (Role.TREASURER, "/money/2025-06/"),
    (Role.OPERATOR, "/claims/"),
    (Role.NAGARI, "/claims/report/?q=Orang"),
    (Role.NAGARI, f"/insight/place/{PALALUAR}/"),
    (Role.OPERATOR, "/exchange/families/"),
)
FIRST_PAGE, LATER_PAGE = 100_000, 25_000  # bytes on the wire
REPORTED = date(2025, 8, 1)


def asked(world: World) -> dict[tuple[Role, str], int]:
    """Statements of each page, the second time that it is asked for."""
    found = {}
    for role, address in TEN:
        client = Client()
        client.force_login(world.by[role])
        client.get(address)
        with CaptureQueriesContext(connection) as statements:
            assert client.get(address).status_code == 200, (role, address)
        found[role, address] = len(statements)
    return found


def more(world: World, count: int, start: int) -> None:
    """Members by a decree of their own, an accident of each, and as many who wait."""
    joined = world.members(count, start=start, number=f"SK-{start}")
    for number, person in enumerate(joined):
        claims.report(
            person=person,
            kind="accident",
            happened_on=REPORTED - timedelta(days=number),
            reported_on=REPORTED,
            by=world.by[Role.NAGARI],
        )
    world.candidates(count, start=start + 100)
    world.see_all()


def test_no_page_asks_more_where_more_is_shown(world: World) -> None:
    more(world, 2, 0)
    world.pay(world.bill(JUNE))
    world.bill(JULY)
    few = asked(world)
    more(world, 7, 20)
    world.bill(JULY + 1)
    world.see_all()
    assert {page: (few[page], count) for page, count in asked(world).items() if count > few[page]} == {}


def wire(client: Client, address: str) -> int:
    """Bytes of a page or a file as it travels, compressed."""
    answer = client.get(address, headers={"accept-encoding": "gzip"})
    body = b"".join(answer) if answer.streaming else answer.content
    assert answer.status_code == 200, address
    return min(len(body), len(gzip.compress(body)))


@pytest.mark.parametrize(
    "address", ["/", "/search/?q=Orang", "/claims/report/", "person", f"/insight/place/{PALALUAR}/"]
)
def test_the_nagari_officers_pages_are_light(address: str, world: World, client: Client) -> None:
    """The first with all its files within 100 KB, each later one within 25 KB."""
    more(world, 12, 0)
    if address == "person":
        address = f"{reverse('claims:report')}?person={world.people[0].pk}"
    client.force_login(world.by[Role.NAGARI])
    page = wire(client, address)
    files = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', client.get(address).content.decode()))
    assert len(files) > 4
    assert page <= LATER_PAGE
    assert page + sum(wire(client, one) for one in files) <= FIRST_PAGE
