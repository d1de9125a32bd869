"""What a page weighs on the wire: the first one with all it needs, and those after it when the styles are kept."""

from __future__ import annotations

import re
from http import HTTPStatus

import pytest
from django.http import HttpResponse, StreamingHttpResponse
from django.test import Client

from rangkiang.access.models import Role
from tests.world import AIE_AMO, JULY, JUNE, World

pytestmark = pytest.mark.django_db
FIRST, LATER = 100 * 1024, 25 * 1024
PAGES = [
    "/", "/people/?q=orang", "/search/?q=orang", "/insight/pictures/", "/insight/place/13.03.08.2002/", "/intake/",
    "/intake/waiting/", "/decrees/", "/money/", "/money/2025-07/", "/claims/", "/programme/", "/exchange/bpjs/",
    "/jobs/",
]  # fmt: skip


def fetched(client: Client, path: str) -> tuple[HttpResponse | StreamingHttpResponse, bytes]:
    answer = client.get(path, headers={"accept-encoding": "gzip"}, follow=True)
    assert answer.status_code == HTTPStatus.OK, path
    return answer, b"".join(answer.streaming_content) if answer.streaming else answer.content


@pytest.fixture
def busy(world: World, client: Client) -> Client:
    """An operator's pages with sixty members on them."""
    world.members(40)
    world.members(20, area=AIE_AMO, start=50, number="SK-2")
    for month in (JUNE, JULY):
        world.pay(world.bill(month))
    client.force_login(world.by[Role.OPERATOR])
    return client


def test_the_first_page_with_all_it_needs(busy: Client) -> None:
    _, page = fetched(busy, "/")
    text = busy.get("/").content.decode()
    needed = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', text))
    assert len(needed) >= 4
    weights = {path: len(fetched(busy, path)[1]) for path in needed}
    assert len(page) + sum(weights.values()) <= FIRST, weights


@pytest.mark.parametrize("path", PAGES)
def test_a_later_page(busy: Client, path: str) -> None:
    answer, page = fetched(busy, path)
    assert answer["Content-Encoding"] == "gzip"
    assert len(page) <= LATER


def test_styles_are_kept_for_a_month_and_come_compressed(busy: Client) -> None:
    for path in re.findall(r'"(/static/[^"]+\.css[^"]*)"', busy.get("/").content.decode()):
        answer, _body = fetched(busy, path)
        assert answer["Content-Encoding"] == "gzip"
        assert "max-age=2592000" in answer["Cache-Control"]


def test_a_compressed_page_does_not_tell_its_length(busy: Client) -> None:
    """Against guessing a secret by how well a page compresses: the length varies, the token is masked anew."""
    lengths = {len(fetched(busy, "/jobs/")[1]) for _ in range(8)}
    assert len(lengths) > 1
    tokens = {
        re.search(r'csrfmiddlewaretoken" value="(\w+)"', busy.get("/jobs/").content.decode())[1] for _ in range(2)
    }  # type: ignore[index]
    assert len(tokens) == 2
