"""The areas that a transaction may see. Row-level security reads them; without any, no row is seen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db import connection, transaction

EVERYWHERE = ("",)


def set_scope(areas: Iterable[str]) -> None:
    """For the rest of the present transaction: see rows whose area begins with one of these codes."""
    codes = ",".join(f'"{code}"' for code in areas)
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('rangkiang.areas', %s, true)", ["{" + codes + "}"])


@contextmanager
def scope(areas: Iterable[str]) -> Iterator[None]:
    """One transaction that sees these areas: for commands and jobs."""
    with transaction.atomic():
        set_scope(areas)
        yield


def set_clock(moment: str) -> None:
    """The story's clock for the present transaction; the database ignores it unless its owner marked it a demo."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('rangkiang.now', %s, true)", [moment])


@contextmanager
def whole_register() -> Iterator[None]:
    """For the few checks that must look beyond one's area (is this NIK covered elsewhere?) and tell only yes or no."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('rangkiang.areas', true)")
        before = cursor.fetchone()[0] or ""
        set_scope(EVERYWHERE)
        yield
        cursor.execute("SELECT set_config('rangkiang.areas', %s, true)", [before])
