"""What a participant still owes, and how far an amount reaches: every month at the price of its own law."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from .bands import band_of
from .case import number, only, paid_months, under_known_law
from .clock import PaidMonth, clock
from .contribution import MOST_MONTHS, Price, price
from .months import due_date, first_day, index, parse, parse_day
from .parameters import READINGS, amount, parameters

FIELDS = ("on", "paid", "fund", "sector", "income")


@dataclass(frozen=True, slots=True)
class Owed:
    """One month that is past its due day and unpaid."""

    month: date
    due: date
    price: Price


def arrears(paid: Iterable[PaidMonth], on: date, *, fund: str, sector: str, band: int) -> list[Owed]:
    """The unpaid months since registration that are past due on a day, each in full at its own price.

    Relief of a later month does not reach back: arrears from before stay payable in full (PP 50/2025, O15). Months
    after a lapse are no arrears; coming back is a new registration. Until the third month's due day a payment still
    saves the membership, so its months are owed.
    """
    held = list(paid)
    stand = clock(held, on)
    if stand.since is None or (stand.status == "lapsed" and not stand.third_month_open):
        return []
    known = {index(one.month) for one in held if one.known_on <= on}
    months = (first_day(month) for month in range(index(stand.since), index(on) + 1) if month not in known)
    return [
        Owed(month, due, price(month, fund, sector, band)) for month in months if (due := due_date(month)) < on
    ]  # fmt: skip


def reach(amount: int, month: date, *, fund: str, sector: str, band: int) -> tuple[int, int]:
    """(months paid for from ``month`` on, rupiah left over) when an amount is carried forward month by month.

    So a payment made ahead reaches further when relief makes later months cheaper (PP 50/2025, O15).
    """
    months, left = 0, amount
    while months < MOST_MONTHS:
        cost = price(first_day(index(month) + months), fund, sector, band).total
        if cost > left:
            break
        months, left = months + 1, left - cost
    return months, left


def owed(case: Mapping[str, Any]) -> dict[str, Any]:
    """``arrears`` for the command line: a case in, its months, total and questions out. Raises InvalidCase."""
    only(case, FIELDS)
    on = parse_day(case.get("on"), "on")
    paid, _ = paid_months(case, on)
    under_known_law(on, "on", None)
    band = band_of(number(case, "income", 0), on)
    fund, sector = str(case.get("fund")), str(case.get("sector", "non_transport"))
    price(first_day(parse(on.strftime("%Y-%m"), "on")), fund, sector, band)  # names an unknown fund or sector at once
    found = arrears(paid, on, fund=fund, sector=sector, band=band)
    months = [
        {"month": one.month.strftime("%Y-%m"), "due": one.due.isoformat(), "total": one.price.total} for one in found
    ]  # fmt: skip
    stand, asks = clock(paid, on), parameters()["third_month"]
    asked = stand.third_month_open and amount(asks.name, on) == READINGS["review"]
    return {
        "months": months,
        "total": sum(one.price.total for one in found),
        "status": "arrears" if stand.third_month_open else stand.status,
        "review": [(asks.label_id, asks.label_en)] * asked,
    }
