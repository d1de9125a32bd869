"""``rangkiang bpjs-bill FILE``: BPJS's bill of a month compared with ours, from the command line."""

from __future__ import annotations

import getpass
import json
from pathlib import Path
from typing import Any

import click

from rangkiang.platform.errors import BadInput
from rangkiang.platform.month import Month
from rangkiang.platform.shell import opened


@click.command("bpjs-bill")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--month", "month", required=True, metavar="MONTH", help="The month of the bill, YYYY-MM.")
@click.option("--fund", "fund_code", default="APBD_KAB", show_default=True)
@click.option("--take", is_flag=True, help="Let it count in the month's reconciliation.")
@click.option("--by", "username", help="Who signs; the user of your login's name when not given.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document, nothing else.")
def bpjs_bill_command(
    *, file: Path, month: str, fund_code: str, take: bool, username: str | None, as_json: bool
) -> None:
    """Keep the bill that BPJS sent and say line by line how it differs from ours. It counts with --take only."""
    of = Month.parse(month)
    try:
        content = file.read_bytes()
    except OSError as error:
        raise BadInput(
            f"the file cannot be read ({error.strerror}).", where=str(file), todo="Give the path of the bill."
        ) from error
    with opened():
        answer = _compared(file.name, content, of, fund_code, take=take, username=username or getpass.getuser())
    if as_json:
        click.echo(json.dumps(answer))
        return
    for name in ("bill", "state", "lines", "total", "told_persons", "told_total", "our_persons", "our_total"):
        click.echo(f"{name.replace('_', ' '):22} {answer[name]}")
    for one in answer["kinds"]:
        click.echo(f"{one['kind']:22} {one['lines']:>8} {one['amount']:>16}")


def _compared(name: str, content: bytes, month: Month, fund_code: str, *, take: bool, username: str) -> dict[str, Any]:
    from rangkiang.access.models import User
    from rangkiang.platform.scope import EVERYWHERE, set_scope
    from rangkiang.programme.queries import fund

    from . import bpjs_bill as actions
    from .bpjs_bill_sheet import bpjs_sheet

    by = User.objects.filter(username=username).first()
    if by is None:
        raise BadInput(f"There is no user '{username}'.", where="--by", todo="Say who signs this bill.")
    held = actions.receive(fund=fund(fund_code), month=month, filename=name, content=content, by=by)
    if take:
        held = actions.take(bill=held, by=by)
    set_scope(EVERYWHERE)
    sheet = bpjs_sheet(held)
    return {
        "bill": str(held.pk),
        "month": str(month),
        "fund": fund_code,
        "state": held.state,
        "lines": held.lines,
        "total": held.total,
        "told_persons": held.told_persons,
        "told_total": held.told_total,
        "our_persons": sheet.totals.our_persons,
        "our_total": sheet.totals.our_total,
        "kinds": [{"kind": one.kind, "lines": one.count, "amount": one.amount} for one in sheet.kinds],
    }
