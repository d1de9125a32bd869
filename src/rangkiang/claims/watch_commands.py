"""``rangkiang watch``: every death that lists tell, held against every member; safe to run each night."""

from __future__ import annotations

import json
from dataclasses import asdict

import click

from rangkiang.platform.errors import BadInput
from rangkiang.platform.shell import opened


@click.command("watch")
@click.option("--as", "username", required=True, metavar="USER", help="Who signs the deed: one who may watch.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document, nothing else.")
def watch_command(*, username: str, as_json: bool) -> None:
    """Compare all deaths of lists with all members of the signer's areas; report and ask."""
    with opened():
        from rangkiang.access.models import User
        from rangkiang.platform.models import today

        from .watch import watch

        signer = User.objects.filter(username=username, is_active=True).first()
        if signer is None:
            raise BadInput(f"'{username}' is no user.", where="--as", todo="Name a user who may watch over deaths.")
        told = asdict(watch(on=today(), by=signer))
    click.echo(json.dumps(told) if as_json else "  ".join(f"{name}: {count}" for name, count in told.items()))
