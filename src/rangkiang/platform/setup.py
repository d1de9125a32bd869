"""Bring the installation to the present shape: words compiled, tables migrated as the owner, every right set anew."""

from __future__ import annotations

from django.core.management import call_command
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor

from . import guard
from .translations import compile_messages


def migrate() -> None:
    """Safe to repeat; a second run finds nothing to do and takes about a second."""
    compile_messages()
    call_command("migrate", database="owner", verbosity=0, interactive=False)
    guard.apply(connections["owner"])
    connections["owner"].close()


def current() -> bool:
    """Whether the tables have the shape that this code expects. Asks only, so pages at work are not disturbed."""
    plan = MigrationExecutor(connection)
    return not plan.migration_plan(plan.loader.graph.leaf_nodes())
