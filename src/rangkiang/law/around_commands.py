"""``rangkiang law arrears|deadlines|documents|heirs``: what stands around an amount. A case in, JSON or lines out."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from typing import Any, TextIO

import click

from .arrears import owed
from .commands import law_group, read_case, refuse
from .deadlines import deadlines, open_questions, waiting_for
from .documents import documents
from .errors import InvalidCase
from .explain import rupiah
from .heirs import heirs
from .months import parse_day

KEPT = {None: ("", ""), True: (" - tepat waktu", " - in time"), False: (" - terlambat", " - late")}
LAPSED = (
    "Kepesertaan sudah berhenti: tidak ada tunggakan, dan pembayaran berikutnya adalah pendaftaran baru.",
    "The membership has lapsed: nothing is owed, and the next payment is a new registration.",
)
LANGUAGES = ("id", "en")
Told = tuple[Any, list[str]]  # as JSON, as lines


def _arrears(case: dict[str, Any], at: int) -> Told:
    found = owed(case)
    lines = [
        f"{one['month']}: {rupiah(one['total'], LANGUAGES[at])} ({('jatuh tempo', 'due')[at]} {one['due']})"
        for one in found["months"]
    ]
    if found["status"] == "lapsed":
        lines.append(LAPSED[at])
    asked = [f"? {said[at]}" for said in found["review"]]
    return found, [*lines, f"{('Jumlah', 'Total')[at]}: {rupiah(found['total'], LANGUAGES[at])}", *asked]


def _deadlines(case: dict[str, Any], at: int) -> Told:
    scheme, facts = str(case.pop("scheme", "")), case
    found, waits = deadlines(scheme, facts), waiting_for(scheme, facts)
    asked = open_questions(scheme, facts)
    lines = []
    for one in found:
        lines.append(f"{one.due}: {(one.label_id, one.label_en)[at]} [{one.article}]{KEPT[one.kept][at]}")
        lines += [f"  {one.note[at]}"] * bool(one.note[at])
    lines += [f"{(one.label_id, one.label_en)[at]}: {one.begins[at]}" for one in waits]
    kept = [asdict(one) | {"kept": one.kept} for one in found]
    told = {"deadlines": kept, "waiting": [asdict(one) for one in waits], "review": asked}
    return told, [*lines, *(f"? {said[at]}" for said in asked)]


def _documents(case: dict[str, Any], at: int) -> Told:
    claim = str(case.pop("claim", ""))
    on = case.pop("on", None)
    found = documents(claim, None if on is None else parse_day(on, "on"), **case)
    articles = ["" if one.article == "-" else f" [{one.article}]" for one in found]
    lines = [f"- {(one.label_id, one.label_en)[at]}{by}" for one, by in zip(found, articles, strict=True)]
    return [asdict(one) for one in found], lines


def _heirs(case: dict[str, Any], at: int) -> Told:
    on = case.pop("on", None)
    found = heirs(case, None if on is None else parse_day(on, "on"))
    lines = [found.told[at], *(f"- {said[at]}" for said in found.excluded), *(f"? {said[at]}" for said in found.asked)]
    return asdict(found), lines


def _command(name: str, help: str, ask: Callable[[dict[str, Any], int], Told]) -> None:
    @law_group.command(name, help=help)
    @click.option(
        "--case", "file", required=True, type=click.File(encoding="utf-8"), help="JSON, or - for standard input."
    )
    @click.option("--json", "as_json", is_flag=True, help="One JSON document, nothing else.")
    @click.option("--language", type=click.Choice(["id", "en"]), default="id", show_default=True)
    def run(file: TextIO, as_json: bool, language: str) -> None:
        try:
            told, lines = ask(read_case(file), int(language == "en"))
        except InvalidCase as error:
            refuse(f"{error}.")
        click.echo(json.dumps(told, ensure_ascii=False, default=_day) if as_json else "\n".join(lines))


def _day(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value).__name__)


_command("arrears", 'Unpaid months past due: {"on", "paid", "fund", "sector", "income"}.', _arrears)
_command("deadlines", 'Who must act by when: {"scheme": "jkk", "accident": ..., "received": ...}.', _deadlines)
_command("documents", 'Papers of a claim: {"claim": "jkm", "spouse_heir": true}.', _documents)
_command("heirs", 'Who is entitled: living relatives {"spouse": 1, "children": 2, "siblings": 0}.', _heirs)
