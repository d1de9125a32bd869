"""How a message leaves: a file by default, a gateway for SMS or WhatsApp by its address, or e-mail.

``RANGKIANG_SENDER`` names one of ``SENDERS``. A sender raises NotSent with a reason in words; anything it does twice
for one key must be one message for the family.
"""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

from django.conf import settings
from django.core.mail import EmailMessage

from rangkiang.platform.home import home

Sender = Callable[[str, str, str], None]  # key, to, text
PATIENCE = 10  # seconds


class NotSent(Exception):
    """Why a message did not leave; the next run tries again."""


def to_file(key: str, to: str, text: str) -> None:
    """A file for each message in the private folder ``outbox``; the same key writes the same file."""
    folder: Path = home() / "outbox"
    folder.mkdir(mode=0o700, exist_ok=True)
    (folder / f"{key}.json").write_text(json.dumps({"key": key, "to": to, "text": text}, ensure_ascii=False) + "\n")


def to_gateway(key: str, to: str, text: str) -> None:
    """POST {"key", "to", "text"} to ``RANGKIANG_GATEWAY``; the gateway must know a key that it has seen."""
    if not settings.GATEWAY:
        _no("no gateway is set: give its address in RANGKIANG_GATEWAY")
    request = urllib.request.Request(
        settings.GATEWAY,
        data=json.dumps({"key": key, "to": to, "text": text}).encode(),
        headers={"Content-Type": "application/json", "Idempotency-Key": key,
                 "Authorization": f"Bearer {settings.GATEWAY_TOKEN}"},
    )  # fmt: skip
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE):
            pass
    except urllib.error.HTTPError as error:
        _no(f"the gateway answered {error.code}")
    except (OSError, ValueError) as error:
        _no(f"the gateway cannot be reached ({type(error).__name__})")


def to_mail(key: str, to: str, text: str) -> None:
    """By the mail server of Django's settings, to an address that is one."""
    if "@" not in to:
        _no("this is a phone number, not an e-mail address")
    try:
        EmailMessage("Rangkiang", text, to=[to], headers={"Message-ID": f"<{key}@rangkiang>"}).send()
    except OSError as error:
        _no(f"the mail server cannot be reached ({type(error).__name__})")


def _no(why: str) -> NoReturn:
    raise NotSent(why)


SENDERS: dict[str, Sender] = {"file": to_file, "gateway": to_gateway, "mail": to_mail}
