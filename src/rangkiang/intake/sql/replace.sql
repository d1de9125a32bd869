-- A corrected list takes the place of an earlier one of the same sender: of its rows only. On whom something rests stays,
-- and so does a verified person whose row did not change; the new row of such a person says so.
WITH held AS (
  SELECT c.id, c.nik FROM intake_candidate c
  WHERE c.batch_id = %(old)s AND (
    c.state = 'decreed' OR c.held <> ''
    OR (c.state = 'verified' AND EXISTS (
          SELECT FROM intake_candidate n
          WHERE n.batch_id = %(new)s AND n.nik = c.nik AND n.name_key = c.name_key AND n.area = c.area
            AND n.birth_date IS NOT DISTINCT FROM c.birth_date AND n.kk IS NOT DISTINCT FROM c.kk)))
), gone AS (
  UPDATE intake_candidate c SET was = c.state, was_reason = c.reason, state = 'withdrawn', reason = 'replaced'
  WHERE c.batch_id = %(old)s AND c.state IN ('proposed', 'review', 'verified', 'refused')
    AND c.id NOT IN (SELECT id FROM held)
  RETURNING c.id
), kept AS (
  UPDATE intake_candidate n SET state = 'refused', reason = 'kept_earlier', decided_at = rangkiang_now()
  FROM held h WHERE n.batch_id = %(new)s AND n.nik = h.nik
  RETURNING n.id
)
SELECT (SELECT count(*) FROM gone)::int, (SELECT count(*) FROM held)::int
