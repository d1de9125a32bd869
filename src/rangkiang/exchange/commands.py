"""``rangkiang export`` and ``rangkiang letter``: files for others, from the command line."""

from __future__ import annotations

import getpass
from datetime import datetime
from pathlib import Path
from typing import TextIO
from zoneinfo import ZoneInfo

import click

from rangkiang import law
from rangkiang.law.commands import read_case
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


@click.command("letter")
@click.option("--scheme", type=click.Choice(["jkm", "jkk"]), required=True)
@click.option(
    "--case", "file", required=True, type=click.File(encoding="utf-8"), help="A JSON file, or - for standard input."
)
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), required=True, help="The letter (pdf) to write."
)
@click.option("--language", type=click.Choice(["id", "en"]), default="id", show_default=True)
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="The day of the letter; today when not given.")
def letter_command(scheme: str, file: TextIO, out: Path, language: str, on: datetime | None) -> None:
    """Why this amount, as a letter to the family; from a case alone, without the register."""
    from .letters import Letter, why_letter

    case = read_case(file)
    try:
        answer = law.ask(scheme, case)
    except law.InvalidCase as error:
        raise BadInput(f"{error}.", where=file.name) from error
    if not out.parent.is_dir():
        raise BadInput(f"There is no folder {out.parent}.", where="--out", todo="Choose another place.")
    dated = (on or datetime.now(ZoneInfo("Asia/Jakarta"))).date()
    died = scheme == "jkm" or case["outcome"] == "death"
    out.write_bytes(why_letter(Letter(answer, dated, died=died), language))
    click.echo(f"{out}: {answer.decision}, {answer.total}")
