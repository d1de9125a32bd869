"""What leaves the house, signed: who took which list, of how many persons."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from rangkiang.access.action import action, record
from rangkiang.access.models import User
from rangkiang.access.rights import require
from rangkiang.intake import vault
from rangkiang.money.models import Bill
from rangkiang.platform.errors import BadInput
from rangkiang.platform.models import RecordedNow
from rangkiang.platform.month import Month
from rangkiang.programme.models import Fund

from . import bills
from . import upload_list as lists
from .cards import cards_of, print_cards
from .models import Print

KEPT = timedelta(days=7)  # a print that nobody fetched
NAGARI = 13  # the length of a nagari's code


@dataclass(frozen=True)
class Export:
    """A workbook or a print to hand over."""

    persons: int
    content: bytes


@action("exchange.upload_list")
def upload_list(*, fund: Fund, by: User) -> Export:
    """The fund's enrolled without a card number, in the columns of the profile. Every export is on record."""
    require(by, "exchange.upload_list", fund.area)
    rows = lists.members(fund)
    if not rows:
        raise BadInput(
            f"Everybody enrolled by {fund.name} has a card number.", where="fund", todo="There is nothing to upload."
        )
    content = lists.write(rows, lists.profile())
    record(by=by, verb="exchange.upload_list", subject=f"fund:{fund.pk}", persons=len(rows))
    return Export(len(rows), content)


@action("exchange.bill_lines")
def bill_lines(*, bill: Bill, by: User) -> Export:
    """The lines of an issued bill as a workbook, by card number and name. Every export is on record."""
    require(by, "exchange.bill_lines", bill.area)
    rows = bills.lines(bill)
    content = bills.workbook(bills.paper_of(bill), rows)
    record(by=by, verb="exchange.bill_lines", subject=f"bill:{bill.pk}", lines=len(rows))
    return Export(len(rows), content)


@action("exchange.cards")
def cards(*, area: str, month: Month, since: date, address: str, on: date, by: User) -> Export:
    """The cards of one nagari's families, for cover that began in ``since`` or later. Every print is on record."""
    require(by, "exchange.cards", area)
    if len(area) != NAGARI:
        raise BadInput(_("Cards are printed by nagari."), where=_("Nagari"), todo=_("Choose one nagari."))
    found = cards_of(area, month, since)
    if not found:
        raise BadInput(
            _("Nobody's cover in this nagari began since then."), where=_("Since"), todo=_("Choose an earlier month.")
        )
    content = print_cards(found, address, on)
    record(by=by, verb="exchange.cards", subject=f"area:{area}", persons=len(found))
    return Export(len(found), content)


@action("exchange.cards")
def keep_cards(*, area: str, month: Month, since: date, address: str, on: date, by: User) -> Print:
    """The same, kept encrypted for its officer to fetch; prints of more than a week go."""
    made = cards(area=area, month=month, since=since, address=address, on=on, by=by)
    Print.objects.filter(recorded_at__lt=RecordedNow() - KEPT).delete()
    wrapped, ciphertext = vault.seal(made.content)
    return Print.objects.create(owner=by, area=area, persons=made.persons, wrapped=wrapped, ciphertext=ciphertext)
