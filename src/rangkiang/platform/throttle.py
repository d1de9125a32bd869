"""How often one may ask: counted in the database, so that every process of the server counts together.

What is counted (an address, a NIK) is kept as a keyed digest only, and for as long as it counts. An asking that was
refused is not counted: who goes on asking lengthens nobody's wait.
"""

from __future__ import annotations

import hashlib
import hmac
from datetime import timedelta

from django.conf import settings
from django.db import connection

COUNT = """
WITH old AS (DELETE FROM platform_asked WHERE until < clock_timestamp()),
     had AS (SELECT count(*) AS n FROM platform_asked WHERE key = %(key)s AND until >= clock_timestamp()),
     new AS (INSERT INTO platform_asked (key, until)
             SELECT %(key)s, clock_timestamp() + make_interval(secs => %(within)s) FROM had WHERE n < %(limit)s
             RETURNING id)
SELECT count(*) FROM new
"""


def spend(purpose: str, who: str, *, limit: int, within: timedelta) -> bool:
    """Note one more asking of ``who`` for ``purpose``; False, not noting it, after ``limit`` within that time."""
    secret = str(settings.SECRET_KEY).encode()
    key = hmac.new(secret, f"{purpose}|{who}".encode(), hashlib.sha256).hexdigest()
    with connection.cursor() as cursor:
        cursor.execute(COUNT, {"key": key, "within": within.total_seconds(), "limit": limit})
        return bool(cursor.fetchone()[0])
