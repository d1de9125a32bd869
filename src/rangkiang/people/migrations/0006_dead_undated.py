"""Whom a list tells dead without the day is said once, for the bill that leaves them out and for who asks the day."""

from __future__ import annotations

from django.db import migrations

UNDATED = """
CREATE FUNCTION people_dead_undated() RETURNS TABLE (record bigint, person bigint, match bigint, since date, source text)
LANGUAGE sql STABLE AS $$
  -- Every record of a person whom a list tells dead without the day, until the day is known or the list says so no more:
  -- the record at the end of its links, the oldest row that tells it, since when. Each link through its index.
  WITH RECURSIVE told AS (
    SELECT m.person_id AS id, min(m.id) AS match, min(d.source) AS source,
           min((coalesce(m.decided_at, m.recorded_at) AT TIME ZONE 'Asia/Jakarta')::date) AS since
    FROM people_deathmatch m JOIN people_knowndeath d ON d.id = m.death_id
    WHERE m.state = 'same' AND d.died_on IS NULL AND d.withdrawn_at IS NULL GROUP BY m.person_id
  ), same (root, id) AS (
    SELECT id, id FROM told
    UNION
    SELECT same.root, link.id FROM same CROSS JOIN LATERAL (
      SELECT canonical_id AS id FROM people_identitylink WHERE record_id = same.id AND undone_at IS NULL
      UNION ALL
      SELECT record_id FROM people_identitylink WHERE canonical_id = same.id AND undone_at IS NULL) link
  ), known AS (
    SELECT s.root FROM same s JOIN people_person p ON p.id = s.id WHERE p.died_on IS NOT NULL
  )
  SELECT s.id, min(e.id), min(t.match), min(t.since), min(t.source)
  FROM same s JOIN told t ON t.id = s.root JOIN same e ON e.root = s.root
  WHERE s.root NOT IN (SELECT root FROM known)
    AND NOT EXISTS (SELECT FROM people_identitylink l WHERE l.record_id = e.id AND l.undone_at IS NULL)
  GROUP BY s.id
$$
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0005_death_of_each_list")]

    operations = [migrations.RunSQL(UNDATED, "DROP FUNCTION people_dead_undated()")]
