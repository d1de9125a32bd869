"""How often one may ask: counted in the database, so that every process of the server counts together.

What is counted (an address, a NIK) is kept as a keyed digest only, and for as long as it counts.
"""

from __future__ import annotations

import hashlib
import hmac
from datetime import timedelta

from django.conf import settings
from django.db import connection

COUNT = """
WITH old AS (DELETE FROM platform_asked WHERE until < clock_timestamp()),
     new AS (INSERT INTO platform_asked (key, until)
             VALUES (%(key)s, clock_timestamp() + make_interval(secs => %(within)s)))
SELECT count(*) FROM platform_asked WHERE key = %(key)s AND until >= clock_timestamp()
"""


def spend(purpose: str, who: str, *, limit: int, within: timedelta) -> bool:
    """Note one more asking of ``who`` for ``purpose``; False when there were ``limit`` within that time already."""
    secret = str(settings.SECRET_KEY).encode()
    key = hmac.new(secret, f"{purpose}|{who}".encode(), hashlib.sha256).hexdigest()
    with connection.cursor() as cursor:
        cursor.execute(COUNT, {"key": key, "within": within.total_seconds()})
        return int(cursor.fetchone()[0]) < limit
