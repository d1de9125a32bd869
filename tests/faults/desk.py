"""One deed in a process of its own: ``python -m tests.faults.desk bill FUND``. Killed by the tests in the middle."""

from __future__ import annotations

import os
import sys
from datetime import date

import django


def main(deed: str, key: str) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rangkiang.platform.settings")
    django.setup()
    from rangkiang.access.models import User
    from rangkiang.decree import actions as decree
    from rangkiang.decree.models import Decree
    from rangkiang.money import actions as money
    from rangkiang.money.models import PaymentOrder
    from rangkiang.platform.month import Month
    from rangkiang.platform.scope import EVERYWHERE, scope
    from rangkiang.programme.models import Fund

    def user(name: str) -> User:
        return User.objects.get(username=name)

    with scope(EVERYWHERE):
        found = {"bill": Fund, "pay": PaymentOrder, "approve": Decree}[deed].objects.get(pk=key)
    if deed == "bill":
        money.bill(fund=found, month=Month(2025, 6), by=user("operator"))
    elif deed == "pay":
        money.pay(order=found, sp2d="SP2D-1", paid_on=date(2025, 6, 12), by=user("treasurer"))
    else:
        decree.approve(decree=found, by=user("head"))


main(*sys.argv[1:])
