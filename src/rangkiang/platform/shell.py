"""Commands that need the database: up, migrated, every area in sight, stopped again when this command started it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def opened() -> Iterator[None]:
    """Whoever has the shell has the house. One transaction."""
    import django

    from .database import database

    with database():
        django.setup()
        from django.utils import translation

        translation.activate("en")  # the command line speaks English throughout
        from .scope import EVERYWHERE, scope
        from .setup import migrate

        migrate()
        with scope(EVERYWHERE):
            yield
