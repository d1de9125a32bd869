"""Signing in with a second step, ending sessions, and the pause after many wrong passwords."""

from __future__ import annotations

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from django.urls import NoReverseMatch, Resolver404, resolve, reverse

from rangkiang.access.models import Role, User
from tests.world import user

PASSWORD = "gonjong-limo"
STEP = 30  # seconds of one code


@pytest.fixture
def head(db: None) -> User:
    cache.clear()  # askings of other tests
    made = user(Role.HEAD)
    made.set_password(PASSWORD)
    made.save(update_fields=["password"])
    return made


def enter(client: Client, password: str = PASSWORD) -> HttpResponse:
    return client.post(reverse("sign-in"), {"login": "head", "password": password})


def code(secret: str) -> str:
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // STEP)))


def with_app(client: Client) -> str:
    """The signed-in user proves himself once more and sets up an authenticator app through the pages; its key."""
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    page = client.get(reverse("mfa_activate_totp")).content.decode()
    secret = re.search(r"<code>(\w+)</code>", page)
    assert secret
    answer = client.post(reverse("mfa_activate_totp"), {"code": code(secret[1])})
    assert answer.status_code == 302, answer.content.decode()
    return secret[1]


def test_the_second_step_is_asked_before_anything_is_shown(head: User, client: Client) -> None:
    enter(client)
    secret = with_app(client)
    other = Client()
    assert enter(other)["Location"] == reverse("mfa_authenticate")
    assert other.get("/").status_code == 302, "the password alone opens nothing"
    assert other.post(reverse("mfa_authenticate"), {"code": "000000"}).status_code == 200
    assert other.get("/").status_code == 302
    cache.clear()  # the code that set the app up counts as used
    assert other.post(reverse("mfa_authenticate"), {"code": code(secret)}).status_code == 302
    assert other.get("/").status_code == 200


def test_a_recovery_code_opens_once(head: User, client: Client) -> None:
    enter(client)
    with_app(client)
    page = client.get(reverse("mfa_view_recovery_codes")).content.decode()
    codes = re.findall(r"<li><code>(\w+)</code></li>", page)
    assert len(codes) == 10
    for status in (200, 302):
        other = Client()
        enter(other)
        other.post(reverse("mfa_authenticate"), {"code": codes[0]})
        assert other.get("/").status_code == status


def test_keys_are_not_readable_in_the_database(head: User, client: Client) -> None:
    enter(client)
    secret = with_app(client)
    page = client.get(reverse("mfa_view_recovery_codes")).content.decode()
    kept = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert "secret" in kept
    assert secret not in kept
    for one in re.findall(r"<li><code>(\w+)</code></li>", page):
        assert one not in kept


def test_guessing_codes_ends(head: User, client: Client) -> None:
    enter(client)
    secret = with_app(client)
    cache.clear()
    other = Client()
    enter(other)
    for guess in range(11):
        other.post(reverse("mfa_authenticate"), {"code": f"{guess:06d}"})
    other.post(reverse("mfa_authenticate"), {"code": code(secret)})
    assert other.get("/").status_code == 302, "after many guesses even the right one waits"


@pytest.mark.parametrize("name", ["mfa_activate_totp", "mfa_generate_recovery_codes", "mfa_add_webauthn"])
def test_an_old_session_proves_itself_before_it_changes_the_locks(name: str, head: User, client: Client) -> None:
    client.force_login(head)  # signed in, but not just now
    if name == "mfa_generate_recovery_codes":
        Authenticator.objects.create(user=head, type="totp", data={"secret": "x"})
    answer = client.get(reverse(name))
    assert answer.status_code == 302
    assert answer["Location"].split("?")[0] in (reverse("account_reauthenticate"), reverse("mfa_reauthenticate"))


def test_other_sessions_can_be_ended(head: User, client: Client) -> None:
    other = Client(headers={"user-agent": "telepon lain"})
    enter(other)
    enter(client)
    page = client.get(reverse("usersessions_list")).content.decode()
    assert "telepon lain" in page
    client.post(reverse("usersessions_list"))
    assert other.get("/").status_code == 302
    assert client.get("/").status_code == 200


def test_many_wrong_passwords_pause_signing_in_and_say_so(head: User) -> None:
    client = Client(REMOTE_ADDR="10.3.3.3")
    for _ in range(8):
        answer = enter(client, "wrong")
    assert answer.status_code == 429
    assert "Masuk dihentikan sementara" in answer.content.decode()
    assert enter(client).status_code == 429, "the right one waits too"
    assert enter(Client(REMOTE_ADDR="10.3.3.4")).status_code == 302, "whoever signs in elsewhere is not locked out"


@pytest.mark.parametrize("name", ["account_signup", "account_reset_password", "account_email", "account_set_password"])
def test_nobody_makes_an_account_or_resets_one_by_mail(name: str) -> None:
    with pytest.raises(NoReverseMatch):
        reverse(name)
    with pytest.raises(Resolver404):
        resolve("/signup/")
