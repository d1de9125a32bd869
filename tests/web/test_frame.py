"""The frame of every page: the door, the two languages, refusals in words, and a browser that loads nothing foreign."""

from __future__ import annotations

import re
from urllib.parse import unquote

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import get_resolver, reverse

from rangkiang.access.models import Role
from rangkiang.access.rights import table
from rangkiang.platform.errors import BadInput, Refused
from rangkiang.web import middleware
from tests.world import World, read_in, user

pytestmark = pytest.mark.django_db


def patterns(found: list, prefix: str = "") -> list:
    """Every (address, view) of the house."""
    views = []
    for one in found:
        here = prefix + str(one.pattern)
        views += patterns(one.url_patterns, here) if hasattr(one, "url_patterns") else [(here, one.callback)]
    return views


INLINE = re.compile(
    r"<style|\sstyle=|\son\w+=|<script(?![^>]*\s(?:src=|type=.application/json.))|(?:src|href)=\"(?:https?:)?//"
)
OPEN = {
    "sign-in/", "sign-out/", "language/", "check/", "help/", "help/<slug:topic>/",
    "public/", "public/figures.csv", "public/figures.json",
    "periksa/<str:code>/",  # whoever holds a letter
    "worker.js", "claims/report/offline/",  # the same for everybody, kept by the browser
    "safety/authenticate/", "safety/webauthn/login/",  # halfway through signing in
}  # fmt: skip


def test_every_page_has_its_door(client: Client) -> None:
    """Each view names a right that permissions.toml knows; the few that name none send a stranger to the door."""
    unnamed = [
        address for address, view in patterns(get_resolver().url_patterns) if getattr(view, "verb", None) not in table()
    ]
    for address in sorted({*unnamed} - OPEN):
        path = "/" + re.sub(r"<\w+:\w+>", "1", address)
        assert unquote(client.get(path).headers.get("Location", "")) == f"{reverse('sign-in')}?next={path}", address


def test_a_stranger_is_asked_to_sign_in(client: Client) -> None:
    answer = client.get("/")
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"{reverse('sign-in')}?next=/"


def test_signing_in_and_out(client: Client) -> None:
    head = user(Role.HEAD)
    head.set_password("gonjong-limo")
    head.save(update_fields=["password"])
    assert client.post(reverse("sign-in"), {"login": "head", "password": "wrong"}).status_code == 200
    assert client.post(reverse("sign-in"), {"login": "head", "password": "gonjong-limo"}).status_code == 302
    assert client.get("/").status_code == 200
    client.post(reverse("sign-out"))
    assert client.get("/").status_code == 302


def test_indonesian_unless_chosen_otherwise(client: Client) -> None:
    """The browser's wish does not count; the choice does, and comes back to the page it was made on."""
    here = reverse("sign-in")
    assert '<html lang="id">' in client.get(here, headers={"accept-language": "en"}).content.decode()
    answer = client.post(reverse("language"), {"language": "en"}, headers={"referer": f"http://testserver{here}"})
    assert answer.headers["Location"].endswith(here)
    assert '<html lang="en">' in client.get(here).content.decode()


def test_the_users_own_language_comes_before_the_default(client: Client) -> None:
    head = user(Role.HEAD)
    head.language = "en"
    head.save(update_fields=["language"])
    client.force_login(head)
    assert '<html lang="en">' in client.get("/").content.decode()


def test_the_choice_stays_with_the_user_and_not_with_the_browser(client: Client) -> None:
    head, treasurer = user(Role.HEAD), user(Role.TREASURER)
    client.force_login(head)
    client.post(reverse("language"), {"language": "en"})
    head.refresh_from_db()
    assert head.language == "en"  # also what works for him in the background speaks
    client.post(reverse("sign-out"))
    assert '<html lang="id">' in client.get(reverse("sign-in")).content.decode()
    client.force_login(treasurer)
    assert '<html lang="id">' in client.get("/").content.decode()
    second = Client()
    second.force_login(head)
    assert '<html lang="en">' in second.get("/").content.decode()


def test_the_users_choice_comes_before_the_browsers_and_outlives_it(client: Client) -> None:
    client.post(reverse("language"), {"language": "en"})
    assert '<html lang="en">' in client.get(reverse("sign-in")).content.decode()
    client.force_login(user(Role.HEAD))
    assert '<html lang="id">' in client.get("/").content.decode()
    client.post(reverse("sign-out"))
    assert '<html lang="id">' in client.get(reverse("sign-in")).content.decode()


def test_a_language_that_is_not_spoken_changes_nothing(client: Client) -> None:
    head = user(Role.HEAD)
    client.force_login(head)
    client.post(reverse("language"), {"language": "xx"})
    head.refresh_from_db()
    assert head.language == "id"


@pytest.mark.parametrize(("error", "status"), [(BadInput("Odd.", todo="Mend it."), 400), (Refused("No."), 409)])
def test_a_refusal_is_a_page_in_words(error: Exception, status: int, client: Client) -> None:
    request = RequestFactory().get("/")
    client.get(reverse("sign-in"))
    request.user = user(Role.HEAD)
    page = middleware.scoped(lambda _: HttpResponse())
    answer = page.process_exception(request, error)  # type: ignore[attr-defined]
    assert answer.status_code == status
    assert str(error) in answer.content.decode()
    assert page.process_exception(request, ValueError()) is None  # type: ignore[attr-defined]


def test_a_page_that_fails_keeps_nothing(world: World) -> None:
    """A deed before the failure is undone with the page."""

    def view(request: HttpRequest) -> HttpResponse:
        head = world.head
        head.email = "a@b.id"
        head.save(update_fields=["email"])
        return HttpResponse(status=500)

    request = RequestFactory().get("/")
    request.user = world.head
    middleware.scoped(view)(request)
    world.head.refresh_from_db()
    assert world.head.email == ""


def test_nothing_foreign_and_nothing_inline(client: Client, world: World) -> None:
    """The policy forbids it, and the pages need neither."""
    client.force_login(world.head)
    for address in ("/", reverse("money:months"), reverse("sign-in")):
        answer = client.get(address, follow=True)
        assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
        text = answer.content.decode()
        assert not INLINE.findall(text)


def test_errors_are_pages(client: Client, world: World) -> None:
    read_in("en")
    client.force_login(world.by[Role.TREASURER])
    assert "This page does not exist" in client.get("/nowhere/").content.decode()
    answer = client.get(reverse("people:search"))
    assert answer.status_code == 403
    assert "Not among your rights" in answer.content.decode()


def test_the_doors_are_those_one_may_open(client: Client, world: World) -> None:
    read_in("en")
    client.force_login(world.by[Role.TREASURER])
    doors = [door["label"] for door in client.get("/").context["doors"]]
    assert "Money" in doors
    assert "People" not in doors
