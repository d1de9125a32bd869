"""What needs a person today: counted under row-level security, shown by right, oldest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from rangkiang.access.models import User
from rangkiang.access.rights import may
from rangkiang.claims.queries import unreported
from rangkiang.money.models import Difference
from rangkiang.platform.bulk import run

SQL = Path(__file__).parent / "sql"


@dataclass(frozen=True)
class Kind:
    """One kind of work: what it is called, where it is done, who may see it and whose deed it is."""

    label: str | Promise
    page: str
    see: str
    do: str


KINDS = {
    "list_checked": Kind(_("lists checked, not yet taken over"), "intake:batches", "see.intake", "intake.commit"),
    "candidate_verify": Kind(_("candidates to verify"), "intake:batches", "see.intake", "intake.verify"),
    "candidate_review": Kind(_("doubtful candidates to decide"), "intake:review", "see.intake", "intake.decide"),
    "decree_draft": Kind(_("draft decrees to approve"), "decree:list", "see.decrees", "decree.approve"),
    "bill_draft": Kind(_("bills to approve"), "money:months", "see.money", "money.approve_bill"),
    "bill_unpaid": Kind(_("approved bills to pay"), "money:months", "see.money", "money.order"),
    "order_draft": Kind(_("payment orders to pay"), "money:months", "see.money", "money.pay"),
    "death_unclaimed": Kind(_("deaths of members without a claim"), "claims:board", "see.claims", "claims.open"),
    "death_unreported": Kind(
        _("members who died, family not heard from"), "claims:board", "see.claims", "claims.report"
    ),
    "accident_unclaimed": Kind(_("accidents without a claim"), "claims:board", "see.claims", "claims.open"),
    "claim_review": Kind(_("claims with an open question"), "claims:board", "see.claims", "claims.approve"),
    "claim_open": Kind(_("claims to be approved"), "claims:board", "see.claims", "claims.approve"),
    "claim_approved": Kind(_("claims to send to BPJS"), "claims:board", "see.claims", "claims.submit"),
    "claim_submitted": Kind(_("claims waiting for BPJS's decision"), "claims:board", "see.claims", "claims.decide"),
    "claim_granted": Kind(_("granted claims waiting to be paid"), "claims:board", "see.claims", "claims.pay"),
    "claim_paid": Kind(_("paid claims without a hand-over"), "claims:board", "see.claims", "claims.hand_over"),
}


@dataclass(frozen=True)
class Task:
    """``count`` things of one kind wait, the oldest since ``since``; ``yours`` when the reader may do the deed.

    An open difference also has its ``month`` and the code of its ``fund``.
    """

    label: str
    page: str
    count: int
    since: date | None
    amount: int
    yours: bool
    month: date | None = None
    fund: str = ""


def _waiting(user: User, on: date) -> list[tuple[str, int, date | None, int]]:
    """(code, how many, the oldest day, rupiah): what the tables say, and the death watch."""
    rows = run(SQL / "tasks.sql", {})
    silent = unreported(on) if may(user, KINDS["death_unreported"].see) else []
    return [*rows, ("death_unreported", len(silent), min((one.died_on for one in silent), default=None), 0)]


def tasks(user: User, on: date) -> list[Task]:
    """The reader's own work first, then what he may see others doing; in each the oldest first. Three statements."""
    found = []
    for code, count, since, amount in _waiting(user, on):
        kind = KINDS[code]
        if count and may(user, kind.see):
            found.append(Task(str(kind.label), kind.page, count, since, int(amount or 0), may(user, kind.do)))
    if may(user, "see.money"):
        mine = may(user, "money.explain")
        for code, fund, month, count, amount in run(SQL / "findings.sql", {}):
            label = str(Difference.Kind(code).label)
            found.append(Task(label, "money:month", count, month, int(amount), mine, month, fund))
    return sorted(found, key=lambda task: (not task.yours, task.since or date.max, task.label))
