"""The command line: every command exits 0 on success, 2 on bad input (one clear line), 1 on failure.

A command that needs the database starts it when it is down and stops what it started.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from functools import wraps
from pathlib import Path
from typing import Any

import click

try:
    import rangkiang.law.around_commands  # noqa: F401 -- adds its commands to the group
except Exception as error:
    if type(error).__name__ != "InvalidLaw":  # its room could not open, so it cannot be imported
        raise
    print(f"rangkiang: {error}.", file=sys.stderr)
    sys.exit(2)
from rangkiang.claims.watch_commands import watch_command
from rangkiang.engine.commands import law_table, match_command
from rangkiang.exchange.commands import export_group, letter_command
from rangkiang.intake.commands import intake_group
from rangkiang.law.commands import law_group
from rangkiang.money.bpjs_bill_commands import bpjs_bill_command
from rangkiang.money.commands import journal_command, plan_command, trial_balance_command
from rangkiang.platform.backup_commands import backup_command, restore_command
from rangkiang.platform.commands import worker_command
from rangkiang.platform.errors import BadInput, Refused
from rangkiang.platform.shell import opened

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rangkiang.platform.settings")


def stop(message: str, code: int) -> None:
    print(f"rangkiang: {message}", file=sys.stderr)
    sys.exit(code)


def _database_failures() -> tuple[type[Exception], ...]:
    from django.db import InterfaceError, OperationalError
    from psycopg import OperationalError as Unwrapped

    return InterfaceError, OperationalError, Unwrapped


class Plain(click.Group):
    """Errors as one line: 2 for bad input, 1 for what failed."""

    def main(self, *args: Any, **extra: Any) -> Any:
        try:
            return super().main(*args, **(extra | {"standalone_mode": False}))
        except click.exceptions.Abort:
            stop("interrupted.", 1)
        except click.ClickException as error:
            stop(error.format_message(), 2)
        except BadInput as error:
            stop(str(error), 2)
        except Refused as error:
            stop(str(error), 1)
        except _database_failures() as error:
            stop(f"The database failed, nothing was changed: {str(error).strip().splitlines()[0]}.", 1)
        except OSError as error:
            stop(f"{error.strerror or error}{f': {error.filename}' if error.filename else ''}.", 1)


def _sound(names: Any) -> Any:
    from rangkiang.people.names import sound_column

    return sound_column(names)


def _proofs() -> dict[str, Any]:
    from rangkiang.money.journal import trial_balance

    return {"trial balance": trial_balance}


@click.group(cls=Plain)
def main() -> None:
    """Rangkiang: protection for vulnerable workers, from the village list to the family that is paid."""


main.add_command(law_group)
main.add_command(watch_command)
main.add_command(law_table)
main.add_command(match_command(_sound))
main.add_command(worker_command)
main.add_command(intake_group)
main.add_command(export_group)
main.add_command(letter_command)
main.add_command(journal_command)
main.add_command(trial_balance_command)
main.add_command(plan_command)
main.add_command(bpjs_bill_command)
main.add_command(backup_command(_proofs))
main.add_command(restore_command(_proofs))


def with_database(function: Callable[..., Any]) -> Callable[..., Any]:
    """Run with the database up, migrated, and every area in sight: whoever has the shell has the house."""

    @wraps(function)
    def run(*args: Any, **kwargs: Any) -> Any:
        with opened():
            return function(*args, **kwargs)

    return run


def show(document: dict[str, Any], as_json: bool) -> None:
    if as_json:
        print(json.dumps(document, ensure_ascii=False, default=str))
        return
    for name, value in document.items():
        print(f"{name.replace('_', ' '):22} {value}")


def day(text: str, where: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadInput(f"'{text}' is not a date.", where=where, todo="Write it as YYYY-MM-DD.") from None


as_json_option = click.option("--json", "as_json", is_flag=True, help="One JSON document, nothing else.")


@main.command()
@click.option("--on", required=True, help="The day, YYYY-MM-DD.")
@click.option("--fund", "fund_code", default="APBD_KAB", show_default=True)
@click.option("--known-on", help="Leave out what was recorded after this day.")
@as_json_option
@with_database
def figures(on: str, fund_code: str, known_on: str | None, as_json: bool) -> None:
    """The programme's state on a day."""
    from rangkiang.insight.queries import figures as read
    from rangkiang.programme.queries import fund

    known = day(known_on, "--known-on") if known_on else None
    show(read(fund(fund_code), day(on, "--on"), known).as_json(), as_json)


@main.group()
def audit() -> None:
    """The audit chain."""


@audit.command()
@as_json_option
@with_database
def verify(as_json: bool) -> None:
    """Recompute the chain; exit 1 when an entry was changed, removed, reordered or cut off."""
    from rangkiang.platform.audit import verify as check

    verdict = check()
    show(
        {"entries": verdict.entries, "head": verdict.head, "whole": not verdict.faults, "faults": list(verdict.faults)},
        as_json,
    )
    if verdict.faults:
        sys.exit(1)


def signer(username: str | None, verb: str) -> Any:
    """The user who signs a deed of the command line: the one named, or the first who may."""
    from rangkiang.access.models import User
    from rangkiang.access.rights import may

    if username:
        found = User.objects.filter(username=username, is_active=True).first()
        if not found:
            raise BadInput(f"There is no user '{username}'.", where="--by", todo="Name an active user.")
        return found
    for user in User.objects.filter(is_active=True).order_by("pk"):
        if may(user, verb):
            return user
    raise BadInput(f"Nobody may do '{verb}'.", where="--by", todo="Give somebody the role first.")


by_option = click.option("--by", "username", help="Who signs; the first user with the right when not given.")


@main.command()
@click.argument("month")
@click.option("--fund", "fund_code", default="APBD_KAB", show_default=True)
@by_option
@as_json_option
@with_database
def bill(month: str, fund_code: str, username: str | None, as_json: bool) -> None:
    """Draft the month's bill of a fund; a month already billed is shown as it is."""
    from rangkiang.money import actions
    from rangkiang.platform.month import Month
    from rangkiang.programme.queries import fund

    made = actions.bill(fund=fund(fund_code), month=Month.parse(month), by=signer(username, "money.bill"))
    roll = made.roll
    show(
        {"bill": str(roll.pk), "month": month, "fund": fund_code, "state": made.state, "persons": roll.persons,
         "jkk": roll.jkk, "jkm": roll.jkm, "total": roll.total, "due_on": made.due_on},
        as_json,
    )  # fmt: skip


@main.command()
@click.argument("month")
@click.option("--fund", "fund_code", default="APBD_KAB", show_default=True)
@by_option
@as_json_option
@with_database
def reconcile(month: str, fund_code: str, username: str | None, as_json: bool) -> None:
    """Compare decree, active list, bill and receipt of a month."""
    from rangkiang.money import actions
    from rangkiang.money.models import Difference
    from rangkiang.platform.month import Month
    from rangkiang.programme.queries import fund

    purse, of = fund(fund_code), Month.parse(month)
    made = actions.reconcile(fund=purse, month=of, by=signer(username, "money.reconcile"))
    found = Difference.objects.filter(fund=purse, month=of.first).order_by("kind", "pk")
    show(
        {"month": month, "fund": fund_code, "decreed": made.decreed, "active": made.active, "billed": made.billed,
         "billed_amount": made.billed_amount, "received_amount": made.received_amount,
         "differences": list(found.values("kind", "persons", "amount", "state", "explanation"))},
        as_json,
    )  # fmt: skip


@main.command()
@click.argument("nik")
@click.option("--on", required=True, help="The day, YYYY-MM-DD.")
@as_json_option
@with_database
def coverage(nik: str, on: str, as_json: bool) -> None:
    """Whether a NIK is covered on a day, and how far."""
    from rangkiang.insight.queries import coverage as read

    if not (len(nik) == 16 and nik.isascii() and nik.isdigit()):
        raise BadInput("A NIK has 16 digits.", where="NIK", todo="Copy it from the identity card.")
    show(read(nik, day(on, "--on")), as_json)


@main.command()
@click.argument("month")
@click.option("--fund", "fund_code", default="APBD_KAB", show_default=True)
@click.option(
    "--out", required=True, type=click.Path(path_type=Path, file_okay=False), help="A folder; made when missing."
)
@as_json_option
@with_database
def report(month: str, fund_code: str, out: Path, as_json: bool) -> None:
    """Write the month's pack: figures, nagari, findings; no personal data."""
    from rangkiang.insight.report import write
    from rangkiang.platform.month import Month
    from rangkiang.programme.queries import fund

    show({"files": [str(path) for path in write(fund(fund_code), Month.parse(month), out)]}, as_json)


@main.command()
@click.option("--build-only", is_flag=True, help="Build the story and stop.")
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
def demo(build_only: bool, port: int) -> None:
    """Build the Sijunjung story and serve it on 127.0.0.1."""
    import django

    from rangkiang.platform.database import database
    from rangkiang.platform.home import PROJECT

    sys.path.insert(0, str(PROJECT))
    with database():
        django.setup()
        from django.db import connections

        from demo.build import build, ensure_free, finished, sign_ins
        from rangkiang.platform.setup import migrate
        from rangkiang.web.server import Server

        if not build_only:
            ensure_free(port)
        migrate()
        if build_only or finished():
            build(click.echo)
        else:  # in a process of its own: building starts threads, and page processes would be copies without them
            built = subprocess.run([*sys.orig_argv, "--build-only"], check=False)
            if built.returncode:
                sys.exit(built.returncode)
        connections.close_all()
        if not build_only:
            click.echo(sign_ins(port))
            Server(port).run()
