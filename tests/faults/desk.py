"""One deed in a process of its own: ``python -m tests.faults.desk bill FUND``. Killed by the tests in the middle."""

from __future__ import annotations

import os
import sys
from datetime import date

import django

RELATED = {
    "withdraw": ("roll__fund",), "overspend": ("fund",), "issue": ("roll__fund",), "order": ("roll__fund",),
    "receive": ("fund",), "ask_refund": ("fund",), "settle_refund": ("fund",), "explain": ("fund",),
}  # fmt: skip


def main(deed: str, key: str) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rangkiang.platform.settings")
    django.setup()
    from rangkiang.access.models import User
    from rangkiang.decree import actions as decree
    from rangkiang.decree.models import Decree
    from rangkiang.money import actions as money
    from rangkiang.money import closing, drafts, settling
    from rangkiang.money.models import Bill, Difference, PaymentOrder, Refund, Reversal
    from rangkiang.platform.month import Month
    from rangkiang.platform.scope import EVERYWHERE, scope
    from rangkiang.programme import actions as programme
    from rangkiang.programme.models import Fund, Overspend

    june, day = Month(2025, 6), date(2025, 6, 12)
    deeds = {
        "bill": (Fund, "operator", lambda it, by: money.bill(fund=it, month=june, by=by)),
        "pay": (PaymentOrder, "treasurer", lambda it, by: money.pay(order=it, sp2d="SP2D-1", paid_on=day, by=by)),
        "approve": (Decree, "head", lambda it, by: decree.approve(decree=it, by=by)),
        "supplement": (Fund, "operator", lambda it, by: money.supplement(fund=it, month=june, by=by)),
        "correct": (Bill, "head", lambda it, by: money.approve_bill(bill=it, billing_code="", on=day, by=by)),
        "use_credit": (Bill, "treasurer", lambda it, by: settling.use_credit(bill=it, on=day, by=by)),
        "reverse": (Reversal, "treasurer", lambda it, by: settling.reverse(reversal=it, on=day, by=by)),
        "close": (Fund, "head", lambda it, by: closing.close_month(fund=it, month=june, by=by)),
        "sign_off": (Fund, "head", lambda it, by: closing.sign_off(fund=it, month=june, by=by)),
        "withdraw": (Bill, "operator", lambda it, by: drafts.withdraw_bill(bill=it, reason="Salah", by=by)),
        "issue": (Bill, "head", lambda it, by: money.approve_bill(bill=it, billing_code="1" * 12, on=day, by=by)),
        "order": (
            Bill,
            "operator",
            lambda it, by: money.order(fund=it.roll.fund, bills=[it], amount=it.roll.total, spp="1", spm="1", by=by),
        ),
        "receive": (
            PaymentOrder,
            "treasurer",
            lambda it, by: money.receipt(
                order=it,
                number="1" * 15,
                billing_code="000000000001",
                payment_reference="1" * 12,
                received_on=day,
                amount=it.amount,
                by=by,
            ),
        ),
        "list": (Fund, "bpjs_officer", lambda it, by: money.active_list(fund=it, month=june, kpj=["9" * 11], by=by)),
        "explain": (
            Difference,
            "treasurer",
            lambda it, by: money.explain(difference=it, explanation="Menyusul", by=by),
        ),
        "ask_refund": (
            PaymentOrder,
            "operator",
            lambda it, by: settling.ask_refund(credit=it, letter="1", asked_on=day, by=by),
        ),
        "settle_refund": (
            Refund,
            "treasurer",
            lambda it, by: settling.settle_refund(refund=it, received=True, settled_on=day, reference="1", by=by),
        ),
        "reopen": (Fund, "head", lambda it, by: closing.reopen_month(fund=it, month=june, reason="Susulan", by=by)),
        "overspend": (Overspend, "head", lambda it, by: programme.approve_overspend(overspend=it, by=by)),
    }
    model, name, act = deeds[deed]
    with scope(EVERYWHERE):
        found = model.objects.select_related(*RELATED.get(deed, ())).get(pk=key)
    act(found, User.objects.get(username=name))


main(*sys.argv[1:])
