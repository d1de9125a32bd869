"""Coming in: the language, the wrong password, who may see what, and the plain pages of every role."""

from __future__ import annotations

import pytest

from tests.browser.conftest import Arrive

pytestmark = pytest.mark.browser


def test_the_door_speaks_indonesian_and_english_and_back(arrive: Arrive) -> None:
    stranger = arrive()
    stranger.reads("Masuk", "Nama pengguna")
    stranger.language = "en"
    stranger.press("read this page in English")
    stranger.reads("Sign in", "User name")
    stranger.language = "id"
    stranger.press("baca halaman ini dalam bahasa Indonesia")
    stranger.reads("Masuk")


def test_a_wrong_password_is_said_once_and_opens_nothing(arrive: Arrive) -> None:
    stranger = arrive()
    stranger.sign_in("planner", "salah")
    stranger.reads("Nama pengguna atau kata sandi salah")
    assert stranger.page.get_by_role("alert").count() == 1
    stranger.go("/people/")
    assert "/sign-in/" in stranger.page.url


@pytest.mark.parametrize(
    ("name", "paths", "closed"),
    [
        ("auditor", ["/office/audit/", "/office/users/", "/jobs/", "/decrees/"], "/decrees/prepare/"),
        ("treasurer", ["/money/", "/money/2025-07/?fund=BAZNAS:13.03"], "/people/"),
        ("planner", ["/", "/money/2025-06/?fund=BAZNAS:13.03"], "/claims/"),
        ("administrator", ["/office/users/"], "/money/"),
        ("bpjs_officer", ["/exchange/bpjs/", "/insight/place/13.03.08.2002/"], "/office/audit/"),
    ],
)
def test_every_role_has_its_pages_and_no_others(arrive: Arrive, name: str, paths: list[str], closed: str) -> None:
    person = arrive(name)
    for path in paths:
        person.go(path)
    person.go(closed, status=403)
    person.go("/nowhere/", status=404)


def test_the_pages_hold_in_the_dark(arrive: Arrive) -> None:
    head = arrive("head", dark=True)
    for path in ("/money/2025-07/?fund=BAZNAS:13.03", "/people/?q=Orang", "/claims/", "/intake/waiting/"):
        head.go(path)
    assert head.page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(20, 17, 16)"
