"""``rangkiang law``: one case in, the answer with its steps out."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import Any, NoReturn, TextIO

import click

from . import Explanation, InvalidCase, InvalidLaw, check_bounds, contribution, eligibility, explain, impact, jkk, jkm
from .answer import Answer
from .catalogue import Named, catalogue, schema
from .explain import ASK, DEPTHS, rupiah
from .months import parse_day
from .parameters import READINGS

NOT_ASKED = ("arrears", "deadlines", "documents", "heirs")  # no scheme of theirs: a change shows in their own command


def refuse(message: str) -> NoReturn:
    print(f"rangkiang: {message}".encode(errors="backslashreplace").decode(), file=sys.stderr)
    sys.exit(2)


def _writable(case: object, name: str) -> None:
    """Half a character, which JSON lets through, can be kept and printed nowhere."""
    try:
        json.dumps(case, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        refuse(f"{name}: {error.object[error.start : error.end]!r} is half a character; write the whole one.")


def read_case(file: TextIO) -> dict[str, Any]:
    try:
        case = json.load(file)
    except (ValueError, RecursionError) as error:
        refuse(f"{file.name}: not JSON ({error}).")
    if not isinstance(case, dict):
        refuse(f'{file.name}: a case is one JSON object, like {{"death": "2025-06-20"}}.')
    _writable(case, file.name)
    return case


def _contribution_json(answer: Answer) -> dict[str, Any]:
    told = answer.as_json()
    return {**answer.parts, **{key: told[key] for key in ("total", "decision", "steps", "review")}}


def _command(
    name: str, help: str, ask: Callable[[dict[str, Any]], Answer], shape: Callable[[Answer], dict[str, Any]]
) -> None:
    @law_group.command(name, help=help)
    @click.option(
        "--case", "file", required=True, type=click.File(encoding="utf-8"), help="A JSON file, or - for standard input."
    )
    @click.option("--json", "as_json", is_flag=True, help="One JSON document, nothing else.")
    @click.option("--language", type=click.Choice(["id", "en"]), default="id", show_default=True)
    @click.option(
        "--depth", type=click.Choice(DEPTHS), default="receipt", show_default=True, help="How far the text goes."
    )
    def run(file: TextIO, as_json: bool, language: str, depth: str) -> None:
        try:
            answer = ask(read_case(file))
        except InvalidCase as error:
            refuse(f"{error}.")
        told = json.dumps(shape(answer), ensure_ascii=False) if as_json else Explanation(answer).text(language, depth)
        click.echo(told)


@click.group("law", help="What the law says to one case, with its reasons.")
def law_group() -> None:
    pass


@law_group.command("explain", help="Why a case is answered so: of a whole scheme, or of one part (jkk.cacat).")
@click.argument("target")
@click.option(
    "--case", "file", required=True, type=click.File(encoding="utf-8"), help="A JSON file, or - for standard input."
)
@click.option("--on", help="By the law of this day, YYYY-MM-DD, instead of the case's own (what if).")
@click.option("--json", "as_json", is_flag=True, help="One JSON document, nothing else.")
@click.option("--html", "as_html", is_flag=True, help="A section of a page, nothing else.")
@click.option("--language", type=click.Choice(["id", "en"]), default="id", show_default=True)
@click.option("--depth", type=click.Choice(DEPTHS), default="tree", show_default=True, help="How far the text goes.")
def explain_command(  # noqa: PLR0917 -- one for each option
    target: str, file: TextIO, on: str | None, as_json: bool, as_html: bool, language: str, depth: str
) -> None:
    try:
        found = explain(target, read_case(file), parse_day(on, "--on") if on else None)
    except InvalidCase as error:
        refuse(f"{error}.")
    if as_json:
        click.echo(json.dumps(found.answer.as_json(language), ensure_ascii=False))
    else:
        click.echo(found.html(language) if as_html else found.text(language, depth))


# --- the catalogue ----------------------------------------------------------------------------------------------------
@law_group.command("catalogue", help="Every rule and number of the law, with its history and what rests on it.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document, nothing else.")
@click.option("--schema", "as_schema", is_flag=True, help="The JSON schema of that document.")
def catalogue_command(as_json: bool, as_schema: bool) -> None:
    if as_schema:
        click.echo(json.dumps(schema(), ensure_ascii=False))
        return
    try:
        check_bounds()
    except InvalidLaw as error:  # our own fault, not the caller's
        print(f"rangkiang: {error}.", file=sys.stderr)
        sys.exit(1)
    found = catalogue()
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False))
        return
    click.echo(f"law {found['law']}")
    for kind in ("schemes", "rules", "parameters", "facts"):
        click.echo(f"{len(found[kind])} {kind}: {' '.join(one['name'] for one in found[kind])}")


@law_group.command("impact", help="Which cases change when a number of the law, or a reading, changes.")
@click.option(
    "--set",
    "changes",
    required=True,
    multiple=True,
    help="NAME=VALUE; a reading: refuse, favour, review; a row: bands.2.base=1200000.",
)
@click.option(
    "--cases", "file", required=True, type=click.File(encoding="utf-8"),
    help='A list of {"name", "scheme", "case"}, or one a line (JSONL); - for standard input.',
)  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="One JSON document, nothing else.")
def impact_command(changes: tuple[str, ...], file: TextIO, as_json: bool) -> None:
    try:
        cases = _cases(file)
        found = impact(dict(map(_change, changes)), cases)
    except (InvalidCase, InvalidLaw) as error:
        refuse(f"{error}.")
    if as_json:
        told = {"cases": len(cases), "changed": found, "not_asked": list(NOT_ASKED)}
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    for one in found:
        was, becomes = (f"{one[at]['decision']} {rupiah(one[at]['total'])}" for at in ("before", "after"))
        click.echo(f"{one['name']} ({one['scheme']}): {was} -> {becomes}")
    click.echo(f"{len(found)} of {len(cases)} cases change.")
    click.echo(f"Not asked: {', '.join(NOT_ASKED)}; only {', '.join(ASK)} are.")


FLAGS = {"true": True, "false": False}


def _change(text: str) -> tuple[str, int | str]:
    name, equals, value = text.partition("=")
    whole = value.isascii() and value.isdigit()
    if not equals or not (whole or value in READINGS or ("." in name and value)):
        refuse(f"--set {text}: write NAME=VALUE, a whole number or one of {' '.join(READINGS)}.")
    return name, int(value) if whole else FLAGS.get(value, value) if "." in name else value


def _cases(file: TextIO) -> list[Named]:
    text = file.read()
    try:
        found = json.loads(text) if text.lstrip().startswith("[") else [json.loads(line) for line in _lines(text)]
    except (ValueError, RecursionError) as error:
        refuse(f"{file.name}: neither a JSON list nor JSON lines ({error}).")
    _writable(found, file.name)
    return [_named(row, f"{file.name}, case {at}") for at, row in enumerate(found, 1)]


def _lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.strip()]


def _named(row: object, where: str) -> Named:
    if not isinstance(row, dict) or not {"scheme", "case"} <= row.keys() <= {"name", "scheme", "case"}:
        refuse(f'{where}: a case is {{"name", "scheme", "case"}}.')
    if row["scheme"] not in ASK:
        refuse(f"{where}: {row['scheme']!r} is no scheme; use one of {' '.join(ASK)}.")
    if not isinstance(row["case"], dict):
        refuse(f"{where}: its case is one JSON object.")
    return str(row.get("name") or where), row["scheme"], row["case"]


_command("contribution", "What a month costs.", contribution, _contribution_json)
_command("jkm", "What a family is given after a death.", jkm, Answer.as_json)
_command("jkk", "What is given after an accident at work.", jkk, Answer.as_json)
_command("eligibility", "Whether a person may join, and why not.", eligibility, Answer.as_json)
