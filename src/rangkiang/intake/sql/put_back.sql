-- Rows of a batch are gone and nobody else holds their NIK: whoever of other lists stood back for them is proposed again,
-- those too whom a person held for the same. Returns the batches to screen.
WITH gone AS (
  SELECT g.id, g.nik, g.person_id FROM intake_candidate g
  WHERE g.batch_id = %(batch)s AND g.state = 'withdrawn'
    AND NOT EXISTS (SELECT FROM intake_candidate o
                    WHERE o.nik = g.nik AND o.state IN ('proposed', 'review', 'verified', 'decreed'))
), same AS (
  SELECT l.candidate_id FROM intake_likeness l JOIN intake_judgement j ON j.likeness_id = l.id AND j.answer = 'same'
  JOIN gone g ON g.id = l.other_id OR g.person_id = l.person_id
), back AS (
  UPDATE intake_candidate c
  SET state = 'proposed', reason = '', decided_by_id = NULL, decided_at = NULL
  FROM intake_batch b
  WHERE b.id = c.batch_id AND b.state = 'committed' AND c.batch_id <> %(batch)s AND c.state = 'refused'
    AND (c.reason = 'proposed_twice' AND c.decided_by_id IS NULL AND c.nik IN (SELECT nik FROM gone)
         OR c.reason IN ('proposed_twice', 'same_person') AND c.id IN (SELECT candidate_id FROM same))
  RETURNING c.batch_id
)
SELECT DISTINCT batch_id FROM back
