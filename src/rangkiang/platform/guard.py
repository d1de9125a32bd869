"""The database guards itself: after every migration, one place sets who may do what to which table.

For the application's role: SELECT and INSERT everywhere, UPDATE of the columns that a model lists in ``changes``,
DELETE only where ``removable``. Tables with a column ``area`` get forced row-level security by area; those that are
``open_to_all`` (what funds there are) are read by everyone and written by area. Framework
tables (sessions, jobs, lockout) stay writable.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from django.apps import apps
from django.db import models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from .database import application

SQL = Path(__file__).parent / "sql"
SEES = "area ^@ ANY ((SELECT rangkiang_areas())::text[])"


def _ours(model: type[models.Model]) -> bool:
    return model.__module__.startswith("rangkiang.")


def _row_security(table: str, open_to_all: bool) -> list[str]:
    sees = "true" if open_to_all else SEES
    return [
        f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY',
        f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY',
        f'DROP POLICY IF EXISTS by_area ON "{table}"',
        f'CREATE POLICY by_area ON "{table}" USING ({sees}) WITH CHECK ({SEES})',
    ]


def _grants(model: type[models.Model], role: str) -> list[str]:
    table = model._meta.db_table
    if not _ours(model):
        return [f'GRANT SELECT, INSERT, UPDATE, DELETE ON "{table}" TO "{role}"']
    lines = [f'GRANT SELECT ON "{table}" TO "{role}"']
    if table not in ("platform_auditentry", "platform_installation"):
        lines.append(f'GRANT INSERT ON "{table}" TO "{role}"')
    if changes := getattr(model, "changes", ()):
        columns = ", ".join(f'"{field.column}"' for field in model._meta.local_concrete_fields if field.name in changes)
        lines.append(f'GRANT UPDATE ({columns}) ON "{table}" TO "{role}"')
    if getattr(model, "removable", False):
        lines.append(f'GRANT DELETE ON "{table}" TO "{role}"')
    return lines


def _wanted(role: str) -> str:
    """Every statement, in order, as one text."""
    statements = [
        (SQL / "functions.sql").read_text(),
        f'REVOKE ALL ON ALL TABLES IN SCHEMA public FROM "{role}", PUBLIC',
        f'GRANT USAGE ON SCHEMA public TO "{role}"',
        f'GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO "{role}"',
    ]
    for model in apps.get_models(include_auto_created=True):
        if not model._meta.managed or model._meta.proxy:
            continue
        statements += _grants(model, role)
        if _ours(model) and any(field.column == "area" for field in model._meta.local_concrete_fields):
            statements += _row_security(model._meta.db_table, getattr(model, "open_to_all", False))
    statements.append(
        f'GRANT SELECT, INSERT, UPDATE, DELETE ON "procrastinate_jobs", "procrastinate_events", '
        f'"procrastinate_periodic_defers", "procrastinate_workers" TO "{role}"'
    )
    statements.append(f'GRANT SELECT ON "django_migrations" TO "{role}"')
    return ";\n".join(statements)


def apply(connection: BaseDatabaseWrapper) -> None:
    """Set every right anew, as the owner, in one transaction.

    Nothing to do when the schema's comment says that these very rights were set: setting them locks every table,
    which a busy server would feel.
    """
    wanted = _wanted(application().user)
    mark = f"rangkiang {hashlib.sha256(wanted.encode()).hexdigest()}"
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        cursor.execute("SELECT obj_description('public'::regnamespace, 'pg_namespace')")
        if cursor.fetchone() != (mark,):
            cursor.execute(wanted)
            cursor.execute(f"COMMENT ON SCHEMA public IS '{mark}'")
