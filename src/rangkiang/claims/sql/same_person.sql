-- Every record of a person, this one first: joined records are one person.
WITH RECURSIVE same (id) AS (
  SELECT %(person)s::bigint
  UNION
  SELECT CASE WHEN l.record_id = same.id THEN l.canonical_id ELSE l.record_id END
  FROM same JOIN people_identitylink l ON same.id IN (l.record_id, l.canonical_id) WHERE l.undone_at IS NULL
)
SELECT id FROM same ORDER BY id <> %(person)s, id
