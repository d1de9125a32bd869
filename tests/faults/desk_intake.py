"""One deed of the intake desk in a process of its own: ``python -m tests.faults.desk_intake commit BATCH``."""

from __future__ import annotations

import os
import sys

import django


def main(deed: str, key: str) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rangkiang.platform.settings")
    django.setup()
    from rangkiang.access.models import User
    from rangkiang.intake import actions
    from rangkiang.intake.models import Batch
    from rangkiang.platform.month import Month
    from rangkiang.platform.scope import EVERYWHERE, scope

    operator = User.objects.get(username="operator")
    with scope(EVERYWHERE):
        batch = Batch.objects.select_related("fund__programme", "replaces").get(pk=key)
    if deed == "commit":
        actions.commit(batch=batch, first_month=Month(2025, 7), replaces=batch.replaces, by=operator)
    else:
        actions.undo(batch=batch, by=operator)


main(*sys.argv[1:])
