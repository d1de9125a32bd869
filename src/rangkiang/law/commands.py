"""``rangkiang law``: one case in, the answer with its steps out."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import Any, NoReturn, TextIO

import click

from . import Explanation, InvalidCase, contribution, eligibility, jkk, jkm
from .answer import Answer
from .explain import DEPTHS


def _refuse(message: str) -> NoReturn:
    print(f"rangkiang: {message}", file=sys.stderr)
    sys.exit(2)


def _read(file: TextIO) -> dict[str, Any]:
    try:
        case = json.load(file)
    except (ValueError, RecursionError) as error:
        _refuse(f"{file.name}: not JSON ({error}).")
    if not isinstance(case, dict):
        _refuse(f"{file.name}: a case is one JSON object.")
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
    @click.option("--depth", type=click.Choice(DEPTHS), default="receipt", show_default=True)
    def run(file: TextIO, as_json: bool, language: str, depth: str) -> None:
        try:
            answer = ask(_read(file))
        except InvalidCase as error:
            _refuse(f"{error}.")
        told = json.dumps(shape(answer), ensure_ascii=False) if as_json else Explanation(answer).text(language, depth)
        click.echo(told)


@click.group("law", help="What the law says to one case, with its reasons.")
def law_group() -> None:
    pass


_command("contribution", "What a month costs.", contribution, _contribution_json)
_command("jkm", "What a family is given after a death.", jkm, Answer.as_json)
_command("jkk", "What is given after an accident at work.", jkk, Answer.as_json)
_command("eligibility", "Whether a person may join, and why not.", eligibility, Answer.as_json)
