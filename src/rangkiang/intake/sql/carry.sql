-- What a person or a register said of a row goes with the same person into the corrected list: a refusal of an unchanged
-- row stands, and one of a changed row is held for a person to look at. A number put right is no refusal any more.
WITH word AS (
  SELECT * FROM intake_candidate
  WHERE batch_id = %(old)s AND state = 'withdrawn' AND reason = 'replaced'
    AND (was = 'refused' AND decided_by_id IS NOT NULL AND was_reason NOT IN ('', 'proposed_twice', 'same_person')
         OR was = 'review' AND was_reason = ANY(%(registers)s::text[]))
), carried AS (
  SELECT DISTINCT ON (n.id) n.id, w.was, w.was_reason, w.evidence, w.decided_by_id, w.decided_at,
    n.nik = w.nik AND n.name_key = w.name_key AND n.birth_date IS NOT DISTINCT FROM w.birth_date AS unchanged
  FROM word w JOIN intake_candidate n ON n.batch_id = %(new)s AND n.state IN ('proposed', 'review')
    AND (n.nik = w.nik OR n.name_key = w.name_key AND n.birth_date = w.birth_date
         AND w.was_reason NOT IN ('nik_of_another', 'dukcapil_not_found', 'dukcapil_double'))
  ORDER BY n.id, n.nik = w.nik DESC, w.decided_at DESC NULLS LAST, w.id
)
UPDATE intake_candidate n
SET state = CASE WHEN c.unchanged THEN c.was ELSE 'review' END, reason = c.was_reason, evidence = c.evidence,
    decided_by_id = CASE WHEN c.unchanged THEN c.decided_by_id END, decided_at = CASE WHEN c.unchanged THEN c.decided_at END
FROM carried c WHERE n.id = c.id AND (c.unchanged OR c.was = 'refused')
