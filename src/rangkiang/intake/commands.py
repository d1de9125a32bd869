"""``rangkiang intake check FILE`` and ``annotate FILE``: every finding about a file, without a database and without
changing anything."""

from __future__ import annotations

import json
import sys
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import click

from rangkiang.platform.errors import BadInput

from .annotated import Fault, annotate
from .checks import CheckResult, check, unreadable
from .readers.faults import FileFault
from .readers.kinds import Limits, refuse_size

SHOWN = 20  # findings shown to a person; --json gives all


@click.group("intake")
def intake_group() -> None:
    """Files from villages, registers and BPJS."""


@intake_group.command("check")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--profile", help="The kind of list; recognised by its columns when not given.")
@click.option("--area", default="13.03", show_default=True, help="Kemendagri code of the programme's area.")
@click.option("--on", "day", help="The day on which ages count, YYYY-MM-DD; today when not given.")
@click.option("--language", type=click.Choice(["id", "en"]), default="id", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON document, nothing else.")
def check_command(*, file: Path, profile: str | None, area: str, day: str | None, language: str, as_json: bool) -> None:
    """Say everything that is wrong with a list (xlsx, xls, ods, csv) and how many rows would be accepted."""
    on = _day(day)
    result = _check(file, profile, on, area)
    if as_json:
        print(json.dumps(as_document(result, language), ensure_ascii=False))
    elif result.fault is None:
        _print(result, language)
    if result.fault:
        words = result.fault.message_id if language == "id" else result.fault.message_en
        print(f"rangkiang: {file}: {words}", file=sys.stderr)
        sys.exit(2)


@intake_group.command("annotate")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--out", required=True, type=click.Path(path_type=Path, dir_okay=False), help="The workbook to write.")
@click.option("--profile", help="The kind of list; recognised by its columns when not given.")
@click.option("--area", default="13.03", show_default=True, help="Kemendagri code of the programme's area.")
@click.option("--on", "day", help="The day on which ages count, YYYY-MM-DD; today when not given.")
def annotate_command(*, file: Path, out: Path, profile: str | None, area: str, day: str | None) -> None:
    """Write the list again with every faulty cell marked and what to do about it, in Indonesian, for its sender."""
    result = _check(file, profile, _day(day), area)
    columns = ("sheet", "row", "letter", "column", "value", "severity", "message_id")
    faults = [Fault(*row) for row in result.findings.select(columns).rows()]
    try:
        with file.open("rb") as content:
            made = annotate(content, faults)
        out.write_bytes(made)
    except FileFault as fault:
        raise BadInput(fault.message_en, where=str(file)) from fault
    print(f"{out}: {len(faults)} findings")


def as_document(result: CheckResult, language: str) -> dict[str, Any]:
    """Counts and findings as the JSON of the command; messages in one language."""
    findings = result.findings.select("sheet", "row", "column", "value", "code", "severity", f"message_{language}")
    return {
        "profile": result.profile,
        "rows": result.rows,
        "accepted": result.accepted,
        "findings": findings.rename({f"message_{language}": "message"}).to_dicts(),
    }


def _day(text: str | None) -> date:
    try:
        return date.fromisoformat(text) if text else date.today()  # noqa: DTZ011  the office's own calendar day
    except ValueError:
        raise BadInput(f"'{text}' is not a date.", where="--on", todo="Write it as YYYY-MM-DD.") from None


def _check(file: Path, profile: str | None, on: date, area: str) -> CheckResult:
    """The check of a file that may be too large to read at all."""
    try:
        refuse_size(file.stat().st_size, Limits())
        return check(file, file.name, profile, on=on, area=area)
    except FileFault as fault:
        return unreadable(fault, profile)
    except OSError as error:
        raise BadInput(
            f"the file cannot be read ({error.strerror}).", where=str(file), todo="Give the path of a list."
        ) from error


def _print(result: CheckResult, language: str) -> None:
    print(f"{result.profile}: {result.rows} rows, {result.accepted} accepted")
    for (code, severity), count in Counter(result.findings.select("code", "severity").rows()).most_common():
        print(f"  {count:6} {severity:8} {code}")
    worst = result.findings.filter(result.findings["severity"] != "info")
    for place in worst.head(SHOWN).iter_rows(named=True):
        where = f"{place['sheet']} {place['row']}".strip()
        print(f"{where}: {place['column']} '{place['value']}': {place[f'message_{language}']}")
    if worst.height > SHOWN:
        print(f"… {worst.height - SHOWN} more; --json gives all")
