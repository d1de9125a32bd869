"""``rangkiang export``: files for others, from the command line."""

from __future__ import annotations

import getpass
from pathlib import Path

import click

from rangkiang.platform.errors import BadInput
from rangkiang.platform.shell import opened


@click.group("export")
def export_group() -> None:
    """Files that leave the house."""


@export_group.command("upload-list")
@click.option("--fund", "fund_code", required=True, help="A fund's code, such as APBD_KAB.")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="The workbook (xlsx) to write.")
@click.option("--by", "username", help="Who signs; the user of your login's name when not given.")
def upload_list_command(fund_code: str, out: Path, username: str | None) -> None:
    """The enrolled persons without a card number, in BPJS's columns."""
    with opened():
        persons = export_upload_list(fund_code, out, username or getpass.getuser())
    click.echo(f"{out}: {persons} persons")


def export_upload_list(fund_code: str, out: Path, username: str) -> int:
    """Write the list; returns how many persons it holds. Raises BadInput for an unknown fund, signer or folder."""
    from rangkiang.access.models import User
    from rangkiang.programme.queries import fund

    from .actions import upload_list

    signer = User.objects.filter(username=username).first()
    if signer is None:
        raise BadInput(f"There is no user '{username}'.", where="--by", todo="Say who signs this export.")
    if not out.parent.is_dir():
        raise BadInput(f"There is no folder {out.parent}.", where="--out", todo="Choose another place.")
    made = upload_list(fund=fund(fund_code), by=signer)
    out.write_bytes(made.content)
    return made.persons
