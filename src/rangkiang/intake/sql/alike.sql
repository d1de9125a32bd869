-- Who looks like somebody waits for a person's word.
UPDATE intake_candidate c SET state = 'review', reason = 'alike'
WHERE c.batch_id = %(batch)s AND c.state = 'proposed'
  AND EXISTS (SELECT FROM intake_likeness l WHERE l.candidate_id = c.id)
