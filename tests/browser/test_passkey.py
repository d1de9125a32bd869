"""A passkey in a real browser, with its own virtual authenticator: set up, then used instead of a password."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import House
from tests.browser.visitor import PHONE, Visitor
from tests.furnished import KEYHOLDER, PASSWORD
from tests.markup import Checker

pytestmark = pytest.mark.browser

FINGER = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
    "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


def test_a_passkey_is_added_and_opens_the_house_without_a_password(
    chromium: Browser, house: House, markup: Checker
) -> None:
    address = house.address.replace("127.0.0.1", "localhost")  # a passkey belongs to a name, never to a number
    context = chromium.new_context(viewport=PHONE)
    visitor = Visitor(context, address, language="id", scripts=True, markup=markup)
    device = context.new_cdp_session(visitor.page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": FINGER})
    visitor.go("/sign-in/")
    visitor.sign_in(KEYHOLDER, PASSWORD)
    visitor.go("/safety/")
    visitor.follow("Tambah kunci sandi")
    visitor.fill(password=PASSWORD)
    visitor.press("Lanjutkan")
    visitor.page.get_by_label("Beri nama").fill("telepon kantor")
    visitor.press("Tambah kunci sandi")
    visitor.go("/safety/webauthn/")
    visitor.reads("telepon kantor")
    context.clear_cookies()
    visitor.go("/sign-in/")
    visitor.press("Masuk dengan kunci sandi")
    visitor.go("/safety/sessions/")
    visitor.reads("sesi ini")
    context.close()
