"""A page's thread keeps its connection, and nothing of the reader before is left on it."""

from __future__ import annotations

import time

from django.db import close_old_connections, connection
from django.test import Client

from rangkiang.access.models import Role
from rangkiang.people.models import Person
from tests.faults.office import settled_world


def backend() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def test_the_next_page_of_a_thread_finds_its_connection_and_no_scope(own_database: str) -> None:
    office = settled_world()
    connection.close()
    reader = Client()
    reader.force_login(office.by[Role.OPERATOR])
    before = backend()
    for address in ("/", "/people/?q=Orang", "/nowhere/"):
        reader.get(address)
        close_old_connections()  # as Django does when a request has ended
        assert backend() == before
        assert not Person.objects.exists()


def test_a_connection_that_the_database_has_dropped_is_replaced(own_database: str) -> None:
    before = backend()
    with connection.cursor() as cursor:
        cursor.execute("SET idle_session_timeout = 1")
        cursor.execute("SELECT 1")
    time.sleep(0.2)
    close_old_connections()
    assert backend() != before
