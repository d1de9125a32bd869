"""Build the story once, serve it every time.

A build that was interrupted is thrown away and begun anew; a database that holds anything but a demo is never touched.
"""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from datetime import date

from django.db import connections, transaction
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from rangkiang.access.models import User
from rangkiang.platform import audit
from rangkiang.platform.errors import BadInput
from rangkiang.platform.models import AuditEntry, Installation
from rangkiang.platform.scope import EVERYWHERE, scope, set_clock

DONE = "demo.built"


def finished() -> bool:
    return AuditEntry.objects.filter(verb=DONE).exists()


def _clear() -> None:
    """Throw an unfinished demo away, as the owner; refuse when the database is somebody's real one."""
    installation = Installation.objects.first()
    if not (installation and installation.demo) and (AuditEntry.objects.exists() or User.objects.exists()):
        raise BadInput(
            "This database holds a programme that is not a demo.",
            where="DATABASE_URL",
            todo="Give the demo an empty database of its own.",
        )
    with connections["owner"].cursor() as cursor:
        cursor.execute("""
            SELECT string_agg(format('%I', tablename), ', ') FROM pg_tables WHERE schemaname = 'public'
            AND tablename ~ '^(platform|regions|access|people|programme|intake|decree|membership|money|claims|privacy)_'
            """)
        cursor.execute(f"TRUNCATE {cursor.fetchone()[0]} RESTART IDENTITY CASCADE")
    audit.forget_head()


def _mark(day: date) -> None:
    """Only the owner can make a database a demo, whose clock the story may set."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            """INSERT INTO platform_installation (id, demo, demo_day) VALUES (1, true, %s)
                          ON CONFLICT (id) DO UPDATE SET demo = true, demo_day = EXCLUDED.demo_day""",
            [day],
        )


def build(say: Callable[[str], None]) -> bool:
    """Build unless it is there already; returns whether anything was built. Takes about a minute on two cores."""
    from demo.cast import make_cast
    from demo.plan import make_plan
    from demo.story import tell
    from rangkiang.regions import actions as regions

    if finished():
        make_cast()
        return False
    began = time.monotonic()
    _clear()
    say("Menyusun cerita Sijunjung (Maret 2022 - Juli 2025) / Building the Sijunjung story")
    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f}%"),
        TimeElapsedColumn(),
    ) as bar:
        task = bar.add_task("rencana / plan", total=None)
        plan = make_plan()
        day = plan.world.assumptions["period"]["as_of"]
        _mark(day)
        regions.load(province="13")
        with transaction.atomic():
            set_clock(f"{plan.world.months[0].first} 08:00+07:00")
            cast = make_cast()
        tell(
            plan,
            cast,
            lambda done, total, on: bar.update(task, total=total, completed=done, description=f"{on:%Y-%m}"),
        )
        with connections["owner"].cursor() as cursor:
            cursor.execute("ANALYZE")
        with scope(EVERYWHERE):
            audit.record(actor=None, verb=DONE, subject="demo", seed=plan.seed)
    say(f"Selesai dalam {time.monotonic() - began:.0f} detik / Built in {time.monotonic() - began:.0f} seconds")
    return True


def ensure_free(port: int) -> None:
    """Say so at once when somebody else listens there."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            raise BadInput(
                f"Port {port} on 127.0.0.1 is in use.",
                where="--port",
                todo="Stop what listens there, or choose another: make demo PORT=8001.",
            ) from None


def sign_ins(port: int) -> str:
    """What to type where."""
    from demo.cast import NAMES, USERNAMES, password

    lines = [f"  {USERNAMES[role]:12} {NAMES[role]}" for role in USERNAMES]
    return "\n".join(
        [
            f"\nRangkiang: http://127.0.0.1:{port}/",
            f"Kata sandi semua peran / password of every role: {password()}",
            *lines,
            "Ctrl-C berhenti / stops.\n",
        ]
    )
