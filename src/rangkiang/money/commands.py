"""``rangkiang journal``, ``trial-balance`` and ``plan``: the books, and what a budget buys, from the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import click

from rangkiang.law import InvalidCase
from rangkiang.platform.errors import BadInput
from rangkiang.platform.month import Month
from rangkiang.platform.shell import opened


def _day(_context: click.Context, option: click.Parameter, text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise BadInput(f"'{text}' is not a date.", where=option.opts[0], todo="Write it as YYYY-MM-DD.") from None


def _day_option(name: str, told: str) -> Callable[[Any], Any]:
    return click.option(name, callback=_day, metavar="DATE", help=told)


def _month(_context: click.Context, option: click.Parameter, text: str | None) -> Month | None:
    try:
        return Month.parse(text) if text else None
    except BadInput:
        raise BadInput(f"'{text}' is not a month.", where=option.opts[0], todo="Write it as YYYY-MM.") from None


def _month_option(name: str, told: str, **more: Any) -> Callable[[Any], Any]:
    return click.option(name, callback=_month, metavar="MONTH", help=told, **more)


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
    """The balance of every account of the ledger, debit above zero; together they are zero, and apart from them so are
    the memorandum accounts: ceilings, what is committed and left of them, and what BPJS paid to families."""
    with opened():
        from django.db import connection

        from .journal import MEMO, trial_balance

        with connection.cursor() as cursor:
            found = trial_balance(cursor, on, known_on)
    own, memorandum = ([row for row in found if row[1].startswith(MEMO) is apart] for apart in (False, True))
    if as_json:
        told: dict[str, Any] = {"on": on and on.isoformat(), "total": sum(balance for *_, balance in own)}
        for name, rows in (("accounts", own), ("memorandum", memorandum)):
            told[name] = [{"fund": fund, "account": code, "balance": balance} for fund, code, balance in rows]
        click.echo(json.dumps(told))
        return
    for rows in (own, memorandum) if memorandum else (own,):
        for fund, code, balance in (*rows, ("", "", sum(balance for *_, balance in rows))):
            click.echo(f"{fund:24} {code:24} {balance:>20}")


@click.command("plan")
@click.option("--roster", required=True, metavar="N|enrolled", help="How many persons, or those the fund covers.")
@click.option("--ceiling", type=click.IntRange(0), help="Rupiah; the fund's own of that year when not given.")
@_month_option("--start", "The first paid month.", required=True)
@click.option("--fund", "fund_code", default="APBD_KAB", show_default=True)
@click.option("--quota", type=click.IntRange(1), help="At most so many per nagari.")
@click.option("--decile", "decile_max", type=click.IntRange(1, 10), help="The highest poverty decile.")
@click.option("--ahead", type=click.IntRange(0, 12), default=0, help="Months paid ahead with what December leaves.")
@_month_option("--resumes", "The first month that the next budget pays; April when not given.")
@_month_option("--rate-from", "A changed rate from this month on, with --jkk and --jkm.")
@click.option("--jkk", "rate_jkk", type=click.IntRange(0), help="Rupiah for a person-month.")
@click.option("--jkm", "rate_jkm", type=click.IntRange(0), help="Rupiah for a person-month.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document, nothing else.")
def plan_command(*, roster: str, as_json: bool, **told: Any) -> None:
    """What a ceiling buys: person-months, months, the gap after it and who lapses by the law's clock.

    A number of persons with a ceiling needs no database.
    """
    if roster != "enrolled" and not (roster.isascii() and roster.isdigit()):
        raise BadInput(f"'{roster}' is no roster.", where="--roster", todo="Say how many persons, or 'enrolled'.")
    persons = None if roster == "enrolled" else int(roster)
    typed = {"name": roster, "persons": persons, **told}
    answer = _planned_alone(typed) if persons is not None and told["ceiling"] is not None else _planned(typed)
    if as_json:
        click.echo(json.dumps(answer))
        return
    gap, shown = answer["gap"] or {}, ("person_months", "lasts", "persons", "last", "left", "part")
    for name, value in {name: answer[name] for name in shown}.items():
        click.echo(f"{name.replace('_', ' '):22} {value}")
    for name in ("first", "last", "pays_on", "days", "lapse", "scholarship_open", "scholarship_begun"):
        click.echo(f"{'gap ' + name.replace('_', ' '):22} {gap.get(name, '-')}")


def _planned_alone(typed: dict[str, Any]) -> dict[str, Any]:
    import django

    django.setup()  # for its words only: no database is asked
    from django.utils import translation

    from .planning import Scenario, as_json, plan

    rate = (typed.pop("rate_jkk"), typed.pop("rate_jkm"))
    if (rate[0] is None) != (rate[1] is None):
        raise BadInput("A changed rate has a month, a JKK and a JKM.", where="--rate-from")
    kind = typed.pop("fund_code").partition(":")[0]
    with translation.override("en"):
        try:
            return as_json(plan(Scenario(fund=kind, rate=None if rate[0] is None else rate, **typed)))
        except InvalidCase as error:
            raise BadInput(str(error), where="--fund") from None


def _planned(typed: dict[str, Any]) -> dict[str, Any]:
    with opened():
        from rangkiang.programme.queries import fund

        from .planning import as_json
        from .planning_roster import asked, worked_out

        purse = fund(typed.pop("fund_code"))
        return as_json(worked_out(purse, [asked(purse, typed)])[0])
