"""The pause after many wrong passwords, the list of sessions, and who saw a person's record."""

from __future__ import annotations

import pytest

from rangkiang.platform.settings import AXES_FAILURE_LIMIT
from tests.browser.conftest import Arrive, by_every_reader
from tests.browser.visitor import Visitor
from tests.furnished import PASSWORD

pytestmark = pytest.mark.browser
NAME, FOUND = "Orang Contoh 2", "/people/?q=orang+contoh+2"


def try_in_vain(stranger: Visitor) -> None:
    """A wrong password, as often as the house bears but once."""
    for _time in range(AXES_FAILURE_LIMIT - 1):
        stranger.fill(login="forgetful", password="salah")
        with stranger.page.expect_navigation():
            stranger.page.get_by_role("button", name=stranger.said("Masuk", whole=True)).click()


@by_every_reader
def test_many_wrong_passwords_pause_the_door_for_that_name_only(arrive: Arrive) -> None:
    stranger = arrive()
    try_in_vain(stranger)
    stranger.sign_in("forgetful", "salah", status=429)
    stranger.reads("Masuk dihentikan sementara")
    stranger.come("/sign-in/")
    stranger.sign_in("forgetful", PASSWORD, status=429)  # now the right one does not help
    stranger.reads("Masuk dihentikan sementara")
    stranger.come("/sign-in/")
    stranger.sign_in("traveller", PASSWORD)
    assert "/sign-in/" not in stranger.page.url


@by_every_reader
def test_a_session_that_one_does_not_know_is_ended(arrive: Arrive) -> None:
    here, elsewhere = arrive(), arrive()
    for visitor in (elsewhere, here):
        visitor.sign_in("traveller", PASSWORD)
    here.go("/safety/")
    here.follow("Lihat sesi dan akhiri yang lain")
    here.reads("sesi ini")
    here.press("Akhiri semua sesi lain")
    assert here.page.locator("tbody tr").count() == 1
    elsewhere.come("/people/")  # a stranger again, so in the language of the house
    assert "/sign-in/" in elsewhere.page.url


@by_every_reader
def test_a_record_tells_who_saw_it_and_what_was_shown(arrive: Arrive) -> None:
    verifier, auditor = arrive("verifier"), arrive("auditor")
    verifier.go(FOUND)
    verifier.follow(NAME)
    verifier.press("Tampilkan lengkap")
    verifier.reads("Ditampilkan lengkap sekali; tercatat siapa yang melihat.")
    auditor.go(verifier.page.url.removeprefix(verifier.address).replace("nik/", ""))
    looks = auditor.page.get_by_role("row").filter(has_text=verifier.page.locator(".who-name").inner_text())
    assert looks.filter(has_text=auditor.said("NIK lengkap")).count()
    auditor.reads("NIK disamarkan")
