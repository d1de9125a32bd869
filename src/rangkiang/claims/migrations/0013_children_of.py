"""Whose children a scholarship is for is said once, for the calendar, the scholars and their promotion."""

from __future__ import annotations

from django.db import migrations

CHILDREN = """
CREATE FUNCTION claims_children_of(family bigint) RETURNS SETOF claims_child LANGUAGE sql STABLE AS $$
  -- The living children of all the records of one person; the same child on two of them is one. Each record through its
  -- index: under row-level security a join with all children would read them for every family.
  SELECT DISTINCT ON (lower(c.name), c.born) c.*
  FROM (
    SELECT * FROM claims_child WHERE parent_id = family
    UNION ALL
    SELECT c.* FROM people_identitylink l JOIN claims_child c ON c.parent_id = l.record_id
    WHERE l.canonical_id = family AND l.undone_at IS NULL) c
  WHERE c.died_on IS NULL
  ORDER BY lower(c.name), c.born, c.id
$$
"""


class Migration(migrations.Migration):
    dependencies = [("claims", "0012_fatal_change"), ("people", "0005_death_of_each_list")]

    operations = [migrations.RunSQL(CHILDREN, "DROP FUNCTION claims_children_of(bigint)")]
