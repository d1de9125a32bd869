"""The calendar: who must act this month, in all of the claims room, with the law's last day where there is one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from rangkiang.access.models import Role, User
from rangkiang.access.rights import may, table
from rangkiang.law import InvalidCase, deadlines
from rangkiang.law.parameters import amount
from rangkiang.platform.bulk import run

from .cases import school_year_of
from .school_years import PAPERS, law_facts

SQL = Path(__file__).parent / "sql"
MONTH = timedelta(days=31)


@dataclass(frozen=True)
class Kind:
    """What is to be done, the right that does it, and how the law's deadlines name it and the day it starts from."""

    label: str | Promise
    verb: str
    deadline: tuple[str, str, str] | None = None  # (scheme, fact it starts from, name); scheme empty: the claim's


KINDS = {
    "stage_one": Kind(_("report the accident to BPJS (stage I)"), "claims.care", ("jkk", "accident", "lapor_tahap_1")),
    "suspicion": Kind(
        _("BPJS decides whether it came from work"), "claims.care", ("jkk", "received", "putusan_dugaan")
    ),
    "open_death": Kind(_("open the claim of a death"), "claims.open"),
    "open_accident": Kind(
        _("complete the accident and open its claim"), "claims.open", ("jkk", "accident", "kedaluwarsa_jkk")
    ),
    "unable": Kind(_("ask the doctor: still unable to work?"), "claims.care"),
    "review": Kind(_("answer the law's open question"), "claims.approve"),
    "approve": Kind(_("approve the computation"), "claims.approve"),
    "submit": Kind(_("gather the papers and send the claim"), "claims.submit"),
    "question": Kind(_("answer BPJS's question"), "claims.answer"),
    "decide": Kind(_("BPJS decides and pays"), "claims.decide", ("", "", "")),
    "pay": Kind(_("BPJS pays what it granted"), "claims.pay", ("", "", "")),
    "refused": Kind(_("talk with the family: object to the refusal?"), "claims.object"),
    "objection": Kind(_("BPJS answers the objection"), "claims.decide"),
    "difference": Kind(_("ask why BPJS's sum differs"), "claims.explain"),
    "hand_over": Kind(_("record the hand-over"), "claims.hand_over"),
    "choose": Kind(_("ask which children receive the scholarship"), "claims.school"),
    "school": Kind(_("ask the family: at school, and in which class?"), "claims.school"),
    "promote": Kind(_("propose this school year's class"), "claims.school"),
    "class": Kind(_("confirm the proposed class"), "claims.school"),
    "papers": Kind(_("gather the papers of this school year"), "claims.school"),
    "apply": Kind(_("send the yearly claim to BPJS"), "claims.school"),
    "scholarship": Kind(_("BPJS pays this school year"), "claims.pay"),
    "of_age": Kind(_("comes of age this month: the scholarship ends"), "claims.school"),
}
CHILD = {"choose", "school", "promote", "class", "papers", "apply", "scholarship", "of_age"}
PAYMENT = {"jkm": ("jkm", "applied", "bayar_jkm"), "jkk": ("jkk", "requirements_met", "bayar_jkk")}


@dataclass(frozen=True)
class Entry:
    """One thing that waits since a day. ``due`` is the law's last day, None where it names none."""

    kind: str
    label: str
    who: str
    yours: bool
    event: UUID
    claim: UUID | None
    child: int | None
    person: int
    name: str
    area: str
    since: date
    due: date | None
    amount: int

    def days(self, on: date) -> int:
        """Past the last day when that is soon or over (below zero: left), else since it waits."""
        return (on - (self.due if self.due and self.soon(on) else self.since)).days

    def late(self, on: date) -> bool:
        return self.due is not None and self.due < on

    def soon(self, on: date) -> bool:
        """Whether the law's last day falls within a month, or is past."""
        return self.due is not None and self.due <= on + MONTH


def entries(user: User, on: date, area: str = "") -> list[Entry]:
    """Everything that waits in the reader's areas: past due first, then due within a month, then the longest waiting.

    One statement. What concerns a child is told only to those who may see children.
    """
    year = school_year_of(on)
    told = law_facts(year) | {
        "on": on, "area": area, "papers": len(PAPERS), "names": list(PAPERS), "most": amount("beasiswa_anak", on),
    }  # fmt: skip
    due_of, children = law_days(), may(user, "see.children")
    rights = {verb: (_who(verb), may(user, verb)) for verb in {kind.verb for kind in KINDS.values()}}
    found = [_entry(row, rights, due_of) for row in run(SQL / "calendar.sql", told) if children or row[0] not in CHILD]
    return sorted(found, key=lambda one: (not one.soon(on), one.due if one.soon(on) else one.since, one.name))


def _entry(
    row: tuple[Any, ...], rights: dict[str, tuple[str, bool]], due_of: Callable[[str, str, date], date | None]
) -> Entry:
    code, scheme, event, claim, child, person, name, area, since, rupiah = row
    kind = KINDS[code]
    who, yours = rights[kind.verb]
    due = due_of(code, scheme, since) if kind.deadline else since if code == "of_age" else None
    return Entry(
        code, str(kind.label), who, yours, event, claim, child, person, name, area, since, due, abs(int(rupiah or 0))
    )


def _who(verb: str) -> str:
    """The roles whose right this is, in words."""
    return ", ".join(str(Role(role).label) for role in sorted(table().get(verb, ())))


def law_days() -> Callable[[str, str, date], date | None]:
    """The law's last day by kind, scheme and first day; each asked once, however many claims share it."""

    @cache
    def due(code: str, scheme: str, since: date) -> date | None:
        told = KINDS[code].deadline
        whose, fact, name = told if told and told[0] else PAYMENT[scheme]
        facts: dict[str, Any] = {fact: since}
        if name == "putusan_dugaan":
            facts |= {"suspected": True}
        try:
            running = {one.name: one.due for one in deadlines(whose, facts)}
        except InvalidCase:
            return None
        last = running.get(name)
        return last.date() if isinstance(last, datetime) else last

    return due
