"""The guide inside the house: every topic is a page, every link of it leads somewhere, pages know their topic."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import resolve, reverse

from rangkiang.access.models import Role
from rangkiang.web import help as guide
from tests.world import user

pytestmark = pytest.mark.django_db
LINK = re.compile(r'href="([^"]+)"')


@pytest.fixture(autouse=True)
def afresh() -> Iterator[None]:
    guide.told.cache_clear()
    yield
    guide.told.cache_clear()


def test_every_topic_is_a_page_for_everyone(client: Client) -> None:
    known = dict(guide.topics())
    assert {guide.FIRST, guide.TOUR, *guide.TOPICS.values()} <= set(known)
    for topic, title in known.items():
        text = client.get(reverse("help", args=[topic])).content.decode()
        assert f"<h1>{title}</h1>" in text
        assert "](" not in text, topic


def test_every_link_of_the_guide_leads_to_a_page_or_a_heading_of_one() -> None:
    for topic, _title in guide.topics():
        for link in LINK.findall(guide.told(topic)[1]):
            path, _, anchor = link.partition("#")
            found = resolve(path)
            if anchor:
                assert f'id="{anchor}"' in guide.told(found.kwargs["topic"])[1], (topic, link)


def test_an_unknown_topic_is_no_file_of_the_server(client: Client) -> None:
    assert client.get("/help/nothing/").status_code == 404
    assert client.get("/help/..%2Findex/").status_code == 404


def test_the_tour_walks_through_pages_that_exist_in_ten_steps() -> None:
    body = guide.told(guide.TOUR)[1]
    assert body.count("<li>") == 10
    assert {"/claims/", "/money/plan/", "/check/", "/public/", "/sign-in/"} <= set(LINK.findall(body))


@pytest.mark.parametrize(("path", "topic"), [("/money/", "menutup-bulan"), ("/money/plan/", "rencana-anggaran"),
                                             ("/exchange/families/", "keluarga")])  # fmt: skip
def test_a_page_leads_to_its_own_guide(client: Client, path: str, topic: str) -> None:
    assert guide.guide_of(type("Asked", (), {"resolver_match": resolve(path)})()) == f"/help/{topic}/"


def test_the_link_stands_in_the_head_of_a_task(client: Client) -> None:
    client.force_login(user(Role.ADMINISTRATOR))
    assert "Panduan halaman ini" in client.get(reverse("access:users")).content.decode()


def test_a_guide_cannot_bring_markup_of_its_own(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "odd.md").write_text("# Odd\n\n<script>alert(1)</script>\n")
    monkeypatch.setattr(guide, "PACKED", tmp_path)
    assert "<script" not in guide.told("odd")[1]
