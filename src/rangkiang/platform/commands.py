"""``rangkiang worker``: the process that does what was put off to the background."""

from __future__ import annotations

import signal
import sys
from contextlib import ExitStack

import click


@click.command("worker")
@click.option("--once", is_flag=True, help="Do what waits and stop.")
@click.option(
    "--stalled", default=20.0, show_default=True, help="Seconds without a sign of life until a worker counts as lost."
)
@click.option("--farewell", default=5.0, show_default=True, help="Seconds that a stopping worker waits for its job.")
@click.option("--parent", type=int, hidden=True, help="Stop when this process is gone.")
def worker_command(*, once: bool, stalled: float, farewell: float, parent: int | None) -> None:
    """Do the work that waits in the background, until Ctrl-C or SIGTERM."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # until the worker listens itself: leave in good order
    import django

    from .database import database

    with ExitStack() as house:
        house.enter_context(database())
        django.setup()
        from django.db import connections

        from .jobs import work
        from .setup import current, migrate

        if not current():
            migrate()
        connections.close_all()
        work(wait=not once, stalled=stalled, farewell=farewell, parent=parent, leave=house.close)
