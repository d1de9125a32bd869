"""A deed over a file about money, in its own process: ``python -m tests.faults.desk_statements bill FUND FILE``."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import django


def main(deed: str, key: str, file: str = "") -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rangkiang.platform.settings")
    django.setup()
    from rangkiang.access.models import User
    from rangkiang.money import bpjs_bill, statements
    from rangkiang.money.statements_models import BpjsBill, StatementFile, StatementMatch
    from rangkiang.platform.month import Month
    from rangkiang.platform.scope import EVERYWHERE, scope
    from rangkiang.programme.models import Fund

    treasurer = User.objects.get(username="treasurer")
    model = {"take": BpjsBill, "statement": StatementFile, "accept": StatementMatch}.get(deed, Fund)
    with scope(EVERYWHERE):
        related = {"accept": ("line__fund",), "statement": ("fund",)}.get(deed, ())
        held = model.objects.select_related(*related).get(pk=key)
    if deed == "bill":
        content = Path(file).read_bytes()
        bpjs_bill.receive(fund=held, month=Month(2025, 6), filename="t.csv", content=content, by=treasurer)
    elif deed == "look":
        statements.look(fund=held, filename="r.csv", content=Path(file).read_bytes(), by=treasurer)
    elif deed == "statement":
        statements.keep(file=held, by=treasurer)
    elif deed == "take":
        bpjs_bill.take(bill=held, by=treasurer)
    else:
        statements.accept(match=held, with_receipt=True, by=treasurer)


main(*sys.argv[1:])
