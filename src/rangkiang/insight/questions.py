"""The three questions that each role comes with, and their answers with a way to what lies behind them.

Which question belongs to whom follows from what a role does all day: an operator follows the lists to the decree and
the month, an officer the own nagari, a treasurer the money. A question whose right the reader lacks is not asked.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rangkiang.access.models import Role, User
from rangkiang.access.rights import may, roles_of
from rangkiang.platform.bulk import run
from rangkiang.platform.month import Month
from rangkiang.platform.rupiah import rupiah, short_rupiah

from .coverage import Nagari, Standpoint
from .queries import Figures
from .tasks import Task

SQL = Path(__file__).parent / "sql"
MOST = 6  # questions on a page: two roles' worth
# In which states a role's questions count the candidates: to count the others would be to read everybody.
CANDIDATES: dict[str, tuple[str, ...]] = {
    Role.OPERATOR: ("verified",),
    Role.NAGARI: ("proposed", "review", "verified", "refused", "decreed"),
}


@dataclass(frozen=True)
class Ask:
    """A question, its answer in a few words or one figure, a note, and the page behind it with words to go there.

    ``key`` names those that the page would otherwise answer in large figures.
    """

    question: str
    answer: str
    note: str = ""
    path: str = ""
    go: str = ""
    tone: str = ""
    key: str = ""


@dataclass(frozen=True)
class State:
    """What state.sql counts; amounts in rupiah. ``candidates`` only as far as the reader's questions need them."""

    candidates: dict[str, int]
    cards_missing: int
    differences: int
    difference_amount: int
    bill: str | None
    owed_jkk: int
    owed_jkm: int
    owed_paid: int  # of these bills, already
    due: date | None
    sp2d: str | None
    paid_on: date | None
    paid: int | None
    users: int
    jobs_stuck: int
    jobs_failed: int
    active_month: date | None


@dataclass(frozen=True)
class View:
    """What the answers are read from; ``seen``, ``total``, ``figures`` are None where the reader has no right."""

    user: User
    today: date
    language: str
    state: State
    tasks: Sequence[Task]
    seen: Standpoint | None = None
    total: Nagari | None = None
    figures: Figures | None = None

    def task(self, *codes: str) -> tuple[int, date | None, str]:
        """(how many of these kinds wait, the oldest day, the page of the oldest)."""
        found = [task for task in self.tasks if task.code in codes]
        items = sorted((item for task in found for item in task.items), key=lambda item: item.since or date.max)
        days = [task.since for task in found if task.since]
        return sum(task.count for task in found), min(days, default=None), items[0].path if items else ""

    def number(self, value: int) -> str:
        return f"{value:,}".replace(",", "." if self.language == "id" else ",")


def state(user: User, fund: int, on: date) -> State:
    """One statement, in the reader's areas. ``fund`` 0 where there is none yet."""
    counted = sorted({one for role in roles_of(user) for one in CANDIDATES.get(role, ())})
    row = run(SQL / "state.sql", {"fund": fund, "month": Month.of(on).first, "on": on, "counted": counted})[0]
    return State(json.loads(row[0] or "{}") if isinstance(row[0], str | None) else row[0], *row[1:])


def _day(day: date | None) -> str:
    return date_format(day, "j F Y") if day else ""


def _waiting(view: View, question: str, codes: Sequence[str], page: str) -> Ask:
    count, since, path = view.task(*codes)
    if not count:
        return Ask(question, _("Nothing"), _("Nothing of this kind waits."), tone="good")
    note = _("The oldest since %(day)s") % {"day": _day(since)} if since else ""
    return Ask(question, view.number(count), note, path or reverse(page), _("Open the oldest"))


def _approvals(view: View) -> Ask | None:
    return _waiting(view, _("What waits for my approval?"), ("decree_draft", "bill_draft"), "decree:list")


def _lists(view: View) -> Ask | None:
    return _waiting(view, _("Which lists wait for me?"), ("list_checked",), "intake:batches")


def _doubts(view: View) -> Ask | None:
    return _waiting(view, _("Which doubtful persons must be decided?"), ("candidate_review",), "intake:review")


def _to_verify(view: View) -> Ask | None:
    return _waiting(view, _("Which lists are still to be verified?"), ("candidate_verify",), "intake:batches")


def _claims_to_approve(view: View) -> Ask | None:
    question = _("Which claims wait for my approval?")
    return _waiting(view, question, ("claim_open", "claim_review"), "claims:board")


def _claims_at_bpjs(view: View) -> Ask | None:
    codes = ("claim_submitted", "claim_objected", "claim_granted")
    return _waiting(view, _("Which claims wait for BPJS?"), codes, "claims:board")


def _silent(view: View) -> Ask | None:
    codes = ("death_unreported", "death_undated", "death_unclaimed", "accident_unclaimed")
    return _waiting(view, _("Which families are still to be helped?"), codes, "claims:board")


def _ready(view: View) -> Ask | None:
    ready = view.state.candidates.get("verified", 0)
    if not ready:
        return Ask(_("Who is ready for a decree?"), _("Nobody"), _("Nobody verified waits for a decree."), tone="good")
    go = (reverse("decree:prepare"), _("Draft a decree")) if may(view.user, "decree.prepare") else ("", "")
    note = _("verified and waiting for a decree")
    return Ask(_("Who is ready for a decree?"), view.number(ready), note, *go, tone="warn")


def _month(view: View) -> Ask | None:
    if view.seen is None or not may(view.user, "see.money"):
        return None
    month, paid = Month.of(view.today), view.seen.last_paid
    done = paid is not None and paid >= month.first
    answers = {
        None: (_("No bill yet"), "warn"),
        "draft": (_("Bill waits for approval"), "warn"),
        "issued": (_("Approved, not paid"), "warn"),
    }
    answer, tone = (_("Paid"), "good") if done else answers.get(view.state.bill, (_("Paid"), "good"))
    note = ngettext("%(n)s difference is open", "%(n)s differences are open", view.state.differences)
    path = f"{reverse('money:month', args=[str(month)])}?fund={view.seen.fund.code}"
    title = _("How far is %(month)s?") % {"month": date_format(month.first, "F Y")}
    return Ask(title, answer, note % {"n": view.state.differences}, path, _("Open the month"), tone)


def _proposals(view: View) -> Ask | None:
    found = view.state.candidates
    taken = found.get("verified", 0) + found.get("decreed", 0)
    note = _("%(refused)s refused, each with its reason; %(waiting)s not decided yet") % {
        "refused": view.number(found.get("refused", 0)),
        "waiting": view.number(found.get("proposed", 0) + found.get("review", 0)),
    }
    answer = _("%(n)s accepted") % {"n": view.number(taken)}
    return Ask(_("What became of our proposals?"), answer, note, reverse("intake:batches"), _("See the lists"))


def _protected(view: View) -> Ask | None:
    if view.total is None or view.seen is None:
        return None
    answer = view.number(view.total.main if view.seen.whole else view.total.covered)
    month = view.seen.last_paid
    note = _("persons whose %(month)s is paid") % {"month": date_format(month, "F Y")} if month else ""
    tone = "" if view.total.covered else "bad"
    return Ask(
        _("How many are protected?"),
        answer,
        note,
        reverse("insight:pictures"),
        _("See it in pictures"),
        tone,
        "protected",
    )


def _missing(view: View) -> Ask | None:
    if view.total is None:
        return None
    note = _("on our lists without cover: %(unpaid)s unpaid, %(verified)s waiting for a decree") % {
        "unpaid": view.number(view.total.unpaid),
        "verified": view.number(view.total.verified),
    }
    path = reverse("insight:pictures") + "#coverage"
    tone = "warn" if view.total.uncovered else "good"
    return Ask(
        _("Who is still missing?"), view.number(view.total.uncovered), note, path, _("See where"), tone, "missing"
    )


def _lasts(view: View) -> Ask | None:
    if view.figures is None or view.figures.budget.ceiling is None:
        return None
    budget = view.figures.budget
    out = budget.runs_out
    last = (Month.of(out) + -1).first if out else date(budget.year, 12, 1)
    answer = _("Until %(month)s") % {"month": date_format(last, "F Y")}
    note = _("%(left)s is left of the budget of %(year)s") % {
        "left": short_rupiah(budget.left, view.language),
        "year": budget.year,
    }
    path = reverse("insight:pictures") + "#runway"
    return Ask(_("Does the money last?"), answer, note, path, _("See the year"), "bad" if out else "good")


def _costs(view: View) -> Ask | None:
    if view.figures is None:
        return None
    given = short_rupiah(view.figures.benefits, view.language)
    paid = short_rupiah(view.figures.contributions, view.language)
    note = _("for %(paid)s of contributions since the start") % {"paid": paid}
    path = reverse("insight:pictures") + "#money"
    return Ask(_("What did families receive?"), given, note, path, _("See money in and out"))


def _owed(view: View) -> Ask | None:
    one = view.state
    total = one.owed_jkk + one.owed_jkm - one.owed_paid
    if not total:
        return Ask(_("What is owed now?"), _("Nothing"), _("Every approved bill is paid."), tone="good")
    split = {
        "jkk": rupiah(one.owed_jkk),
        "jkm": rupiah(one.owed_jkm),
        "day": _day(one.due),
    }
    note = _("JKK %(jkk)s, JKM %(jkm)s, due %(day)s") % split
    if one.owed_paid:
        note += "; " + _("%(paid)s of it is paid") % {"paid": rupiah(one.owed_paid)}
    return Ask(_("What is owed now?"), rupiah(total), note, reverse("money:owed"), _("See what is owed"), "warn")


def _paid(view: View) -> Ask | None:
    one = view.state
    if one.paid is None:
        return Ask(_("What was paid last?"), _("Nothing yet"))
    note = _("SP2D %(number)s of %(day)s") % {"number": one.sp2d, "day": _day(one.paid_on)}
    return Ask(_("What was paid last?"), rupiah(one.paid), note, reverse("money:months"), _("See the months"))


def _cards(view: View) -> Ask | None:
    question, count = _("Whose card number is missing?"), view.state.cards_missing
    if not count:
        return Ask(question, _("Nobody's"), _("Every member has a card number."), tone="good")
    path = reverse("people:search") + "?state=nocard"
    return Ask(question, view.number(count), _("members without a KPJ"), path, _("See them"), "warn")


def _active(view: View) -> Ask | None:
    month = view.state.active_month
    answer = date_format(month, "F Y") if month else _("None yet")
    return Ask(_("Which active list came last?"), answer, "", reverse("exchange:bpjs"), _("Exchange lists"))


def _differences(view: View) -> Ask | None:
    one = view.state
    if not one.differences:
        return Ask(_("What does not add up?"), _("Nothing"), _("No difference is open."), tone="good")
    path = view.task(*[t.code for t in view.tasks if t.items and t.items[0].month])[2]
    note = _("open differences, %(amount)s in all") % {"amount": rupiah(one.difference_amount)}
    path = path or reverse("money:months")
    return Ask(_("What does not add up?"), view.number(one.differences), note, path, _("Open the oldest"), "bad")


def _decided(view: View) -> Ask | None:
    path, go = reverse("access:audit"), _("Read the chain")
    return Ask(
        _("Who decided what, and when?"), _("Every deed"), _("signed, dated and chained to the one before"), path, go
    )


def _enter(view: View) -> Ask | None:
    note = _("hold a role today")
    return Ask(_("Who may enter?"), view.number(view.state.users), note, reverse("access:users"), _("See roles"))


def _work(view: View) -> Ask | None:
    question, bad = _("Does the background work run?"), view.state.jobs_stuck + view.state.jobs_failed
    if not bad:
        return Ask(question, _("Yes"), _("Nothing is stuck and nothing failed this week."), tone="good")
    facts = {"stuck": view.state.jobs_stuck, "failed": view.state.jobs_failed}
    return Ask(question, view.number(bad), _("%(stuck)s stuck, %(failed)s failed this week") % facts, tone="bad")


QUESTIONS: dict[str, tuple[Callable[[View], Ask | None], ...]] = {
    Role.OPERATOR: (_lists, _ready, _month),
    Role.NAGARI: (_protected, _proposals, _silent),
    Role.VERIFIER: (_doubts, _to_verify, _claims_to_approve),
    Role.HEAD: (_approvals, _month, _lasts),
    Role.TREASURER: (_owed, _paid, _lasts),
    Role.BPJS: (_cards, _active, _claims_at_bpjs),
    Role.AUDITOR: (_differences, _decided, _costs),
    Role.PLANNER: (_protected, _missing, _costs),
    Role.ADMINISTRATOR: (_enter, _work, _decided),
}


def asks(view: View) -> list[Ask]:
    """The questions of the reader's roles, in the order of the roles, none twice."""
    held = roles_of(view.user)
    asked = dict.fromkeys(question for role, questions in QUESTIONS.items() if role in held for question in questions)
    found = [ask for question in asked if (ask := question(view))]
    return found[:MOST]
