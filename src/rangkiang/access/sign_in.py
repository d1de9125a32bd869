"""What is ours in signing in: nobody makes an account for themselves, and secrets are kept encrypted."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet
from django.http import HttpRequest

from rangkiang.platform.home import secret


class Account(DefaultAccountAdapter):
    """An administrator takes people in; there is no e-mail to confirm or to reset by."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Nothing is mailed."""

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """The pages say it themselves."""


class SecondStep(DefaultMFAAdapter):
    """Keys of one-time codes and recovery codes, encrypted with a key that is not in the database."""

    def encrypt(self, text: str) -> str:
        return _lock().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _lock().decrypt(encrypted_text.encode()).decode()

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Nothing is mailed."""


@cache
def _lock() -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(secret("second-step").encode()).digest()))
