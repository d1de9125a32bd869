"""``rangkiang journal`` and ``rangkiang trial-balance``: the books from the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import click

from rangkiang.platform.errors import BadInput
from rangkiang.platform.shell import opened


def _day(_context: click.Context, option: click.Parameter, text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise BadInput(f"'{text}' is not a date.", where=option.opts[0], todo="Write it as YYYY-MM-DD.") from None


def _day_option(name: str, told: str) -> Callable[[Any], Any]:
    return click.option(name, callback=_day, metavar="DATE", help=told)


KNOWN_ON = ("--known-on", "Leave out what was recorded after this day.")


@click.command("journal")
@click.option("--format", "form", type=click.Choice(["csv", "beancount"]), default="csv", show_default=True)
@_day_option("--until", "The last day; every day when not given.")
@_day_option(*KNOWN_ON)
def journal_command(*, form: str, until: date | None, known_on: date | None) -> None:
    """Every transfer of the ledger, on standard output."""
    with opened():
        from django.db import connection

        from . import journal

        with connection.cursor() as cursor:
            found = journal.entries(cursor, until, known_on)
            balances = journal.trial_balance(cursor, until, known_on)
    if form == "csv":
        click.echo(journal.as_csv(found), nl=False)
        return
    for line in journal.as_beancount(found, balances, until):
        click.echo(line)


@click.command("trial-balance")
@_day_option("--on", "The day; every transfer when not given.")
@_day_option(*KNOWN_ON)
@click.option("--json", "as_json", is_flag=True, help="One JSON document, nothing else.")
def trial_balance_command(*, on: date | None, known_on: date | None, as_json: bool) -> None:
    """The balance of every account of the ledger, debit above zero; together they are zero."""
    with opened():
        from django.db import connection

        from .journal import trial_balance

        with connection.cursor() as cursor:
            found = trial_balance(cursor, on, known_on)
    total = sum(balance for _, _, balance in found)
    if as_json:
        rows = [{"fund": fund, "account": code, "balance": balance} for fund, code, balance in found]
        click.echo(json.dumps({"on": on and on.isoformat(), "accounts": rows, "total": total}))
        return
    for fund, code, balance in found:
        click.echo(f"{fund:24} {code:24} {balance:>20}")
    click.echo(f"{'':24} {'':24} {total:>20}")
