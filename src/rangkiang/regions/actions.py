"""Load the code list that the package carries."""

from __future__ import annotations

from django.db import connection

from . import codes
from .models import Region


def load(*, province: str = "13") -> int:
    """Every region of one province, parents first; rows already there stay. Returns how many there are now."""
    rows = [(r.code, r.name, r.code.count(".") + 1, r.code.rpartition(".")[0] or None) for r in codes.below(province)]
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO regions_region (code, name, level, parent_id)
            SELECT * FROM unnest(%s::text[], %s::text[], %s::int[], %s::text[]) ON CONFLICT DO NOTHING""",
            [list(column) for column in zip(*rows, strict=True)],
        )
    return Region.objects.count()
