"""What leaves the house, signed: who took which list, of how many persons."""

from __future__ import annotations

from dataclasses import dataclass

from rangkiang.access.action import action, record
from rangkiang.access.models import User
from rangkiang.access.rights import require
from rangkiang.platform.errors import BadInput
from rangkiang.programme.models import Fund

from . import upload_list as lists


@dataclass(frozen=True)
class Export:
    """A workbook to hand over."""

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
