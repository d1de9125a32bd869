"""Rights are set once, and again whenever they are not what they should be."""

from __future__ import annotations

from django.db import connections
from django.test.utils import CaptureQueriesContext

from rangkiang.platform import guard
from rangkiang.platform.database import application


def test_rights_once_set_are_not_set_again_and_a_changed_wish_is(own_database: str) -> None:
    """The schema's comment remembers what was set; anything else in it sets everything anew."""
    with CaptureQueriesContext(connections["owner"]) as first:
        guard.apply(connections["owner"])
    with connections["owner"].cursor() as cursor:
        cursor.execute("COMMENT ON SCHEMA public IS 'somebody else'")
        cursor.execute(f'REVOKE ALL ON people_person FROM "{application().user}"')
    guard.apply(connections["owner"])
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT has_table_privilege(%s, 'people_person', 'INSERT')", [application().user])
        assert cursor.fetchone() == (True,)
    assert not any("GRANT" in query["sql"] for query in first.captured_queries)
