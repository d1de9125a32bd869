"""Bring the database to the present shape: migrate as the owner, then set every right anew."""

from __future__ import annotations

from django.core.management import call_command
from django.db import connections

from . import guard


def migrate() -> None:
    """Safe to repeat; a second run finds nothing to do and takes about a second."""
    call_command("migrate", database="owner", verbosity=0, interactive=False)
    guard.apply(connections["owner"])
    connections["owner"].close()
