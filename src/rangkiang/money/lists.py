"""The lists of the money room: months, differences, BPJS's bills, statements; by fund."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from rangkiang.access.listing import MOST_ROWS, Asked, Listing, Sheet
from rangkiang.access.models import User
from rangkiang.access.rights import may
from rangkiang.platform.models import today
from rangkiang.platform.month import Month
from rangkiang.programme import queries as programme
from rangkiang.programme.models import Fund

from . import queries
from .models import Bill, Difference
from .statements_models import BpjsBill, Statement

SHOWS = {
    "mine": _("Mine"),
    "overdue": _("Overdue"),
    "open": _("Open"),
    "unsigned": _("Waits for a second person"),
}


def fund_asked(asked: Asked) -> Fund:
    """The fund in the address bar, else the first one that the reader sees."""
    return programme.fund_or_first(asked.get("fund", ""))


def without_gaps(billed: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The months nobody billed, in their place between the others: nobody was protected in them."""
    if not billed:
        return []
    known = {row["month"]: row for row in billed}
    every = Month.of(billed[-1]["month"]).until(Month.of(billed[0]["month"]))
    nothing = {"persons": 0, "jkk": 0, "jkm": 0, "state": "", "paid_on": None, "open": 0}
    return [known.get(month.first, {"month": month.first, **nothing}) for month in every][::-1]


def _state(row: dict[str, Any]) -> str:
    if not row["state"]:
        return str(_("no bill"))
    if row["closed"]:
        return str(_("closed"))
    return str(Bill.State(row["state"]).label)


def _months(user: User, asked: Asked) -> Sheet:
    head = (_("Month"), _("Persons"), "JKK", "JKM", _("Bill"), _("State"), _("Paid on"), _("Open differences"))
    return Sheet(head, [
        (row["month"], row["persons"], row["jkk"], row["jkm"], row["jkk"] + row["jkm"], _state(row), row["paid_on"],
         row["open"])
        for row in without_gaps(queries.months(fund_asked(asked)))
    ])  # fmt: skip


def wanted(user: User, day: date) -> dict[str, Q]:
    """What each choice of the page of differences means."""
    unsolved = Q(state=Difference.State.OPEN)
    return {
        "mine": unsolved & Q(owner=user),
        "overdue": unsolved & Q(due_on__lt=day),
        "open": unsolved,
        "unsigned": Q(state=Difference.State.EXPLAINED, signed_at=None),
    }


def shown(asked: Asked) -> str:
    """One's own, unless others are asked for."""
    show = asked.get("show", "")
    return show if show in SHOWS else "mine"


def differences(user: User, asked: Asked, day: date) -> QuerySet[Difference]:
    """Of all months and funds that the reader sees; the oldest due day first."""
    rows = Difference.objects.filter(wanted(user, day)[shown(asked)])
    rows = rows.select_related("fund", "person", "owner", "closed_by", "signed_by")
    return rows.order_by("due_on", "month", "-amount", "pk")


def _differences(user: User, asked: Asked) -> Sheet:
    """Names only to those who see the register."""
    found, register = list(differences(user, asked, today())[: MOST_ROWS + 1]), may(user, "see.register")
    head = (_("Month"), _("Fund"), _("Kind"), _("State"), _("Person"), _("Number of persons"), _("Amount"),
            _("Explanation"), _("Owner"), _("Due on"))  # fmt: skip
    rows = [
        (one.month, one.fund.name, one.get_kind_display(), one.get_state_display(),
         one.person.name if one.person and register else "", one.persons, one.amount, one.said,
         one.owner.title if one.owner else "", one.due_on)
        for one in found
    ]  # fmt: skip
    return Sheet(head, rows, {one.person_id for one in found if one.person_id} if register else ())


def bpjs_bills(fund: Fund) -> QuerySet[BpjsBill]:
    """Newest month first."""
    found = BpjsBill.objects.filter(fund=fund).select_related("file__received_by")
    return found.order_by("-month", "-file__recorded_at")


def _bpjs_bills(user: User, asked: Asked) -> Sheet:
    head = (_("Month"), _("Lines"), _("rupiah"), _("State"), _("File"))
    return Sheet(head, [
        (one.month, one.lines, one.total, one.get_state_display(), one.file.filename)
        for one in bpjs_bills(fund_asked(asked))[: MOST_ROWS + 1]
    ])  # fmt: skip


def statements(fund: Fund) -> QuerySet[Statement]:
    """Newest first."""
    found = Statement.objects.filter(fund=fund).select_related("file__received_by")
    return found.order_by("-last_day", "-file__recorded_at")


def _statements(user: User, asked: Asked) -> Sheet:
    head = (_("First day"), _("Last day"), _("Kind"), _("Lines"), _("File"))
    return Sheet(head, [
        (one.first_day, one.last_day, one.get_kind_display(), one.lines, one.file.filename)
        for one in statements(fund_asked(asked))[: MOST_ROWS + 1]
    ])  # fmt: skip


LISTS = (
    Listing("money:months", "see.money", "bulan", ("fund",), _months),
    Listing("money:differences", "see.money", "selisih", ("show",), _differences),
    Listing("money:bpjs-bills", "see.money", "tagihan-bpjs", ("fund",), _bpjs_bills),
    Listing("money:statements", "see.money", "rekening-koran", ("fund",), _statements),
)
