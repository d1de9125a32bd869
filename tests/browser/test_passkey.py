"""The second lock in a real browser: a passkey with its own virtual authenticator, codes of a phone and of paper."""

from __future__ import annotations

import time

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import Browser

from tests.browser.conftest import Arrive, House, Reader, by_every_reader
from tests.browser.visitor import Visitor
from tests.furnished import PASSWORD
from tests.markup import Checker

pytestmark = pytest.mark.browser

FINGER = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
    "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


@by_every_reader
def test_a_passkey_is_added_and_opens_the_house_without_a_password(
    chromium: Browser, house: House, markup: Checker, reader: Reader
) -> None:
    address, language = house.address.replace("127.0.0.1", "localhost"), reader.language  # it belongs to a name
    context = chromium.new_context(viewport=reader.screen, color_scheme="dark" if reader.dark else "light")
    chosen = {"name": "django_language", "value": language, "url": address}
    context.add_cookies([chosen])
    visitor = Visitor(context, address, language=language, scripts=True, markup=markup)
    device = context.new_cdp_session(visitor.page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": FINGER})
    visitor.go("/sign-in/")
    visitor.sign_in("keyholder", PASSWORD)
    visitor.go("/safety/")
    visitor.follow("Tambah kunci sandi")
    visitor.fill(password=PASSWORD)
    visitor.press("Lanjutkan")
    visitor.page.get_by_label(visitor.said("Beri nama, misalnya: komputer kantor")).fill("telepon kantor")
    visitor.press("Tambah kunci sandi")
    visitor.go("/safety/webauthn/")
    visitor.reads("telepon kantor")
    context.clear_cookies()
    context.add_cookies([chosen])
    visitor.go("/sign-in/")
    visitor.press("Masuk dengan kunci sandi")
    visitor.go("/safety/sessions/")
    visitor.reads("sesi ini")
    context.close()


def code_of(secret: str) -> str:
    """What an authenticator app shows now: six digits of this half minute."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


@by_every_reader
def test_codes_from_an_app_and_from_paper_open_the_second_lock(arrive: Arrive) -> None:
    visitor = arrive()
    visitor.sign_in("codeholder", PASSWORD)
    visitor.go("/safety/")
    visitor.follow("Pasang")
    if visitor.page.locator("[name=password]").count():  # asked once more, unless it was typed just now
        visitor.fill(password=PASSWORD)
        visitor.press("Lanjutkan")
    visitor.fill(code=code_of(visitor.page.locator("main code").inner_text().strip()))
    visitor.press("Pakai mulai sekarang")
    visitor.go("/safety/recovery-codes/")
    paper = visitor.page.locator(".codes code").first.inner_text()
    visitor.go("/safety/")
    visitor.reads("dipakai")
    visitor.page.context.clear_cookies(name="sessionid")
    chosen = {"name": "django_language", "value": visitor.language, "url": visitor.address}  # a stranger's
    visitor.page.context.add_cookies([chosen])
    visitor.go("/sign-in/")
    visitor.sign_in("codeholder", PASSWORD)
    visitor.reads("Langkah kedua")
    visitor.fill(code=paper)
    visitor.page.locator("form:has([name=code]) [type=submit]").click()
    visitor.page.wait_for_url(f"{visitor.address}/")
    visitor.look()
