-- A batch is taken back: its rows are withdrawn, and those of the list that it replaced are again what they were. What only
-- screening said of them is asked anew; what a person or a register said stands. Returns the batch to screen, if any.
WITH gone AS (
  UPDATE intake_candidate SET was = state, was_reason = reason, state = 'withdrawn'
  WHERE batch_id = %(batch)s AND state <> 'withdrawn'
), earlier AS (
  SELECT id, was IN ('', 'proposed') OR was_reason = '' AND was = 'refused'
             OR was = 'refused' AND decided_by_id IS NULL AS anew
  FROM intake_candidate WHERE batch_id = %(old)s AND state = 'withdrawn' AND reason = 'replaced'
), back AS (
  UPDATE intake_candidate c
  SET state = CASE WHEN e.anew THEN 'proposed' ELSE c.was END, reason = CASE WHEN e.anew THEN '' ELSE c.was_reason END,
      decided_at = CASE WHEN NOT e.anew THEN c.decided_at END, was = '', was_reason = ''
  FROM earlier e WHERE e.id = c.id
  RETURNING c.batch_id
)
SELECT DISTINCT batch_id FROM back
