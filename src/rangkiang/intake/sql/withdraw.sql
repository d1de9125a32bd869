-- A batch is taken back: its rows are withdrawn, and rows of other lists that stood back for them are proposed again.
-- Returns the committed batches that must be screened anew.
WITH gone AS (
  UPDATE intake_candidate SET was = state, state = 'withdrawn' WHERE batch_id = %(batch)s AND state <> 'withdrawn'
  RETURNING nik
), back AS (
  UPDATE intake_candidate c
  SET state = 'proposed', reason = '', was = '', decided_at = NULL
  FROM intake_batch b
  WHERE b.id = c.batch_id AND b.state IN ('committed', 'replaced') AND c.batch_id <> %(batch)s
    AND ((c.state = 'refused' AND c.reason = 'proposed_twice' AND c.nik IN (SELECT nik FROM gone))
         OR (c.state = 'withdrawn' AND c.reason = 'replaced' AND c.batch_id = %(old)s))
  RETURNING c.batch_id
)
SELECT DISTINCT batch_id FROM back
