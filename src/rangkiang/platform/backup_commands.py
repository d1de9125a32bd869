"""``rangkiang backup`` and ``rangkiang restore``; what must be proven beside the tables is handed in."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from .backup import Proof, backup

Proofs = Callable[[], Mapping[str, Proof]]
FOLDER = click.Path(path_type=Path, file_okay=False)
FILE = click.Path(path_type=Path, dir_okay=False)


def _show(facts: dict[str, Any], as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(facts, default=str))
        return
    for name, value in facts.items():
        click.echo(f"{name.replace('_', ' '):16} {value}")


def backup_command(proofs: Proofs) -> click.Command:
    @click.command("backup")
    @click.option("--to", "folder", required=True, type=FOLDER, help="An existing folder, on another disk.")
    @click.option("--json", "as_json", is_flag=True, help="One JSON document, nothing else.")
    def command(*, folder: Path, as_json: bool) -> None:
        """Everything of the database at one moment, in one file with its hash beside it; without the secrets."""
        import django

        from .database import database

        with database():
            django.setup()
            from .setup import migrate

            migrate()
            made = backup(folder, proofs())
        _show(asdict(made), as_json)

    return command


def restore_command(proofs: Proofs) -> click.Command:
    @click.command("restore")
    @click.argument("file", type=FILE)
    @click.option("--verify", is_flag=True, help="Only try it, in a database that is dropped again.")
    @click.option("--json", "as_json", is_flag=True, help="One JSON document, nothing else.")
    def command(*, file: Path, verify: bool, as_json: bool) -> None:
        """Bring a backup back into an empty database, and prove that it is equal."""
        import django

        from .database import database
        from .restore import prove, restore

        with database():
            django.setup()
            if verify:
                done = prove(file, proofs())
            else:
                done = restore(file, proofs())
                _open_again(file, done.lost)
        facts = asdict(done)
        proven = dict.fromkeys(facts.pop("proofs"), "equal")
        _show({"verified": True, **facts, **({"proofs": done.proofs} if as_json else proven)}, as_json)

    return command


def _open_again(file: Path, lost: int) -> None:
    """Rights and shape of the present programme; the restore is a deed of the audit chain like any other."""
    from django.db import transaction

    from . import audit
    from .setup import migrate

    migrate()
    with transaction.atomic():
        audit.record(actor=None, verb="platform.restore", subject=f"backup:{file.name}"[:120], lost=lost)
